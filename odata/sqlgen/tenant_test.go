package sqlgen_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/sqlgen"
	"github.com/seed-267014d6/roster/odata/syntax"
)

// shapes are requests that reach a table in every way there is.
func shapes() []string {
	return []string{
		"Customers",
		"Customers('C')",
		"Customers(email='a@b')",
		"Customers/$count",
		"Customers('C')/orders/$count",
		"Customers('C')/orders(1)/lines",
		"Orders(1)/customer/card/holder",
		"Products(9e3779b1-0000-4000-8000-000000000001)/categories",
		"Customers?$filter=orders/any()",
		"Customers?$filter=orders/any(o:o/lines/any(l:l/product/name eq 'x'))",
		"Customers?$filter=orders/all(o:o/customer/card/points gt 1)",
		"Products?$filter=categories/any(c:c/parent/name eq 'x')",
		"Customers?$filter=tags/any(t:t eq 'x') or 'y' in nicknames",
		"Customers?$orderby=seenAt,card/points",
		"Orders?$orderby=customer/card/points desc",
		"Orders?$expand=customer($expand=card),lines($expand=product($expand=categories))",
		"Products?$expand=categories($filter=products/any(p:p/stock gt 1);$top=1;$count=true)",
		"Orders?$filter=customer/seenAt ne null&$count=true",
		"Customers?$select=seenAt",
		"Categories?$expand=children,parent",
		"Categories?$expand=children($levels=3;$top=2;$skip=1;$count=true)",
		"Cards?$expand=*($levels=2)",
		"Products?$expand=categories($top=1;$orderby=parent/name;$expand=parent($levels=max))",
		"Products?$expand=categories/$ref,next/$ref",
		"Customers?$select=tags($filter=startswith($this,'A');$top=1;$count=true),nicknames($orderby=$this)",
		"Orders?$compute=customer/card/points add 1 as next&$orderby=next&$filter=next gt 2",
		"Orders?$expand=lines($compute=product/stock as stock;$top=3;$orderby=stock)",
		"Orders?$filter=customer eq null and not (customer/name eq 'x')",
	}
}

func statements(rows *plan.Rows, d *sqlgen.Dialect) []*sqlgen.Statement {
	list := []*sqlgen.Statement{sqlgen.Read(rows, d, nil), sqlgen.Count(rows, d)}
	if len(rows.Order) > 0 {
		none, all := make([]bool, len(rows.Order)), make([]bool, len(rows.Order))
		for i := range all {
			all[i] = rows.Order[i].Expr.Type().Nullable
		}
		list = append(list, sqlgen.Read(rows, d, none), sqlgen.Read(rows, d, all))
	}
	for _, e := range rows.Expands {
		list = append(list, sqlgen.Expand(e, d), sqlgen.CountChildren(e, d))
		list = append(list, statements(e.Rows, d)[2:]...)
	}
	return list
}

// Every table reference of every statement is restricted to the tenant.
func TestTenantOnEveryTable(t *testing.T) {
	t.Parallel()
	model := odatatest.ShopModel()
	reference := regexp.MustCompile(`"(\w+)" AS (t\d+)`)
	tables := 0
	for _, target := range shapes() {
		path, query, _ := strings.Cut(target, "?")
		r, err := syntax.ParseRequest(path, query, syntax.DefaultLimits())
		require.NoError(t, err, target)
		p, err := plan.Bind(model, r, plan.DefaultLimits())
		require.NoError(t, err, target)
		for _, table := range p.Tables() {
			require.Equal(t, "tenant_id", table.Scope, "%s: %s", target, table.Name)
		}
		for _, name := range []string{"postgres", "sqlite"} {
			d, _ := sqlgen.For(name)
			list := statements(p.Rows, d)
			if p.Parent != nil {
				list = append(list, sqlgen.Read(p.Parent, d, nil))
			}
			for _, s := range list {
				scope := strings.TrimSuffix(placeholders(name), "N") + position(s)
				for _, branch := range strings.Split(s.SQL, " UNION ALL ") {
					for _, m := range reference.FindAllStringSubmatch(branch, -1) {
						tables++
						predicate := m[2] + `\."tenant_id" = ` + regexp.QuoteMeta(scope) + `\b`
						require.Regexp(t, predicate, branch, "%s: %s", target, s.SQL)
					}
				}
			}
		}
	}
	require.Greater(t, tables, 500)
}

func placeholders(dialect string) string {
	if dialect == "postgres" {
		return "$N"
	}
	return "?N"
}

// position is the number of the tenant's parameter.
func position(s *sqlgen.Statement) string {
	for i, p := range s.Params {
		if p.Source == sqlgen.Slot && p.Index == plan.ScopeSlot {
			return string(rune('1' + i))
		}
	}
	return "missing"
}
