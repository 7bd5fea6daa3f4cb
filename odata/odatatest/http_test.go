package odatatest_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
)

// echo answers with what came in, and with what the path asks for.
func echo(database string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["OData-Version"] = []string{"4.0"} // this spelling, which Set would change
		switch {
		case strings.HasPrefix(r.RequestURI, "/page"):
			w.Header().Set("Content-Type", "application/json")
			next := `,"@odata.nextLink":"http://` + r.Host + `/page?$skiptoken=b%2Fc"`
			if strings.Contains(r.RequestURI, "skiptoken") {
				next = ""
			}
			fmt.Fprintf(w, `{"target":%q,"n":1.50%s}`, r.RequestURI, next)
		case r.URL.Path == "/differ":
			fmt.Fprintf(w, "I am %s", database)
		case r.URL.Path == "/abort":
			w.Header().Set("Content-Length", "10")
			fmt.Fprint(w, "half")
			w.(http.Flusher).Flush() //nolint:forcetypeassert // net/http's own writer
			panic(http.ErrAbortHandler)
		case r.URL.Path == "/gzip":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			fmt.Fprint(z, "unpacked")
			_ = z.Close()
		default:
			body := new(strings.Builder)
			_, _ = fmt.Fprintf(body, "%s %s host=%s prefer=%s\n",
				r.Method, r.RequestURI, r.Host, r.Header.Get("Prefer"))
			sent, _ := io.ReadAll(r.Body)
			w.Header().Set("Preference-Applied", "none")
			fmt.Fprintf(w, "%s%s", body, sent)
		}
	})
}

func echoDirectives(t *testing.T) map[string]odatatest.Directive {
	t.Helper()
	return map[string]odatatest.Directive{"http": odatatest.HTTP(t, odatatest.HTTPOptions{
		Handlers: map[string]http.Handler{"sqlite": echo("sqlite"), "postgres": echo("postgres")},
		Mask:     func(answer string) string { return strings.ReplaceAll(answer, "b%2Fc", "TOKEN") },
	})}
}

func TestHTTP(t *testing.T) {
	t.Parallel()
	odatatest.RunCases(t, "testdata/http*.txt", echoDirectives(t))
}

// TestOuterDifference is run by TestHTTPDifference: it has to fail.
func TestOuterDifference(t *testing.T) {
	t.Parallel()
	if os.Getenv("ODATATEST_DIFFERENCE") == "" {
		t.Skip("only run by the tests of the runner")
	}
	ask := echoDirectives(t)["http"]
	ask(t, &odatatest.Case{Input: os.Getenv("ODATATEST_DIFFERENCE"), File: "none.txt", Line: 3})
}

func TestHTTPDifference(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	require.NoError(t, err)
	for input, want := range map[string]string{
		"GET /differ":    "none.txt:3: request 1: postgres and sqlite answer differently",
		"GET @nextLink":  "the answer before has no next link",
		"not a request ": "400 Bad Request",
	} {
		run := exec.CommandContext(t.Context(), self, "-test.run=^TestOuterDifference$")
		run.Env = append(os.Environ(), "ODATATEST_DIFFERENCE="+input)
		out, err := run.CombinedOutput()
		if strings.HasPrefix(want, "400") {
			require.NoError(t, err, "a bad request is an answer: %s", out)
			continue
		}
		require.Error(t, err)
		require.Contains(t, string(out), want)
	}
}
