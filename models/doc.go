// Package models is the directory itself: workspaces, users, teams, memberships
// and API keys, the rules that hold between them, and their storage.
//
// The structs User, Team and TeamMember declare the entity types: columns and
// relations by GORM's tags, what GORM cannot say by odata tags.
//
// # Writing
//
// Directory.Write is the one gate of all directory writes: one transaction of
// one workspace. Tx.UpsertUser, Tx.UpsertTeam, Tx.AddMember and Tx.RemoveMember
// lock the row they are about, merge in Go under that lock, and write what has
// changed; so nothing is lost between concurrent calls, and a call that changes
// nothing writes nothing. Changes that could break a rule between rows (the last
// FullAdmin, cycles of managers and of parent teams) also lock the workspace's
// head row, always before any row of the directory.
//
// A refused change is an *Error, which names the member that is wrong. It leaves
// the transaction as it was: others may follow in it.
//
// # Normal forms
//
// All text is stored trimmed and in Unicode's normal form C, without control,
// bidirectional and invisible characters. Email addresses are compared by
// NormaliseEmail, names and aliases by FoldName; both are computed here and never
// by a database. Times are truncated to microseconds.
//
// # Keys
//
// An API key is shown once; only a peppered hash is stored. Directory.Authenticate
// answers what a key may do at this moment, by the current role of its user.
package models
