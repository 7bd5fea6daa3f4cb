// Package odata serves any set of GORM models as an OData service: it parses a
// request, binds it to the model, reads below GORM, and writes the answer.
//
// A Service is an http.Handler. The caller authenticates, and says by WithScope
// which tenant a request may see and by WithBase under which URL links are made.
package odata
