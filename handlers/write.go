package handlers

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/value"
)

// usualEntity is what most entities have room in.
const usualEntity = 1024

// writeCall is one of the write calls.
type writeCall struct {
	handler *Handler
	shape   *payload.Shape
	set     string // where what was written is read back
	member  string // of the answer
	render  *odata.Renderer
	apply   func(context.Context, *models.Tx, *payload.Body, models.Merge) (written, error)
}

// written is what a write call has done, and to which entity.
type written struct {
	result models.Result
	keys   []entityKey // in the order of the type's key
	// property gives what the entity holds now; nil where it has to be read back.
	property func(name string) value.Value
}

type entityKey struct {
	name string
	id   uuid.UUID
}

// gone says whether there is no entity to read back.
func (w written) gone() bool { return w.result == models.Deleted || w.result == models.NotMember }

func (w written) values() []value.Value {
	values := make([]value.Value, 0, len(w.keys))
	for _, k := range w.keys {
		values = append(values, value.Value{Kind: value.Guid, Bytes: k.id[:]})
	}
	return values
}

func (h *Handler) writeCalls() map[string]*writeCall {
	return map[string]*writeCall{
		"/users/upsert":        {h, h.shapes.User, userSet, "user", h.renderers.user, upsertUser},
		"/teams/upsert":        {h, h.shapes.Team, teamSet, "team", h.renderers.team, upsertTeam},
		"/team-members/create": {h, h.shapes.TeamMember, teamMemberSet, "teamMember", nil, addMember},
		"/team-members/delete": {h, h.shapes.TeamMember, teamMemberSet, "teamMember", nil, removeMember},
	}
}

func upsertUser(ctx context.Context, tx *models.Tx, b *payload.Body, m models.Merge) (written, error) {
	u, result, err := tx.PutUser(ctx, UserChange(b), m)
	if err != nil {
		return written{}, err
	}
	return written{
		result: result, keys: []entityKey{{"systemUserId", u.ID}},
		property: func(name string) value.Value { return userValue(u, name) },
	}, nil
}

func upsertTeam(ctx context.Context, tx *models.Tx, b *payload.Body, m models.Merge) (written, error) {
	t, result, err := tx.PutTeam(ctx, TeamChange(b), m)
	if err != nil {
		return written{}, err
	}
	return written{
		result: result, keys: []entityKey{{"teamId", t.ID}},
		property: func(name string) value.Value { return teamValue(t, name) },
	}, nil
}

func addMember(ctx context.Context, tx *models.Tx, b *payload.Body, _ models.Merge) (written, error) {
	keys := memberKeys(b)
	result, err := tx.AddMember(ctx, keys[1].id, keys[0].id)
	return written{result: result, keys: keys}, err
}

func removeMember(ctx context.Context, tx *models.Tx, b *payload.Body, _ models.Merge) (written, error) {
	keys := memberKeys(b)
	result, err := tx.RemoveMember(ctx, keys[1].id, keys[0].id)
	return written{result: result, keys: keys}, err
}

func memberKeys(b *payload.Body) []entityKey {
	return []entityKey{{"teamId", b.Field("teamId").Guid}, {"systemUserId", b.Field("systemUserId").Guid}}
}

// serve answers one write call.
func (w *writeCall) serve(c echo.Context) error {
	r := c.Request()
	x := exchangeOf(r.Context())
	if err := mayWrite(x.principal); err != nil {
		return err
	}
	merge, err := mergeOf(x.query)
	if err != nil {
		return err
	}
	body, err := w.handler.body(c, w.shape)
	if err != nil {
		return err
	}
	seen, err := w.handler.engineRequest(r, x)
	if err != nil {
		return err
	}
	finish, err := w.handler.start() // only now: a slow body takes no one's place
	if err != nil {
		return err
	}
	defer finish()
	done, entity, err := w.write(seen.Context(), x.principal.Workspace, body, merge)
	if err != nil {
		return body.Locate(faultOf(err))
	}
	return w.respond(c, done, entity)
}

func mayWrite(p models.Principal) error {
	switch {
	case p.CanWrite():
		return nil
	case p.Role != models.RoleFullAdmin:
		return fault.New(fault.Forbidden, "writing needs a key whose user is FullAdmin")
	}
	return fault.New(fault.Forbidden, "writing needs a key of scope write or admin")
}

// body reads and decodes a body; the deadline for it was set with the request.
func (h *Handler) body(c echo.Context, shape *payload.Shape) (*payload.Body, error) {
	if err := readableAsJSON(c.Request().Header); err != nil {
		return nil, err
	}
	if c.Request().ContentLength > int64(h.limits.BodyBytes) {
		return nil, fault.New(fault.PayloadTooLarge, "the body is larger than %d bytes", h.limits.BodyBytes)
	}
	text, err := payload.ReadBody(c.Request().Body, h.limits.BodyBytes)
	if payload.IsTimeout(err) {
		return nil, fault.New(fault.BadRequest, "the body did not arrive within %v", h.limits.BodyRead).Because(err)
	}
	if err != nil {
		return nil, err
	}
	// What follows has limits of its own; a deadline for reading would cancel it.
	_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Time{})
	return payload.DecodeBody(text, shape, payload.BodyLimits{Bytes: h.limits.BodyBytes})
}

// write changes the directory in one transaction, in which the entity is read back
// unless it is known.
func (w *writeCall) write(
	ctx context.Context, workspace uuid.UUID, body *payload.Body, merge models.Merge,
) (done written, entity []byte, err error) {
	err = w.handler.config.Directory.Write(ctx, workspace, func(tx *models.Tx) error {
		// It may run again: nothing is kept from the run before.
		done, entity = written{}, nil
		var err error
		if done, err = w.apply(ctx, tx, body, merge); err != nil || done.gone() || done.property != nil {
			return err
		}
		entity, err = w.handler.config.Service.Entity(ctx, tx.DB, w.set, done.values()...)
		return err
	})
	if err == nil && done.property != nil {
		entity = w.render.Append(make([]byte, 0, usualEntity), done.property)
	}
	return done, entity, err
}

func (w *writeCall) respond(c echo.Context, done written, entity []byte) error {
	status := http.StatusOK
	if done.result == models.Created {
		status = http.StatusCreated
		base, err := w.handler.links.base(c.Request())
		if err != nil {
			return err
		}
		path, err := w.handler.config.Service.EntityPath(w.set, done.values()...)
		if err != nil {
			return err
		}
		c.Response().Header().Set("Location", base+serviceRoot+"/"+path)
	}
	if done.gone() {
		members := make([]string, 0, 2*len(done.keys))
		for _, k := range done.keys {
			members = append(members, k.name, k.id.String())
		}
		entity = appendMembers(nil, members...)
	}
	answer := make([]byte, 0, len(entity)+64)
	answer = append(answer, `{"result":`...)
	answer = value.AppendString(answer, string(done.result))
	answer = append(answer, ',')
	answer = value.AppendString(answer, w.member)
	answer = append(answer, ':')
	answer = append(answer, entity...)
	return writeJSON(c, status, append(answer, '}'))
}

// readableAsJSON refuses what the headers say is no JSON. Simple clients send no
// content type or a wrong one, so only formats of their own count.
func readableAsJSON(h http.Header) error {
	kind, _, _ := strings.Cut(strings.ToLower(h.Get("Content-Type")), ";")
	kind = strings.TrimSpace(kind)
	if strings.HasSuffix(kind, "xml") || strings.HasPrefix(kind, "multipart/") {
		return fault.New(fault.UnsupportedMediaType, "the body must be JSON, not XML or multipart")
	}
	for _, line := range h.Values("Content-Encoding") {
		for coding := range strings.SplitSeq(line, ",") {
			if coding = strings.TrimSpace(coding); coding != "" && !strings.EqualFold(coding, "identity") {
				return fault.New(fault.UnsupportedMediaType, "the body must not be compressed").
					Advise("send it without Content-Encoding")
			}
		}
	}
	return nil
}

// mergeOf reads the one option that write calls have. System query options are
// refused, with $ or without: nothing that could mean something is ignored.
func mergeOf(query string) (models.Merge, error) {
	merge, given := models.MergeAdd, false
	parameters, err := parametersOf(query)
	if err != nil {
		return merge, err
	}
	for _, p := range parameters {
		name := p.name
		switch {
		case isSystemOption(name):
			return merge, badOption(name, "a write call has no query option '%s'", clip(name, 60))
		case !strings.EqualFold(name, "merge"):
			continue
		case name != "merge":
			return merge, badOption(name, "unknown query option '%s'", name).Meaning("merge")
		case given:
			return merge, badOption(name, "query option 'merge' is given twice")
		}
		given = true
		switch p.text {
		case "add":
			merge = models.MergeAdd
		case "replace":
			merge = models.MergeReplace
		case "remove":
			merge = models.MergeRemove
		default:
			return merge, badOption(name, "merge must be add, replace or remove")
		}
	}
	return merge, nil
}

func badOption(name, format string, args ...any) *fault.Fault {
	f := fault.New(fault.BadQueryOption, format, args...)
	f.Target = clip(name, 60)
	return f
}

func isSystemOption(name string) bool {
	if strings.HasPrefix(name, "$") {
		return true
	}
	switch strings.ToLower(name) {
	case "apply", "compute", "count", "deltatoken", "expand", "filter", "format", "id", "index", "levels",
		"orderby", "schemaversion", "search", "select", "skip", "skiptoken", "top":
		return true
	}
	return false
}
