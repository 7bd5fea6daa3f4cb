package wirelint

import (
	"fmt"
	"net/http"
	"strings"
)

// Request is what was sent.
type Request struct {
	Method string
	Target string // path and query as sent
	Header http.Header
	Body   string
}

// Field is one line of an answer's header, in the spelling in which it was sent.
type Field struct{ Name, Value string }

// Response is what came back.
type Response struct {
	Status int
	Fields []Field
	Body   []byte // without the compression
	// Sent is the length of the body as it was sent, -1 where that is not known.
	Sent int
}

// Get gives the first field of the name, in whatever case.
func (r Response) Get(name string) string {
	if all := r.all(name); len(all) > 0 {
		return all[0]
	}
	return ""
}

func (r Response) all(name string) (values []string) {
	for _, f := range r.Fields {
		if strings.EqualFold(f.Name, name) {
			values = append(values, f.Value)
		}
	}
	return values
}

// Service is what the linter knows of the server.
type Service struct {
	// Root is the path of the service root, with a slash at both ends.
	Root string
	// Base is the absolute URL of the root; "" where the requests decide about it.
	Base string
	// Schema is that of $metadata; without it values are not held against types.
	Schema *Schema
	// CSDL says what is wrong with a metadata document.
	CSDL func(document []byte) []string
	// CSDLJSON is the same for one in JSON.
	CSDLJSON func(document []byte) []string
	// Dangling says that rows may refer to others that are not there.
	Dangling bool
	// Edge asks for the headers that Roster's handlers add.
	Edge bool
	// Writes is the path of the write calls, which are no part of the service.
	Writes string
	// Secrets must stand in no answer.
	Secrets []string
	// Known are defects that are being mended.
	Known []Exemption
}

// Exemption leaves out findings for as long as a defect is there.
type Exemption struct {
	Rule     string
	Contains string // in the finding's text
	Reason   string
}

// Finding is something that a client would stumble over.
type Finding struct{ Rule, Text string }

func (f Finding) String() string { return f.Rule + ": " + f.Text }

// Check holds an answer against the rules. It gives nil where nothing is wrong.
func (s *Service) Check(request Request, response Response) []Finding {
	c := &check{s: s, request: request, response: response}
	c.target = parseTarget(s.Root, request.Target)
	c.write = s.Writes != "" && strings.HasPrefix(request.Target, s.Writes)
	c.version()
	c.headers()
	if s.Edge {
		c.edge()
	}
	c.contentType()
	c.leaks()
	if c.bodiless() {
		c.noBody()
	} else {
		c.body()
	}
	return c.found
}

// check is the work on one answer.
type check struct {
	s        *Service
	request  Request
	response Response
	target   target
	write    bool
	v401     bool   // the answer's version
	level    string // the metadata level of the answer, "" unless it is JSON data
	strings  bool   // IEEE754Compatible
	exponent bool   // ExponentialDecimals
	omits    bool   // omit-values was applied
	resource resource
	asked    *entityType // the declared type of what the path leads to
	base     string      // the absolute URL of the root, "" where it is not known
	found    []Finding
}

func (c *check) add(rule, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	for _, k := range c.s.Known {
		if k.Rule == rule && strings.Contains(text, k.Contains) {
			return
		}
	}
	if len(c.found) < 20 {
		c.found = append(c.found, Finding{rule, text})
	}
}

// ours says whether the path is one where every answer is one of OData.
func (c *check) ours() bool { return c.target.below || c.write }

func (c *check) bodiless() bool {
	switch c.response.Status {
	case http.StatusNoContent, http.StatusNotModified:
		return true
	}
	return c.request.Method == http.MethodHead
}

func (c *check) noBody() {
	if len(c.response.Body) > 0 {
		c.add("no-body", "%d and %s have no body: %.80q", c.response.Status, c.request.Method, c.response.Body)
	}
	if c.request.Method != http.MethodHead || c.response.Status == http.StatusNoContent ||
		c.response.Status == http.StatusNotModified {
		if kind := c.response.Get("Content-Type"); kind != "" {
			c.add("no-body", "%d with the Content-Type %s", c.response.Status, kind)
		}
	}
}

// SameHead holds the answer to HEAD against the one to GET: RFC 9110, 9.3.2.
func SameHead(get, head Response) []Finding {
	var found []Finding
	if get.Status != head.Status {
		found = append(found, Finding{"head", fmt.Sprintf("HEAD gives %d, GET %d", head.Status, get.Status)})
	}
	if len(head.Body) > 0 {
		found = append(found, Finding{"head", "HEAD has a body"})
	}
	lines := func(r Response) string {
		var text strings.Builder
		for _, f := range r.Fields {
			switch strings.ToLower(f.Name) {
			case "date", "x-request-id", "server-timing", "transfer-encoding":
			case "content-length":
				unknown := head.Get("Content-Length") == "" && strings.HasPrefix(r.Get("Content-Type"), "text/csv")
				if r.Get("Content-Encoding") == "" && !unknown {
					text.WriteString(f.Name + ": " + f.Value + "\n")
				}
			default:
				text.WriteString(f.Name + ": " + f.Value + "\n")
			}
		}
		return text.String()
	}
	if a, b := lines(get), lines(head); a != b {
		found = append(found, Finding{"head", fmt.Sprintf("GET has the header\n%sHEAD has\n%s", a, b)})
	}
	return found
}
