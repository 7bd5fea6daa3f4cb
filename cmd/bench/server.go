package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// server is a program under test, in a process of its own.
type server struct {
	cmd    *exec.Cmd
	base   string
	key    string
	client *http.Client
	body   bytes.Buffer // of the answer read last: new memory for each would cost as much as the server does
}

// start runs a program that serves at an address, and waits for its first answer.
func start(ctx context.Context, ready, key, program string, args ...string) (*server, time.Duration, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, 0, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, 0, err
	}
	cmd := exec.CommandContext(ctx, program, append(args, "--addr", addr)...)
	s := &server{cmd: cmd, base: "http://" + addr, key: key}
	s.cmd.Stdout, s.cmd.Stderr = io.Discard, io.Discard
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, 0, err
	}
	for time.Since(began) < 30*time.Second {
		if _, err := s.get(ctx, ready); err == nil {
			return s, time.Since(began), nil
		}
		time.Sleep(time.Millisecond)
	}
	s.stop()
	return nil, 0, fmt.Errorf("%s does not answer at %s", program, ready)
}

func (s *server) stop() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// client keeps connections, as a tool does that follows links.
func client() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}}
}

func (s *server) get(ctx context.Context, path string) ([]byte, error) {
	if s.client == nil {
		s.client = client()
	}
	return s.send(ctx, s.client, http.MethodGet, path, "")
}

// send gives an answer that is good until the next one.
func (s *server) send(ctx context.Context, c *http.Client, method, path, body string) ([]byte, error) {
	if !strings.HasPrefix(path, "http") {
		path = s.base + path
	}
	r, err := http.NewRequestWithContext(ctx, method, strings.ReplaceAll(path, " ", "%20"), strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if s.key != "" {
		r.Header.Set("X-ApiKey", s.key)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := c.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	s.body.Reset()
	_, err = s.body.ReadFrom(answer.Body)
	text := s.body.Bytes()
	if err == nil && answer.StatusCode >= http.StatusBadRequest {
		err = fmt.Errorf("%s: %d %.200s", path, answer.StatusCode, text)
	}
	return text, err
}

// follow reads a collection to its end, and gives how many bytes there were.
func (s *server) follow(ctx context.Context, path string) (size int, last string, err error) {
	c := client()
	defer c.CloseIdleConnections()
	for path != "" {
		body, err := s.send(ctx, c, http.MethodGet, path, "")
		if err != nil {
			return 0, "", err
		}
		size, last = size+len(body), path
		path = nextLink(body)
	}
	return size, last, nil
}

func nextLink(body []byte) string {
	const name = `"@odata.nextLink":"`
	i := bytes.LastIndex(body, []byte(name))
	if i < 0 {
		return ""
	}
	link, _, _ := bytes.Cut(body[i+len(name):], []byte(`"`))
	return string(link)
}

// peak is the most memory that the process has had, in MB.
func (s *server) peak() (float64, error) {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(s.cmd.Process.Pid) + "/status")
	if err != nil {
		return 0, err
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(after)
	if len(fields) == 0 {
		return 0, fmt.Errorf("no VmHWM in the process's status")
	}
	kilobytes, err := strconv.ParseFloat(fields[0], 64)
	return kilobytes / 1024, err
}
