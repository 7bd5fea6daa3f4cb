package models

import "github.com/google/uuid"

// Optional is a member of a change: absent (the zero value), null, or a value.
type Optional[T any] struct {
	Set   bool // the member is given
	Null  bool // as null
	Value T
}

// Some is a given value.
func Some[T any](v T) Optional[T] { return Optional[T]{Set: true, Value: v} }

// Null is a given null.
func Null[T any]() Optional[T] { return Optional[T]{Set: true, Null: true} }

// Merge says what the labels of a change do to the stored ones.
type Merge uint8

// The ways to merge.
const (
	MergeAdd     Merge = iota // given labels join the stored ones
	MergeReplace              // given labels replace the stored ones; null and empty clear
	MergeRemove               // given labels are taken from the stored ones
)

// Result says what a write has done.
type Result string

// The results.
const (
	Created   Result = "created"
	Updated   Result = "updated"
	Unchanged Result = "unchanged"
	Deleted   Result = "deleted"
	NotMember Result = "notMember"
)

// UserChange is what an upsert says of a user. Absent members stay as they are.
type UserChange struct {
	SystemUserID Optional[uuid.UUID] // addresses an existing user; EmailAddress then renames it
	EmailAddress Optional[string]
	Role         Optional[string]
	FirstName    Optional[string]
	LastName     Optional[string]
	ExternalID   Optional[string]
	ManagerID    Optional[uuid.UUID]
	Tags         Optional[[]string] // see SplitLabels for the text form
	Aliases      Optional[[]string]
}

// TeamChange is what an upsert says of a team. Absent members stay as they are.
type TeamChange struct {
	TeamID                Optional[uuid.UUID] // addresses an existing team; Name then renames it
	Name                  Optional[string]
	Description           Optional[string]
	ExternalID            Optional[string]
	ManagerID             Optional[uuid.UUID]
	ParentTeamID          Optional[uuid.UUID]
	ManagerCanViewResults Optional[bool]
	ManagerCanViewCredits Optional[bool]
	MembersCanViewCredits Optional[bool]
	Tags                  Optional[[]string]
	Aliases               Optional[[]string]
}
