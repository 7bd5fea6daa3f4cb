package settings

import (
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// write makes a file of the test's own and gives its name.
func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), FileName)
	require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	s, err := Load(Sources{File: write(t, "")})
	require.NoError(t, err)
	require.Equal(t, Settings{
		DB: "sqlite:roster.db", Addr: "127.0.0.1:8080", LogLevel: slog.LevelInfo,
	}, s)
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	file := write(t, "addr: 127.0.0.1:1111\ndb: sqlite:file.db\nlog-level: warn\n")
	environ := []string{"ROSTER_ADDR=127.0.0.1:2222", "ROSTER_DB=sqlite:environment.db", "HOME=/"}
	flags := map[string]string{"addr": "127.0.0.1:3333"}

	s, err := Load(Sources{File: file})
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:1111", s.Addr)

	s, err = Load(Sources{File: file, Environ: environ})
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:2222", s.Addr)

	s, err = Load(Sources{File: file, Environ: environ, Flags: flags})
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:3333", s.Addr, "a flag wins")
	require.Equal(t, "sqlite:environment.db", s.DB, "the environment wins over the file")
	require.Equal(t, slog.LevelWarn, s.LogLevel, "the file wins over the default")
}

func TestEverySettingFromEverySource(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("a1", 32)
	values := map[string]string{
		"db": "postgres://u:p@h/d", "addr": "[::1]:9", "public-url": "https://x.example/base/",
		"trusted-proxies": "10.1.2.3/8,192.0.2.1",
		"cors-origins":    "https://APP.example.com:443, http://localhost:5173",
		"tls-cert":        "c.pem", "tls-key": "k.pem",
		"token-secret": secret, "pepper": secret, "log-level": "debug", "log-format": "json",
		"db-superuser": "allow", "limits": "depth=5, skip=7",
	}
	raw := []byte(strings.Repeat("\xa1", 32))
	want := Settings{
		DB: "postgres://u:p@h/d", Addr: "[::1]:9", PublicURL: "https://x.example/base",
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.1/32")},
		CORSOrigins:    []string{"https://app.example.com", "http://localhost:5173"},
		TLSCert:        "c.pem", TLSKey: "k.pem", TokenSecret: raw, Pepper: raw,
		LogLevel: slog.LevelDebug, LogJSON: true, DBSuperuser: true,
		Limits: []string{"depth=5", "skip=7"},
	}
	var environ []string
	var yaml strings.Builder
	for _, s := range Table() {
		require.Contains(t, values, s.Name, "the test does not know this setting")
		environ = append(environ, s.Variable()+"="+values[s.Name])
		yaml.WriteString(s.Name + ": '" + values[s.Name] + "'\n")
	}
	for name, src := range map[string]Sources{
		"flags":       {File: write(t, ""), Flags: values},
		"environment": {File: write(t, ""), Environ: environ},
		"file":        {File: write(t, yaml.String())},
	} {
		s, err := Load(src)
		require.NoError(t, err, name)
		require.Equal(t, want, s, name)
	}
}

func TestListsOfYAML(t *testing.T) {
	t.Parallel()
	s, err := Load(Sources{File: write(t,
		"trusted-proxies:\n  - 10.0.0.0/8\n  - fd00::/8\n")})
	require.NoError(t, err)
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	require.Equal(t, want, s.TrustedProxies)

	s, err = Load(Sources{File: write(t, "cors-origins:\n  - http://[::1]:80\n  - HTTPS://my_app.example:8443\n")})
	require.NoError(t, err)
	require.Equal(t, []string{"http://[::1]", "https://my_app.example:8443"}, s.CORSOrigins)
	s, err = Load(Sources{File: write(t, "cors-origins: '*'\n")})
	require.NoError(t, err)
	require.Equal(t, []string{"*"}, s.CORSOrigins)
}

func TestSecretsFromFiles(t *testing.T) {
	t.Parallel()
	empty := write(t, "")
	secret := write(t, "postgres://u:p@h/d\n")
	s, err := Load(Sources{File: empty, Environ: []string{"ROSTER_DB_FILE=" + secret}})
	require.NoError(t, err)
	require.Equal(t, "postgres://u:p@h/d", s.DB, "the line's end does not count")

	_, err = Load(Sources{File: empty, Environ: []string{"ROSTER_DB_FILE=" + secret, "ROSTER_DB=sqlite:x"}})
	require.ErrorContains(t, err, "ROSTER_DB and ROSTER_DB_FILE are both set; keep one")

	_, err = Load(Sources{File: empty, Environ: []string{"ROSTER_DB_FILE=" + secret + ".missing"}})
	require.ErrorContains(t, err, "ROSTER_DB_FILE: ")

	s, err = Load(Sources{File: empty, Environ: []string{"ROSTER_ADDR_FILE=" + secret}})
	require.NoError(t, err, "only secrets are read from files")
	require.Equal(t, "127.0.0.1:8080", s.Addr)
	require.Len(t, Strays([]string{"ROSTER_ADDR_FILE=x"}), 1, "but it is told")
}

func TestWrongFiles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"adr: x":                          `unknown key "adr", did you mean "addr"?`,
		"publicURL: x":                    `unknown key "publicURL", did you mean "public-url"?`,
		"zebra: 1":                        `unknown key "zebra"; known are db, db-superuser, addr, `,
		"db:\n  url: sqlite:x":            `db is not a section`,
		"addr:":                           "addr: has no value",
		"addr: [a, b]":                    "addr: takes one value, not a list",
		"trusted-proxies: [1]":            "trusted-proxies: holds 1, which is not a text",
		"addr: a\naddr: b":                `mapping key "addr" already defined`,
		"- addr":                          "cannot unmarshal",
		"addr: nowhere":                   `addr (from `,
		"log-level: loud":                 `"loud" is not one of debug, info, warn, error`,
		"log-format: xml":                 `"xml" is neither text nor json`,
		"trusted-proxies: 10.0/8":         `"10.0/8" is not a network`,
		"public-url: x.example":           "is not a URL",
		"public-url: ftp://x":             "is not a URL",
		"public-url: https://x/?a":        "is not a URL",
		"cors-origins: x.example":         `"x.example" is not an origin such as https://app.example.com`,
		"cors-origins: https://x/":        `"https://x/" is not an origin`,
		"cors-origins: https://x/app":     "scheme, host and port only, no path",
		"cors-origins: https://u@x":       "is not an origin",
		"cors-origins: https://x?":        "is not an origin",
		"cors-origins: 'https://x#'":      "is not an origin",
		"cors-origins: 'https://x:'":      "is not an origin",
		"cors-origins: https://x:65536":   "is not an origin",
		"cors-origins: https://*.x":       "is not an origin",
		"cors-origins: https://bücher.de": "is not an origin",
		"cors-origins: 'null'":            `"null" is not an origin`,
		"cors-origins: ftp://x":           "is not an origin",
		"cors-origins: '*, https://x'":    "* means every origin: give it alone",
		"tls-cert: c.pem":                 "tls-cert and tls-key go together",
		"tls-key: k.pem":                  "tls-cert and tls-key go together",
		"db: mysql://x":                   "is neither sqlite:FILE nor postgres://",
		"db: 'sqlite:'":                   "is neither sqlite:FILE nor postgres://",
		"db-superuser: yes-please":        "is neither refuse nor allow",
		"addr: localhost":                 "is not of the form HOST:PORT",
		"addr: localhost:http":            "has no port between 0 and 65535",
		"addr: localhost:65536":           "has no port between 0 and 65535",
		"token-secret: abc":               "is not 64 hex digits",
	} {
		_, err := Load(Sources{File: write(t, text)})
		require.ErrorContains(t, err, want, text)
		require.ErrorContains(t, err, "", text)
	}
	_, err := Load(Sources{File: filepath.Join(t.TempDir(), "missing.yaml")})
	require.ErrorIs(t, err, os.ErrNotExist, "a file that is named must be there")
}

func TestErrorsNameTheOriginAndNoSecret(t *testing.T) {
	t.Parallel()
	file := write(t, "addr: nowhere\n")
	_, err := Load(Sources{
		File:    file,
		Environ: []string{"ROSTER_DB=hunter2:secret", "ROSTER_PEPPER=hunter3"},
		Flags:   map[string]string{"log-level": "loud"},
	})
	require.ErrorContains(t, err, "addr (from "+file+")")
	require.ErrorContains(t, err, "db (from ROSTER_DB)")
	require.ErrorContains(t, err, "pepper (from ROSTER_PEPPER)")
	require.ErrorContains(t, err, "log-level (from --log-level)")
	require.NotContains(t, err.Error(), "hunter")
}

func TestStrays(t *testing.T) {
	t.Parallel()
	require.Empty(t, Strays([]string{
		"ROSTER_DB=x", "ROSTER_DB_FILE=x", "ROSTER_CONFIG=x", "ROSTER_TEST_POSTGRES=x", "PATH=/", "ROSTERS=1",
	}))
	want := `ROSTER_DBB is not a setting, did you mean "ROSTER_DB"?`
	require.Equal(t, []string{want}, Strays([]string{"ROSTER_DBB=x"}))
}
