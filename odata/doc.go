// Package odata serves any set of GORM models as an OData 4.01 service, read-only:
// it parses a request, binds it to the model, reads below GORM, and writes the
// answer.
//
// # Mounting it
//
// Build a model from structs (metadata.Build, whose documentation has the tags),
// open a Service over a GORM DB, and mount it as an http.Handler below any prefix:
//
//	model, err := metadata.Build(metadata.Options{Namespace: "Library"},
//		metadata.SetSource{Name: "Authors", Model: &Author{}},
//		metadata.SetSource{Name: "Books", Model: &Book{}})
//	service, err := odata.NewService(odata.Config{Model: model, GORM: db, Root: "/library/"})
//	mux.Handle("/library/", service)
//
// The GORM DB works on PostgreSQL by gorm.io/driver/postgres, or on SQLite by
// store.SQLite. A file that another SQLite driver has written holds times, guids
// and decimals in other forms than this one reads: see package store for them.
//
// # What is the caller's
//
// The caller authenticates. WithScope says which tenant a request may see: every
// table with a scope column is restricted to it wherever it stands, and a model
// without such columns has one world for all. WithBase says under which URL the
// clients know the service root; without it links are made from the Host header.
// Compression, CORS and limits on the number of requests are the caller's too.
//
// # What is promised
//
// No system query option is ignored: what is not served is 501, what is wrong is
// 400 with the place in the option, both as an OData error. One request has
// bounded work (Config.Limits, Config.Pages). Paging is by keyset; its tokens are
// sealed with Config.TokenSecret, which several replicas have to share.
//
// Text is compared and ordered as the database's collation says. On SQLite that is
// by code point, on PostgreSQL with columns of COLLATE "C", which is also what lets
// startswith and orders use an index. Indexes of nullable columns serve $orderby on
// PostgreSQL if they are declared NULLS FIRST.
//
// # Stages
//
// syntax reads the text, plan binds it to the model, sqlgen writes SQL, store runs
// it, payload writes JSON. None of them knows the later ones. Explain shows what
// they make of a request.
package odata
