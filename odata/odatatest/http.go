package odatatest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/wirelint"
)

// exchangeLimit is how long an answer may take.
const exchangeLimit = 10 * time.Second

// HTTPOptions are those of the http directive.
type HTTPOptions struct {
	// Handlers are the services to ask, by the names of their databases. All of
	// them must answer with the same bytes.
	Handlers map[string]http.Handler
	// Headers are the headers to print where the answer has them; the argument
	// headers=A,B of a case replaces them. Default: ShownHeaders.
	Headers []string
	// Mask replaces what differs from answer to answer, such as sealed tokens,
	// in everything that is compared and printed.
	Mask func(answer string) string
	// Lint checks what comes over the wire, and that HEAD is answered as GET is;
	// nil where the handlers are no OData services.
	Lint *wirelint.Service
}

// ShownHeaders are the headers that the http directive prints.
func ShownHeaders() []string {
	return []string{
		"Content-Type", "OData-Version", "Location", "OData-EntityId", "Preference-Applied", "Retry-After", "Allow",
		"WWW-Authenticate",
	}
}

// HTTP makes the http directive: the input is one request or several, with a
// line of ### between them.
//
//	GET /shop/Customers?$filter=name%20eq%20'a%25'
//	Accept: application/json
//	###
//	POST /shop/Customers
//
//	{"customerId":"X"}
//
// The first line is sent as it stands, without any encoding, so that requests
// can be as wrong as those of the world. Instead of a target, @nextLink is the
// next link of the answer before. The host is roster.test unless a header line
// says otherwise. The answer is printed as status, headers and body, a JSON body
// with indentation; the services' answers are compared before that.
func HTTP(t *testing.T, o HTTPOptions) Directive {
	t.Helper()
	require.NotEmpty(t, o.Handlers, "the http directive needs handlers")
	if o.Headers == nil {
		o.Headers = ShownHeaders()
	}
	if o.Mask == nil {
		o.Mask = func(answer string) string { return answer }
	}
	names := slices.Sorted(maps.Keys(o.Handlers))
	servers := map[string]string{}
	for _, name := range names {
		server := httptest.NewServer(o.Handlers[name])
		t.Cleanup(server.Close)
		servers[name] = server.Listener.Addr().String()
	}
	return func(t *testing.T, c *Case) string {
		t.Helper()
		headers := o.Headers
		if list := c.Arg("headers", ""); list != "" {
			headers = strings.Split(list, ",")
		}
		var printed []string
		for i, name := range names {
			all := converse(t, servers[name], c.Input, o.Lint, i == 0)
			for j, a := range all {
				raw := a.print(headers, o.Mask)
				if i == 0 {
					printed = append(printed, raw)
				}
				require.Equal(t, printed[j], raw, "%s:%d: request %d: %s and %s answer differently",
					c.File, c.Line, j+1, names[0], name)
			}
		}
		for j, raw := range printed {
			printed[j] = indented(raw)
		}
		return strings.Join(printed, "\n###\n")
	}
}

// answer is a response as it came.
type answer struct {
	status string
	fields []string // "Name: value", as sent
	body   string   // decompressed
	sent   int      // bytes of the body before that
}

// print writes the answer with the headers to be shown, masked.
func (a *answer) print(headers []string, mask func(string) string) string {
	var out strings.Builder
	out.WriteString(a.status + "\n")
	for _, name := range headers {
		for _, field := range a.fields {
			if sent, _, _ := strings.Cut(field, ":"); strings.EqualFold(sent, name) {
				out.WriteString(field + "\n")
			}
		}
	}
	out.WriteString("\n" + a.body)
	return mask(out.String())
}

// indented indents a JSON body; of other bodies only the line ends change.
func indented(raw string) string {
	head, body, _ := strings.Cut(strings.ReplaceAll(raw, "\r\n", "\n"), "\n\n")
	if body == "" {
		return head
	}
	var out bytes.Buffer
	if strings.HasPrefix(body, "{") && json.Indent(&out, []byte(body), "", "  ") == nil {
		body = out.String()
	}
	return head + "\n\n" + body
}

// next is the target of a collection's next link, "" for none.
func (a *answer) next() string {
	var links struct {
		V40  string `json:"@odata.nextLink"`
		V401 string `json:"@nextLink"`
	}
	if json.Unmarshal([]byte(a.body), &links) != nil || links.V40+links.V401 == "" {
		return ""
	}
	u, err := url.Parse(links.V40 + links.V401)
	if err != nil {
		return ""
	}
	return u.RequestURI()
}

// converse sends the requests of a case one after the other.
func converse(t *testing.T, address, input string, lint *wirelint.Service, heads bool) []*answer {
	t.Helper()
	var all []*answer
	next := ""
	for request := range strings.SplitSeq(input, "\n###\n") {
		raw := rawRequest(t, request, next)
		a := exchange(t, address, raw)
		if lint != nil {
			a.lint(t, raw, lint)
			if rest, get := bytes.CutPrefix(raw, []byte("GET ")); get && heads {
				head := exchange(t, address, append([]byte("HEAD "), rest...))
				head.lint(t, append([]byte("HEAD "), rest...), lint)
				for _, f := range wirelint.SameHead(a.response(), head.response()) {
					t.Errorf("wire lint: %s\n  %s", strings.Split(request, "\n")[0], f)
				}
			}
		}
		all, next = append(all, a), a.next()
	}
	return all
}

// response is the answer as the linter takes it.
func (a *answer) response() wirelint.Response {
	r := wirelint.Response{Body: []byte(a.body), Sent: a.sent}
	r.Status, _ = strconv.Atoi(strings.Fields(a.status)[0])
	for _, line := range a.fields {
		name, v, _ := strings.Cut(line, ":")
		r.Fields = append(r.Fields, wirelint.Field{Name: name, Value: strings.TrimSpace(v)})
	}
	return r
}

// lint holds the answer against the rules of the wire. A request that net/http
// refuses before any handler has no say in its answer.
func (a *answer) lint(t *testing.T, raw []byte, lint *wirelint.Service) {
	t.Helper()
	sent, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(raw)))
	if err != nil || strings.HasSuffix(a.body, "\n(broken off)") {
		return
	}
	request := wirelint.Request{Method: sent.Method, Target: sent.RequestURI, Header: sent.Header}
	wirelint.Report(t, request, lint.Check(request, a.response()))
}

// rawRequest turns a case's request into the bytes to send.
func rawRequest(t *testing.T, text, next string) []byte {
	t.Helper()
	head, body, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if before, after, found := strings.Cut(lines[0], "@nextLink"); found {
		require.NotEmpty(t, next, "the answer before has no next link")
		lines[0] = before + next + after
	}
	lines[0] += " HTTP/1.1"
	given := func(name string) bool {
		return slices.ContainsFunc(lines[1:], func(line string) bool {
			field, _, _ := strings.Cut(line, ":")
			return strings.EqualFold(field, name)
		})
	}
	if !given("Host") {
		lines = append(lines, "Host: roster.test")
	}
	if body != "" && !given("Content-Length") && !given("Transfer-Encoding") {
		lines = append(lines, fmt.Sprintf("Content-Length: %d", len(body)))
	}
	lines = append(lines, "Connection: close")
	return []byte(strings.Join(lines, "\r\n") + "\r\n\r\n" + body)
}

// exchange sends one request over a connection of its own.
func exchange(t *testing.T, address string, raw []byte) *answer {
	t.Helper()
	// A guard against hanging, not a measure.
	ctx, cancel := context.WithTimeout(t.Context(), exchangeLimit)
	defer cancel()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	_, err = conn.Write(raw)
	require.NoError(t, err)
	received, err := io.ReadAll(conn)
	require.NoError(t, err)
	method, _, _ := strings.Cut(string(raw), " ")
	return readAnswer(t, method, received)
}

// readAnswer takes an answer apart. Its header fields are kept as they were sent:
// net/http would change OData-Version into another spelling.
func readAnswer(t *testing.T, method string, received []byte) *answer {
	t.Helper()
	head, _, _ := strings.Cut(string(received), "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	from := bufio.NewReader(bytes.NewReader(received))
	response, err := http.ReadResponse(from, &http.Request{Method: method})
	require.NoError(t, err, "the server closed the connection without an answer")
	defer func() { _ = response.Body.Close() }()
	packed, err := io.ReadAll(response.Body)
	if err != nil {
		packed = append(packed, "\n(broken off)"...)
	}
	var content io.Reader = bytes.NewReader(packed)
	if err == nil && response.Header.Get("Content-Encoding") == "gzip" {
		content, err = gzip.NewReader(content)
		require.NoError(t, err)
	}
	body, err := io.ReadAll(content)
	require.NoError(t, err)
	return &answer{status: response.Status, fields: lines[1:], body: string(body), sent: len(packed)}
}
