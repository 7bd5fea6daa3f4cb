package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// childVariable makes the test's program the server itself.
const childVariable = "ROSTER_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		go census(os.Stdin, os.Stderr)
		main()
	}
	os.Exit(m.Run())
}

// census answers each line with the number of goroutines.
func census(questions io.Reader, answers io.Writer) {
	for lines := bufio.NewScanner(questions); lines.Scan(); {
		_, _ = fmt.Fprintf(answers, "%s: %d\n", lines.Text(), runtime.NumGoroutine())
	}
}

// child is a server in a process of its own.
type child struct {
	cmd       *exec.Cmd
	base      string
	talk      *text // its standard error
	questions io.Writer
	asked     int
}

func startChild(t *testing.T, url string) *child {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "serve", "--db", url, "--addr", anyPort, "--log-level", "error")
	cmd.Env = append(os.Environ(), childVariable+"=1")
	c := &child{cmd: cmd, talk: &text{}}
	cmd.Stderr = c.talk
	var err error
	c.questions, err = cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	c.base = strings.TrimSuffix(await(t, c.talk, "serving "), serviceRoot)
	return c
}

// kill ends the server as a loss of power does to a process.
func (c *child) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, c.cmd.Process.Kill())
	_ = c.cmd.Wait() // it says that it was killed
}

// stop ends the server as an operator does.
func (c *child) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, c.cmd.Process.Signal(os.Interrupt))
	require.NoError(t, c.cmd.Wait(), c.talk)
}

// goroutines is how many the server has.
func (c *child) goroutines(t *testing.T) int {
	t.Helper()
	c.asked++
	question := fmt.Sprintf("goroutines, question %d", c.asked)
	_, err := io.WriteString(c.questions, question+"\n")
	require.NoError(t, err)
	n, err := strconv.Atoi(await(t, c.talk, question+": "))
	require.NoError(t, err)
	return n
}
