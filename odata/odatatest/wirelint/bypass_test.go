package wirelint_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// senders are the functions of tests that send requests or take answers by
// themselves, and why each of them is no way around the linter.
func senders() map[string]string {
	const (
		served  = "asks a handler of asTenant, which checks all of its answers"
		checks  = "gives the answer to the linter"
		broken  = "its connection is cut off: there is no answer to check"
		printed = "examples have no test to fail: what they print is compared"
		other   = "serves no OData: it is about what holds for every handler"
	)
	return map[string]string{
		"odata/example_test.go ExampleWithScope":            printed,
		"odata/example_test.go ask":                         printed,
		"odata/allocation_test.go allocations":              "the linter would be counted",
		"odata/table_test.go export":                        "breaks answers off; others check whole ones",
		"odata/table_test.go BenchmarkTable":                "the linter would be timed",
		"odata/bench_test.go BenchmarkGet":                  "the linter would be timed",
		"odata/output_test.go TestFormatsTakeTurns":         checks,
		"odata/client_test.go do":                           served,
		"odata/option_test.go sent":                         served,
		"odata/turn_test.go TestTurns":                      "looks at who is sent away",
		"odata/protocol_test.go TestHead":                   served,
		"odata/refusal_test.go TestMethods":                 served,
		"odata/service_test.go asTenantNamed":               checks,
		"odata/odatatest/http.go HTTP":                      checks,
		"odata/odatatest/published.go ask":                  served,
		"odata/odatatest/http.go exchange":                  checks,
		"odata/odatatest/http.go readAnswer":                checks,
		"odata/odatatest/wirelint/handler.go Handler":       checks,
		"odata/odatatest/wirelint/handler.go Learn":         "reads $metadata, to check the others",
		"handlers/rig_test.go exchange":                     checks,
		"handlers/rig_test.go pipeline":                     checks,
		"handlers/header_test.go TestAPanicIsA500":          broken,
		"handlers/parallel_test.go TestParallelHangUps":     broken,
		"handlers/parallel_test.go TestASlowBodyIsCutOff":   broken,
		"handlers/search_test.go ask":                       "compares answers of one kind, which the others check",
		"handlers/answer_test.go bare":                      other,
		"handlers/answer_test.go get":                       other,
		"handlers/answer_test.go TestAnAnswerNeedsProgress": other,
		"handlers/explorer/site_test.go serve":              other,
		"handlers/explorer/site_test.go page":               other,
		"handlers/explorer/site_test.go TestPage":           other,
		"handlers/table_test.go TestABrokenTableIsNotWhole": broken,
		"cmd/roster/caller_test.go newCaller":               checks,
		"cmd/roster/kill_test.go write":                     broken,
		"cmd/roster/serve_test.go request":                  checks,
		"cmd/roster/serve_test.go get":                      checks,
		"cmd/roster/serve_test.go post":                     checks,
		"cmd/roster/serve_test.go preflight":                checks,
		"cmd/roster/serve_test.go TestServeTLS":             checks,
		"cmd/roster/serve_test.go TestGracefulEnd":          "sends a body while the server stops",
		"cmd/roster/document_test.go ask":                   checks,
		"cmd/roster/demo_test.go navigate":                  "asks for the explorer's pages, which are no OData",
	}
}

// No test sends a request past the linter: what can send or receive one stands in
// the functions listed above only.
func TestNothingBypassesTheLinter(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	found := map[string]bool{}
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if entry != nil && (entry.Name() == ".git" || entry.Name() == "node_modules") {
				return filepath.SkipDir
			}
			return err
		}
		helps := strings.Contains(path, "odatatest") && strings.HasSuffix(path, ".go")
		if !helps && !strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "odatatest/http_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && sends(f) {
				found[filepath.ToSlash(name)+" "+f.Name.Name] = true
			}
		}
		return err
	}))
	listed := senders()
	for function := range found {
		if listed[function] == "" {
			t.Errorf("%s sends requests: use the package's client, or list it here with the reason", function)
		}
	}
	for function := range listed {
		if !found[function] {
			t.Errorf("%s sends nothing any more", function)
		}
	}
}

// sends says whether a function mentions what sends requests or receives answers.
func sends(f *ast.FuncDecl) bool {
	names := map[string]bool{
		"ServeHTTP": true, "DefaultClient": true, "Client": true, "Dialer": true, "Dial": true, "DialContext": true,
		"NewRecorder": true, "NewServer": true, "NewTLSServer": true, "NewUnstartedServer": true, "ReadResponse": true,
		"DefaultTransport": true, "RoundTrip": true,
	}
	packages := map[string]bool{"http": true, "httptest": true, "net": true, "tls": true}
	hit := false
	ast.Inspect(f, func(n ast.Node) bool {
		s, ok := n.(*ast.SelectorExpr)
		if !ok || !names[s.Sel.Name] {
			return true
		}
		from, _ := s.X.(*ast.Ident)
		hit = hit || s.Sel.Name == "ServeHTTP" || s.Sel.Name == "DialContext" || s.Sel.Name == "RoundTrip" ||
			from != nil && packages[from.Name]
		return true
	})
	return hit
}
