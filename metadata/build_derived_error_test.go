package metadata_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

type PlainRoot struct {
	ID   int64
	Name string
}

type plainSub struct {
	PlainRoot
	More string
}

type KindRoot struct {
	T     int64  `gorm:"primaryKey;autoIncrement:false"`
	ID    int64  `gorm:"primaryKey;autoIncrement:false"`
	Kind  string `gorm:"not null" odata:"discriminator"`
	Again string `gorm:"not null" odata:"discriminator,name=x"`
	Null  string `odata:"discriminator"`
}

type KindSub struct {
	KindRoot
	Scope int64  `odata:"scope"`
	Kind2 string `gorm:"not null" odata:"discriminator"`
	Nick  string `odata:"altkey"`
	Stamp int64  `odata:"etag"`
	Also  int64  `gorm:"primaryKey;autoIncrement:false"`
	Size  int64
}

func (KindSub) TableName() string { return "elsewhere" }

type kindSibling struct {
	KindRoot
	Size float64
}

type kindHidden struct{ hidden }

type hidden struct{ KindRoot }

type kindSame struct{ KindRoot }

type kindGrandchild struct{ KindSub }

type kindTagged struct {
	KindRoot `gorm:"embedded;embeddedPrefix:x_"`
}

type NumberRoot struct {
	ID   int64
	Kind int16 `gorm:"not null" odata:"discriminator"`
}

type guidRoot struct {
	ID   int64
	Kind bool `gorm:"not null" odata:"discriminator"`
}

func TestBuildDerivedErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		single []metadata.SingletonSource
		set    metadata.SetSource
		want   []string
	}{
		"no column": {nil, metadata.SetSource{Model: &PlainRoot{}, Derived: []metadata.DerivedSource{
			{Model: &plainSub{}},
		}}, []string{`PlainRoot: a type with derived types needs a column with the odata tag's discriminator`}},
		"abstract without column": {nil, metadata.SetSource{Model: &PlainRoot{}, Abstract: true}, []string{
			`PlainRoot: a type with derived types needs a column`,
		}},
		"columns": {nil, metadata.SetSource{
			Model: &KindRoot{}, Discriminator: "same", Derived: []metadata.DerivedSource{
				{Model: &kindGrandchild{}},
				{Model: &KindSub{}, Abstract: true, Discriminator: "none"},
				{Model: &kindSibling{}},
				{Model: &kindSame{}, Discriminator: "same"},
				{Model: &kindTagged{}},
				{Model: &plainSub{}},
				{Model: &hidden{}},
				{Model: &kindHidden{}},
				{Model: 3},
			},
		}, []string{
			`Roots: kindGrandchild embeds neither KindRoot nor the struct of a type derived from it and declared`,
			`KindRoot.Again: the discriminator column is kind already`,
			`KindRoot.Again: the odata tag's name means nothing for the discriminator column`,
			`KindRoot.Null: the discriminator column is kind already`,
			`KindSub.Scope: the scope column belongs to the type at the root, KindRoot`,
			`KindSub.Kind2: the discriminator column belongs to the type at the root, KindRoot`,
			`KindSub.Nick: an alternate key belongs to the type at the root, KindRoot`,
			`KindSub.Stamp: the ETag belongs to the type at the root, KindRoot`,
			`KindSub: a derived type has the key of its base`,
			`Roots: KindSub is stored in elsewhere, but its base in kind_roots`,
			`Roots: KindSub is abstract, but its base KindRoot is not`,
			`Roots: KindSub is abstract: no row is of it, and none has its discriminator`,
			`kindSibling.size: the column size holds another type's size too, which is Edm.Int64`,
			`Roots: KindRoot and kindSame have the same discriminator same`,
			`kindTagged.KindRoot: the struct of the base is embedded without a tag`,
			`kindHidden.hidden: GORM reads no embedded struct that is not exported`,
			`Roots: plainSub embeds neither KindRoot`,
			`Roots: the model must be a pointer to a struct, not int`,
		}},
		"number": {nil, metadata.SetSource{Model: &NumberRoot{}}, []string{
			`Roots: the discriminator NumberRoot of NumberRoot is no number, as kind is`,
		}},
		"kind": {nil, metadata.SetSource{Model: &guidRoot{}}, []string{
			`guidRoot.Kind: a discriminator is a string or a whole number, not Edm.Boolean`,
		}},
		"singletons": {[]metadata.SingletonSource{
			{Name: "One", Model: &PlainRoot{}, TypeName: "Other"},
			{Name: "Two", Model: &PlainRoot{}, TypeDescription: "Other"},
			{Name: "Three", Model: &PlainRoot{}, Key: []value.Value{{}, {}}},
			{Name: "Four", Model: &PlainRoot{}, Key: []value.Value{{Kind: value.Int32}}},
			{Name: "roots", Model: &PlainRoot{}},
			{Name: "a b", Model: 5},
			{Name: "a.b", Model: &noKey{}},
		}, metadata.SetSource{Model: &PlainRoot{}}, []string{
			`One: the type of PlainRoot is named and described where its set is declared`,
			`Two: the type of PlainRoot is named and described where its set is declared`,
			`Three: its key has 2 values, but PlainRoot has 1 key properties`,
			`Four: its value of the key property id is no single Edm.Int64`,
			`singleton roots: the name roots clashes with Roots`,
			`a b: the model must be a pointer to a struct, not int`,
			`singleton a.b: "a.b" is no name for a singleton`,
			`noKey: the struct has no primary key`,
		}},
		"abstract singleton": {
			[]metadata.SingletonSource{{Name: "One", Model: &NumberRoot{}}},
			metadata.SetSource{Model: &NumberRoot{}, Abstract: true},
			[]string{`One: NumberRoot is abstract: no entity is of it`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.set.Name = "Roots"
			m, err := metadata.Build(metadata.Options{Namespace: "Test", Singletons: c.single}, c.set)
			require.Error(t, err)
			require.Nil(t, m)
			for _, want := range c.want {
				require.ErrorContains(t, err, want)
			}
		})
	}
}
