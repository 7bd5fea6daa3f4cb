package metadata_test

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
)

// The school is the model of these tests: a scope, composite keys of which the
// column names repeat on both ends, a self reference, labels, a side table, a
// complex type and every kind of column.

//nolint:lll // a tag is one line
type Person struct {
	SchoolID   uuid.UUID   `gorm:"type:uuid;primaryKey" odata:"scope"`
	PersonID   uuid.UUID   `gorm:"type:uuid;primaryKey" odata:"computed"`
	Email      string      `gorm:"size:254;not null;comment:Where to write, \"quoted\" & <escaped>" odata:"altkey,lookup=email_key,normalise=email"`
	EmailKey   string      `gorm:"size:254;not null" odata:"computed"`
	Role       string      `gorm:"size:20;not null" odata:"allowed=Head;Teacher;Pupil"`
	NickName   *string     `gorm:"size:40" odata:"fold=nick_name_fold,altkey"`
	NickFold   *string     `gorm:"column:nick_name_fold" odata:"-"`
	Secret     string      `gorm:"size:99" odata:"-"`
	MentorID   *uuid.UUID  `gorm:"type:uuid"`
	Labels     []string    `gorm:"-" odata:"collection=person_labels,kind=label,joined=label_list,maxitems=10,maxlength=30"`
	LabelList  string      `gorm:"not null" odata:"computed"`
	Hobbies    string      `gorm:"column:hobby_list" odata:"collection=person_hobbies,separator=#"`
	LastSeen   *time.Time  `gorm:"-" odata:"side=person_activities,column=seen_at"`
	Ignored    []string    `gorm:"-"`
	Home       Address     `gorm:"embedded;embeddedPrefix:home_" odata:"complex"`
	Work       *Address    `gorm:"embedded;embeddedPrefix:work_" odata:"complex,name=office"`
	Mentor     *Person     `gorm:"foreignKey:SchoolID,MentorID;references:SchoolID,PersonID;comment:Who helps"`
	Mentees    []Person    `gorm:"foreignKey:SchoolID,MentorID;references:SchoolID,PersonID"`
	Enrolments []Enrolment `gorm:"foreignKey:SchoolID,PersonID;references:SchoolID,PersonID"`
	Courses    []Course    `gorm:"many2many:enrolments;foreignKey:SchoolID,PersonID;joinForeignKey:SchoolID,PersonID;references:SchoolID,CourseID;joinReferences:SchoolID,CourseID"`
	Locker     *Locker     `gorm:"foreignKey:SchoolID,OwnerID;references:SchoolID,PersonID"`
	Audit      []Audit     `gorm:"foreignKey:SchoolID,PersonID;references:SchoolID,PersonID" odata:"-"`
}

type Address struct {
	Street string `gorm:"size:100;not null"`
	Zip    *int32
	Hidden string `odata:"-"`
}

type Stamps struct {
	CreatedAt time.Time `gorm:"not null;autoCreateTime:false" odata:"computed"`
}

//nolint:lll // a tag is one line
type Course struct {
	Stamps
	SchoolID   uuid.UUID  `gorm:"type:uuid;primaryKey" odata:"scope"`
	CourseID   int64      `gorm:"primaryKey;autoIncrement:false"`
	HeadID     *uuid.UUID `gorm:"type:uuid"`
	Title      string     `gorm:"type:varchar(80);not null"`
	Fee        int64      `gorm:"type:numeric(9,2)"`
	Level      int16      `odata:"enum=Level"`
	Days       *int32     `gorm:"not null" odata:"enum=Days"`
	Begins     time.Time  `gorm:"type:date"`
	At         int64      `gorm:"type:time"`
	Lasts      *int64     `odata:"type=Duration,precision=3"`
	Small      int8
	Tiny       uint8
	Medium     uint16
	Wide       uint32
	Ratio      float32
	Exact      float64
	Open       sql.NullBool
	Picture    []byte       `gorm:"size:1000"`
	Edited     sql.NullTime `odata:"immutable"`
	Discount   string       `odata:"type=Decimal,precision=4,scale=0"`
	Enrolments []Enrolment  `gorm:"foreignKey:SchoolID,CourseID;references:SchoolID,CourseID"`
	People     []Person     `gorm:"many2many:enrolments;foreignKey:SchoolID,CourseID;joinForeignKey:SchoolID,CourseID;references:SchoolID,PersonID;joinReferences:SchoolID,PersonID" odata:"name=participants"`
	Head       *Person      `gorm:"belongsTo;foreignKey:SchoolID,HeadID;references:SchoolID,PersonID"`
}

type Enrolment struct {
	SchoolID uuid.UUID `gorm:"type:uuid;primaryKey" odata:"scope"`
	CourseID int64     `gorm:"primaryKey;autoIncrement:false" odata:"immutable"`
	PersonID uuid.UUID `gorm:"type:uuid;primaryKey" odata:"immutable"`
	Grade    *float64
	Person   Person `gorm:"foreignKey:SchoolID,PersonID;references:SchoolID,PersonID"`
	Course   Course `gorm:"foreignKey:SchoolID,CourseID;references:SchoolID,CourseID"`
}

type Locker struct {
	SchoolID uuid.UUID  `gorm:"type:uuid;primaryKey" odata:"scope"`
	Number   int        `gorm:"primaryKey;autoIncrement:false"`
	OwnerID  *uuid.UUID `gorm:"type:uuid"`
	Owner    *Person    `gorm:"foreignKey:SchoolID,OwnerID;references:SchoolID,PersonID"`
}

type Audit struct {
	SchoolID uuid.UUID `gorm:"type:uuid;primaryKey"`
	PersonID uuid.UUID `gorm:"type:uuid;primaryKey"`
}

func schoolOptions() metadata.Options {
	return metadata.Options{
		Namespace: "Test.School",
		Enums: []*metadata.EnumType{
			{Name: "Level", Members: []metadata.EnumMember{{Name: "Basic", Value: 1}, {Name: "High", Value: 2}}},
			{Name: "Days", Flags: true, Members: []metadata.EnumMember{
				{Name: "None", Value: 0}, {Name: "Monday", Value: 1}, {Name: "Someday", Value: 1 << 40},
			}},
		},
		Normalisers: map[string]func(string) (string, bool){
			"email": func(s string) (string, bool) { return strings.ToLower(s), strings.Contains(s, "@") },
		},
	}
}

func schoolSets() []metadata.SetSource {
	return []metadata.SetSource{
		{Name: "People", Model: &Person{}, Description: "Everyone", TypeDescription: "A person"},
		{Name: "Courses", Model: &Course{}},
		{Name: "Enrolments", Model: &Enrolment{}},
		{Name: "Lockers", Model: &Locker{}, TypeName: "Box"},
	}
}

func school(t *testing.T) *metadata.Model {
	t.Helper()
	m, err := metadata.Build(schoolOptions(), schoolSets()...)
	require.NoError(t, err)
	return m
}
