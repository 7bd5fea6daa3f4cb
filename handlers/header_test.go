package handlers_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		admin := "/odata/v4/Users(" + r.admin.String() + ")"
		for _, test := range []struct {
			method, target, body string
			status               int
		}{
			{"GET", "/odata/v4", "", 200},
			{"GET", "/odata/v4/", "", 200},
			{"GET", "/odata/v4/$metadata", "", 200},
			{"GET", "/odata/v4/Users", "", 200},
			{"HEAD", "/odata/v4/Users", "", 200},
			{"GET", admin + "/manager", "", 204},
			{"GET", "/odata/v4/Users?$filter=nope%20eq%201", "", 400},
			{"GET", "/odata/v4/Users?$filter=a%zz", "", 400},
			{"GET", "/odata/v4/Nope", "", 404},
			{"GET", admin + "/lastName/$value", "", 204},
			{"DELETE", "/odata/v4/Users", "", 405},
			{"FOO", "/odata/v4/Users", "", 405},
			{"GET", "/odata/v4/Users?$format=xml", "", 406},
			{"GET", "/odata/v4/Users?$apply=aggregate($count%20as%20n)", "", 501},
			{"GET", "/odata/v4/Users?x=" + strings.Repeat("a", 17_000), "", 414},
			{"POST", upsertUser, `{"emailAddress":"a@example.com"}`, 201},
			{"POST", upsertUser, `{"emailAddress":"a@example.com"}`, 200},
			{"POST", upsertUser, `{`, 400},
			{"GET", upsertUser, "", 405},
			{"POST", "/api/v1/nope", "", 404},
		} {
			for limit, version := range map[string]string{"": "4.0", "4.0": "4.0", "4.01": "4.01", "5": "4.01"} {
				var headers []string
				if limit != "" {
					headers = []string{"OData-MaxVersion: " + limit}
				}
				if test.status == 201 {
					if limit != "4.01" {
						continue
					}
				}
				a := r.do(t, test.method, test.target, test.body, headers...)
				about := test.method + " " + test.target[:min(len(test.target), 60)] + " " + limit
				if test.status == 200 && test.method == "POST" {
					require.Contains(t, []int{200, 201}, a.status, about)
				} else {
					require.Equal(t, test.status, a.status, about+" "+a.body)
				}
				require.Equal(t, []string{version}, a.raw("OData-Version"), about)
				require.Equal(t, []string{version}, a.header.Values("OData-Version"), about)
				require.Equal(t, []string{"nosniff"}, a.header.Values("X-Content-Type-Options"), about)
				require.Equal(t, []string{"no-referrer"}, a.header.Values("Referrer-Policy"), about)
				require.Equal(
					t, []string{"OData-MaxVersion, Accept, Accept-Encoding, Prefer, Origin, " +
						"Cookie, Sec-Fetch-Mode, Sec-Fetch-Dest, Sec-Fetch-Site"},
					a.header.Values("Vary"), about,
				)
				require.Len(t, a.header.Values("X-Request-Id"), 1, about)
				require.Empty(t, a.header.Values("Server"))
				caching := "private, no-cache"
				if strings.HasPrefix(test.target, "/api/") || test.status == 414 { // 414 comes before the key
					caching = "no-store"
				}
				require.Equal(t, []string{caching}, a.header.Values("Cache-Control"), about)
				if test.status == http.StatusMethodNotAllowed {
					require.NotEmpty(t, a.header.Get("Allow"), about)
				}
				language := []string(nil)
				if test.status >= 400 {
					a.requireError(t, test.status)
					language = []string{"en"} // JSON Format 4.01, 21: of the message
				}
				require.Equal(t, language, a.header.Values("Content-Language"), about)
			}
		}
	})
}

func TestHeadIsGetWithoutBody(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	for i := range 30 {
		r.user(t, fmt.Sprintf("user%d@example.com", i), models.RoleParticipant, "")
	}
	for _, target := range []string{
		"/", "/healthz", "/readyz", "/odata/v4/", "/odata/v4/$metadata", "/odata/v4/Users", "/odata/v4/Users/$count",
		"/odata/v4/Users?$top=1", "/odata/v4/Nope", "/odata/v4/Users?$filter=x", "/nope",
	} {
		for _, encoding := range []string{"identity", "gzip"} {
			get := r.do(t, "GET", target, "", "Accept-Encoding: "+encoding)
			head := r.do(t, "HEAD", target, "", "Accept-Encoding: "+encoding)
			require.Equal(t, get.status, head.status, target)
			require.Empty(t, head.body)
			for _, h := range []*reply{get, head} {
				h.header.Del("Date")
				h.header.Del("X-Request-Id")
			}
			if get.header.Get("Content-Encoding") == "gzip" {
				get.header.Del("Content-Length") // known only once it is compressed
			}
			require.Equal(t, get.header, head.header, target+" "+encoding)
		}
	}
}

func TestGzip(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		for i := range 30 {
			r.user(t, fmt.Sprintf("user%d@example.com", i), models.RoleParticipant, "")
		}
		const target = "/odata/v4/Users?$orderby=emailAddress"
		plain := r.do(t, "GET", target, "")
		require.Empty(t, plain.header.Values("Content-Encoding"))
		require.Greater(t, len(plain.body), 4096)
		zipped := r.do(t, "GET", target, "", "Accept-Encoding: gzip, deflate")
		require.Equal(t, []string{"gzip"}, zipped.header.Values("Content-Encoding"))
		require.Less(t, len(zipped.body), len(plain.body)/2)
		reader, err := gzip.NewReader(strings.NewReader(zipped.body))
		require.NoError(t, err)
		text, err := io.ReadAll(reader)
		require.NoError(t, err)
		require.Equal(t, plain.body, string(text))

		none := r.do(t, "GET", target, "", "Accept-Encoding: gzip;q=0, *")
		require.Equal(t, plain.body, none.body)
		small := r.do(t, "GET", "/odata/v4/Users/$count", "", "Accept-Encoding: gzip")
		require.Equal(t, "31", small.body)
		require.Empty(t, small.header.Values("Content-Encoding"))

		tags := `["` + strings.Repeat(`a","`, 1) + strings.Join(numbered("tag", 90), `","`) + `"]`
		body := `{"emailAddress":"tagged@example.com","tags":` + tags + `}`
		written := r.post(t, upsertUser, body, "Accept-Encoding: gzip")
		require.Equal(t, 201, written.status)
		require.Equal(t, []string{"gzip"}, written.header.Values("Content-Encoding"), "write answers too")
		require.Len(t, written.raw("OData-Version"), 1)
	})
}

func numbered(prefix string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprint(prefix, i)
	}
	return list
}

func TestHealth(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	a := r.send(t, "GET", "/healthz", "")
	require.Equal(t, 200, a.status)
	require.JSONEq(t, `{"status":"ok"}`, a.body)
	a = r.send(t, "GET", "/readyz", "")
	require.Equal(t, 200, a.status)
	require.JSONEq(t, `{"status":"ready"}`, a.body)
	require.Equal(t, "no-store", a.header.Get("Cache-Control"))
	a = r.send(t, "POST", "/readyz", "")
	require.Equal(t, 405, a.status)
	require.Equal(t, "GET, HEAD", a.header.Get("Allow"))

	r.handler.Drain()
	a = r.send(t, "GET", "/readyz", "")
	require.Equal(t, 503, a.status)
	require.JSONEq(t, `{"status":"shutting down"}`, a.body)
	require.Equal(t, 200, r.send(t, "GET", "/healthz", "").status)
	require.Equal(t, 200, r.do(t, "GET", "/odata/v4/", "").status, "requests are still served")
}

func TestReadinessNeedsTheDatabaseAndItsSchema(t *testing.T) {
	t.Parallel()
	down := errors.New("connect to db.internal:5432 refused")
	r := newRig(
		t, odatatest.SQLite(t), func(c *handlers.Config) { c.Ping = func(context.Context) error { return down } },
	)
	a := r.send(t, "GET", "/readyz", "")
	require.Equal(t, 503, a.status)
	require.JSONEq(t, `{"status":"the database cannot be reached"}`, a.body)
	require.Contains(t, r.log.String(), "db.internal")

	empty := odatatest.SQLite(t)
	bare := newRig(t, odatatest.SQLite(t), func(c *handlers.Config) {
		c.Directory = models.New(empty, models.Options{Now: time.Now})
	})
	a = bare.send(t, "GET", "/readyz", "")
	require.Equal(t, 503, a.status)
	require.JSONEq(t, `{"status":"migrations are to be applied"}`, a.body)
}

func TestAPanicIsA500(t *testing.T) {
	t.Parallel()
	abort := false
	r := newRig(t, odatatest.SQLite(t), func(c *handlers.Config) {
		c.Ping = func(context.Context) error {
			if abort {
				panic(http.ErrAbortHandler)
			}
			panic("secret: select * from users")
		}
	})
	a := r.send(t, "GET", "/readyz", "")
	code, message, _ := a.requireError(t, http.StatusInternalServerError)
	require.Equal(t, "InternalError", code)
	require.Equal(t, "the request could not be served", message)
	require.Equal(t, []string{"nosniff"}, a.header.Values("X-Content-Type-Options"))
	require.Contains(t, r.log.String(), "secret: select * from users")
	require.Contains(t, r.log.String(), `"status":500`)
	require.Contains(t, r.log.String(), a.header.Get("X-Request-Id"))
	require.Equal(t, 200, r.do(t, "GET", "/odata/v4/", "").status)

	abort = true
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", r.address)
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	answer, err := io.ReadAll(conn)
	require.NoError(t, err)
	require.Empty(t, answer, "the connection is cut")
}

func TestStrangeTargets(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	for _, line := range []string{
		"OPTIONS *", "CONNECT other.example:443",
		"GET /..", "GET /%2e%2e/etc/passwd", "GET /odata%2Fv4/Users", "GET /%00",
		"GET http://other.example", "TRACE /nope", "GET /" + strings.Repeat("%2f", 3000), "GET /odata/v4%2f..%2fUsers",
	} {
		method, target, _ := strings.Cut(line, " ")
		a := r.send(t, method, target, "")
		require.Contains(t, []int{401, 404}, a.status, line)
		require.Equal(t, []string{"nosniff"}, a.header.Values("X-Content-Type-Options"), line)
		require.Empty(t, a.header.Values("Location"), line)
		a.requireError(t, a.status)
	}
}

func TestWelcome(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	a := r.do(t, "GET", "/", "")
	require.Equal(t, 200, a.status)
	root := "http://" + r.address + "/odata/v4/"
	require.JSONEq(t, `{"service":"`+root+`","metadata":"`+root+`$metadata"}`, a.body)
}

func TestLinksOnTheWire(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		configure func(*handlers.Config)
		headers   []string
		base      string
	}{
		"host": {headers: []string{"Host: roster.test:99"}, base: "http://roster.test:99"},
		"untrusted": {
			headers: []string{"Host: a", "X-Forwarded-Host: evil.example", "Forwarded: host=evil.example"},
			base:    "http://a",
		},
		"trusted": {
			configure: func(c *handlers.Config) {
				c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
			},
			headers: []string{
				"Host: a", "X-Forwarded-Host: p.example", "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /dir",
			},
			base: "https://p.example/dir",
		},
		"configured": {
			configure: func(c *handlers.Config) { c.PublicURL = "https://roster.example.com/dir/" },
			headers:   []string{"Host: evil.example"}, base: "https://roster.example.com/dir",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			configure := test.configure
			if configure == nil {
				configure = func(*handlers.Config) {}
			}
			r := newRig(t, odatatest.SQLite(t), configure)
			for i := range 3 {
				r.user(t, fmt.Sprintf("user%d@example.com", i), models.RoleParticipant, "")
			}
			a := r.do(t, "GET", "/odata/v4/Users", "", append(test.headers, "Prefer: maxpagesize=1")...)
			answer := a.decode(t)
			require.Equal(t, test.base+"/odata/v4/$metadata#Users", answer["@odata.context"])
			next, _ := answer["@odata.nextLink"].(string)
			require.True(t, strings.HasPrefix(next, test.base+"/odata/v4/Users?"), next)
			a = r.post(t, upsertTeam, `{"name":"x"}`, test.headers...)
			id := a.written(t, 201, "created", "team")["teamId"]
			require.Equal(t, fmt.Sprintf("%s/odata/v4/Teams(%s)", test.base, id), a.header.Get("Location"))
		})
	}
	r := newRig(t, odatatest.SQLite(t))
	r.do(t, "GET", "/odata/v4/", "", "Host: a,b").requireError(t, 400)
	a := r.do(t, "GET", "http://other.example/odata/v4/Users", "", "Host: other.example")
	require.Equal(t, 200, a.status, "an absolute target is one too")
	require.Equal(t, "http://other.example/odata/v4/$metadata#Users", a.decode(t)["@odata.context"])
}
