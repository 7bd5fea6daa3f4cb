package odata

import (
	"context"
	"crypto/cipher"
	"fmt"
	"io"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// Config is what a Service is made of: a model, and a database by DB or by GORM.
type Config struct {
	Model *metadata.Model
	DB    *store.DB
	// GORM is a GORM DB over pgx (gorm.io/driver/postgres) or over store.SQLite,
	// used where DB is nil. It stays the caller's to close.
	GORM *gorm.DB
	// Views is the schema of views that are read instead of the tables of the same
	// names, "" for none. They may show less than the tables: in the transaction of a
	// request PostgreSQL's setting roster.ws is the text of its Scope.
	Views string
	// NoSearch says that the search tables of the model (metadata.SearchText) are not to
	// be used, since they have no index.
	NoSearch bool
	// Root is the path that the service root has for clients, such as "/odata/v4/";
	// "/" if empty.
	Root string
	// TokenSecret seals skip tokens; 32 bytes or more. All replicas share it. None
	// means a random one: next links end with the Service.
	TokenSecret []byte
	// Now is the clock; it decides when skip tokens expire. The wall clock if nil.
	Now func() time.Time
	// Random makes the nonces of skip tokens: crypto/rand's if nil.
	Random io.Reader
	// Limits bound one query; the zero value means plan.DefaultLimits.
	Limits plan.Limits
	// Pages bound one page; zero fields mean DefaultPages.
	Pages Pages
	// Scans bound the queries that no index serves; zero fields mean their defaults.
	Scans Scans
	// Access is how clients authorize requests, for $metadata to tell: that is not
	// done here, but by what stands before the service.
	Access metadata.Access
	// Conformance is the level that the service has been held to, for $metadata.
	Conformance metadata.Conformance
	// Log receives the causes of internal errors: slog's default if nil.
	Log *slog.Logger
}

// Pages bound one page of an answer. It ends at whatever comes first.
type Pages struct {
	Rows     int // without a maxpagesize preference
	MaxRows  int // the largest maxpagesize that is honoured
	Expanded int // rows of all expansions together
	Bytes    int // of the encoded page
}

// DefaultPages are the published bounds.
func DefaultPages() Pages {
	return Pages{Rows: 5000, MaxRows: 10_000, Expanded: 50_000, Bytes: 8 << 20}
}

func (p Pages) orDefault() Pages {
	d := DefaultPages()
	for _, f := range []struct{ field, fallback *int }{
		{&p.Rows, &d.Rows}, {&p.MaxRows, &d.MaxRows}, {&p.Expanded, &d.Expanded}, {&p.Bytes, &d.Bytes},
	} {
		if *f.field <= 0 {
			*f.field = *f.fallback
		}
	}
	p.Rows = min(p.Rows, p.MaxRows)
	return p
}

// Service answers OData requests. It is safe for concurrent use.
type Service struct {
	model   *metadata.Model
	db      *store.DB
	dialect *sqlgen.Dialect
	root    string
	tokens  cipher.AEAD
	now     func() time.Time
	random  io.Reader
	limits  plan.Limits
	pages   Pages
	log     *slog.Logger

	noSearch bool
	scanning chan struct{} // holds one for each query that scans
	scanWait time.Duration

	close func() error

	metadata map[documentForm]document
	plans    planCache
	buffers  buffers
}

// NewService makes a service. The error says which part of the configuration is
// missing or wrong.
func NewService(c Config) (*Service, error) {
	s, err := newService(c)
	if err != nil {
		return nil, fmt.Errorf("odata: %w", err)
	}
	return s, nil
}

// Close releases what the service has opened for itself, after the requests that
// are under way. Config's DB and GORM stay open.
func (s *Service) Close() error { return s.close() }

func newService(c Config) (*Service, error) {
	if err := c.complete(); err != nil {
		return nil, err
	}
	tokens, err := newTokenCipher(c.TokenSecret)
	if err != nil {
		return nil, err
	}
	release := func() error { return nil }
	if c.DB == nil {
		db, err := store.Over(c.GORM)
		if err != nil {
			return nil, err
		}
		c.DB, release = db, db.Close
	}
	dialect, ok := sqlgen.For(c.DB.Dialect())
	if !ok {
		return nil, fmt.Errorf("the database %q is not supported", c.DB.Dialect())
	}
	dialect.Views = c.Views
	return &Service{
		close: release,
		model: c.Model, db: c.DB, dialect: dialect, root: c.Root, tokens: tokens, now: c.Now, random: c.Random,
		limits: c.Limits, pages: c.Pages, log: c.Log, noSearch: c.NoSearch, metadata: documents(&c),
		scanning: make(chan struct{}, c.Scans.AtOnce), scanWait: c.Scans.Wait,
	}, nil
}

// Scope is the tenant that a request may see.
type Scope struct {
	Value value.Value // what tenant columns are compared with
	Text  string      // the same for the database's own setting, and for binding tokens
}

type scopeKey struct{}

type baseKey struct{}

// WithScope says which tenant the request of this context may see.
func WithScope(ctx context.Context, s Scope) context.Context {
	return context.WithValue(ctx, scopeKey{}, s)
}

// WithBase says what the absolute URL of the service root is, with a slash at its end.
func WithBase(ctx context.Context, serviceRoot string) context.Context {
	return context.WithValue(ctx, baseKey{}, serviceRoot)
}

func scopeOf(ctx context.Context) Scope {
	s, _ := ctx.Value(scopeKey{}).(Scope)
	return s
}
