package odata_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

type Author struct {
	gorm.Model // a row that GORM holds for deleted is no entity
	Name       string
	Books      []Book
}

type Book struct {
	ID       int64
	Title    string `gorm:"size:200;not null;comment:As on the cover"`
	AuthorID uint
	Author   *Author
}

// Two models, served from a SQLite file below any prefix.
func Example() {
	file, remove := temporary("library.db")
	defer remove()
	db, err := gorm.Open(store.SQLite(file))
	check(err)
	check(db.AutoMigrate(&Author{}, &Book{}))
	check(db.Create(&Author{Name: "Ada", Books: []Book{{Title: "Engines"}, {Title: "Notes"}}}).Error)

	model, err := metadata.Build(metadata.Options{Namespace: "Library"},
		metadata.SetSource{Name: "Authors", Model: &Author{}},
		metadata.SetSource{Name: "Books", Model: &Book{}})
	check(err)
	service, err := odata.NewService(odata.Config{Model: model, GORM: db, Root: "/library/"})
	check(err)
	mux := http.NewServeMux()
	mux.Handle("/library/", service)

	fmt.Println(ask(mux, "/library/Authors?$select=id,name&$expand=books($select=title,id;$orderby=title%20desc)"))
	fmt.Println(ask(mux, "/library/Books/$count?$filter=author/name%20eq%20'Ada'"))
	check(service.Close())
	// Output:
	// {"@odata.context":"http://example.com/library/$metadata#Authors(id,name,books(title,id))",
	// "value":[{"id":1,"name":"Ada","books":[{"id":2,"title":"Notes"},{"id":1,"title":"Engines"}]}]}
	// 2
}

type Seat struct {
	Cinema string `gorm:"primaryKey;size:20" odata:"scope"` // the tenant: no property, and in every condition
	Row    int32  `gorm:"primaryKey"`
	Number int32  `gorm:"primaryKey"`
	Taken  bool
}

// A table that is shared by tenants: the application says whose rows a request
// may see, and under which URL its clients know the service.
func ExampleWithScope() {
	file, remove := temporary("seats.db")
	defer remove()
	db, err := gorm.Open(store.SQLite(file))
	check(err)
	check(db.AutoMigrate(&Seat{}))
	check(db.Create([]Seat{{"Rex", 1, 7, true}, {"Rex", 1, 8, false}, {"Odeon", 1, 7, false}}).Error)

	model, err := metadata.Build(metadata.Options{Namespace: "Cinema"},
		metadata.SetSource{Name: "Seats", Model: &Seat{}})
	check(err)
	service, err := odata.NewService(odata.Config{Model: model, GORM: db, Root: "/odata/"})
	check(err)
	mux := http.NewServeMux()
	mux.HandleFunc("/odata/", func(w http.ResponseWriter, r *http.Request) {
		tenant, _, _ := r.BasicAuth() // authentication is the application's
		scope := odata.Scope{Value: value.Value{Kind: value.String, Text: tenant}, Text: tenant}
		ctx := odata.WithScope(r.Context(), scope)
		ctx = odata.WithBase(ctx, "https://seats.example/odata/")
		service.ServeHTTP(w, r.WithContext(ctx))
	})

	fmt.Println(ask(mux, "/odata/Seats", "Rex"))
	fmt.Println(ask(mux, "/odata/Seats(row=1,number=8)/taken", "Odeon"))
	check(service.Close())
	// Output:
	// {"@odata.context":"https://seats.example/odata/$metadata#Seats",
	// "value":[{"row":1,"number":7,"taken":true},{"row":1,"number":8,"taken":false}]}
	// {"error":{"code":"NotFound",
	// "message":"there is no such resource"}}
}

type Place struct {
	Street string `gorm:"size:100"`
	Town   string `gorm:"size:100"`
}

type Vessel struct {
	ID       int64
	Kind     string `gorm:"size:20;not null" odata:"discriminator"`
	Home     Place  `gorm:"embedded;embeddedPrefix:home_" odata:"complex"`
	Built    int64  `gorm:"type:date"` // days since 1970
	Fittings int32  `odata:"enum=Fittings"`
}

type Ferry struct {
	Vessel
	Cars *int32
}

func (Vessel) TableName() string { return "vessels" }

// What structs cannot say alone: complex types, sets of flags, derived types in
// one table, and singletons.
func ExampleNewService() {
	file, remove := temporary("fleet.db")
	defer remove()
	db, err := gorm.Open(store.SQLite(file))
	check(err)
	check(db.AutoMigrate(&Vessel{}, &Ferry{}))
	cars, day := int32(12), time.Date(2001, 5, 1, 0, 0, 0, 0, time.UTC).Unix()/86400
	check(db.Create(&Vessel{Kind: "tug", Home: Place{"Quay 1", "Hull"}, Built: day, Fittings: 3}).Error)
	check(db.Create(&Ferry{Vessel{Kind: "ferry", Home: Place{"Pier 9", "Oban"}, Built: day}, &cars}).Error)

	model, err := metadata.Build(metadata.Options{
		Namespace: "Fleet",
		Enums: []*metadata.EnumType{{Name: "Fittings", Flags: true, Members: []metadata.EnumMember{
			{Name: "None", Value: 0}, {Name: "Radar", Value: 1}, {Name: "Crane", Value: 2},
		}}},
		Singletons: []metadata.SingletonSource{
			{Name: "Flagship", Model: &Vessel{}, Key: []value.Value{{Kind: value.Int64, Int: 1}}},
		},
	}, metadata.SetSource{Name: "Vessels", Model: &Vessel{}, Discriminator: "tug", Derived: []metadata.DerivedSource{
		{Model: &Ferry{}, Discriminator: "ferry"},
	}})
	check(err)
	service, err := odata.NewService(odata.Config{Model: model, GORM: db})
	check(err)

	fmt.Println(ask(service, "/Flagship?$select=home/town,built,fittings"))
	fmt.Println(ask(service, "/Vessels/Fleet.Ferry?$filter=cars%20gt%2010&$select=id,cars"))
	fmt.Println(ask(service, "/Vessels/$count?$filter=fittings%20has%20Fleet.Fittings'Crane'"))
	check(service.Close())
	// Output:
	// {"@odata.context":"http://example.com/$metadata#Flagship(home/town,built,fittings)",
	// "@odata.id":"http://example.com/Vessels(1)","home":{"town":"Hull"},"built":"2001-05-01","fittings":"Radar,Crane"}
	// {"@odata.context":"http://example.com/$metadata#Vessels/Fleet.Ferry(id,cars)",
	// "value":[{"id":2,"cars":12}]}
	// 1
}

// temporary is a file in a folder of its own, which remove removes.
func temporary(name string) (file string, remove func()) {
	folder, err := os.MkdirTemp("", "odata")
	check(err)
	return filepath.Join(folder, name), func() { check(os.RemoveAll(folder)) }
}

// ask asks a handler, and breaks the answer behind its first text.
func ask(h http.Handler, target string, user ...string) string {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	if len(user) > 0 {
		r.SetBasicAuth(user[0], "")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	check(err)
	return strings.Replace(string(body), "\",", "\",\n", 1)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
