package odatatest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// functionSamples uses each function and operator of the standard on literals.
func functionSamples() map[string]string {
	at, day, clock := "2026-11-22T07:30:15.25Z", "2026-11-22", "07:30:15.25"
	return map[string]string{
		"or": "true or false", "and": "true and true", "not": "not false", "eq": "1 eq 1", "ne": "1 ne 2",
		"gt": "2 gt 1", "ge": "2 ge 1", "lt": "1 lt 2", "le": "1 le 2", "in": "1 in (1,2)",
		"add": "1 add 1 eq 2", "sub": "1 sub 1 eq 0", "mul": "1 mul 1 eq 1", "div": "4 div 2 eq 2",
		"divby": "1 divby 2 eq 0.5", "mod": "5 mod 3 eq 2",
		"contains": "contains('ab','a')", "startswith": "startswith('ab','a')", "endswith": "endswith('ab','b')",
		"tolower": "tolower('A') eq 'a'", "toupper": "toupper('a') eq 'A'", "concat": "concat('a','b') eq 'ab'",
		"indexof": "indexof('ab','b') eq 1", "length": "length('ab') eq 2", "substring": "substring('ab',1) eq 'b'",
		"trim": "trim(' a ') eq 'a'", "matchesPattern": "matchesPattern('ab','a')",
		"hassubset": `hassubset(["a"],["a"])`, "hassubsequence": `hassubsequence(["a"],["a"])`,
		"year": "year(" + at + ") eq 2026", "month": "month(" + day + ") eq 11", "day": "day(" + day + ") eq 22",
		"hour": "hour(" + clock + ") eq 7", "minute": "minute(" + clock + ") eq 30",
		"second":            "second(" + at + ") eq 15",
		"fractionalseconds": "fractionalseconds(" + at + ") eq 0.25", "date": "date(" + at + ") eq " + day,
		"time": "time(" + at + ") eq " + clock, "totaloffsetminutes": "totaloffsetminutes(" + at + ") eq 0",
		"now": "now() gt " + at, "mindatetime": "mindatetime() lt now()", "maxdatetime": "maxdatetime() gt now()",
		"totalseconds": "totalseconds(duration'PT1S') eq 1", "round": "round(1.5) eq 2", "floor": "floor(1.5) eq 1",
		"ceiling": "ceiling(1.5) eq 2", "cast": "cast(1,Edm.String) eq '1'", "isof": "isof(1,Edm.Int32) or true",
		"case":           "case(true:1,false:2) eq 1",
		"geo.distance":   "geo.distance(geography'SRID=0;Point(1 1)',geography'SRID=0;Point(1 1)') eq 0",
		"geo.intersects": "geo.intersects(geography'SRID=0;Point(1 1)',geography'SRID=0;Polygon((1 1,1 2,2 2,1 1))')",
		"geo.length":     "geo.length(geography'SRID=0;LineString(1 1,2 2)') eq 0",
	}
}

// functions uses what is listed, and sees what is not listed refused.
func (p *Published) functions(t *testing.T, a *element) {
	t.Helper()
	listed, samples := constantsOf(a), functionSamples()
	for _, name := range listed {
		switch name {
		case "any", "all":
			p.lambda(t, name)
		case "has":
			p.flags(t)
		default:
			require.Contains(t, samples, name, "no request is known for the function %s", name)
		}
	}
	set := p.sets()[0].attribute("Name")
	for name, sample := range samples {
		p.get(t, slices.Contains(listed, name), set+"?$top=1&$filter="+sample)
	}
}

func (p *Published) lambda(t *testing.T, name string) {
	t.Helper()
	asked := false
	for _, set := range p.sets() {
		for _, kind := range []string{"Property", "NavigationProperty"} {
			for _, m := range p.members(p.typeOf(set), kind) {
				if _, many := itemType(m); many {
					asked = true
					p.get(t, true, set.attribute("Name")+"?$top=1&$filter="+m.attribute("Name")+"/"+name+"(x:true)")
				}
			}
		}
	}
	require.True(t, asked)
}

func (p *Published) flags(t *testing.T) {
	t.Helper()
	asked := false
	for _, set := range p.sets() {
		for _, m := range p.members(p.typeOf(set), "Property") {
			enum := p.model.types[m.attribute("Type")]
			if enum != nil && enum.attribute("IsFlags") == "true" {
				asked = true
				p.get(t, true, set.attribute("Name")+"?$top=1&$filter="+m.attribute("Name")+" has "+m.attribute("Type")+
					"'"+enum.all("Member")[0].attribute("Name")+"'")
			}
		}
	}
	require.True(t, asked, "has is published without a property for it")
}
