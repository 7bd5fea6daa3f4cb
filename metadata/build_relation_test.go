package metadata_test

import (
	"database/sql"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/value"
)

// A road network: relations that need the tag, and some that have no scope.

//nolint:lll // a tag is one line
type city struct {
	Hidden  hiddenPart `gorm:"embedded" odata:"-"`
	Country string     `gorm:"primaryKey;size:2"`
	Code    string     `gorm:"primaryKey;size:8"`
	Size    sql.NullInt32
	Twins   []city `gorm:"many2many:city_twins;foreignKey:Country,Code;joinForeignKey:Country,Code;references:Country,Code;joinReferences:TwinCountry,TwinCode"`
	Twinned []city `gorm:"many2many:city_twins;foreignKey:Country,Code;joinForeignKey:TwinCountry,TwinCode;references:Country,Code;joinReferences:Country,Code" odata:"name=twinnedBy"`
	Departs []road `gorm:"foreignKey:Country,FromCode;references:Country,Code" odata:"partner=from"`
	Starts  []road `gorm:"foreignKey:Country,FromCode;references:Country,Code" odata:"partner=-"`
}

type hiddenPart struct {
	Secret string
	Other  []road `gorm:"foreignKey:Country;references:Secret"`
}

type road struct {
	ID       int32
	Country  string `gorm:"not null"`
	FromCode *string
	ToCode   *string
	From     *city `gorm:"belongsTo;foreignKey:Country,FromCode;references:Country,Code"`
	To       *city `gorm:"belongsTo;foreignKey:Country,ToCode;references:Country,Code"`
}

func network(t *testing.T) *metadata.Model {
	t.Helper()
	m, err := metadata.Build(metadata.Options{Namespace: "Net", Container: "Map"},
		metadata.SetSource{Name: "Cities", Model: &city{}, TypeName: "City"},
		metadata.SetSource{Name: "Roads", Model: &road{}, TypeName: "Road"})
	require.NoError(t, err)
	return m
}

func TestBuildWithoutScope(t *testing.T) {
	t.Parallel()
	m := network(t)
	require.Empty(t, odatatest.CheckCSDL(metadata.Document{Model: m, Version: "4.0"}.AppendXML(nil)))
	cities := m.Set("Cities").Type
	require.Empty(t, cities.Scope)
	require.Equal(t, []string{"country", "code", "size", "twins", "twinnedBy", "departs", "starts"}, cities.Names())
	require.Equal(t, &metadata.Property{Name: "size", Kind: value.Int32, Nullable: true, Column: "size"},
		cities.Property("size"))
	twins := cities.Navigation("twins")
	require.Equal(t, joins{{From: "country", To: "country"}, {From: "code", To: "code"}}, twins.Join)
	require.Equal(t, &metadata.Through{
		Table: "city_twins",
		Join:  joins{{From: "twin_country", To: "country"}, {From: "twin_code", To: "code"}},
	}, twins.Through)
	require.Same(t, cities.Navigation("twinnedBy"), twins.Partner)
	require.Same(t, twins, twins.Partner.Partner)
}

func TestBuildNamedPartners(t *testing.T) {
	t.Parallel()
	m := network(t)
	cities, roads := m.Set("Cities").Type, m.Set("Roads").Type
	require.Same(t, roads.Navigation("from"), cities.Navigation("departs").Partner)
	require.Same(t, cities.Navigation("departs"), roads.Navigation("from").Partner)
	require.Nil(t, cities.Navigation("starts").Partner)
	require.Nil(t, roads.Navigation("to").Partner)
}

// TestBuildConstraintsAllOrNone: a composite reference of which one column is
// nullable can be null, but its other column cannot.
func TestBuildConstraintsAllOrNone(t *testing.T) {
	t.Parallel()
	from := network(t).Set("Roads").Type.Navigation("from")
	require.True(t, from.Nullable)
	require.Len(t, from.Join, 2)
	require.Empty(t, from.Constraints)
}

type owner struct {
	ID    int64
	Pets  []pet    `gorm:"foreignKey:OwnerID"`
	Toys  []toy    `gorm:"polymorphic:Owner"`
	Links []linked `gorm:"many2many:owner_links"`
}

type pet struct {
	ID      int64
	OwnerID *int64
	Owner   *owner `odata:"partner=-"`
	Master  *owner `gorm:"foreignKey:OwnerID" odata:"partner=pets"`
	Boss    *owner `gorm:"foreignKey:OwnerID" odata:"partner=pets"`
}

type toy struct {
	ID        int64
	OwnerID   int64
	OwnerType string
}

type linked struct {
	T  int64 `odata:"scope"`
	ID int64
}

func TestBuildRelationErrors(t *testing.T) {
	t.Parallel()
	_, err := metadata.Build(metadata.Options{Namespace: "Test"},
		metadata.SetSource{Name: "Owners", Model: &owner{}}, metadata.SetSource{Name: "Pets", Model: &pet{}},
		metadata.SetSource{Name: "Toys", Model: &toy{}}, metadata.SetSource{Name: "Linked", Model: &linked{}})
	require.ErrorContains(t, err, `owner.Toys: polymorphic relations are not served; leave it out by odata:"-"`)
	require.ErrorContains(t, err, "pet.boss: its partner pets has another partner")
	require.NotContains(t, err.Error(), "Links", "one side without a scope is fine")
}

func TestLookup(t *testing.T) {
	t.Parallel()
	m := network(t)
	cities := m.Set("Cities").Type
	require.Nil(t, m.Set("cities"))
	require.Same(t, m.Set("Cities"), m.SetOf(cities))
	require.Nil(t, m.SetOf(&metadata.EntityType{}))
	require.Same(t, cities, m.EntityType("Net.City"))
	require.Nil(t, m.EntityType("Net.Town"))
	require.Nil(t, m.EntityType("City"))
	require.True(t, cities.IsKey(cities.Property("code")))
	require.False(t, cities.IsKey(cities.Property("size")))
	require.Nil(t, cities.Property("twins"))
	require.Nil(t, cities.Navigation("code"))
}
