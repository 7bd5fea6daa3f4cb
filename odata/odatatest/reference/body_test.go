package reference_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/reference"
)

func decoded(t *testing.T, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	require.NoError(t, d.Decode(&v))
	return v
}

// What answers show, written out; of each, some that are wrong.
func TestBodies(t *testing.T) {
	t.Parallel()
	db := wide(t)
	for _, b := range []struct {
		target, right string
		wrong         []string
	}{
		{
			"Vendors?$top=1",
			`{"value":[{"vendorId":-2147483648,"name":"","parentId":null,"billing":null,
			"seat":{"street":"","city":"Straße","zip":null,"floor":0,
			"contact":{"phone":"","name":null,"channels":"None","reachedAt":null}},
			"agent":{"phone":"","name":null,"channels":"None","reachedAt":null},
			"parcel":{"width":0,"height":0.001,"unit":"mm"},"pallet":{"width":0.1,"height":null,"unit":null}}]}`,
			[]string{
				`"billing":null`, `"billing":{}`, `"zip":null,`, ``, `"floor":0`, `"floor":0.0`, `"width":0.1`,
				`"width":0.10000000000000001`, `"None"`, `"Mail"`, `"seat":{`, `"seat":{"x":1,`,
			},
		},
		{
			"Vendors?$top=1&$skip=1&$select=seat/city,billing,parcel/width,seat/contact/phone",
			`{"value":[{"@odata.id":"Vendors(1)","seat":{"city":"strasse","contact":null},"parcel":{"width":1e-1},
			"billing":{"street":"","city":"Straße","zip":null,"floor":0,
			"contact":{"phone":"","name":null,"channels":"None","reachedAt":null}}}]}`,
			[]string{`"@odata.id":"Vendors(1)",`, ``, `Vendors(1)`, `Vendors(2)`, `"contact":null`, `"contact":[]`},
		},
		{
			"Assets?$top=3&$select=name,Shop.PhysicalAsset/size,Shop.DigitalAsset/keywords&$skip=3",
			`{"value":[{"@odata.type":"#Shop.PhysicalAsset","@odata.id":"Assets(4)","size":9007199254740993,"name":"a"},
			{"@odata.type":"#Shop.DigitalAsset","@odata.id":"Assets(5)","name":"A","keywords":["%","_"]},
			{"@odata.type":"#Shop.StreamedAsset","@odata.id":"Assets(6)","name":"b","keywords":[]}]}`,
			[]string{
				`"@odata.type":"#Shop.PhysicalAsset",`, ``, `9007199254740993`, `9007199254740992`, `["%","_"]`,
				`["_","%"]`, `#Shop.StreamedAsset`, `#Shop.DigitalAsset`,
			},
		},
		{
			"Assets?$top=2&$select=Shop.DigitalAsset/assetId,Shop.PhysicalAsset/name&" +
				"$expand=Shop.DigitalAsset/vendor/$ref",
			`{"value":[{"@odata.type":"#Shop.PhysicalAsset","@odata.id":"Assets(1)","name":""},
			{"@odata.type":"#Shop.DigitalAsset","@odata.id":"Assets(2)","assetId":2,
			"vendor":{"@odata.id":"Vendors(2)"}}]}`,
			[]string{`,"name":""`, ``, `"assetId":2,`, `"assetId":2,"name":" ",`},
		},
		{
			"Customers('C003')?$select=name,tags($filter=startswith($this,'A');$count=true)&" +
				"$expand=orders($top=1;$orderby=orderId desc;$count=true;$select=total,twice;" +
				"$compute=total mul 2 as twice;$filter=total ge $it/credit),card/$ref",
			`{"@odata.id":"Customers('C003')","name":"a","tags@odata.count":1,"tags":["AE"],
			"orders@odata.count":6,"orders":[{"@odata.id":"Orders(59)","total":-0.01,"twice":-0.02,
			"twice@odata.type":"#Decimal"}],"card":{"@odata.id":"Cards(2)"}}`,
			[]string{
				`"orders@odata.count":6,`, ``, `"twice@odata.type":"#Decimal"`, `"twice@odata.type":"#String"`,
				`,"card":{"@odata.id":"Cards(2)"}`, ``, `"card":{"@odata.id":"Cards(2)"}`,
				`"card":{"@odata.id":"Cards(2)","x":1}`,
			},
		},
		{
			"Categories(1)?$select=categoryId&$expand=children($select=categoryId;$levels=max;$filter=categoryId ne 4)",
			`{"categoryId":1,"children":[{"categoryId":2,"children":[{"categoryId":12,"children":[]}]},
			{"categoryId":3,"children":[]}]}`,
			[]string{`"children":[{"categoryId":12,"children":[]}]`, `"children":[]`, `3,"children":[]`, `3`},
		},
		{
			"Products?$top=1&$select=price,tinyPrice&$expand=categories/$ref,lines/$count($filter=quantity gt 1)",
			`{"value":[{"@odata.id":"Products(00000000-0000-4000-8000-000000000000)",
			"@odata.etag":"W/\"2024-01-01T00:00:00.000000Z\"","price":9.990,
			"tinyPrice":0.000000000000000001,"categories":[],"lines@odata.count":12}]}`,
			[]string{
				`W/\"2024`, `W/\"2023`, `"W/`, `"`, `0.000000000000000001`, `0`, `9.990`, `"9.99"`, `"categories":[]`,
				`"categories":null`,
			},
		},
		{
			"Samples(0)?$select=boolean,guid,byte,sByte,int64,single,double,decimal,date,time,now,duration," +
				"binary,channels",
			`{"@odata.id":"Samples(0)","@odata.etag":"W/\"2024-02-29T23:59:59.900000Z\"","boolean":false,
			"guid":"9e3779b1-0000-4000-8000-000000000001","byte":0,
			"sByte":-128,"int64":9007199254740993,"single":3.4028235e+38,"double":0.30000000000000004,"decimal":-0.0001,
			"date":"0001-01-01","time":"12:00:00.000001","now":"2024-02-29T23:59:59.900000Z","duration":"P1D",
			"binary":"AP8","channels":"Mail,Phone"}`,
			[]string{
				`3.4028235e+38`, `3.4028234663852886e+38`, `"Mail,Phone"`, `"3"`,
				`"Mail,Phone"`, `"Mail,Visit"`, `false`, `0`,
				`"P1D"`, `"PT24H"`, `-0.0001`, `-0.001`, `0.30000000000000004`, `0.3`,
			},
		},
		{
			"Slots(day=0001-01-01,at=00:00:00,since=1969-12-31T23:59:59.999999Z,lasts=duration'-PT0.000001S'," +
				"fee=-0.01,free=true,status=Shop.Status'Open')?$select=lasts,status",
			`{"@odata.id":"Slots(day=0001-01-01,at=00:00:00.000000,since=1969-12-31T23%3A59%3A59.999999Z,` +
				`lasts=duration'-PT0.000001S',fee=-0.01,free=true,status='Open')",` +
				`"lasts":"-PT0.000001S","status":"Open"}`,
			[]string{`fee=-0.01`, `fee=0.01`},
		},
		{"Customers('C003')/tags?$count=true", `{"@odata.count":2,"value":["AE","CAE"]}`, []string{`2`, `1`}},
		{"Vendors(1)/seat?$select=city", `{"city":"strasse"}`, []string{`strasse`, `Straße`}},
		{"Vendors(1)/seat/city", `{"value":"strasse"}`, []string{`strasse`, `Straße`}},
		{"Trailer/watchedAt", `{"value":null}`, nil},
	} {
		a := ask(t, db, b.target)
		if a.Verdict == reference.NoContent {
			continue
		}
		require.Equal(t, reference.Rows, a.Verdict, "%s: %s", b.target, a.Reason)
		require.Empty(t, reference.Difference(a.Body, decoded(t, b.right)), b.target)
		for i := 0; i < len(b.wrong); i += 2 {
			require.Contains(t, b.right, b.wrong[i])
			changed := strings.Replace(b.right, b.wrong[i], b.wrong[i+1], 1)
			require.NotEmpty(t, reference.Difference(a.Body, decoded(t, changed)), "%s: %s", b.target, changed)
		}
	}
	require.Equal(t, int64(1), ask(t, db, "Customers('C003')/tags/$count?$filter=contains($this,'C')").Body)
}

// What is wrong about options, and what is nothing.
func TestOptionVerdicts(t *testing.T) {
	t.Parallel()
	answers(t, map[string]string{
		"Cards?$compute=points mul 2 as points":                        "ill-typed",
		"Cards?$compute=points mul 2 as c,points as c":                 "ill-typed",
		"Cards?$compute=d add 1 as c,points as d":                      "ill-typed",
		"Cards?$compute=points mul 2 as c&$filter=c gt 0&$orderby=c":   "2 6 10",
		"Cards?$compute=points mul 2 as c,c add 1 as d&$filter=d eq 1": "1 5 9",
		"Cards?$select=nosuch":                                         "ill-typed",
		"Cards?$select=points/x":                                       "ill-typed",
		"Cards?$select=points($top=1)":                                 "ill-typed",
		"Customers?$select=tags($select=x)":                            "ill-typed",
		"Cards?$expand=points":                                         "ill-typed",
		"Cards?$expand=holder($top=1)":                                 "ill-typed",
		"Cards?$expand=holder/$count":                                  "ill-typed",
		"Cards?$expand=holder,holder/$ref":                             "ill-typed",
		"Cards?$expand=holder($filter=true)":                           "ill-typed",
		"Customers?$expand=orders($filter=nosuch eq 1)":                "ill-typed",
		"Customers?$expand=orders($orderby=lines)":                     "ill-typed",
		"Customers?$expand=orders($levels=2)":                          "ill-typed",
		"Assets?$expand=manual":                                        "ill-typed",
		"Assets?$expand=Shop.Vendor/branches":                          "ill-typed",
		"Assets?$select=Shop.Vendor/name":                              "ill-typed",
		"Assets?$select=weight":                                        "ill-typed",
		"Cards(1)?$filter=true":                                        "ill-typed",
		"Cards(1)?$top=1":                                              "ill-typed",
		"Cards/$count?$top=1":                                          "ill-typed",
		"Cards(1)/points?$select=x":                                    "ill-typed",
		"Cards(1)/holder/$count":                                       "ill-typed",
		"Cards(99)":                                                    "not found",
		"Cards(12)/holder":                                             "no content",
		"Cards(12)/holder/name":                                        "not found",
		"Cards(12)/points":                                             "no content",
		"Cards(1)/nosuch":                                              "ill-typed",
		"Nosuch":                                                       "ill-typed",
		"Cards?$search=a":                                              "not implemented",
		"Cards?$expand=holder($expand=orders($search=a))":              "not implemented",
	})
}
