package wirelint

import (
	"net/http"
	"net/http/httptest"
	"sort"
	"testing"
)

// Handler checks all that next answers. What is found fails the test.
func (s *Service) Handler(tb testing.TB, next http.Handler) http.Handler {
	tb.Helper()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tee := &tee{ResponseWriter: w}
		next.ServeHTTP(tee, r) // a panic is an answer that is broken off
		tee.keep(http.StatusOK)
		request := Request{Method: r.Method, Target: r.URL.RequestURI(), Header: r.Header}
		if r.RequestURI != "" {
			request.Target = r.RequestURI
		}
		response := Response{Status: tee.status, Fields: tee.fields, Body: tee.body, Sent: len(tee.body)}
		Report(tb, request, s.Check(request, response))
	})
}

// Received checks what a client of net/http has received, which reads names of
// header fields in another spelling than they were sent in.
func (s *Service) Received(tb testing.TB, answer *http.Response, body []byte) {
	tb.Helper()
	r := answer.Request
	request := Request{Method: r.Method, Target: r.URL.RequestURI(), Header: r.Header}
	response := Response{Status: answer.StatusCode, Fields: Fields(answer.Header), Body: body, Sent: -1}
	for i := range response.Fields {
		if response.Fields[i].Name == http.CanonicalHeaderKey("OData-Version") {
			response.Fields[i].Name = "OData-Version"
		}
	}
	Report(tb, request, s.Check(request, response))
}

// Report fails the test with what was found.
func Report(tb testing.TB, request Request, found []Finding) {
	tb.Helper()
	for _, f := range found {
		tb.Errorf("wire lint: %s %s\n  %s", request.Method, request.Target, f)
	}
}

// Learn asks a handler for its $metadata and makes the linter of it.
func (s Service) Learn(tb testing.TB, handler http.Handler) *Service {
	tb.Helper()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequestWithContext(tb.Context(), http.MethodGet, s.Root+"$metadata", nil))
	schema, err := ParseSchema(w.Body.Bytes())
	if err != nil {
		tb.Fatal(err)
	}
	s.Schema = schema
	return &s
}

// tee passes an answer on and keeps a copy.
type tee struct {
	http.ResponseWriter
	status int
	fields []Field
	body   []byte
}

func (w *tee) keep(status int) {
	if w.status == 0 {
		w.status, w.fields = status, Fields(w.Header())
	}
}

// WriteHeader keeps status and header as they go out.
func (w *tee) WriteHeader(status int) {
	if status >= http.StatusOK {
		w.keep(status)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write keeps a copy.
func (w *tee) Write(p []byte) (int, error) {
	w.keep(http.StatusOK)
	w.body = append(w.body, p...)
	return w.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (w *tee) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Fields are the lines of a header, in the spelling of its keys.
func Fields(h http.Header) (fields []Field) {
	for name, values := range h {
		for _, v := range values {
			fields = append(fields, Field{name, v})
		}
	}
	sort.Slice(fields, func(i, j int) bool { return fields[i].Name < fields[j].Name })
	return fields
}
