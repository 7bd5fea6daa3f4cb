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
		"Customers/C/orders/1/lines/2/product",
		"Orders/$filter(customer/name eq 'x')/$filter(lines/any())/$count",
		"Customers('C')/tags/$count?$filter=$this gt 'a'",
		"Customers('C')/orders/$ref?$orderby=customer/name",
		"Orders?$filter=lines/$filter(product/name eq 'x')/$count gt 1",
		"Orders?$filter=$root/Customers('C')/card/points gt 1 and $root/Customers('C')/tags/any()",
		"Orders?$filter=$root/Customers('C')/orders/any(o:o/customer/name eq 'x') and $root/Products/$count gt 1",
		"Customers?$expand=orders($filter=remark eq $it/card/holder/name)",
		"Customers?$expand=orders($expand=lines($filter=comment eq $it/name;$top=1))",
		"Customers?$expand=orders($filter=remark eq $it/name;$count=true;$skip=1)",
		"Vendors?$filter=parent/seat/city eq 'x' and billing eq null&$orderby=parent/billing/floor",
		"Vendors(1)/seat/contact?$select=phone",
		"Assets/Shop.DigitalAsset(1)/describes",
		"Assets(1)/Shop.StreamedAsset/subscribers/$count",
		"Assets?$filter=Shop.PhysicalAsset/manual/keywords/any() and Shop.DigitalAsset/describes/$count gt 1",
		"Assets?$filter=Shop.StreamedAsset/watchedAt ne null&$orderby=cast(partOf,Shop.DigitalAsset)/licence",
		"Assets?$filter=parts/Shop.DigitalAsset/$filter(licence eq 'x')/any(d:isof(d/partOf,Shop.PhysicalAsset))",
		"Assets?$expand=Shop.PhysicalAsset/manual($expand=describes($top=1)),Shop.StreamedAsset/subscribers/$count",
		"Events?$filter=Shop.Repair/vendor/name eq 'x' and asset/Shop.PhysicalAsset/manual eq null",
		"Company", "Company/supplier/assets", "BestCustomer?$expand=orders", "Trailer/subscribers",
		"Vendors?$filter=vendorId eq $root/Company/supplierId or $root/Trailer/subscribers/any()",
	}
}

func statements(rows *plan.Rows, d *sqlgen.Dialect) []*sqlgen.Statement {
	list := []*sqlgen.Statement{sqlgen.Read(rows, d, nil), sqlgen.Count(rows, d)}
	if len(rows.Order) > 0 {
		none, all := make([]bool, len(rows.Order)), make([]bool, len(rows.Order))
		for i := range all {
			all[i] = rows.Order[i].Expr.Type().Nullable
		}
		list = append(list, sqlgen.Read(rows, d, none).Chain()...)
		list = append(list, sqlgen.Read(rows, d, all).Chain()...)
	}
	return append(list, expansions(rows, d)...)
}

func expansions(rows *plan.Rows, d *sqlgen.Dialect) (list []*sqlgen.Statement) {
	for _, e := range rows.Expands {
		list = append(list, sqlgen.Expand(e, d), sqlgen.CountChildren(e, d))
		list = append(list, expansions(e.Rows, d)...)
	}
	return list
}

// Every table reference of every statement is restricted to the tenant, and that of
// a hierarchy to the rows that are entities. Where views are read, no table is.
func TestTenantOnEveryTable(t *testing.T) {
	t.Parallel()
	model := odatatest.ShopModelWide()
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
			d.Views = "walled"
			list := statements(p.Rows, d)
			if p.Parent != nil {
				list = append(list, sqlgen.Read(p.Parent, d, nil))
			}
			for _, s := range list {
				scope := strings.TrimSuffix(placeholders(name), "N") + position(s)
				for _, branch := range strings.Split(s.SQL, " UNION ALL ") {
					for _, m := range reference.FindAllStringSubmatch(branch, -1) {
						tables++
						require.Contains(t, branch, `"walled".`+m[0], target)
						require.NotRegexp(t, `[^.]`+regexp.QuoteMeta(m[0]), branch, target)
						predicate := m[2] + `\."tenant_id" = ` + regexp.QuoteMeta(scope) + `\b`
						if m[1] == "assets" || m[1] == "events" {
							predicate += ` AND ` + m[2] + `\."kind" (=|IN) `
						}
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
