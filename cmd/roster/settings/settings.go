package settings

import (
	"encoding/hex"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// Settings are the checked values of all settings.
type Settings struct {
	DB             string
	DBSuperuser    bool // whether the role may be one that no policy holds for
	Addr           string
	PublicURL      string // without a trailing slash; "" where links follow the request
	TrustedProxies []netip.Prefix
	CORSOrigins    []string // as browsers write them, or "*" alone
	Limits         []string // NAME=VALUE
	TLSCert        string
	TLSKey         string
	TokenSecret    []byte // nil: the one of the database
	Pepper         []byte // nil: the one of the database
	LogLevel       slog.Level
	LogJSON        bool
}

// Load merges the sources and checks every value. Its error names each wrong
// setting and where its value came from, but never the value of a secret.
func Load(src Sources) (Settings, error) {
	l, err := merge(src)
	if err != nil {
		return Settings{}, err
	}
	out := Settings{
		DB:      l.text("db"),
		Addr:    l.text("addr"),
		Limits:  l.list("limits"),
		TLSCert: l.text("tls-cert"),
		TLSKey:  l.text("tls-key"),
	}
	failures := []error{l.checkDB(out.DB), l.checkAddr(out.Addr)}
	if (out.TLSCert == "") != (out.TLSKey == "") {
		failures = append(failures, errors.New("tls-cert and tls-key go together: give both or none"))
	}
	keep := func(err error) { failures = append(failures, err) }
	out.PublicURL, err = l.publicURL()
	keep(err)
	out.TrustedProxies, err = l.proxies()
	keep(err)
	out.CORSOrigins, err = l.origins()
	keep(err)
	out.TokenSecret, err = l.secret("token-secret")
	keep(err)
	out.Pepper, err = l.secret("pepper")
	keep(err)
	if err := out.LogLevel.UnmarshalText([]byte(l.text("log-level"))); err != nil {
		keep(l.fail("log-level", "%q is not one of debug, info, warn, error", l.text("log-level")))
	}
	switch role := l.text("db-superuser"); role {
	case "refuse":
	case "allow":
		out.DBSuperuser = true
	default:
		keep(l.fail("db-superuser", "%q is neither refuse nor allow", role))
	}
	switch format := l.text("log-format"); format {
	case "text":
	case "json":
		out.LogJSON = true
	default:
		keep(l.fail("log-format", "%q is neither text nor json", format))
	}
	return out, errors.Join(failures...)
}

func (l *layers) checkDB(text string) error {
	scheme, rest, _ := strings.Cut(text, ":")
	switch {
	case scheme == "sqlite" && rest != "":
		return nil
	case (scheme == "postgres" || scheme == "postgresql") && strings.HasPrefix(rest, "//"):
		return nil
	}
	return l.fail("db", "is neither sqlite:FILE nor postgres://USER@HOST/DATABASE")
}

func (l *layers) checkAddr(text string) error {
	_, port, err := net.SplitHostPort(text)
	if err != nil {
		return l.fail("addr", "%q is not of the form HOST:PORT", text)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n > 65535 {
		return l.fail("addr", "%q has no port between 0 and 65535", text)
	}
	return nil
}

func (l *layers) publicURL() (string, error) {
	text := strings.TrimRight(l.text("public-url"), "/")
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	if err != nil || !web(u) || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", l.fail("public-url", "%q is not a URL such as https://directory.example.com", text)
	}
	return text, nil
}

func web(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }

func (l *layers) proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range l.list("trusted-proxies") {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			addr, err := netip.ParseAddr(text)
			if err != nil {
				return nil, l.fail("trusted-proxies", "%q is not a network such as 10.0.0.0/8", text)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		out = append(out, prefix.Masked())
	}
	return out, nil
}

func (l *layers) secret(name string) ([]byte, error) {
	text := l.text(name)
	if text == "" {
		return nil, nil
	}
	secret, err := hex.DecodeString(text)
	if err != nil || len(secret) != 32 {
		return nil, l.fail(name, "is not 64 hex digits (32 bytes); `openssl rand -hex 32` makes some")
	}
	return secret, nil
}
