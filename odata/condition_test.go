package odata_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/value"
)

// conditional asks with a condition, and gives status and the headers of the answer.
func (c client) conditional(t *testing.T, target, header, condition string) (int, http.Header) {
	t.Helper()
	w := c.with(header, condition).do(t, target)
	if w.Code == http.StatusNotModified {
		require.Empty(t, w.Body.String(), target)
		require.Empty(t, w.Header().Get("Content-Type"), target)
		// RFC 9110, 15.4.5.
		require.NotEmpty(t, w.Header().Get("Vary"), target)
		require.NotEmpty(t, w.Header().Get("Cache-Control"), target)
		require.Len(t, w.Header()["OData-Version"], 1, target) //nolint:staticcheck // as sent
	}
	return w.Code, w.Header()
}

// The service document and $metadata have an ETag of their content.
func TestDocumentETags(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t)
	seen := map[string]string{}
	for _, target := range []string{
		"/shop/", "/shop/?$format=application/json;metadata=none", "/shop/$metadata", "/shop/$metadata?$format=json",
	} {
		for _, version := range []string{"4.0", "4.01"} {
			asking := c.with("OData-MaxVersion", version)
			first := asking.do(t, target)
			require.Equal(t, http.StatusOK, first.Code, first.Body)
			tag := first.Header().Get("ETag")
			require.Regexp(t, `^W/"[\w-]{16}"$`, tag, target)
			for body, other := range seen {
				require.Equal(t, body == first.Body.String(), other == tag, target)
			}
			seen[first.Body.String()] = tag
			require.Equal(t, tag, asking.do(t, target).Header().Get("ETag"))
			for condition, status := range map[string]int{
				tag: 304, strings.TrimPrefix(tag, "W/"): 304, `"x", ` + tag: 304, "*": 304,
				`W/"x"`: 200, "": 200, `W/`: 200,
			} {
				code, h := asking.conditional(t, target, "If-None-Match", condition)
				require.Equal(t, status, code, "%s %s", target, condition)
				require.Equal(t, tag, h.Get("ETag"))
			}
			for condition, status := range map[string]int{tag: 200, "*": 200, `"x"`: 412, `"x",` + tag: 200} {
				code, _ := asking.conditional(t, target, "If-Match", condition)
				require.Equal(t, status, code, "%s %s", target, condition)
			}
		}
	}
	require.Len(t, seen, 7, "the service document without metadata is the same in both versions")
}

// metadataEtag is the ETag of the $metadata of that version (JSON Format 4.01, 4.5.2).
func TestMetadataETag(t *testing.T) {
	t.Parallel()
	c := sqliteClient(t).with("Accept", "application/json;odata.metadata=full, */*;q=0.1")
	for version, member := range map[string]string{"4.0": "@odata.metadataEtag", "4.01": "@metadataEtag"} {
		asking := c.with("OData-MaxVersion", version)
		tag := asking.do(t, "/shop/$metadata").Header().Get("ETag")
		for _, target := range []string{"", "Cards", "Cards(1)", "Cards(1)/points", "Cards/$ref"} {
			var body map[string]any
			require.NoError(t, json.Unmarshal(asking.do(t, "/shop/"+target).Body.Bytes(), &body))
			require.Equal(t, tag, body[member], target)
		}
	}
}

// TaggedAsset is an asset whose ETag is made of a text, TaggedFile one of a derived type.
type TaggedAsset struct {
	TenantID int64   `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	AssetID  int64   `gorm:"primaryKey;autoIncrement:false"`
	Kind     string  `gorm:"not null" odata:"discriminator"`
	Name     *string `gorm:"size:100" odata:"etag"`
}

func (TaggedAsset) TableName() string { return "assets" }

type TaggedFile struct {
	TaggedAsset
	Licence string `gorm:"size:40;not null"`
}

// An entity of a derived type has the ETag of its base, and a singleton that of its
// set. A text does not stand in it: it could be long, and hold anything.
func TestETagsOfTexts(t *testing.T) {
	t.Parallel()
	model, err := metadata.Build(metadata.Options{
		Namespace: "Shop",
		Singletons: []metadata.SingletonSource{
			{Name: "Second", Model: &TaggedFile{}, Key: []value.Value{{Kind: value.Int64, Int: 2}}},
		},
	}, metadata.SetSource{
		Name: "Assets", Model: &TaggedAsset{}, Discriminator: "physical", Derived: []metadata.DerivedSource{
			{Model: &TaggedFile{}, Discriminator: "DigitalAsset"},
		},
	})
	require.NoError(t, err)
	db := odatatest.WideShop(t, "sqlite")
	c := client{handler: asTenant(t, shopService(t, db, func(c *odata.Config) { c.Model = model }), tenant)}

	tags := map[string]string{}
	for _, row := range c.get(t, "/shop/Assets?$top=40").Value {
		var asset struct {
			AssetID int64
			Name    *string
			Tag     string `json:"@odata.etag"`
		}
		require.NoError(t, json.Unmarshal(row, &asset))
		if asset.Name == nil {
			require.Empty(t, asset.Tag)
			continue
		}
		require.Regexp(t, `^W/"[\w-]{16}"$`, asset.Tag)
		other, again := tags[*asset.Name]
		require.True(t, !again || other == asset.Tag, "%q", *asset.Name)
		tags[*asset.Name] = asset.Tag
		target := fmt.Sprintf("/shop/Assets(%d)?$select=assetId", asset.AssetID)
		code, h := c.conditional(t, target, "If-None-Match", asset.Tag)
		require.Equal(t, http.StatusNotModified, code)
		require.Equal(t, asset.Tag, h.Get("ETag"))
	}
	require.Greater(t, len(tags), 10)

	for _, target := range []string{"Second", "Assets(2)", "Assets(2)/Shop.TaggedFile?$select=licence"} {
		w := c.do(t, "/shop/"+target)
		require.Equal(t, http.StatusOK, w.Code, w.Body)
		require.Equal(t, tags[" "], w.Header().Get("ETag"), target)
	}
	none := c.with("Accept", "application/json;odata.metadata=none").do(t, "/shop/Second")
	require.NotContains(t, none.Body.String(), "etag")
	require.Equal(t, tags[" "], none.Header().Get("ETag"), "the header is no control information")
}
