package odata_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

// Every link of an answer with all control information leads to what it says: an id
// and a read link to the entity itself, the others to what is expanded.
func TestLinksLead(t *testing.T) {
	t.Parallel()
	model := odatatest.ShopModelWide()
	c := wideClient(t, odatatest.WideShop(t, "sqlite"), odata.Pages{})
	full := c.with("Accept", "application/json;odata.metadata=full")
	followed := 0
	for _, set := range model.Sets {
		w := full.do(t, "/shop/"+set.Name+"?$top=4")
		require.Equal(t, http.StatusOK, w.Code, w.Body)
		var page struct{ Value []map[string]any }
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &page))
		require.NotEmpty(t, page.Value, set.Name)
		for _, row := range page.Value {
			require.NotEmpty(t, row["@odata.id"], set.Name)
			for name, link := range row {
				url, _ := link.(string)
				if !strings.HasSuffix(name, "Link") && name != "@odata.id" {
					continue
				}
				followed++
				require.True(t, strings.HasPrefix(url, "http://roster.test/shop/"), "%s: %s", name, url)
				led := full.do(t, url)
				require.Contains(t, []int{http.StatusOK, http.StatusNoContent}, led.Code, "%s: %s", url, led.Body)
				if name == "@odata.id" || name == "@odata.readLink" {
					var same map[string]any
					require.NoError(t, json.Unmarshal(led.Body.Bytes(), &same))
					delete(same, "@odata.context")
					delete(same, "@odata.metadataEtag")
					require.Equal(t, row, same, url)
				}
			}
		}
	}
	require.Greater(t, followed, 100)
}

// All control information is what minimal and none have, and more.
func TestLevelsAgree(t *testing.T) {
	t.Parallel()
	c := wideClient(t, odatatest.WideShop(t, "sqlite"), odata.Pages{})
	for _, target := range []string{
		"Products?$top=5&$count=true&$expand=lines,categories($select=name)", "Assets?$top=9", "Vendors(1)", "Company",
		"Vendors?$top=5&$expand=branches($levels=2),assets/$ref,products/$count",
		"Samples?$top=3&$select=strings($top=1)",
		"Slots?$top=3&$expand=sample", "Customers('C000')?$compute=length(name) as n", "BestCustomer/orders?$top=2",
		"Vendors(1)/seat", "Customers('C001')/tags", "Customers('C005')/rating",
	} {
		var levels []any
		for _, level := range []string{"none", "minimal", "full"} {
			w := c.with("Accept", "application/json;odata.metadata="+level).do(t, "/shop/"+target)
			require.Equal(t, http.StatusOK, w.Code, "%s: %s", target, w.Body)
			require.Equal(t, "application/json;odata.metadata="+level, w.Header().Get("Content-Type"))
			var body any
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
			levels = append(levels, body)
		}
		require.True(t, within(levels[0], levels[1], false), "%s: minimal lacks something of none", target)
		require.True(t, within(levels[1], levels[0], true), "%s: none lacks data of minimal", target)
		require.True(t, within(levels[1], levels[2], false), "%s: full lacks something of minimal", target)
		require.True(t, within(levels[2], levels[1], true), "%s: minimal lacks data of full", target)
	}
}

// within says whether all of one answer is in another; of data only, where control
// information does not count.
func within(part, whole any, data bool) bool {
	switch part := part.(type) {
	case map[string]any:
		all, _ := whole.(map[string]any)
		for name, v := range part {
			if data && strings.Contains(name, "@") {
				continue
			}
			other, ok := all[name]
			if !ok || !within(v, other, data) {
				return false
			}
		}
		return true
	case []any:
		all, _ := whole.([]any)
		for i := range part {
			if len(all) != len(part) || !within(part[i], all[i], data) {
				return false
			}
		}
		return true
	}
	return part == whole
}
