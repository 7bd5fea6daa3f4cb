package metadata_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

type joins = []metadata.JoinColumn

func TestBuildTypes(t *testing.T) {
	t.Parallel()
	m := school(t)
	require.Equal(t, "Test.School", m.Namespace)
	require.Equal(t, "Container", m.Container)
	require.Equal(t, []string{"People", "Courses", "Enrolments", "Lockers"}, m.SetNames())
	person := m.Set("People").Type
	require.Equal(t, "people", person.Table)
	require.Equal(t, "school_id", person.Scope)
	require.Equal(t, "A person", person.Description)
	require.Equal(t, "Everyone", m.Set("People").Description)
	require.Equal(t, []*metadata.Property{person.Property("personId")}, person.Key)
	require.Same(t, m.Set("Lockers").Type, m.EntityType("Test.School.Box"))
	enrolment := m.Set("Enrolments").Type
	key := []*metadata.Property{enrolment.Property("courseId"), enrolment.Property("personId")}
	require.Equal(t, key, enrolment.Key)
}

// TestBuildHides makes sure that nothing shows that must not.
func TestBuildHides(t *testing.T) {
	t.Parallel()
	m := school(t)
	require.Equal(t, []string{
		"personId", "email", "emailKey", "role", "nickName", "mentorId", "labels", "labelList", "hobbies", "lastSeen",
		"home", "office", "mentor", "mentees", "enrolments", "courses", "locker",
	}, m.Set("People").Type.Names())
	require.Equal(t, []string{"courseId", "personId", "grade", "person", "course"}, m.Set("Enrolments").Type.Names(),
		"no relation that GORM made up for the far side")
	xml := xmlOf(m)
	for _, hidden := range []string{"school", "School_", "ecret", "Fold", "_id", "idden", "gnored", "udit"} {
		require.NotContains(t, xml, hidden)
	}
}

func TestBuildProperties(t *testing.T) {
	t.Parallel()
	m := school(t)
	course := m.Set("Courses").Type
	for name, want := range map[string]metadata.Property{
		"createdAt": {Kind: value.DateTimeOffset, Precision: 6, Computed: true, Column: "created_at"},
		"courseId":  {Kind: value.Int64, Column: "course_id"},
		"title":     {Kind: value.String, MaxLength: 80, Column: "title"},
		"fee":       {Kind: value.Decimal, Precision: 9, Scale: 2, Nullable: true, Column: "fee"},
		"level":     {Kind: value.Enum, Enum: m.Enums[0], Nullable: true, Column: "level"},
		"days":      {Kind: value.Enum, Enum: m.Enums[1], Column: "days"},
		"begins":    {Kind: value.Date, Nullable: true, Column: "begins"},
		"at":        {Kind: value.TimeOfDay, Precision: 6, Nullable: true, Column: "at"},
		"lasts":     {Kind: value.Duration, Precision: 3, Nullable: true, Column: "lasts"},
		"small":     {Kind: value.SByte, Nullable: true, Column: "small"},
		"tiny":      {Kind: value.Byte, Nullable: true, Column: "tiny"},
		"medium":    {Kind: value.Int32, Nullable: true, Column: "medium"},
		"wide":      {Kind: value.Int64, Nullable: true, Column: "wide"},
		"ratio":     {Kind: value.Single, Nullable: true, Column: "ratio"},
		"exact":     {Kind: value.Double, Nullable: true, Column: "exact"},
		"open":      {Kind: value.Boolean, Nullable: true, Column: "open"},
		"picture":   {Kind: value.Binary, MaxLength: 1000, Nullable: true, Column: "picture"},
		"edited":    {Kind: value.DateTimeOffset, Precision: 6, Nullable: true, Immutable: true, Column: "edited"},
		"discount":  {Kind: value.Decimal, Precision: 4, Nullable: true, Column: "discount"},
		"headId":    {Kind: value.Guid, Nullable: true, Column: "head_id"},
	} {
		want.Name = name
		require.Equal(t, &want, course.Property(name))
	}
	role := m.Set("People").Type.Property("role")
	require.Equal(t, []string{"Head", "Teacher", "Pupil"}, role.Allowed)
	require.Equal(t, "nick_name_fold", m.Set("People").Type.Property("nickName").Fold)
}

func TestBuildStoresElsewhere(t *testing.T) {
	t.Parallel()
	person := school(t).Set("People").Type
	byKey := joins{{From: "person_id", To: "person_id"}}
	require.Equal(t, &metadata.Property{
		Name: "labels", Kind: value.String, MaxLength: 30, Column: "label_list",
		Collection: &metadata.Collection{
			Separator: "|", MaxItems: 10, Table: "person_labels", Scope: "school_id", Join: byKey,
			KindColumn: "kind", Kind: "label", Order: "ord", Value: "value", Fold: "fold",
		},
	}, person.Property("labels"))
	require.Equal(t, &metadata.Property{
		Name: "hobbies", Kind: value.String, Column: "hobby_list",
		Collection: &metadata.Collection{
			Separator: "#", Table: "person_hobbies", Scope: "school_id", Join: byKey,
			Order: "ord", Value: "value", Fold: "fold",
		},
	}, person.Property("hobbies"))
	require.Equal(t, &metadata.Property{
		Name: "lastSeen", Kind: value.DateTimeOffset, Precision: 6, Nullable: true, Column: "seen_at",
		Side: &metadata.SideTable{Table: "person_activities", Scope: "school_id", Join: byKey},
	}, person.Property("lastSeen"))
}

func TestBuildAlternateKeys(t *testing.T) {
	t.Parallel()
	person := school(t).Set("People").Type
	require.Len(t, person.AlternateKeys, 2)
	email, nick := person.AlternateKeys[0], person.AlternateKeys[1]
	require.Same(t, person.Property("email"), email.Property)
	require.Equal(t, "email_key", email.Column)
	stored, ok := email.Normalise("A@X")
	require.True(t, ok)
	require.Equal(t, "a@x", stored)
	require.Same(t, person.Property("nickName"), nick.Property)
	require.Equal(t, "nick_name", nick.Column)
	require.Nil(t, nick.Normalise)
}

func TestBuildComplexTypes(t *testing.T) {
	t.Parallel()
	m := school(t)
	require.Len(t, m.Complexes, 1)
	address := m.Complexes[0]
	require.Equal(t, "Address", address.Name)
	require.Equal(t, []*metadata.Property{
		{Name: "street", Kind: value.String, MaxLength: 100, Column: "street"},
		{Name: "zip", Kind: value.Int32, Nullable: true, Column: "zip"},
	}, address.Properties)
	person := m.Set("People").Type
	home, office := person.Property("home"), person.Property("office")
	for _, want := range []*metadata.Property{
		{Name: "home", Complex: address, Prefix: "home_", Members: home.Members},
		{Name: "office", Complex: address, Prefix: "work_", Nullable: true, Members: office.Members},
	} {
		require.Equal(t, want, person.Property(want.Name))
	}
	require.Equal(t, &metadata.Property{
		Name: "street", Kind: value.String, MaxLength: 100, Column: "work_street", Nullable: true, Outer: office,
	}, office.Member("street"), "null where the office is")
	require.False(t, home.Member("street").Nullable)
	require.Nil(t, home.Member("home"))
	require.Nil(t, home.Nulls())
	require.Equal(t, office.Members, office.Nulls())
	require.Equal(t, office.Members, office.Member("zip").Nulls())
	require.Equal(t, "street", address.Properties[0].Column, "the type stays as it is declared")
}

func TestBuildNavigation(t *testing.T) {
	t.Parallel()
	m := school(t)
	people, courses := m.Set("People").Type, m.Set("Courses").Type
	enrolments, boxes := m.Set("Enrolments").Type, m.Set("Lockers").Type
	byMentor := joins{{From: "mentor_id", To: "person_id"}}
	byPerson, byCourse := joins{{From: "person_id", To: "person_id"}}, joins{{From: "course_id", To: "course_id"}}
	for _, want := range []struct {
		from, target         *metadata.EntityType
		name, partner        string
		collection, nullable bool
		join, through        joins
		constraint           string
	}{
		{people, people, "mentor", "mentees", false, true, byMentor, nil, "mentorId"},
		{people, people, "mentees", "mentor", true, false, joins{{From: "person_id", To: "mentor_id"}}, nil, ""},
		{people, enrolments, "enrolments", "person", true, false, byPerson, nil, ""},
		{people, courses, "courses", "participants", true, false, byPerson, byCourse, ""},
		{people, boxes, "locker", "owner", false, true, joins{{From: "person_id", To: "owner_id"}}, nil, ""},
		{courses, people, "participants", "courses", true, false, byCourse, byPerson, ""},
		{courses, people, "head", "", false, true, joins{{From: "head_id", To: "person_id"}}, nil, "headId"},
		{enrolments, people, "person", "enrolments", false, false, byPerson, nil, "personId"},
		{enrolments, courses, "course", "enrolments", false, false, byCourse, nil, "courseId"},
		{boxes, people, "owner", "locker", false, true, joins{{From: "owner_id", To: "person_id"}}, nil, "ownerId"},
	} {
		n := want.from.Navigation(want.name)
		require.NotNil(t, n, want.name)
		require.Same(t, want.from, n.From)
		require.Same(t, want.target, n.Target)
		require.Equal(t, want.collection, n.Collection, want.name)
		require.Equal(t, want.nullable, n.Nullable, want.name)
		require.Equal(t, want.join, n.Join, want.name)
		if want.through != nil {
			require.Equal(t, &metadata.Through{Table: "enrolments", Scope: "school_id", Join: want.through}, n.Through)
		} else {
			require.Nil(t, n.Through, want.name)
		}
		require.Same(t, n.Target.Navigation(want.partner), n.Partner, want.name)
		if want.constraint == "" {
			require.Empty(t, n.Constraints, want.name)
			continue
		}
		require.Len(t, n.Constraints, 1, want.name)
		require.Same(t, want.from.Property(want.constraint), n.Constraints[0].Property)
		require.Contains(t, want.target.Key, n.Constraints[0].Referenced)
	}
	require.Equal(t, "Who helps", people.Navigation("mentor").Description)
}

// TestBuildTwice makes sure that a build leaves nothing behind for the next.
func TestBuildTwice(t *testing.T) {
	t.Parallel()
	one, other := school(t), school(t)
	require.NotSame(t, one.Types[0], other.Types[0])
	require.Equal(t, xmlOf(one), xmlOf(other))
}
