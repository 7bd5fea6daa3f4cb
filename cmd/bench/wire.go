package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

// wire is one connection to a server. It costs the measuring side less than
// net/http's client, which takes as much time as the servers do.
type wire struct {
	conn   net.Conn
	reader *bufio.Reader
	head   string
}

func (s *server) wire(ctx context.Context) (*wire, error) {
	addr := strings.TrimPrefix(s.base, "http://")
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	head := " HTTP/1.1\r\nHost: " + addr + "\r\n"
	if s.key != "" {
		head += "X-ApiKey: " + s.key + "\r\n"
	}
	return &wire{conn, bufio.NewReader(conn), head}, nil
}

// send sends a request and reads its answer.
func (w *wire) send(method, path, body string) error {
	text := method + " " + path + w.head
	if body != "" {
		text += fmt.Sprintf("Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	if _, err := io.WriteString(w.conn, text+"\r\n"+body); err != nil {
		return err
	}
	answer, err := http.ReadResponse(w.reader, nil)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s: %s", path, answer.Status)
	}
	return nil
}

// over runs work on connections of its own, one for each worker.
func (s *server) over(ctx context.Context, workers int, work func(w *wire, worker, n int) error) (float64, error) {
	wires := make([]*wire, workers)
	for i := range wires {
		var err error
		if wires[i], err = s.wire(ctx); err != nil {
			return 0, err
		}
		defer func() { _ = wires[i].conn.Close() }()
	}
	return rate(ctx, workers, span, func(worker, n int) error { return work(wires[worker], worker, n) })
}
