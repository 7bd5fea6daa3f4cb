package snippet

import (
	"strings"

	"github.com/seed-267014d6/roster/metadata"
)

// Source is what is to be read.
type Source struct {
	Model *metadata.Model
	Root  string // absolute URL of the service, with a slash at its end
	Path  string // below Root, percent-encoded, "" for the service itself
	Query string // percent-encoded
}

// Snippet is one way to read it.
type Snippet struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Language string `json:"language"`
	Code     string `json:"code"`
	Note     string `json:"note"`
}

// Snippets are all ways to read one address.
type Snippets struct {
	Snippets  []Snippet `json:"snippets"`
	Readiness []Hint    `json:"readiness"` // what Power BI makes of it
}

// reading is a Source understood.
type reading struct {
	root     string
	address  address
	resource resource
	format   bool // a $format other than JSON
}

func readingOf(s Source) (reading, error) {
	a, err := addressOf(s.Path, s.Query)
	if err != nil {
		return reading{}, err
	}
	r := reading{
		root: canonical(s.Root, rootKept, rootKept), address: a, resource: resourceOf(s.Model, a.path),
	}
	if format, given := a.option("format"); given {
		format = strings.ToLower(format)
		r.format = !strings.HasPrefix(format, "json") && !strings.HasPrefix(format, "application/json")
	}
	return r, nil
}

// url is the address as it was asked for.
func (r reading) url() string { return r.address.under(r.root) }

// jsonURL is the address for code that reads JSON.
func (r reading) jsonURL() string {
	if r.format && r.resource.kind != text {
		return r.address.without("format").under(r.root)
	}
	return r.url()
}

// Make writes the snippets for an address. The error is a *fault.Fault: no client
// would ask for a path with dot segments.
func Make(s Source) (Snippets, error) {
	r, err := readingOf(s)
	if err != nil {
		return Snippets{}, err
	}
	return Snippets{
		Snippets: []Snippet{
			{
				ID: "url", Title: "URL", Language: "text", Code: r.url(),
				Note: "The address itself; it wants a key like every request." +
					r.paged(" A long result comes in pages: @odata.nextLink is the address of the next one."),
			},
			{ID: "curl", Title: "curl", Language: "sh", Code: r.curl(), Note: r.curlNote()},
			r.powerQuery(basic), r.powerQuery(webAPI), r.powerQuery(header),
			{
				ID: "python", Title: "Python", Language: "python", Code: r.script(pythons(), quotePython),
				Note: "Python 3, nothing to install. " + keyNote + r.paged(" rows() follows the pages to the end."),
			},
			{
				ID: "javascript", Title: "JavaScript", Language: "javascript",
				Code: r.script(javaScripts(), quoteJavaScript),
				Note: "Node.js 18 or later. " + keyNote + " In a web page, put what holds the user's key in the " +
					"place of process.env.ROSTER_KEY; the server has to allow the page's origin (cors-origins).",
			},
			{
				ID: "powershell", Title: "PowerShell", Language: "powershell",
				Code: r.script(powerShells(), quotePowerShell),
				Note: "Windows PowerShell 5.1 or PowerShell 7. " + keyNote,
			},
		},
		Readiness: r.readiness(s.Model),
	}, nil
}

// keyNote says where scripts find the key.
const keyNote = "The environment variable ROSTER_KEY holds the API key; scope read is enough."

// paged is a text that holds for what comes in pages.
func (r reading) paged(note string) string {
	if r.resource.kind == table || r.resource.kind == items {
		return note
	}
	return ""
}

// scripts are the texts of one language: for what comes in pages, for a value in
// JSON, and for a text. The first %s is the address.
type scripts struct{ pages, value, text string }

func (r reading) script(s scripts, quote func(string) string) string {
	template := s.text
	switch r.resource.kind {
	case table, items:
		template = s.pages
	case record, document:
		template = s.value
	case text:
	}
	return fill(template, quote(r.jsonURL()))
}

// fill puts a literal into a template. What the literal holds is not looked at.
func fill(template, literal string) string {
	return strings.Replace(template, place, literal, 1)
}

// place stands for a literal in a template.
const place = "«»"
