package handlers_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

// TestPublished asks the server for everything that its $metadata says of it.
func TestPublished(t *testing.T) {
	t.Parallel()
	r := newRig(t, odatatest.SQLite(t))
	user, key := r.user(t, "reader@example.com", models.RoleLimitedAdmin, models.ScopeRead)
	team := r.post(t, upsertTeam, `{"name":"Research"}`).written(t, http.StatusCreated, "created", "team")
	body := fmt.Sprintf(`{"systemUserId":%q,"teamId":%q}`, user, team["teamId"])
	r.post(t, addMember, body).written(t, http.StatusCreated, "created", "teamMember")
	published := odatatest.Published{
		Handler: r.lint.Handler(t, r.handler), Root: "/odata/v4/", Key: key, Write: writer{r}.enforces,
		Sign: func(request *http.Request) { request.Header.Set("X-ApiKey", key) },
	}
	requests := published.Check(t)
	t.Logf("%d requests", requests)
	require.Greater(t, requests, 150)
}

// writer asks the write calls whether they hold to what is published of a property.
type writer struct{ r *rig }

func (w writer) enforces(t *testing.T, set, property, term string, values []string) {
	t.Helper()
	switch term {
	case "Validation.AllowedValues":
		for i, text := range values {
			w.upsert(t, set, fmt.Sprintf("allowed%d", i), property, text, true)
		}
		w.upsert(t, set, "refused", property, "Nothing", false)
	case "Validation.MaxItems":
		most, err := strconv.Atoi(values[0])
		require.NoError(t, err)
		for n, able := range map[int]bool{most: true, most + 1: false} {
			items := make([]string, 0, n)
			for i := range n {
				items = append(items, fmt.Sprintf("i%d", i))
			}
			w.upsert(t, set, fmt.Sprintf("%s%d", strings.ToLower(property), n), property, items, able)
		}
	case "Core.Computed", "Core.ComputedDefaultValue":
		if set == "TeamMembers" {
			return // createdAt: the call takes the two ids
		}
		// What a client sends is ignored, or must be what is there already.
		given := w.upsert(t, set, "computed", "", nil, true)
		require.NotEmpty(t, given[strings.ToLower(set[:1])+set[1:len(set)-1]], property)
		if term == "Core.Computed" {
			w.upsert(t, set, "computed", property, "given", true)
		}
	case "Core.Immutable":
		require.Equal(t, "TeamMembers", set, "memberships are created and deleted, and cannot change")
	default:
		require.Fail(t, "no request is known", term)
	}
}

// upsert writes a user or a team with one property more.
func (w writer) upsert(t *testing.T, set, name, property string, v any, able bool) map[string]any {
	t.Helper()
	call, body := upsertUser, map[string]any{"emailAddress": name + "@example.com"}
	if set == "Teams" {
		call, body = upsertTeam, map[string]any{"name": name}
	}
	if property != "" {
		body[property] = v
	}
	text, err := json.Marshal(body)
	require.NoError(t, err)
	a := w.r.post(t, call, string(text))
	require.Equal(t, able, a.status < http.StatusBadRequest, "%s: %d %s", text, a.status, a.body)
	if !able {
		return nil
	}
	return a.decode(t)
}
