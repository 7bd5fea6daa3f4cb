package odata_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
)

// Queries that scan wait for each other within a bound; those that do not never wait.
func TestTurns(t *testing.T) {
	t.Parallel()
	s, err := odata.NewService(odata.Config{
		Model: odatatest.ShopModel(), DB: odatatest.Shop(t, "sqlite"),
		Scans: odata.Scans{AtOnce: 2, Wait: 50 * time.Millisecond},
	})
	require.NoError(t, err)
	first, err := s.Turn(t.Context())
	require.NoError(t, err)
	second, err := s.Turn(t.Context())
	require.NoError(t, err)

	_, err = s.Turn(t.Context())
	f := fault.From(err)
	require.Equal(t, fault.ServiceUnavailable, f.Code)
	require.Positive(t, f.Retry)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = s.Turn(gone)
	require.ErrorIs(t, err, context.Canceled)

	ask := func(target string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil))
		return w
	}
	refused := ask("/Customers?$filter=contains(name,'x')")
	require.Equal(t, http.StatusServiceUnavailable, refused.Code, refused.Body)
	seconds, err := strconv.Atoi(refused.Header().Get("Retry-After"))
	require.NoError(t, err)
	require.Positive(t, seconds)
	require.NotEqual(t, http.StatusServiceUnavailable, ask("/Customers").Code)
	require.NotEqual(t, http.StatusServiceUnavailable, ask("/Customers?$skip=10000").Code)
	require.Equal(t, http.StatusServiceUnavailable, ask("/Customers?$skip=10001").Code)
	require.NotEqual(t, http.StatusServiceUnavailable, ask("/Customers('C')").Code)

	var waiting sync.WaitGroup
	waiting.Go(func() {
		third, err := s.Turn(context.WithoutCancel(t.Context()))
		if err == nil {
			third()
		}
	})
	first()
	waiting.Wait()
	second()
	require.Zero(t, s.Scanning())
}

// What an index finds and puts in order is no scan.
func TestWhatScans(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]bool{
		"Customers":                                                                     false,
		"Customers?$orderby=customerId desc":                                            false,
		"Customers?$orderby=name":                                                       true,
		"Customers?$count=true":                                                         true,
		"Customers/$count":                                                              true,
		"Customers('C')":                                                                false,
		"Customers(email='a@b')":                                                        false,
		"Customers('C')/orders?$count=true&$orderby=total":                              false,
		"Customers('C')/orders/$count":                                                  false,
		"Customers('C')/name":                                                           false,
		"Customers?$filter=customerId eq 'C'":                                           false,
		"Customers?$filter=customerId gt 'C'":                                           false,
		"Customers?$filter=customerId gt 'C'&$count=true":                               true,
		"Customers?$filter=customerId ne 'C'":                                           true,
		"Customers?$filter=customerId gt 'C' and name eq 'x'":                           true,
		"Customers?$filter=customerId in ('A','B')":                                     false,
		"Customers?$filter=startswith(customerId,'A')":                                  false,
		"Customers?$filter=tags/any(t:t eq 'A')":                                        false,
		"Customers?$filter=tags/any(t:t in ('A','B'))":                                  false,
		"Customers?$filter=tags/any(t:contains(t,'A'))":                                 true,
		"Customers?$filter=tags/all(t:t eq 'A')":                                        true,
		"Customers?$filter=not (customerId eq 'C')":                                     true,
		"Customers?$filter=customerId eq 'C' or name eq 'x'":                            true,
		"Orders?$filter=customer/customerId eq 'C'":                                     false,
		"Orders?$expand=lines($filter=contains(comment,'x'))":                           false,
		"Customers?$filter=customerId gt 'C'&$orderby=tagList":                          true,
		"OrderLines?$filter=orderId eq 1 and lineNo ge 2":                               true,
		"OrderLines?$filter=orderId eq 1":                                               false,
		"Customers?$orderby=customerId&$filter=customerId lt 'C' and customerId gt 'A'": false,
	} {
		p, err := bound(t, odatatest.ShopModel(), target)
		require.NoError(t, err, target)
		require.Equal(t, want, p.Scans, target)
	}
}
