package store_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// storageClass is a row of the table in the package's documentation.
type storageClass struct {
	column           value.Column
	postgres, sqlite string
	cast             string // to an array on PostgreSQL
	values           []value.Value
}

const (
	year0001 = -62135596800_000000 // 0001-01-01T00:00:00Z in microseconds
	year9999 = 253402300799_999999
)

func whole(kind value.Kind, numbers ...int64) []value.Value {
	values := make([]value.Value, len(numbers))
	for i, n := range numbers {
		values[i] = value.Value{Kind: kind, Int: n}
	}
	return values
}

func floats(kind value.Kind, numbers ...float64) []value.Value {
	values := make([]value.Value, len(numbers))
	for i, n := range numbers {
		values[i] = value.Value{Kind: kind, Float: n}
	}
	return values
}

func texts(kind value.Kind, items ...string) []value.Value {
	values := make([]value.Value, len(items))
	for i, s := range items {
		values[i] = value.Value{Kind: kind, Text: s}
	}
	return values
}

func blobs(kind value.Kind, items ...[]byte) []value.Value {
	values := make([]value.Value, len(items))
	for i, b := range items {
		values[i] = value.Value{Kind: kind, Bytes: b}
	}
	return values
}

func storageClasses() []storageClass {
	allBytes := make([]byte, 256)
	for i := range allBytes {
		allBytes[i] = byte(i)
	}
	strange := []string{
		"", " ", "a", "O'Neil", `"`, `\`, "?", "$1", "@x", "%", "\n\r\t\x01\x1f\x7f", "Ünïcödé", "😀", "\u2028",
		strings.Repeat("long ", 20000),
	}
	return []storageClass{
		{value.Column{Kind: value.Boolean}, "boolean", "integer", "bool[]", whole(value.Boolean, 0, 1)},
		{value.Column{Kind: value.Byte}, "smallint", "integer", "int2[]", whole(value.Byte, 0, 1, 255)},
		{value.Column{Kind: value.SByte}, "smallint", "integer", "int2[]", whole(value.SByte, -128, 0, 127)},
		{value.Column{Kind: value.Int16}, "smallint", "integer", "int2[]", whole(value.Int16, -32768, 0, 32767)},
		{
			value.Column{Kind: value.Int32},
			"integer", "integer", "int4[]",
			whole(value.Int32, math.MinInt32, -1, 0, math.MaxInt32),
		},
		{
			value.Column{Kind: value.Int64},
			"bigint", "integer", "int8[]",
			whole(value.Int64, math.MinInt64, -1, 0, 1<<53+1, math.MaxInt64),
		},
		{value.Column{Kind: value.Enum}, "integer", "integer", "int4[]", whole(value.Enum, 0, 7)},
		{
			value.Column{Kind: value.Single},
			"real", "real", "float4[]",
			floats(value.Single, 0, -1.5, math.MaxFloat32, math.SmallestNonzeroFloat32, math.Inf(1), math.Inf(-1)),
		},
		{
			value.Column{Kind: value.Double},
			"double precision", "real", "float8[]",
			floats(value.Double, 0, 1, -1.5, 0.1, 1e21, math.MaxFloat64, math.SmallestNonzeroFloat64,
				math.Inf(1), math.Inf(-1)),
		},
		{
			value.Column{Kind: value.Decimal, Scale: 2},
			"numeric(18,2)", "integer", "numeric[]",
			texts(value.Decimal, "0.00", "0.01", "-0.01", "12.30", "-10000.05", "9999999999999999.99",
				"-9999999999999999.99"),
		},
		{
			value.Column{Kind: value.Decimal},
			"numeric(18)", "integer", "numeric[]",
			texts(value.Decimal, "0", "1", "-7", "10000", "999999999999999999"),
		},
		{
			value.Column{Kind: value.Decimal, Scale: 18},
			"numeric(18,18)", "integer", "numeric[]",
			texts(value.Decimal, "0.000000000000000001", "-0.999999999999999999", "0.000000000000000000"),
		},
		{value.Column{Kind: value.String}, `text collate "C"`, "text", "text[]", texts(value.String, strange...)},
		{
			value.Column{Kind: value.Guid},
			"uuid", "blob", "uuid[]",
			blobs(value.Guid, make([]byte, 16), bytes.Repeat([]byte{0xff}, 16), allBytes[:16]),
		},
		{
			value.Column{Kind: value.Binary},
			"bytea", "blob", "bytea[]",
			blobs(value.Binary, []byte{}, []byte{0}, allBytes, bytes.Repeat(allBytes, 400)),
		},
		{value.Column{Kind: value.Date}, "date", "integer", "date[]", whole(value.Date, -719162, -1, 0, 1, 2932896)},
		{
			value.Column{Kind: value.TimeOfDay},
			"time(6)", "integer", "time[]",
			whole(value.TimeOfDay, 0, 1, 86399_999999),
		},
		{
			value.Column{Kind: value.DateTimeOffset},
			"timestamptz(6)", "integer", "timestamptz[]",
			whole(value.DateTimeOffset, year0001, -1, 0, 1, 1700000000_123456, year9999),
		},
		{
			value.Column{Kind: value.Duration},
			"bigint", "integer", "int8[]",
			whole(value.Duration, math.MinInt64, -1, 0, 1, math.MaxInt64),
		},
	}
}

// TestStorageClasses stores every kind's extremes through arguments and reads
// them back as the same cells, alone and beside nulls.
func TestStorageClasses(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		for i, class := range storageClasses() {
			t.Run(fmt.Sprint(class.column.Kind, class.column.Scale), func(t *testing.T) {
				table := fmt.Sprintf("t%d", i)
				kind := class.postgres
				if db.Dialect() == "sqlite" {
					kind = class.sqlite
				}
				execute(t, db, "create table "+table+" (n integer not null, v "+kind+")")
				values := append([]value.Value{{}}, class.values...)
				storeAll(t, db, table, values)
				requireStored(t, db, table, class.column, values)
			})
		}
	})
}

func storeAll(t *testing.T, db *store.DB, table string, values []value.Value) {
	t.Helper()
	insert := places(db, "insert into "+table+" values ($1, $2) returning n")
	require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
		r, err := store.Within(tx)
		require.NoError(t, err)
		for n, v := range values {
			got, err := number(t.Context(), r, insert, value.Value{Kind: value.Int32, Int: int64(n)}, v)
			require.NoError(t, err)
			require.EqualValues(t, n, got)
		}
		return nil
	}))
}

func requireStored(t *testing.T, db *store.DB, table string, column value.Column, values []value.Value) {
	t.Helper()
	q := store.Query{SQL: "select v, v, null from " + table + " order by n", Last: true}
	q.Columns = []value.Column{column, column, column}
	n := 0
	require.NoError(t, db.Read(t.Context(), "", func(r store.Reader) error {
		return r.Query(t.Context(), q, func(row []value.Cell) error {
			for _, cell := range row[:2] {
				same(t, column.Kind, cellOf(values[n]), cell)
			}
			require.True(t, row[2].Null)
			n++
			return nil
		})
	}))
	require.Len(t, values, n)
}

// TestLists sends every kind as a list, with nulls and empty ones, and gets the
// items back.
func TestLists(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		for _, class := range storageClasses() {
			t.Run(fmt.Sprint(class.column.Kind, class.column.Scale), func(t *testing.T) {
				q := store.Query{SQL: "select unnest($1::" + class.cast + ")", Columns: []value.Column{class.column}}
				if db.Dialect() == "sqlite" {
					q.SQL = "select value from json_each(?1)"
					if class.sqlite == "blob" {
						q.SQL = "select unhex(value) from json_each(?1)"
					}
				}
				full := append([]value.Value{{}}, class.values...)
				for _, items := range [][]value.Value{nil, class.values[:1], full, append(full, value.Value{})} {
					q.Args = []value.Value{{Kind: class.column.Kind, Many: true, List: items}}
					n := 0
					require.NoError(t, db.Read(t.Context(), "", func(r store.Reader) error {
						return r.Query(t.Context(), q, func(row []value.Cell) error {
							same(t, class.column.Kind, cellOf(items[n]), row[0])
							n++
							return nil
						})
					}))
					require.Len(t, items, n)
				}
			})
		}
	})
}

// TestNaN: SQLite has no NaN and stores null.
func TestNaN(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		q := store.Query{SQL: places(db, "select $1"), Columns: []value.Column{{Kind: value.Double}}}
		if db.Dialect() == "postgres" {
			q.SQL += "::float8"
		}
		q.Args = floats(value.Double, math.NaN())
		require.NoError(t, db.Read(t.Context(), "", func(r store.Reader) error {
			return r.Query(t.Context(), q, func(row []value.Cell) error {
				if db.Dialect() == "sqlite" {
					require.True(t, row[0].Null)
					return nil
				}
				require.True(t, math.IsNaN(row[0].Float))
				return nil
			})
		}))
	})
}

// TestComputed: counts, sums and averages come in other types than columns.
func TestComputed(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (i integer, b bigint)", "insert into c values (1, 4), (2, 5), (null, null)")
		q := store.Query{
			SQL: "select count(*), sum(i), sum(b), min(i), sum(b), avg(b), sum(i) from c",
			Columns: []value.Column{
				{Kind: value.Int64},
				{Kind: value.Int64},
				{Kind: value.Int32},
				{Kind: value.Byte},
				{Kind: value.Double},
				{Kind: value.Double},
				{Kind: value.Double},
			},
		}
		require.NoError(t, db.Read(t.Context(), "", func(r store.Reader) error {
			return r.Query(t.Context(), q, func(row []value.Cell) error {
				require.Equal(t, []int64{3, 3, 9, 1}, []int64{row[0].Int, row[1].Int, row[2].Int, row[3].Int})
				require.Equal(t, []float64{9, 4.5, 3}, []float64{row[4].Float, row[5].Float, row[6].Float})
				return nil
			})
		}))
	})
}

// TestMismatch: a result that is not what the query promised is an error, not
// a wrong cell.
func TestMismatch(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		text := places(db, "select $1")
		if db.Dialect() == "postgres" {
			text += "::text"
		}
		date := []value.Column{{Kind: value.Date}}
		guid, guids := "select 1 where ?1 is not null", "select 1 where ?1 is not null"
		if db.Dialect() == "postgres" {
			guid, guids = "select 1 where $1::uuid is not null", "select 1 where $1::uuid[] is not null"
		}
		shortGuids := []value.Value{{Kind: value.Guid, Many: true, List: blobs(value.Guid, []byte{1})}}
		for name, q := range map[string]store.Query{
			"text as number":   {SQL: text, Args: texts(value.String, "1"), Columns: int64s(1)},
			"text as date":     {SQL: text, Args: texts(value.String, "1"), Columns: date},
			"number as text":   {SQL: "select 1", Columns: []value.Column{{Kind: value.String}}},
			"real as number":   {SQL: "select 1.5", Columns: int64s(1)},
			"number as null":   {SQL: "select 1", Columns: []value.Column{{}}},
			"too many columns": {SQL: "select 1", Columns: int64s(2)},
			"too few columns":  {SQL: "select 1, 2", Columns: int64s(1)},
			"no rows at all":   {SQL: "select 1 where false; select 2", Columns: int64s(1)},
			"too few args":     {SQL: text, Columns: int64s(1)},
			"too many args":    {SQL: "select 1", Args: whole(value.Int64, 1), Columns: int64s(1)},
			"not SQL":          {SQL: "selekt", Columns: int64s(1)},
			"a short guid":     {SQL: guid, Args: blobs(value.Guid, []byte{1}), Columns: int64s(1)},
			"one in a list":    {SQL: guids, Args: shortGuids, Columns: int64s(1)},
		} {
			for _, last := range []bool{false, true} {
				q.Last = last
				err := db.Read(t.Context(), "", func(r store.Reader) error {
					return r.Query(t.Context(), q, func([]value.Cell) error { return nil })
				})
				require.Error(t, err, name)
			}
		}
		require.EqualValues(t, 1, readNumber(t, db, "select 1"), "the connection is still good")
	})
}
