package payload

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

// TableType is the media type of a Table, with its parameters (RFC 4180, section 3).
const TableType = "text/csv; charset=utf-8; header=present"

// Table writes rows as lines of CSV (RFC 4180): values as in JSON, without the quotes
// that JSON needs. Null is an empty field and the empty string is "". A complex value
// is a column for each of its members, address/street; the items of a collection are
// joined by vertical bars, and an empty one is an empty field. A line of a single
// column may so be empty, which some readers skip.
//
// Strings that a spreadsheet could take for a formula begin with an apostrophe: those
// that begin with = + - @, a tab or a line break, or the full-width form of such a
// sign (OWASP, CSV Injection). One stands before such a sign behind a semicolon or tab, too.
type Table struct {
	names    []string
	columns  []column // of all rows, where they are of one type
	variants []tableVariant
	cell     int // tells the variant
}

// column is one field of a line. append is nil where rows of the type have none.
type column struct {
	cell   int
	append value.Appender
}

type tableVariant struct {
	mark
	columns []column
}

// NewTable prepares the output of a query's fields as CSV: in the order in which they
// are selected, else as they are declared. A Table is for one goroutine.
func NewTable(rows *plan.Rows, selected []string) *Table {
	t := &Table{cell: rows.VariantCell}
	t.name(rows.Fields, "")
	t.order(selected)
	places := make(map[string]int, len(t.names))
	for i, name := range t.names {
		places[name] = i
	}
	t.columns = t.columnsOf(places, rows.Fields, rows.Type)
	for _, of := range rows.Variants {
		t.variants = append(t.variants, tableVariant{newMark(of), t.columnsOf(places, rows.Fields, of)})
	}
	return t
}

// Columns is how many there are.
func (t *Table) Columns() int { return len(t.names) }

// name lists the columns. Derived types may have properties of one name.
func (t *Table) name(list []plan.Field, prefix string) {
	for i := range list {
		name := prefix + list[i].Name
		switch {
		case list[i].Members != nil:
			t.name(list[i].Members, name+"/")
		case !slices.Contains(t.names, name):
			t.names = append(t.names, name)
		}
	}
}

// order puts columns in the order of what selects them.
func (t *Table) order(selected []string) {
	rank := func(name string) int {
		for i, path := range selected {
			if path == "*" || path == name || strings.HasPrefix(name, path+"/") {
				return i
			}
		}
		return len(selected)
	}
	selected = slices.Clone(selected)
	for i, path := range selected { // type casts are no part of the names
		steps := strings.Split(path, "/")
		steps = slices.DeleteFunc(steps, func(step string) bool { return strings.Contains(step, ".") })
		selected[i] = strings.Join(steps, "/")
	}
	slices.SortStableFunc(t.names, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
}

func (t *Table) columnsOf(places map[string]int, list []plan.Field, of *metadata.EntityType) []column {
	columns := make([]column, len(t.names))
	fillColumns(columns, places, list, of, "")
	return columns
}

func fillColumns(
	columns []column, places map[string]int, list []plan.Field, of *metadata.EntityType, prefix string,
) {
	for i := range list {
		f := &list[i]
		switch {
		case f.Only != nil && !of.IsA(f.Only):
		case f.Members != nil:
			fillColumns(columns, places, f.Members, of, prefix+f.Name+"/")
		default:
			columns[places[prefix+f.Name]] = column{f.Cell, tableAppender(f)}
		}
	}
}

// AppendHeader appends the line with the names of the columns.
func (t *Table) AppendHeader(dst []byte) []byte {
	for i, name := range t.names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendField(dst, []byte(name))
	}
	return append(dst, "\r\n"...)
}

// Append appends the line of a row.
func (t *Table) Append(dst []byte, row []value.Cell) []byte {
	columns := t.columns
	for i := range t.variants {
		if t.variants[i].on(&row[t.cell]) {
			columns = t.variants[i].columns
			break
		}
	}
	for i := range columns {
		if i > 0 {
			dst = append(dst, ',')
		}
		if c := &columns[i]; c.append != nil && !row[c.cell].Null {
			dst = c.append(dst, &row[c.cell])
		}
	}
	return append(dst, "\r\n"...)
}

// Type implements Row: lines do not show it.
func (t *Table) Type([]value.Cell) *metadata.EntityType { return nil }

// Links implements Row: lines have none.
func (t *Table) Links() Links { return Links{} }

// Again implements Row.
func (t *Table) Again() Row { return nil }

// tableAppender chooses how a value that is not null is written.
func tableAppender(f *plan.Field) value.Appender {
	switch k := f.Type.Kind; {
	case f.Property != nil && f.Property.Collection != nil:
		return joinedAppender([]byte(f.Property.Collection.Separator))
	case k == value.String:
		return func(dst []byte, c *value.Cell) []byte { return appendText(dst, c.Bytes) }
	case k == value.Enum && f.Type.Enum != nil:
		var name []byte
		return func(dst []byte, c *value.Cell) []byte {
			name = appendMembers(name[:0], f.Type.Enum, c.Int)
			return appendField(dst, name)
		}
	case k == value.Single || k == value.Double:
		return unquoted(value.JSON(k)) // INF stands in quotes there
	default:
		return value.Text(k)
	}
}

// unquoted drops the quotes that JSON has around what is no number.
func unquoted(quoted value.Appender) value.Appender {
	return func(dst []byte, c *value.Cell) []byte {
		start := len(dst)
		if dst = quoted(dst, c); dst[start] != '"' {
			return dst
		}
		return append(dst[:start], dst[start+1:len(dst)-1]...)
	}
}

// joinedAppender writes a collection from its joined text.
func joinedAppender(separator []byte) value.Appender {
	bar := []byte{'|'}
	var joined []byte
	return func(dst []byte, c *value.Cell) []byte {
		if len(c.Bytes) == 0 {
			return dst
		}
		if bytes.Equal(separator, bar) {
			return appendText(dst, c.Bytes)
		}
		joined = joined[:0]
		for rest := c.Bytes; ; joined = append(joined, '|') {
			item, behind, more := bytes.Cut(rest, separator)
			joined = append(joined, item...)
			if rest = behind; !more {
				return appendText(dst, joined)
			}
		}
	}
}

// appendText appends a string, made harmless: with an apostrophe before what a
// spreadsheet could take for a formula. Editions that separate by semicolons, or
// tabs, see a cell begin behind each of them: quotes do not hold where the cell has
// begun before them.
func appendText(dst, text []byte) []byte {
	if len(text) == 0 {
		return append(dst, `""`...)
	}
	if !mayHoldFormula(text) {
		return appendField(dst, text)
	}
	var safe []byte
	for i, c := range text {
		if begins := i == 0 || text[i-1] == ';' || text[i-1] == '\t'; begins && beginsFormula(text[i:]) ||
			i == 0 && (c == '\t' || c == '\r' || c == '\n') {
			safe = append(safe, '\'')
		}
		safe = append(safe, c)
	}
	return appendField(dst, safe)
}

// mayHoldFormula spares most texts the work.
func mayHoldFormula(text []byte) bool {
	return text[0] < '0' || text[0] >= '=' && text[0] <= '@' || text[0] == 0xEF || bytes.ContainsAny(text, ";\t")
}

// beginsFormula says whether a spreadsheet could take a text for more than text. The
// full-width forms of the signs count as these in East Asian editions.
func beginsFormula(text []byte) bool {
	switch text[0] {
	case '=', '+', '-', '@':
		return true
	case 0xEF:
		r, _ := utf8.DecodeRune(text)
		return r == '＝' || r == '＋' || r == '－' || r == '＠'
	}
	return false
}

// appendField appends a text, in quotes where it holds what ends a field, or could
// for other readers. Bytes that are not UTF-8 become U+FFFD.
func appendField(dst, text []byte) []byte {
	quote, wide := false, false
	for _, c := range text {
		switch {
		case c == '"' || c == ',' || c == ';' || c == '\t' || c == '\r' || c == '\n':
			quote = true
		case c >= utf8.RuneSelf:
			wide = true
		}
	}
	valid := !wide || utf8.Valid(text)
	if !quote && valid {
		return append(dst, text...)
	}
	if quote {
		dst = append(dst, '"')
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if text[i] == '"' {
			dst = append(dst, '"')
		}
		dst = utf8.AppendRune(dst, r) // RuneError for a byte that is none
		i += size
	}
	if quote {
		dst = append(dst, '"')
	}
	return dst
}
