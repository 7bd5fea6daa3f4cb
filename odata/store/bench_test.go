package store_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

const benchRows = 100_000

// BenchmarkRead reads 100,000 rows of 8 columns: two guids, three texts, a
// boolean and two times.
func BenchmarkRead(b *testing.B) {
	for _, open := range []func(testing.TB) *store.DB{odatatest.SQLite, odatatest.Postgres} {
		db := open(b)
		b.Run(db.Dialect(), func(b *testing.B) {
			fillPeople(b, db, benchRows)
			q := store.Query{SQL: "select * from people", Columns: peopleColumns(), Last: true}
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				n := 0
				err := db.Read(b.Context(), "", func(r store.Reader) error {
					return r.Query(b.Context(), q, func([]value.Cell) error {
						n++
						return nil
					})
				})
				require.NoError(b, err)
				require.Equal(b, benchRows, n)
			}
			b.ReportMetric(float64(benchRows*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkWrite commits transactions of one insert.
func BenchmarkWrite(b *testing.B) {
	for _, open := range []func(testing.TB) *store.DB{odatatest.SQLite, odatatest.Postgres} {
		db := open(b)
		b.Run(db.Dialect(), func(b *testing.B) {
			require.NoError(b, db.GORM().Exec("create table if not exists c (n integer)").Error)
			insert := func(tx *gorm.DB) error { return tx.Exec("insert into c values (?)", 1).Error }
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				require.NoError(b, db.Write(b.Context(), "", insert))
			}
		})
	}
}

// BenchmarkReadOne is the cost of a read itself: one row by its key.
func BenchmarkReadOne(b *testing.B) {
	for _, open := range []func(testing.TB) *store.DB{odatatest.SQLite, odatatest.Postgres} {
		db := open(b)
		b.Run(db.Dialect(), func(b *testing.B) {
			q := store.Query{SQL: "select 1", Columns: []value.Column{{Kind: value.Int32}}, Last: true}
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, db.Read(b.Context(), "", func(r store.Reader) error {
					return r.Query(b.Context(), q, func([]value.Cell) error { return nil })
				}))
			}
		})
	}
}

func peopleColumns() []value.Column {
	return []value.Column{
		{Kind: value.Guid},
		{Kind: value.Guid},
		{Kind: value.String},
		{Kind: value.String},
		{Kind: value.String},
		{Kind: value.Boolean},
		{Kind: value.DateTimeOffset},
		{Kind: value.DateTimeOffset},
	}
}

// fillPeople makes n rows by SQL alone.
func fillPeople(tb testing.TB, db *store.DB, n int) {
	tb.Helper()
	statements := []string{
		`create table people (id uuid, boss uuid, email text, first text, last text, active boolean,
			made timestamptz, changed timestamptz)`,
		`insert into people select md5(i::text)::uuid, case when i % 2 = 0 then md5((i/2)::text)::uuid end,
			'person' || i || '@example.com', 'First' || i, 'Last' || i, i % 3 = 0,
			timestamptz '2020-01-01' + i * interval '1 second', timestamptz '2024-01-01' + i * interval '1 second'
			from generate_series(1, ?) i`,
	}
	if db.Dialect() == "sqlite" {
		statements = []string{
			`create table people (id blob, boss blob, email text, first text, last text, active boolean,
				made timestamp, changed timestamp)`,
			`insert into people with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
				select randomblob(16), case when i % 2 = 0 then randomblob(16) end, 'person' || i || '@example.com',
				'First' || i, 'Last' || i, i % 3 = 0,
				1577836800000000 + i * 1000000, 1704067200000000 + i * 1000000 from n`,
		}
	}
	require.NoError(tb, db.Write(tb.Context(), "", func(tx *gorm.DB) error {
		if err := tx.Exec(statements[0]).Error; err != nil {
			return err
		}
		return tx.Exec(statements[1], n).Error
	}))
}

// BenchmarkWrites are small writes from 16 goroutines on SQLite: with commits that
// they share, and with one for each.
func BenchmarkWrites(b *testing.B) {
	for name, ctx := range map[string]context.Context{
		"shared": b.Context(), "single": store.WithWriteTimeout(b.Context(), hang),
	} {
		b.Run(name, func(b *testing.B) {
			db, err := store.Open(b.Context(), odatatest.SQLiteURL(b), store.Options{BusyTimeout: hang})
			require.NoError(b, err)
			b.Cleanup(func() { require.NoError(b, db.Close()) })
			require.NoError(b, db.GORM().Exec("create table c (n integer primary key, t text)").Error)
			b.SetParallelism(16)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					err := db.Write(ctx, "", func(tx *gorm.DB) error {
						return tx.Exec("insert into c (t) values ('x')").Error
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
