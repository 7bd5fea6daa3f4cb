package settings

import "strings"

// Prefix begins every environment variable of Roster.
const Prefix = "ROSTER_"

// FileName is the configuration file that is read from the working directory
// if it is there.
const FileName = "roster.yaml"

// Setting describes one setting: it makes the flag, the variable, the key of
// the file and the row of the README's table.
type Setting struct {
	Name    string
	Usage   string
	Default string
	Secret  bool // may stand in the file named by Variable() + "_FILE"
	List    bool // values separated by commas, in the file also a YAML list
}

// Variable is the name of the setting's environment variable.
func (s Setting) Variable() string {
	return Prefix + strings.ToUpper(strings.ReplaceAll(s.Name, "-", "_"))
}

// Table has all settings, in the order in which they are documented. The word
// between grave accents in a usage text stands for the value in the help.
func Table() []Setting {
	return []Setting{
		{
			Name: "db", Default: "sqlite:roster.db", Secret: true,
			Usage: "`URL` of the database: sqlite:FILE or postgres://USER@HOST/DATABASE",
		},
		{
			Name: "db-superuser", Default: "refuse",
			Usage: "whether to work as a PostgreSQL role that no policy holds for: `refuse` or allow",
		},
		{Name: "addr", Default: "127.0.0.1:8080", Usage: "`HOST:PORT` to listen on"},
		{
			Name:  "public-url",
			Usage: "`URL` that clients know the server by, the base of all links in answers",
		},
		{
			Name: "trusted-proxies", List: true,
			Usage: "`CIDR,…` of the proxies whose forwarded headers are believed",
		},
		{
			Name: "cors-origins", List: true,
			Usage: "`ORIGIN,…` of web pages that may read answers in a browser, or * for all",
		},
		{
			Name: "limits", List: true,
			Usage: "`NAME=VALUE,…` of limits that are to be others than the standard ones",
		},
		{Name: "tls-cert", Usage: "`FILE` with the certificate chain in PEM, together with tls-key"},
		{Name: "tls-key", Usage: "`FILE` with the private key in PEM, together with tls-cert"},
		{
			Name: "token-secret", Secret: true,
			Usage: "`HEX` of 32 bytes that paging tokens are sealed with, instead of those in the database",
		},
		{
			Name: "pepper", Secret: true,
			Usage: "`HEX` of 32 bytes that key hashes are made with, instead of those in the database",
		},
		{Name: "log-level", Default: "info", Usage: "`LEVEL` of what is logged: debug, info, warn or error"},
		{Name: "log-format", Default: "text", Usage: "`FORMAT` of the log lines: text or json"},
	}
}

// Find gives the setting of that name.
func Find(name string) (Setting, bool) {
	for _, s := range Table() {
		if s.Name == name {
			return s, true
		}
	}
	return Setting{}, false
}

func names() []string {
	var all []string
	for _, s := range Table() {
		all = append(all, s.Name)
	}
	return all
}
