package odatatest

import (
	"fmt"
	"strconv"
	"strings"
)

// The rows of ShopModelWide. Members of complex properties have the path as
// their name; "@type" is the type of a row whose set has several, and "#c" sets
// the column c whatever the type says.

// within gives another row's members the path of a complex property.
func (r shopRow) within(property string, members shopRow) {
	for name, text := range members {
		r[property+"/"+name] = text
	}
}

// wideAddress is an address, every third with a contact, some with no more than
// they need.
func wideAddress(i int) shopRow {
	texts := HurtfulStrings()
	r := shopRow{"street": texts[i*11%len(texts)]}
	r.pick("city", i, "Straße", "strasse", nothing, "", "İzmir", "O'Neil", "e\u0301", "\u00e9", "100%", "_")
	r.pick("zip", i, nothing, "01", "1", "", " 1")
	r.pick("floor", i, "0", "-32768", nothing, "32767", "1")
	if i%3 == 0 {
		r.within("contact", wideContact(i))
	}
	return r
}

func wideContact(i int) shopRow {
	texts := HurtfulStrings()
	r := shopRow{}
	r.pick("phone", i, "", "+1 (2)", "0", "%2B")
	r.pick("name", i/3, nothing, "Zoë", "zoe", texts[i%len(texts)])
	r.pick("channels", i/3, "0", "7", nothing, "5")
	r.pick("reachedAt", i/3, nothing, "2024-02-29T23:59:59.999999Z", "1969-12-31T23:59:59.5Z")
	return r
}

// wideExtent is every fourth time without any value, which is null where the
// property may be, and else an object of nulls.
func wideExtent(i int) shopRow {
	r := shopRow{}
	if i%4 == 3 {
		return r
	}
	r.pick("width", i, "0", "0.1", nothing, "INF", "-1e300", "0.30000000000000004")
	r.pick("height", i, "0.001", nothing, "-999999999.999", "10")
	r.pick("unit", i, "mm", nothing, "m")
	return r
}

func wideVendors() []shopRow {
	// A tree of depth four, one row below itself and one below nothing.
	parents := []string{nothing, "-2147483648", "1", "2", "0", "5", "99", nothing}
	var rows []shopRow
	for i := range 60 {
		r := shopRow{"vendorId": strconv.Itoa(i)}
		switch i {
		case 0:
			r["vendorId"] = "-2147483648"
		case 59:
			r["vendorId"] = "2147483647"
		}
		r.pick("name", i, append(HurtfulStrings(), nothing)...)
		r.within("seat", wideAddress(i))
		if i%2 == 1 {
			r.within("billing", wideAddress(i/2))
		}
		r.within("agent", wideContact(i))
		r.within("parcel", wideExtent(i))
		r.within("pallet", wideExtent(i+1))
		r.pick("parentId", i, parents...)
		if i >= len(parents) {
			r.pick("parentId", i, nothing, "1", "2")
		}
		rows = append(rows, r)
	}
	return rows
}

func wideShipments() []shopRow {
	var rows []shopRow
	for i, order := range []string{"6", "7", "8", "9223372036854775807", "-9223372036854775808", "404", "10"} {
		for j := range i%3 + 1 {
			r := shopRow{"orderId": order, "number": strconv.Itoa(j*32767 - 1)}
			if j == 2 {
				r["number"] = "-32768"
			}
			r.within("destination", wideAddress(i+j*5))
			r.within("box", wideExtent(i+j))
			r.pick("vendorId", i+j, "1", nothing, "2147483647", "404")
			rows = append(rows, r)
		}
	}
	return rows
}

// wideAssets has rows of every concrete type, and in the end some of no type:
// they are nothing that an answer may show.
func wideAssets() []shopRow {
	types := []string{"PhysicalAsset", "DigitalAsset", "StreamedAsset"}
	texts := HurtfulStrings()
	var rows []shopRow
	for i := range 45 {
		r := shopRow{"@type": types[i%3], "assetId": strconv.Itoa(i + 1)}
		r.pick("name", i, append(texts, nothing)...)
		r.pick("vendorId", i, "1", "2", nothing, "404", "-2147483648")
		r.pick("partOfId", i, nothing, "1", "2", "4", "5", "5", "404", "46", "9", "9")
		r.pick("size", i/3, "0", "9007199254740993", nothing, "9223372036854775807", "-9223372036854775808")
		if i%3 == 0 {
			r.pick("weight", i/3, "0", "0.001", nothing, "999999999.999", "-0.5")
			if i%2 == 0 {
				r.within("stored", wideAddress(i))
			}
			r.within("extent", wideExtent(i/3))
			// Also to assets of another type, of none, and to nothing.
			r.pick("manualId", i/3, "2", "3", nothing, "1", "46", "404", "5")
		} else {
			r["licence"] = texts[i*3%len(texts)]
			r.pick("keywords", i, "", "new", "a;A;a", "ß;SS", "%;_")
		}
		if i%3 == 2 {
			r.pick("bitrate", i/3, "0", "2147483647", nothing, "-2147483648")
			r.pick("channels", i/3, "0", "1", "3", "7", "2")
			r.pick("watchedAt", i/3, nothing, "2025-06-01T12:00:00Z", "2025-06-01T12:00:00.000001Z")
		}
		rows = append(rows, r)
	}
	// Left over in the columns of types that these rows are not of.
	rows[0]["#licence"], rows[0]["#bitrate"], rows[0]["#channels"] = "left over", "7", "7"
	rows[1]["#bitrate"], rows[1]["#manual_id"], rows[1]["#stored_street"] = "7", "2", "left over"
	rows[2]["#manual_id"], rows[2]["#extent_unit"] = "2", "mm"
	for i, kind := range []string{"ghost", "PHYSICAL", "physical ", "", "Asset"} {
		r := shopRow{"@type": "PhysicalAsset", "assetId": strconv.Itoa(46 + i), "name": kind, "#kind": kind}
		r.pick("vendorId", i, "1", nothing)
		r.pick("partOfId", i, "1", "2", nothing)
		r["#licence"], r["#keyword_list"] = kind, "new"
		rows = append(rows, r)
	}
	return rows
}

// wideSubscribers pairs assets with customers: one of each type has some, though
// only streamed assets can.
func wideSubscribers() [][2]string {
	return [][2]string{
		{"3", "C000"},
		{"3", "C001"},
		{"3", "O'Neil"},
		{"3", "gone"},
		{"6", "C001"},
		{"9", "ß"},
		{"9", "%41"},
		{"1", "C000"},
		{"2", "C000"},
		{"46", "C000"},
	}
}

// wideDeliveries pairs vendors with products.
func wideDeliveries() (pairs [][2]string) {
	for i := range 20 {
		pairs = append(pairs, [2]string{strconv.Itoa(i%7 + 1), shopProductID(i * 3)})
	}
	return pairs
}

func wideEvents() []shopRow {
	types := []string{"Event", "Repair", "Inspection"}
	var rows []shopRow
	for i := range 36 {
		r := shopRow{"@type": types[i%3], "at": fmt.Sprintf("2024-12-31T23:59:59.%06dZ", i%4)}
		r.pick("assetId", i/4, "1", "2", "3", "4", "5", "6", "46", "404", "45")
		r.pick("note", i, append([]string{nothing}, HurtfulStrings()...)...)
		switch r["@type"] {
		case "Repair":
			r.pick("cost", i/3, "0", "-0.01", "9999999999.99", "10.50", "10.5")
			r.pick("took", i/3, "0", "-1", nothing, "86400000000")
			r.pick("vendorId", i/3, "1", nothing, "404", "2")
		case "Inspection":
			r.pick("passed", i/3, "true", "false", nothing)
			r.pick("nextOn", i/3, nothing, "2024-02-29", "0001-01-01", "9999-12-31")
		case "Event":
			r.pick("#vendor_id", i/3, nothing, "1")
		}
		rows = append(rows, r)
	}
	for i, kind := range []string{"1", "32766", "-32768"} {
		rows = append(rows, shopRow{
			"@type": "Event", "assetId": strconv.Itoa(i + 1), "at": "9999-12-31T23:59:59.999999Z", "#kind": kind,
		})
	}
	return rows
}

func wideCompany() []shopRow {
	r := shopRow{
		"companyId": "-7", "name": "Straße & Co.", "founded": "1900-03-01", "supplierId": "1", "flagshipId": "4",
	}
	r.within("seat", wideAddress(3))
	return []shopRow{r}
}

func wideSamples() []shopRow {
	texts := HurtfulStrings()
	var rows []shopRow
	for i := range 70 {
		r := shopRow{"sampleId": strconv.Itoa(i - 3)}
		for _, p := range wideSampleValues() {
			r.pick(p.name, i, p.values...)
			// A slower round makes pairs of all values, equal ones and null too.
			r.pick(p.name+"OrNull", i/len(p.values), append([]string{nothing}, p.values...)...)
		}
		r["string"] = texts[i%len(texts)]
		if i%9 != 8 {
			r["stringOrNull"] = texts[(i+i%4)%len(texts)]
		}
		delete(r, "decimalOrNull") // of another scale
		r.pick("decimalOrNull", i, "0", "999999999999999999", "-999999999999999999", nothing, "1", "-1")
		r.pick("strings", i, "", "a|b", "ß", "%|_|%", "x|X|x")
		r.pick("standardId", i, nothing, "-3", "0", "1", "404", strconv.Itoa(i-3))
		rows = append(rows, r)
	}
	return rows
}

type sampleValues struct {
	name   string
	values []string
}

// wideSampleValues are those of each type at its borders.
func wideSampleValues() []sampleValues {
	return []sampleValues{
		{"boolean", []string{"true", "false"}},
		{"guid", []string{
			"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
			"0a0b0c0d-0e0f-4000-8000-00000000000a", shopProductID(1), shopProductID(2),
		}},
		{"byte", []string{"0", "1", "255"}},
		{"sByte", []string{"0", "-1", "127", "-128"}},
		{"int16", []string{"0", "1", "-1", "32767", "-32768"}},
		{"int32", []string{"0", "-1", "2", "3", "7", "2147483647", "-2147483648"}},
		{"int64", []string{
			"0", "-1", "2", "9007199254740993", "9007199254740992", "9223372036854775807", "-9223372036854775808",
		}},
		{"single", []string{"0", "-1.5", "0.1", "3.4028235e38", "-3.4028235e38", "1e-45", "16777216", "INF", "-INF"}},
		{"double", []string{
			"0", "-1.5", "0.1", "0.30000000000000004", "1.7976931348623157e308", "5e-324", "9007199254740993",
			"INF", "-INF", "2.5", "-2.5",
		}},
		{"decimal", []string{
			"0", "0.1", "0.0001", "-0.0001", "2.5", "-2.5", "99999999999999.9999", "-99999999999999.9999", "1",
		}},
		{"date", []string{"1970-01-01", "1969-12-31", "2024-02-29", "0001-01-01", "9999-12-31"}},
		{"time", []string{"00:00:00", "23:59:59.999999", "12:00:00", "12:00:00.000001"}},
		{"now", []string{
			"1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "2024-02-29T23:59:59.999999Z",
			"2024-02-29T23:59:59.9Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z",
		}},
		{"duration", []string{"0", "1", "-1", "86400000000", "-3661000001", "9223372036854775807"}},
		{"binary", []string{"", "00", "deadbeef", "00ff", strings.Repeat("ff", 64)}},
		{"grade", []string{"-1", "0", "1", "10"}},
		{"channels", []string{"0", "1", "2", "3", "4", "5", "6", "7"}},
	}
}

func wideSlots() []shopRow {
	var rows []shopRow
	for i := range 48 {
		r := shopRow{}
		r.pick("day", i/24, "0001-01-01", "2024-02-29")
		r.pick("at", i/12%2, "00:00:00", "23:59:59.999999")
		r.pick("since", i/6%2, "1969-12-31T23:59:59.999999Z", "2024-01-01T00:00:00.5Z")
		r.pick("lasts", i/3%2, "-1", "3600000000")
		r.pick("fee", i%3, "-0.01", "9999.99", "0")
		r.pick("free", i%2, "true", "false")
		r.pick("status", i%4, "0", "1", "2", "9")
		r.pick("note", i, append([]string{nothing}, HurtfulStrings()...)...)
		r.pick("sampleId", i, nothing, "-3", "0", "404", "66")
		rows = append(rows, r)
	}
	return rows
}
