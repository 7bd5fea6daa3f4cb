package metadata_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
)

func TestDump(t *testing.T) {
	m := school(t)
	fmt.Println(string(m.AppendXML(nil, "4.0")))
	for _, ty := range m.Types {
		for _, n := range ty.Navigations {
			fmt.Println(ty.Name, n.Name, n.Join, n.Through, n.Nullable)
		}
	}
	require.NotNil(t, m)
	_ = metadata.Options{}
}
