package faults_test

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/faults"
)

const repository = "../../.."

// Every fault of the list still stands for a place in the sources.
func TestFaultsAreWoven(t *testing.T) {
	t.Parallel()
	list, err := faults.Read(filepath.Join(repository, "testdata", "faults"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(list), 60)
	root, err := filepath.Abs(repository)
	require.NoError(t, err)
	woven, err := faults.Weave(root, "example.com/roster", list)
	require.NoError(t, err)
	for path, text := range woven {
		_, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
		require.NoError(t, err)
	}
}

// written is a list with one file to weave into.
func written(t *testing.T, list string) (root string, faultList []faults.Fault) {
	t.Helper()
	root = t.TempDir()
	source := "package shop\n\nconst limit = 3\n\nfunc (s *shop) price(n int) int {\n\treturn n * 2\n}\n\n" +
		"func greet() {\n\tprintln(2)\n}\n"
	require.NoError(t, os.WriteFile(filepath.Join(root, "shop.go"), []byte(source), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(root, "list.txt"), []byte(list), 0o600))
	faultList, err := faults.Read(root)
	require.NoError(t, err)
	return root, faultList
}

func TestWeave(t *testing.T) {
	t.Parallel()
	root, list := written(t, "fault double file=shop.go\nn * 2\n----\nn * n\n\n"+
		"fault loud file=shop.go in=greet\n2\n----\n3\n\nfault dear file=shop.go in=shop.price\n2\n----\n9\n")
	require.Equal(t, "dear", list[2].Name)
	require.Equal(t, "list", list[2].Area)
	woven, err := faults.Weave(root, "example.com/shop", list)
	require.NoError(t, err)
	path := filepath.Join(root, "shop.go")
	require.Equal(t, "package shop\nimport faultswitch \"example.com/shop/odata/odatatest/faults/active\"\n"+
		"//line "+path+":1\n\n\nconst limit = 3\n\nfunc (s *shop) price(n int) int {"+
		"\nif faultswitch.Is(\"double\") {\n//line the fault double:5\n\n\treturn n * n\n\n}\n//line "+path+":5\n"+
		"\nif faultswitch.Is(\"dear\") {\n//line the fault dear:5\n\n\treturn n * 9\n\n}\n//line "+path+":5\n"+
		"\n\treturn n * 2\n}\n\nfunc greet() {"+
		"\nif faultswitch.Is(\"loud\") {\n//line the fault loud:9\n\n\tprintln(3)\n\nreturn\n}\n//line "+path+":9\n"+
		"\n\tprintln(2)\n}\n", string(woven[path]))
	require.Len(t, woven, 2)
}

// What cannot be woven is named, all of it at once.
func TestWeaveFails(t *testing.T) {
	t.Parallel()
	root, list := written(t, "fault gone file=shop.go\nn * 3\n----\nn\n\n"+
		"fault twice file=shop.go\n2\n----\n3\n\nfault constant file=shop.go\nlimit = 3\n----\nlimit = 4\n\n"+
		"fault nowhere file=shop.go in=sell\n2\n----\n3\n\nfault lost file=gone.go\n2\n----\n3\n\n"+
		"fault empty file=shop.go in=greet\n----\n3\n")
	_, err := faults.Weave(root, "example.com/shop", list)
	require.Error(t, err)
	for _, message := range []string{
		`list.txt:1: "gone" in shop.go: the text stands there 0 times, not once:` + "\nn * 3",
		`"twice" in shop.go: the text stands there 2 times`,
		`"constant" in shop.go: the text is not inside of a function`,
		`"nowhere" in shop.go: there is no function sell`,
		"list.txt:21: open ",
		`"empty" in shop.go: the text stands there`,
	} {
		require.ErrorContains(t, err, message)
	}
}

func TestReadFails(t *testing.T) {
	t.Parallel()
	for text, message := range map[string]string{
		"fault a file=x.go\n1\n----\n2\n\nfault a file=x.go\n1\n----\n3\n": `there are two faults "a"`,
		"fault a\n1\n----\n2\n":             "a fault begins with",
		"mistake a file=x.go\n1\n----\n2\n": "a fault begins with",
		"fault a file=x.go\n1\n":            "the case has no line of ----",
		"":                                  "there is no case in the file",
	} {
		folder := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(folder, "list.txt"), []byte(text), 0o600))
		_, err := faults.Read(folder)
		require.ErrorContains(t, err, message)
	}
	_, err := faults.Read(t.TempDir())
	require.ErrorContains(t, err, "there are no faults")
}
