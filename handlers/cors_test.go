package handlers_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

const (
	appOrigin  = "https://app.example.com"
	exposed    = "OData-Version, OData-EntityId, Location, ETag, Preference-Applied, Retry-After"
	corsPrefix = "Access-Control-"
	askGET     = "Access-Control-Request-Method: GET"
)

func sharedWith(origins ...string) func(*handlers.Config) {
	return func(c *handlers.Config) { c.Origins = origins }
}

// requireNoCORS checks that an answer says nothing of CORS.
func (a *reply) requireNoCORS(t *testing.T, about string) {
	t.Helper()
	for name := range a.header {
		require.False(t, strings.HasPrefix(name, corsPrefix), "%s: %s", about, name)
	}
}

func TestPreflightNeedsNoKey(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t), sharedWith("http://localhost:5173", appOrigin))
	for target, method := range map[string]string{
		"/odata/v4/": "GET", "/odata/v4/$metadata": "GET", "/odata/v4/Users?$filter=x%zz;": "HEAD", "/nope": "GET",
		upsertUser: "POST", "/healthz": "GET", "/odata/v4/Users": "DELETE",
	} {
		a := r.send(t, http.MethodOptions, target, "", "Origin: "+appOrigin, "Access-Control-Request-Method: "+method,
			"Access-Control-Request-Headers: x-apikey,odata-maxversion, x-csrf-token,bad name,")
		require.Equal(t, http.StatusNoContent, a.status, target)
		require.Empty(t, a.body)
		require.Equal(t, []string{appOrigin}, a.header.Values(corsPrefix+"Allow-Origin"), target)
		require.Equal(t, []string{"GET, HEAD, POST"}, a.header.Values(corsPrefix+"Allow-Methods"), target)
		require.Equal(t, []string{"x-apikey, odata-maxversion, x-csrf-token"},
			a.header.Values(corsPrefix+"Allow-Headers"), target)
		require.Equal(t, []string{"600"}, a.header.Values(corsPrefix+"Max-Age"), target)
		require.Empty(t, a.header.Values(corsPrefix+"Allow-Credentials"), target)
		require.Contains(t, a.header.Get("Vary"), "Origin", target)
		if strings.HasPrefix(target, "/odata") {
			require.Equal(t, []string{"4.0"}, a.raw("OData-Version"), target)
		}
	}
	a := r.send(t, http.MethodOptions, "/odata/v4/Users", "", "Origin: "+appOrigin, askGET)
	require.Equal(t, http.StatusNoContent, a.status)
	require.Empty(t, a.header.Values(corsPrefix+"Allow-Headers"), "none was asked for")
}

func TestPreflightOfOthers(t *testing.T) {
	t.Parallel()
	shared := newRig(t, odatatest.SQLite(t), sharedWith(appOrigin))
	closed := newRig(t, odatatest.SQLite(t))
	for _, test := range []struct {
		about   string
		r       *rig
		headers []string
	}{
		{"foreign", shared, []string{"Origin: https://evil.example", askGET}},
		{"longer", shared, []string{"Origin: " + appOrigin + ".evil.example", askGET}},
		{"other scheme", shared, []string{"Origin: http://app.example.com", askGET}},
		{"other port", shared, []string{"Origin: " + appOrigin + ":8443", askGET}},
		{"other case", shared, []string{"Origin: https://APP.example.com", askGET}},
		{"opaque", shared, []string{"Origin: null", askGET}},
		{"star", shared, []string{"Origin: *", askGET}},
		{"two", shared, []string{"Origin: " + appOrigin, "Origin: https://evil.example", askGET}},
		{"none", shared, []string{askGET}},
		{"switched off", closed, []string{"Origin: " + appOrigin, askGET}},
	} {
		a := test.r.send(t, http.MethodOptions, "/odata/v4/Users", "", test.headers...)
		a.requireError(t, http.StatusUnauthorized)
		a.requireNoCORS(t, test.about)
		require.Contains(t, a.header.Get("Vary"), "Origin", test.about)
		a = test.r.do(t, http.MethodGet, "/odata/v4/Users", "", test.headers...)
		require.Equal(t, http.StatusOK, a.status, test.about)
		a.requireNoCORS(t, test.about)
	}
	a := shared.do(t, http.MethodOptions, "/odata/v4/Users", "", "Origin: "+appOrigin)
	a.requireError(t, http.StatusMethodNotAllowed)
	require.Equal(t, []string{"GET, HEAD"}, a.header.Values("Allow"), "without the question it is no preflight")
}

func TestPagesMayReadEveryAnswer(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t), sharedWith(appOrigin), func(c *handlers.Config) {
		c.Limits.WrongKeys = 1
	})
	_, participant := r.user(t, "p@example.com", models.RoleLimitedAdmin, models.ScopeRead)
	r.user(t, "p@example.com", models.RoleParticipant, "")
	wrong := strangerKey(t)
	for _, test := range []struct {
		method, target, key string
		status              int
	}{
		{"GET", "/odata/v4/Users", r.key, 200},
		{"HEAD", "/odata/v4/Users", r.key, 200},
		{"GET", "/odata/v4/$metadata", r.key, 200},
		{"GET", "/odata/v4/Users(" + r.admin.String() + ")/manager", r.key, 204},
		{"GET", "/odata/v4/Users?$filter=a%zz", r.key, 400},
		{"GET", "/odata/v4/Users", "", 401},
		{"GET", "/odata/v4/Users", participant, 403},
		{"GET", "/nope", "", 404},
		{"GET", upsertUser, r.key, 405},
		{"GET", "/odata/v4/Users?x=" + strings.Repeat("a", 17_000), r.key, 414},
		{"GET", "/odata/v4/Users", wrong, 401},
		{"GET", "/odata/v4/Users", wrong, 429},
		{"GET", "/odata/v4/$all", r.key, 501},
	} {
		headers := []string{"Origin: " + appOrigin, "Sec-Fetch-Mode: cors", "Sec-Fetch-Site: cross-site"}
		if test.key != "" {
			headers = append(headers, "X-ApiKey: "+test.key)
		}
		a := r.send(t, test.method, test.target, "", headers...)
		require.Equal(t, test.status, a.status, test.target[:min(len(test.target), 60)])
		require.Equal(t, []string{appOrigin}, a.header.Values(corsPrefix+"Allow-Origin"), test.target)
		require.Equal(t, []string{exposed}, a.header.Values(corsPrefix+"Expose-Headers"), test.target)
		require.Empty(t, a.header.Values(corsPrefix+"Allow-Credentials"))
		require.Contains(t, a.header.Get("Vary"), "Origin")
		if test.status == http.StatusTooManyRequests {
			require.NotEmpty(t, a.header.Get("Retry-After"), "and it is exposed")
		}
	}
	a := r.post(t, upsertTeam, `{"name":"x"}`, "Origin: "+appOrigin, "Sec-Fetch-Site: cross-site")
	require.Equal(t, http.StatusCreated, a.status, a.body)
	require.Equal(t, appOrigin, a.header.Get(corsPrefix+"Allow-Origin"))
	a = r.post(t, upsertTeam, `{"name":"x"}`, "Origin: "+appOrigin, "Sec-Fetch-Site: cross-site", basic("", r.key))
	a.requireError(t, http.StatusForbidden) // a browser may have added Basic on its own
}

func TestAPanicIsReadableToo(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t), sharedWith(appOrigin), func(c *handlers.Config) {
		c.Ping = func(context.Context) error { panic("no more") }
	})
	a := r.send(t, http.MethodGet, "/readyz", "", "Origin: "+appOrigin)
	a.requireError(t, http.StatusInternalServerError)
	require.Equal(t, appOrigin, a.header.Get(corsPrefix+"Allow-Origin"))
}

func TestAnyOrigin(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t), sharedWith("*"))
	for _, origin := range []string{"https://a.example", "http://localhost:1", "null"} {
		a := r.send(t, http.MethodOptions, "/odata/v4/Users", "", "Origin: "+origin, askGET,
			"Access-Control-Request-Headers: authorization")
		require.Equal(t, http.StatusNoContent, a.status)
		require.Equal(t, "authorization", a.header.Get(corsPrefix+"Allow-Headers"), "* would not cover it")
		a = r.do(t, http.MethodGet, "/odata/v4/Users", "", "Origin: "+origin)
		require.Equal(t, "*", a.header.Get(corsPrefix+"Allow-Origin"))
		require.Empty(t, a.header.Values(corsPrefix+"Allow-Credentials"))
	}
	r.do(t, http.MethodGet, "/odata/v4/Users", "").requireNoCORS(t, "no page")
}

func TestOriginsAreChecked(t *testing.T) {
	t.Parallel()
	var config handlers.Config
	newRig(t, odatatest.SQLite(t), func(c *handlers.Config) { config = *c })
	for _, origin := range []string{"", "app.example.com", appOrigin + "/", "https://", "null", "HTTPS://a"} {
		config.Origins = []string{origin}
		_, err := handlers.New(config)
		require.ErrorContains(t, err, "is not an origin such as https://app.example.com", origin)
	}
}
