package wirelint_test

import "strings"

// The answers of TestFindings.

func wrongHeaders() []trial {
	with := func(name, v string, x trial) trial {
		x.header = map[string]string{name: v}
		if x.body == "" && x.status == 0 {
			x.target, x.body = "Things", collection(thing)
		}
		return x
	}
	gone := `{"error":{"code":"Bad","message":"m"}}`
	return []trial{
		with("OData-Version", "", trial{rule: "version"}),
		with("OData-Version", "4.0|4.0", trial{rule: "version"}),
		with("OData-Version", "4.02", trial{rule: "version"}),
		{
			target: "Things", header: map[string]string{"OData-Version": "", "Odata-Version": "4.0"},
			body: collection(thing), rule: "version", text: "spelled",
		},
		with("OData-Version", "4.01", trial{rule: "version", text: "without"}),
		{target: "Things", most: "4.01", body: collection(thing), rule: "version", text: "4.0 for"},
		with("OData-Version", "4.01", trial{most: "4.0", rule: "version", text: "4.01 for"}),
		{target: "Things", most: "3.0", body: collection(thing), rule: "version", text: "no version fits"},
		with("Content-Type", minimal+"|"+minimal, trial{rule: "header", text: "2 times"}),
		with("Location", "/x", trial{status: 302, target: "Things", rule: "header", text: "redirect"}),
		with("Vary", "Accept", trial{rule: "header", text: "lacks OData-MaxVersion"}),
		with("X-Content-Type-Options", "", trial{rule: "header", text: "nosniff"}),
		with("Allow", "", trial{
			target: "Things", method: "PUT", status: 405, body: gone, rule: "header", text: "Allow",
		}),
		with("Allow", "GET, PUT", trial{
			target: "Things", method: "PUT", status: 405, body: gone, rule: "header", text: "Allow",
		}),
		{target: "Things", status: 401, body: gone, rule: "header", text: "WWW-Authenticate"},
		with("Retry-After", "90", trial{
			target: "Things", status: 429, body: gone, rule: "header", text: "Retry-After",
		}),
		with("Location", "/Things", trial{
			target: "/api/x", method: "POST", status: 201, body: `{"result":"created"}`, rule: "header",
			text: "Location",
		}),
		{target: "Things", status: 304, ifNone: `"a"`, kind: "-", rule: "header", text: "304 without ETag"},
		with("ETag", `"a"`, trial{target: "Things", status: 304, rule: "header", text: "304 without If-None-Match"}),
		{target: "Things", status: 412, body: gone, rule: "header", text: "412"},
		with("ETag", "a", trial{rule: "header", text: "ETag"}),
		with("Preference-Applied", "maxpagesize=3", trial{rule: "header", text: "not asked for"}),
		with("Preference-Applied", "maxpagesize=3", trial{
			prefer: "maxpagesize=2", rule: "header", text: "maxpagesize=3 for 2",
		}),
		with("Preference-Applied", "omit-values=nulls", trial{
			prefer: "omit-values=defaults", rule: "header", text: "for defaults",
		}),
		with("Content-Encoding", "gzip", trial{encoding: "gzip;q=0", rule: "header", text: "not asked for"}),
		with("Content-Length", "1", trial{rule: "header", text: "Content-Length"}),
		{
			target: "Things", body: collection(thing), rule: "header", text: "CORS",
			header: map[string]string{"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true"},
		},
		with("Referrer-Policy", "", trial{edge: true, rule: "edge", text: "Referrer"}),
		with("X-Request-Id", "", trial{edge: true, rule: "edge", text: "X-Request-Id"}),
		with("Cache-Control", "public", trial{edge: true, rule: "edge", text: "public"}),
		with("Cache-Control", "public", trial{
			edge: true, target: "Things", status: 404, body: gone, rule: "edge", text: "public",
		}),
		with("Cache-Control", "private, no-cache", trial{
			edge: true, target: "Things", status: 401, body: gone, rule: "edge", text: "401",
		}),
		with("Server", "x", trial{edge: true, rule: "edge", text: "made of"}),
		with("Vary", "OData-MaxVersion, Accept, Prefer", trial{
			edge: true, rule: "header", text: "lacks Accept-Encoding",
		}),
		with("X-A", "s3cret", trial{rule: "leak", text: "a secret"}),
		{target: "Things", status: 204, kind: minimal, rule: "no-body", text: "204 with"},
		{target: "Things", status: 204, kind: "-", body: "x", rule: "no-body", text: "have no body"},
		{target: "Things", method: "HEAD", body: "x", rule: "no-body", text: "HEAD have no body"},
		{target: "Things", rule: "no-body", text: "without a body"},
	}
}

func wrongBodies() []trial {
	fault := func(body, rule, text string) trial {
		return trial{target: "Things", status: 400, kind: "application/json", body: body, rule: rule, text: text}
	}
	kind := func(kind, text string) trial {
		return trial{target: "Things", kind: kind, body: collection(thing), rule: "content-type", text: text}
	}
	bad := func(body, text string) trial { return trial{target: "Things", body: body, rule: "json", text: text} }
	return []trial{
		kind("-", "none"),
		kind("application/atom+xml", "Atom"),
		kind("application/json", "level"),
		kind("application/json;metadata=minimal", "the parameter metadata"),
		kind(minimal+";charset=utf-8", "charset"),
		kind(minimal+";IEEE754Compatible=true", "IEEE754Compatible"),
		kind(full, "is full, not minimal"),
		kind("text/plain", "text/plain"),
		{target: "Things", accept: full, body: collection(thing), rule: "content-type", text: "minimal, not full"},
		{
			target: "Things?$format=json", accept: full, kind: full, body: collection(thing),
			rule: "content-type", text: "full, not minimal",
		},
		{target: "Things", status: 404, kind: "text/plain", body: "no", rule: "content-type", text: "404"},
		fault(`{"error":{"code":"A"}}`, "error", "no message"),
		fault(`{"error":{"code":"A","message":"b"},"x":1}`, "error", "not one member"),
		fault(`{"odata.error":{"code":"A","message":"b"}}`, "error", "not one member"),
		fault(`{"error":{"code":"A","message":{"value":"b"}}}`, "error", "no text"),
		fault(`{"error":{"code":"A","message":""}}`, "error", "no text"),
		fault(`{"error":{"code":"A","message":"b","innererror":{}}}`, "error", "innererror"),
		fault(`{"error":{"code":"A b","message":"b"}}`, "error", "the code"),
		fault(`{"error":{"code":"A","message":"b","details":[]}}`, "error", "details"),
		fault(`{"error":{"code":"A","message":"b","details":[{"code":"x"}]}}`, "error", "no message"),
		fault(`{"error":{"code":"A","message":"SELECT 1"}}`, "leak", "SELECT"),
		fault(`{"error":{"code":"A","message":"at /home/me"}}`, "leak", "/home/"),
		bad(`{"value":[]} x`, "behind the value"),
		bad("\xef\xbb\xbf{}", "no value"),
		bad("{\"a\":\"\xff\"}", "UTF-8"),
		bad(`{"a":1,"a":2}`, "twice"),
		bad(`{"a":1,}`, "member name"),
		bad(`{"a" 1}`, "no colon"),
		bad(`{"a":1 "b":2}`, "no comma"),
		bad(`{"a":[1 2]}`, "no comma"),
		bad(`{"a":"\ud800"}`, "surrogate"),
		bad(`{"a":"\u00g0"}`, "four digits"),
		bad(`{"a":"\x"}`, "no such escape"),
		bad("{\"a\":\"\n\"}", "control character"),
		bad(`{"a":"b`, "no end"),
		bad(`{"a":01}`, "no comma"),
		bad(`{"a":.5}`, "no value"),
		bad(`{"a":1.}`, "behind the point"),
		bad(`{"a":1e}`, "exponent"),
		bad(`{"a":-}`, "no digits"),
		bad(strings.Repeat("[", 100), "too deep"),
		bad(`[]`, "no object"),
		bad("{"+context+`"}`, "without value"),
		{target: "Things/$count", kind: "text/plain", body: "1", rule: "content-type", text: "text/plain"},
		{target: "Things/$count", kind: "text/plain;charset=utf-8", body: "01", rule: "text", text: "count"},
		{target: "$metadata", kind: "application/json", body: `{"$Version":"4.01"}`, rule: "csdl", text: "of version"},
		{target: "$metadata", kind: "application/json", body: `{"$Version":"4.0"}`, rule: "csdl", text: "worse"},
		{target: "$metadata", kind: "application/xml", body: `<x Version="4.01"/>`, rule: "csdl", text: "4.0"},
		{target: "$metadata", kind: "application/xml", body: `<x Version="4.0"/>`, rule: "csdl", text: "bad"},
		{
			target: "/api/x", method: "POST", kind: "application/json", body: `{"a":1}`, rule: "json",
			text: "without result",
		},
		{
			target: "/api/x", method: "POST", kind: "application/json", body: `{"result":"x","y":{}}`,
			rule: "json", text: "with y",
		},
		{
			target: "/api/x", method: "POST", kind: "application/json", status: 202, body: `{"result":"x"}`,
			rule: "json", text: "202",
		},
		{
			target: "/api/x", method: "POST", kind: "application/json", body: `{"result":"x","thing":{}}`,
			rule: "property", text: "thing/id is not there",
		},
	}
}

func wrongShapes() []trial {
	services := func(set, text string) trial {
		return trial{
			body: `{"@odata.context":"` + root + `$metadata","value":[` + set + `]}`, rule: "json",
			text: text,
		}
	}
	things := func(target, list, item, rule, text string) trial {
		return trial{
			target: "Things" + target, body: "{" + context + list + `","value":[` + item + `]}`,
			rule: rule, text: text,
		}
	}
	head := thing[:len(thing)-1]
	return []trial{
		services("", "without sets"),
		services(`{"name":"Things","url":"Things","x":"y"}`, "with x"),
		services(`{"name":"Things"}`, "without name or url"),
		services(`{"name":"Nope","url":"Nope"}`, "not in $metadata"),
		things("", "", `{"id":"`+u1+`","tags":[]}`, "property", "name is not there"),
		things("?$select=id", "(id)", thing, "property", "name was not selected"),
		things("", "", head+`,"more":1}`, "property", "more is no property"),
		things("?$compute=1 as n&$select=id", "(id)", `{"id":"`+u1+`","n":1}`, "property", "n is no property"),
		things("", "", head+`,"parts":[]}`, "property", "parts was not expanded"),
		things("?$expand=parts", "", thing, "property", "parts was expanded"),
		things("?$expand=parts", "", head+`,"parts":null}`, "value", "something else"),
		things("?$expand=owner", "", head+`,"owner":null}`, "value", "owner is null"),
		things("?$expand=parts", "", head+`,"parts":[{}]}`, "property", "parts/id is not there"),
		things("?$expand=parts/$ref", "", head+`,"parts":[`+thing+`]}`, "entity", "id alone"),
		things("?$expand=parts/$count", "", thing, "count", "asked for"),
		things("?$expand=parts($count=true)", "", head+`,"parts":[]}`, "count", "parts was asked for"),
		things("", "", head+`,"parts@odata.count":1}`, "property", "not expanded"),
		things("?$select=tags($count=true)", "(tags)", `{"@odata.id":"Things(1)","tags":[]}`, "count",
			"tags was asked for"),
		things("", "", "1", "json", "no object"),
		{target: "Things?$count=true", body: collection(thing), rule: "count", text: "was asked for"},
		{
			target: "Things", body: "{" + context + `","@odata.count":1,"value":[` + thing + `]}`,
			rule: "count", text: "not asked for",
		},
		{
			target: "Things?$count=true", body: "{" + context + `","@odata.count":"1","value":[]}`,
			rule: "count", text: "IEEE754",
		},
		{
			target: "Things?$count=true", body: "{" + context + `","@odata.count":0,"value":[` + thing + `]}`,
			rule: "count", text: "of 1 items",
		},
		{
			target: "Things(" + u1 + ")/name", body: `{` + context + `(` + u1 + `)/name","value":null}`,
			rule: "value", text: "204",
		},
		{
			target: "Things(" + u1 + ")/name", body: `{` + context + `(` + u1 + `)/name"}`, rule: "json",
			text: "without value",
		},
		{
			target: "Things(" + u1 + ")/name", body: `{` + context + `(` + u1 + `)/id","value":"a"}`,
			rule: "context", text: "property name",
		},
		things("?$select=name", "(name)", `{"name":"a"}`, "entity", "neither the key"),
		things("", "", `{"@odata.id":"Things(1)",`+thing[1:], "control", "an id beside the key"),
		things("", "", `{"@odata.type":"#N.Thing",`+thing[1:], "control", "declared type"),
		things("", "", `{"@odata.type":"#N.Leaf",`+thing[1:], "entity", "not one of"),
		things("", "", `{"@odata.type":"N.Thing",`+thing[1:], "entity", "not one of"),
		{
			target: "Bases", body: `{"@odata.context":"` + root + `$metadata#Bases","value":[{"id":1}]}`,
			rule: "entity", text: "abstract",
		},
	}
}

func wrongLinks() []trial {
	next := func(target, link, text string) trial {
		return trial{
			target: "Things" + target, rule: "next-link", text: text,
			body: "{" + context + `","value":[` + thing + `],"@odata.nextLink":"` + link + `"}`,
		}
	}
	nested := func(link, text string) trial {
		return trial{
			target: "Things?$expand=parts($select=id)", rule: "next-link", text: text,
			body: "{" + context + `(parts(id))","value":[` + thing[:len(thing)-1] +
				`,"parts":[],"parts@odata.nextLink":"` + link + `"}]}`,
		}
	}
	begins := func(context, text string) trial {
		return trial{
			target: "Things", body: `{"@odata.context":"` + context + `","value":[]}`, rule: "context",
			text: text,
		}
	}
	order := func(target, list, body, text string) trial {
		return trial{
			target: "Things" + target, body: "{" + context + list + `",` + body + "}", rule: "order",
			text: text,
		}
	}
	return []trial{
		next("", "Things?$skiptoken=a", "not absolute"),
		next("", "http://other.test/s/Things?$skiptoken=a", "not below"),
		next("", root+"Things", "no $skiptoken"),
		next("", root+"Others?$skiptoken=a", "for the path"),
		next("?$top=3&$filter=id%20ne%20null", root+"Things?$top=3&$skiptoken=a", "it repeats"),
		next("?$top=1", root+"Things?$top=1&$skiptoken=a", "what $top=1 asks for"),
		next("", root+"Things?$skiptoken=%zz", "cannot be read"),
		{
			target: "Things?apikey=k",
			body: "{" + context + `","value":[` + thing + `],"@odata.nextLink":"` + root +
				`Things?apikey=k&$skiptoken=a"}`,
			rule: "leak", text: "the key",
		},
		{
			target: "Things",
			body:   "{" + context + `","value":[],"@odata.nextLink":"` + root + `Things?$skiptoken=a"}`,
			rule:   "next-link", text: "empty page",
		},
		{
			target: "One",
			body: `{"@odata.context":"` + root + `$metadata#One",` + thing[1:len(thing)-1] + `,"@odata.nextLink":"` +
				root + `One?$skiptoken=a"}`,
			rule: "next-link", text: "no collection",
		},
		nested("Things(1)/parts", "not absolute"),
		nested(root+"Things(1)/owner?$select=id", "/owner for parts"),
		nested(root+"Things(1)/parts", "$select of parts"),
		{target: "Things", body: `{"value":[]}`, rule: "context", text: "none"},
		{target: "Things", body: `{"value":[],` + context + `"}`, rule: "context", text: "first member"},
		begins("$metadata#Things", "absolute URL"),
		begins("http://other.test/s/$metadata#Things", "not below"),
		begins(root+"$metadata", "for the path"),
		begins(root+"$metadata#Things(", "#Things("),
		begins(root+"$metadata#Values", "not #Things"),
		begins(root+"$metadata#Things(id)", "not #Things"),
		begins(root+"$metadata#Things(parts())", "empty parentheses"),
		{
			target: "", body: `{"@odata.context":"` + root + `$metadata#Things","value":[]}`, rule: "context",
			text: "for the path",
		},
		{
			target: "Things?$expand=parts", most: "4.01", kind: "application/json;metadata=minimal",
			header: map[string]string{"OData-Version": "4.01"},
			body:   `{"@context":"` + root + `$metadata#Things","value":[]}`, rule: "context",
			text: "not #Things(parts())",
		},
		{target: "Things(" + u1 + ")", body: "{" + context + `",` + thing[1:], rule: "context", text: "/$entity"},
		{target: "Things/$ref", body: "{" + context + `","value":[]}`, rule: "context", text: "#Collection($ref)"},
		{target: "Things", body: "{" + context + `","@count":1,"value":[]}`, rule: "control", text: "version 4.0"},
		{
			target: "Things", most: "4.01", kind: "application/json;metadata=minimal",
			header: map[string]string{"OData-Version": "4.01"},
			body:   `{"@context":"` + root + `$metadata#Things","@odata.count":1,"value":[]}`, rule: "control",
			text: "version 4.01",
		},
		{
			target: "Things", body: "{" + context + `","@odata.nope":1,"value":[]}`, rule: "control",
			text: "nope is none",
		},
		{target: "Things", accept: none, kind: none, body: collection(thing), rule: "control", text: "metadata=none"},
		{
			target: "Things", body: collection(`{"@odata.editLink":"Things(1)",` + thing[1:]),
			rule: "control", text: "by convention",
		},
		{target: "Things", body: collection(`{"@odata.etag":1,` + thing[1:]), rule: "control", text: "no text"},
		{
			target: "Things", body: collection(thing[:len(thing)-1] + `,"owner@odata.id":"x"}`),
			rule: "control", text: "of a property",
		},
		{
			target: "Things", body: collection(`{"id@odata.type":"#Guid",` + thing[1:]), rule: "control",
			text: "says its type",
		},
		order("", "", `"value":[{"@odata.metadataEtag":"\"a\"","@odata.type":"#N.Thing"}]`, "type comes after"),
		order("", "", `"value":[{"parts@odata.navigationLink":"x","@odata.id":"a"}]`, "id comes after"),
		order("", "", `"value":[],"@odata.count":1`, "comes after properties"),
		order("", "", `"@odata.nextLink":"`+root+`Things?$skiptoken=a","value":[]`, "follow its collection"),
		order("", "", `"value":[{"@odata.context":"x"}]`, "context is member"),
		order("", "", `"value":[{"@odata.id":"Things(1)","@odata.type":"#N.Thing"}]`, "type comes after"),
		order("", "", `"value":[{"id":"a","@odata.type":"#N.Thing"}]`, "type comes after"),
		order("?$expand=parts($count=true)", "", `"value":[{"parts":[],"parts@odata.count":0}]`, "wrong side"),
		order("?$expand=parts($count=true)", "", `"value":[{"parts@odata.count":0,"id":"a","parts":[]}]`,
			"stands between"),
		order("", "", `"value":[{"parts@odata.nextLink":"`+root+`x"}]`, "which is not there"),
	}
}

func wrongFull() []trial {
	const start = `{"@odata.type":"#N.Thing","@odata.id":"Things(1)","@odata.editLink":"Things(1)",`
	const rest = `"name":"a","tags@odata.type":"#Collection(String)","tags":[],`
	change := func(item, text string) trial {
		return trial{target: "Things", accept: full, kind: full, body: collection(item), rule: "entity", text: text}
	}
	whole := start + `"id@odata.type":"#Guid","id":"` + u1 + `",` + rest + links + "}"
	without := func(part, text string) trial { return change(strings.Replace(whole, part, "", 1), text) }
	return []trial{
		without(`"@odata.type":"#N.Thing",`, "no type"),
		without(`"@odata.id":"Things(1)",`, "no id"),
		without(`"@odata.editLink":"Things(1)",`, "no link"),
		without(`"id@odata.type":"#Guid",`, "id has no type"),
		without(`"tags@odata.type":"#Collection(String)",`, "tags has no type"),
		without(`,"parts@odata.navigationLink":"Things(1)/parts"`, "no navigationLink of parts"),
		without(`"owner@odata.associationLink":"Things(1)/owner/$ref",`, "no associationLink of owner"),
		change(strings.Replace(whole, `"#Guid"`, `"Guid"`, 1), "not #Guid"),
		change(strings.Replace(whole, `"Things(1)/owner"`, `"/Things(1)/owner"`, 1), "neither absolute"),
		change(strings.Replace(whole, `"Things(1)/owner"`, `"http://other.test/x"`, 1), "not below"),
		change(strings.Replace(whole, `"Things(1)/owner"`, `"Things(at=12:00)/owner"`, 1), "no URL"),
		{
			target: "Things(" + u1 + ")", header: map[string]string{"ETag": `W/"a"`},
			body: "{" + context + `/$entity",` + thing[1:], rule: "entity", text: "not in the body",
		},
		{
			target: "Things(" + u1 + ")", header: map[string]string{"ETag": `W/"a"`},
			body: "{" + context + `/$entity","@odata.etag":"W/\"b\"",` + thing[1:], rule: "entity",
			text: "in the header",
		},
		{target: "Things", body: collection(`{"@odata.etag":"abc",` + thing[1:]), rule: "entity", text: "is none"},
	}
}

func wrongValues() []trial {
	var list []trial
	for _, v := range []struct{ member, text string }{
		{`"b":1`, "no boolean"},
		{`"d":"2024-02-32"`, "form"},
		{`"t":"24:00:00"`, "form"},
		{`"at":"2024-01-01T00:00:00.5Z"`, "not all digits"},
		{`"at":"2024-01-01T00:00:00.0000005Z"`, "finer"},
		{`"at":"2024-01-01T00:00:00.000000+00:00"`, "form"},
		{`"sec":"2024-01-01T00:00:00.5Z"`, "without Precision"},
		{`"dur":"P"`, "empty"},
		{`"dur":"1h"`, "form"},
		{`"bin":"+/"`, "base64url"},
		{`"bin":"AAAA"`, "MaxLength"},
		{`"bin":1`, "no text"},
		{`"long":"1"`, "IEEE754Compatible"},
		{`"long":9223372036854775808`, "range"},
		{`"dec":1e2`, "form"},
		{`"dec":0.125`, "Scale"},
		{`"dec":100`, "Precision"},
		{`"dbl":"Infinity"`, "IEEE754"},
		{`"col":0`, "N.Color"},
		{`"col":"Green"`, "no member"},
		{`"col":"Red,Blue"`, "N.Color"},
		{`"day":"Mon,Sun"`, "no member"},
		{`"geo":1`, "does not know"},
		{`"place":null`, "is no N.Place"},
	} {
		x := values(v.member)
		x.rule, x.text = "value", v.text
		list = append(list, x)
	}
	inf := trial{
		target: "Values?$compute=1 divby 0 as x&$select=id,x", rule: "value", text: "IEEE754",
		body: `{"@odata.context":"` + root + `$metadata#Values(id,x)","value":[{"id":1,` +
			`"x@odata.type":"#Decimal","x":"INF"}]}`,
	}
	small := values(`"b":true`)
	small.body = strings.Replace(small.body, `"id":1`, `"id":70000`, 1)
	small.rule, small.text = "value", "range"
	byteValue := trial{
		target: "Bases", rule: "value", text: "range",
		body: `{"@odata.context":"` + root + `$metadata#Bases","value":[{"@odata.type":"#N.Leaf","id":1,"size":256}]}`,
	}
	item := func(item, text string) trial {
		return trial{target: "Things", body: collection(item), rule: "value", text: text}
	}
	return append(
		list, small, byteValue, inf,
		item(`{"id":"`+strings.ToUpper(u1)+`","name":"a","tags":[]}`, "form"),
		item(`{"id":null,"name":"a","tags":[]}`, "null"),
		item(`{"id":"`+u1+`","name":"abcdef","tags":[]}`, "longer"),
		item(`{"id":"`+u1+`","name":1,"tags":[]}`, "no text"),
		item(`{"id":"`+u1+`","name":"a","tags":null}`, "no list"),
		item(`{"id":"`+u1+`","name":"a","tags":[null]}`, "null"),
	)
}

// table is CSV of Things.
func table(body, text string) trial {
	return trial{
		target: "Things?$format=csv", kind: "text/csv; charset=utf-8; header=present", body: body,
		header: map[string]string{"Content-Disposition": `attachment; filename="Things.csv"`},
		rule:   "table", text: text,
	}
}

func wrongTables() []trial {
	right := table("id\r\n1\r\n", "")
	unasked, unnamed, bare, one := right, right, right, right
	unasked.target, unasked.rule = "Things", "content-type"
	unnamed.header, unnamed.text = nil, "Content-Disposition"
	bare.kind, bare.rule = "text/csv", "content-type"
	one.target, one.rule = "Things("+u1+")?$format=csv", "content-type"
	return []trial{
		unasked, unnamed, bare, one,
		table("id,name\r\n1\r\n", "wrong number of fields"),
		table("id\n1\r\n", "CRLF"),
		table("id\r\n1", "CRLF"),
		table("id\r\na\"b\r\n", "bare"),
		table("id\r\n\xff\r\n", "UTF-8"),
		table("id\r\n=1\r\n", "formula"),
		table("id\r\n\"\t1\"\r\n", "formula"),
		table("id\r\n-=1\r\n", "formula"),
	}
}
