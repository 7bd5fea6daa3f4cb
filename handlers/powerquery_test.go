package handlers_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// powerQuery is what Power Query's OData connector puts into every request.
func powerQuery() []string {
	return []string{
		"Accept: application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9," +
			"application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7",
		"OData-MaxVersion: 4.0", "MaxDataServiceVersion: 3.0", "OData-Version: 4.0",
		"User-Agent: Microsoft.Data.Mashup", "Cache-Control: no-cache",
		"Prefer: odata.include-annotations=\"*\"",
	}
}

// TestPowerQuery walks the way of a report: the root, the model, a preview, then
// all rows page by page, with the key as each kind of credential carries it.
func TestPowerQuery(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		t.Helper()
		r := newRig(t, db, func(c *handlers.Config) { c.Service = smallPages(t, c, db) })
		for i := range 10 {
			r.user(t, fmt.Sprintf("user%02d@example.com", i), models.RoleParticipant, "")
		}
		_, key := r.adminKey(t, models.ScopeRead, nil)
		for _, carrier := range []struct{ name, header, parameter string }{
			{"Basic", basic("any", key), ""},
			{"Web API", "", "apikey=" + key},
			{"header", "X-ApiKey: " + key, ""},
		} {
			ask := func(target, media string) *reply {
				if carrier.parameter != "" {
					mark := "?"
					if strings.Contains(target, "?") {
						mark = "&"
					}
					target += mark + carrier.parameter
				}
				headers := powerQuery()
				if carrier.header != "" {
					headers = append(headers, carrier.header)
				}
				a := r.send(t, http.MethodGet, target, "", headers...)
				require.Equal(t, http.StatusOK, a.status, "%s %s %s", carrier.name, target, a.body)
				require.Equal(t, []string{media}, a.header.Values("Content-Type"), target)
				require.Equal(t, []string{"4.0"}, a.raw("OData-Version"), target)
				require.NotContains(t, a.body, key, target)
				return a
			}
			const data = "application/json;odata.metadata=minimal"
			root := "http://" + r.address + "/odata/v4/"
			require.Contains(t, ask("/odata/v4/", data).body, `"@odata.context":"`+root+`$metadata"`)
			require.Contains(t, ask("/odata/v4/$metadata", "application/xml").body, `<edmx:Edmx Version="4.0"`)
			require.Len(t, pagesOf(t, r, ask("/odata/v4/Users?$top=1000", data), root, ask), 11)
			filter := "/odata/v4/Users?$filter=createdAt%20ge%202020-01-01T00%3A00%3A00Z%20and%20" +
				"createdAt%20lt%202100-01-01T00%3A00%3A00.0000000%2B01%3A00&%24select=systemUserId%2CcreatedAt"
			require.Len(t, pagesOf(t, r, ask(filter, data), root, ask), 11)
			require.Equal(t, "11", ask("/odata/v4/Users/$count", "text/plain;charset=utf-8").body)
		}
	})
}

// smallPages is the service of a rig with pages of 3 rows.
func smallPages(t *testing.T, c *handlers.Config, db *store.DB) *odata.Service {
	t.Helper()
	secret, err := c.Directory.TokenSecret(t.Context())
	require.NoError(t, err)
	pages := odata.DefaultPages()
	pages.Rows = 3
	service, err := odata.NewService(odata.Config{
		Model: c.Model, DB: db, Root: "/odata/v4/", TokenSecret: secret, Now: c.Now, Random: rand.Reader, Log: c.Log,
		Pages: pages,
	})
	require.NoError(t, err)
	return service
}

// pagesOf follows the links and gives the ids of all rows.
func pagesOf(t *testing.T, r *rig, page *reply, root string, ask func(target, media string) *reply) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	for pages := 1; ; pages++ {
		var got struct {
			Value []struct {
				ID string `json:"systemUserId"`
			} `json:"value"`
			Next string `json:"@odata.nextLink"`
		}
		require.NoError(t, json.Unmarshal([]byte(page.body), &got))
		require.NotEmpty(t, got.Value, "no page is empty")
		for _, row := range got.Value {
			require.False(t, ids[row.ID], "twice: %s", row.ID)
			ids[row.ID] = true
		}
		if got.Next == "" {
			require.Equal(t, 4, pages)
			return ids
		}
		require.True(t, strings.HasPrefix(got.Next, root+"Users?"), got.Next)
		page = ask(strings.TrimPrefix(got.Next, "http://"+r.address), "application/json;odata.metadata=minimal")
	}
}
