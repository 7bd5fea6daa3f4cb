package models

const (
	memberTeamID   = "teamId"
	memberName     = "name"
	memberParentID = "parentTeamId"
)

// teamPatch is a TeamChange in normal form.
type teamPatch struct {
	change      TeamChange
	merge       Merge
	name        string // with fold, where name is given
	fold        string
	description *string
	externalID  *string
}

// newTeamPatch checks all that can be checked without the stored team.
func newTeamPatch(c TeamChange, m Merge) (*teamPatch, error) {
	p := &teamPatch{change: c, merge: m}
	var err error
	switch {
	case c.TeamID.Null:
		return nil, invalid(memberTeamID, "teamId must not be null")
	case c.Name.Set:
		if p.name, err = normalName(memberName, c.Name); err != nil {
			return nil, err
		}
		p.fold = fold(p.name)
	case !c.TeamID.Set:
		return nil, invalid(memberName, "name is required")
	}
	flags := []struct {
		member string
		given  Optional[bool]
	}{
		{"managerCanViewResults", c.ManagerCanViewResults},
		{"managerCanViewCredits", c.ManagerCanViewCredits},
		{"membersCanViewCredits", c.MembersCanViewCredits},
	}
	for _, flag := range flags {
		if flag.given.Null {
			return nil, invalid(flag.member, "%s must be true or false, not null", flag.member)
		}
	}
	if p.description, err = optionalText("description", c.Description, maxDescription); err != nil {
		return nil, err
	}
	p.externalID, err = optionalText(memberExternalID, c.ExternalID, maxExternalID)
	return p, err
}

// apply gives the team as the patch leaves it, its modification time aside. The
// zero Team becomes a new one.
func (p *teamPatch) apply(stored Team) (Team, error) {
	t := stored
	c := &p.change
	if c.Name.Set && (c.TeamID.Set || stored.NameFold == "") {
		t.Name = p.name
	}
	if c.Description.Set {
		t.Description = p.description
	}
	if c.ExternalID.Set {
		t.ExternalID = p.externalID
	}
	if c.ManagerID.Set {
		t.ManagerID = optionalID(c.ManagerID)
	}
	if c.ParentTeamID.Set {
		t.ParentTeamID = optionalID(c.ParentTeamID)
	}
	setFlag(&t.ManagerCanViewResults, c.ManagerCanViewResults)
	setFlag(&t.ManagerCanViewCredits, c.ManagerCanViewCredits)
	setFlag(&t.MembersCanViewCredits, c.MembersCanViewCredits)
	var err error
	if t.Tags, err = mergeLabels(memberTags, stored.Tags, c.Tags, p.merge, exactly); err != nil {
		return Team{}, err
	}
	if t.Aliases, err = mergeLabels(memberAliases, stored.Aliases, c.Aliases, p.merge, fold); err != nil {
		return Team{}, err
	}
	t.derive()
	return t, nil
}

func setFlag(flag *bool, given Optional[bool]) {
	if given.Set {
		*flag = given.Value
	}
}

// needsLock says whether the patch could close a cycle.
func (p *teamPatch) needsLock(stored *Team) bool {
	parent := optionalID(p.change.ParentTeamID)
	return p.change.ParentTeamID.Set && parent != nil && !same(parent, stored.ParentTeamID)
}

// changedTeam names the columns in which two states of a team differ.
func changedTeam(a, b *Team) columns {
	var c columns
	c.note("name", a.Name == b.Name)
	c.note("name_fold", a.NameFold == b.NameFold)
	c.note("description", same(a.Description, b.Description))
	c.note("external_id", same(a.ExternalID, b.ExternalID))
	c.note("manager_id", same(a.ManagerID, b.ManagerID))
	c.note("parent_team_id", same(a.ParentTeamID, b.ParentTeamID))
	c.note("manager_can_view_results", a.ManagerCanViewResults == b.ManagerCanViewResults)
	c.note("manager_can_view_credits", a.ManagerCanViewCredits == b.ManagerCanViewCredits)
	c.note("members_can_view_credits", a.MembersCanViewCredits == b.MembersCanViewCredits)
	c.note("tag_list", a.TagList == b.TagList)
	c.note("alias_list", a.AliasList == b.AliasList)
	return c
}
