package handlers_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// TestConformance are the clauses of testdata/conformance that Roster's own model
// and its edge show: one subtest for each.
func TestConformance(t *testing.T) {
	t.Parallel()
	proofs := map[string]func(*testing.T, *rig){
		"P40-MIN-01": conformService,
		"P40-MIN-04": conformVersions,
		"P40-MIN-09": conformCredentials,
		"P40-MIN-10": conformReadOnly,
		"P40-INT-10": conformBasic,
		"JSON-13":    conformTexts,
	}
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		for id, prove := range proofs {
			t.Run(id, func(t *testing.T) {
				t.Parallel()
				prove(t, r)
			})
		}
		document := func(headers ...string) []byte {
			return []byte(r.do(t, "GET", "/odata/v4/$metadata", "", headers...).body)
		}
		odatatest.ConformanceCSDL(t, document(), document("OData-MaxVersion: 4.01"))
	})
}

// conformService: the service document has every set with its url.
func conformService(t *testing.T, r *rig) {
	t.Helper()
	root := r.do(t, "GET", "/odata/v4/", "").decode(t)
	require.Equal(t, "http://"+r.address+"/odata/v4/$metadata", root["@odata.context"])
	names := map[any]any{}
	for _, set := range root["value"].([]any) {
		names[set.(map[string]any)["name"]] = set.(map[string]any)["url"]
	}
	for _, name := range []string{"Users", "Teams", "TeamMembers"} {
		require.Equal(t, name, names[name])
	}
}

const admins = "/odata/v4/Users?$filter=emailAddress%20eq%20'admin@example.com'&$select=lastName,modifiedAt"

// conformCredentials: standard ones do, no header of our own is needed.
func conformCredentials(t *testing.T, r *rig) {
	t.Helper()
	a := r.send(t, "GET", admins, "", basic("", r.key))
	require.Equal(t, 200, a.status, a.body)
	require.Equal(t, r.do(t, "GET", admins, "").body, a.body)
}

// conformBasic: Basic, and without credentials the way to them.
func conformBasic(t *testing.T, r *rig) {
	t.Helper()
	require.Equal(t, 200, r.send(t, "GET", "/odata/v4/Users", "", basic("any", r.key)).status)
	a := r.send(t, "GET", "/odata/v4/Users", "")
	require.Equal(t, 401, a.status)
	require.Equal(t, `Basic realm="roster"`, a.header.Get("WWW-Authenticate"))
}

// conformReadOnly: entities are not updated by OData at all.
func conformReadOnly(t *testing.T, r *rig) {
	t.Helper()
	before := r.do(t, "GET", admins, "").body
	for _, method := range []string{"PATCH", "PUT", "DELETE"} {
		a := r.do(t, method, "/odata/v4/Users("+r.admin.String()+")", `{"lastName":"X"}`)
		require.Equal(t, 405, a.status)
		require.Equal(t, "GET, HEAD", a.header.Get("Allow"))
	}
	require.Equal(t, before, r.do(t, "GET", admins, "").body)
}

// conformVersions asks for every kind of answer in every version.
func conformVersions(t *testing.T, r *rig) {
	t.Helper()
	user := "/odata/v4/Users(" + r.admin.String() + ")"
	for target, status := range map[string]int{
		"/odata/v4/": 200, "/odata/v4/$metadata": 200, "/odata/v4/Users": 200, "/odata/v4/Users/$count": 200,
		user: 200, user + "/lastName": 204, user + "/manager": 204, "/odata/v4/Nope": 404,
		"/odata/v4/Users?$filter=": 400, "/odata/v4/Users?$format=xml": 406, "/odata/v4/$batch": 501,
	} {
		for most, want := range map[string]string{"": "4.0", "4.0": "4.0", "4.01": "4.01"} {
			var headers []string
			if most != "" {
				headers = append(headers, "OData-MaxVersion: "+most)
			}
			a := r.do(t, "GET", target, "", headers...)
			require.Equal(t, status, a.status, target)
			require.Equal(t, []string{want}, a.raw("OData-Version"), target)
			require.Regexp(t, `(^|, )OData-MaxVersion(,|$)`, a.header.Get("Vary"), target)
		}
	}
}

// conformTexts writes names that hurt, and reads them back.
func conformTexts(t *testing.T, r *rig) {
	t.Helper()
	given := []string{`"quoted" \ back`, "line\u2028separator", "<tag>&amp;", "Ωß é\u0301 😀", "a\u007f", "/slash/"}
	hidden := regexp.MustCompile(`[\x00-\x1f\x7f]`)
	for i, name := range given {
		address := fmt.Sprintf("text%d@example.com", i)
		quoted, err := json.Marshal(name)
		require.NoError(t, err)
		a := r.post(t, upsertUser, `{"emailAddress":"`+address+`","firstName":`+string(quoted)+`}`)
		if a.status >= 400 {
			require.True(t, hidden.MatchString(name) || strings.Contains(name, "\u2028"), "%q: %s", name, a.body)
			continue
		}
		read := r.do(t, "GET", "/odata/v4/Users(emailAddress='"+address+"')", "").decode(t)
		require.Equal(t, a.decode(t)["user"].(map[string]any)["firstName"], read["firstName"])
	}
	r.user(t, "last@example.com", models.RoleParticipant, "")
	a := r.do(t, "GET", "/odata/v4/Users?$filter=firstName%20eq%20%27%FF%27", "")
	require.Equal(t, 400, a.status)
	require.True(t, json.Valid([]byte(a.body)))
}
