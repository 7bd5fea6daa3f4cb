package handlers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

const keysPath = "/explore/api/keys"

// keys gives the ids of the keys that a list shows, with their states.
func (r *rig) keys(t *testing.T, target, key string) (states map[string]string, list []any) {
	t.Helper()
	a := r.send(t, "GET", target, "", "X-ApiKey: "+key)
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, "no-store", a.header.Get("Cache-Control"))
	list, _ = a.decode(t)["keys"].([]any)
	states = map[string]string{}
	for _, k := range list {
		states[k.(map[string]any)["keyId"].(string)] = k.(map[string]any)["status"].(string)
	}
	return states, list
}

func id(key string) string { return key[5:13] }

func TestListsOfKeys(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		a := newArena(t, db)
		r := a.rig
		_, limited := r.user(t, "limited@example.com", models.RoleLimitedAdmin, models.ScopeRead)
		_, reading := r.adminKey(t, models.ScopeRead, nil)
		_, revoked := r.adminKey(t, models.ScopeWrite, nil)
		require.NoError(t, r.directory.RevokeKey(t.Context(), r.workspace, id(revoked)))
		until := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
		_, ending := r.adminKey(t, models.ScopeRead, &until)
		_, expired := r.adminKey(t, models.ScopeRead, &until)
		require.NoError(
			t, db.GORM().Exec("update api_keys set expires_at = created_at where key_id = ?", id(expired)).Error,
		)

		own := map[string]string{
			id(r.key): "active", id(reading): "active", id(revoked): "revoked", id(ending): "active",
			id(expired): "expired",
		}
		states, list := r.keys(t, keysPath, r.key)
		require.Equal(t, own, states)
		first := list[0].(map[string]any)
		require.NotEmpty(t, first["createdAt"])
		delete(first, "createdAt")
		delete(first, "lastUsedAt")
		require.Equal(t, map[string]any{
			"keyId": id(r.key), "emailAddress": "admin@example.com", "scope": "admin", "expiresAt": nil,
			"revokedAt": nil, "current": true, "status": "active",
		}, first)
		for _, k := range list[1:] {
			require.Equal(t, false, k.(map[string]any)["current"])
			if k.(map[string]any)["keyId"] == id(ending) {
				require.Equal(t, until.Format(time.RFC3339), k.(map[string]any)["expiresAt"])
			}
		}
		states, _ = r.keys(t, keysPath, reading)
		require.Equal(t, own, states, "of whichever scope")
		states, _ = r.keys(t, keysPath, limited)
		require.Equal(t, map[string]string{id(limited): "active"}, states, "one's own only")
		own[id(limited)] = "active"
		states, _ = r.keys(t, keysPath+"?of=workspace", r.key)
		require.Equal(t, own, states, "and none of another workspace")
		states, _ = r.keys(t, keysPath, a.foreignKey)
		require.Equal(t, map[string]string{id(a.foreignKey): "active"}, states)

		for key, message := range map[string]string{
			reading: "managing keys needs a key of scope admin",
			limited: "managing keys needs a key whose user is FullAdmin",
		} {
			_, got, _ := r.send(t, "GET", keysPath+"?of=workspace", "", "X-ApiKey: "+key).requireError(t, 403)
			require.Equal(t, message, got)
		}
		for _, query := range []string{"of=", "of=everyone", "of=workspace&of=x", "%zz=1"} {
			r.send(t, "GET", keysPath+"?"+query, "", "X-ApiKey: "+r.key).requireError(t, 400)
		}
		r.user(t, "limited@example.com", models.RoleParticipant, "")
		states, _ = r.keys(t, keysPath, limited)
		require.Equal(t, map[string]string{id(limited): "active"}, states)
		for _, method := range []string{"GET", "POST", "DELETE"} {
			r.send(t, method, keysPath, "").requireError(t, 401)
		}
		require.Equal(t, "GET, HEAD, POST", r.do(t, "DELETE", keysPath, "").header.Get("Allow"))
	})
}

func TestMakingKeys(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		cookie := r.signIn(t, r.key)
		until := time.Now().Add(48 * time.Hour).UTC().Truncate(time.Second)
		end, elsewhere := until.Format(time.RFC3339), until.In(time.FixedZone("", 3600)).Format(time.RFC3339)
		for body, want := range map[string]any{
			`{"scope":"read"}`: nil, `{"scope":"write","expires":null}`: nil,
			`{"scope":"admin","expires":"` + end + `"}`: end, `{"scope":"read","expires":"` + elsewhere + `"}`: end,
		} {
			a := r.send(t, "POST", keysPath, body, cookie)
			require.Equal(t, 201, a.status, a.body)
			require.Equal(t, "no-store", a.header.Get("Cache-Control"))
			answer := a.decode(t)
			secret, _ := answer["secret"].(string)
			key, _ := answer["key"].(map[string]any)
			require.Equal(t, id(secret), key["keyId"])
			require.Equal(t, "admin@example.com", key["emailAddress"])
			require.Equal(t, want, key["expiresAt"])
			require.Equal(t, "active", key["status"])
			require.Equal(t, false, key["current"])
			require.Equal(t, key["scope"], r.session(t, "X-ApiKey: "+secret)["scope"])
			require.NotContains(t, r.log.String(), secret[5:])
			states, _ := r.keys(t, keysPath, r.key)
			require.Equal(t, "active", states[id(secret)])
		}
		for body, target := range map[string]string{
			`{}`: "scope", `{"scope":null}`: "scope", `{"scope":"root"}`: "scope", `{"scope":"Read"}`: "scope",
			`{"scope":1}`: "scope", `{"scope":"read","scope":"admin"}`: "scope", `{"scope":"read","user":"x"}`: "user",
			`{"scope":"read","emailAddress":"a@example.com"}`:   "emailAddress",
			`{"scope":"read","expires":"tomorrow"}`:             "expires",
			`{"scope":"read","expires":"2030-01-31"}`:           "expires",
			`{"scope":"read","expires":"2020-01-31T00:00:00Z"}`: "expires", `{"scope":"read","expires":1}`: "expires",
			`[]`: "", ``: "",
		} {
			a := r.send(t, "POST", keysPath, body, cookie)
			_, _, got := a.requireError(t, 400)
			require.Equal(t, target, got, body+a.body)
		}
		_, writing := r.adminKey(t, models.ScopeWrite, nil)
		_, limited := r.user(t, "limited@example.com", models.RoleLimitedAdmin, models.ScopeRead)
		for _, key := range []string{writing, limited} {
			r.send(t, "POST", keysPath, `{"scope":"read"}`, "X-ApiKey: "+key).requireError(t, 403)
			r.send(t, "POST", keysPath+"/"+id(r.key)+"/revoke", "", "X-ApiKey: "+key).requireError(t, 403)
		}
	})
}

func TestRevokingKeys(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		a := newArena(t, db)
		r := a.rig
		_, limited := r.user(t, "limited@example.com", models.RoleLimitedAdmin, models.ScopeRead)
		cookie := r.signIn(t, limited)
		require.Equal(t, 200, r.send(t, "GET", "/odata/v4/", "", cookie).status)
		for range 2 { // the second changes nothing
			answer := r.do(t, "POST", keysPath+"/"+id(limited)+"/revoke", "{}")
			require.Equal(t, 200, answer.status, answer.body)
			key, _ := answer.decode(t)["key"].(map[string]any)
			require.Equal(t, "revoked", key["status"])
			require.NotNil(t, key["revokedAt"])
			require.NotContains(t, answer.body, "secret")
			r.send(t, "GET", "/odata/v4/", "", cookie).requireError(t, 401)
		}
		unknown := r.do(t, "POST", keysPath+"/AAAAAAAA/revoke", "")
		unknown.requireError(t, 404)
		for _, other := range []string{id(a.foreignKey), r.key, "%00", "a%2Fb", strings.Repeat("x", 5000)} {
			answer := r.do(t, "POST", keysPath+"/"+other+"/revoke", "")
			require.Equal(t, 404, answer.status)
			require.Equal(t, unknown.body, answer.body)
		}
		require.Equal(t, 200, r.send(t, "GET", "/odata/v4/", "", "X-ApiKey: "+a.foreignKey).status)
		require.NotContains(t, r.log.String(), r.key[5:])
		r.do(t, "POST", keysPath+"/"+id(r.key)+"/revoke", `{"a":1}`).requireError(t, 400)
		require.Equal(t, "POST", r.do(t, "GET", keysPath+"/"+id(r.key)+"/revoke", "").header.Get("Allow"))
		require.Equal(t, 200, r.do(t, "POST", keysPath+"/"+id(r.key)+"/revoke", "").status, "one's own too")
		r.do(t, "GET", keysPath, "").requireError(t, 401)
	})
}
