package metadata

import (
	"reflect"

	"gorm.io/gorm"
	"gorm.io/gorm/schema"
)

// deleted finds the column that marks rows as deleted, as GORM's own queries do.
func (b *builder) deleted(s *source) {
	if s.base != nil {
		s.typ.Deleted = s.base.typ.Deleted
		return
	}
	for _, f := range s.schema.Fields {
		if !marksDeleted(f) {
			continue
		}
		if _, given := f.TagSettings["ZEROVALUE"]; given {
			b.problem(s.place(f), "a zero value instead of null is not supported")
		}
		s.typ.Deleted = f.DBName
	}
}

// marksDeleted says whether a field is gorm.DeletedAt, and thus no property.
func marksDeleted(f *schema.Field) bool {
	return f.IndirectFieldType == reflect.TypeFor[gorm.DeletedAt]() && f.DBName != ""
}
