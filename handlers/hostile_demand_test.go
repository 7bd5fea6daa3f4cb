package handlers_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// demand is what an error must say: its target, and words of its message.
type demand struct {
	target string
	says   []string
}

// demandOf gives what the row of the catalogue asks for beyond the status: the
// option or the member that is wrong as the target, and in the message what a
// reader needs to find it.
func demandOf(row hostileRow) demand {
	group, name, _ := strings.Cut(row.Name, "/")
	d := demand{target: map[string]string{
		"filter": "$filter", "orderby": "$orderby", "expand": "$expand", "search": "$search", "apply": "$apply",
		"skiptoken": "$skiptoken", "deltatoken": "$deltatoken", "upsertTeam": "name",
	}[group]}
	switch prefix, _, _ := strings.Cut(name, "-"); {
	case group == "paging" && prefix != "maxpagesize", group == "option" && prefix == "format":
		d.target = "$" + prefix
	case group == "upsertUser" && prefix == "email":
		d.target = "emailAddress"
	case group == "upsertUser" && prefix == "role":
		d.target = "role"
	}
	special := demands()[row.Name]
	if d.says = special.says; special.target != "" {
		d.target = strings.TrimPrefix(special.target, "-")
	}
	return d
}

// demands are those of single rows; "-" is for no target.
func demands() map[string]demand {
	says := func(words ...string) demand { return demand{says: words} }
	at := func(target string, words ...string) demand { return demand{target, words} }
	return map[string]demand{
		"auth/basic-broken-b64":           says("base64"),
		"tenant/filter-workspace-column":  at("$filter", "'workspaceId'", "position"),
		"tenant/orderby-workspace-column": at("$orderby", "'workspace_id'", "position"),
		"tenant/filter-api-key-hash":      at("$filter", "'apiKeyHash'", "position 12"),
		"tenant/apply-groupby-hidden":     at("$apply"),
		"tenant/deltatoken-of-other-ws":   at("$deltatoken"),
		"tenant/remove-foreign":           at("systemUserId"),
		"filter/unclosed-string":          says("position 14", "not closed"),
		"filter/extra-paren":              says("')'", "position 17"),
		"filter/unknown-property":         says("'nope'", "position 1"),
		"filter/case-option":              says("'nope'"),
		"filter/wrong-arity":              says("contains", "2 arguments"),
		"filter/wrong-arg-type":           says("contains", "Edm.String"),
		"filter/non-boolean-root":         says("Edm.Boolean"),
		"filter/guid-nohyphen":            says("hyphens"),
		"filter/date-impossible":          says("2026-02-30", "position"),
		"filter/duplicate-option":         says("$filter", "twice"),
		"filter/duplicate-without-dollar": says("$filter", "twice"),
		"filter/deep-not-200":             says("32"),
		"filter/any-nested-4":             says("any", "2 levels"),
		"filter/in-mixed-types":           says("list", "Edm.Int64"),
		"filter/cast-unknown":             says("Edm.Nope"),
		"filter/geo-function":             says("geo.distance"),
		"filter/regex-compile-bomb":       says("matchesPattern"),
		"filter/param-alias-cycle":        at("@q", "@p", "itself"),
		"filter/utf8-surrogate":           says("UTF-8"),
		"filter/bad-percent-zz":           says("hexadecimal", "position"),
		"orderby/bad-direction":           says("sideways", "asc"),
		"expand/unknown":                  says("'Nope'"),
		"expand/scalar":                   says("'name'"),
		"expand/unknown-nested":           says("$nope"),
		"expand/levels-max":               says("memberships"),
		"expand/deep-count-filter":        at("$filter"),
		"apply/unknown-transform":         says("explode"),
		"option/unknown-system-option":    at("$foo", "$foo"),
		"option/schemaversion":            at("$schemaversion"),
		"metadata/root-unknown-option":    at("$foo"),
		"http/named-key-wrong":            says("systemUserId"),
		"http/odata-version-9":            at("OData-Version", "9.0"),
		"http/url-20k":                    says("16384"),
		"http/100-params":                 says("64"),
		"http/csv-export-formula":         at("$format"),
		"http/delete-user":                says("DELETE"),
		"upsertUser/dup-role":             at("role", "twice"),
		"upsertUser/dup-role-case":        at("ROLE", "did you mean 'role'?"),
		"upsertUser/unknown-member":       at("isAdmin", "isAdmin"),
		"upsertUser/deep-json":            at("x"),
		"upsertUser/huge-number":          at("role"),
		"upsertUser/email-320":            says("254"),
		"upsertUser/email-nul":            says("U+0000"),
		"upsertUser/email-rtl-override":   says("U+202E"),
		"upsertUser/email-zero-width":     says("U+200B"),
		"upsertUser/email-kelvin":         says("ASCII"),
		"upsertUser/email-invalid-utf8":   at("-", "UTF-8"),
		"upsertUser/utf16-body":           says("UTF-16"),
		"upsertUser/last-admin-demoted":   at("role", "FullAdmin"),
		"upsertTeam/dup-name":             says("twice"),
		"addMember/empty-object":          at("teamId", "required"),
		"addMember/no-team":               at("teamId", "required"),
		"addMember/user-sql":              at("systemUserId"),
		"addMember/guid-nil":              at("systemUserId", "00000000-0000-0000-0000-000000000000"),
		"addMember/guid-urn":              at("systemUserId"),
		"addMember/swapped":               at("systemUserId"),
		"addMember/dup-team":              at("teamId", "twice"),
		"removeMember/user-number":        at("systemUserId"),
		"removeMember/user-text":          at("systemUserId"),
		"removeMember/guid-parens":        at("systemUserId"),
		"removeMember/dup-team":           at("teamId", "twice"),
	}
}

// codes are those that a status can have.
func codes() map[int]string {
	return map[int]string{
		401: "Unauthorized", 404: "NotFound", 405: "MethodNotAllowed", 406: "NotAcceptable", 409: "Conflict",
		413: "BodyTooLarge", 414: "UriTooLong", 415: "UnsupportedMediaType", 422: "UnknownId", 501: "NotImplemented",
		400: "BadRequest BadQueryOption BadPath BadToken BadJson InvalidLiteral InvalidValue TypeMismatch " +
			"UnknownProperty UnknownMember DuplicateMember QueryTooComplex",
	}
}

// undemanded holds an error against its row; other answers have nothing to say.
func undemanded(row hostileRow, answer *reply) []string {
	var shape struct {
		Error struct{ Code, Message, Target string } `json:"error"`
	}
	if answer.status < 400 || json.Unmarshal([]byte(answer.body), &shape) != nil {
		return nil
	}
	var found []string
	e, d := shape.Error, demandOf(row)
	if !strings.Contains(" "+codes()[answer.status]+" ", " "+e.Code+" ") {
		found = append(found, fmt.Sprintf("%s: %d with the code %s", row.Name, answer.status, e.Code))
	}
	if d.target != "" && e.Target != d.target {
		found = append(found, fmt.Sprintf("%s: the target is %q, not %q", row.Name, e.Target, d.target))
	}
	for _, words := range d.says {
		if !strings.Contains(e.Message, words) {
			found = append(found, fmt.Sprintf("%s: no %q in %s", row.Name, words, e.Message))
		}
	}
	return found
}

// TestHostileCatalogue sees to it that no row is left out, and none is there twice.
func TestHostileCatalogue(t *testing.T) {
	t.Parallel()
	rows := hostileRows(t)
	seen := map[string]bool{}
	reading := 0
	for _, row := range rows {
		require.False(t, seen[row.Name], row.Name)
		require.NotEmpty(t, row.Expect, row.Name)
		require.NotEmpty(t, row.Method, row.Name)
		seen[row.Name] = true
		if row.Method != "POST" {
			reading++
		}
	}
	for name := range demands() {
		require.True(t, seen[name], "there is no row %s", name)
	}
	for name := range hostileChecks() {
		require.True(t, seen[name], "there is no row %s", name)
	}
	require.Len(t, rows, 211)
	t.Logf("%d rows, %d of them reading: all run on both databases, none left out", len(rows), reading)
}
