package metadata_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// A zoo: two hierarchies, one below an abstract type told apart by texts, one by
// numbers; complex types in each other; singletons.

type Animal struct {
	Zoo      int64   `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	ID       int64   `gorm:"primaryKey;autoIncrement:false"`
	Species  string  `gorm:"not null;size:9" odata:"discriminator"`
	Name     string  `gorm:"not null" odata:"altkey,etag"`
	Cage     *int64  `gorm:"column:cage_id" odata:"name=cageId"`
	Lives    *Animal `gorm:"foreignKey:Zoo,Cage;references:Zoo,ID" odata:"name=livesWith"`
	Visits   []Visit `gorm:"foreignKey:Zoo,AnimalID;references:Zoo,ID"`
	Measures size    `gorm:"embedded;embeddedPrefix:m_" odata:"complex"`
	Legs     *int8
	Fans     []Director `gorm:"foreignKey:Zoo,Pet;references:Zoo,ID"`
}

type size struct {
	Height float64 `gorm:"not null"`
	Tail   *length `gorm:"embedded;embeddedPrefix:tail_" odata:"complex"`
	Unit   string  `gorm:"size:2"`
}

type length struct {
	From int32 `gorm:"not null"`
	To   *int32
}

type Beast struct {
	Animal
	Teeth *int16
	Claws *length `gorm:"embedded;embeddedPrefix:claw_" odata:"complex"`
}

type Lion struct {
	Beast
	Mane   bool     `gorm:"not null"`
	PreyID *int64   `gorm:"column:prey_id"`
	Prey   *Bird    `gorm:"belongsTo;foreignKey:Zoo,PreyID;references:Zoo,ID"`
	Pride  *Feeding `gorm:"belongsTo;foreignKey:Zoo,PreyID;references:Zoo,ID"`
}

type Bird struct {
	Animal
	Wings   int16    `gorm:"column:teeth"`
	Egg     size     `gorm:"embedded;embeddedPrefix:egg_" odata:"complex"`
	Hunters []Lion   `gorm:"foreignKey:Zoo,PreyID;references:Zoo,ID"`
	Songs   []string `gorm:"-" odata:"collection=bird_songs,joined=song_list"`
	SongsAt string   `gorm:"column:song_list" odata:"-"`
}

func (Bird) TableName() string { return "animals" }

type Visit struct {
	Zoo      int64   `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	ID       int64   `gorm:"primaryKey;autoIncrement:false"`
	Kind     uint8   `gorm:"not null" odata:"discriminator"`
	AnimalID int64   `gorm:"not null"`
	Animal   *Animal `gorm:"belongsTo;foreignKey:Zoo,AnimalID;references:Zoo,ID"`
	Bird     *Bird   `gorm:"belongsTo;foreignKey:Zoo,AnimalID;references:Zoo,ID"`
}

type Feeding struct {
	Visit
	Food string
}

type Director struct {
	Zoo     int64  `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	ID      int16  `gorm:"primaryKey;autoIncrement:false"`
	Pet     *int64 `gorm:"column:pet_id" odata:"name=petId"`
	Beloved *Lion  `gorm:"belongsTo;foreignKey:Zoo,Pet;references:Zoo,ID"`
	DeputID *int16
	Deputy  *Director `gorm:"foreignKey:Zoo,DeputID;references:Zoo,ID"`
}

func zoo(t *testing.T) *metadata.Model {
	t.Helper()
	m, err := metadata.Build(
		metadata.Options{Namespace: "Zoo", Singletons: []metadata.SingletonSource{
			{Name: "Director", Model: &Director{}, Description: "Who decides"},
			{Name: "Star", Model: &Lion{}, Key: []value.Value{{Kind: value.Int64, Int: 7}}},
		}},
		metadata.SetSource{
			Name: "Animals", Model: &Animal{}, Abstract: true,
			Derived: []metadata.DerivedSource{
				{Model: &Beast{}, Abstract: true, TypeDescription: "With fur"},
				{Model: &Lion{}, Discriminator: "it's a lion"},
				{Model: &Bird{}},
			},
		},
		metadata.SetSource{
			Name: "Visits", Model: &Visit{}, Discriminator: "0",
			Derived: []metadata.DerivedSource{{Model: &Feeding{}, Discriminator: "255"}},
		})
	require.NoError(t, err)
	return m
}

func names(types []*metadata.EntityType) (all []string) {
	for _, t := range types {
		all = append(all, t.Name)
	}
	return all
}

func TestBuildDerived(t *testing.T) {
	t.Parallel()
	m := zoo(t)
	require.Equal(t, []string{"Animal", "Beast", "Lion", "Bird", "Visit", "Feeding", "Director"}, names(m.Types))
	root, beast, lion := m.EntityType("Zoo.Animal"), m.EntityType("Zoo.Beast"), m.EntityType("Zoo.Lion")
	bird := m.EntityType("Zoo.Bird")
	require.Equal(t, []string{"Beast", "Lion", "Bird"}, names(root.Derived()))
	require.Equal(t, []*metadata.EntityType{beast, bird}, root.Subtypes)
	require.Same(t, beast, lion.Base)
	require.Same(t, root, lion.Root())
	require.Same(t, root, root.Root())
	for _, c := range []struct {
		t, of *metadata.EntityType
		want  bool
	}{{lion, root, true}, {lion, beast, true}, {lion, lion, true}, {beast, lion, false}, {lion, bird, false}} {
		require.Equal(t, c.want, c.t.IsA(c.of), "%s of %s", c.t.Name, c.of.Name)
	}
	require.Same(t, m.Set("Animals"), m.SetOf(lion))
	require.Nil(t, m.SetOf(m.EntityType("Zoo.Director")))
	require.Equal(t, []string{
		"id", "name", "cageId", "measures", "legs", "teeth", "claws", "mane", "preyId",
		"livesWith", "visits", "fans", "prey", "pride",
	}, lion.Names())
	require.Equal(t, []string{
		"id", "name", "cageId", "measures", "legs", "wings", "egg", "songs", "livesWith", "visits", "fans", "hunters",
	}, bird.Names(), "nothing of the types beside it")
	require.Equal(t, []string{"mane", "preyId"}, []string{lion.Own()[0].Name, lion.Own()[1].Name})
	require.Len(t, lion.OwnNavigations(), 2)
	require.Same(t, root.Property("name"), lion.Property("name"))
	require.Same(t, root, lion.Navigation("visits").From)
	for _, sub := range root.Derived() {
		require.Equal(t, "animals", sub.Table)
		require.Equal(t, "zoo", sub.Scope)
		require.Equal(t, root.Key, sub.Key)
		require.Equal(t, root.AlternateKeys, sub.AlternateKeys)
		require.NotNil(t, root.ETag)
		require.Same(t, root.ETag, sub.ETag)
	}
	require.Equal(t, "bird_songs", bird.Property("songs").Collection.Table)
	require.Equal(t, joins{{From: "id", To: "id"}}, bird.Property("songs").Collection.Join)
}

func TestBuildDiscriminators(t *testing.T) {
	t.Parallel()
	m := zoo(t)
	text := func(s string) value.Value { return value.Value{Kind: value.String, Text: s} }
	number := func(n int64) value.Value { return value.Value{Kind: value.Byte, Int: n} }
	null := value.Value{Kind: value.Null}
	for name, want := range map[string]*metadata.Discriminator{
		"Animal":   {Column: "species", Value: null, Values: []value.Value{text("it's a lion"), text("Bird")}},
		"Beast":    {Column: "species", Value: null, Values: []value.Value{text("it's a lion")}},
		"Lion":     {Column: "species", Value: text("it's a lion"), Values: []value.Value{text("it's a lion")}},
		"Bird":     {Column: "species", Value: text("Bird"), Values: []value.Value{text("Bird")}},
		"Visit":    {Column: "kind", Value: number(0), Values: []value.Value{number(0), number(255)}},
		"Feeding":  {Column: "kind", Value: number(255), Values: []value.Value{number(255)}},
		"Director": nil,
	} {
		require.Equal(t, want, m.EntityType("Zoo."+name).Discriminator, name)
	}
	animal, visit := m.EntityType("Zoo.Animal"), m.EntityType("Zoo.Visit")
	require.Equal(t, "Bird", animal.Variant(text("Bird")).Name)
	require.Same(t, visit, visit.Variant(value.Value{Kind: value.Int64}))
	require.Nil(t, animal.Variant(text("bird")))
	require.Nil(t, animal.Variant(null))
	require.Nil(t, visit.Variant(number(1)))
	require.Nil(t, visit.Variant(text("0")))
	require.Nil(t, m.EntityType("Zoo.Bird").Variant(text("it's a lion")))
	require.Nil(t, m.EntityType("Zoo.Director").Variant(text("")))
}

// TestBuildDerivedNavigation: an inverse has the same two types, so that the
// navigation property visits, which birds inherit, is animal's partner only.
func TestBuildDerivedNavigation(t *testing.T) {
	t.Parallel()
	m := zoo(t)
	visit, lion, bird := m.EntityType("Zoo.Visit"), m.EntityType("Zoo.Lion"), m.EntityType("Zoo.Bird")
	require.Same(t, visit.Navigation("animal"), bird.Navigation("visits").Partner)
	require.Nil(t, visit.Navigation("bird").Partner)
	require.Same(t, bird, visit.Navigation("bird").Target)
	require.Nil(t, m.EntityType("Zoo.Director").Navigation("beloved").Partner, "fans lead back to any animal")
	require.Nil(t, lion.Navigation("fans").Partner)
	require.True(t, visit.Navigation("bird").Nullable, "the animal may be no bird")
	require.Empty(t, visit.Navigation("bird").Constraints)
	require.False(t, visit.Navigation("animal").Nullable)
	require.Same(t, bird.Navigation("hunters"), lion.Navigation("prey").Partner)
	require.Same(t, lion, bird.Navigation("hunters").Target)
	require.Len(t, lion.Navigation("prey").Constraints, 1)
	require.Same(t, bird.Property("id"), lion.Navigation("prey").Constraints[0].Referenced)
	require.Same(t, m.EntityType("Zoo.Feeding"), lion.Navigation("pride").Target)
}

func TestBuildSingletons(t *testing.T) {
	t.Parallel()
	m := zoo(t)
	require.Len(t, m.Singletons, 2)
	require.Equal(t, &metadata.Singleton{
		Name: "Director", Type: m.EntityType("Zoo.Director"), Description: "Who decides",
	}, m.Singleton("Director"))
	require.Equal(t, &metadata.Singleton{
		Name: "Star", Type: m.EntityType("Zoo.Lion"), Key: []value.Value{{Kind: value.Int64, Int: 7}},
	}, m.Singleton("Star"))
	require.Nil(t, m.Singleton("star"))
}

func TestBuildNestedComplex(t *testing.T) {
	t.Parallel()
	m := zoo(t)
	measures := m.EntityType("Zoo.Animal").Property("measures")
	tail := measures.Complex.Property("tail")
	require.Equal(t, "m_", measures.Prefix)
	require.Equal(t, "tail_", tail.Prefix)
	require.True(t, tail.Nullable)
	require.False(t, measures.Nullable)
	require.Equal(t, []string{"height", "tail", "unit"}, measures.Complex.Names())
	require.Nil(t, measures.Complex.Property("from"))
	claws := m.EntityType("Zoo.Beast").Property("claws")
	require.Same(t, tail.Complex, claws.Complex)
	require.Len(t, claws.Complex.Properties, 2, "made by its first use only")
	require.Same(t, tail.Complex, m.ComplexType("Zoo.length"))
	require.Nil(t, m.ComplexType("length"))
	height, from := measures.Complex.Property("height"), tail.Complex.Property("from")
	require.Equal(t, []metadata.Leaf{
		{Path: []*metadata.Property{measures, height}, Column: "m_height"},
		{Path: []*metadata.Property{measures, tail, from}, Column: "m_tail_from"},
		{Path: []*metadata.Property{measures, tail, tail.Complex.Property("to")}, Column: "m_tail_to"},
		{Path: []*metadata.Property{measures, measures.Complex.Property("unit")}, Column: "m_unit"},
	}, measures.Leaves())
	egg := m.EntityType("Zoo.Bird").Property("egg")
	require.Same(t, measures.Complex, egg.Complex)
	require.Len(t, egg.Leaves(), 4)
	require.Equal(t, "egg_tail_to", egg.Leaves()[2].Column)
	require.Equal(t, []metadata.Leaf{{Path: []*metadata.Property{height}, Column: "height"}}, height.Leaves())
	stored := measures.Parts()
	require.Len(t, stored, 4)
	require.Equal(t, "m_tail_from", stored[1].Column)
	require.Same(t, measures.Member("tail"), stored[1].Outer)
	require.Same(t, measures, stored[1].Outer.Outer)
	require.True(t, stored[1].Nullable, "the tail may be null")
	require.Equal(t, "m_tail_", measures.Member("tail").Prefix)
	require.Equal(t, stored[1:3], stored[1].Nulls())
}
