package odata

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// ServeHTTP answers one request below the service root. It takes the path and
// the query as they were sent: net/url's own query parser drops what it cannot
// read, which would turn a filter with a semicolon into no filter.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if format, err := s.serve(w, r); err != nil {
		s.fail(w, r, format, err)
	}
}

// serve answers a request; format is its $format, as far as that is known.
func (s *Service) serve(w http.ResponseWriter, r *http.Request) (format string, err error) {
	version, err := versionOf(r.Header)
	if err != nil {
		return "", err
	}
	if err := isolation(r.Header); err != nil {
		return "", err
	}
	path, ok := s.below(r.URL.EscapedPath())
	if !ok {
		return "", notFound()
	}
	request, err := syntax.ParseRequest(path, r.URL.RawQuery, s.limits.Limits)
	if err != nil {
		return "", err
	}
	if request.Options.Format != nil {
		format = request.Options.Format.Text
	}
	if err := allowed(r.Method, request); err != nil {
		if !slices.Contains(methods(), r.Method) {
			w.Header().Set("Allow", strings.Join(methods(), ", "))
		}
		return format, err
	}
	bound, err := s.bind(request)
	if err != nil {
		return format, err
	}
	q := &query{
		service: s, request: request, prepared: bound, plan: bound.plan,
		scope: scopeOf(r.Context()), root: s.base(r), path: path, raw: r.URL.RawQuery, count: -1, left: -1,
		format: payload.Format{Version: version},
	}
	return format, q.answer(w, r, format)
}

// below gives the path relative to the root.
func (s *Service) below(path string) (string, bool) {
	if path == strings.TrimSuffix(s.root, "/") {
		return "", true
	}
	return strings.CutPrefix(path, s.root)
}

// base is the absolute URL of the service root, for links.
func (s *Service) base(r *http.Request) string {
	if base, ok := r.Context().Value(baseKey{}).(string); ok {
		return base
	}
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	return scheme + r.Host + s.root
}

// allowed refuses methods: everything here is read.
func allowed(method string, r *syntax.Request) error {
	if len(r.Segments) > 0 && r.Segments[0].Kind == syntax.BatchSegment {
		return fault.New(fault.NotImplemented, "$batch is not implemented")
	}
	if slices.Contains(methods(), method) {
		return nil
	}
	return fault.New(fault.MethodNotAllowed, "%s is not allowed here: the resources are read by GET", clip(method))
}

// answer reads what the plan says and writes it.
func (q *query) answer(w http.ResponseWriter, r *http.Request, format string) error {
	switch q.plan.Kind {
	case plan.Metadata:
		return q.answerMetadata(w, r, format)
	case plan.Count, plan.RawValue:
		return q.answerText(w, r, format)
	case plan.ServiceDocument, plan.EntityCollection, plan.SingleEntity, plan.PropertyValue:
	}
	only := "json"
	if q.plan.Kind == plan.EntityCollection {
		if wantsTable(r, format) {
			return q.answerTable(w, r)
		}
		only = "json and csv"
	}
	f, err := jsonFormat(r, format, only, q.format.Version)
	if err != nil {
		return err
	}
	q.format = f
	if q.plan.Kind == plan.ServiceDocument {
		d := newDocument(q.appendServiceDocument(nil))
		q.tag, q.state = d.tag, d.tag
		return q.send(w, r, q.format.ContentType(), d.body)
	}
	return q.answerJSON(w, r)
}

// sendable refuses a $format that the resource is not sent in.
func sendable(p *plan.Plan, o *syntax.Options) error {
	if o.Format == nil {
		return nil
	}
	format, only := o.Format.Text, "json"
	switch p.Kind {
	case plan.Metadata:
		_, err := metadataOption(format)
		return err
	case plan.Count, plan.RawValue:
		media, _ := rawType(p)
		return textFormat(format, media)
	case plan.EntityCollection:
		if tableOption(format) {
			_, err := tableOf(p, o)
			return err
		}
		only = "json and csv"
	case plan.ServiceDocument, plan.SingleEntity, plan.PropertyValue:
	}
	_, err := formatOption(format, only, payload.Format{})
	return err
}

// rawType is the media type of a count or a value, and its parameter.
func rawType(p *plan.Plan) (media, charset string) {
	if p.Kind == plan.RawValue && p.Property.Kind == value.Binary {
		return "application/octet-stream", ""
	}
	return "text/plain", ";charset=utf-8"
}

// answerText answers /$count and /$value, which are plain text or bytes whatever is accepted.
func (q *query) answerText(w http.ResponseWriter, r *http.Request, format string) error {
	media, charset := rawType(q.plan)
	if err := textFormat(format, media); err != nil {
		return err
	}
	if err := q.prepare(r); err != nil {
		return err
	}
	var body []byte
	if q.plan.Kind == plan.Count {
		if err := q.read(r.Context()); err != nil {
			return err
		}
		return q.send(w, r, media+charset, value.AppendInteger(nil, q.count))
	}
	property, cell, found := q.plan.Property, q.plan.Rows.Fields[0].Cell, false
	q.one = func(row []value.Cell) {
		if found = !row[cell].Null; found {
			body = payload.AppendRaw(nil, property, &row[cell])
		}
	}
	if err := q.readProperty(r.Context()); err != nil {
		return err
	}
	if !found {
		q.empty(w)
		return nil
	}
	return q.send(w, r, media+charset, body)
}

// answerJSON answers a collection, an entity or a property.
func (q *query) answerJSON(w http.ResponseWriter, r *http.Request) error {
	if err := q.prepare(r); err != nil {
		return err
	}
	var body []byte
	var err error
	if q.plan.Kind == plan.PropertyValue {
		return q.answerProperty(w, r)
	}
	if err := q.read(r.Context()); err != nil {
		return err
	}
	switch {
	case q.plan.Kind == plan.EntityCollection:
		body, err = q.collection()
	case len(q.page.ends) == 0:
		q.empty(w)
		return nil
	default:
		body, err = q.appendEntity(make([]byte, 0, len(q.page.buf)+usualRow))
	}
	if err != nil {
		return err
	}
	err = q.send(w, r, q.format.ContentType(), body)
	if q.plan.Kind == plan.EntityCollection {
		q.service.buffers.give(body)
	}
	return err
}

// answerProperty answers a single property, or 204 where it is null.
func (q *query) answerProperty(w http.ResponseWriter, r *http.Request) error {
	field := &q.plan.Rows.Fields[0]
	v := payload.NewValue(q.service.model, field, q.format)
	var encoded []byte
	found := false
	q.one = func(row []value.Cell) {
		if encoded, found = v.Append(nil, row); found && len(q.plan.Rows.Expands) > 0 {
			encoded = v.Type() // the value is what was read of the items
		}
	}
	if err := q.readProperty(r.Context()); err != nil {
		return err
	}
	if !found {
		q.empty(w)
		return nil
	}
	return q.send(w, r, q.format.ContentType(), q.appendProperty(nil, encoded))
}

// prepare fills the slots, and takes page size and place from the token or the
// preference.
func (q *query) prepare(r *http.Request) error {
	values, err := q.plan.Values(q.request, q.scope.Value, q.service.now().UnixMicro())
	if err != nil {
		return err
	}
	q.values = values
	q.pageSize = q.service.pages.Rows
	q.prefer(r.Header)
	if q.plan.Kind != plan.EntityCollection {
		return nil
	}
	q.left = q.number(q.plan.Rows.Top, -1)
	return q.resume()
}

// resume goes on where the request's skip token says.
func (q *query) resume() error {
	given := q.request.Options.SkipToken
	if given == nil {
		return nil
	}
	columns := make([]value.Column, 0, len(q.plan.Rows.Order))
	for _, t := range q.plan.Rows.Order {
		columns = append(columns, t.Expr.Type().Column())
	}
	t, err := q.service.open(given.Text, binding(q.scope, q.request), columns)
	if err != nil {
		return fault.From(err).In("$skiptoken", "")
	}
	q.left, q.count, q.after = t.left, t.count, t.after
	if !q.preferred {
		q.pageSize = t.pageSize
	}
	return nil
}

// send writes a whole answer, or 304 to those who have it. The transaction has ended
// by now, so that a slow client holds no connection to the database.
func (q *query) send(w http.ResponseWriter, r *http.Request, contentType string, body []byte) error {
	if err := matches(r.Header, q.state); err != nil {
		return err
	}
	header(w, q.format.Version)
	h := w.Header()
	if q.tag != "" {
		h.Set("ETag", q.tag)
	}
	if unchanged(r.Header, q.tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if len(q.applied) > 0 {
		h.Set("Preference-Applied", strings.Join(q.applied, ", "))
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := w.Write(body); err != nil {
		// The status has gone out: only a broken connection keeps the client from
		// taking half an answer for a whole one.
		panic(http.ErrAbortHandler)
	}
	return nil
}

func (q *query) empty(w http.ResponseWriter) {
	header(w, q.format.Version)
	w.WriteHeader(http.StatusNoContent)
}

// header sets what every answer carries. The name is spelled as in the standard:
// http.Header would write Odata-Version.
func header(w http.ResponseWriter, v payload.Version) {
	if len(w.Header().Values("Vary")) == 0 {
		w.Header().Set("Vary", "OData-MaxVersion, Accept, Prefer")
	}
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "private, no-cache")
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	delete(w.Header(), "Odata-Version")
	w.Header()["OData-Version"] = []string{v.String()}
}
