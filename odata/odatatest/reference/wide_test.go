package reference_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/reference"
	"github.com/seed-267014d6/roster/odata/syntax"
)

func wide(t *testing.T) *reference.Database {
	t.Helper()
	sets, links := odatatest.ShopContentsWide()
	db, err := reference.NewDatabase(odatatest.ShopModelWide(), reference.Contents{Sets: sets, Links: links})
	require.NoError(t, err)
	return db
}

// ask answers a target that is not encoded.
func ask(t *testing.T, db *reference.Database, target string) reference.Answer {
	t.Helper()
	path, query, _ := strings.Cut(target, "?")
	encode := strings.NewReplacer("%", "%25", "+", "%2B", " ", "%20")
	r, err := syntax.ParseRequest(encode.Replace(path), encode.Replace(query), syntax.DefaultLimits())
	require.NoError(t, err, target)
	return db.Answer(r, reference.Rules{Now: now(), Levels: 3})
}

// answers holds the keys or the verdict that each target must get.
func answers(t *testing.T, table map[string]string) {
	t.Helper()
	db := wide(t)
	for target, want := range table {
		a := ask(t, db, target)
		got := strings.ReplaceAll(strings.Join(a.Keys, " "), "2024-12-31T23:59:59.00000", "#")
		switch {
		case a.Verdict != reference.Rows:
			got = a.Verdict.String()
		case got == "":
			got = "-"
		}
		require.Equal(t, want, got, "%s: %s", target, a.Reason)
	}
}

func TestComplexProperties(t *testing.T) {
	t.Parallel()
	answers(t, map[string]string{
		"Vendors?$top=3&$filter=billing eq null":                                      "-2147483648 2 4",
		"Vendors?$top=3&$filter=billing ne null":                                      "1 3 5",
		"Vendors?$top=3&$filter=billing/street eq null":                               "-2147483648 2 4",
		"Vendors?$filter=seat eq null":                                                "-",
		"Vendors?$top=3&$filter=seat/contact eq null":                                 "1 2 4",
		"Vendors?$top=2&$filter=seat/contact ne null and seat/contact/name eq null":   "-2147483648 12",
		"Vendors?$top=3&$filter=parcel eq null":                                       "3 7 11",
		"Vendors?$filter=pallet eq null":                                              "-",
		"Vendors?$filter=seat/contact/phone eq '+1 (2)' and seat/city eq '\u00e9'":    "57",
		"Vendors?$filter=Shop.Address/city eq 'x'":                                    "ill-typed",
		"Vendors?$filter=seat/Shop.Address/city eq 'Straße'&$top=2":                   "-2147483648 10",
		"Vendors?$filter=seat/Shop.Contact/phone eq 'x'":                              "ill-typed",
		"Vendors?$filter=seat eq 'x'":                                                 "ill-typed",
		"Vendors?$filter=seat eq agent":                                               "ill-typed",
		"Vendors?$filter=seat/nosuch eq 'x'":                                          "ill-typed",
		"Vendors?$orderby=seat":                                                       "ill-typed",
		"Vendors?$orderby=seat/floor desc,vendorId desc&$top=2":                       "58 53",
		"Vendors?$filter=isof(billing,Shop.Address)&$top=2":                           "1 3",
		"Vendors?$filter=parent/billing/floor eq 0 and parent/billing ne null&$top=1": "2",
		"Vendors?$filter=branches/any(b:b/billing eq null and b/seat/floor eq 1)":     "1 2",
		"Shipments?$filter=box eq null&$top=2":                                        "8,32766 404,-32768",
		"Shipments?$filter=destination/contact ne null and orderId eq 7":              "7,32766",
		"Vendors?$filter=agent/channels has Shop.Channels'Visit'&$top=2":              "3 4",
		"Vendors?$filter=$root/Company/seat/street eq seat/street":                    "3",
		"Vendors?$filter=vendorId eq $root/Company/supplierId":                        "1",
		"Customers?$filter=$root/BestCustomer/customerId eq customerId":               "O'Neil",
		"Customers?$filter=$root/FormerCustomer/customerId ne null":                   "-",
		"Vendors?$filter=$root/Vendors(2147483647)/vendorId eq vendorId":              "2147483647",
		"Vendors?$filter=name in $root/Customers('C008')/tags":                        "-",
		"Customers?$filter='a' in $root/BestCustomer/tags and customerId eq 'C000'":   "-",
	})
}

// The rows of assets that are of no type are nothing; what is left over in
// columns of other types shows nowhere.
func TestDerivedTypes(t *testing.T) {
	t.Parallel()
	answers(t, map[string]string{
		"Assets?$count=true&$top=3":                                                   "1 2 3",
		"Assets/Shop.PhysicalAsset?$top=3":                                            "1 4 7",
		"Assets/Shop.DigitalAsset?$top=4":                                             "2 3 5 6",
		"Assets/Shop.StreamedAsset?$top=2":                                            "3 6",
		"Assets?$filter=isof(Shop.DigitalAsset)&$top=4":                               "2 3 5 6",
		"Assets?$filter=isof(Shop.Asset)&$top=4":                                      "1 2 3 4",
		"Assets?$filter=isof(partOf,Shop.StreamedAsset)":                              "9 10 19 20 29 30 39 40",
		"Assets?$filter=cast(Shop.DigitalAsset)/licence eq 'left over'":               "-",
		"Assets?$filter=cast(partOf,Shop.DigitalAsset)/licence eq ''":                 "-",
		"Assets?$filter=Shop.DigitalAsset/licence eq null&$top=3":                     "1 4 7",
		"Assets?$filter=Shop.StreamedAsset/bitrate eq 7":                              "-",
		"Assets?$filter=Shop.PhysicalAsset/manual/licence ne null":                    "1 4 19 22 25 40 43",
		"Assets/Shop.PhysicalAsset?$filter=manual ne null":                            "1 4 19 22 25 40 43",
		"Assets/Shop.PhysicalAsset?$filter=manualId ne null&$top=4":                   "1 4 10 13",
		"Assets?$filter=parts/Shop.PhysicalAsset/any(p:p/weight ge 0)":                "4 5 9",
		"Assets?$filter=parts/$count gt 2":                                            "1 2 4 5 9",
		"Assets?$filter=Shop.DigitalAsset/describes/$count gt 0":                      "2 3 5",
		"Assets?$filter=Shop.StreamedAsset/subscribers/any(s:s/customerId eq 'C000')": "3",
		"Assets?$filter=Shop.DigitalAsset/keywords/any(k:k eq 'new')&$top=3":          "2 12 17",
		"Assets?$filter=Shop.PhysicalAsset/licence eq 'x'":                            "ill-typed",
		"Assets?$filter=Shop.Vendor/name eq 'x'":                                      "ill-typed",
		"Assets?$filter=licence eq 'x'":                                               "ill-typed",
		"Assets?$filter=partOf/Shop.StreamedAsset/channels has 'Mail'":                "9 10 19 20 29 30 39 40",
		"Assets?$orderby=Shop.PhysicalAsset/weight desc&$top=3":                       "40 25 10",
		"Assets(46)":                                                        "not found",
		"Assets(1)/Shop.DigitalAsset":                                       "not found",
		"Assets(1)/Shop.PhysicalAsset":                                      "-",
		"Assets/Shop.PhysicalAsset(2)":                                      "not found",
		"Assets/Shop.PhysicalAsset(1)/manual":                               "-",
		"Assets/Shop.PhysicalAsset(4)/manual":                               "-",
		"Assets(10)/Shop.PhysicalAsset/manual":                              "no content",
		"Assets(2)/Shop.DigitalAsset/describes":                             "1 22 43",
		"Assets/$filter(isof(Shop.DigitalAsset))/Shop.StreamedAsset/$count": "-",
		"Assets/$filter(assetId gt 40)?$filter=assetId ne 42":               "41 43 44 45",
		"Trailer":                       "-",
		"Company/flagship":              "-",
		"FormerCustomer":                "not found",
		"FormerCustomer/orders":         "not found",
		"Events?$top=4":                 "1,#0Z 1,#1Z 1,#2Z 1,#3Z",
		"Events/Shop.Repair/$count":     "-",
		"Events/Shop.Inspection?$top=3": "1,#2Z 2,#1Z 3,#0Z",
		"Events?$filter=Shop.Repair/vendor ne null&$count=true": "1,#1Z 3,#2Z 4,#1Z 6,#2Z 45,#2Z 46,#1Z",
		"Events?$filter=asset/Shop.StreamedAsset/bitrate eq 0":  "3,#0Z 3,#1Z 3,#2Z 3,#3Z",
	})
}

// Every form of path, and the rarer types.
func TestPathsAndKeys(t *testing.T) {
	t.Parallel()
	answers(t, map[string]string{
		"Shipments?$skip=1&$top=1&$filter=$root/Shipments(orderId=404,number=-1)/vendorId eq vendorId": "7,-1",
		"Vendors(1)/assets/Shop.PhysicalAsset":                                                         "1 16 31",
		"Vendors(1)/assets/$count?$filter=isof(Shop.StreamedAsset)":                                    "-",
		"Vendors(1)/parent":                                           "-",
		"Vendors(-2147483648)/parent":                                 "no content",
		"Vendors(-2147483648)/billing":                                "no content",
		"Vendors(-2147483648)/billing/street":                         "not found",
		"Vendors(99)/parent":                                          "not found",
		"Vendors?$filter=assets/$filter(name eq null)/$count gt 0":    "-",
		"Samples?$filter=sByte eq -128&$top=2":                        "0 4",
		"Samples?$filter=single eq 0.1&$top=2":                        "-1 8",
		"Samples?$filter=binary eq binary'3q2-7w'&$top=2":             "-1 4",
		"Samples?$filter=time eq 12:00:00.000001&$top=2":              "0 4",
		"Samples?$filter='X' in strings":                              "1 6 11 16 21 26 31 36 41 46 51 56 61 66",
		"Samples(0)/strings?$filter=$this ne 'x'&$orderby=$this desc": "-",
	})
}
