package wirelint_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/odatatest/wirelint"
)

const model = `<?xml version="1.0"?>
<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0"><edmx:DataServices>
<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="N" Alias="S">
<EnumType Name="Color"><Member Name="Red"/><Member Name="Blue"/></EnumType>
<EnumType Name="Days" IsFlags="true"><Member Name="Mon"/><Member Name="Tue"/></EnumType>
<ComplexType Name="Place"><Property Name="city" Type="Edm.String" Nullable="false"/></ComplexType>
<EntityType Name="Thing"><Key><PropertyRef Name="id"/></Key>
<Property Name="id" Type="Edm.Guid" Nullable="false"/>
<Property Name="name" Type="Edm.String" MaxLength="5"/>
<Property Name="tags" Type="Collection(Edm.String)" Nullable="false"/>
<NavigationProperty Name="owner" Type="N.Thing" Nullable="false"/>
<NavigationProperty Name="parts" Type="Collection(S.Thing)"/></EntityType>
<EntityType Name="Base" Abstract="true"><Key><PropertyRef Name="id"/></Key>
<Property Name="id" Type="Edm.Int32" Nullable="false"/></EntityType>
<EntityType Name="Leaf" BaseType="N.Base"><Property Name="size" Type="Edm.Byte"/></EntityType>
<EntityType Name="Value"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Int16" Nullable="false"/>
<Property Name="b" Type="Edm.Boolean"/><Property Name="d" Type="Edm.Date"/><Property Name="t" Type="Edm.TimeOfDay"/>
<Property Name="at" Type="Edm.DateTimeOffset" Precision="6"/><Property Name="sec" Type="Edm.DateTimeOffset"/>
<Property Name="dur" Type="Edm.Duration" Precision="6"/><Property Name="bin" Type="Edm.Binary" MaxLength="2"/>
<Property Name="long" Type="Edm.Int64"/><Property Name="dec" Type="Edm.Decimal" Precision="4" Scale="2"/>
<Property Name="dbl" Type="Edm.Double"/><Property Name="col" Type="N.Color"/><Property Name="day" Type="N.Days"/>
<Property Name="geo" Type="Edm.GeographyPoint"/>
<Property Name="place" Type="N.Place" Nullable="false"/></EntityType>
<EntityContainer Name="C"><EntitySet Name="Things" EntityType="N.Thing">
<NavigationPropertyBinding Path="owner" Target="Things"/><NavigationPropertyBinding Path="parts" Target="Things"/>
</EntitySet><EntitySet Name="Bases" EntityType="S.Base"/><EntitySet Name="Values" EntityType="N.Value"/>
<Singleton Name="One" Type="N.Thing"/></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>`

const (
	u1      = "00000000-0000-4000-8000-00000000000a"
	root    = "http://x.test/s/"
	context = `"@odata.context":"` + root + `$metadata#Things`
	thing   = `{"id":"` + u1 + `","name":"a","tags":[]}`
	minimal = "application/json;odata.metadata=minimal"
	full    = "application/json;odata.metadata=full"
	none    = "application/json;odata.metadata=none"
	links   = `"owner@odata.associationLink":"Things(1)/owner/$ref",` +
		`"owner@odata.navigationLink":"Things(1)/owner",` +
		`"parts@odata.associationLink":"Things(1)/parts/$ref","parts@odata.navigationLink":"Things(1)/parts"`
)

// trial is an exchange that is right unless something in it is changed.
type trial struct {
	method, target, prefer, accept, most, ifNone, encoding string

	status int               // 200
	kind   string            // minimal; "-" for none
	header map[string]string // added; "" takes away, "A|B" is two
	body   string
	rule   string // "" for an answer without a fault
	text   string // in the finding
	edge   bool
}

func (x trial) check(t *testing.T) []wirelint.Finding {
	t.Helper()
	schema, err := wirelint.ParseSchema([]byte(model))
	require.NoError(t, err)
	s := &wirelint.Service{
		Root: "/s/", Base: root, Schema: schema, Edge: x.edge, Writes: "/api/", Secrets: []string{"s3cret"},
		CSDL:     func([]byte) []string { return []string{"bad"} },
		CSDLJSON: func([]byte) []string { return []string{"worse"} },
	}
	r := wirelint.Request{Method: "GET", Target: "/s/" + x.target, Header: http.Header{}}
	if strings.HasPrefix(x.target, "/") {
		r.Target = x.target
	}
	if x.method != "" {
		r.Method = x.method
	}
	for name, v := range map[string]string{
		"Prefer": x.prefer, "Accept": x.accept, "OData-MaxVersion": x.most, "If-None-Match": x.ifNone,
		"Accept-Encoding": x.encoding,
	} {
		if v != "" {
			r.Header.Set(name, v)
		}
	}
	header := map[string]string{
		"OData-Version": "4.0", "Vary": "OData-MaxVersion, Accept, Accept-Encoding, Prefer, Origin",
		"X-Content-Type-Options": "nosniff", "Content-Type": minimal,
	}
	if x.edge {
		header["Referrer-Policy"], header["X-Request-Id"], header["Cache-Control"] = "no-referrer", "1",
			"private, no-cache"
	}
	if x.kind != "" {
		header["Content-Type"] = strings.Trim(x.kind, "-")
	}
	for name, v := range x.header {
		header[name] = v
	}
	answer := wirelint.Response{Status: 200, Body: []byte(x.body), Sent: len(x.body)}
	if x.status != 0 {
		answer.Status = x.status
	}
	for name, v := range header {
		for each := range strings.SplitSeq(v, "|") {
			if each != "" {
				answer.Fields = append(answer.Fields, wirelint.Field{Name: name, Value: each})
			}
		}
	}
	return s.Check(r, answer)
}

func collection(items string) string { return "{" + context + `","value":[` + items + `]}` }

func values(member string) trial {
	return trial{
		target: "Values?$select=id," + strings.Split(strings.Trim(strings.SplitN(member, ":", 2)[0], `"`), "@")[0],
		body: `{"@odata.context":"` + root + `$metadata#Values(id,` + strings.Trim(strings.SplitN(member, ":",
			2)[0], `"`) +
			`)","value":[{"id":1,` + member + `}]}`,
	}
}

// Each of these answers breaks one rule, and is found out for it.
func TestFindings(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	for _, list := range [][]trial{
		wrongHeaders(), wrongBodies(), wrongShapes(), wrongLinks(), wrongFull(),
		wrongValues(),
		wrongTables(),
	} {
		for _, x := range list {
			found := x.check(t)
			hit := false
			for _, f := range found {
				hit = hit || f.Rule == x.rule && strings.Contains(f.Text, x.text)
			}
			if !hit {
				t.Errorf("%s %q: %s\n  wants %s: %s\n  found %v", x.method, x.target, x.body, x.rule, x.text, found)
			}
			met[x.rule] = true
		}
	}
	documentation, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	rules := regexp.MustCompile(`(?m)^//\t([a-z-]+) `).FindAllStringSubmatch(string(documentation), -1)
	require.NotEmpty(t, rules)
	for _, rule := range rules {
		require.True(t, met[rule[1]] || rule[1] == "head", "no wrong answer for the rule %s", rule[1])
		delete(met, rule[1])
	}
	require.Empty(t, met, "rules that doc.go does not name")
}

// And these are without a fault.
func TestGoodAnswers(t *testing.T) {
	t.Parallel()
	part := `{"id":"` + u1 + `"}`
	for _, x := range []trial{
		{target: "Things", body: collection(thing)},
		{target: "Things", edge: true, body: collection(thing)},
		{target: "", body: `{"@odata.context":"` + root + `$metadata","value":[{"name":"Things","url":"Things"}]}`},
		{target: "Things/$count", kind: "text/plain;charset=utf-8", body: "12"},
		{target: "Things?$count=true", body: "{" + context + `","@odata.count":1,"value":[` + thing + `]}`},
		{
			target: "Things?count=true", accept: "application/json;IEEE754Compatible=true",
			kind: minimal + ";IEEE754Compatible=true", body: "{" + context + `","@odata.count":"1","value":[` +
				thing + `]}`,
		},
		{target: "Things(" + u1 + ")", body: "{" + context + `/$entity",` + thing[1:]},
		{target: "Things(" + u1 + ")/name", body: `{` + context + `(` + u1 + `)/name","value":"a"}`},
		{target: "Things(" + u1 + ")/owner", status: 204, kind: "-"},
		{target: "Things?$select=id&$expand=parts", body: "{" + context + `(id,parts)","value":[` +
			strings.TrimSuffix(part, "}") + `,"parts":[` + thing + `]}]}`},
		{
			target: "Things?$select=name",
			body:   "{" + context + `(name)","value":[{"@odata.id":"Things(` + u1 + `)","name":null}]}`,
		},
		{
			target: "Things/$ref",
			body:   `{"@odata.context":"` + root + `$metadata#Collection($ref)","value":[{"@odata.id":"Things(1)"}]}`,
		},
		{
			target: "Things?$expand=parts/$count",
			body:   "{" + context + `","value":[` + thing[:len(thing)-1] + `,"parts@odata.count":3}]}`,
		},
		{
			target: "Things?$compute=1 as n&$select=id,n",
			body:   "{" + context + `(id,n)","value":[{"id":"` + u1 + `","n":1}]}`,
		},
		{
			target: "Things?$expand=parts($select=id;$count=true)", most: "4.01",
			kind:   "application/json;metadata=minimal",
			header: map[string]string{"OData-Version": "4.01"},
			body: `{"@context":"` + root + `$metadata#Things(parts(id))","value":[` + thing[:len(thing)-1] +
				`,"parts@count":1,"parts":[` +
				part + `],"parts@nextLink":"` + root + `Things(1)/parts?$select=id&$skiptoken=a"}]}`,
		},
		{
			target: "Bases", body: `{"@odata.context":"` + root +
				`$metadata#Bases","value":[{"@odata.type":"#N.Leaf","id":1,"size":255}]}`,
		},
		{target: "Things?$filter=x", status: 400, body: `{"error":{"code":"Bad","message":"x?","target":"$filter"}}`},
		{
			target: "/api/x", method: "POST", status: 201, kind: "application/json",
			header: map[string]string{"Location": root}, body: `{"result":"created","thing":` + thing + `}`,
		},
		{
			target: "Things", prefer: "omit-values=nulls",
			header: map[string]string{"Preference-Applied": "omit-values=nulls"},
			body:   collection(`{"id":"` + u1 + `"}`),
		},
		{
			target: "Things?$top=2",
			body: "{" + context + `","value":[` + thing + `],"@odata.nextLink":"` + root +
				`Things?$top=2&$skiptoken=a"}`,
		},
		{target: "One", body: `{"@odata.context":"` + root + `$metadata#One",` + thing[1:]},
		{target: "Things", accept: full, kind: full, body: collection(`{"@odata.type":"#N.Thing","@odata.id":"` +
			root + `Things(1)","@odata.editLink":"Things(1)","id@odata.type":"#Guid","id":"` + u1 +
			`","name":"a","tags@odata.type":"#Collection(String)","tags":[],` + links + "}")},
		table("id,name\r\n1,\"a\nb\r\"\r\n-1.5,'=1\r\n,-INF\r\n-PT1H,\r\n", ""),
		{target: "Things", method: "HEAD", kind: minimal},
		{target: "Things", status: 304, ifNone: `"a"`, kind: "-", header: map[string]string{"ETag": `"a"`}},
	} {
		require.Empty(t, x.check(t), "%s\n%s", x.target, x.body)
	}
}

func TestSameHead(t *testing.T) {
	t.Parallel()
	fields := func(pairs ...string) (list []wirelint.Field) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, wirelint.Field{Name: pairs[i], Value: pairs[i+1]})
		}
		return list
	}
	get := wirelint.Response{Status: 200, Fields: fields("Date", "a", "A", "1"), Body: []byte("x")}
	require.Empty(t, wirelint.SameHead(get, wirelint.Response{Status: 200, Fields: fields("A", "1", "Date", "b")}))
	require.Len(t, wirelint.SameHead(get, wirelint.Response{Status: 404, Fields: fields("A", "1")}), 1)
	require.Len(t, wirelint.SameHead(get, wirelint.Response{Status: 200, Fields: fields("A", "2")}), 1)
	require.Len(t, wirelint.SameHead(get, wirelint.Response{
		Status: 200, Fields: fields("A", "1"),
		Body: []byte("x"),
	}), 1)
	table := wirelint.Response{Fields: fields("Content-Type", "text/csv", "Content-Length", "1")}
	require.Empty(t, wirelint.SameHead(table, wirelint.Response{Fields: fields("Content-Type", "text/csv")}))
	require.Len(t, wirelint.SameHead(table, wirelint.Response{
		Fields: fields("Content-Type", "text/csv", "Content-Length", "2"),
	}), 1)
}

func TestExemption(t *testing.T) {
	t.Parallel()
	s := &wirelint.Service{Root: "/s/", Known: []wirelint.Exemption{{
		Rule: "header", Contains: "nosniff",
		Reason: "a test",
	}}}
	request := wirelint.Request{Method: "GET", Target: "/s/$metadata"}
	for _, f := range s.Check(request, wirelint.Response{Status: 204}) {
		require.NotContains(t, f.String(), "nosniff")
		require.Contains(t, []string{"version", "header"}, f.Rule)
	}
	_, err := wirelint.ParseSchema([]byte("<a/>"))
	require.Error(t, err)
	_, err = wirelint.ParseSchema([]byte("<a"))
	require.Error(t, err)
}
