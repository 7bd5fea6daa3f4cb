package models_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/value"
)

func TestNormaliseEmail(t *testing.T) {
	t.Parallel()
	longest := strings.Repeat("a", 254-len("@example.com")) + "@example.com"
	for given, want := range map[string]string{
		"a@example.com":                            "a@example.com",
		" A.B+c@EXAMPLE.com\n":                     "a.b+c@example.com",
		"a@b\u00fccher.example":                    "a@xn--bcher-kva.example",
		"a@bu\u0308cher.example":                   "a@xn--bcher-kva.example",
		"a@XN--BCHER-KVA.example":                  "a@xn--bcher-kva.example",
		"a@stra\u00dfe.example":                    "a@xn--strae-oqa.example", // not strasse
		"a@\uff45xample.com":                       "a@example.com",           // full width
		"a@localhost":                              "a@localhost",
		"o'neil&sons!#$%*/=?^`{|}~@x.y":            "o'neil&sons!#$%*/=?^`{|}~@x.y",
		"a..b.@x.y":                                "a..b.@x.y",
		"a@r3---sn.example.com":                    "a@r3---sn.example.com",
		"1+2@users.noreply.github.com":             "1+2@users.noreply.github.com",
		strings.ToUpper(longest):                   longest,
		"\u3000a@\u0645\u062b\u0627\u0644.example": "a@xn--mgbh0fb.example",
	} {
		key, err := models.NormaliseEmail(given)
		require.NoError(t, err, "%q", given)
		require.Equal(t, want, key, "%q", given)
		again, err := models.NormaliseEmail(key)
		require.NoError(t, err)
		require.Equal(t, key, again)
	}
	for _, bad := range []string{
		"", " ", "abc", "@", "a@", "@example.com", "a@b@example.com", "a b@example.com", "a\x00@example.com",
		"a\u202e@example.com", "a\u200b@example.com", "a@exam\u200bple.com", "a@exam\u00adple.com",
		"a@exam\u200dple.com",
		"\u212a@example.com", "\u0130@example.com", "\u0430dmin@example.com", "\uff41@example.com",
		"e\u0301@example.com",
		"a@example..com", "a@.com", "a@example.com.", "a@-x.com", "a@x-.com", "a@[127.0.0.1]", "a@exa mple.com",
		"a@exam_ple.com", "\"a\"@example.com", "<a@example.com>", "a,b@example.com", "a@example.com,b@example.com",
		"a@" + strings.Repeat("b", 64) + ".com", "a@x\xff.com", "a\xff@x.com", "mailto:a@x.y", "a@xn--a.com",
		"a@xn--.com",
		strings.Repeat("a", 255-len("@example.com")) + "@example.com", strings.Repeat("a", 310) + "@example.com",
		"a@" + strings.Repeat("\u00fc.", 60) + "example", // short enough as text, too long as punycode
	} {
		_, err := models.NormaliseEmail(bad)
		var refusal *models.Error
		require.ErrorAs(t, err, &refusal, "%q", bad)
		require.Equal(t, models.Invalid, refusal.Kind)
		require.Equal(t, "emailAddress", refusal.Member)
	}
}

func TestFoldIsTolower(t *testing.T) {
	t.Parallel()
	for r := range rune(0x20000) {
		if r >= 0xD800 && r < 0xE000 {
			continue
		}
		s := norm.NFC.String("x" + string(r) + "Y")
		if got, want := models.FoldName(s), value.ToLower(s); got != want {
			require.Equal(t, want, got, "%U", r)
		}
	}
	require.Equal(t, "οδος", models.FoldName(" ΟΔΟΣ\u00a0"))
	require.Equal(t, "caf\u00e9", models.FoldName("CAFE\u0301"))
}

// What is looked up for an alternate key is what the upserts compare.
func TestNormalisers(t *testing.T) {
	t.Parallel()
	normalisers := models.Normalisers()
	for _, c := range []struct {
		name, given, want string
		ok                bool
	}{
		{"email", "BOB@X.com", "bob@x.com", true},
		{"email", "bob", "", false},
		{"name", " Sales EMEA", "sales emea", true},
		{"name", "A/B", "a/b", true},
		{"name", " ", "", false},
		{"name", "a\x00", "", false},
		{"search", "ΟΔΟΣ 1", "οδοσ 1", true},
		{"text", " X1 ", "X1", true},
		{"text", "", "", false},
		{"text", strings.Repeat("a", 101), "", false},
	} {
		stored, ok := normalisers[c.name](c.given)
		require.Equal(t, c.ok, ok, "%s %q", c.name, c.given)
		if ok {
			require.Equal(t, c.want, stored)
		}
	}
	require.Len(t, normalisers, 4)
}

func TestHiddenCharactersAreRefused(t *testing.T) {
	t.Parallel()
	onEach(t, func(t *testing.T, f *fixture) {
		hidden := "\x00\x01\x1f\x7f\n\t\u0085\u00ad\u061c\u180e\u200b\u200e\u200f\u2028\u2029" +
			"\u202a\u202e\u2060\u2066\u2069\ufeff"
		for _, r := range hidden {
			refusal := f.refusedTeam(t, byName("a"+string(r)+"b"), models.MergeAdd)
			require.Equal(t, "name", refusal.Member, "%U", r)
			require.Contains(t, refusal.Message, "U+", "%U", r)
		}
		for _, fine := range []string{
			"=cmd|' /C calc'!A0", "50% ; -- ' \" \\ _ ?", "@x $1 ?1", "\U0001f468\u200d\U0001f469",
			"\u0645\u06cc\u200c\u062e", "a\ufffdb",
		} {
			team, result := f.putTeam(t, byName(fine))
			require.Equal(t, models.Created, result)
			require.Equal(t, fine, team.Name)
		}
	})
}
