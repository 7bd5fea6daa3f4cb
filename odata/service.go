package odata

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// Config is what a Service is made of.
type Config struct {
	Model *metadata.Model
	DB    *store.DB
	// Root is the path that the service root has for clients, such as "/odata/v4/".
	Root string
	// TokenSecret seals skip tokens; 32 bytes or more. All replicas share it.
	TokenSecret []byte
	// Now is the clock; it decides when skip tokens expire.
	Now func() time.Time
	// Random makes the nonces of skip tokens.
	Random io.Reader
	// Limits bound one query; the zero value means plan.DefaultLimits.
	Limits plan.Limits
	// Pages bound one page; zero fields mean DefaultPages.
	Pages Pages
	// Access is how clients authorize requests, for $metadata to tell: that is not
	// done here, but by what stands before the service.
	Access metadata.Access
	// Conformance is the level that the service has been held to, for $metadata.
	Conformance metadata.Conformance
	// Log receives the causes of internal errors.
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

	metadata map[documentForm]document
	buffers  buffers
}

// NewService makes a service. The error says which part of the configuration is missing.
func NewService(c Config) (*Service, error) {
	switch {
	case c.Model == nil || c.DB == nil:
		return nil, errors.New("odata: a service needs a model and a database")
	case !strings.HasPrefix(c.Root, "/") || !strings.HasSuffix(c.Root, "/"):
		return nil, fmt.Errorf("odata: the root %q must begin and end with a slash", c.Root)
	case c.Now == nil || c.Random == nil:
		return nil, errors.New("odata: a service needs a clock and a source of random bytes")
	case c.Log == nil:
		return nil, errors.New("odata: a service needs a logger")
	}
	c.Pages = c.Pages.orDefault()
	dialect, ok := sqlgen.For(c.DB.Dialect())
	if !ok {
		return nil, fmt.Errorf("odata: the database %q is not supported", c.DB.Dialect())
	}
	tokens, err := newTokenCipher(c.TokenSecret)
	if err != nil {
		return nil, err
	}
	if c.Limits == (plan.Limits{}) {
		c.Limits = plan.DefaultLimits()
	}
	return &Service{
		model: c.Model, db: c.DB, dialect: dialect, root: c.Root, tokens: tokens, now: c.Now, random: c.Random,
		limits: c.Limits, pages: c.Pages, log: c.Log, metadata: documents(&c),
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
