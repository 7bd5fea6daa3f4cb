package handlers

import (
	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/value"
)

// DirectoryModel builds the entity data model of the directory from the structs
// of package models.
func DirectoryModel() (*metadata.Model, error) {
	return metadata.Build(
		metadata.Options{
			Namespace: "Roster", Container: "Container", Normalisers: models.Normalisers(),
			SearchIDs: searchIDs,
		},
		metadata.SetSource{
			Name: "Users", Model: &models.User{},
			Description:     "The users of the workspace, deactivated ones included",
			TypeDescription: "A person or service account; never deleted, only deactivated",
		},
		metadata.SetSource{
			Name: "Teams", Model: &models.Team{},
			Description:     "The teams of the workspace",
			TypeDescription: "A named group of users, possibly part of another team",
		},
		metadata.SetSource{
			Name: "TeamMembers", Model: &models.TeamMember{},
			Description:     "Who is a member of which team",
			TypeDescription: "The membership of one user in one team",
		},
	)
}

// searchIDs are the ids of a workspace's search texts; none without a workspace.
func searchIDs(scope value.Value) (first, last int64) {
	if scope.Kind != value.Guid {
		return 0, -1
	}
	return models.SearchIDs(uuid.UUID(scope.Bytes))
}
