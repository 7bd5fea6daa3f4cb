package payload

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/value"
)

func TestTableTexts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":              `""`,
		"a":             "a",
		" a ":           " a ",
		"a'b":           "a'b",
		`a"b`:           `"a""b"`,
		`"`:             `""""`,
		"a,b":           `"a,b"`,
		"a;b":           `"a;b"`,
		"a\tb":          "\"a\tb\"",
		"a\r\nb":        "\"a\r\nb\"",
		"a\nb":          "\"a\nb\"",
		"é😀":            "é😀",
		"a=1":           "a=1",
		"=1+1":          "'=1+1",
		"+1":            "'+1",
		"-1":            "'-1",
		"@SUM(A1)":      "'@SUM(A1)",
		"\tx":           "\"'\tx\"",
		"\rx":           "\"'\rx\"",
		"\nx":           "\"'\nx\"",
		`=cmd|"/C x"!A`: `"'=cmd|""/C x""!A"`,
		"＝1":            "'＝1",
		"＋1":            "'＋1",
		"－1":            "'－1",
		"＠a":            "'＠a",
		"！a":            "！a",
		"'=1":           "'=1",
		"x;=1+1;-y;z":   `"x;'=1+1;'-y;z"`,
		"x\t＝1":         "\"x\t'＝1\"",
		"a\xffb":        "a\ufffdb",
		"\xff\xfe,":     "\"\ufffd\ufffd,\"",
		"\xef=1":        "\ufffd=1",
		"a\ufffd":       "a\ufffd",
	} {
		require.Equal(t, "x"+want, string(appendText([]byte("x"), []byte(text))), "%q", text)
	}
}

// Whatever is written, a reader of CSV reads what JSON would say, behind an apostrophe
// where that is needed.
func TestRandomTableTexts(t *testing.T) {
	t.Parallel()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	pieces := []string{
		"=", "+", "-", "@", "\t", "\n", `"`, ",", ";", "'", "a", "é", "😀", "＝", "\xff", "\xe2\x82", " ", "|", "\x00",
	}
	formula := regexp.MustCompile(`(^|[;\t])([=+@＝-])`) // in whatever edition of a spreadsheet
	for range 5000 {
		var cells []string
		line := []byte{}
		for i := range 1 + random.IntN(4) {
			var text strings.Builder
			for range random.IntN(6) {
				text.WriteString(pieces[random.IntN(len(pieces))])
			}
			cells = append(cells, text.String())
			if i > 0 {
				line = append(line, ',')
			}
			line = appendText(line, []byte(text.String()))
		}
		require.True(t, utf8.Valid(line))
		read, err := csv.NewReader(strings.NewReader(string(line) + "\r\n")).Read()
		require.NoError(t, err, "%q", line)
		require.Len(t, read, len(cells))
		for i, cell := range cells {
			want := string([]rune(cell)) // a rune of what is none is U+FFFD
			want = formula.ReplaceAllString(want, "$1'$2")
			if strings.ContainsAny(want[:min(1, len(want))], "\t\n") {
				want = "'" + want
			}
			require.Equal(t, want, read[i], "%q", line)
		}
	}
}

// tableRows is a selection of properties of each kind of column.
func tableRows() *plan.Rows {
	name := &metadata.Property{Name: "name", Kind: value.String}
	flags := &metadata.EnumType{
		Name: "Flags", Flags: true,
		Members: []metadata.EnumMember{{Name: "None"}, {Name: "Mail", Value: 1}, {Name: "Post", Value: 2}},
	}
	words := &metadata.Property{Name: "words", Kind: value.String, Collection: &metadata.Collection{Separator: ";"}}
	labels := &metadata.Property{Name: "labels", Kind: value.String, Collection: &metadata.Collection{Separator: "|"}}
	text := plan.Type{Kind: value.String}
	return &plan.Rows{Type: &metadata.EntityType{Name: "Thing"}, Fields: []plan.Field{
		{Name: "name", Property: name, Type: text, Cell: 0},
		{Name: "flags", Type: plan.Type{Kind: value.Enum, Enum: flags}, Cell: 1},
		{Name: "words", Property: words, Type: text, Cell: 2},
		{Name: "labels", Property: labels, Type: text, Cell: 3},
		{Name: "size", Type: plan.Type{Kind: value.Double}, Cell: 4},
		{Name: "place", Members: []plan.Field{
			{Name: "street", Type: text, Cell: 5},
			{Name: "geo", Members: []plan.Field{{Name: "x", Type: plan.Type{Kind: value.Int32}, Cell: 6}}},
		}},
		{Name: "photo", Type: plan.Type{Kind: value.Binary}, Cell: 7},
	}}
}

func TestTableLines(t *testing.T) {
	t.Parallel()
	table := NewTable(tableRows(), nil)
	require.Equal(t, 8, table.Columns())
	text := table.AppendHeader(nil)
	null := make([]value.Cell, 8)
	for i := range null {
		null[i].Null = true
	}
	text = table.Append(text, null)
	text = table.Append(text, []value.Cell{
		{}, {}, {}, {}, {Float: math.Inf(1)}, {}, {Int: -7}, {Bytes: []byte{0xff, 0xfe}},
	})
	text = table.Append(text, []value.Cell{
		{Bytes: []byte("=1")},
		{Int: 3},
		{Bytes: []byte("=a;b;c")},
		{Bytes: []byte("a,b|c")},
		{Float: -0.5},
		{Bytes: []byte("x")},
		{Int: 0},
		{Bytes: []byte{}},
	})
	text = table.Append(text, []value.Cell{
		{Bytes: []byte("z")},
		{Int: 4},
		{Bytes: []byte("a")},
		{Bytes: []byte("-")},
		{Float: 0},
		{Bytes: []byte("x")},
		{Int: 0},
		{Bytes: []byte{}},
	})
	require.Equal(t, strings.Join([]string{
		"name,flags,words,labels,size,place/street,place/geo/x,photo",
		",,,,,,,",
		`"",None,,,INF,"",-7,__4`,
		`'=1,"Mail,Post",'=a|b|c,"a,b|c",-0.5,x,0,`,
		"z,4,a,'-,0,x,0,",
		"",
	}, "\r\n"), string(text))
}

func TestTableOrder(t *testing.T) {
	t.Parallel()
	for selected, want := range map[string]string{
		"":                                 "name,flags,words,labels,size,place/street,place/geo/x,photo",
		"*":                                "name,flags,words,labels,size,place/street,place/geo/x,photo",
		"size,*":                           "size,name,flags,words,labels,place/street,place/geo/x,photo",
		"photo,place,name":                 "photo,place/street,place/geo/x,name,flags,words,labels,size",
		"place/geo/x,S.T/labels,name":      "place/geo/x,labels,name,flags,words,size,place/street,photo",
		"place/geo,place/street,manager,b": "place/geo/x,place/street,name,flags,words,labels,size,photo",
	} {
		var paths []string
		if selected != "" {
			paths = strings.Split(selected, ",")
		}
		header := string(NewTable(tableRows(), paths).AppendHeader(nil))
		require.Equal(t, want+"\r\n", header, selected)
	}
}
