package handlers

import (
	"bytes"
	"compress/gzip"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

// bare is a handler without a service: just what every request passes.
func bare(t *testing.T, route func(e *echo.Echo), limits Limits) (*Handler, string) {
	t.Helper()
	l, err := newLinks("", nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	h := &Handler{
		config: Config{Now: time.Now, NewID: func() string { return "id" }}, limits: limits.orDefault(),
		log: slog.New(slog.DiscardHandler), links: l,
	}
	h.zippers.New = newZipper
	h.echo = echo.New()
	h.echo.HTTPErrorHandler = h.fail
	route(h.echo)
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return h, server.Listener.Addr().String()
}

func get(t *testing.T, address, path, encoding string, headers ...string) (*http.Response, []byte, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+path, nil)
	require.NoError(t, err)
	r.Header.Set("Accept-Encoding", encoding)
	for i := 1; i < len(headers); i += 2 {
		r.Header.Set(headers[i-1], headers[i])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	return answer, body, err
}

func TestAnswerInPieces(t *testing.T) {
	t.Parallel()
	_, address := bare(t, func(e *echo.Echo) {
		e.GET("/pieces/:n", func(c echo.Context) error {
			n, err := strconv.Atoi(c.Param("n"))
			for range n {
				if err == nil {
					_, err = c.Response().Write([]byte("0123456789"))
				}
			}
			return err
		})
		e.GET("/flushed", func(c echo.Context) error {
			_, err := c.Response().Write([]byte("a"))
			c.Response().Flush()
			if err == nil {
				_, err = c.Response().Write(bytes.Repeat([]byte("b"), 5000))
			}
			return err
		})
		e.GET("/encoded", func(c echo.Context) error {
			c.Response().Header().Set("Content-Encoding", "br")
			_, err := c.Response().Write(make([]byte, 5000))
			return err
		})
		e.GET("/none", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
		e.GET("/known", func(c echo.Context) error {
			c.Response().Header().Set("ETag", `W/"1"`)
			if c.Request().Header.Get("If-None-Match") != "" {
				return c.NoContent(http.StatusNotModified)
			}
			_, err := c.Response().Write(make([]byte, 5000))
			return err
		})
		e.GET("/empty", func(c echo.Context) error { return c.NoContent(http.StatusOK) })
	}, Limits{})
	for _, n := range []int{0, 1, 102, 103, 104, 10_000, 100_000} {
		want := strings.Repeat("0123456789", n)
		answer, body, err := get(t, address, "/pieces/"+strconv.Itoa(n), "identity")
		require.NoError(t, err)
		require.Equal(t, want, string(body))
		if len(want) > 0 && len(want) < minZip {
			require.Equal(t, int64(len(want)), answer.ContentLength)
		}
		answer, body, err = get(t, address, "/pieces/"+strconv.Itoa(n), "gzip")
		require.NoError(t, err)
		if len(want) < minZip {
			require.Equal(t, want, string(body))
			require.Empty(t, answer.Header.Get("Content-Encoding"))
			continue
		}
		require.Equal(t, "gzip", answer.Header.Get("Content-Encoding"))
		z, err := gzip.NewReader(bytes.NewReader(body))
		require.NoError(t, err)
		plain, err := io.ReadAll(z)
		require.NoError(t, err)
		require.Equal(t, want, string(plain))
	}
	_, body, err := get(t, address, "/flushed", "gzip")
	require.NoError(t, err)
	require.Equal(t, "a"+strings.Repeat("b", 5000), string(body))
	answer, _, err := get(t, address, "/encoded", "gzip")
	require.NoError(t, err)
	require.Equal(t, []string{"br"}, answer.Header.Values("Content-Encoding"))
	answer, body, err = get(t, address, "/none", "gzip")
	require.NoError(t, err)
	require.Equal(t, http.StatusNoContent, answer.StatusCode)
	require.Empty(t, body)
	require.Empty(t, answer.Header.Values("Content-Encoding"))
	require.Empty(t, answer.Header.Values("OData-Version"), "not under our roots")
	for _, encoding := range []string{"gzip", "identity"} {
		answer, _, err = get(t, address, "/known", encoding)
		require.NoError(t, err)
		require.Equal(t, []string{`W/"1"`}, answer.Header.Values("ETag"), "of both encodings: it is weak")
		answer, body, err = get(t, address, "/known", encoding, "If-None-Match", `W/"1"`)
		require.NoError(t, err)
		require.Equal(t, http.StatusNotModified, answer.StatusCode)
		require.Empty(t, body)
		for _, name := range []string{"Content-Encoding", "Content-Length", "Content-Type"} {
			require.Empty(t, answer.Header.Values(name), name)
		}
		for _, name := range []string{"ETag", "Vary", "Cache-Control", "X-Content-Type-Options", "Referrer-Policy"} {
			require.Len(t, answer.Header.Values(name), 1, name)
		}
	}
	answer, _, err = get(t, address, "/empty", "gzip")
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.StatusCode)
}

// A failure after the first byte must not look like a whole answer.
func TestABrokenAnswerIsCut(t *testing.T) {
	t.Parallel()
	_, address := bare(t, func(e *echo.Echo) {
		e.GET("/panic", func(c echo.Context) error {
			_, _ = c.Response().Write(make([]byte, 100_000))
			panic("no more")
		})
		e.GET("/error", func(c echo.Context) error {
			_, _ = c.Response().Write(make([]byte, 100_000))
			return io.ErrUnexpectedEOF
		})
		e.GET("/early", func(c echo.Context) error {
			c.Response().Header().Set("Location", "x")
			_, _ = c.Response().Write([]byte("half"))
			panic("no more")
		})
	}, Limits{})
	for _, path := range []string{"/panic", "/error"} {
		for _, encoding := range []string{"identity", "gzip"} {
			_, _, err := get(t, address, path, encoding)
			require.ErrorIs(t, err, map[string]error{"identity": io.ErrUnexpectedEOF, "gzip": io.EOF}[encoding], path)
		}
	}
	answer, body, err := get(t, address, "/early", "gzip")
	require.NoError(t, err)
	require.Equal(t, http.StatusInternalServerError, answer.StatusCode)
	require.NotContains(t, string(body), "half")
	require.Empty(t, answer.Header.Values("Location"))
	require.Equal(t, "id", answer.Header.Get("X-Request-Id"))
}

// A client that takes nothing loses its connection; one that takes a little now
// and then does not.
func TestAnAnswerNeedsProgress(t *testing.T) {
	t.Parallel()
	finished := make(chan error, 1)
	_, address := bare(t, func(e *echo.Echo) {
		e.GET("/much", func(c echo.Context) error {
			_, err := c.Response().Write(make([]byte, 64<<20))
			finished <- err
			return err
		})
	}, Limits{Progress: 200 * time.Millisecond})
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "GET /much HTTP/1.1\r\nHost: a\r\n\r\n")
	require.NoError(t, err)
	select {
	case err := <-finished:
		require.ErrorContains(t, err, "timeout")
	case <-time.After(10 * time.Second):
		require.Fail(t, "the answer still waits for its client")
	}
}

// The time between two pieces of an answer is not the client's.
func TestEachPieceHasItsOwnTime(t *testing.T) {
	t.Parallel()
	var late atomic.Bool
	finished := make(chan error, 1)
	h, address := bare(t, func(e *echo.Echo) {
		e.GET("/pieces", func(c echo.Context) error {
			_, err := c.Response().Write(make([]byte, 5000))
			require.NoError(t, err)
			late.Store(true)
			_, err = c.Response().Write(make([]byte, 100_000))
			finished <- err
			return err
		})
	}, Limits{Progress: time.Hour})
	h.config.Now = func() time.Time {
		if late.Load() { // a deadline that is set from now on has passed
			return time.Now().Add(-2 * time.Hour)
		}
		return time.Now()
	}
	_, _, err := get(t, address, "/pieces", "identity")
	require.Error(t, err)
	require.ErrorContains(t, <-finished, "timeout")
}

func TestVersionFor(t *testing.T) {
	t.Parallel()
	for most, want := range map[string]string{
		"": "4.0", "4.0": "4.0", "4": "4.0", " 4.01 ": "4.01", "4.1": "4.01", "9": "4.01", "3.0": "4.0", "x": "4.0",
		"NaN": "4.0",
	} {
		require.Equal(t, want, versionFor(&http.Request{Header: http.Header{"Odata-Maxversion": {most}}}), most)
	}
}
