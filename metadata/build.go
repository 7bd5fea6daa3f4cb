package metadata

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"gorm.io/gorm/schema"

	"github.com/seed-267014d6/roster/odata/value"
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
	// Singletons are the named single entities.
	Singletons []SingletonSource
	// SearchIDs gives the range of ids that search tables have on SQLite for the rows of
	// a scope, from the first on with few gaps, so that a search reads nothing of the
	// other scopes' rows. Where some of those have an id in the range, too, they are
	// found and dropped. nil says that the rows of all scopes have ids of one range.
	SearchIDs func(scope value.Value) (first, last int64)
}

// SetSource declares an entity set and its type by a GORM model, and with it the
// types that are derived from this one.
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
	// Derived are the types derived from the set's, every base before those
	// derived from it. The struct needs a discriminator column then.
	Derived []DerivedSource
	// Discriminator is what the discriminator column holds for entities of
	// exactly the set's type; the type's name if empty, which a column of
	// numbers cannot hold.
	Discriminator string
	// Abstract says that no entity is of exactly the set's type.
	Abstract bool
}

// DerivedSource declares a type derived from that of a set by a GORM model.
type DerivedSource struct {
	// Model is a pointer to a struct that embeds the base type's struct without
	// a tag, such as &Digital{} of type Digital struct { Asset; Bytes *int64 }.
	Model any
	// TypeName and TypeDescription are as for sets.
	TypeName        string
	TypeDescription string
	// Discriminator and Abstract are as for sets; the base of an abstract type
	// is abstract.
	Discriminator string
	Abstract      bool
}

// SingletonSource declares a singleton by a GORM model.
type SingletonSource struct {
	// Name is the singleton's, such as "Company".
	Name string
	// Description is the singleton's (Core.Description).
	Description string
	// Model is a pointer to the struct: that of a set, of a derived type, or of
	// another table. It needs a key all the same.
	Model any
	// TypeName and TypeDescription are as for sets, and belong there if the
	// struct is a set's.
	TypeName        string
	TypeDescription string
	// Key holds the key of the one entity, in the order of Model's key columns
	// without the scope's. None is for a table with one row (in each scope).
	Key []value.Value
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
		b.set(set)
	}
	for _, single := range o.Singletons {
		b.singleton(single)
	}
	for _, s := range b.sources {
		b.scope(s)
		b.discriminator(s)
		b.deleted(s)
	}
	for _, s := range b.sources {
		b.columns(s)
		b.key(s)
		b.indexes(s)
	}
	for _, t := range b.model.Types {
		for _, p := range t.Own() {
			p.makeMembers("", false)
		}
	}
	for _, s := range b.sources {
		b.relations(s)
	}
	b.partners()
	b.singletonKeys()
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

// declaration is what a set, a derived type and a singleton say of their type.
type declaration struct {
	place         string
	model         any
	name          string
	description   string
	discriminator string
	abstract      bool
}

// source is one type while it is built.
type source struct {
	declared declaration
	schema   *schema.Schema
	typ      *EntityType
	byColumn map[string]*Property   // those stored in the entity's own table
	partner  map[*Navigation]string // what the odata tags say
	base     *source                // of a derived type
	embedded string                 // the field that is the base's struct
	column   *schema.Field          // of a root, the discriminator
	text     *SearchText            // of the type, where it has one
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

// set enters a set with its type and the types derived from it.
func (b *builder) set(set SetSource) {
	root := b.parse(declaration{
		place: set.Name, model: set.Model, name: set.TypeName, description: set.TypeDescription,
		discriminator: set.Discriminator, abstract: set.Abstract,
	})
	if root == nil {
		return
	}
	b.model.Sets = append(b.model.Sets, &EntitySet{Name: set.Name, Type: root.typ, Description: set.Description})
	for _, d := range set.Derived {
		b.derive(root, declaration{
			place: set.Name, model: d.Model, name: d.TypeName, description: d.TypeDescription,
			discriminator: d.Discriminator, abstract: d.Abstract,
		})
	}
}

// structOf is the struct that the model points to, or nil.
func structOf(model any) reflect.Type {
	typ := reflect.TypeOf(model)
	for typ != nil && typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ == nil || typ.Kind() != reflect.Struct {
		return nil
	}
	return typ
}

// parse reads a struct by GORM and enters its type into the model.
func (b *builder) parse(d declaration) *source {
	typ := structOf(d.model)
	if typ == nil {
		b.problem(d.place, "the model must be a pointer to a struct, not %T", d.model)
		return nil
	}
	if b.byStruct[typ] != nil {
		b.problem(d.place, "the struct %s belongs to another set already", typ.Name())
		return nil
	}
	parsed, err := schema.Parse(reflect.New(typ).Interface(), &b.cache, schema.NamingStrategy{})
	if err != nil {
		b.problem(d.place, "GORM cannot read %s: %v", typ.Name(), err)
		return nil
	}
	if d.name == "" {
		d.name = typ.Name()
	}
	s := &source{
		declared: d,
		schema:   parsed,
		typ:      &EntityType{Name: d.name, Description: d.description, Abstract: d.abstract, Table: parsed.Table},
		byColumn: map[string]*Property{},
		partner:  map[*Navigation]string{},
	}
	b.sources = append(b.sources, s)
	b.byStruct[typ] = s
	b.model.Types = append(b.model.Types, s.typ)
	return s
}

// fields lists the struct's fields, without those of the base's struct.
func (s *source) fields() []*schema.Field {
	if s.base == nil {
		return s.schema.Fields
	}
	var own []*schema.Field
	for _, f := range s.schema.Fields {
		if len(f.BindNames) == 1 || f.BindNames[0] != s.embedded {
			own = append(own, f)
		}
	}
	return own
}

// place names a field in a problem.
func (s *source) place(f *schema.Field) string {
	return s.schema.Name + "." + strings.Join(f.BindNames, ".")
}

// nullable says whether a column may be null: GORM calls key columns nullable.
func nullable(f *schema.Field) bool { return !f.NotNull && !f.PrimaryKey }
