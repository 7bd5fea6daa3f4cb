package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// TestAnswersOfUpsertsEqualReads: an answer is made of what was written, and is byte
// by byte what a read of the entity gives.
func TestAnswersOfUpsertsEqualReads(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db)
		id, err := r.directory.NewID()
		require.NoError(t, err)
		active := models.NewUser{
			ID: id, EmailAddress: "active@example.com", CreatedAt: time.Unix(1, 2000), Tags: []string{"ü"},
			LastActivityAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		}
		require.NoError(t, r.directory.Load(t.Context(), r.workspace, []models.NewUser{active}, nil, nil))
		user := fmt.Sprintf(`"emailAddress":"full@example.com","externalId":"<7>","firstName":"Ève\"",`+
			`"lastName":"L\\","managerId":"%s","tags":"a|b","aliases":["x","y"],"role":"LimitedAdmin"`, id)
		team := fmt.Sprintf(`"name":"Süd","description":"/d","externalId":"t7","managerId":"%s",`+
			`"managerCanViewResults":true,"membersCanViewCredits":true,"tags":"t","aliases":"z"`, id)
		for _, c := range []struct{ member, body, result string }{
			{"user", `"emailAddress":"bare@example.com"`, "created"},
			{"user", user, "created"},
			{"user", user, "unchanged"},
			{"user", `"emailAddress":"full@example.com","lastName":null,"tags":"c","aliases":"X"`, "updated"},
			{"user", `"emailAddress":"FULL@example.com","role":"Deactivated"`, "updated"},
			{"user", `"emailAddress":"active@example.com","firstName":"A"`, "updated"},
			{"user", `"emailAddress":"active@example.com"`, "unchanged"},
			{"team", `"name":"bare"`, "created"},
			{"team", team, "created"},
			{"team", team, "unchanged"},
			{"team", `"name":"süd","managerId":null,"aliases":"Z|q"`, "updated"},
		} {
			target, set, key, status := upsertUser, "Users", "systemUserId", http.StatusOK
			if c.member == "team" {
				target, set, key = upsertTeam, "Teams", "teamId"
			}
			if c.result == "created" {
				status = http.StatusCreated
			}
			a := r.post(t, target, "{"+c.body+"}")
			entity := a.written(t, status, c.result, c.member)
			read := r.do(t, "GET", fmt.Sprintf("/odata/v4/%s(%s)?$format=application/json;odata.metadata=none",
				set, entity[key]), "")
			require.Equal(t, http.StatusOK, read.status, read.body)
			require.Equal(t, `{"result":"`+c.result+`","`+c.member+`":`+read.body+`}`, a.body)
			if strings.Contains(c.body, "active@") {
				require.Equal(t, "2026-01-02T03:04:00.000000Z", entity["lastActivityAt"])
			}
		}
	})
}
