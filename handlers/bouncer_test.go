package handlers_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/pgserver"
	"github.com/seed-267014d6/roster/odata/store"
)

// Behind PgBouncer in transaction pooling everything is as it is without: no
// statement, setting or row stays on a connection that another one gets.
func TestBehindPgBouncer(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), pgserver.Bouncer(t, odatatest.PostgresURL(t)), store.Options{Readers: 16})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	a := newArena(t, db)
	neverMeet(t, a)
	const clients, each = 12, 8
	var group sync.WaitGroup
	for client := range clients {
		group.Go(func() {
			mine, key := []string{"here", "there"}[client%2], []string{a.key, a.foreignKey}[client%2]
			for i := range each {
				address := fmt.Sprintf("%s%d.%d@example.com", mine, client, i)
				w := a.post(t, upsertUser, `{"emailAddress":"`+address+`"}`, "X-ApiKey: "+key)
				read := a.do(t, "GET", "/odata/v4/Users(emailAddress='"+address+"')", "", "X-ApiKey: "+key)
				if w.status != 201 || read.status != 200 {
					t.Errorf("%s: %d %s, %d %s", address, w.status, w.body, read.status, read.body)
				}
				page := a.do(t, "GET", "/odata/v4/Users?$filter=startswith(emailKey,'"+mine+"')&$count=true&$top=3",
					"", "X-ApiKey: "+key, "Prefer: maxpagesize=2")
				other := a.do(t, "GET", "/odata/v4/Users/$count?$filter=startswith(emailKey,'"+
					[]string{"there", "here"}[client%2]+"')", "", "X-ApiKey: "+key)
				if page.status != 200 || other.body != "0" {
					t.Errorf("%d %s, %s", page.status, page.body, other.body)
				}
			}
		})
	}
	group.Wait()
	for i, key := range []string{a.key, a.foreignKey} {
		mine := []string{"here", "there"}[i]
		count := a.do(t, "GET", "/odata/v4/Users/$count?$filter=startswith(emailKey,'"+mine+"')", "", "X-ApiKey: "+key)
		require.Equal(t, fmt.Sprint(clients/2*each), count.body)
	}
}
