package handlers

import "github.com/seed-267014d6/roster/metadata"

// The header and the query option with the key.
const (
	keyHeader = "X-ApiKey"
	keyOption = "apikey"
)

// Access is how requests are authorized, as $metadata tells.
func Access() metadata.Access {
	return metadata.Access{
		Authorizations: []metadata.Authorization{
			{
				Name: "apiKeyHeader", Description: "An API key", KeyName: keyHeader, Location: metadata.KeyInHeader,
			},
			{
				Name: "apiKeyOption", Description: "An API key of scope read", KeyName: keyOption,
				Location: metadata.KeyInQueryOption,
			},
			{Name: "basic", Description: "The API key is the password, with any or no user", Scheme: "basic"},
			{Name: "bearer", Description: "The API key is the token", Scheme: "bearer"},
		},
		Headers:      []metadata.Parameter{{Name: keyHeader, Description: "An API key"}},
		QueryOptions: []metadata.Parameter{{Name: keyOption, Description: "An API key of scope read"}},
	}
}
