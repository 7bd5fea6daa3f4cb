package handlers_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/store"
)

func TestShapesFollowTheModel(t *testing.T) {
	t.Parallel()
	shapes, err := handlers.ShapesOf(directoryModel(t))
	require.NoError(t, err)
	names := func(s *payload.Shape) string {
		byKind := map[payload.MemberKind][]string{}
		for _, m := range s.Members() {
			name := m.Name
			if m.Required {
				name += "!"
			}
			byKind[m.Kind] = append(byKind[m.Kind], name)
		}
		var b strings.Builder
		for kind := payload.TextMember; kind <= payload.NavigationMember; kind++ {
			fmt.Fprintln(&b, strings.Join(byKind[kind], " "))
		}
		return b.String()
	}
	require.Equal(t, `emailAddress role firstName lastName externalId
systemUserId managerId

tags aliases
emailKey formerRole isActive displayName tagList aliasList createdAt modifiedAt deactivatedAt lastActivityAt
manager directReports memberships teams managedTeams
`, names(shapes.User))
	require.Equal(t, `name description externalId
teamId managerId parentTeamId
managerCanViewResults managerCanViewCredits membersCanViewCredits
tags aliases
tagList aliasList createdAt modifiedAt
manager parentTeam childTeams memberships members
`, names(shapes.Team))
	require.Equal(t, `
teamId! systemUserId!


createdAt
user team
`, names(shapes.TeamMember))
}

func TestUpsertUserOnTheWire(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		a := r.post(
			t, upsertUser,
			`{"emailAddress":" Bob.Ross@Example.com ","firstName":"Bob","tags":"AE| SouthEast","aliases":["Bobby"]}`,
		)
		user := a.written(t, http.StatusCreated, "created", "user")
		id, _ := user["systemUserId"].(string)
		require.Equal(t, "http://"+r.address+"/odata/v4/Users("+id+")", a.header.Get("Location"))
		require.Equal(t, "Bob.Ross@Example.com", user["emailAddress"])
		require.Equal(t, "bob.ross@example.com", user["emailKey"])
		require.Equal(t, "Participant", user["role"])
		require.Equal(t, "Bob", user["displayName"])
		require.Equal(t, []any{"AE", "SouthEast"}, user["tags"])
		require.Equal(t, "AE|SouthEast", user["tagList"])
		require.Contains(t, user, "lastName")
		require.Nil(t, user["lastName"])
		for name := range user {
			require.NotContains(t, name, "@")
		}

		// What OData answers for the row is the same object, without control information.
		read := r.do(t, "GET", "/odata/v4/Users("+id+")", "")
		require.Equal(t, http.StatusOK, read.status, read.body)
		stored := read.decode(t)
		for name := range stored {
			if strings.Contains(name, "@") {
				delete(stored, name)
			}
		}
		require.Equal(t, stored, user)

		again := r.post(t, upsertUser, `{"emailAddress":"BOB.ROSS@EXAMPLE.COM","firstName":"Bob","tags":["AE"]}`)
		require.Equal(t, user, again.written(t, http.StatusOK, "unchanged", "user"))
		require.Empty(t, again.header.Values("Location"))
		changed := r.post(
			t, upsertUser,
			`{"emailAddress":"bob.ross@example.com","firstName":null,"lastName":"Ross","tags":"New|AE"}`,
		).written(t, http.StatusOK, "updated", "user")
		require.Nil(t, changed["firstName"])
		require.Equal(t, "Ross", changed["displayName"])
		require.Equal(t, []any{"AE", "SouthEast", "New"}, changed["tags"])
		require.Equal(t, []any{"Bobby"}, changed["aliases"])
		require.Equal(t, user["createdAt"], changed["createdAt"])

		removed := r.post(
			t, upsertUser+"?merge=remove", `{"emailAddress":"bob.ross@example.com","tags":"AE","aliases":"BOBBY"}`,
		).written(t, http.StatusOK, "updated", "user")
		require.Equal(t, []any{"SouthEast", "New"}, removed["tags"])
		require.Empty(t, removed["aliases"])
		replaced := r.post(t, upsertUser+"?merge=replace", `{"emailAddress":"bob.ross@example.com","tags":["x"]}`).
			written(t, http.StatusOK, "updated", "user")
		require.Equal(t, []any{"x"}, replaced["tags"])
		cleared := r.post(t, upsertUser+"?merge=replace", `{"emailAddress":"bob.ross@example.com","tags":null}`).
			written(t, http.StatusOK, "updated", "user")
		require.Equal(t, []any{}, cleared["tags"])

		gone := r.post(t, upsertUser, `{"emailAddress":"bob.ross@example.com","role":"Deactivated"}`).
			written(t, http.StatusOK, "updated", "user")
		require.Equal(t, "Participant", gone["formerRole"])
		require.Equal(t, false, gone["isActive"])
		require.NotNil(t, gone["deactivatedAt"])
		still := r.post(t, upsertUser, `{"emailAddress":"bob.ross@example.com","firstName":"B"}`).
			written(t, http.StatusOK, "updated", "user")
		require.Equal(t, "Deactivated", still["role"])
	})
}

func TestRefusalsOfWritesOnTheWire(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		bob, _ := r.user(t, "bob@example.com", models.RoleParticipant, "")
		team := r.post(t, upsertTeam, `{"name":"Sales"}`).written(t, 201, "created", "team")["teamId"]
		child := r.post(t, upsertTeam, fmt.Sprintf(`{"name":"Child","parentTeamId":"%s"}`, team)).
			written(t, 201, "created", "team")["teamId"]
		const unknown = "01234567-89ab-cdef-0123-456789abcdef"
		for _, test := range []struct {
			target, body, code, member, message string
			status                              int
		}{
			{upsertUser, `{}`, "InvalidValue", "emailAddress", "emailAddress", 400},
			{upsertUser, `{"emailAddress":"x@example.com","role":null}`, "InvalidValue", "role", "role", 400},
			{
				upsertUser, `{"emailAddress":"x@example.com","role":"Admin"}`, "InvalidValue", "role",
				"LimitedAdmin", 400,
			},
			{upsertUser, `{"emailAddress":"x"}`, "InvalidValue", "emailAddress", "position 17", 400},
			{upsertUser, `{"emailAddress":"x@example.com","tags":["a|b"]}`, "InvalidValue", "tags", "'|'", 400},
			{
				upsertUser, `{"emailAddress":"x@example.com","firstname":"a"}`, "UnknownMember", "firstname",
				"did you mean 'firstName'?", 400,
			},
			{
				upsertUser, `{"emailAddress":"x@example.com","manager":{}}`, "UnknownMember", "manager",
				"navigation property", 400,
			},
			{
				upsertUser, `{"emailAddress":"x@example.com","manager@odata.bind":"Users(1)"}`, "UnknownMember",
				"manager@odata.bind", "not read", 400,
			},
			{
				upsertUser, `{"emailAddress":"x@example.com","firstName":"a\u0000b"}`, "InvalidValue", "firstName",
				"firstName", 400,
			},
			{
				upsertUser, `{"emailAddress":"x@example.com","managerId":"` + unknown + `"}`, "UnknownId",
				"managerId", "managerId", 422,
			},
			{
				upsertUser, fmt.Sprintf(`{"emailAddress":"admin@example.com","systemUserId":"%s"}`, bob),
				"Conflict", "emailAddress", r.admin.String(), 409,
			},
			{upsertUser, `{"emailAddress":"admin@example.com","role":"Participant"}`, "Conflict", "role", "", 409},
			{
				upsertUser, fmt.Sprintf(`{"emailAddress":"bob@example.com","managerId":"%s"}`, bob), "Conflict",
				"managerId", "", 409,
			},
			{upsertTeam, `{"name":" \u00a0"}`, "InvalidValue", "name", "name", 400},
			{
				upsertTeam, `{"name":"x","managerCanViewResults":"yes"}`, "InvalidValue", "managerCanViewResults",
				"true or false", 400,
			},
			{
				upsertTeam, fmt.Sprintf(`{"name":"sales","parentTeamId":"%s"}`, child), "Conflict", "parentTeamId",
				"", 409,
			},
			{
				upsertTeam, fmt.Sprintf(`{"name":"SALES","teamId":"%s"}`, child), "Conflict", "name",
				fmt.Sprint(team), 409,
			},
			{addMember, `{}`, "InvalidValue", "teamId", "required", 400},
			{addMember, fmt.Sprintf(`{"teamId":"%s"}`, team), "InvalidValue", "systemUserId", "required", 400},
			{
				addMember, fmt.Sprintf(`{"teamId":"%s","systemUserId":null}`, team), "InvalidValue", "systemUserId",
				"required", 400,
			},
			{
				addMember, fmt.Sprintf(`{"teamId":"%s","systemUserId":"%s"}`, team, unknown), "UnknownId",
				"systemUserId", "", 422,
			},
			{
				addMember, fmt.Sprintf(`{"teamId":"%s","systemUserId":"%s"}`, unknown, bob), "UnknownId", "teamId",
				"", 422,
			},
			{removeMember, fmt.Sprintf(`{"teamId":"%s","systemUserId":"%s"}`, bob, team), "UnknownId", "", "", 422},
		} {
			a := r.post(t, test.target, test.body)
			code, message, member := a.requireError(t, test.status)
			require.Equal(t, test.code, code, test.body)
			if test.member != "" {
				require.Equal(t, test.member, member, test.body)
			}
			require.Contains(t, message, test.message, test.body)
			require.Equal(t, "no-store", a.header.Get("Cache-Control"))
		}
		require.Equal(t, int64(2), r.count(t, "users", r.workspace))
		require.Equal(t, int64(2), r.count(t, "teams", r.workspace))
		require.Zero(t, r.count(t, "team_members", r.workspace))
	})
}

func TestMembershipsOnTheWire(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		team, _ := r.post(t, upsertTeam, `{"name":"Sales"}`).written(t, 201, "created", "team")["teamId"].(string)
		body := fmt.Sprintf(`{"systemUserId":"%s","teamId":"%s"}`, strings.ToUpper(r.admin.String()), team)
		keys := map[string]any{"teamId": team, "systemUserId": r.admin.String()}

		require.Equal(t, keys, r.post(t, removeMember, body).written(t, 200, "notMember", "teamMember"))
		a := r.post(t, addMember, body)
		created := a.written(t, 201, "created", "teamMember")
		require.Equal(t, "http://"+r.address+"/odata/v4/TeamMembers(teamId="+team+",systemUserId="+r.admin.String()+")",
			a.header.Get("Location"))
		require.Equal(t, team, created["teamId"])
		require.Contains(t, created, "createdAt")
		require.Equal(t, created, r.post(t, addMember, body).written(t, 200, "unchanged", "teamMember"))
		posted, err := json.Marshal(created)
		require.NoError(t, err)
		require.Equal(t, created, r.post(t, addMember, string(posted)).written(t, 200, "unchanged", "teamMember"))
		require.Equal(
			t, 200, r.do(t, "GET", strings.TrimPrefix(a.header.Get("Location"), "http://"+r.address), "").status,
		)
		require.Equal(t, keys, r.post(t, removeMember, body).written(t, 200, "deleted", "teamMember"))
		require.Equal(t, keys, r.post(t, removeMember, body).written(t, 200, "notMember", "teamMember"))
		require.Zero(t, r.count(t, "team_members", r.workspace))
	})
}

func TestWhatIsReadCanBePostedBack(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		boss := r.post(
			t, upsertUser, `{"emailAddress":"boss@example.com"}`,
		).written(t, 201, "created", "user")["systemUserId"]
		r.post(t, upsertUser, fmt.Sprintf(
			`{"emailAddress":"eve@bücher.example","firstName":"Ève","tags":["a","b"],"aliases":"x",`+
				`"externalId":"7","managerId":"%s"}`, boss)).
			written(t, 201, "created", "user")
		r.post(t, upsertUser, `{"emailAddress":"gone@example.com","role":"Deactivated"}`)
		r.post(t, upsertTeam, fmt.Sprintf(
			`{"name":"Süd","description":"d","managerId":"%s","managerCanViewResults":true,"tags":"t"}`, boss)).
			written(t, 201, "created", "team")
		for set, call := range map[string]struct{ target, member string }{
			"Users": {upsertUser, "user"}, "Teams": {upsertTeam, "team"},
		} {
			a := r.do(t, "GET", "/odata/v4/"+set, "")
			require.Equal(t, 200, a.status, a.body)
			rows, _ := a.decode(t)["value"].([]any)
			require.NotEmpty(t, rows)
			for _, row := range rows {
				entity, _ := row.(map[string]any)
				entity["@odata.etag"] = `W/"1"`
				entity["memberships@odata.navigationLink"] = "x"
				text, err := json.Marshal(entity)
				require.NoError(t, err)
				for _, merge := range []string{"", "?merge=add", "?merge=replace"} {
					back := r.post(t, call.target+merge, string(text)).written(t, 200, "unchanged", call.member)
					require.Equal(t, entity["modifiedAt"], back["modifiedAt"])
				}
			}
		}
	})
}

func TestRulesOfTheRequestOfAWrite(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	const body = `{"emailAddress":"a@example.com"}`
	r.post(t, upsertUser, body).written(t, 201, "created", "user")
	for _, headers := range [][]string{
		nil,
		{"Content-Type: application/json"},
		{"Content-Type: text/plain"},
		{"Content-Type: "},
		{"Content-Type: application/x-www-form-urlencoded"},
		{"Content-Type: application/json;odata.metadata=full"},
		{"Content-Encoding: identity"},
		{"Prefer: return=minimal"},
		{
			"X-HTTP-Method-Override: GET",
		},
		{"OData-Version: 4.0"},
		{"Transfer-Encoding: chunked"},
		{"Expect: 100-continue"},
	} {
		text := body
		if len(headers) > 0 && strings.HasPrefix(headers[0], "Transfer") {
			text = fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(body), body)
		}
		a := r.post(t, upsertUser, text, headers...)
		if a.status == http.StatusContinue {
			continue
		}
		a.written(t, 200, "unchanged", "user")
	}
	for _, headers := range [][]string{
		{"Content-Type: application/xml"},
		{"Content-Type: application/atom+xml;type=entry"},
		{
			"Content-Type: multipart/form-data; boundary=x",
		},
		{"Content-Encoding: gzip"},
		{"Content-Encoding: identity, br"},
	} {
		code, _, _ := r.post(t, upsertUser, body, headers...).requireError(t, http.StatusUnsupportedMediaType)
		require.Equal(t, "UnsupportedMediaType", code)
	}
	for _, query := range []string{
		"?$top=1", "?$select=role", "?top=1", "?%24format=json", "?merge=x", "?merge=add&merge=add", "?Merge=add",
		"?x=%zz",
	} {
		code, _, _ := r.post(t, upsertUser+query, body).requireError(t, http.StatusBadRequest)
		require.Equal(t, "BadQueryOption", code)
	}
	r.post(t, upsertUser+"?source=hr;x&merge=add&", body).written(t, 200, "unchanged", "user")
	for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "FOO"} {
		a := r.do(t, method, upsertUser, "")
		require.Equal(t, http.StatusMethodNotAllowed, a.status, method)
		require.Equal(t, []string{"POST"}, a.header.Values("Allow"))
	}
	for _, target := range []string{
		upsertUser + "/", "/api/v1/users", "/api/v1/users//upsert", "/api/v1/Users/upsert", "/api//v1/users/upsert",
	} {
		a := r.do(t, "POST", target, body)
		a.requireError(t, http.StatusNotFound)
		require.Empty(t, a.header.Values("Location"))
	}

	fits := `{"emailAddress":"a@example.com","createdAt":"` + strings.Repeat("a", 64<<10-47) + `"}`
	require.Len(t, fits, 64<<10)
	r.post(t, upsertUser, fits).written(t, 200, "unchanged", "user")
	code, _, _ := r.post(t, upsertUser, fits+" ").requireError(t, http.StatusRequestEntityTooLarge)
	require.Equal(t, "PayloadTooLarge", code)
	chunked := fmt.Sprintf("%x\r\n%s \r\n0\r\n\r\n", len(fits)+1, fits)
	r.post(t, upsertUser, chunked, "Transfer-Encoding: chunked").requireError(t, http.StatusRequestEntityTooLarge)
	r.post(t, upsertUser, "", "Content-Length: 99999999999").requireError(t, http.StatusRequestEntityTooLarge)
}

func TestAFaultOfTheBodyNamesThePlace(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	for body, want := range map[string]string{
		`{"emailAddress":"a@example.com",}`:  "trailing comma before '}' at byte 31",
		``:                                   "the body is empty",
		`[{"emailAddress":"a@example.com"}]`: "one JSON object is expected, not an array",
		`{"emailAddress":/*x*/"a"}`:          "JSON has no comments",
	} {
		code, message, target := r.post(t, upsertUser, body).requireError(t, http.StatusBadRequest)
		require.Equal(t, "BadJson", code)
		require.Empty(t, target)
		require.Contains(t, message, want)
	}
}

func TestUpsertTeamOnTheWire(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		team := r.post(
			t, upsertTeam, `{"name":"Sales","description":" ","managerCanViewCredits":true}`,
		).written(t, 201, "created", "team")
		require.Nil(t, team["description"])
		require.Equal(t, true, team["managerCanViewCredits"])
		require.Equal(t, false, team["managerCanViewResults"])
		id, _ := team["teamId"].(string)
		require.NoError(t, uuid.Validate(id))
		require.Equal(t, team, r.post(t, upsertTeam, `{"name":"SALES"}`).written(t, 200, "unchanged", "team"))
		renamed := r.post(t, upsertTeam, `{"name":"SALES","teamId":"`+id+`"}`).written(t, 200, "updated", "team")
		require.Equal(t, "SALES", renamed["name"])
		require.Equal(t, id, renamed["teamId"])
	})
}
