package metadata

import "github.com/seed-267014d6/roster/odata/value"

// singleton enters a singleton, and its type if nothing else has it.
func (b *builder) singleton(single SingletonSource) {
	typ := structOf(single.Model)
	s := b.byStruct[typ]
	switch {
	case s == nil:
		s = b.parse(declaration{
			place: single.Name, model: single.Model, name: single.TypeName, description: single.TypeDescription,
		})
	case single.TypeName != "" && single.TypeName != s.typ.Name, single.TypeDescription != "":
		b.problem(single.Name, "the type of %s is named and described where its set is declared", s.schema.Name)
	}
	if s == nil {
		return
	}
	if s.typ.Abstract {
		b.problem(single.Name, "%s is abstract: no entity is of it", s.typ.Name)
	}
	b.model.Singletons = append(b.model.Singletons, &Singleton{
		Name: single.Name, Type: s.typ, Description: single.Description, Key: single.Key,
	})
}

// singletonKeys holds the given keys against the types' keys.
func (b *builder) singletonKeys() {
	for _, s := range b.model.Singletons {
		if len(s.Key) == 0 {
			continue
		}
		if len(s.Key) != len(s.Type.Key) {
			b.problem(s.Name, "its key has %d values, but %s has %d key properties", len(s.Key), s.Type.Name,
				len(s.Type.Key))
			continue
		}
		for i, v := range s.Key {
			if v.Kind != s.Type.Key[i].Kind || v.Many || v.Kind == value.Guid && len(v.Bytes) != 16 {
				b.problem(s.Name, "its value of the key property %s is no single %s",
					s.Type.Key[i].Name, s.Type.Key[i].Kind)
			}
		}
	}
}
