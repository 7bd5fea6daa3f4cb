package odata_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/odatatest/wirelint"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// The tenants of odatatest.Shop.
const (
	tenant      = 1
	otherTenant = 2
)

// shopService serves the shop of one tenant from a database.
func shopService(t *testing.T, db *store.DB, change func(*odata.Config)) *odata.Service {
	t.Helper()
	config := odata.Config{
		Model: odatatest.ShopModel(), DB: db, Root: "/shop/", TokenSecret: bytes.Repeat([]byte{7}, 32),
		Now:    func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) },
		Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&config)
	}
	s, err := odata.NewService(config)
	require.NoError(t, err)
	return s
}

func asTenant(t *testing.T, s http.Handler, number int64) http.Handler {
	t.Helper()
	return asTenantNamed(t, s, number, "tenant")
}

// maskTokens hides what differs from answer to answer, or with every change of $metadata.
func maskTokens(s string) string {
	s = regexp.MustCompile(`(metadataEtag":"W/\\")[\w-]+`).ReplaceAllString(s, "${1}…")
	return regexp.MustCompile(`skiptoken=[\w-]+`).ReplaceAllString(s, "skiptoken=…")
}

// Every request of the case files gets the same bytes from both databases.
func TestCases(t *testing.T) {
	t.Parallel()
	services := map[string]*odata.Service{}
	for _, dialect := range dialects() {
		services[dialect] = shopService(t, odatatest.Shop(t, dialect), nil)
	}
	runCases(t, "../testdata/engine/*.txt", odatatest.ShopModel(), services)
}

// TestWideCases are the cases over what only the wide shop has. It is served as
// another program would do it: over a GORM DB.
func TestWideCases(t *testing.T) {
	t.Parallel()
	model := odatatest.ShopModelWide()
	services := map[string]*odata.Service{}
	for _, dialect := range dialects() {
		g := odatatest.WideShop(t, dialect).GORM()
		s := shopService(t, nil, func(c *odata.Config) { c.Model, c.GORM = model, g })
		t.Cleanup(func() { require.NoError(t, s.Close()) })
		services[dialect] = s
	}
	runCases(t, "../testdata/engine/wide/*.txt", model, services)
}

func dialects() []string { return []string{"sqlite", "postgres"} }

func runCases(t *testing.T, files string, model *metadata.Model, services map[string]*odata.Service) {
	t.Helper()
	handlers := map[string]http.Handler{}
	for dialect, s := range services {
		handlers[dialect] = asTenant(t, s, tenant)
	}
	engine := engineCases{model}
	directive := odatatest.HTTP(t, odatatest.HTTPOptions{
		Handlers: handlers, Mask: maskTokens, Lint: shopLint(t, handlers["sqlite"]),
	})
	odatatest.RunCases(t, files, map[string]odatatest.Directive{
		"http":  directive,
		"bind":  engine.bind,
		"sql":   engine.sql,
		"error": engine.fault,
		"explain": func(t *testing.T, c *odatatest.Case) string {
			t.Helper()
			var b strings.Builder
			require.NoError(t, odata.Explain(&b, odata.Explanation{
				Model: model, Limits: plan.DefaultLimits(), Target: c.Input, Dialect: c.Arg("dialect", ""),
			}))
			return strings.TrimSuffix(b.String(), "\n")
		},
		"sketch": func(t *testing.T, c *odatatest.Case) string {
			t.Helper()
			path, query, _ := strings.Cut(c.Input, "?")
			text, err := json.MarshalIndent(services["sqlite"].Sketch(path, query), "", "  ")
			require.NoError(t, err)
			return string(text)
		},
		// get shortens the requests: one target below the root on each line.
		"get": func(t *testing.T, c *odatatest.Case) string {
			t.Helper()
			var requests []string
			for _, target := range strings.Split(c.Input, "\n") {
				requests = append(requests, "GET /shop/"+strings.ReplaceAll(target, " ", "%20"))
			}
			short := *c
			short.Input = strings.Join(requests, "\n###\n")
			short.Args = map[string]string{"headers": "Retry-After"}
			return directive(t, &short)
		},
	})
}

// asTenantNamed serves one tenant, and holds every answer against the rules of
// package wirelint.
func asTenantNamed(t *testing.T, s http.Handler, number int64, text string) http.Handler {
	t.Helper()
	scoped := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scope := odata.Scope{Value: value.Value{Kind: value.Int64, Int: number}, Text: text}
		ctx := odata.WithScope(r.Context(), scope)
		s.ServeHTTP(w, r.WithContext(odata.WithBase(ctx, "http://roster.test/shop/")))
	})
	return shopLint(t, scoped).Handler(t, scoped)
}

// shopLint knows the model that a handler serves.
func shopLint(t *testing.T, served http.Handler) *wirelint.Service {
	t.Helper()
	lint := wirelint.Service{
		Root: "/shop/", Base: "http://roster.test/shop/",
		CSDL: odatatest.CheckCSDL, CSDLJSON: odatatest.CheckCSDLJSON, Dangling: true,
	}
	return lint.Learn(t, served)
}
