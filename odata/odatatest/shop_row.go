package odatatest

import (
	"fmt"
	"strconv"
	"strings"
)

// shopRow is an entity to be stored: literals by property name, null where there
// is none. Collections are joined by their property's separator.
type shopRow map[string]string

// HurtfulStrings are texts that tell naive servers from careful ones: patterns,
// quotes, escapes, letters whose cases differ in number, equal looks in
// different normal forms, and code points that UTF-16 sorts differently.
func HurtfulStrings() []string {
	return []string{
		"", " ", "  x", "a", "A", "b", "aa", "a%", "%", "_", "a_b", `\`, `a\b`, `\%`, "'", "O'Neil", "''", `"quoted"`,
		"ß", "ẞ", "SS", "ss", "Straße", "İ", "i", "I", "ı", "\u00e9", "e\u0301", "É", "Å", "\u212b", "Ω", "\u2126",
		"ﬁ", "σ", "ς", "Σ", "ΑΣ", "😀", "👩\u200d👧", "\ufffd", "𝔘", "ａ", "\u00a0", "\u2028", "\t", "line\nbreak", "\r\n",
		"a b", "a+b", "a&b=c", "a/b", "a;b", "100%", "%41", "%zz", "<b>&amp;</b>", "null", "true", "1", "01", "-1",
		"2024-01-01", "日本語", "עברית", "--", "/*", "$top", "@x", "?", strings.Repeat("x", 100),
	}
}

// nothing stands for null in the lists below.
const nothing = "\x00"

// pick sets the property to the i-th of the values, going round.
func (r shopRow) pick(property string, i int, values ...string) {
	if v := values[i%len(values)]; v != nothing {
		r[property] = v
	}
}

func shopCustomers() []shopRow {
	texts := HurtfulStrings()
	keys := []string{"O'Neil", "a/b", "a b", "ß", "%41", "+", "c000", "C000 ", "(1)", "C,1"}
	var rows []shopRow
	for i := range len(texts) + len(keys) {
		r := shopRow{"customerId": fmt.Sprintf("C%03d", i)}
		if i < len(texts) {
			r["name"] = texts[i]
		} else {
			r["customerId"] = keys[i-len(texts)]
		}
		if i%4 != 3 {
			r["email"] = fmt.Sprintf("User%d@Example.com", i)
		}
		r.pick("note", i*7+3, append(texts, nothing)...)
		r.pick("grade", i, "-1", "0", "1", "10", nothing)
		r.pick("channels", i, "0", "1", "2", "3", "4", "5", "6", "7", nothing)
		r.pick("active", i, "true", "false", nothing)
		r.pick("birthday", i, "2000-02-29", "1900-03-01", "0001-01-01", "9999-12-31", "1969-12-31",
			nothing, "2024-02-29")
		r.pick("wakeUp", i, "00:00:00", "23:59:59.999999", "12:00:00.5", nothing, "06:30:00")
		r.pick("credit", i, "0", "-0.0001", "99999999999999.9999", "-99999999999999.9999", "12.5", "0.1", nothing)
		r.pick("rating", i, "0", "1.5", "-1.5", "1.7976931348623157e308", "5e-324", "INF", "-INF", "0.1",
			"0.30000000000000004", nothing, "123456789012345680")
		r.pick("score", i, "0", "0.1", "3.4028235e38", "1e-45", nothing, "-16777216")
		r.pick("photo", i, "", "00", "deadbeef", nothing, strings.Repeat("ff", 64))
		r.pick("createdAt", i, "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00.000001Z",
			"2024-01-01T00:00:00.5Z", "1969-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z",
			"9999-12-31T23:59:59.999999Z")
		r.pick("seenAt", i, nothing, "2025-06-01T12:00:00Z", nothing, "2025-06-01T12:00:00.25Z")
		r.pick("tags", i, "", "a|b", "A|a", "AE|CAE", "ß|\u00e9|e\u0301", "100%|_", "'|x y", "😀")
		r.pick("nicknames", i, "", "", "Bob", "bob|BOB", "İ|i")
		rows = append(rows, r)
	}
	return rows
}

func shopCards() []shopRow {
	var rows []shopRow
	for i := range 12 {
		r := shopRow{"cardId": strconv.Itoa(i + 1)}
		r.pick("points", i, "0", "32767", "-32768", nothing)
		if i < 10 {
			r["holderId"] = fmt.Sprintf("C%03d", i*3)
		}
		if i == 9 {
			r["holderId"] = "nobody"
		}
		rows = append(rows, r)
	}
	return rows
}

func shopOrders() (orders, lines []shopRow) {
	extreme := []string{"0", "-1", "9007199254740993", "9223372036854775807", "-9223372036854775808"}
	texts := HurtfulStrings()
	for i := range 60 {
		r := shopRow{"orderId": strconv.Itoa(i + 1)}
		if i < len(extreme) {
			r["orderId"] = extreme[i]
		}
		r.pick("customerId", i, "C000", "C001", "C001", nothing, "C002", "O'Neil", "a/b", "gone", "C003", "C001")
		r.pick("status", i, "0", "1", "2", "9", "1")
		r.pick("placedAt", i/4, "2024-03-31T01:59:59.999999Z", "2024-03-31T02:00:00Z", "2024-03-31T02:00:00.000001Z",
			"2024-12-31T23:59:59.9Z", "2025-01-01T00:00:00Z")
		r.pick("paidAt", i, nothing, "2025-01-01T00:00:00.123456Z", "2025-01-01T00:00:00.12Z")
		r.pick("shippedOn", i, nothing, "2025-01-01", "2024-02-29", nothing)
		r.pick("total", i, "0", "0.01", "-0.01", "9999999999.99", "-9999999999.99", "10", "10.50", "10.5")
		r.pick("handling", i, "0", "1", "-1", "90061000001", nothing, "86400000000", "9223372036854775807")
		r.pick("remark", i, append([]string{nothing}, texts...)...)
		orders = append(orders, r)
		for j := range i % 5 {
			lines = append(lines, shopOrderLine(r["orderId"], i, j))
		}
	}
	return orders, lines
}

func shopOrderLine(order string, i, j int) shopRow {
	r := shopRow{"orderId": order, "lineNo": strconv.Itoa(j + 1)}
	if j == 3 {
		r["lineNo"] = "32767"
	}
	r.pick("productId", i+j, shopProductID(0), shopProductID(1), shopProductID(2), nothing, shopProductID(1000))
	r.pick("quantity", i*j, "1", "2", "2147483647", "-2147483648", "0")
	r.pick("unitPrice", i+j, "0.0001", nothing, "1.10", "99999999999999.9999")
	r.pick("discount", j, nothing, "0.1", "0.25")
	r.pick("comment", i+j, append([]string{nothing, nothing}, HurtfulStrings()...)...)
	return r
}

// shopProductID numbers the products so that their keys follow no order.
func shopProductID(i int) string {
	return fmt.Sprintf("%08x-0000-4000-8000-%012X", uint32(i)*2654435761, i)
}

func shopProducts() []shopRow {
	names := []string{
		"Straße", "a%", "İzmir", "Ελλάς", "O'Neil's", `back\slash`, "100% wool", "😀 mug", "\u00e9tude", "日本",
		"a_b", "x/y",
	}
	texts := HurtfulStrings()
	var rows []shopRow
	for i := range 40 {
		r := shopRow{"productId": shopProductID(i), "name": fmt.Sprintf("Product %02d", i)}
		if i < len(names) {
			r["name"] = names[i]
		}
		r.pick("color", i, "red", "green", "blue", nothing)
		r.pick("description", i*5, append(texts, nothing, nothing)...)
		r.pick("price", i, "9.99", "9.99", "0", "-1", nothing, "9999999999999999.99", "-9999999999999999.99", "10")
		r.pick("tinyPrice", i, "0.000000000000000001", "-0.999999999999999999", "0", nothing, "0.5")
		r.pick("weight", i, "0.1", "0.2", "0.30000000000000004", nothing, "1e-300", "-1e300", "100")
		r.pick("ratio", i, "0.1", "0.33333334", nothing, "1e10")
		r.pick("sold", i, "0", "9007199254740993", "9223372036854775807", "-9223372036854775808", nothing, "1")
		r.pick("stock", i, "0", "1", "2147483647", "-2147483648", nothing)
		r.pick("reorder", i, "0", "32767", "-32768", nothing, "7")
		r.pick("shelf", i, "-128", "127", "0", nothing)
		r.pick("minAge", i, "0", "255", nothing, "18")
		r.pick("available", i, "true", nothing, "false")
		r.pick("barcode", i, "00112233445566778899aabbccddeeff", "", nothing, "fffe")
		r.pick("introduced", i, "1970-01-01", "1969-12-31", "2024-02-29", nothing, "0001-01-01", "9999-12-31")
		r.pick("soldFrom", i, "00:00:00", "08:00:00", "08:00:00.000001", nothing)
		r.pick("leadTime", i, "0", "3600000000", "-3600000000", nothing, "1")
		r.pick("changedAt", i, "2024-01-01T00:00:00Z", nothing, "2024-01-01T00:00:00.000001Z")
		r.pick("successorId", i, nothing, shopProductID(i+1), shopProductID(i), nothing, shopProductID(2000))
		r.pick("keywords", i, "", "new", "new;sale", "Sale;SALE;sale", "a|b;c")
		rows = append(rows, r)
	}
	return rows
}

func shopCategories() []shopRow {
	// A tree of depth five, two roots, one row below itself and one below nothing.
	parents := []string{nothing, "1", "1", "2", "4", "5", nothing, "7", "7", "10", "99", "2"}
	names := []string{"All", "Tools", "Toys", "tools", "Tools", "", "Rest", nothing, "ß", "Loop", "Lost", "SS"}
	var rows []shopRow
	for i := range parents {
		r := shopRow{"categoryId": strconv.Itoa(i + 1)}
		r.pick("name", i, names...)
		r.pick("parentId", i, parents...)
		r.pick("rank", i, "1", "1", "2", nothing, "-5")
		rows = append(rows, r)
	}
	return rows
}

// shopLinks pairs products with categories; some have none, some several.
func shopLinks() (links [][2]string) {
	for i := range 30 {
		for j := range i % 4 {
			links = append(links, [2]string{shopProductID(i), strconv.Itoa((i+j*5)%12 + 1)})
		}
	}
	return links
}
