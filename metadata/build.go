package metadata

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"gorm.io/gorm/schema"
)

// Options are the parts of a model that no struct can say.
type Options struct {
	// Namespace and Container name the schema and its entity container; the
	// container is named "Container" if empty.
	Namespace string
	Container string
	// Enums are the enumeration types, for the tag's enum= term. All of them
	// are part of the model, in this order.
	Enums []*EnumType
	// Normalisers are the functions for the tag's normalise= term; see
	// AlternateKey.Normalise.
	Normalisers map[string]func(given string) (stored string, ok bool)
}

// SetSource declares an entity set and its type by a GORM model.
type SetSource struct {
	// Name is the entity set's, such as "Users".
	Name string
	// Description is the entity set's (Core.Description).
	Description string
	// Model is a pointer to the struct, such as &User{}.
	Model any
	// TypeName is the entity type's; the Go type's name if empty.
	TypeName string
	// TypeDescription is the entity type's (Core.Description).
	TypeDescription string
}

// Build makes the model of the entity sets from their GORM structs, as the
// package documentation says. The error names everything that is wrong, one
// problem a line, each with its struct and field.
func Build(o Options, sets ...SetSource) (*Model, error) {
	if o.Container == "" {
		o.Container = "Container"
	}
	b := &builder{
		options:      o,
		model:        &Model{Namespace: o.Namespace, Container: o.Container, Enums: o.Enums},
		byStruct:     map[reflect.Type]*source{},
		complexes:    map[reflect.Type]*ComplexType{},
		complexOwner: map[*ComplexType]*Property{},
	}
	for _, set := range sets {
		b.parse(set)
	}
	for _, s := range b.sources {
		b.scope(s)
	}
	for _, s := range b.sources {
		b.columns(s)
		b.key(s)
	}
	for _, s := range b.sources {
		b.relations(s)
	}
	b.partners()
	b.checkNames()
	b.checkStores()
	if len(b.problems) > 0 {
		return nil, fmt.Errorf("metadata: the model is wrong:\n%w", errors.Join(b.problems...))
	}
	return b.model, nil
}

// builder is the state of one Build.
type builder struct {
	options      Options
	model        *Model
	cache        sync.Map // GORM's, of this build only
	sources      []*source
	byStruct     map[reflect.Type]*source
	complexes    map[reflect.Type]*ComplexType
	complexOwner map[*ComplexType]*Property // whose fields make the type
	problems     []error
}

// source is one set while it is built.
type source struct {
	schema   *schema.Schema
	typ      *EntityType
	byColumn map[string]*Property   // those stored in the entity's own table
	partner  map[*Navigation]string // what the odata tags say
}

// problem notes something wrong at a place such as "User.Role", once.
func (b *builder) problem(place, format string, args ...any) {
	text := place + ": " + fmt.Sprintf(format, args...)
	for _, known := range b.problems {
		if known.Error() == text {
			return
		}
	}
	b.problems = append(b.problems, errors.New(text))
}

// parse reads the struct of a set by GORM and enters its type into the model.
func (b *builder) parse(set SetSource) {
	typ := reflect.TypeOf(set.Model)
	for typ != nil && typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ == nil || typ.Kind() != reflect.Struct {
		b.problem(set.Name, "the model must be a pointer to a struct, not %T", set.Model)
		return
	}
	if b.byStruct[typ] != nil {
		b.problem(set.Name, "the struct %s belongs to another set already", typ.Name())
		return
	}
	parsed, err := schema.Parse(reflect.New(typ).Interface(), &b.cache, schema.NamingStrategy{})
	if err != nil {
		b.problem(set.Name, "GORM cannot read %s: %v", typ.Name(), err)
		return
	}
	if set.TypeName == "" {
		set.TypeName = typ.Name()
	}
	s := &source{
		schema:   parsed,
		typ:      &EntityType{Name: set.TypeName, Description: set.TypeDescription, Table: parsed.Table},
		byColumn: map[string]*Property{},
		partner:  map[*Navigation]string{},
	}
	b.sources = append(b.sources, s)
	b.byStruct[typ] = s
	b.model.Types = append(b.model.Types, s.typ)
	b.model.Sets = append(b.model.Sets, &EntitySet{Name: set.Name, Type: s.typ, Description: set.Description})
}

// place names a field in a problem.
func (s *source) place(f *schema.Field) string {
	return s.schema.Name + "." + strings.Join(f.BindNames, ".")
}

// nullable says whether a column may be null: GORM calls key columns nullable.
func nullable(f *schema.Field) bool { return !f.NotNull && !f.PrimaryKey }
