package handlers_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// An unchanged entity is not sent again, whatever else has happened.
func TestUnchangedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db, sharedWith(appOrigin))
		const body = `{"emailAddress":"eva@example.com","tags":"AE"}`
		user, _ := r.post(t, upsertUser, body).written(t, 201, "created", "user")["systemUserId"].(string)
		team, _ := r.post(t, upsertTeam, `{"name":"East"}`).written(t, 201, "created", "team")["teamId"].(string)
		target := "/odata/v4/Users(" + user + ")"
		tag := r.do(t, "GET", target, "").header.Get("ETag")
		require.Regexp(t, `^W/".+"$`, tag, "weak, since it also stands for the compressed form")
		unsent := func(about string) {
			t.Helper()
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				a := r.do(t, method, target, "", "If-None-Match: "+tag, "Accept-Encoding: gzip", "Origin: "+appOrigin)
				require.Equal(t, http.StatusNotModified, a.status, about)
				require.Empty(t, a.body, about)
				require.Equal(t, []string{tag}, a.header.Values("ETag"), about)
				require.Equal(t, []string{"4.0"}, a.raw("OData-Version"), about)
				require.Equal(t, []string{"private, no-cache"}, a.header.Values("Cache-Control"), about)
				require.Equal(t, []string{appOrigin}, a.header.Values(corsPrefix+"Allow-Origin"), about)
				require.Empty(t, a.header.Values("Content-Encoding"), about)
				require.Empty(t, a.header.Values("Content-Type"), about)
			}
		}
		unsent("at once")
		r.post(t, upsertUser, body).written(t, 200, "unchanged", "user")
		unsent("after a write that changes nothing")
		r.post(t, addMember, fmt.Sprintf(`{"systemUserId":%q,"teamId":%q}`, user, team)).
			written(t, 201, "created", "teamMember")
		unsent("after a new membership")

		r.post(t, upsertUser, `{"emailAddress":"eva@example.com","tags":"West"}`).written(t, 200, "updated", "user")
		a := r.do(t, "GET", target, "", "If-None-Match: "+tag)
		require.Equal(t, http.StatusOK, a.status)
		require.NotEqual(t, tag, a.header.Get("ETag"))
		require.Contains(t, a.body, "West")

		a = r.do(t, "GET", target, "", "If-None-Match: "+a.header.Get("ETag"), "X-ApiKey: nonsense")
		a.requireError(t, http.StatusUnauthorized)
		require.Empty(t, a.header.Values("ETag"))
	})
}

// The model is the same for everyone, so that tools need not read it twice.
func TestTheModelIsSentOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	_, _, other := r.newWorkspace(t, "other", "admin@other.example")
	for _, target := range []string{"/odata/v4/", "/odata/v4/$metadata", "/odata/v4/$metadata?$format=json"} {
		tag := r.do(t, "GET", target, "").header.Get("ETag")
		require.NotEmpty(t, tag, target)
		a := r.do(t, "GET", target, "", "If-None-Match: \"x\", "+tag)
		require.Equal(t, http.StatusNotModified, a.status, target)
		require.Equal(t, tag, r.do(t, "HEAD", target, "", "X-ApiKey: "+other).header.Get("ETag"), target)
		newer := r.do(t, "GET", target, "", "If-None-Match: "+tag, "OData-MaxVersion: 4.01")
		require.Equal(t, http.StatusOK, newer.status, target+" in another version is another document")
	}
}
