package models

import (
	"reflect"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm/schema"
)

// The statements of records name the columns that GORM knows, with their fields.
func TestRecordsMatchTheStructs(t *testing.T) {
	t.Parallel()
	d := &Directory{
		users: func() *table { return userTable(sqlite) }, teams: func() *table { return teamTable(sqlite) },
	}
	for _, r := range []record{&User{}, &Team{}} {
		s, err := schema.Parse(r, &sync.Map{}, schema.NamingStrategy{})
		require.NoError(t, err)
		table := r.table(d)
		require.Equal(t, s.Table, table.name)
		require.ElementsMatch(t, s.DBNames, table.columns)
		fields := r.fields()
		for i, name := range table.columns {
			field := s.FieldsByDBName[name].ReflectValueOf(t.Context(), reflect.ValueOf(r))
			require.Same(t, field.Addr().Interface(), fields[i], name)
		}
	}
	require.Equal(t, "a = $1 AND b = $2", placeholders(postgres, "a = ? AND b = ?"))
}
