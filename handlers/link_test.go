package handlers

import (
	"bytes"
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBaseOfLinks(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	proxy := func(header http.Header) *http.Request {
		return &http.Request{Host: "inner:8080", RemoteAddr: "10.1.2.3:4", Header: header}
	}
	tests := map[string]struct {
		public  string
		request *http.Request
		want    string
	}{
		"host": {request: &http.Request{Host: "a.example:8080"}, want: "http://a.example:8080"},
		"ipv6": {request: &http.Request{Host: "[::1]:80"}, want: "http://[::1]:80"},
		"tls": {
			request: &http.Request{Host: "a.example", TLS: &tls.ConnectionState{}}, want: "https://a.example",
		},
		"configured": {
			public: "https://p.example/dir/", request: proxy(http.Header{"X-Forwarded-Host": {"evil"}}),
			want: "https://p.example/dir",
		},
		"untrusted": {request: &http.Request{
			Host: "a.example", RemoteAddr: "192.0.2.1:4",
			Header: http.Header{"X-Forwarded-Host": {"evil.example"}, "X-Forwarded-Proto": {"https"}},
		}, want: "http://a.example"},
		"untrusted rfc 7239": {request: &http.Request{
			Host: "a.example", RemoteAddr: "192.0.2.1:4", Header: http.Header{"Forwarded": {"host=evil.example"}},
		}, want: "http://a.example"},
		"trusted": {
			request: proxy(http.Header{"X-Forwarded-Host": {"p.example"}, "X-Forwarded-Proto": {"HTTPS"}}),
			want:    "https://p.example",
		},
		"trusted ipv6": {request: &http.Request{
			Host: "a.example", RemoteAddr: "[fd00::1]:4", Header: http.Header{"X-Forwarded-Host": {"p.example"}},
		}, want: "http://p.example"},
		"the nearest proxy's word": {
			request: proxy(http.Header{"X-Forwarded-Host": {"evil.example, p.example"}}), want: "http://p.example",
		},
		"the nearest proxy's line": {
			request: proxy(http.Header{"X-Forwarded-Host": {"evil.example", "p.example"}}), want: "http://p.example",
		},
		"prefix": {
			request: proxy(http.Header{"X-Forwarded-Host": {"p.example"}, "X-Forwarded-Prefix": {"/dir/"}}),
			want:    "http://p.example/dir",
		},
		"bad prefix": {
			request: proxy(http.Header{"X-Forwarded-Prefix": {"//evil.example"}}), want: "http://inner:8080",
		},
		"bad host":   {request: proxy(http.Header{"X-Forwarded-Host": {"a/b@c"}}), want: "http://inner:8080"},
		"bad scheme": {request: proxy(http.Header{"X-Forwarded-Proto": {"javascript"}}), want: "http://inner:8080"},
		"rfc 7239": {
			request: proxy(
				http.Header{
					"Forwarded": {`for=1.2.3.4;host=evil.example, for="[::1]"; Host="p.example:1"; proto=https`},
				},
			),
			want: "https://p.example:1",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := newLinks(test.public, trusted, slog.New(slog.DiscardHandler))
			require.NoError(t, err)
			if test.request.Header == nil {
				test.request.Header = http.Header{}
			}
			got, err := l.base(test.request)
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

func TestBaseRefusesStrangeHosts(t *testing.T) {
	t.Parallel()
	l, err := newLinks("", nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	for _, host := range []string{`a"b`, "a b", "a/b", "a@b", "a\nb", "ä.example", "a?b", "<a>"} {
		_, err := l.base(&http.Request{Host: host, Header: http.Header{}})
		require.Equal(t, http.StatusBadRequest, faultOf(err).Code.Status(), host)
	}
	local := context.WithValue(
		t.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80},
	)
	base, err := l.base((&http.Request{Header: http.Header{}}).WithContext(local))
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1:80", base)
}

func TestForwardedHeadersOfStrangersAreLoggedOnce(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	l, err := newLinks("", nil, slog.New(slog.NewTextHandler(&log, nil)))
	require.NoError(t, err)
	for range 3 {
		_, err := l.base(&http.Request{Host: "a", Header: http.Header{"X-Forwarded-Proto": {"https"}}})
		require.NoError(t, err)
	}
	require.Equal(t, 1, bytes.Count(log.Bytes(), []byte("--trusted-proxies")))
}

func TestPublicURLIsChecked(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"roster.example.com", "ftp://a.example", "https://", "https://a.example/?x=1", "https://a.example/#x",
		"https://u:p@a.example", "//a.example", "https://a b", "https://a.example/?",
	} {
		_, err := newLinks(bad, nil, slog.New(slog.DiscardHandler))
		require.Error(t, err, bad)
	}
	l, err := newLinks("https://a.example:444/x%20y//", nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.Equal(t, "https://a.example:444/x%20y", l.public)
	require.Equal(t, "https://a.example:444", l.origin)
	require.Equal(t, "a.example:444", hostOf(l.public))
}

func TestPeerAddress(t *testing.T) {
	t.Parallel()
	request := func(remote string) *http.Request {
		return &http.Request{
			RemoteAddr: remote,
			Header:     http.Header{"X-Forwarded-For": {"1.1.1.1, 2.2.2.2"}, "X-Real-Ip": {"9.9.9.9"}},
		}
	}
	direct, err := newLinks("", nil, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1", direct.peerAddress(request("127.0.0.1:5")))
	proxied, err := newLinks("", []netip.Prefix{netip.MustParsePrefix("10.0.0.1/8")}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.Equal(t, "2.2.2.2", proxied.peerAddress(request("10.9.9.9:5")))
	require.Equal(t, "127.0.0.1", proxied.peerAddress(request("127.0.0.1:5")))
}
