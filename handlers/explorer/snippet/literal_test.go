package snippet_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers/explorer/snippet"
)

// tool skips a test for want of a program, except where nothing may be skipped.
func tool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
}

// pieces are what breaks out of literals, in one language or another.
func pieces() []string {
	return []string{
		`'`, `"`, `''`, `""`, `"""`, `\`, `\\`, `\'`, `\"`, "`", "$", "${x}", "$(id)", "`id`", "#", "#(lf)",
		"#(", "#(#)",
		"#(0022)", "%0A", "%22", "%27", "%", "%%", "%2", "%zz", "\n", "\r\n", "\t", "\x00", "\x1b[0m", "\u2028",
		"\u2029", "\u202e", "\ufeff", "\u00a0", "‘", "’", "‚", "‛", "“", "é", "😀", "\U000e0001", "\xff", "\xc0\xaf",
		"&", "=",
		"+", ";", "?", "/", "//", "..", "(", ")", "{", "}", "[", "]", "<", ">", "</script>", "|", "^", "~", "!",
		"*", "@",
		",", ":", " ", "x", "Users", "$filter=", "$count", "$value", "%24top=1", "apikey=k",
		"\\u0022", "\\x22", "\\N{QUOTATION MARK}",
		"; rm -rf x", "«»", "-", "--", "0",
	}
}

// hostile draws texts of such pieces.
func hostile(r *rand.Rand, n int) []string {
	texts := append([]string{""}, pieces()...)
	for len(texts) < n {
		var b strings.Builder
		for range 1 + r.IntN(8) {
			b.WriteString(pieces()[r.IntN(len(pieces()))])
		}
		texts = append(texts, b.String())
	}
	return texts
}

// evaluate gives what the literals of a language stand for. Python, Node.js and a
// shell are asked all at once; the languages that are not there are read by their
// specification.
func evaluate(t *testing.T, language string, literals []string) []string {
	t.Helper()
	run := func(name, file, program string) []byte {
		tool(t, name)
		path := filepath.Join(t.TempDir(), file)
		require.NoError(t, os.WriteFile(path, []byte(program), 0o600))
		said, err := exec.CommandContext(t.Context(), name, path).Output()
		require.NoError(t, err)
		return said
	}
	var values []string
	lines := strings.Join(literals, ",\n")
	switch language {
	case "python":
		said := run("python3", "literals.py", "import json\nprint(json.dumps([\n"+lines+"\n]))\n")
		require.NoError(t, json.Unmarshal(said, &values))
	case "javascript":
		said := run("node", "literals.js", "console.log(JSON.stringify([\n"+lines+"\n]));\n")
		require.NoError(t, json.Unmarshal(said, &values))
	case "shell":
		said := run("sh", "literals.sh", "printf '%s\\0' \\\n"+strings.Join(literals, " \\\n")+"\n")
		values = strings.Split(strings.TrimSuffix(string(said), "\x00"), "\x00")
	default:
		read := map[string]func(string) (string, string, error){
			"powerquery": readPowerQuery, "powershell": readPowerShell,
		}[language]
		for _, l := range literals {
			v, rest, err := read(l)
			require.NoError(t, err, l)
			require.Empty(t, rest, l)
			values = append(values, v)
		}
	}
	return values
}

// readPowerQuery reads a text literal of M and gives what follows it (Power Query
// M language specification, "Text literals" and "Character escape sequences").
func readPowerQuery(s string) (text, rest string, err error) {
	var b strings.Builder
	s, ok := strings.CutPrefix(s, `"`)
	if !ok {
		return "", "", fmt.Errorf("no text literal: %q", s)
	}
	for s != "" {
		switch {
		case strings.HasPrefix(s, `""`):
			b.WriteByte('"')
			s = s[2:]
		case s[0] == '"':
			return b.String(), s[1:], nil
		case strings.HasPrefix(s, "#("):
			list, after, closed := strings.Cut(s[2:], ")")
			if !closed {
				return "", "", fmt.Errorf("an escape sequence has no end: %q", s)
			}
			for item := range strings.SplitSeq(list, ",") {
				r, known := map[string]rune{"cr": '\r', "lf": '\n', "tab": '\t', "#": '#'}[item]
				if !known {
					n, err := strconv.ParseUint(item, 16, 32)
					if err != nil || len(item) != 4 && len(item) != 8 {
						return "", "", fmt.Errorf("no escape sequence: %q", item)
					}
					r = rune(n)
				}
				b.WriteRune(r)
			}
			s = after
		case strings.ContainsAny(s[:1], "\r\n"):
			return "", "", fmt.Errorf("a text literal ends with its line: %q", s)
		default:
			_, size := utf8.DecodeRuneInString(s)
			b.WriteString(s[:size])
			s = s[size:]
		}
	}
	return "", "", fmt.Errorf("a text literal has no end")
}

// readPowerShell reads a verbatim string and gives what follows it (about_Quoting_Rules;
// the tokenizer takes four typographic marks for apostrophes).
func readPowerShell(s string) (text, rest string, err error) {
	quoted := func(r rune) bool { return strings.ContainsRune("'‘’‚‛", r) }
	runes := []rune(s)
	if len(runes) == 0 || !quoted(runes[0]) {
		return "", "", fmt.Errorf("no string: %q", s)
	}
	var b strings.Builder
	for i := 1; i < len(runes); i++ {
		switch {
		case runes[i] == 0:
			return "", "", fmt.Errorf("the text ends: %q", s)
		case !quoted(runes[i]):
		case i+1 < len(runes) && quoted(runes[i+1]):
			i++
		default:
			return b.String(), string(runes[i+1:]), nil
		}
		b.WriteRune(runes[i])
	}
	return "", "", fmt.Errorf("a string has no end: %q", s)
}

// TestLiterals holds the quoting rules against whatever they may be given.
func TestLiterals(t *testing.T) {
	t.Parallel()
	texts := hostile(rand.New(rand.NewPCG(1, 2)), 3000)
	for language, quote := range snippet.Quotes() {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			wanted, literals := make([]string, len(texts)), make([]string, len(texts))
			for i, text := range texts {
				text = strings.ToValidUTF8(text, "\ufffd")
				wanted[i], literals[i] = text, quote(text)
				if language == "shell" || language == "powershell" { // which have no NUL
					wanted[i] = strings.ReplaceAll(text, "\x00", "")
				}
			}
			require.Equal(t, wanted, evaluate(t, language, literals))
		})
	}
}

// TestTheReadersRefuse shows that the readers of this test see a literal that ends early.
func TestTheReadersRefuse(t *testing.T) {
	t.Parallel()
	for _, s := range []string{`"a`, `a`, `"#(zz)"`, "\"a\nb\"", `"#(lf`} {
		_, _, err := readPowerQuery(s)
		require.Error(t, err, s)
	}
	text, rest, err := readPowerQuery(`"a""b#(#)(#(0022,lf)" & Evil()`)
	require.NoError(t, err)
	require.Equal(t, "a\"b#(\"\n", text)
	require.Equal(t, " & Evil()", rest)
	for _, s := range []string{`'a`, `a`, `'a''`} {
		_, _, err := readPowerShell(s)
		require.Error(t, err, s)
	}
	text, rest, err = readPowerShell(`'a''b’; evil`)
	require.NoError(t, err)
	require.Equal(t, "a'b", text)
	require.Equal(t, "; evil", rest)
}
