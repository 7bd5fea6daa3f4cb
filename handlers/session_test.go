package handlers_test

import (
	"encoding/base64"
	"net/http"
	"net/netip"
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

const sessionPath = "/explore/api/session"

// cookie gives the line of the session that an answer sets.
func (a *reply) cookie(t *testing.T) string {
	t.Helper()
	require.Len(t, a.raw("Set-Cookie"), 1, a.body)
	given, _, _ := strings.Cut(a.raw("Set-Cookie")[0], ";")
	require.Regexp(t, `^roster_session=[A-Za-z0-9_-]{90,120}$`, given)
	return "Cookie: " + given
}

// signIn gives the cookie of a new session.
func (r *rig) signIn(t *testing.T, key string, headers ...string) string {
	t.Helper()
	a := r.send(t, "POST", sessionPath, `{"key":"`+key+`"}`, headers...)
	require.Equal(t, 200, a.status, a.body)
	return a.cookie(t)
}

// session gives what the server says of a session.
func (r *rig) session(t *testing.T, headers ...string) map[string]any {
	t.Helper()
	a := r.send(t, "GET", sessionPath, "", headers...)
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, []string{"no-store"}, a.header.Values("Cache-Control"))
	require.Equal(t, "application/json", a.header.Get("Content-Type"))
	require.Empty(t, a.header.Values("WWW-Authenticate"))
	return a.decode(t)
}

func TestSession(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		require.Equal(t, map[string]any{"signedIn": false}, r.session(t))

		until := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
		id, key := r.adminKey(t, models.ScopeWrite, &until)
		r.post(t, upsertUser, `{"emailAddress":"admin@example.com","firstName":"Ada","lastName":"<b>"}`)
		before := time.Now()
		a := r.send(t, "POST", sessionPath, `{"key":" `+key+` "}`)
		require.Equal(t, 200, a.status, a.body)
		require.Equal(t, []string{"no-store"}, a.header.Values("Cache-Control"))
		cookie := a.cookie(t)
		require.Equal(t, strings.TrimPrefix(cookie, "Cookie: ")+"; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict",
			a.raw("Set-Cookie")[0])
		sealed, err := base64.RawURLEncoding.DecodeString(cookie[len("Cookie: roster_session="):])
		require.NoError(t, err)
		require.NotContains(t, string(sealed), key[5:13])
		require.NotContains(t, strings.Join(a.lines, "")+a.body, key)

		told := a.decode(t)
		ends, err := time.Parse(time.RFC3339, told["expiresAt"].(string))
		require.NoError(t, err)
		require.WithinRange(t, ends, before.Add(handlers.SessionLife-time.Second), time.Now().Add(handlers.SessionLife))
		require.Equal(t, map[string]any{
			"signedIn": true, "keyId": id, "scope": "write", "expiresAt": told["expiresAt"],
			"keyExpiresAt": until.Format(time.RFC3339),
			"user": map[string]any{
				"systemUserId": r.admin.String(), "emailAddress": "admin@example.com", "displayName": "Ada <b>",
				"role": "FullAdmin",
			},
			"workspace": map[string]any{"name": "acme"},
			"can":       map[string]any{"read": true, "write": true, "admin": false},
			"version":   "v1.2.3",
		}, told)
		require.Equal(t, told, r.session(t, cookie))
		require.Equal(t, told, r.session(t, "Cookie: a=b; roster_session=x; roster_session="+cookie[23:]),
			"the first that can be opened")
		require.NotEqual(t, cookie, r.signIn(t, key), "each has a nonce of its own")

		byKey := r.session(t, "X-ApiKey: "+r.key)
		require.Nil(t, byKey["expiresAt"], "that is no session")
		require.Nil(t, byKey["keyExpiresAt"])
		require.Equal(t, "admin", byKey["scope"])

		require.Equal(t, "1", r.send(t, "GET", "/odata/v4/Users/$count", "", cookie).body)
		a = r.send(t, "POST", upsertUser, `{"emailAddress":"b@example.com"}`, cookie, "Sec-Fetch-Site: same-origin")
		a.written(t, 201, "created", "user")

		a = r.send(t, "DELETE", sessionPath, "", cookie)
		require.Equal(t, 204, a.status)
		require.Equal(t, []string{"no-store"}, a.header.Values("Cache-Control"))
		require.Equal(t, []string{"roster_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict"}, a.raw("Set-Cookie"))
		require.Equal(t, 204, r.send(t, "DELETE", sessionPath, "").status, "without a session too")

		log := r.log.String()
		require.NotContains(t, log, cookie[23:])
		require.NotContains(t, log, key)
		require.Contains(t, log, `"key":"`+id+`"`)
	})
}

func TestHeadersBeforeTheCookie(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	_, reading := r.adminKey(t, models.ScopeRead, nil)
	cookie := r.signIn(t, r.key)
	scope := func(target string, headers ...string) any {
		a := r.send(t, "GET", target, "", append(headers, cookie)...)
		if a.status != 200 {
			return a.status
		}
		return a.decode(t)["scope"]
	}
	require.Equal(t, "admin", scope(sessionPath))
	require.Equal(t, "admin", scope(sessionPath, "X-ApiKey: ", "Authorization: "))
	require.Equal(t, "admin", scope(sessionPath+"?apikey="))
	require.Equal(t, "read", scope(sessionPath, "X-ApiKey: "+reading))
	require.Equal(t, "read", scope(sessionPath, "Authorization: Bearer "+reading))
	require.Equal(t, "read", scope(sessionPath, basic("", reading)))
	require.Equal(t, "read", scope(sessionPath+"?apikey="+reading))
	require.Equal(t, 401, scope(sessionPath, "X-ApiKey: nonsense"))
	require.Equal(t, 401, scope(sessionPath, "Authorization: Bearer"))
	require.Equal(t, 401, scope(sessionPath, "Authorization: Negotiate x"))
	require.Equal(t, 401, scope(sessionPath+"?apikey=nonsense"))
	require.Equal(t, 401, scope("/odata/v4/Users", "Authorization: Bearer nonsense"))
}

// What cannot be opened, or has ended, is no key; a session of a key that has
// ended is told so. Neither is a guess.
func TestSessionsThatAreNone(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		var later atomic.Int64
		r := newRig(t, db, func(c *handlers.Config) {
			c.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
			c.Limits.WrongKeys = 1
		})
		other := newRig(t, odatatest.SQLite(t))
		const prefix = "Cookie: roster_session="
		cookie := r.signIn(t, r.key)
		value := []byte(cookie[len(prefix):])
		var none []string
		for i := range value {
			changed := append([]byte(nil), value...)
			if changed[i] == 'A' {
				changed[i] = 'B'
			} else {
				changed[i] = 'A'
			}
			none = append(none, prefix+string(changed))
		}
		none = append(none,
			prefix, prefix+"x", prefix+string(value[:20]), prefix+string(value)+"A", prefix+string(value[4:]),
			prefix+r.key, prefix+base64.RawURLEncoding.EncodeToString(make([]byte, 77)),
			prefix+strings.Repeat("A", 5000), "Cookie: other="+string(value), other.signIn(t, other.key))
		for _, line := range none {
			require.Equal(t, map[string]any{"signedIn": false}, r.session(t, line), line)
		}
		for _, line := range none[len(none)-10:] {
			a := r.send(t, "GET", "/odata/v4/Users", "", line)
			_, message, _ := a.requireError(t, 401)
			require.Contains(t, message, "an API key is needed", line)
		}
		require.Equal(t, 200, r.send(t, "GET", "/odata/v4/Users", "", cookie).status)
		later.Store(int64(handlers.SessionLife - time.Minute))
		require.Equal(t, true, r.session(t, cookie)["signedIn"])
		later.Store(int64(handlers.SessionLife))
		require.Equal(t, map[string]any{"signedIn": false}, r.session(t, cookie))
		_, message, _ := r.send(t, "POST", upsertUser, "{}", cookie).requireError(t, 401)
		require.Contains(t, message, "an API key is needed")
		later.Store(0)

		id, key := r.adminKey(t, models.ScopeAdmin, nil)
		cookie = r.signIn(t, key)
		require.NoError(t, r.directory.RevokeKey(t.Context(), r.workspace, id))
		for range 3 {
			_, message, _ = r.send(t, "GET", "/odata/v4/Users", "", cookie).requireError(t, 401)
			require.Equal(t, "the API key was revoked", message)
		}
		require.Equal(t, map[string]any{"signedIn": false, "message": "the API key was revoked"}, r.session(t, cookie))

		id, key = r.adminKey(t, models.ScopeAdmin, nil)
		cookie = r.signIn(t, key)
		require.NoError(t, db.GORM().Exec("delete from api_keys where key_id = ?", id).Error)
		another, _ := r.adminKey(t, models.ScopeAdmin, nil)
		require.NoError(t, r.directory.RevokeKey(t.Context(), r.workspace, another)) // nothing is remembered any more
		for range 3 {
			_, message, _ = r.send(t, "GET", "/odata/v4/Users", "", cookie).requireError(t, 401)
			require.Equal(t, "the API key is not valid", message)
		}
		stranger := "X-ApiKey: " + strangerKey(t)
		r.send(t, "GET", "/odata/v4/Users", "", stranger).requireError(t, 401) // the one guess that is free
		r.send(t, "GET", "/odata/v4/Users", "", stranger).requireError(t, 429)
	})
}

func TestSessionsFollowTheRole(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		_, key := r.user(t, "sinking@example.com", models.RoleFullAdmin, models.ScopeAdmin)
		cookie := r.signIn(t, key)
		can := func(read, write, admin bool) map[string]any {
			return map[string]any{"read": read, "write": write, "admin": admin}
		}
		require.Equal(t, can(true, true, true), r.session(t, cookie)["can"])
		for _, test := range []struct {
			role        string
			can         map[string]any
			read, write int
		}{
			{models.RoleLimitedAdmin, can(true, false, false), 200, 403},
			{models.RoleParticipant, can(false, false, false), 403, 403},
		} {
			r.user(t, "sinking@example.com", test.role, "")
			told := r.session(t, cookie)
			require.Equal(t, true, told["signedIn"])
			require.Equal(t, test.can, told["can"])
			require.Equal(t, test.role, told["user"].(map[string]any)["role"])
			require.Equal(t, test.can, r.send(t, "POST", sessionPath, `{"key":"`+key+`"}`).decode(t)["can"])
			require.Equal(t, test.read, r.send(t, "GET", "/odata/v4/Users", "", cookie).status)
			require.Equal(t, test.write, r.send(t, "POST", upsertUser, "{}", cookie).status)
		}
		r.user(t, "sinking@example.com", models.RoleDeactivated, "")
		require.Equal(t, map[string]any{"signedIn": false, "message": "the user of the API key is deactivated"},
			r.session(t, cookie))
		r.send(t, "GET", "/odata/v4/Users", "", cookie).requireError(t, 401)
	})
}

func TestSigningInWithWrongKeys(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		stranger := strangerKey(t)
		expires := time.Now().Add(time.Hour)
		_, expired := r.adminKey(t, models.ScopeRead, &expires)
		require.NoError(
			t, db.GORM().Exec("update api_keys set expires_at = created_at where expires_at is not null").Error,
		)
		for key, message := range map[string]string{
			"": "an API key is needed", "nonsense": "the API key is not valid", stranger: "the API key is not valid",
			expired: "the API key has expired",
		} {
			a := r.send(t, "POST", sessionPath, `{"key":"`+key+`"}`)
			_, got, _ := a.requireError(t, 401)
			require.Contains(t, got, message)
			require.Equal(t, []string{`Bearer realm="roster"`}, a.header.Values("WWW-Authenticate"), "no dialog")
			require.Empty(t, a.header.Values("Set-Cookie"))
			require.Equal(t, "no-store", a.header.Get("Cache-Control"))
		}
		for range 19 {
			r.send(t, "POST", sessionPath, `{"key":"`+stranger+`"}`).requireError(t, 401)
		}
		a := r.send(t, "POST", sessionPath, `{"key":"`+stranger+`"}`)
		a.requireError(t, 429)
		require.Regexp(t, `^[1-9][0-9]?$`, a.header.Get("Retry-After"))
		r.send(t, "GET", "/odata/v4/", "", "X-ApiKey: "+stranger).requireError(t, 429) // it is one count
		r.signIn(t, r.key)
	})
}

// A key in the wrong place of a body is not repeated, nor logged.
func TestBodiesOfSignIns(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	for body, status := range map[string]int{
		"":                                  400,
		"{}":                                400,
		r.key:                               400,
		`"` + r.key + `"`:                   400,
		`{"` + r.key + `":1}`:               400,
		`{"key":"` + r.key + `"`:            400,
		`{"key":"` + r.key + `","key":"x"}`: 400,
		`{"key":"` + r.key + `","` + r.key + `":1}`:     400,
		`{"key":"` + r.key + `"} x`:                     400,
		`{"key":["` + r.key + `"]}`:                     400,
		`{"key":null}`:                                  400,
		`{"key":"` + strings.Repeat("a", 70_000) + `"}`: 413,
	} {
		a := r.send(t, "POST", sessionPath, body)
		a.requireError(t, status)
		require.NotContains(t, a.body, r.key[5:], body)
		require.Empty(t, a.header.Values("Set-Cookie"))
	}
	for _, header := range []string{
		"Content-Type: text/xml", "Content-Type: multipart/form-data", "Content-Encoding: gzip",
	} {
		r.send(t, "POST", sessionPath, `{"key":"`+r.key+`"}`, header).requireError(t, 415)
	}
	require.NotContains(t, r.log.String(), r.key[5:])
	for _, method := range []string{"PUT", "PATCH", "OPTIONS", "FOO"} {
		a := r.send(t, method, sessionPath, "")
		a.requireError(t, 405)
		require.Equal(t, "GET, HEAD, POST, DELETE", a.header.Get("Allow"))
	}
	head := r.send(t, "HEAD", sessionPath, "")
	require.Equal(t, 200, head.status)
	require.Empty(t, head.body)
}

func TestForeignPagesCannotUseSessions(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t), func(c *handlers.Config) {
		c.PublicURL = "https://roster.example.com"
		c.Origins = []string{"*"}
	})
	cookie := r.signIn(t, r.key)
	id, _ := r.adminKey(t, models.ScopeRead, nil)
	for _, from := range []struct {
		headers []string
		mayNot  bool
	}{
		{[]string{"Sec-Fetch-Site: cross-site"}, true},
		{[]string{"Sec-Fetch-Site: same-site"}, true},
		{[]string{"Origin: https://evil.example"}, true},
		{[]string{"Origin: http://roster.example.com:1"}, true},
		{[]string{"Origin: null"}, true},
		{[]string{"Sec-Fetch-Site: same-origin"}, false},
		{[]string{"Sec-Fetch-Site: none"}, false},
		{[]string{"Origin: https://roster.example.com"}, false},
		{nil, false},
	} {
		for _, call := range []struct {
			method, target, body string
			status               int
		}{
			{"POST", sessionPath, `{"key":"` + r.key + `"}`, 200},
			{"POST", upsertUser, `{"emailAddress":"admin@example.com"}`, 200},
			{"POST", keysPath, `{"scope":"read"}`, 201},
			{"POST", keysPath + "/" + id + "/revoke", "", 200},
			{"DELETE", sessionPath, "", 204},
		} {
			for _, kind := range []string{"application/json", "text/plain", "application/x-www-form-urlencoded"} {
				headers := append(from.headers, cookie, "Content-Type: "+kind)
				a := r.send(t, call.method, call.target, call.body, headers...)
				if !from.mayNot {
					require.Equal(t, call.status, a.status, "%v %s %s", from.headers, call.target, a.body)
					continue
				}
				a.requireError(t, 403)
				require.Empty(t, a.header.Values("Set-Cookie"))
			}
		}
		a := r.send(t, "GET", "/odata/v4/Users", "", append(from.headers, cookie)...)
		require.Equal(t, 200, a.status, "reading changes nothing, and the browser keeps it from the page")
		require.Empty(t, a.header.Values("Access-Control-Allow-Credentials"))
	}
	a := r.send(t, "POST", sessionPath, `{"key":"`+r.key+`"}`, "Sec-Fetch-Site: cross-site")
	a.requireError(t, 403) // it could sign the browser in as someone else
	_, message, _ := r.send(t, "POST", sessionPath, `{"key":"x"}`, "Sec-Fetch-Site: cross-site").requireError(t, 403)
	require.NotContains(t, message, "valid")
}

func TestPlaceOfTheCookie(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		configure  func(*handlers.Config)
		headers    []string
		attributes string
	}{
		"plain": {
			configure:  func(*handlers.Config) {},
			attributes: "; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict",
		},
		"public": {
			configure:  func(c *handlers.Config) { c.PublicURL = "https://roster.example.com/dir/" },
			attributes: "; Path=/dir/; Max-Age=604800; HttpOnly; Secure; SameSite=Strict",
		},
		"proxy": {
			configure: func(c *handlers.Config) {
				c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
			},
			headers:    []string{"X-Forwarded-Host: p", "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /a/b/"},
			attributes: "; Path=/a/b/; Max-Age=604800; HttpOnly; Secure; SameSite=Strict",
		},
		"nobody's proxy": {
			configure:  func(*handlers.Config) {},
			headers:    []string{"X-Forwarded-Host: p.example", "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /a"},
			attributes: "; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, odatatest.SQLite(t), test.configure)
			a := r.send(t, http.MethodPost, sessionPath, `{"key":"`+r.key+`"}`, test.headers...)
			require.Equal(t, strings.TrimPrefix(a.cookie(t), "Cookie: ")+test.attributes, a.raw("Set-Cookie")[0])
			a = r.send(t, http.MethodDelete, sessionPath, "", test.headers...)
			gone := "roster_session=" + strings.Replace(test.attributes, "604800", "0", 1)
			require.Equal(t, gone, a.raw("Set-Cookie")[0])
		})
	}
}

func TestSessionsNeedASecret(t *testing.T) {
	t.Parallel()
	var config handlers.Config
	newRig(t, odatatest.SQLite(t), func(c *handlers.Config) { config = *c })
	config.SessionSecret = make([]byte, 31)
	_, err := handlers.New(config)
	require.ErrorContains(t, err, "SessionSecret")
}
