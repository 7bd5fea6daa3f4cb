package metadata_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
)

// Structs that are wrong in one way each, or in several.

type wrongTags struct {
	ID     int64  `odata:"nme=x"`
	A      string `odata:"computed,computed"`
	B      string `odata:"name"`
	C      string `odata:"computed=yes"`
	D      string `odata:"name="`
	E      string `odata:"maxitems=3"`
	F      string `odata:"maxlength=many"`
	G      string `odata:"computed,immutable"`
	H      string `odata:"allowed=a;;a"`
	I      int64  `odata:"allowed=1"`
	J      string `odata:"lookup=a"`
	K      string `odata:"altkey,lookup=aa,normalise=none"`
	L      string `odata:"fold=l_fold"`
	M      int64  `odata:"fold=a"`
	N      int64  `odata:"altkey,normalise=known"`
	O      int32  `odata:"enum=None"`
	P      string `odata:"enum=Known"`
	Q      string `odata:"etag"`
	R      string `odata:"etag"`
	S      int64  `odata:"search=texts"`
	Scope1 int64  `odata:"scope"`
	Scope2 int64  `odata:"scope"`
	Scope3 int64  `gorm:"-" odata:"scope,name=x"`
}

type wrongSearch struct {
	ID uint64
	A  string `odata:"search=texts"`
	B  string `odata:"search=words"`
}

type wrongKinds struct {
	ID uint64
	A  float64       `odata:"type=Decimal"`
	B  int64         `gorm:"type:numeric(19,2)"`
	C  int64         `gorm:"type:numeric(4,5)"`
	D  time.Duration `odata:"type=Duration"`
	E  time.Time     `odata:"precision=7"`
	F  int64         `odata:"precision=3"`
	G  string        `odata:"scale=3"`
	H  bool          `odata:"maxlength=3"`
	I  string        `odata:"type=Text"`
	J  []float64     `gorm:"serializer:json"`
	L  string        `gorm:"size:many"`
	M  string        `odata:"type=Duration"`
}

type wrongPlaces struct {
	ID   int64
	A    []string  `gorm:"-" odata:"collection=labels"`
	B    []string  `gorm:"-" odata:"collection=labels,joined=nothing"`
	C    string    `odata:"collection=labels,joined=c"`
	D    int64     `odata:"collection=labels"`
	E    time.Time `odata:"side=others"`
	F    string    `gorm:"-" odata:"name=f"`
	G    []string  `gorm:"-" odata:"name=g"`
	H    string    `gorm:"-" odata:"side=drop table x"`
	I    string    `gorm:"column:a?b"`
	Join string    `odata:"name=with space"`
	Same string    `odata:"name=SAME"`
	Two  string    `odata:"name=same"`
}

type noKey struct{ A string }

type scopeOnlyKey struct {
	T int64 `gorm:"primaryKey" odata:"scope"`
}

type doubleKey struct {
	A float64 `gorm:"primaryKey"`
	B string  `gorm:"primaryKey" odata:"-"`
}

type part struct {
	A      string
	SelfID *int64
	Ref    *wrongEmbedding `gorm:"belongsTo;foreignKey:SelfID"`
}

type wrongEmbedding struct {
	ID    int64
	Part  part   `gorm:"embedded" odata:"complex"`
	Twice part   `gorm:"embedded" odata:"complex"`
	More  inner2 `gorm:"embedded" odata:"computed"`
}

type inner2 struct {
	D string `odata:"fold=d"`
}

//nolint:lll // a tag is one line
type hub struct {
	T        int64 `gorm:"primaryKey" odata:"scope"`
	ID       int64 `gorm:"primaryKey"`
	OtherID  string
	SpokeID  *int64
	Missing  *noKey  `gorm:"foreignKey:A;references:ID"`
	Typed    *spoke  `gorm:"belongsTo;foreignKey:T,OtherID;references:T,ID"`
	OnlyT    *spoke  `gorm:"belongsTo;foreignKey:T;references:T"`
	Crossed  *spoke  `gorm:"belongsTo;foreignKey:ID;references:T"`
	Spoke    *spoke  `gorm:"foreignKey:T,SpokeID;references:T,ID" odata:"computed"`
	Partner1 []spoke `gorm:"foreignKey:T,HubID;references:T,ID" odata:"partner=nothing"`
	Partner2 []spoke `gorm:"foreignKey:T,HubID;references:T,ID" odata:"partner=other"`
	Links    []spoke `gorm:"many2many:links;foreignKey:T,ID;joinForeignKey:T,HubID;references:T,ID;joinReferences:T,Nothing"`
}

type spoke struct {
	T       int64 `gorm:"primaryKey" odata:"scope"`
	ID      int64 `gorm:"primaryKey"`
	HubID   int64
	SpokeID *int64
	Hub     *hub `gorm:"belongsTo;foreignKey:T,HubID;references:T,ID"`
	Other   *hub `gorm:"belongsTo;foreignKey:T,SpokeID;references:T,ID"`
}

type link struct {
	T     int64 `gorm:"primaryKey" odata:"scope"`
	HubID int64 `gorm:"primaryKey"`
}

func (link) TableName() string { return "links" }

type twin struct {
	ID    int64
	OneID *int64
	One   *twin  `gorm:"foreignKey:OneID;references:ID"`
	Again *twin  `gorm:"foreignKey:OneID;references:ID"`
	Many  []twin `gorm:"foreignKey:OneID;references:ID"`
}

func TestBuildErrors(t *testing.T) {
	t.Parallel()
	known := metadata.Options{
		Namespace:   "Test",
		Normalisers: map[string]func(string) (string, bool){"known": func(s string) (string, bool) { return s, true }},
		Enums:       []*metadata.EnumType{{Name: "Known", Members: []metadata.EnumMember{{Name: "A", Value: 1}}}},
	}
	set := func(name string, model any) metadata.SetSource { return metadata.SetSource{Name: name, Model: model} }
	for name, c := range map[string]struct {
		options metadata.Options
		sets    []metadata.SetSource
		want    []string
	}{
		"tags": {known, []metadata.SetSource{set("Tags", &wrongTags{})}, []string{
			`wrongTags.ID: the odata tag has no term "nme"; did you mean name?`,
			`wrongTags.A: the odata tag says computed twice`,
			`wrongTags.B: the odata tag's name needs a value`,
			`wrongTags.C: the odata tag's computed takes no value`,
			`wrongTags.D: the odata tag's name needs a value`,
			`wrongTags.E: the odata tag's maxitems means nothing for a column`,
			`wrongTags.F: the odata tag's maxlength=many is not a number`,
			`wrongTags.G: a computed property is never written: immutable says nothing`,
			`wrongTags.H: the allowed value "" is empty or given twice`,
			`wrongTags.H: the allowed value "a" is empty or given twice`,
			`wrongTags.I: only strings have allowed values`,
			`wrongTags.J: lookup and normalise need altkey`,
			`wrongTags.K: lookup=aa is no column of wrong_tags`,
			`wrongTags.K: there is no function none in Options.Normalisers`,
			`wrongTags.L: fold=l_fold is no column of wrong_tags`,
			`wrongTags.M: only strings have a fold column`,
			`wrongTags.N: only strings are normalised`,
			`wrongTags.O: there is no enumeration None in Options.Enums`,
			`wrongTags.P: Edm.Enum is stored as a number, not as string`,
			`wrongTags.R: the ETag is made of q already`,
			`wrongTags.S: only strings can be searched`,
			`wrongTags.Scope2: the scope column is scope1 already`,
			`wrongTags.Scope3: the scope must be a column`,
			`wrongTags.Scope3: the odata tag's name means nothing for the scope column`,
		}},
		"search": {metadata.Options{
			Namespace: "Test",
			Normalisers: map[string]func(string) (string, bool){
				"search": func(s string) (string, bool) { return s, true },
			},
		}, []metadata.SetSource{set("Search", &wrongSearch{})}, []string{
			`wrongSearch.B: the search table is texts already`,
		}},
		"unfolded search": {known, []metadata.SetSource{set("Search", &wrongSearch{})}, []string{
			`wrongSearch.A: there is no function search in Options.Normalisers`,
			`wrongSearch.B: there is no function search in Options.Normalisers`,
		}},
		"kinds": {known, []metadata.SetSource{set("Kinds", &wrongKinds{})}, []string{
			`wrongKinds.A: a Decimal needs a precision of 1 to 18 and a scale up to it, not (0,0)`,
			`wrongKinds.B: a Decimal needs a precision of 1 to 18 and a scale up to it, not (19,2)`,
			`wrongKinds.C: a Decimal needs a precision of 1 to 18 and a scale up to it, not (4,5)`,
			`wrongKinds.D: time.Duration is stored in nanoseconds`,
			`wrongKinds.E: Edm.DateTimeOffset has at most 6 fractional digits`,
			`wrongKinds.F: Edm.Int64 has no precision`,
			`wrongKinds.G: Edm.String has no scale`,
			`wrongKinds.H: Edm.Boolean has no maximal length`,
			`wrongKinds.I: the odata tag's type=Text is no primitive type that is served`,
			`wrongKinds.J: []float64 has no primitive type`,
			`wrongKinds.L: the gorm tag's size is not a number`,
			`wrongKinds.M: Edm.Duration is stored as a number, not as string`,
		}},
		"places": {known, []metadata.SetSource{set("Places", &wrongPlaces{})}, []string{
			`wrongPlaces.A: a collection that is no column needs joined=`,
			`wrongPlaces.B: joined=nothing is no column of wrong_places`,
			`wrongPlaces.C: a collection with joined= must be gorm:"-"`,
			`wrongPlaces.D: the joined items must be a string, not int64`,
			`wrongPlaces.E: a column of a side table must be gorm:"-"`,
			`wrongPlaces.F: GORM ignores the field, so its odata tag needs side= or collection=`,
			`wrongPlaces.G: GORM ignores the field, so its odata tag needs side= or collection=`,
			`wrongPlaces.h: "drop table x" is no plain name of a table or column`,
			`wrongPlaces: "a?b" is no plain name of a table or column`,
			`wrongPlaces.with space: "with space" is no name for a property`,
			`wrongPlaces.same: the name same clashes with SAME`,
		}},
		"keys": {known, []metadata.SetSource{
			set("NoKey", &noKey{}), set("ScopeOnly", &scopeOnlyKey{}), set("Double", &doubleKey{}),
		}, []string{
			`noKey: the struct has no primary key`,
			`scopeOnlyKey: the struct has no primary key`,
			`doubleKey.A: Edm.Double cannot be a key`,
			`doubleKey.B: a key column must be a property of the type itself`,
		}},
		"embedding": {known, []metadata.SetSource{set("Embedding", &wrongEmbedding{})}, []string{
			`wrongEmbedding.Twice: it has the columns of part: give it an embeddedPrefix of its own`,
			`wrongEmbedding.Part.Ref: a complex type has no relations; leave it out by odata:"-"`,
			`wrongEmbedding.More: the odata tag's computed means nothing for an embedded struct`,
		}},
		"relations": {known, []metadata.SetSource{
			set("Hubs", &hub{}), set("Spokes", &spoke{}), set("Links", &link{}),
		}, []string{
			`hub.Missing: its target noKey belongs to no set of the model`,
			`hub.Typed: joins otherId (Edm.String) with id (Edm.Int64)`,
			`hub.OnlyT: nothing beside the scope column is joined`,
			`hub.Crossed: joins the scope column with another one: id = t`,
			`hub.Spoke: both structs have the columns of its foreignKey; GORM reads it as has_one`,
			`hub.Spoke: the odata tag's computed means nothing for a relation`,
			`hub.partner1: its partner nothing is no navigation property of spoke`,
			`hub.partner2: its partner other does not lead back by the same join`,
			`hub.Links: links has no column nothing; say which by joinForeignKey and joinReferences`,
		}},
		"partners": {known, []metadata.SetSource{set("Twins", &twin{})}, []string{
			`twin.one: several partners fit; name one by partner=, or partner=- for none`,
			`twin.many: several partners fit; name one by partner=, or partner=- for none`,
		}},
		"sets": {metadata.Options{Namespace: "Test"}, []metadata.SetSource{
			set("A", nil), set("B", 1), set("Twins", &twin{}), set("Twins2", twin{}),
			set("twins", &noKey{}), set("a b", &link{}),
		}, []string{
			`A: the model must be a pointer to a struct, not <nil>`,
			`B: the model must be a pointer to a struct, not int`,
			`Twins2: the struct twin belongs to another set already`,
			`set twins: the name twins clashes with Twins`,
			`set a b: "a b" is no name for an entity set`,
		}},
		"names": {metadata.Options{Namespace: "1.x", Container: "twin", Enums: []*metadata.EnumType{
			{Name: "E"},
			{Name: "e", Flags: true, Members: []metadata.EnumMember{
				{Name: "A", Value: -1}, {Name: "a", Value: -1}, {Name: "-"},
			}},
		}}, []metadata.SetSource{set("Twins", &twin{})}, []string{
			`Options.Namespace: "1.x" is no namespace`,
			`enumeration e: the name e clashes with E`,
			`enumeration E: it has no members`,
			`enumeration e: the name a clashes with A`,
			`enumeration e: the value of a is another member's`,
			`enumeration e: the flag A is negative`,
			`enumeration e: "-" is no name for a member`,
			`type twin: the name twin clashes with twin`,
		}},
		"reserved": {metadata.Options{Namespace: "Edm"}, nil, []string{`Options.Namespace: Edm is reserved`}},
		"empty":    {metadata.Options{}, nil, []string{`Options.Namespace: "" is no namespace`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, err := metadata.Build(c.options, c.sets...)
			require.Error(t, err)
			require.Nil(t, m)
			require.True(t, strings.HasPrefix(err.Error(), "metadata: the model is wrong:\n"), err)
			for _, want := range c.want {
				require.ErrorContains(t, err, want)
			}
			lines := strings.Split(err.Error(), "\n")
			seen := map[string]bool{}
			for _, line := range lines {
				require.False(t, seen[line], "said twice: %s", line)
				seen[line] = true
			}
		})
	}
}

type wrongRelation struct {
	ID  uuid.UUID `gorm:"type:uuid;primaryKey"`
	Bad *noKey
}

// TestBuildReportsGORM passes on what GORM itself cannot read.
func TestBuildReportsGORM(t *testing.T) {
	t.Parallel()
	bad := metadata.SetSource{Name: "Bad", Model: &wrongRelation{}}
	_, err := metadata.Build(metadata.Options{Namespace: "Test"}, bad)
	require.ErrorContains(t, err, "Bad: GORM cannot read wrongRelation")
}
