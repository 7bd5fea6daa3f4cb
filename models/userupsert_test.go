package models_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
)

func TestUpsertUserCreates(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		u, result := f.upsert(t, models.UserChange{
			EmailAddress: text(" Bob.Smith@Example.COM\u00a0"), FirstName: text(" Bob "), LastName: text("E\u0301mile"),
			ExternalID: text("X-1"), ManagerID: models.Some(f.admin.ID),
			Tags: models.Some([]string{"b", "a", "b"}), Aliases: models.Some([]string{"Bobby", "BOBBY"}),
		}, models.MergeAdd)
		now := f.clock.Now().Truncate(time.Microsecond)
		require.Equal(t, models.Created, result)
		require.Equal(t, uuid.Version(7), u.ID.Version())
		require.Equal(t, models.User{
			WorkspaceID: f.ws.ID, ID: u.ID, EmailAddress: "Bob.Smith@Example.COM", EmailKey: "bob.smith@example.com",
			Role: models.RoleParticipant, IsActive: true, FirstName: new("Bob"), FirstNameFold: new("bob"),
			LastName: new("\u00c9mile"), LastNameFold: new("\u00e9mile"),
			DisplayName: "Bob \u00c9mile", DisplayNameFold: "bob \u00e9mile", ExternalID: new("X-1"),
			ManagerID: &f.admin.ID,
			Tags:      []string{"b", "a"}, Aliases: []string{"Bobby"}, TagList: "b|a", AliasList: "Bobby",
			CreatedAt: now, ModifiedAt: now,
		}, u)
		values, folds := f.labelsOf(t, "user_labels", "system_user_id", u.ID, "tag")
		require.Equal(t, []string{"b", "a"}, values)
		require.Equal(t, []string{"b", "a"}, folds)
		values, folds = f.labelsOf(t, "user_labels", "system_user_id", u.ID, "alias")
		require.Equal(t, []string{"Bobby"}, values)
		require.Equal(t, []string{"bobby"}, folds)
	})
}

func TestUpsertUserChangesOnlyWhatIsGiven(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		before, _ := f.upsert(t, models.UserChange{
			EmailAddress: text("a@example.com"), FirstName: text("Ann"), LastName: text("Lee"), ExternalID: text("1"),
			Tags: models.Some([]string{"x"}),
		}, models.MergeAdd)

		f.clock.advance(time.Hour)
		same, result := f.upsert(t, models.UserChange{
			EmailAddress: text("A@EXAMPLE.com"), FirstName: text("Ann "), Tags: models.Some([]string{"x"}),
			Role: text("Participant"), ManagerID: models.Null[uuid.UUID](),
		}, models.MergeAdd)
		require.Equal(t, models.Unchanged, result)
		require.Equal(t, before, same) // modifiedAt and the spelling of the address included

		changed, result := f.upsert(t, models.UserChange{
			EmailAddress: text("a@example.com"), FirstName: models.Null[string](), ExternalID: text(" \u2003 "),
		}, models.MergeAdd)
		require.Equal(t, models.Updated, result)
		require.Nil(t, changed.FirstName)
		require.Nil(t, changed.FirstNameFold)
		require.Nil(t, changed.ExternalID)
		require.Equal(t, "Lee", changed.DisplayName)
		require.Equal(t, "x", changed.TagList)
		require.Equal(t, before.CreatedAt, changed.CreatedAt)
		require.Equal(t, f.clock.Now().Truncate(time.Microsecond), changed.ModifiedAt)

		changed, _ = f.put(t, models.UserChange{EmailAddress: text("a@example.com"), LastName: text("")})
		require.Equal(t, "a@example.com", changed.DisplayName)
		require.True(t, changed.ModifiedAt.After(f.clock.Now().Truncate(time.Microsecond))) // the clock stood still

		f.clock.advance(-24 * time.Hour)
		later, _ := f.put(t, models.UserChange{EmailAddress: text("a@example.com"), LastName: text("Z")})
		require.True(t, later.ModifiedAt.After(changed.ModifiedAt)) // the clock went back
	})
}

func TestUpsertUserRenamesById(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		a, _ := f.put(t, byEmail("a@example.com"))
		b, _ := f.put(t, byEmail("b@example.com"))

		byID := models.UserChange{SystemUserID: models.Some(a.ID), EmailAddress: text("C@Example.com")}
		renamed, result := f.put(t, byID)
		require.Equal(t, models.Updated, result)
		require.Equal(t, a.ID, renamed.ID)
		require.Equal(t, "C@Example.com", renamed.EmailAddress)
		require.Equal(t, "c@example.com", renamed.EmailKey)
		require.Equal(t, "C@Example.com", renamed.DisplayName)

		byID.EmailAddress = text("c@EXAMPLE.com") // another spelling, by id
		renamed, result = f.put(t, byID)
		require.Equal(t, models.Updated, result)
		require.Equal(t, "c@EXAMPLE.com", renamed.EmailAddress)

		byID.EmailAddress = text("B@example.com")
		refusal := f.refused(t, byID, models.MergeAdd)
		require.Equal(t, models.Conflict, refusal.Kind)
		require.Equal(t, "emailAddress", refusal.Member)
		require.Equal(t, b.ID, refusal.Holder)
		require.Contains(t, refusal.Message, b.ID.String())

		onlyID := models.UserChange{SystemUserID: models.Some(a.ID), FirstName: text("Ann")}
		renamed, result = f.put(t, onlyID)
		require.Equal(t, models.Updated, result)
		require.Equal(t, "Ann", *renamed.FirstName)

		again, result := f.put(t, byEmail("a@example.com")) // the old address is free
		require.Equal(t, models.Created, result)
		require.NotEqual(t, a.ID, again.ID)
	})
}

func TestUpsertUserExternalIDIsUnique(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		a, _ := f.put(t, models.UserChange{EmailAddress: text("a@example.com"), ExternalID: text("1")})
		for _, c := range []models.UserChange{
			{EmailAddress: text("b@example.com"), ExternalID: text("1")}, // a new one
			{EmailAddress: text(adminEmail), ExternalID: text(" 1")},     // an old one
		} {
			refusal := f.refused(t, c, models.MergeAdd)
			require.Equal(t, models.Conflict, refusal.Kind)
			require.Equal(t, "externalId", refusal.Member)
			require.Equal(t, a.ID, refusal.Holder)
		}
		_, result := f.put(t, models.UserChange{EmailAddress: text("b@example.com"), ExternalID: text("1 a")})
		require.Equal(t, models.Created, result)

		first := f.ws
		f.addWorkspace(t) // unique in the workspace only
		_, result = f.put(t, models.UserChange{EmailAddress: text("a@example.com"), ExternalID: text("1")})
		require.Equal(t, models.Created, result)
		f.ws = first
		require.Equal(t, a, f.user(t, a.ID))
	})
}

func TestUpsertUserRefusals(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		foreign := f.admin.ID
		f.addWorkspace(t)
		before := f.count(t, "users")
		long := strings.Repeat("\u00e9", 201)
		address := text("a@b.c")
		cases := []struct {
			name   string
			change models.UserChange
			kind   models.ErrorKind
			member string
		}{
			{"no address", models.UserChange{}, models.Invalid, "emailAddress"},
			{"null address", models.UserChange{EmailAddress: models.Null[string]()}, models.Invalid, "emailAddress"},
			{"blank address", byEmail(" \u3000"), models.Invalid, "emailAddress"},
			{"null id", models.UserChange{SystemUserID: models.Null[uuid.UUID]()}, models.Invalid, "systemUserId"},
			{
				"unknown id",
				models.UserChange{SystemUserID: models.Some(uuid.UUID{}), EmailAddress: address},
				models.Unknown, "systemUserId",
			},
			{"foreign id", models.UserChange{SystemUserID: models.Some(foreign)}, models.Unknown, "systemUserId"},
			{
				"null role",
				models.UserChange{EmailAddress: address, Role: models.Null[string]()},
				models.Invalid, "role",
			},
			{"empty role", withRole("a@b.c", ""), models.Invalid, "role"},
			{"padded role", withRole("a@b.c", "Participant "), models.Invalid, "role"},
			{"role in lower case", withRole("a@b.c", "fulladmin"), models.Invalid, "role"},
			{"long name", models.UserChange{EmailAddress: address, FirstName: text(long)}, models.Invalid, "firstName"},
			{"NUL", models.UserChange{EmailAddress: address, LastName: text("a\x00")}, models.Invalid, "lastName"},
			{"bidi", models.UserChange{EmailAddress: address, LastName: text("a\u202eb")}, models.Invalid, "lastName"},
			{
				"bad UTF-8",
				models.UserChange{EmailAddress: address, LastName: text("a\xff")},
				models.Invalid, "lastName",
			},
			{
				"long external id",
				models.UserChange{EmailAddress: address, ExternalID: text(long[:202])},
				models.Invalid, "externalId",
			},
			{
				"unknown manager",
				models.UserChange{EmailAddress: address, ManagerID: models.Some(uuid.UUID{15: 1})},
				models.Unknown, "managerId",
			},
			{
				"foreign manager",
				models.UserChange{EmailAddress: address, ManagerID: models.Some(foreign)},
				models.Unknown, "managerId",
			},
			{
				"bar in a tag",
				models.UserChange{EmailAddress: address, Tags: models.Some([]string{"a|b"})},
				models.Invalid, "tags",
			},
			{
				"long alias",
				models.UserChange{EmailAddress: address, Aliases: models.Some([]string{long[:202]})},
				models.Invalid, "aliases",
			},
		}
		for _, c := range cases {
			refusal := f.refused(t, c.change, models.MergeAdd)
			require.Equal(t, c.kind, refusal.Kind, c.name)
			require.Equal(t, c.member, refusal.Member, c.name)
			require.NotEmpty(t, refusal.Message, c.name)
		}
		require.Equal(t, before, f.count(t, "users"))

		_, result := f.upsert(t, models.UserChange{
			EmailAddress: text("a@b.c"), FirstName: text(long[:400]), ExternalID: text(long[:200]),
			Aliases: models.Some([]string{long[:200]}),
		}, models.MergeAdd) // exactly at the limits, in characters
		require.Equal(t, models.Created, result)
	})
}

func TestUpsertUserRoles(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		set := func(role string) (models.User, models.Result) {
			f.clock.advance(time.Minute)
			return f.put(t, withRole("a@example.com", role))
		}
		u, _ := set(models.RoleLimitedAdmin)
		require.Equal(t, models.RoleLimitedAdmin, u.Role)

		gone, result := set(models.RoleDeactivated)
		require.Equal(t, models.Updated, result)
		require.Equal(t, models.RoleLimitedAdmin, *gone.FormerRole)
		require.Equal(t, f.clock.Now().Truncate(time.Microsecond), *gone.DeactivatedAt)
		require.False(t, gone.IsActive)

		same, result := set(models.RoleDeactivated)
		require.Equal(t, models.Unchanged, result)
		require.Equal(t, gone, same)

		named, result := f.put(t, models.UserChange{EmailAddress: text("a@example.com"), FirstName: text("Ann")})
		require.Equal(t, models.Updated, result)
		require.Equal(t, models.RoleDeactivated, named.Role)
		require.Equal(t, gone.DeactivatedAt, named.DeactivatedAt)

		back, result := set(models.RoleParticipant)
		require.Equal(t, models.Updated, result)
		require.True(t, back.IsActive)
		require.Nil(t, back.FormerRole)
		require.Nil(t, back.DeactivatedAt)

		born, result := f.put(t, withRole("b@example.com", "Deactivated"))
		require.Equal(t, models.Created, result)
		require.Nil(t, born.FormerRole)
		require.NotNil(t, born.DeactivatedAt)
	})
}

func TestLastFullAdminStays(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		demote := withRole(adminEmail, models.RoleDeactivated)
		for _, role := range []string{models.RoleDeactivated, models.RoleParticipant, models.RoleLimitedAdmin} {
			demote.Role = text(role)
			refusal := f.refused(t, demote, models.MergeAdd)
			require.Equal(t, models.Conflict, refusal.Kind)
			require.Equal(t, "role", refusal.Member)
		}
		_, result := f.put(t, withRole(adminEmail, models.RoleFullAdmin))
		require.Equal(t, models.Unchanged, result)
		f.put(t, withRole("b@example.com", models.RoleFullAdmin))
		_, result = f.put(t, demote)
		require.Equal(t, models.Updated, result)
		demote.EmailAddress = text("b@example.com")
		require.Equal(t, models.Conflict, f.refused(t, demote, models.MergeAdd).Kind)
	})
}

func TestManagerCyclesAreRefused(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		var above *uuid.UUID
		names := []string{"a", "b", "c", "d"}
		ids := map[string]uuid.UUID{}
		for _, name := range names {
			c := byEmail(name + "@x.y")
			if above != nil {
				c.ManagerID = models.Some(*above)
			}
			u, _ := f.put(t, c)
			above, ids[name] = &u.ID, u.ID
		}
		under := func(name, manager string) models.UserChange {
			c := byEmail(name + "@x.y")
			c.ManagerID = models.Some(ids[manager])
			return c
		}
		refusal := f.refused(t, under("a", "d"), models.MergeAdd)
		require.Equal(t, models.Conflict, refusal.Kind)
		require.Equal(t, "managerId", refusal.Member)
		require.Equal(t, "managerId would close a cycle: a@x.y → d@x.y → c@x.y → b@x.y → a@x.y", refusal.Message)
		refusal = f.refused(t, under("b", "b"), models.MergeAdd)
		require.Equal(t, "managerId would close a cycle: b@x.y → b@x.y", refusal.Message)

		_, result := f.put(t, under("d", "a")) // a shortcut is no cycle
		require.Equal(t, models.Updated, result)
		_, result = f.put(t, under("b", "d"))
		require.Equal(t, models.Updated, result)
		cleared, result := f.upsert(t, models.UserChange{
			EmailAddress: text("b@x.y"), ManagerID: models.Null[uuid.UUID](),
		}, models.MergeAdd)
		require.Equal(t, models.Updated, result)
		require.Nil(t, cleared.ManagerID)
	})
}

func TestLongCyclesAreNamedByTheirEnds(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		first, _ := f.put(t, byEmail("u0@x.y"))
		last := first.ID
		for i := range 30 {
			c := byEmail("u" + string(rune('a'+i%26)) + string(rune('a'+i/26)) + "@x.y")
			c.ManagerID = models.Some(last)
			u, _ := f.put(t, c)
			last = u.ID
		}
		c := byEmail("u0@x.y")
		c.ManagerID = models.Some(last)
		message := f.refused(t, c, models.MergeAdd).Message
		require.Contains(t, message, "u0@x.y → udb@x.y")
		require.Contains(t, message, "→ 24 more →")
		require.True(t, strings.HasSuffix(message, "ua"+"a@x.y → u0@x.y"), message)
		require.Less(t, len(message), 200)
	})
}
