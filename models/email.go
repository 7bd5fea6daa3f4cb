package models

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

const memberEmail = "emailAddress"

// NormaliseEmail gives the form by which email addresses are compared: trimmed,
// the local part in lower case, the domain in lower case punycode. The local part
// must be ASCII, since what looks or lower-cases like another letter would make
// two people one. The error is an *Error.
func NormaliseEmail(s string) (string, error) {
	_, key, err := normalEmail(s)
	return key, err
}

// normalEmail gives an address as it is stored and as it is compared.
func normalEmail(s string) (address, key string, err error) {
	address, err = normalText(memberEmail, s, maxEmail)
	if err != nil {
		return "", "", err
	}
	for _, r := range strings.TrimFunc(s, unicode.IsSpace) { // as given: form C makes a K of the Kelvin sign
		if r == '@' {
			break
		}
		if r >= utf8.RuneSelf {
			return "", "", invalid(memberEmail, "emailAddress has %q before the @, where only ASCII is allowed", r)
		}
	}
	if address == "" {
		return "", "", invalid(memberEmail, "emailAddress must not be blank")
	}
	local, domain, found := strings.Cut(address, "@")
	if !found || local == "" || domain == "" || strings.Contains(domain, "@") {
		return "", "", invalid(memberEmail, "%q is not an email address", address)
	}
	for _, r := range local {
		if r <= ' ' || strings.ContainsRune(`"(),:;<>[\]`, r) {
			return "", "", invalid(memberEmail, "emailAddress must not contain %q before the @", r)
		}
	}
	ascii, err := asciiDomain(domain)
	if err != nil {
		return "", "", invalid(memberEmail, "emailAddress has no valid domain after the @")
	}
	key = strings.ToLower(local) + "@" + ascii
	if len(key) > maxEmail {
		return "", "", invalid(memberEmail, "emailAddress has %d octets; at most %d are allowed", len(key), maxEmail)
	}
	return address, key, nil
}

// asciiDomain maps a domain as browsers do (UTS #46, without the transitional
// mapping of ß).
func asciiDomain(domain string) (string, error) {
	if !isPlainDomain(domain) || strings.Contains(domain, "xn--") {
		for _, r := range domain {
			if unicode.Is(unicode.Cf, r) { // the mapping would drop what cannot be seen
				return "", errNoDomain
			}
		}
		var err error
		domain, err = idna.New(
			idna.MapForLookup(),
			idna.Transitional(false),
			idna.CheckHyphens(false), // real domains have them anywhere
			idna.StrictDomainName(true),
			idna.BidiRule(),
		).ToASCII(domain)
		if err != nil || !isPlainDomain(domain) {
			return "", errNoDomain
		}
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return "", errNoDomain
		}
	}
	return domain, nil
}

// isPlainDomain says whether a domain is in lower case ASCII already.
func isPlainDomain(domain string) bool {
	for _, c := range []byte(domain) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return true
}
