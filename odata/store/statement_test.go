package store

import (
	"database/sql/driver"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"zombiezen.com/go/sqlite"
)

func openConn(t *testing.T) *sqliteConn {
	t.Helper()
	c, err := openSQLite(filepath.Join(t.TempDir(), "test.db"), false)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

// TestStatementsAreBounded: a thousand texts do not stay compiled; those in use do.
func TestStatementsAreBounded(t *testing.T) {
	t.Parallel()
	c := openConn(t)
	open, _, err := c.statements.take("select 0")
	require.NoError(t, err)
	for i := range 10 * statementLimit {
		st, _, err := c.statements.take(fmt.Sprintf("select %d", i))
		require.NoError(t, err)
		more, err := st.stmt.Step()
		require.NoError(t, err)
		require.True(t, more)
		require.EqualValues(t, i, st.stmt.ColumnInt64(0))
		c.statements.put(st)
		require.LessOrEqual(t, len(c.statements.byText), statementLimit)
	}
	more, err := open.stmt.Step()
	require.NoError(t, err)
	require.True(t, more, "a statement in use outlives the others")
	c.statements.put(open)
	require.Empty(t, c.statements.running)
}

// compilations counts what is compiled.
type compilations struct{ selects int }

// Authorize implements sqlite.Authorizer, which SQLite asks while it compiles.
func (c *compilations) Authorize(a sqlite.Action) sqlite.AuthResult {
	if a.Type() == sqlite.OpSelect {
		c.selects++
	}
	return sqlite.AuthResultOK
}

// TestStatementsAreCompiledOnce: also where SQLite's planner looks at what kind of value
// an argument is. Long arguments are not kept for it.
func TestStatementsAreCompiledOnce(t *testing.T) {
	t.Parallel()
	c := openConn(t)
	require.NoError(t, c.run("create table a (w text, id integer, n integer, primary key (w, id))"))
	require.NoError(t, c.run("insert into a values ('x', 1, 2), ('x', 3, 4), ('y', 5, 6)"))
	var count compilations
	require.NoError(t, c.raw.SetAuthorizer(&count))
	ids := func(w string) (list []int64) {
		st, _, err := c.statements.take("select id from a where w = ? order by id")
		require.NoError(t, err)
		defer c.statements.put(st)
		require.NoError(t, st.bindDriver([]driver.NamedValue{{Ordinal: 1, Value: w}}))
		for {
			more, err := st.stmt.Step()
			require.NoError(t, err)
			if !more {
				return list
			}
			list = append(list, st.stmt.ColumnInt64(0))
		}
	}
	for range 3 {
		require.Equal(t, []int64{1, 3}, ids("x"))
		require.Equal(t, []int64{5}, ids("y"))
	}
	require.Equal(t, 1, count.selects)
	require.Empty(t, ids(strings.Repeat("x", keptArguments+1)))
	require.Equal(t, []int64{5}, ids("y"))
	require.Equal(t, 2, count.selects, "after a long argument")
}

// TestStatementsNest: the same text within itself is another statement.
func TestStatementsNest(t *testing.T) {
	t.Parallel()
	c := openConn(t)
	const text = "select value from json_each('[1,2,3]')"
	sum := int64(0)
	outer, _, err := c.statements.take(text)
	require.NoError(t, err)
	for {
		more, err := outer.stmt.Step()
		require.NoError(t, err)
		if !more {
			break
		}
		inner, _, err := c.statements.take(text)
		require.NoError(t, err)
		require.NotSame(t, outer, inner)
		for {
			more, err := inner.stmt.Step()
			require.NoError(t, err)
			if !more {
				break
			}
			sum += outer.stmt.ColumnInt64(0) * inner.stmt.ColumnInt64(0)
		}
		c.statements.put(inner)
	}
	c.statements.put(outer)
	require.EqualValues(t, 36, sum)
}

// TestDeclaredTypes follow the schema when it changes.
func TestDeclaredTypes(t *testing.T) {
	t.Parallel()
	c := openConn(t)
	require.NoError(t, c.run("create table a (made timestamp, ok bool, id guid, n integer)"))
	require.NoError(t, c.run("create view v as select made, ok from a"))
	declared := func(text string) []string {
		st, _, err := c.statements.take(text)
		require.NoError(t, err)
		defer c.statements.put(st)
		return st.declared()
	}
	require.Equal(t, []string{"TIMESTAMP", "BOOL", "GUID", "INTEGER"}, declared("select * from a"))
	require.Equal(t, []string{"TIMESTAMP", "BOOL"}, declared("select v.* from v"))
	require.Equal(t, []string{"TIMESTAMP", ""}, declared("select made as a__made, ok as other from a"))
	require.Equal(t, []string{"", ""}, declared("select max(made), 1 from a"))
	require.NoError(t, c.run("drop view v"))
	require.NoError(t, c.run("alter table a rename column made to built"))
	require.NoError(t, c.run("alter table a add column made boolean"))
	require.Equal(t, []string{"TIMESTAMP", "BOOLEAN"}, declared("select built, made from a"))
}

func TestSkipBlank(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", " \n;": "", "-- x": "", "-- x\nselect": "select", "/* ; */ ; --\n/**/select 1 -- y": "select 1 -- y",
		"/*": "", "-": "-",
	} {
		require.Equal(t, want, skipBlank(text), text)
	}
}

// named is of the kinds that have their own opinion about being stored.
type named struct{ value driver.Value }

func (n named) Value() (driver.Value, error) { return n.value, nil }

func TestStorable(t *testing.T) {
	t.Parallel()
	id := uuid.UUID{1, 15: 2}
	at := time.Unix(-1, 999_999_999).In(time.FixedZone("x", 3600))
	yes, text := true, "t"
	for _, c := range []struct{ in, want any }{
		{nil, nil},
		{id, id[:]},
		{&id, id[:]},
		{(*uuid.UUID)(nil), nil},
		{[16]byte(id), id[:]},
		{uuid.NullUUID{}, nil},
		{uuid.NullUUID{UUID: id, Valid: true}, id[:]},
		{at, int64(-1)},
		{&at, int64(-1)},
		{(*time.Time)(nil), nil},
		{true, int64(1)},
		{false, int64(0)},
		{&yes, int64(1)},
		{(*bool)(nil), nil},
		{&text, "t"},
		{(*string)(nil), nil},
		{uint8(7), int64(7)},
		{float32(1.5), 1.5},
		{[]byte{1}, []byte{1}},
		{named{at}, int64(-1)},
		{named{true}, int64(1)},
		{named{nil}, nil},
	} {
		got, err := storable(c.in)
		require.NoError(t, err)
		require.Equal(t, c.want, got, "%T", c.in)
	}
	for _, bad := range []any{uint64(1 << 63), struct{}{}, []int{1}} {
		_, err := storable(bad)
		require.Error(t, err, "%T", bad)
	}
}
