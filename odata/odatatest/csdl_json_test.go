package odatatest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

// TestCheckCSDLJSON breaks a good document in one place at a time.
func TestCheckCSDLJSON(t *testing.T) {
	t.Parallel()
	d := metadata.Document{
		Model: odatatest.ShopModel(), Version: "4.01",
		Capabilities: &metadata.Capabilities{Versions: "4.01", Conformance: metadata.MinimalConformance},
	}
	good, xml := string(d.AppendJSON(nil)), d.AppendXML(nil)
	require.Empty(t, odatatest.CheckCSDLJSON([]byte(good)))
	for _, c := range []struct{ old, new, problem string }{
		{`"$Version": "4.01",`, ``, "Version"},
		{`"$Version": "4.01"`, `"$Version": 4.01`, "Version has a value of another kind"},
		{`"$Version": "4.01"`, `"$Version": "4.0"`, "a member of an enumeration breaks readers of 4.0"},
		{`"$EntityContainer": "Shop.Container",`, ``, "does not name the entity container"},
		{`"Shop.Container"`, `"Shop.Other"`, "does not name the entity container"},
		{`"$Kind": "EnumType",`, `"$Kind": "EnumType", "$Kind": "EnumType",`, "is given twice"},
		{`"$Kind": "EnumType"`, `"$Kind": "Enum"`, "is of no kind that is expected"},
		{`"$IsFlags": true`, `"$IsFlags": false`, "should be left out"},
		{`"Gold": 10`, `"Gold": "10"`, "has no number"},
		{`"$Nullable": true`, `"$Nullable": false`, "should be left out"},
		{`"$Nullable": true`, `"$Null": true`, "has the member $Null"},
		{`"$MaxLength": 100`, `"$MaxLength": "100"`, "MaxLength has a value of another kind"},
		{`"$Type": "Edm.Boolean"`, `"$Type": "Edm.String"`, "$Type is the default"},
		{`"$Type": "Edm.Boolean"`, `"$Type": "Edm.Bool"`, "its type Edm.Bool is not there"},
		{`"$Scale": 4`, `"$MaxLength": 4`, "says nothing of its scale"},
		{`"$Precision": 6`, `"$MaxLength": 6`, "says nothing of its precision"},
		{`"$Partner": "customer"`, `"$Partner": "remark"`, "its partner is not there"},
		{`"customerId": "customerId"`, `"customerId": "active"`, "the types differ"},
		{`"orders": "Orders"`, `"orders": "Cards"`, "holds entities of another type"},
		{`"customer": "Customers",`, ``, "does not bind customer"},
		{`@Org.OData.Core.V1.Computed"`, `@Org.OData.Core.V1.Made"`, "there is no such term"},
		{`@Org.OData.Core.V1.Computed": true`, `@Org.OData.Core.V1.Computed": "true"`, "the value must be Bool"},
		{`@Org.OData.Core.V1.Immutable"`, `@Org.OData.Core.V1.ODataVersions"`, "does not apply to Property"},
		{`@Org.OData.Core.V1.Immutable"`, `@Org.Else.Immutable"`, "its vocabulary is not included"},
		{`"Name": "email"`, `"Name": "e"`, "the path e leads nowhere"},
		{`"Name": "email",`, ``, "a record lacks Name"},
		{`"Name": "email"`, `"Names": "email"`, "has no such property"},
		{`"ConformanceLevel": "Minimal"`, `"ConformanceLevel": "Low"`, "has no member"},
		{"}\n}", "}\n}}", "something follows"},
	} {
		c.old = strings.ReplaceAll(c.old, `"ConformanceLevel"`, `"@Org.OData.Capabilities.V1.ConformanceLevel"`)
		c.new = strings.ReplaceAll(c.new, `"ConformanceLevel"`, `"@Org.OData.Capabilities.V1.ConformanceLevel"`)
		require.Contains(t, good, c.old)
		broken := []byte(strings.Replace(good, c.old, c.new, 1))
		require.Contains(t, strings.Join(odatatest.CheckCSDLJSON(broken), "\n"), c.problem, "%s: %s", c.old, c.new)
		require.NotEmpty(t, odatatest.CompareCSDL(xml, broken), "%s: %s", c.old, c.new)
	}
	for old, other := range map[string]string{
		`"$MaxLength": 100`: `"$MaxLength": 99`, `"Someone who may order"`: `"Someone"`, `"Gold": 10`: `"Gold": 11`,
		`"Minimal"`: `"Advanced"`,
	} {
		require.Contains(t, good, old)
		require.NotEmpty(t, odatatest.CompareCSDL(xml, []byte(strings.Replace(good, old, other, 1))), old)
	}
}
