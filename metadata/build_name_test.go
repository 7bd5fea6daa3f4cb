package metadata

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLowerCamel(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"SystemUserID": "systemUserId", "ID": "id", "URLPath": "urlPath", "Name": "name",
		"HTTPServerURL": "httpServerUrl",
		"A":             "a", "AB": "ab", "ABc": "aBc", "CreatedAt": "createdAt", "Line2": "line2",
		"X509Cert": "x509Cert", "ÄrgerID": "ärgerId",
	} {
		require.Equal(t, want, lowerCamel(name), name)
	}
}
