package handlers

import (
	"encoding/base64"
	"net/http"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// carrier is how a key came.
type carrier uint8

const (
	byNothing carrier = iota
	byHeader
	byBearer
	byBasic
	byQuery
	byCookie
	byMistake // several keys, or what cannot be read
)

// credential is a key as it was sent; it need not be one.
type credential struct {
	key string
	by  carrier
}

// maxCredential bounds what is looked at as a key: a real one has 41 characters,
// the rest is room for a user name and for base64.
const maxCredential = 1024

// credentialOf finds the key of a request. A non-empty X-ApiKey decides alone,
// since proxies set Authorization on their own; then Authorization, then the
// apikey parameters of the query. Where there is none of these, the explorer's
// cookie may hold one.
func credentialOf(r *http.Request, parameters []string) (credential, error) {
	given, err := single(r.Header.Values(keyHeader))
	if given != "" || err != nil {
		return credential{key: given, by: byHeader}, err
	}
	given, err = single(r.Header.Values("Authorization"))
	if given != "" || err != nil {
		if err != nil {
			return credential{}, err
		}
		return authorization(given)
	}
	given, err = single(parameters)
	if given != "" || err != nil {
		return credential{key: given, by: byQuery}, err
	}
	return credential{}, nil
}

// single gives the one non-blank value; several different ones decide nothing.
func single(values []string) (string, error) {
	only := ""
	for _, v := range values {
		v = strings.TrimSpace(v)
		if v == "" || v == only {
			continue
		}
		if only != "" {
			return "", fault.New(fault.Unauthorized, "the request carries several API keys")
		}
		if len(v) > maxCredential {
			return "", errInvalidKey()
		}
		only = v
	}
	return only, nil
}

func authorization(header string) (credential, error) {
	scheme, rest, _ := strings.Cut(header, " ")
	rest = strings.TrimSpace(rest)
	switch {
	case strings.EqualFold(scheme, "Bearer"):
		return credential{key: rest, by: byBearer}, nil
	case strings.EqualFold(scheme, "Basic"):
		return basic(rest)
	}
	return credential{}, fault.New(fault.Unauthorized, "this kind of Authorization is not accepted").
		Advise("use Basic with the API key as password, Bearer, or X-ApiKey")
}

// basic takes the key from the password with any user, or from the user where
// the password is empty.
func basic(encoded string) (credential, error) {
	text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil {
		return credential{}, fault.New(fault.Unauthorized, "the Basic credentials are not base64")
	}
	user, password, ok := strings.Cut(string(text), ":")
	if !ok {
		return credential{}, fault.New(fault.Unauthorized, "the Basic credentials have no colon")
	}
	if password = strings.TrimSpace(password); password == "" {
		password = strings.TrimSpace(user)
	}
	return credential{key: password, by: byBasic}, nil
}

func errInvalidKey() error { return fault.New(fault.Unauthorized, "the API key is not valid") }
