package odata

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/payload"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// tokenService is as much of a service as tokens need.
func tokenService(tb testing.TB) *Service {
	tb.Helper()
	tokens, err := newTokenCipher(bytes.Repeat([]byte{7}, 32))
	require.NoError(tb, err)
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	return &Service{tokens: tokens, now: func() time.Time { return now }, random: &counter{}}
}

// counter is a source of bytes that never repeat.
type counter struct{ n byte }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n
	}
	return len(p), nil
}

// tokenColumns are those of an order by a column of every way to keep a value.
func tokenColumns() []value.Column {
	return []value.Column{
		{Kind: value.String},
		{Kind: value.Int64},
		{Kind: value.Double},
		{Kind: value.Decimal},
		{Kind: value.Guid},
		{Kind: value.DateTimeOffset},
		{Kind: value.Single},
	}
}

func sampleToken() token {
	return token{pageSize: 100, left: 7, count: -1, after: []value.Value{
		{Kind: value.String, Text: "Straße"},
		{Kind: value.Int64, Int: -1},
		{Kind: value.Double, Float: 1.5},
		{Kind: value.Null},
		{Kind: value.Guid, Bytes: bytes.Repeat([]byte{9}, 16)},
		{Kind: value.DateTimeOffset, Int: 1 << 50},
		{Kind: value.Null},
	}}
}

// FuzzSkipToken opens arbitrary texts, and genuine tokens that were changed, for the
// query that they were made for or for another: only what was sealed for a query is
// ever opened for it, and nothing panics.
func FuzzSkipToken(f *testing.F) {
	s := tokenService(f)
	genuine, err := s.seal(sampleToken(), []byte("tenant\x00query"))
	require.NoError(f, err)
	f.Add("", "", 0, byte(0))
	f.Add(genuine, "tenant\x00query", 0, byte(0))
	f.Add(genuine, "tenant\x00query", 20, byte(1))
	f.Add(genuine, "other\x00query", 0, byte(0))
	f.Add(genuine[:10], "tenant\x00query", 3, byte(0x80))
	f.Add(strings.Repeat("A", 200), "", 0, byte(0))
	f.Fuzz(func(t *testing.T, text, binding string, at int, flip byte) {
		if sealed, err := base64.RawURLEncoding.DecodeString(text); err == nil && len(sealed) > 0 && flip != 0 {
			sealed[(at%len(sealed)+len(sealed))%len(sealed)] ^= flip
			text = base64.RawURLEncoding.EncodeToString(sealed)
		}
		opened, err := s.open(text, []byte(binding), tokenColumns())
		ours := binding == "tenant\x00query" && sameBytes(text, genuine)
		require.Equal(t, ours, err == nil, "%q for %q", text, binding)
		if ours {
			require.Equal(t, sampleToken(), opened)
			return
		}
		var known *fault.Fault
		require.ErrorAs(t, err, &known)
		require.Equal(t, fault.BadToken, known.Code)
		require.NotContains(t, known.Error(), "tenant")
	})
}

// sameBytes says whether two texts are one token: base64 ignores line breaks, and
// the last bits of an odd length.
func sameBytes(a, b string) bool {
	x, errX := base64.RawURLEncoding.DecodeString(a)
	y, errY := base64.RawURLEncoding.DecodeString(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// FuzzTokenContent reads what is inside of the seal: whatever it is, and for whatever
// columns, nothing panics, and what is accepted has a value for each column.
func FuzzTokenContent(f *testing.F) {
	s := tokenService(f)
	f.Add([]byte{})
	f.Add([]byte{2, 2, 2, 2, 1, 3, 'a', 'b', 'c', 0})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 1, 1})
	f.Add(append(bytes.Repeat([]byte{2}, 4), bytes.Repeat([]byte{1, 0xff, 0xff, 0xff, 0xff, 0x0f}, 4)...))
	f.Fuzz(func(t *testing.T, plain []byte) {
		nonce := make([]byte, s.tokens.NonceSize())
		sealed := s.tokens.Seal(nonce, nonce, plain, nil)
		for n := range len(tokenColumns()) {
			opened, err := s.open(base64.RawURLEncoding.EncodeToString(sealed), nil, tokenColumns()[:n])
			if err == nil {
				require.Len(t, opened.after, n)
			}
		}
	})
}

// FuzzPrefer honours preferences: what is applied was asked for, is said once, and is
// within the bounds of a page.
func FuzzPrefer(f *testing.F) {
	for _, seed := range []string{
		"", "maxpagesize=2", "odata.maxpagesize=2, omit-values=nulls", `omit-values="NULLS";x, return=minimal`,
		"maxpagesize=0,maxpagesize=99999999999999999999,maxpagesize=3", "omit-values=defaults\nomit-values=nulls",
		`include-annotations="*,-a.b",maxpagesize = 5 ; a="b,c"`, "respond-async, wait=10, , ,", `"`,
		"maxpagesize=\"7\"",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, lines string) {
		h := http.Header{"Prefer": strings.Split(lines, "\n")}
		p := preferencesOf(h)
		require.Equal(t, p, preferencesOf(h))
		lower := strings.ToLower(lines)
		require.GreaterOrEqual(t, p.pageSize, 0)
		if p.pageSize > 0 {
			require.Contains(t, []string{"maxpagesize", "odata.maxpagesize"}, p.pageName)
			require.Contains(t, lower, p.pageName)
		}
		if p.omitNulls {
			require.Contains(t, lower, "omit-values")
			require.Contains(t, lower, "nulls")
		}
	})
}

// FuzzAccept negotiates: what is sent was accepted by some range, and says of itself
// what it is; what a client refuses outright is never sent.
func FuzzAccept(f *testing.F) {
	for _, seed := range []string{
		"", "*/*", "application/json;odata.metadata=full;q=0.1, */*;q=0.01", "application/json;q=0,*/*",
		"application/json;metadata=none;metadata=full", "APPLICATION/JSON;IEEE754Compatible=TRUE;charset=utf-8",
		`application/json;odata.streaming="true", text/html;x="a,*/*;q=1"`, "application/atom+xml", "json", ";;,",
		"application/json;q=1.0000001", "application/json;q=NaN", "application/xml", "$",
		"application/json;odata.metadata", "text/csv;header=present, */*;q=0.1", "text/csv;q=0",
	} {
		f.Add(seed, "")
		f.Add("application/json", seed)
	}
	f.Add("text/html", "json;metadata=full")
	f.Fuzz(func(t *testing.T, accept, format string) {
		r := &http.Request{Header: http.Header{"Accept": strings.Split(accept, "\n")}}
		ranges := parseAccept(r.Header.Values("Accept"))
		for _, v := range []payload.Version{payload.V40, payload.V401} {
			got, err := jsonFormat(r, format, "json", v)
			require.Equal(t, v, got.Version)
			if err != nil {
				status := fault.From(err).Code.Status()
				require.Contains(t, []int{http.StatusNotAcceptable, http.StatusBadRequest}, status)
				require.True(t, format != "" || len(ranges) > 0, "everything fits those who say nothing")
				continue
			}
			sent := parseAccept([]string{got.ContentType()})
			require.Len(t, sent, 1, got.ContentType())
			again, ok := fitsJSON(sent[0], payload.Format{Version: v})
			require.True(t, ok, got.ContentType())
			require.Equal(t, got, again, "the media type says what is sent")
			if format == "" && len(ranges) > 0 {
				require.True(t, slices.ContainsFunc(ranges, func(m syntax.MediaRange) bool {
					return m.Quality > 0 && strings.HasPrefix("application/json", strings.TrimRight(m.Type, "*/"))
				}), "%q", accept)
			}
		}
		if wantsTable(r, format) {
			require.Contains(t, strings.ToLower(accept+format), "csv")
		}
		_, _ = metadataType(r, format)
		_ = textFormat(format, "text/plain")
		_ = unchanged(http.Header{"If-None-Match": strings.Split(accept, "\n")}, `W/"x"`)
	})
}
