// Package settings reads the configuration of the roster command.
//
// Each setting has one name. It is the flag's name (--public-url), the key in
// the file roster.yaml (public-url) and, in capitals with underscores, the
// environment variable (ROSTER_PUBLIC_URL). A flag wins over the environment,
// the environment over the file, the file over the default. A secret may also
// stand in a file that ROSTER_…_FILE names.
package settings
