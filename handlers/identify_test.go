package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

func TestEveryCarrierOfAKey(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		_, reading := r.adminKey(t, models.ScopeRead, nil)
		for name, header := range map[string]string{
			"X-ApiKey":          "X-ApiKey: " + r.key,
			"x-apikey":          "x-apikey: " + r.key,
			"Bearer":            "Authorization: Bearer " + r.key,
			"bearer":            "Authorization: bearer " + r.key,
			"Basic password":    basic("anyone", r.key),
			"Basic, no user":    basic("", r.key),
			"Basic, user alone": basic(r.key, ""),
		} {
			require.Equal(t, http.StatusOK, r.send(t, http.MethodGet, "/odata/v4/", "", header).status, name)
			a := r.send(t, http.MethodPost, upsertUser, `{"emailAddress":"a@example.com"}`, header)
			require.Contains(t, []int{200, 201}, a.status, name)
		}
		for target, status := range map[string]int{
			"/odata/v4/Users?apikey=" + reading:                  http.StatusOK,
			"/odata/v4/Users?$top=1&APIKEY=" + reading + "&x=;%": http.StatusBadRequest, // the rest is read as it is
			"/odata/v4/Users?apikey=" + r.key:                    http.StatusUnauthorized,
			"/odata/v4/Users?apikey=":                            http.StatusUnauthorized,
			"/odata/v4/Users?apikey=" + reading + "&apikey=x":    http.StatusUnauthorized,
		} {
			require.Equal(t, status, r.send(t, http.MethodGet, target, "").status, target)
		}
		a := r.send(t, http.MethodGet, "/odata/v4/Users?apikey="+r.key, "")
		_, message, _ := a.requireError(t, http.StatusUnauthorized)
		require.Contains(t, message, "only keys of scope read are accepted in the URL")
	})
}

func TestKeyPrecedenceOnTheWire(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	_, reading := r.adminKey(t, models.ScopeRead, nil)
	get := func(target string, headers ...string) int {
		return r.send(t, http.MethodGet, target, "", headers...).status
	}
	require.Equal(t, 200, get("/odata/v4/", "X-ApiKey: "+r.key, "Authorization: Bearer nonsense"))
	require.Equal(t, 401, get("/odata/v4/", "X-ApiKey: nonsense", "Authorization: Bearer "+r.key))
	require.Equal(t, 200, get("/odata/v4/", "X-ApiKey: ", "Authorization: Bearer "+r.key))
	require.Equal(t, 401, get("/odata/v4/Users?apikey="+reading, "Authorization: Bearer nonsense"))
	require.Equal(t, 401, get("/odata/v4/Users?apikey="+reading, "Authorization: Bearer"))
	require.Equal(t, 401, get("/odata/v4/Users?apikey="+reading, "Authorization: Negotiate x"))
	require.Equal(t, 200, get("/odata/v4/Users?apikey="+reading, "Authorization: ", "X-ApiKey:"))
	require.Equal(t, 200, get("/odata/v4/Users?apikey=nonsense", "X-ApiKey: "+r.key))
	require.Equal(t, 401, get("/odata/v4/", "X-ApiKey: "+r.key, "X-ApiKey: "+reading))
	require.Equal(t, 200, get("/odata/v4/", "X-ApiKey: "+r.key, "X-ApiKey: "+r.key))
}

func TestRefusalsOfKeys(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		past := time.Now().Add(time.Hour)
		_, reading := r.adminKey(t, models.ScopeRead, nil)
		_, expired := r.adminKey(t, models.ScopeRead, &past)
		require.NoError(
			t, db.GORM().Exec("update api_keys set expires_at = created_at where expires_at is not null").Error,
		)
		revokedID, revoked := r.adminKey(t, models.ScopeRead, nil)
		require.NoError(t, r.directory.RevokeKey(t.Context(), r.workspace, revokedID))
		_, limited := r.user(t, "limited@example.com", models.RoleLimitedAdmin, models.ScopeRead)
		_, leaving := r.user(t, "leaving@example.com", models.RoleFullAdmin, models.ScopeAdmin)
		_, sinking := r.user(t, "sinking@example.com", models.RoleFullAdmin, models.ScopeAdmin)
		require.Equal(t, 200, r.do(t, "GET", "/odata/v4/", "", "X-ApiKey: "+leaving).status)
		require.Equal(t, 200, r.do(t, "GET", "/odata/v4/", "", "X-ApiKey: "+sinking).status)
		r.post(
			t, upsertUser, `{"emailAddress":"leaving@example.com","role":"Deactivated"}`,
		).written(t, 200, "updated", "user")
		r.post(
			t, upsertUser, `{"emailAddress":"sinking@example.com","role":"Participant"}`,
		).written(t, 200, "updated", "user")

		broken := r.key[:len(r.key)-1] + "0"
		if broken == r.key {
			broken = r.key[:len(r.key)-1] + "1"
		}
		const body = `{"emailAddress":"a@example.com"}`
		for _, test := range []struct {
			name, method, key, message string
			status                     int
		}{
			{"no key", "GET", "", "an API key is needed", 401},
			{"nonsense", "GET", "nonsense", "the API key is not valid", 401},
			{"mistyped", "GET", broken, "the API key is not valid", 401},
			{"another database's", "GET", strangerKey(t), "the API key is not valid", 401},
			{"expired", "GET", expired, "the API key has expired", 401},
			{"revoked", "GET", revoked, "the API key was revoked", 401},
			{"deactivated user", "GET", leaving, "the user of the API key is deactivated", 401},
			{"participant", "GET", sinking, "reading needs a key whose user is FullAdmin or LimitedAdmin", 403},
			{"participant", "POST", sinking, "writing needs a key whose user is FullAdmin", 403},
			{"limited admin", "POST", limited, "writing needs a key whose user is FullAdmin", 403},
			{"reading key", "POST", reading, "writing needs a key of scope write or admin", 403},
		} {
			target, text := "/odata/v4/Users", ""
			if test.method == http.MethodPost {
				target, text = upsertUser, body
			}
			a := r.send(t, test.method, target, text, "X-ApiKey: "+test.key)
			code, message, _ := a.requireError(t, test.status)
			require.Contains(t, message, test.message, test.name)
			require.Equal(t, []string{"4.0"}, a.raw("OData-Version"))
			if test.status == http.StatusUnauthorized {
				require.Equal(t, "Unauthorized", code)
				require.Equal(t, []string{`Basic realm="roster"`}, a.header.Values("WWW-Authenticate"))
				require.Equal(t, "no-store", a.header.Get("Cache-Control"))
				continue
			}
			require.Equal(t, "Forbidden", code)
			require.Empty(t, a.header.Values("WWW-Authenticate"))
		}
		require.Equal(t, 200, r.do(t, "GET", "/odata/v4/", "", "X-ApiKey: "+limited).status)
	})
}

func TestEverythingButHealthNeedsAKey(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	for _, target := range []string{
		"/", "/odata/v4", "/odata/v4/", "/odata/v4/$metadata", "/odata/v4/Users", "/odata/v4/nope", "/api/v1",
		"/api/v1/",
		"/api/v1/nope", upsertUser, removeMember,
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "DELETE", "OPTIONS", "FOO"} {
			a := r.send(t, method, target, "")
			require.Equal(t, http.StatusUnauthorized, a.status, method+" "+target)
			require.Equal(t, `Basic realm="roster"`, a.header.Get("WWW-Authenticate"))
		}
	}
	a := r.send(t, "POST", upsertUser, `{"emailAddress":`)
	a.requireError(t, http.StatusUnauthorized)
	for mode, want := range map[string]string{
		"navigate": `Basic realm="roster"`, "cors": `Bearer realm="roster"`, "no-cors": `Bearer realm="roster"`,
	} {
		a := r.send(t, "GET", "/odata/v4/", "", "Sec-Fetch-Mode: "+mode)
		require.Equal(t, want, a.header.Get("WWW-Authenticate"), mode)
	}
	for _, target := range []string{
		"/nope", "/favicon.ico", "/odata", "/odata/v5/", "/odata/v4x", "/%09/evil.example/", "//evil.example",
		"/healthz/x",
	} {
		a := r.send(t, "GET", target, "")
		_, message, _ := a.requireError(t, http.StatusNotFound)
		require.NotContains(t, message, "evil")
		require.Empty(t, a.header.Values("Location"))
	}
}

func TestWrongKeysAreLimitedAndValidOnesAreNot(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	wrong := "X-ApiKey: " + strangerKey(t)
	for i := range 20 {
		require.Equal(t, 401, r.send(t, "GET", "/odata/v4/", "", wrong).status, i)
		require.Equal(t, 401, r.send(t, "GET", "/odata/v4/", "").status, "no key is no attempt")
		require.Equal(
			t, 401, r.send(t, "GET", "/odata/v4/", "", "X-ApiKey: rstr_nonsense").status, "nor is a typing error",
		)
	}
	a := r.send(t, "GET", "/odata/v4/", "", wrong, "X-Forwarded-For: 10.0.0.1", "X-Real-IP: 10.0.0.1")
	code, _, _ := a.requireError(t, http.StatusTooManyRequests)
	require.Equal(t, "TooManyRequests", code)
	require.Len(t, a.header.Values("Retry-After"), 1)
	require.Regexp(t, `^([1-9]|[1-5][0-9]|60)$`, a.header.Get("Retry-After"))
	require.Equal(t, 200, r.do(t, "GET", "/odata/v4/", "").status)
	require.Equal(t, 401, r.send(t, "GET", "/odata/v4/", "").status)
}

func TestForeignPagesCannotWriteByBasic(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t), func(c *handlers.Config) { c.PublicURL = "https://roster.example.com/dir" })
	const body = `{"emailAddress":"a@example.com"}`
	for _, test := range []struct {
		status  int
		headers []string
	}{
		{403, []string{basic("u", r.key), "Sec-Fetch-Site: cross-site"}},
		{403, []string{basic("u", r.key), "Sec-Fetch-Site: same-site"}},
		{403, []string{basic("u", r.key), "Origin: https://evil.example"}},
		{403, []string{basic("u", r.key), "Origin: null"}},
		{200, []string{basic("u", r.key), "Sec-Fetch-Site: same-origin"}},
		{200, []string{basic("u", r.key), "Sec-Fetch-Site: none"}},
		{200, []string{basic("u", r.key), "Origin: https://roster.example.com"}},
		{200, []string{basic("u", r.key)}},
		{200, []string{"X-ApiKey: " + r.key, "Sec-Fetch-Site: cross-site", "Origin: https://evil.example"}},
		{200, []string{"Authorization: Bearer " + r.key, "Origin: https://evil.example"}},
	} {
		r.post(t, upsertUser, body)
		a := r.send(t, "POST", upsertUser, body, test.headers...)
		require.Equal(t, test.status, a.status, test.headers[1:])
	}
	a := r.send(t, "GET", "/odata/v4/", "", basic("u", r.key), "Sec-Fetch-Site: cross-site")
	require.Equal(t, 200, a.status, "reading changes nothing")
	a = r.send(t, "POST", "/odata/v4/$batch", "{}", basic("u", r.key), "Sec-Fetch-Site: cross-site")
	a.requireError(t, http.StatusForbidden)
}

func TestKeysNeverShow(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		_, reading := r.adminKey(t, models.ScopeRead, nil)
		stranger := strangerKey(t)
		for i := range 3 {
			r.user(t, strings.Repeat("u", i+1)+"@example.com", models.RoleParticipant, "")
		}
		answers := []*reply{
			r.send(t, "GET", "/odata/v4/Users?apikey="+reading+"&$orderby=emailAddress", "", "Prefer: maxpagesize=1"),
			r.send(t, "GET", "/odata/v4/Users?$filter=x%20eq%20'"+reading+"'&ApiKey="+reading, ""),
			r.send(t, "GET", "/odata/v4/"+reading+"?%61pikey="+reading, ""),
			r.send(t, "GET", "/odata/v4/Users?apikey="+stranger, ""),
			r.send(t, "GET", "/odata/v4/?apikey="+r.key, ""),
			r.send(t, "GET", "/odata/v4/", "", "X-ApiKey: "+stranger),
			r.send(t, "GET", "/odata/v4/", "", "Authorization: Bearer "+r.key),
			r.send(t, "GET", "/odata/v4/", "", basic(r.key, "")),
			r.post(t, upsertUser+"?apikey="+r.key, `{"emailAddress":"new@example.com"}`, "X-ApiKey: "+r.key),
		}
		require.Contains(t, answers[0].body, "nextLink")
		for i, a := range answers {
			require.NotContains(t, strings.Join(a.lines, "\n"), "rstr_", i)
			if i != 1 && i != 2 { // there the caller put it into the text that is wrong
				require.NotContains(t, a.body, "rstr_", i)
			}
			require.NotContains(t, strings.ToLower(a.body), "apikey=", i)
		}
		log := r.log.String()
		for _, key := range []string{reading, stranger, r.key} {
			require.NotContains(t, log, key)
			require.NotContains(t, log, key[5:])
		}
		require.Contains(t, log, `"target":"/odata/v4/Users?apikey=***&$orderby=emailAddress"`)
		require.Contains(t, log, `"key":"`+reading[5:13]+`"`, "the public id is logged")
	})
}
