package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
)

// clause is a row of testdata/conformance: what the standard asks for, and where
// it is proven or why it is not.
type clause struct {
	id, level, version, keyword string
	status, proof               string
}

// The states of a clause.
const (
	clauseMet     = "met"
	clauseOpen    = "open"  // it could be met, and is not
	clauseLater   = "later" // it belongs to what the service does not do yet
	clauseOutside = "n/a"   // it is about what the service has not
)

func tableRows(t *testing.T, name string) [][]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, "testdata", "conformance", name))
	require.NoError(t, err)
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows[1:]
}

// clauses reads the table; every row has one state.
func clauses(t *testing.T) []clause {
	t.Helper()
	states := map[string][]string{}
	for _, row := range tableRows(t, "status.tsv") {
		require.Len(t, row, 3, row)
		require.NotContains(t, states, row[0])
		states[row[0]] = row
	}
	var all []clause
	for _, row := range tableRows(t, "clauses.tsv") {
		state := states[row[0]]
		require.NotNil(t, state, "%s: %s has no state", row[0], row[4])
		delete(states, row[0])
		all = append(all, clause{row[0], row[1], row[2], row[3], state[1], state[2]})
	}
	require.Empty(t, states, "no such clauses")
	require.Len(t, all, 225)
	return all
}

// earned says whether all that must be met of the levels is met.
func earned(all []clause, wanted func(clause) bool) bool {
	return !slices.ContainsFunc(all, func(c clause) bool {
		return wanted(c) && strings.HasPrefix(c.keyword, "MUST") && c.proof != "computed" &&
			c.status != clauseMet && c.status != clauseOutside
	})
}

// level says whether the version's level and all below it are earned. Updates are
// a level of their own. JSON and CSDL are part of the lowest one of 4.01, JSON as
// the producer and the service of it.
func level(all []clause, version, name string) bool {
	order := []string{"Minimal", "Intermediate", "Advanced"}
	upTo := order[:slices.Index(order, name)+1]
	return earned(all, func(c clause) bool {
		if !slices.Contains(upTo, c.level) {
			return version == "4.01" && slices.Contains([]string{"JSON-producer", "JSON-service", "CSDL"}, c.level)
		}
		return c.version == "4.0" || c.version == version
	})
}

// TestConformanceTable checks that every clause names tests that are there, or
// says why it has none, and that the levels are those of the README.
func TestConformanceTable(t *testing.T) {
	t.Parallel()
	all := clauses(t)
	whole := map[string]bool{
		"P40-INT-01": level(all, "4.0", "Minimal"), "P40-ADV-01": level(all, "4.0", "Intermediate"),
		"P401-MIN-01": level(all, "4.0", "Minimal"), "P401-INT-01": level(all, "4.01", "Minimal"),
		"P401-INT-02": level(all, "4.0", "Intermediate"), "P401-ADV-01": level(all, "4.01", "Intermediate"),
		"P401-ADV-02": level(all, "4.0", "Advanced"), "JSON-11": level(all, "4.0", "Minimal"),
		"P401-MIN-02": earned(all, func(c clause) bool {
			return c.level == "JSON-producer" || c.level == "JSON-service"
		}),
	}
	proofs := newProofs(t)
	for _, c := range all {
		switch met, isWhole := whole[c.id]; {
		case isWhole || c.proof == "computed":
			require.Equal(t, map[bool]string{true: clauseMet, false: clauseOpen}[met], c.status, c.id)
			require.Equal(t, "computed", c.proof, c.id)
		case c.status == clauseMet:
			for proof := range strings.SplitSeq(c.proof, "; ") {
				require.True(t, proofs.has(c.id, proof), "%s: there is no %s", c.id, proof)
			}
		default:
			require.Contains(t, []string{clauseOpen, clauseLater, clauseOutside}, c.status, c.id)
			require.Greater(t, len(c.proof), 10, "%s: a reason", c.id)
			require.False(t, strings.HasPrefix(c.proof, "go ") || strings.HasPrefix(c.proof, "case "), c.id)
		}
	}
	for name := range proofs.cases {
		state := slices.IndexFunc(all, func(c clause) bool { return strings.HasSuffix(name, " "+c.id) })
		require.GreaterOrEqual(t, state, 0, "%s is a case of no clause", name)
	}
	requireBlock(t, "conformance", conformanceText(all))
}

// TestConformanceLevel holds the level that a server publishes against the table.
func TestConformanceLevel(t *testing.T) {
	t.Parallel()
	all := clauses(t)
	want := ""
	for _, name := range []string{"Minimal", "Intermediate", "Advanced"} {
		if level(all, "4.01", name) {
			want = name
		}
	}
	server, key := newShell(t).storied(2)
	document := get(t, server+serviceRoot+"$metadata?$format=json", key, "OData-MaxVersion", "4.01").body
	published := regexp.MustCompile(`ConformanceLevel": ?"(\w+)"`).FindStringSubmatch(document)
	if want == "" {
		require.Empty(t, published, "no level of 4.01 is earned")
		return
	}
	require.NotEmpty(t, published, "%s is earned", want)
	require.Equal(t, want, published[1])
}

// proofs are the tests that there are.
type proofs struct {
	tests   map[string]bool            // package.TestName
	strings map[string]map[string]bool // of each package's test files
	cases   map[string]bool            // file clause
}

func newProofs(t *testing.T) *proofs {
	t.Helper()
	p := &proofs{map[string]bool{}, map[string]map[string]bool{}, map[string]bool{}}
	for _, folder := range []string{
		"odata", "handlers", "metadata", "odata/syntax", "odata/odatatest", "odata/odatatest/wirelint",
	} {
		p.read(t, folder)
	}
	files, err := filepath.Glob(filepath.Join(repository, "testdata", "conformance", "*.txt"))
	require.NoError(t, err)
	for _, file := range files {
		list, err := odatatest.ReadCases(file)
		require.NoError(t, err)
		for _, c := range list {
			name := strings.TrimSuffix(filepath.Base(file), ".txt") + " " + strings.Fields(c.Name)[0]
			require.False(t, p.cases[name], "%s is there twice", name)
			p.cases[name] = true
		}
	}
	return p
}

// read takes the tests and the texts, which are the names of subtests, of a package.
func (p *proofs) read(t *testing.T, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(repository, folder, "*.go"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	name := filepath.Base(folder)
	p.strings[name] = map[string]bool{}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		require.NoError(t, err)
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && strings.HasPrefix(f.Name.Name, "Test") && strings.HasSuffix(path, "_test.go") {
				p.tests[name+"."+f.Name.Name] = true
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.BasicLit); ok && s.Kind == token.STRING {
				text, _ := strconv.Unquote(s.Value)
				p.strings[name][text] = true
			}
			return true
		})
	}
}

// has says whether there is what a proof names: "case FILE", of the clause's own
// name, "case FILE CLAUSE", or "go PACKAGE.TEST" with a subtest behind a slash.
func (p *proofs) has(id, proof string) bool {
	kind, name, _ := strings.Cut(proof, " ")
	if kind == "case" {
		return p.cases[name] || p.cases[name+" "+id]
	}
	test, sub, nested := strings.Cut(name, "/")
	from, _, _ := strings.Cut(test, ".")
	return kind == "go" && p.tests[test] &&
		(!nested || p.strings[from][sub] || p.strings["odatatest"][sub])
}

// conformanceText is the part of the README that counts.
func conformanceText(all []clause) string {
	var b strings.Builder
	b.WriteString("| clauses of | met | open | later | not applicable |\n|---|---|---|---|---|\n")
	groups := []struct{ name, prefix string }{
		{"OData 4.0: minimal, intermediate, advanced", "P40-"},
		{"OData 4.01: minimal, intermediate, advanced", "P401-"},
		{"JSON format", "JSON-"},
		{"CSDL", "CSDL-"},
		{"data aggregation", "AGG-"},
		{"all", ""},
	}
	for _, g := range groups {
		counts := map[string]int{}
		for _, c := range all {
			if strings.HasPrefix(c.id, g.prefix) {
				counts[c.status]++
			}
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d |\n", g.name,
			counts[clauseMet], counts[clauseOpen], counts[clauseLater], counts[clauseOutside])
	}
	b.WriteString("\nLevels for reading: ")
	var earnedLevels []string
	for _, version := range []string{"4.0", "4.01"} {
		highest := "none yet"
		for _, name := range []string{"Minimal", "Intermediate", "Advanced"} {
			if level(all, version, name) {
				highest = name
			}
		}
		earnedLevels = append(earnedLevels, version+" "+highest)
	}
	b.WriteString(strings.Join(earnedLevels, ", ") + ".\n")
	return b.String()
}

// requireBlock holds a part of the README, between two comments, against what it
// should be; -rewrite writes it.
func requireBlock(t *testing.T, name, want string) {
	t.Helper()
	begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	before, rest, ok := strings.Cut(readme(t), begin)
	require.True(t, ok, "the README has no %s", begin)
	is, after, ok := strings.Cut(rest, end)
	require.True(t, ok, "the README has no %s", end)
	if flag.Lookup("rewrite").Value.String() == "true" {
		text := before + begin + want + end + after
		require.NoError(t, os.WriteFile(filepath.Join(repository, "README.md"), []byte(text), 0o600))
		return
	}
	require.Equal(t, want, is, "go test ./cmd/roster -run Conformance -rewrite writes it anew")
}
