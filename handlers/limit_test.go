package handlers

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
)

func TestGuessesAreCountedByAddressAndMinute(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	g := newGuesses(20, func() time.Time { return now })
	for i := range 20 {
		_, tooMany := g.wrong("192.0.2.1")
		require.False(t, tooMany, i)
	}
	now = now.Add(10 * time.Second)
	wait, tooMany := g.wrong("192.0.2.1")
	require.True(t, tooMany)
	require.Equal(t, 51, wait)
	_, tooMany = g.wrong("192.0.2.2")
	require.False(t, tooMany)
	now = now.Add(49*time.Second + 999*time.Millisecond)
	wait, tooMany = g.wrong("::ffff:192.0.2.1")
	require.True(t, tooMany)
	require.Equal(t, 1, wait)
	now = now.Add(time.Millisecond)
	_, tooMany = g.wrong("192.0.2.1")
	require.False(t, tooMany)
}

func TestGuessesOfOneNetworkCountTogether(t *testing.T) {
	t.Parallel()
	g := newGuesses(1, func() time.Time { return time.Time{} })
	_, tooMany := g.wrong("2001:db8::1")
	require.False(t, tooMany)
	_, tooMany = g.wrong("2001:db8::ffff")
	require.True(t, tooMany)
	_, tooMany = g.wrong("2001:db8:0:1::1")
	require.False(t, tooMany)
}

func TestGuessesTakeBoundedMemory(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	g := newGuesses(20, func() time.Time { return now })
	for i := range 3 * maxGuessers {
		g.wrong(fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255))
		require.LessOrEqual(t, len(g.from), maxGuessers+1)
	}
	_, tooMany := g.wrong("192.0.2.1") // counted with the many
	require.True(t, tooMany)
	now = now.Add(time.Minute)
	_, tooMany = g.wrong("192.0.2.1")
	require.False(t, tooMany)
	require.Less(t, len(g.from), 10)
}

func TestQueuesConcurrent(t *testing.T) {
	t.Parallel()
	q := newQueues(4)
	var working, most atomic.Int64
	var group sync.WaitGroup
	for i := range 100 {
		group.Go(func() {
			leave, err := q.enter(t.Context(), fmt.Sprint("key", i%2), time.Minute)
			if err != nil {
				t.Error(err)
				return
			}
			n := working.Add(1)
			for {
				seen := most.Load()
				if n <= seen || most.CompareAndSwap(seen, n) {
					break
				}
			}
			working.Add(-1)
			leave()
		})
	}
	group.Wait()
	require.LessOrEqual(t, most.Load(), int64(8))
	require.Empty(t, q.byKey)
}

func TestQueueGivesUp(t *testing.T) {
	t.Parallel()
	q := newQueues(1)
	leave, err := q.enter(t.Context(), "k", time.Minute)
	require.NoError(t, err)
	_, err = q.enter(t.Context(), "k", time.Millisecond)
	require.Equal(t, http.StatusTooManyRequests, faultOf(err).Code.Status())
	require.Positive(t, faultOf(err).Retry)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = q.enter(gone, "k", time.Minute)
	require.ErrorIs(t, err, context.Canceled)
	other, err := q.enter(t.Context(), "other", time.Millisecond)
	require.NoError(t, err)
	other()
	leave()
	leave, err = q.enter(t.Context(), "k", time.Millisecond)
	require.NoError(t, err)
	leave()
	require.Empty(t, q.byKey)
}

func TestRequestsAboveTheLimitAreSentAway(t *testing.T) {
	t.Parallel()
	h := &Handler{running: make(chan struct{}, 2)}
	first, err := h.start()
	require.NoError(t, err)
	_, err = h.start()
	require.NoError(t, err)
	_, err = h.start()
	require.Equal(t, http.StatusServiceUnavailable, faultOf(err).Code.Status())
	require.Equal(t, 1, faultOf(err).Retry)
	first()
	_, err = h.start()
	require.NoError(t, err)
}

func TestLimitsHaveDefaults(t *testing.T) {
	t.Parallel()
	require.Equal(t, DefaultLimits(), Limits{}.orDefault())
	require.Equal(t, 7, Limits{Concurrent: 7}.orDefault().Concurrent)
}

func TestAcceptsGzip(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"gzip": true, "gzip, deflate": true, "GZIP;q=0.5": true, "x-gzip": true, "*": true, "deflate, *;q=0.1": true,
		"": false, "deflate": false, "gzip;q=0": false, "gzip;q=0.0, *": false, "identity": false,
		"identity;q=1, gzip;q=0.5": false, "gzip;q=1, identity;q=0.5": true, "identity;q=0, gzip;q=0.1": true,
		"gzip;q=x": false, "gzip;q=2": false, "gzip;q=NaN": false, "gzip; q = 0.3": true, "gzipped": false,
		",;=,": false,
	} {
		require.Equal(t, want, acceptsGzip([]string{header}), header)
	}
	require.True(t, acceptsGzip([]string{"br", "gzip"}))
	require.False(t, acceptsGzip(nil))
	require.True(t, acceptsGzip([]string{strings.Repeat("a;q=0.1,", 10_000) + "gzip"}))
}

func TestMergeOption(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]models.Merge{
		"": models.MergeAdd, "merge=add": models.MergeAdd, "merge=replace": models.MergeReplace,
		"x=1&merge=remove&&y": models.MergeRemove, "m%65rge=%72eplace": models.MergeReplace,
		"source=hr;x": models.MergeAdd,
	} {
		got, err := mergeOf(query)
		require.NoError(t, err, query)
		require.Equal(t, want, got, query)
	}
	for query, message := range map[string]string{
		"merge=":                        "merge must be add, replace or remove",
		"merge":                         "merge must be add, replace or remove",
		"merge=Replace":                 "merge must be add, replace or remove",
		"merge=add&merge=add":           "query option 'merge' is given twice",
		"Merge=replace":                 "unknown query option 'Merge'; did you mean 'merge'?",
		"$merge=replace":                "a write call has no query option '$merge'",
		"$select=role":                  "a write call has no query option '$select'",
		"%24format=json":                "a write call has no query option '$format'",
		"TOP=1":                         "a write call has no query option 'TOP'",
		"x=%zz":                         "the query is not percent-encoded correctly",
		"$" + strings.Repeat("x", 9000): "a write call has no query option '$",
	} {
		_, err := mergeOf(query)
		require.ErrorContains(t, err, message)
		require.Equal(t, http.StatusBadRequest, faultOf(err).Code.Status())
		require.Less(t, len(err.Error()), 200)
	}
}

func TestReadableAsJSON(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{
		"", "application/json", "text/plain", "application/x-www-form-urlencoded", "garbage",
	} {
		require.NoError(t, readableAsJSON(http.Header{"Content-Type": {kind}}), kind)
	}
	for _, kind := range []string{
		"application/xml", "text/XML; charset=utf-8", "application/atom+xml", "multipart/form-data; boundary=x",
		"Multipart/mixed",
	} {
		require.Equal(t, http.StatusUnsupportedMediaType,
			faultOf(readableAsJSON(http.Header{"Content-Type": {kind}})).Code.Status(), kind)
	}
	require.NoError(t, readableAsJSON(http.Header{"Content-Encoding": {"", "identity"}}))
	for _, coding := range []string{"gzip", "identity, gzip", "br"} {
		require.Error(t, readableAsJSON(http.Header{"Content-Encoding": {coding}}), coding)
	}
}

// A key whose slow queries are all waiting still gets its quick ones.
func TestScansHaveAQueueOfTheirOwn(t *testing.T) {
	t.Parallel()
	h := &Handler{queues: newQueues(4), scans: newQueues(2), limits: Limits{KeyWait: time.Millisecond}}
	ctx := context.WithValue(t.Context(), exchangeKey{}, &exchange{principal: models.Principal{KeyID: "k"}})
	for range 2 {
		_, err := h.admit(ctx, true)
		require.NoError(t, err)
	}
	_, err := h.admit(ctx, true)
	require.Equal(t, http.StatusTooManyRequests, faultOf(err).Code.Status())
	for range 4 {
		leave, err := h.admit(ctx, false)
		require.NoError(t, err)
		defer leave()
	}
	_, err = h.admit(ctx, false)
	require.Equal(t, http.StatusTooManyRequests, faultOf(err).Code.Status())
}
