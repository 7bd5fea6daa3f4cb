package odatatest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

func TestShopCSDL(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"4.0", "4.01"} {
		d := metadata.Document{Model: odatatest.ShopModel(), Version: version}
		require.Empty(t, odatatest.CheckCSDL(d.AppendXML(nil)))
		require.Empty(t, odatatest.CheckCSDLJSON(d.AppendJSON(nil)))
		require.Empty(t, odatatest.CompareCSDL(d.AppendXML(nil), d.AppendJSON(nil)))
	}
}

// goodCSDL is a small document that uses what the checker looks at.
const goodCSDL = `<?xml version="1.0" encoding="UTF-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
  <edmx:Reference Uri="core.xml"><edmx:Include Namespace="Core"/></edmx:Reference>
  <edmx:DataServices>
    <Schema Namespace="S" xmlns="http://docs.oasis-open.org/odata/ns/edm">
      <EnumType Name="E" IsFlags="true"><Member Name="One" Value="1"/><Member Name="Two" Value="2"/></EnumType>
      <ComplexType Name="C"><Property Name="street" Type="Edm.String" MaxLength="9"/></ComplexType>
      <EntityType Name="A">
        <Key><PropertyRef Name="id"/></Key>
        <Property Name="id" Type="Edm.Int64" Nullable="false"><Annotation Term="Core.Computed" Bool="true"/></Property>
        <Property Name="price" Type="Edm.Decimal" Precision="5" Scale="2"/>
        <Property Name="e" Type="S.E"/>
        <Property Name="c" Type="S.C"/>
        <Property Name="tags" Type="Collection(Edm.String)" Nullable="false"/>
        <Property Name="seen" Type="Edm.DateTimeOffset" Precision="6"/>
        <NavigationProperty Name="bs" Type="Collection(S.B)" Partner="a"/>
        <Annotation Term="Core.Keys">
          <Collection><Record><PropertyValue Property="P" String="s"/></Record></Collection>
        </Annotation>
      </EntityType>
      <EntityType Name="B">
        <Key><PropertyRef Name="id"/></Key>
        <Property Name="id" Type="Edm.Guid" Nullable="false"/>
        <Property Name="aId" Type="Edm.Int64"/>
        <NavigationProperty Name="a" Type="S.A" Partner="bs">
          <ReferentialConstraint Property="aId" ReferencedProperty="id"/>
        </NavigationProperty>
      </EntityType>
      <EntityType Name="D" BaseType="S.B">
        <Property Name="more" Type="Edm.String"/>
        <Property Name="parentId" Type="Edm.Guid"/>
        <NavigationProperty Name="parent" Type="S.D">
          <ReferentialConstraint Property="parentId" ReferencedProperty="id"/>
        </NavigationProperty>
      </EntityType>
      <EntityContainer Name="Container">
        <EntitySet Name="As" EntityType="S.A"><NavigationPropertyBinding Path="bs" Target="Bs"/></EntitySet>
        <EntitySet Name="Bs" EntityType="S.B"><NavigationPropertyBinding Path="a" Target="As"/>
          <NavigationPropertyBinding Path="S.D/parent" Target="Bs"/></EntitySet>
        <Singleton Name="First" Type="S.A"><NavigationPropertyBinding Path="bs" Target="Bs"/></Singleton>
      </EntityContainer>
    </Schema>
  </edmx:DataServices>
</edmx:Edmx>`

// TestCheckCSDL breaks a good document in one place at a time.
func TestCheckCSDL(t *testing.T) {
	t.Parallel()
	require.Empty(t, odatatest.CheckCSDL([]byte(goodCSDL)))
	text, err := os.ReadFile("testdata/csdl.txt")
	require.NoError(t, err)
	var cases int
	for block := range strings.SplitSeq(strings.TrimSpace(string(text)), "\n\n") {
		lines := strings.Split(block, "\n")
		require.Len(t, lines, 3, block)
		require.Contains(t, goodCSDL, lines[0])
		broken := strings.Replace(goodCSDL, lines[0], strings.Replace(lines[1], "(nothing)", "", 1), 1)
		require.Contains(t, strings.Join(odatatest.CheckCSDL([]byte(broken)), "\n"), lines[2], block)
		cases++
	}
	require.Greater(t, cases, 40)
}
