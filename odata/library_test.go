package odata_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// writer, volume and label are what programs have: GORM's own base model, its
// defaults for columns, and its tables.
type writer struct {
	gorm.Model
	Name    string
	Born    *time.Time
	Volumes []volume
}

type volume struct {
	ID       uuid.UUID `gorm:"type:uuid;primaryKey"`
	Title    string    `gorm:"size:200;not null"`
	Price    float64
	Weight   float32
	Pages    int
	Copies   int8
	Sold     uint64
	Rare     bool
	Cover    []byte
	WriterID uint
	Writer   *writer
	Labels   []label `gorm:"many2many:volume_labels"`
}

type label struct {
	Name    string   `gorm:"primaryKey;size:20"`
	Volumes []volume `gorm:"many2many:volume_labels"`
}

func fillLibrary(t *testing.T, g *gorm.DB) {
	t.Helper()
	require.NoError(t, g.AutoMigrate(&writer{}, &volume{}, &label{}))
	labels := []label{{Name: "a"}, {Name: "b"}}
	for i := range 3 {
		w := writer{Name: fmt.Sprint("Writer ", i)}
		for j := range 3 {
			w.Volumes = append(w.Volumes, volume{
				ID: uuid.UUID{byte(i), byte(j)}, Title: fmt.Sprintf("%d.%d", i, j), Price: float64(i) + 0.1,
				Weight: 0.1, Pages: 100 * j, Copies: int8(j - 1), Sold: 1 << 40, Rare: j == 1, Labels: labels[:j],
			})
		}
		require.NoError(t, g.Create(&w).Error)
	}
	require.NoError(t, g.Delete(&writer{}, 2).Error)
}

// Models that know nothing of OData are served over a GORM DB of the program's
// own. Rows that GORM holds for deleted are nowhere: not in sets, by keys, behind
// navigation properties and in conditions.
func TestPlainModels(t *testing.T) {
	t.Parallel()
	config := &gorm.Config{Logger: logger.Discard}
	for name, dialector := range map[string]func(t *testing.T) gorm.Dialector{
		"sqlite":   func(t *testing.T) gorm.Dialector { return store.SQLite(t.TempDir() + "/library.db") },
		"postgres": func(t *testing.T) gorm.Dialector { return postgres.Open(odatatest.PostgresURL(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, err := gorm.Open(dialector(t), config)
			require.NoError(t, err)
			pool, err := g.DB()
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, pool.Close()) })
			fillLibrary(t, g)
			model, err := metadata.Build(metadata.Options{Namespace: "Library"},
				metadata.SetSource{Name: "Writers", Model: &writer{}, TypeName: "Writer"},
				metadata.SetSource{Name: "Volumes", Model: &volume{}, TypeName: "Volume"},
				metadata.SetSource{Name: "Labels", Model: &label{}, TypeName: "Label"})
			require.NoError(t, err)
			s, err := odata.NewService(odata.Config{Model: model, GORM: g})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, s.Close()) })
			c := client{handler: s}
			for _, asked := range []struct {
				target string
				rows   []string
			}{
				{"/Writers?$select=id,name", []string{`{"id":1,"name":"Writer 0"}`, `{"id":3,"name":"Writer 2"}`}},
				{"/Volumes?$filter=writer eq null&$select=id,title&$expand=writer($select=id)&$top=1", []string{
					`{"id":"01000000-0000-0000-0000-000000000000","title":"1.0","writer":null}`,
				}},
				{"/Volumes?$filter=writer/name eq 'Writer 1'", []string{}},
				{"/Labels?$filter=volumes/any(v:v/writer/name eq 'Writer 1')", []string{}},
				{"/Writers?$filter=$root/Writers/any(w:w/id eq 2)", []string{}},
				{"/Labels?$expand=volumes($filter=writer ne null;$orderby=title desc;$select=id,rare;$top=1)", []string{
					`{"name":"a","volumes":[{"id":"02020000-0000-0000-0000-000000000000","rare":false}]}`,
					`{"name":"b","volumes":[{"id":"02020000-0000-0000-0000-000000000000","rare":false}]}`,
				}},
				{"/Volumes?$filter=price mul 2 eq 4.2 and weight eq 0.1 and copies lt 0" +
					"&$select=id,price,weight,pages,copies,sold,rare,cover", []string{
					`{"id":"02000000-0000-0000-0000-000000000000","price":2.1,"weight":0.1,"pages":0,"copies":-1,` +
						`"sold":1099511627776,"rare":false,"cover":null}`,
				}},
				{"/Volumes?$orderby=price desc,pages desc&$select=id,title&$top=2", []string{
					`{"id":"02020000-0000-0000-0000-000000000000","title":"2.2"}`,
					`{"id":"02010000-0000-0000-0000-000000000000","title":"2.1"}`,
				}},
			} {
				require.Equal(t, asked.rows, rowsOf(c.get(t, asked.target)), asked.target)
			}
			require.Equal(t, "6", c.do(t, "/Volumes/$count?$filter=writer ne null").Body.String())
			require.Equal(t, 404, c.do(t, "/Writers(2)").Code)
			require.Equal(t, 404, c.do(t, "/Writers(2)/volumes").Code)
			require.Equal(t, 204, c.do(t, "/Volumes(01000000-0000-0000-0000-000000000000)/writer").Code)
		})
	}
}

// What the README shows of the library is the example that runs.
func TestReadmeLibrary(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	example, err := os.ReadFile("example_test.go")
	require.NoError(t, err)
	_, code, found := strings.Cut(string(readme), "```go\n")
	require.True(t, found)
	code, _, _ = strings.Cut(code, "```")
	for part := range strings.SplitSeq(code, "\n\n") {
		require.Contains(t, string(example), strings.TrimSuffix(part, "\n"))
	}
}
