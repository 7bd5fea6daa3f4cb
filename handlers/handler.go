package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/handlers/explorer"
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
)

// Where things are.
const (
	serviceRoot = "/odata/v4"
	writeRoot   = "/api/v1"
)

// Config is what a Handler works with. Limits, PublicURL, TrustedProxies and
// Origins may be left empty.
type Config struct {
	Service   *odata.Service // with Root "/odata/v4/"
	Model     *metadata.Model
	Directory *models.Directory
	// Ping says whether the database can be reached.
	Ping func(ctx context.Context) error
	// PublicURL is how clients reach the server, such as "https://roster.example.com/dir".
	// Without it links are built from the request.
	PublicURL string
	// TrustedProxies may say by headers who asks and how.
	TrustedProxies []netip.Prefix
	// Origins are the web origins whose pages may read answers, as browsers write
	// them ("https://app.example.com"); "*" stands for all.
	Origins []string
	// SessionSecret seals the explorer's cookies: at least 32 bytes, equal on all replicas.
	SessionSecret []byte
	Version       string           // of the program, for the explorer to show
	Now           func() time.Time // the wall clock: socket deadlines are set by it
	NewID         func() string    // of a request, for log and header
	Limits        Limits
	Log           *slog.Logger
}

// Handler serves everything. It is safe for concurrent use.
type Handler struct {
	config    Config
	limits    Limits
	log       *slog.Logger
	echo      *echo.Echo
	shapes    Shapes
	targets   *payload.Shape
	renderers renderers
	links     *links
	cors      cors
	origins   *http.CrossOriginProtection
	guesses   *guesses
	running   chan struct{}
	queues    *queues
	scans     *queues
	zippers   sync.Pool
	draining  atomic.Bool
	explorer  *explorer.Site
	sessions  *sessions
	tickets   *tickets
	forms     forms
}

// New makes a Handler.
func New(c Config) (*Handler, error) {
	switch {
	case c.Service == nil || c.Model == nil || c.Directory == nil || c.Ping == nil:
		return nil, errors.New("handlers: Service, Model, Directory and Ping are needed")
	case c.Now == nil || c.NewID == nil || c.Log == nil:
		return nil, errors.New("handlers: Now, NewID and Log are needed")
	}
	shapes, err := ShapesOf(c.Model)
	if err != nil {
		return nil, err
	}
	render, err := renderersOf(c.Service)
	if err != nil {
		return nil, err
	}
	l, err := newLinks(c.PublicURL, c.TrustedProxies, c.Log)
	if err != nil {
		return nil, err
	}
	sharing, err := newCORS(c.Origins)
	if err != nil {
		return nil, err
	}
	site, err := explorer.New()
	if err != nil {
		return nil, err
	}
	signed, err := newSessions(c.SessionSecret, c.Now)
	if err != nil {
		return nil, err
	}
	limits := c.Limits.orDefault()
	h := &Handler{
		config:    c,
		limits:    limits,
		log:       c.Log,
		shapes:    shapes,
		targets:   targetShape(),
		renderers: render,
		links:     l,
		cors:      sharing,
		origins:   http.NewCrossOriginProtection(),
		guesses:   newGuesses(limits.WrongKeys, c.Now),
		running:   make(chan struct{}, limits.Concurrent),
		queues:    newQueues(limits.PerKey),
		scans:     newQueues(max(1, limits.PerKey/2)),
		explorer:  site,
		sessions:  signed,
		tickets:   newTickets(c.Now),
		forms:     newForms(),
	}
	if l.public != "" {
		if err := h.origins.AddTrustedOrigin(l.origin); err != nil {
			return nil, err
		}
	}
	h.zippers.New = newZipper
	h.echo = h.routes()
	return h, nil
}

// Drain makes /readyz say no, so that no new work is sent here.
func (h *Handler) Drain() { h.draining.Store(true) }

// routes builds the router. Routes are declared as echo's "route not found",
// the only kind that takes every method: which ones a resource has is decided
// after the key, so that an answer without a key is always the same.
func (h *Handler) routes() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = h.links.peerAddress
	e.HTTPErrorHandler = h.fail

	e.RouteNotFound("/*", notFound)
	e.RouteNotFound("/healthz", only(h.healthy, http.MethodGet, http.MethodHead))
	e.RouteNotFound("/readyz", only(h.ready, http.MethodGet, http.MethodHead))

	e.RouteNotFound("/", only(h.welcome, http.MethodGet, http.MethodHead), h.enter, h.identify)
	e.RouteNotFound(serviceRoot, h.read, h.browse, h.bound)
	e.RouteNotFound(serviceRoot+"/*", h.read, h.browse, h.bound)
	h.exploringRoutes(e)

	e.RouteNotFound(writeRoot, notFound, h.identify)
	e.RouteNotFound(writeRoot+"/*", notFound, h.identify)
	for path, call := range h.writeCalls() {
		e.RouteNotFound(writeRoot+path, only(call.serve, http.MethodPost), h.identify)
	}
	return e
}

// exploringRoutes are those of the explorer. The page and its files need no key, as
// they hold nothing of the directory, and take no place of requests at work.
func (h *Handler) exploringRoutes(e *echo.Echo) {
	e.RouteNotFound(explorerRoot, only(func(c echo.Context) error {
		return h.redirect(c, explorerRoot+"/")
	}, http.MethodGet, http.MethodHead))
	e.RouteNotFound(explorerRoot+"/*", only(h.page, http.MethodGet, http.MethodHead))
	e.RouteNotFound(assetRoot+"*", only(h.asset, http.MethodGet, http.MethodHead))
	e.RouteNotFound(linkRoot+"*", only(h.openLink, http.MethodGet, http.MethodHead))

	e.RouteNotFound(explorerAPI+"*", notFound, h.identify)
	e.RouteNotFound(explorerAPI+"parse", only(h.sketch, http.MethodPost), h.identify)
	e.RouteNotFound(explorerAPI+"explain", only(h.explanation, http.MethodPost), h.identify)
	e.RouteNotFound(explorerAPI+"snippets", only(h.snippets, http.MethodPost), h.identify)
	e.RouteNotFound(explorerAPI+"power-bi", only(h.powerBI, http.MethodGet, http.MethodHead), h.identify)
	e.RouteNotFound(explorerAPI+"session",
		only(h.sessionCall, http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete))
	e.RouteNotFound(keysCall, only(h.keys, http.MethodGet, http.MethodHead, http.MethodPost), h.identify)
	e.RouteNotFound(revokeCall, only(h.revokeKey, http.MethodPost), h.identify)
}

// only answers other methods than the given ones with 405.
func only(next echo.HandlerFunc, methods ...string) echo.HandlerFunc {
	return func(c echo.Context) error {
		allow := ""
		for _, m := range methods {
			if c.Request().Method == m {
				return next(c)
			}
			if allow != "" {
				allow += ", "
			}
			allow += m
		}
		c.Response().Header().Set("Allow", allow)
		return fault.New(fault.MethodNotAllowed, "this resource takes %s only", allow)
	}
}

func notFound(echo.Context) error {
	return fault.New(fault.NotFound, "there is nothing at this address").
		Advise("the OData service is at %s/", serviceRoot)
}

// fail is echo's error handler: every error becomes an OData error answer.
func (h *Handler) fail(err error, c echo.Context) {
	if c.Response().Committed {
		panic(http.ErrAbortHandler) // half an answer must not look whole
	}
	h.writeFault(c.Response(), c.Request(), faultOf(err))
}

// writeFault answers a fault, and logs what the answer must not say.
func (h *Handler) writeFault(w http.ResponseWriter, r *http.Request, f *fault.Fault) {
	if f.Code.Status() >= http.StatusInternalServerError && f.Code != fault.NotImplemented && r.Context().Err() == nil {
		h.log.LogAttrs(r.Context(), slog.LevelError, "request failed",
			slog.String(
				"id", exchangeOf(r.Context()).id,
			), slog.String("code", f.Code.String()), slog.Any("cause", f.Cause))
	}
	odata.WriteFault(w, r, f)
}

// read hands a request to the engine, in the scope of the key's workspace.
func (h *Handler) read(c echo.Context) error {
	x := exchangeOf(c.Request().Context())
	if err := mayRead(x.principal); err != nil {
		return err
	}
	r, err := h.engineRequest(c.Request(), x)
	if err != nil {
		return err
	}
	h.config.Service.ServeHTTP(c.Response(), r)
	return nil
}

func mayRead(p models.Principal) error {
	if !p.CanRead() {
		return fault.New(fault.Forbidden, "reading needs a key whose user is FullAdmin or LimitedAdmin")
	}
	return nil
}

// welcome says where the service is.
func (h *Handler) welcome(c echo.Context) error {
	base, err := h.links.base(c.Request())
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, appendMembers(nil,
		"service", base+serviceRoot+"/", "metadata", base+serviceRoot+"/$metadata"))
}
