package plan_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

func parse(t *testing.T, target string) *syntax.Request {
	t.Helper()
	path, query, _ := strings.Cut(target, "?")
	r, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
	require.NoError(t, err, target)
	return r
}

func bind(t *testing.T, m *metadata.Model, r *syntax.Request) *plan.Plan {
	t.Helper()
	p, err := plan.Bind(m, r, plan.DefaultLimits())
	require.NoError(t, err, r.Path)
	return p
}

// A plan serves every request of its shape: the same SQL, and from the second
// request's literals the values that its own plan would take.
func TestPlanServesItsShape(t *testing.T) {
	t.Parallel()
	model := odatatest.ShopModel()
	for _, pair := range [][2]string{
		{
			"Customers?$filter=name eq 'a' and active eq true",
			"Customers?$filter=name eq 'O''Neil' and active eq false",
		},
		{
			"Customers?$filter=true",
			"Customers?$filter=false",
		},
		{
			"Customers?$filter=name in ('a',null,'b')",
			"Customers?$filter=name in ('c',null,'d')",
		},
		{
			"Customers('A')/orders(5)",
			"Customers('B')/orders(6)",
		},
		{
			"Customers(email='A@b')",
			"Customers(email='c@D')",
		},
		{
			"Orders?$filter=total gt 1.5&$top=3&$skip=1",
			"Orders?$filter=total gt 99.25&$top=7&$skip=2",
		},
		{
			"Orders?$filter=orderId eq 1.5",
			"Orders?$filter=orderId eq 2.0",
		},
		{
			"Orders?$filter=placedAt ge 2026-01-01T00:00:00.1234567Z",
			"Orders?$filter=placedAt ge 1999-01-01T00:00:00.7654321%2B02:00",
		},
		{
			"Customers?$expand=orders($filter=total gt 1;$top=2;$skip=1)",
			"Customers?$expand=orders($filter=total gt 5;$top=9;$skip=3)",
		},
		{
			"Customers?$filter=name eq @p&@p='x'",
			"Customers?$filter=name eq @p&@p='y'",
		},
		{
			"Products?$filter=price mul 1.5 sub 2 divby 7 gt weight add 3",
			"Products?$filter=price mul 0.00025 sub 9 divby 3 gt weight add 0",
		},
		{
			"Products?$filter=introduced add duration'PT1H' gt 2024-01-01 and round(2.5) eq -(1)",
			"Products?$filter=introduced add duration'P1D' gt 2025-01-01 and round(-7.25) eq -(9)",
		},
		{
			"Customers?$filter=hassubset(tags,[\"a\",\"b\"]) and credit in [1.5,rating,2]",
			"Customers?$filter=hassubset(tags,[\"c\",\"c\"]) and credit in [2.5,rating,9]",
		},
		{
			"Customers?$filter=cast('12',Edm.Int32) eq cast(3.5,Edm.Int32)",
			"Customers?$filter=cast('x',Edm.Int32) eq cast(4.25,Edm.Int32)",
		},
		{
			"Customers?$filter=tags/any(t:t eq 'a')",
			"Customers?$filter=tags/any(t:t eq 'b')",
		},
	} {
		first, second := parse(t, pair[0]), parse(t, pair[1])
		require.Equal(t, string(syntax.AppendShape(nil, first)), string(syntax.AppendShape(nil, second)), pair[0])
		cached, own := bind(t, model, first), bind(t, model, second)
		require.Equal(t, own.String(), cached.String(), pair[0])
		for _, name := range []string{"postgres", "sqlite"} {
			d, _ := sqlgen.For(name)
			require.Equal(t, sqlgen.Read(own.Rows, d, nil), sqlgen.Read(cached.Rows, d, nil), pair[0])
		}
		scope := value.Value{Kind: value.Int64, Int: 3}
		expected, err := own.Values(second, scope, 0)
		require.NoError(t, err)
		actual, err := cached.Values(second, scope, 0)
		require.NoError(t, err)
		require.Equal(t, expected, actual, pair[0])
		other, err := own.Values(first, scope, 0)
		require.NoError(t, err)
		require.NotEqual(t, expected, other, "the literals of %s decide nothing", pair[0])
	}
}

// What depends on the value of a literal is checked where a plan is used.
func TestPlanChecksLiterals(t *testing.T) {
	t.Parallel()
	model := odatatest.ShopModel()
	long := strings.Repeat("1", 41)
	for good, bad := range map[string]string{
		"Products?$filter=stock div 2 eq 1":                "Products?$filter=stock div 0 eq 1",
		"Products?$filter=null mod 2 eq 1":                 "Products?$filter=null mod 0 eq 1",
		"Products?$filter=price mod 2.5 eq 1":              "Products?$filter=price mod 0.00 eq 1",
		"Products?$filter=weight mod 2 eq 1":               "Products?$filter=weight mod 0 eq 1",
		"Products?$filter=leadTime div 2 ne null":          "Products?$filter=leadTime div 0 ne null",
		"Products?$filter=year(2024-01-01T00:00:00Z) eq 1": "Products?$filter=year(2024-01-01T00:00:00%2B01:00) eq 1",
		"Products?$filter=2024-01-01 add leadTime eq null": "Products?$filter=10000-01-01 add leadTime eq null",
		"Products?$filter=price add 1.5 eq 1":              "Products?$filter=price add 1." + long + " eq 1",
	} {
		p := bind(t, model, parse(t, good))
		_, err := p.Values(parse(t, good), value.Value{}, 0)
		require.NoError(t, err, good)
		_, err = p.Values(parse(t, bad), value.Value{}, 0)
		require.Contains(t, []fault.Code{fault.BadQueryOption, fault.InvalidLiteral}, fault.From(err).Code, bad)
		require.Equal(t, "$filter", fault.From(err).Target, bad)
	}
	p := bind(t, model, parse(t, "Products?$filter=weight div 0 eq INF"))
	_, err := p.Values(parse(t, "Products?$filter=weight div 0 eq INF"), value.Value{}, 0)
	require.NoError(t, err)
}
