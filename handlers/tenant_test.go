package handlers_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// Two workspaces hold the same names; neither can tell that the other exists.
func TestTwoWorkspacesNeverMeet(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) { neverMeet(t, newArena(t, db)) })
}

func neverMeet(t *testing.T, a *arena) {
	t.Helper()
	const unknown, unknown2 = "01234567-89ab-7def-8123-456789abcdef", "01234567-89ab-7def-8123-456789abcde0"
	user, team := a.values["foreignUserId"], a.values["foreignTeamId"]
	hide := strings.NewReplacer(user, unknown, team, unknown2)

	for _, target := range []string{
		"/odata/v4/Users({user})", "/odata/v4/Users({user})/emailAddress", "/odata/v4/Users({user})/memberships",
		"/odata/v4/Users({user})/teams/$count", "/odata/v4/Teams({team})", "/odata/v4/Teams({team})/members",
		"/odata/v4/TeamMembers(teamId={team},systemUserId={user})",
		"/odata/v4/Users?$filter=systemUserId%20eq%20{user}",
		"/odata/v4/Users/$count?$filter=systemUserId%20in%20({user})",
		"/odata/v4/Teams?$filter=members/any(m:m/systemUserId%20eq%20{user})",
		"/odata/v4/Teams?$filter=not%20memberships/all(m:m/teamId%20ne%20{team})",
		"/odata/v4/Users?$expand=memberships($filter=teamId%20eq%20{team})",
	} {
		foreign := a.do(t, "GET", strings.NewReplacer("{user}", user, "{team}", team).Replace(target), "")
		none := a.do(t, "GET", strings.NewReplacer("{user}", unknown, "{team}", unknown2).Replace(target), "")
		require.Equal(t, none.status, foreign.status, target)
		require.Equal(t, none.body, hide.Replace(foreign.body), target)
		require.NotContains(t, strings.ReplaceAll(foreign.body, "$metadata", ""), `"emailAddress":"`+user, target)
	}

	for _, test := range []struct{ target, body string }{
		{upsertUser, `{"emailAddress":"x@example.com","managerId":"{user}"}`},
		{upsertUser, `{"emailAddress":"x@example.com","systemUserId":"{user}"}`},
		{upsertTeam, `{"name":"x","managerId":"{user}"}`},
		{upsertTeam, `{"name":"x","parentTeamId":"{team}"}`},
		{upsertTeam, `{"name":"x","teamId":"{team}"}`},
		{addMember, `{"teamId":"{team}","systemUserId":"{user}"}`},
		{addMember, `{"teamId":"` + a.values["teamId"] + `","systemUserId":"{user}"}`},
		{removeMember, `{"teamId":"{team}","systemUserId":"` + a.values["userId"] + `"}`},
	} {
		foreign := a.post(t, test.target, strings.NewReplacer("{user}", user, "{team}", team).Replace(test.body))
		none := a.post(
			t, test.target, strings.NewReplacer("{user}", unknown, "{team}", unknown2).Replace(test.body),
		)
		require.Equal(t, 422, foreign.status, test.body)
		require.Equal(t, none.body, hide.Replace(foreign.body), test.body)
	}

	for i := range 2 {
		with := "X-ApiKey: " + []string{a.key, a.foreignKey}[i]
		require.Equal(t, "2", a.do(t, "GET", "/odata/v4/Users/$count", "", with).body)
		require.Equal(t, "2", a.do(t, "GET", "/odata/v4/Teams/$count", "", with).body)
		require.Equal(t, "1", a.do(t, "GET", "/odata/v4/TeamMembers/$count", "", with).body)
		// The same address and name are free in each.
		a.post(t, upsertUser, `{"emailAddress":"both@example.com"}`, with).written(t, 201, "created", "user")
	}
	view := a.foreignView(t)
	a.post(
		t, upsertUser, `{"emailAddress":"alice@example.com","firstName":"Other"}`,
	).written(t, 200, "updated", "user")
	require.Equal(t, view, a.foreignView(t))
	page := a.do(t, "GET", "/odata/v4/Users", "", "Prefer: maxpagesize=1")
	next, _ := page.decode(t)["@odata.nextLink"].(string)
	next = strings.TrimPrefix(next, "http://"+a.address)
	require.Equal(t, 200, a.do(t, "GET", next, "").status)
	a.do(t, "GET", next, "", "X-ApiKey: "+a.foreignKey).requireError(t, 400)
}

// What Power BI sends, header by header, gets what it can read.
func TestPowerBIConnects(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		a := newArena(t, db)
		headers := []string{
			basic("", a.key), "OData-MaxVersion: 4.0", "MaxDataServiceVersion: 3.0", "Accept-Encoding: gzip, deflate",
			"Accept: application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9," +
				"application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7",
		}
		for target, want := range map[string]struct{ kind, part string }{
			"/odata/v4":           {"application/json;odata.metadata=minimal", `"name":"TeamMembers"`},
			"/odata/v4/":          {"application/json;odata.metadata=minimal", `"name":"TeamMembers"`},
			"/odata/v4/$metadata": {"application/xml", `Version="4.0"`},
			"/odata/v4/Users":     {"application/json;odata.metadata=minimal", `"alice@example.com"`},
			"/odata/v4/Teams":     {"application/json;odata.metadata=minimal", `"Support"`},
			"/odata/v4/Users?$filter=firstName%20eq%20%27Alice%27&$select=systemUserId%2CemailAddress&$top=1000": {
				"application/json;odata.metadata=minimal", `"alice@example.com"`,
			},
		} {
			for _, method := range []string{"GET", "HEAD"} {
				answer := a.send(t, method, target, "", headers...)
				require.Equal(t, 200, answer.status, target+answer.body)
				require.Equal(t, []string{want.kind}, answer.header.Values("Content-Type"), target)
				require.Equal(t, []string{"4.0"}, answer.raw("OData-Version"), target)
				if method == "HEAD" {
					continue
				}
				require.Contains(t, plain(t, answer), want.part, target)
			}
		}
		asked := a.send(t, "GET", "/odata/v4/$metadata", "", headers[1:]...)
		require.Equal(t, 401, asked.status)
		require.Equal(t, `Basic realm="roster"`, asked.header.Get("WWW-Authenticate"))
	})
}

// plain is the body of an answer that may be compressed.
func plain(t *testing.T, a *reply) string {
	t.Helper()
	if a.header.Get("Content-Encoding") != "gzip" {
		return a.body
	}
	z, err := gzip.NewReader(strings.NewReader(a.body))
	require.NoError(t, err)
	text, err := io.ReadAll(z)
	require.NoError(t, err)
	return string(text)
}

// One connection serves many requests, whatever becomes of each.
func TestAConnectionIsKept(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	body := `{"emailAddress":"a@example.com"}`
	request := func(line, key, body string) string {
		return fmt.Sprintf(
			"%s HTTP/1.1\r\nHost: a\r\nX-ApiKey: %s\r\nContent-Length: %d\r\n\r\n%s", line, key, len(body), body,
		)
	}
	text := request("POST "+upsertUser, "", body) + request("POST "+upsertUser, r.key, body) +
		request("POST "+upsertUser, r.key, "{") + request("GET /odata/v4/Nope", r.key, "") +
		request("GET /odata/v4/Users/$count", r.key, "")
	statuses, last := r.pipeline(t, text, 5)
	require.Equal(t, []int{401, 201, 400, 404, 200}, statuses)
	require.Equal(t, "2", last)
}
