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
	for _, r := range []record{&User{}, &Team{}} {
		s, err := schema.Parse(r, &sync.Map{}, schema.NamingStrategy{})
		require.NoError(t, err)
		require.Equal(t, s.Table, r.TableName())
		names := map[string]bool{}
		for _, c := range r.columns() {
			if c.query != "" {
				continue
			}
			field := s.FieldsByDBName[c.name]
			require.NotNil(t, field, c.name)
			require.Same(t, field.ReflectValueOf(t.Context(), reflect.ValueOf(r)).Addr().Interface(), c.field, c.name)
			names[c.name] = true
		}
		require.Len(t, names, len(s.DBNames))
	}
}
