package handlers_test

import (
	"compress/gzip"
	"io"
	"net/netip"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

const (
	chromium = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng," +
		"*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
	firefox = "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
	lynx    = "Accept: text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01"
	java    = "Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
)

// browser are the headers of a person's browser that opens an address from a site.
func browser(site string) []string {
	return []string{firefox, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-Site: " + site}
}

// requireWay checks that an answer leads to an address, and that nobody keeps it.
func (a *reply) requireWay(t *testing.T, location, about string) {
	t.Helper()
	require.Equal(t, 303, a.status, about+" "+a.body)
	require.Equal(t, []string{location}, a.header.Values("Location"), about)
	require.Equal(t, []string{"no-store"}, a.header.Values("Cache-Control"), about)
	require.Empty(t, a.body)
}

func TestNavigations(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	cookie := r.signIn(t, r.key)
	for _, test := range []struct {
		headers   []string
		navigates bool
	}{
		{browser("none"), true},
		{browser("cross-site"), true},
		{[]string{chromium, "Sec-Fetch-Mode: navigate"}, true},
		{[]string{"Accept: text/html;q=0.1, */*", "Sec-Fetch-Mode: navigate"}, true},
		{[]string{chromium}, true},
		{[]string{firefox}, true},
		{[]string{"Accept: text/html"}, true},
		{[]string{"Accept: TEXT/HTML; charset=utf-8"}, true},
		{[]string{"Accept: text/html", "Accept: application/json;q=0.5"}, true},
		{[]string{lynx}, true},
		{[]string{java}, false},
		{nil, false},
		{[]string{"Accept: */*"}, false},
		{[]string{"Accept: application/json"}, false},
		{[]string{"Accept: application/json, text/html"}, false},
		{[]string{"Accept: application/json, text/html;q=0.9"}, false},
		{[]string{"Accept: text/html;q=0"}, false},
		{[]string{"Accept: text/html;q=x"}, false},
		{[]string{"Accept: */*", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document"}, false},
		{[]string{"Accept: text/html;q=0, */*", "Sec-Fetch-Mode: navigate"}, false},
		{[]string{firefox, "Sec-Fetch-Mode: cors"}, false},
		{[]string{firefox, "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script"}, false},
		{[]string{firefox, "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"}, false},
	} {
		for _, method := range []string{"GET", "HEAD"} {
			a := r.send(t, method, "/", "", append(test.headers, cookie)...)
			b := r.send(t, method, "/odata/v4/Users?$top=1", "", append(test.headers, cookie)...)
			for _, answer := range []*reply{a, b} {
				require.Equal(t, "OData-MaxVersion, Accept, Accept-Encoding, Prefer, Origin, "+
					"Cookie, Sec-Fetch-Mode, Sec-Fetch-Dest, Sec-Fetch-Site", answer.header.Get("Vary"))
			}
			if test.navigates {
				a.requireWay(t, "/explore/", "")
				b.requireWay(t, "/explore/Users?$top=1", "")
				continue
			}
			require.Equal(t, 200, a.status, test.headers)
			if b.status != 406 { // what accepts no JSON is told so, as before
				require.Equal(t, 200, b.status, test.headers)
				require.Equal(t, "private, no-cache", b.header.Get("Cache-Control"))
			}
		}
		a := r.send(t, "POST", "/", "", append(test.headers, "X-ApiKey: "+r.key)...)
		a.requireError(t, 405)
	}
	r.send(t, "GET", "/", "", browser("none")...).requireWay(t, "/explore/", "without a key")
	r.send(t, "GET", "/explore", "").requireWay(t, "/explore/", "")
}

func TestWaysToTheExplorer(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	cookie := r.signIn(t, r.key)
	for target, way := range map[string]string{
		"/odata/v4":                        "/explore/",
		"/odata/v4/":                       "/explore/",
		"/odata/v4/Users":                  "/explore/Users",
		"/odata/v4/Users?$top=1&x=%zz;%3B": "/explore/Users?$top=1&x=%zz;%3B",
		"/odata/v4/Users?$filter=contains(firstName,'a%26b+c')&$count=1": "/explore/Users?" +
			"$filter=contains(firstName,'a%26b+c')&$count=1",
		"/odata/v4/Teams(name='A%2FB')/members": "/explore/Teams(name='A%2FB')/members",
		"/odata/v4/Nope":                        "/explore/Nope",
		"/odata/v4//evil.example/":              "/explore//evil.example/",
		"/odata/v4/Users?x=$format":             "/explore/Users?x=$format",
		"/odata/v4/Users?formats=1&$formatx=2":  "/explore/Users?formats=1&$formatx=2",
		"/odata/v4/Users?apikey=&$top=1":        "/explore/Users?$top=1",
		"http://other.example/odata/v4/Users":   "/explore/Users",
		"/odata/v4/$metadata":                   "",
		"/odata/v4/Users/$count":                "",
		"/odata/v4/Users/%24count":              "",
		"/odata/v4/Users/$ref":                  "",
		"/odata/v4/Users?$format=json":          "",
		"/odata/v4/Users?$top=1&format=json":    "",
		"/odata/v4/Users?%24format=json":        "",
		"/odata/v4/Users?$FORMAT=json":          "",
		"/odata/v4/Users?%66ormat=json":         "",
		"/healthz":                              "",
		"/odata/v4x":                            "",
		"/api/v1/users/upsert":                  "",
	} {
		a := r.send(t, "GET", target, "", append(browser("none"), cookie)...)
		if way != "" {
			a.requireWay(t, way, target)
			continue
		}
		require.NotEqual(t, 303, a.status, target)
		require.Empty(t, a.header.Values("Location"), target)
		require.Equal(t, r.send(t, "GET", target, "", firefox, "X-ApiKey: "+r.key).body, a.body, target)
	}
	_, participant := r.user(t, "p@example.com", models.RoleLimitedAdmin, models.ScopeRead)
	cookie = r.signIn(t, participant)
	r.user(t, "p@example.com", models.RoleParticipant, "")
	a := r.send(t, "GET", "/odata/v4/Users", "", append(browser("none"), cookie)...)
	a.requireWay(t, "/explore/Users", "the page says what may not be read")
	for _, header := range []string{basic("", r.key), "X-ApiKey: " + r.key, "Authorization: Bearer " + r.key} {
		a := r.send(t, "GET", "/odata/v4/Users", "", append(browser("none"), cookie, header)...)
		require.Equal(t, 200, a.status, "who brings a key gets the data")
		require.Regexp(t, "^application/json", a.header.Get("Content-Type"))
	}
}

// A reading key in an address that a person has typed, or kept, becomes a session.
func TestKeysInAddresses(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		_, reading := r.adminKey(t, models.ScopeRead, nil)
		target := "/odata/v4/Users?$top=1&apikey=" + reading + "&$skip=0"
		for _, site := range []string{"none", "same-origin"} {
			a := r.send(t, "GET", target, "", browser(site)...)
			a.requireWay(t, "/explore/Users?$top=1&$skip=0", site)
			cookie := a.cookie(t)
			require.Contains(t, a.raw("Set-Cookie")[0], "; HttpOnly; SameSite=Strict")
			require.Equal(t, "read", r.session(t, cookie)["scope"])
		}
		a := r.send(t, "GET", target, "", append(browser("none"), r.signIn(t, r.key))...)
		require.Equal(t, 200, a.status, "it comes before the cookie")
		require.Empty(t, a.header.Values("Set-Cookie"), "but takes no session's place")
		for _, headers := range [][]string{
			browser("cross-site"), browser("same-site"),
			{firefox},
			{firefox, "Sec-Fetch-Mode: navigate"},
			{"Sec-Fetch-Mode: cors", "Sec-Fetch-Site: same-origin"},
			nil,
		} {
			a := r.send(t, "GET", target, "", headers...)
			require.Equal(t, 200, a.status, headers)
			require.Empty(t, a.header.Values("Set-Cookie"), headers)
		}
		a = r.send(t, "GET", target+"&$format=json", "", browser("none")...)
		require.Equal(t, 200, a.status)
		require.Empty(t, a.header.Values("Set-Cookie"))
		for _, bad := range []string{r.key, "nonsense", strangerKey(t)} {
			a := r.send(t, "GET", "/odata/v4/Users?apikey="+bad, "", browser("none")...)
			a.requireError(t, 401)
			require.Equal(t, `Basic realm="roster"`, a.header.Get("WWW-Authenticate"))
			require.Empty(t, a.header.Values("Set-Cookie"))
		}
		require.NotContains(t, r.log.String(), reading[5:])
	})
}

// withoutNonce is a page but for what differs from answer to answer.
func withoutNonce(text string) string {
	return regexp.MustCompile(`\b[A-Z2-7]{26}\b`).ReplaceAllString(text, "NONCE")
}

const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-NONCE'; img-src 'self' data:; " +
	"connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func TestPeopleWithoutAKeyGetThePage(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	page := r.send(t, "GET", "/explore/", "")
	id, key := r.adminKey(t, models.ScopeRead, nil)
	revoked := r.signIn(t, key)
	require.NoError(t, r.directory.RevokeKey(t.Context(), r.workspace, id))
	for _, cookie := range []string{"Cookie: a=b", "Cookie: roster_session=nonsense", revoked} {
		for _, target := range []string{
			"/odata/v4", "/odata/v4/", "/odata/v4/Users?$top=1", "/odata/v4/Nope", "/odata/v4/a%00",
		} {
			for _, headers := range [][]string{browser("none"), browser("cross-site"), {firefox}} {
				a := r.send(t, "GET", target, "", append(headers, cookie)...)
				require.Equal(t, 401, a.status, target)
				require.Equal(t, []string{"text/html; charset=utf-8"}, a.header.Values("Content-Type"))
				require.Equal(t, []string{`Bearer realm="roster"`}, a.header.Values("WWW-Authenticate"), "no dialog")
				require.Equal(t, []string{"no-store"}, a.header.Values("Cache-Control"))
				require.Equal(t, []string{"4.0"}, a.raw("OData-Version"))
				require.Equal(t, pagePolicy, withoutNonce(a.header.Get("Content-Security-Policy")))
				require.Equal(t, withoutNonce(page.body), withoutNonce(a.body))
				head := r.send(t, "HEAD", target, "", append(headers, cookie)...)
				require.Equal(t, 401, head.status)
				require.Equal(t, a.header.Get("Content-Length"), head.header.Get("Content-Length"))
			}
			script := r.send(t, "GET", target, "", cookie, "Sec-Fetch-Mode: cors", "Accept: */*")
			script.requireError(t, 401)
			require.Equal(t, `Bearer realm="roster"`, script.header.Get("WWW-Authenticate"))
		}
		a := r.send(t, "GET", "/odata/v4/$metadata", "", append(browser("none"), cookie)...)
		a.requireError(t, 401)
		require.Equal(t, `Basic realm="roster"`, a.header.Get("WWW-Authenticate"), "a dialog for what stays raw")
		a = r.send(t, "GET", "/odata/v4/Users", "", cookie)
		a.requireError(t, 401)
		require.Equal(t, cookie == "Cookie: a=b", strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Basic"),
			"without TLS, scripts of the explorer are known by their cookie")
	}
	for _, headers := range [][]string{nil, {"Accept: */*"}, {java}, {"Accept: application/json"}} {
		a := r.send(t, "GET", "/odata/v4/Users", "", headers...)
		a.requireError(t, 401)
		require.Equal(t, `Basic realm="roster"`, a.header.Get("WWW-Authenticate"))
		b := r.send(t, "GET", "/odata/v4/Nope?x", "", headers...)
		require.Equal(t, a.body, b.body, "equal whatever is there")
	}
	a := r.send(t, "GET", "/odata/v4/Users", "", append(browser("none"), "Authorization: Bearer nonsense")...)
	a.requireError(t, 401)
}

func TestPageOfTheExplorer(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t), func(c *handlers.Config) { c.Limits.Concurrent = 1 })
	r.handler.Occupy()
	r.do(t, "GET", "/odata/v4/Users", "").requireError(t, 503)
	first := r.send(t, "GET", "/explore/", "")
	for _, target := range []string{
		"/explore/", "/explore/Users?$filter=a%20eq%20'b'&x=%zz", "/explore/-/profile", "/explore/Users(1)",
		"/explore/$metadata", "/explore/api", "/explore/assets", "/explore/..%2f", "/explore//",
	} {
		a := r.send(t, "GET", target, "")
		require.Equal(t, 200, a.status, target)
		require.Equal(t, []string{"text/html; charset=utf-8"}, a.header.Values("Content-Type"))
		require.Equal(t, []string{"no-cache"}, a.header.Values("Cache-Control"))
		require.Equal(t, []string{"same-origin"}, a.header.Values("Cross-Origin-Opener-Policy"))
		require.Equal(t, pagePolicy, withoutNonce(a.header.Get("Content-Security-Policy")))
		require.NotContains(t, a.header.Get("Content-Security-Policy"), "unsafe")
		require.Equal(t, []string{"Accept-Encoding, Origin"}, a.header.Values("Vary"))
		require.Empty(t, a.header.Values("OData-Version"))
		require.Equal(t, withoutNonce(first.body), withoutNonce(a.body), "it says nothing of what is asked for")
		head := r.send(t, "HEAD", target, "")
		require.Equal(t, 200, head.status)
		require.Equal(t, a.header.Get("Content-Length"), head.header.Get("Content-Length"))
		for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "FOO"} {
			a := r.send(t, method, target, "")
			a.requireError(t, 405)
			require.Equal(t, "GET, HEAD", a.header.Get("Allow"))
		}
	}
	again := r.send(t, "GET", "/explore/", "")
	require.NotEqual(t, first.header.Get("Content-Security-Policy"), again.header.Get("Content-Security-Policy"))
	r.send(t, "GET", "/explore/api/nope", "").requireError(t, 401)
	r.do(t, "GET", "/explore/api/nope", "").requireError(t, 404)
	r.send(t, "GET", "/explorer", "").requireError(t, 404)
}

func TestFilesOfTheExplorer(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t), func(c *handlers.Config) { c.Limits.Concurrent = 1 })
	r.handler.Occupy()
	page := r.send(t, "GET", "/explore/", "").body
	addresses := regexp.MustCompile(`"(/explore/assets/[^"?]+)(\?v=[0-9a-f]+)"`).FindAllStringSubmatch(page, -1)
	require.GreaterOrEqual(t, len(addresses), 2)
	for _, address := range addresses {
		plain := r.send(t, "GET", address[1], "")
		require.Equal(t, 200, plain.status, address)
		require.Equal(t, []string{"public, no-cache"}, plain.header.Values("Cache-Control"))
		require.Empty(t, plain.header.Values("Content-Encoding"))
		require.Equal(t, []string{"Accept-Encoding, Origin"}, plain.header.Values("Vary"))

		a := r.send(t, "GET", address[1]+address[2], "", "Accept-Encoding: gzip, br")
		require.Equal(t, []string{"public, max-age=31536000, immutable"}, a.header.Values("Cache-Control"))
		require.Len(t, a.header.Values("Content-Length"), 1)
		text := a.body
		if a.header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(strings.NewReader(a.body))
			require.NoError(t, err)
			unzipped, err := io.ReadAll(z)
			require.NoError(t, err)
			text = string(unzipped)
		}
		require.Equal(t, plain.body, text, "compressed once")
		known := "If-None-Match: " + a.header.Get("ETag")
		b := r.send(t, "GET", address[1]+address[2], "", "Accept-Encoding: gzip", known)
		require.Equal(t, 304, b.status)
		require.Empty(t, b.body)
		require.Equal(t, a.header.Get("ETag"), b.header.Get("ETag"))
		head := r.send(t, "HEAD", address[1], "")
		require.Equal(t, plain.header.Get("Content-Length"), head.header.Get("Content-Length"))
		a = r.send(t, "POST", address[1], "")
		a.requireError(t, 405)
		require.Equal(t, "GET, HEAD", a.header.Get("Allow"))
	}
	for _, name := range []string{"", "nope.js", "index.html", "../index.html", "%2e%2e/site.go", "a/b"} {
		a := r.send(t, "GET", "/explore/assets/"+name, "")
		a.requireError(t, 404)
		require.Equal(t, "no-store", a.header.Get("Cache-Control"))
	}
}

func TestExplorerBehindAProxy(t *testing.T) {
	t.Parallel()
	for base, configure := range map[string]func(*handlers.Config){
		"/a/b": func(c *handlers.Config) {
			c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
		},
		"/dir":          func(c *handlers.Config) { c.PublicURL = "https://roster.example.com/dir/" },
		"/evil.example": func(c *handlers.Config) { c.PublicURL = "https://roster.example.com//evil.example" },
		"":              func(*handlers.Config) {},
	} {
		r := newRig(t, odatatest.SQLite(t), configure)
		proxy := []string{"X-Forwarded-Prefix: /a/b/"}
		page := r.send(t, "GET", "/explore/x", "", proxy...).body
		require.Contains(t, page, `"`+base+`/explore/assets/app.js?v=`)
		require.NotContains(t, strings.ReplaceAll(page, base+"/explore", ""), "/explore")
		headers := append(proxy, browser("none")...)
		r.send(t, "GET", "/", "", headers...).requireWay(t, base+"/explore/", base)
		headers = append(headers, r.signIn(t, r.key))
		r.send(t, "GET", "/odata/v4/Users?$top=1", "", headers...).requireWay(t, base+"/explore/Users?$top=1", base)
	}
	r := newRig(t, odatatest.SQLite(t))
	r.send(t, "GET", "/explore/", "", "Host: a,b").requireError(t, 400)
	r.send(t, "GET", "/", "", "Host: a,b", firefox).requireError(t, 400)
}

func TestSignInLinks(t *testing.T) {
	t.Parallel()
	var later atomic.Int64
	r := newRig(t, odatatest.SQLite(t), func(c *handlers.Config) {
		c.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	})
	const used = "/explore/-/sign-in?link=used"
	link := r.handler.SignInLink(r.key)
	require.Regexp(t, `^/explore/sign-in/[A-Z2-7]{26}$`, link)
	for _, headers := range [][]string{
		append(browser("none"), "Sec-Purpose: prefetch"), append(browser("none"), "Sec-Purpose: prefetch;prerender"),
		append(browser("none"), "Purpose: prefetch"),
	} {
		a := r.send(t, "GET", link, "", headers...)
		a.requireError(t, 503)
		require.Equal(t, "1", a.header.Get("Retry-After"))
		require.Empty(t, a.header.Values("Set-Cookie"))
	}
	for _, a := range []*reply{
		r.send(t, "HEAD", link, "", browser("none")...), r.send(t, "GET", link, "", "Accept: */*"),
		r.send(t, "GET", link, ""),
		r.send(t, "GET", link, "", firefox, "Sec-Fetch-Mode: no-cors"),
	} {
		a.requireWay(t, "/explore/", "looking at it does not use it up")
		require.Empty(t, a.header.Values("Set-Cookie"))
	}
	a := r.send(t, "POST", link, "", browser("none")...)
	a.requireError(t, 405)
	a = r.send(t, "GET", link, "", browser("cross-site")...)
	a.requireWay(t, "/explore/", "")
	require.Equal(t, "admin", r.session(t, a.cookie(t))["scope"])
	for _, target := range []string{link, "/explore/sign-in/", "/explore/sign-in/nonsense", "/explore/sign-in/a/b"} {
		a = r.send(t, "GET", target, "", browser("none")...)
		a.requireWay(t, used, target)
		require.Empty(t, a.header.Values("Set-Cookie"))
	}
	slow, late := r.handler.SignInLink(r.key), r.handler.SignInLink(r.key)
	require.NotEqual(t, slow, late)
	later.Store(int64(15*time.Minute - time.Second))
	r.send(t, "GET", slow, "", firefox).requireWay(t, "/explore/", "")
	later.Store(int64(15 * time.Minute))
	r.send(t, "GET", late, "", firefox).requireWay(t, used, "")

	log := r.log.String()
	require.Contains(t, log, `"target":"/explore/sign-in/***"`)
	require.NotRegexp(t, `[A-Z2-7]{26}`, log)
}

func TestSignInLinksAreFew(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	first := r.handler.SignInLink(r.key)
	var last string
	for range 16 {
		last = r.handler.SignInLink(r.key)
	}
	require.Empty(t, r.send(t, "GET", first, "", firefox).header.Values("Set-Cookie"), "it made room")
	require.NotEmpty(t, r.send(t, "GET", last, "", firefox).header.Values("Set-Cookie"))
}
