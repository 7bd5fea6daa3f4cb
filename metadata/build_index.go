package metadata

import "slices"

// indexes notes the columns by which the table of a type can be looked up and read in
// order.
func (b *builder) indexes(s *source) {
	note := func(columns []string) {
		for _, column := range columns {
			if column == s.typ.Scope {
				continue
			}
			if !slices.Contains(s.typ.Indexed, column) {
				s.typ.Indexed = append(s.typ.Indexed, column)
			}
			return
		}
	}
	note(s.schema.PrimaryFieldDBNames)
	for _, k := range s.typ.AlternateKeys {
		note([]string{k.Column})
	}
	for _, index := range s.schema.ParseIndexes() {
		columns := make([]string, 0, len(index.Fields))
		for _, f := range index.Fields {
			columns = append(columns, f.DBName)
		}
		if index.Where == "" {
			note(columns)
		}
	}
	slices.Sort(s.typ.Indexed)
}
