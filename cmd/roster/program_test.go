package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
)

// text is a buffer that several may write to while it is read.
type text struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *text) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *text) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

// shell runs commands as a user would, on one database.
type shell struct {
	t    *testing.T
	db   string
	temp string
	in   string
}

// answer is what a command left behind.
type answer struct {
	status   int
	out, err string
}

// databases runs fn with a shell on a new database of each kind.
func databases(t *testing.T, fn func(t *testing.T, sh *shell)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		fn(t, newShell(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		fn(t, &shell{t: t, db: odatatest.PostgresURL(t), temp: t.TempDir()})
	})
}

func newShell(t *testing.T) *shell {
	t.Helper()
	return &shell{t: t, db: odatatest.SQLiteURL(t), temp: t.TempDir()}
}

// program is a program whose settings come from the test alone.
func (sh *shell) program(out, err *text) *program {
	return &program{
		in: strings.NewReader(sh.in), out: out, err: err,
		environ: []string{"ROSTER_DB=" + sh.db}, now: time.Now, random: rand.Reader,
		listen: (&net.ListenConfig{}).Listen, temp: sh.temp,
		browse: func(url string) error { return fmt.Errorf("this test has no browser for %s", url) },
	}
}

// run runs `roster args…` to its end.
func (sh *shell) run(args ...string) answer {
	sh.t.Helper()
	var out, talk text
	status := sh.program(&out, &talk).run(sh.t.Context(), append([]string{"roster"}, args...))
	return answer{status, out.String(), talk.String()}
}

// ok runs a command that must succeed, and gives its data.
func (sh *shell) ok(args ...string) string {
	sh.t.Helper()
	a := sh.run(args...)
	require.Equal(sh.t, exitOK, a.status, "roster %v: %s", args, a.err)
	return a.out
}

// refuse runs a command that must end with the status and say all the words.
func (sh *shell) refuse(status int, args []string, words ...string) {
	sh.t.Helper()
	a := sh.run(args...)
	require.Equal(sh.t, status, a.status, "roster %v: %s%s", args, a.out, a.err)
	for _, word := range words {
		require.Contains(sh.t, a.err, word, "roster %v", args)
	}
}

// file makes a file of lines.
func (sh *shell) file(lines ...string) string {
	sh.t.Helper()
	name := filepath.Join(sh.t.TempDir(), "lines.jsonl")
	require.NoError(sh.t, os.WriteFile(name, []byte(strings.Join(lines, "\n")+"\n"), 0o600))
	return name
}

// start runs a command that goes on, and gives what stops it: the answer is its end.
func (sh *shell) start(args ...string) (out, talk *text, stop func() answer) {
	sh.t.Helper()
	out, talk = &text{}, &text{}
	ctx, cancel := context.WithCancel(context.Background())
	p := sh.program(out, talk)
	status := make(chan int, 1)
	go func() { status <- p.run(ctx, append([]string{"roster"}, args...)) }()
	stop = sync.OnceValue(func() answer {
		cancel()
		return answer{<-status, out.String(), talk.String()}
	})
	sh.t.Cleanup(func() { stop() })
	return out, talk, stop
}

// await waits until the text holds the word, and gives what stands between it and the line's end.
func await(t *testing.T, from *text, word string) string {
	t.Helper()
	var rest string
	require.Eventually(t, func() bool {
		_, after, found := strings.Cut(from.String(), word)
		line, _, ended := strings.Cut(after, "\n")
		rest = strings.TrimSpace(line)
		return found && ended
	}, 30*time.Second, 5*time.Millisecond, "waiting for %q", word)
	return rest
}

func TestWrongCommandLines(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	for line, words := range map[string][]string{
		"foo":                                  {`roster has no command "foo"`, "see `roster --help`"},
		"workspaces":                           {`did you mean "workspace"?`},
		"key crate":                            {`roster key has no command "crate", did you mean "create"?`},
		"serve --adr x":                        {"-adr", "see `roster serve --help`"},
		"serve --addr":                         {"flag needs an argument: --addr"},
		"serve --addr a --addr b":              {"addr"},
		"serve x":                              {`"x" is one argument too many`},
		"serve --addr nowhere":                 {`addr (from --addr): "nowhere" is not of the form HOST:PORT`},
		"migrate x":                            {`"x" is one argument too many`},
		"version x":                            {`"x" is one argument too many`},
		"demo --users many":                    {"many"},
		"demo --users 1":                       {"--users: 1 is not between 2 and 1000000"},
		"demo --users 1000001":                 {"--users: 1000001 is not between 2 and 1000000"},
		"workspace create":                     {`"admin" not set`},
		"workspace create --admin a@b.example": {"NAME is missing"},
		"workspace create A B --admin a@b.example": {`"B" is one argument too many`},
		"workspace list --db mysql://x":            {"db (from --db): is neither sqlite:FILE nor"},
		"import":                                   nil,
		"import user":                              {`did you mean "users"?`},
		"import users":                             {"FILE is missing"},
		"explain":                                  {"the request is missing"},
		"explain Users --dialect oracle":           {`--dialect: "oracle" is neither postgres nor sqlite`},
		"key create --user a@b.example":            {`"scope" not set`},
		"key create --user a@b.example --scope x":  {`--scope: "x" is none of read, write, admin`},
		"key revoke":                               {"KEYID is missing"},
		"key create --user a@b.example --scope read --expires 2001-01-01": {"is in the past"},
		"key create --user a@b.example --scope read --expires soon":       {"neither a day such as"},
		"key create --user a@b.example --scope read --expires -1h":        {"is in the past"},
		"key rotate x --overlap never":                                    {"--overlap: \"never\" is not a span"},
		"--config nowhere.yaml workspace list":                            {"nowhere.yaml"},
	} {
		status := exitUsage
		if words == nil {
			status = exitOK
		}
		sh.refuse(status, strings.Fields(line), words...)
	}
}

func TestConfigurationReachesTheCommands(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	folder := t.TempDir()
	config := filepath.Join(folder, "other.yaml")
	require.NoError(t, os.WriteFile(config, []byte("db: sqlite:"+filepath.Join(folder, "config.db")+"\n"), 0o600))

	create := func(name string) []string { return []string{"workspace", "create", name, "--admin", "a@b.example"} }
	sh.ok(append(create("FromFlag"), "--db", "sqlite:"+filepath.Join(folder, "flag.db"))...)
	sh.ok(append(create("FromEnvironment"), "--config", config)...)
	require.Contains(t, sh.ok("workspace", "list"), "FromEnvironment", "the environment wins over the file")

	var out, talk text
	p := sh.program(&out, &talk)
	p.environ = []string{"ROSTER_CONFIG=" + config, "ROSTER_ADRR=x"}
	require.Equal(t, exitOK, p.run(t.Context(), append([]string{"roster"}, create("FromFile")...)))
	require.Contains(t, talk.String(), `warning: ROSTER_ADRR is not a setting, did you mean "ROSTER_ADDR"?`)
	for name, want := range map[string]string{"flag.db": "FromFlag", "config.db": "FromFile"} {
		require.Contains(t, sh.ok("workspace", "list", "--db", "sqlite:"+filepath.Join(folder, name)), want)
	}

	require.NoError(t, os.WriteFile(config, []byte("dbb: x\n"), 0o600))
	sh.refuse(exitUsage, []string{"workspace", "list", "--config", config}, `unknown key "dbb", did you mean "db"?`)
}

func TestHelpNamesEveryFlag(t *testing.T) {
	t.Parallel()
	help := newShell(t).ok("serve", "--help")
	for _, name := range []string{
		"--db URL", "--addr HOST:PORT", "--public-url URL", "--trusted-proxies CIDR,…",
		"--tls-cert FILE", "--tls-key FILE",
		"$ROSTER_DB", "$ROSTER_TRUSTED_PROXIES", "default: 127.0.0.1:8080",
	} {
		require.Contains(t, help, name)
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	require.Regexp(t, `^roster \S+ go1\.\S+ \w+/\w+\n$`, sh.ok("version"))
	require.Contains(t, sh.ok("--version"), "roster version ")
}

func TestCompletion(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	for _, name := range []string{"bash", "zsh", "fish", "pwsh"} {
		require.Contains(t, sh.ok("completion", name), "generate-shell-completion", name)
	}
	require.Contains(t, sh.ok("key", "--generate-shell-completion"), "rotate")
}

func TestExplain(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	request := "Users?$filter=contains(firstName,'o')&$top=2"
	for dialect, placeholder := range map[string]string{"sqlite": "?1", "postgres": "$1"} {
		out := sh.ok("explain", request, "--dialect", dialect)
		for _, word := range []string{"contains()", "workspace_id", `"first_name"`, placeholder} {
			require.Contains(t, out, word, dialect)
		}
	}
	require.Equal(t, sh.ok("explain", request), sh.ok("explain", "/"+request))
	a := sh.run("explain", "Users?$filter=fistName eq 'x'")
	require.Equal(t, exitFailed, a.status)
	require.Contains(t, a.err, "did you mean 'firstName'?")
	require.Contains(t, a.err, "roster: fistName eq 'x'\nroster: ^^^^^^^^\n")
	require.Empty(t, a.out)
}

func TestExitStatusOfAnInterrupt(t *testing.T) {
	t.Parallel()
	sh := newShell(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, talk text
	status := sh.program(&out, &talk).run(ctx, []string{"roster", "workspace", "create", "A", "--admin", "a@b.example"})
	require.Equal(t, exitInterrupted, status, talk.String())
	require.Equal(t, "roster: interrupted\n", talk.String())
}
