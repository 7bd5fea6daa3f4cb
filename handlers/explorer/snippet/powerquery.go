package snippet

import "strings"

// credential is a kind of credential as Power Query has them.
type credential uint8

const (
	basic credential = iota
	webAPI
	header
)

// powerQuery is M code for one kind of credential. OData.Feed reads entities, and
// lets later steps become part of the URL; what is no entity is read by
// Web.Contents.
func (r reading) powerQuery(c credential) Snippet {
	s := Snippet{Language: "powerquery", Code: r.m(c)}
	const begin = "Power BI: Get data > Blank query (Excel: Get Data > From Other Sources > Blank Query), " +
		"then Home > Advanced Editor, and paste. In the credential dialog choose "
	switch c {
	case basic:
		s.ID, s.Title = "m-basic", "Power Query, Basic"
		s.Note = begin + "Basic, the root of the service as the level, any user name, and the API key as the " +
			"password; in the cloud Basic needs a gateway."
	case webAPI:
		s.ID, s.Title = "m-webapi", "Power Query, Web API"
		s.Note = begin + "Web API, the root of the service as the level, and enter an API key of scope read: " +
			"no other is accepted this way."
	case header:
		s.ID, s.Title = "m-header", "Power Query, header"
		s.Note = begin + "Anonymous; the key is a parameter of the report named ApiKey, of type Text " +
			"(Home > Manage Parameters > New Parameter), which all who get the file can read."
	}
	return s
}

// options are those of OData.Feed, or of Web.Contents.
func (c credential) options(more ...string) string {
	switch c {
	case basic:
	case webAPI:
		more = append(more, `ApiKeyName = "`+keyOption+`"`)
	case header:
		more = append(more, `Headers = [#"X-ApiKey" = ApiKey]`)
	}
	if len(more) == 0 {
		return ""
	}
	return ", [" + strings.Join(more, ", ") + "]"
}

func (r reading) m(c credential) string {
	feed := "OData.Feed(" + place + ", null" + c.options(`Implementation = "2.0"`) + ")"
	web := "Web.Contents(" + place + c.options() + ")"
	a := r.address
	switch r.resource.kind {
	case table, record:
		a = a.without("format") // Power Query asks for what it reads
		if r.resource.plain && len(a.options) == 0 {
			return fill(mSteps("Source = "+feed,
				r.resource.name+` = Source{[Name = `+quotePowerQuery(r.resource.name)+`, Signature = "table"]}[Data]`),
				quotePowerQuery(r.root))
		}
		return fill(mSteps("Source = "+feed), quotePowerQuery(a.under(r.root)))
	case items:
		return fill(mSteps(
			"Get = (url as text) => Json.Document("+strings.Replace(web, place, "url", 1)+")",
			`Pages = List.Generate(
        () => Get(`+place+`),
        each _ <> null,
        each if Record.HasFields(_, "@odata.nextLink") then Get([#"@odata.nextLink"]) else null
    )`,
			"Items = List.Combine(List.Transform(Pages, each [value]))"), quotePowerQuery(r.jsonURL()))
	case document:
		if a.path == "" {
			return fill(mSteps("Source = "+feed), quotePowerQuery(r.root))
		}
		return fill(mSteps("Answer = "+web,
			"Value = if Binary.Length(Answer) = 0 then null else Json.Document(Answer)"),
			quotePowerQuery(r.jsonURL()))
	case text:
	}
	return fill(mSteps("Answer = Text.FromBinary("+web+")"), quotePowerQuery(r.url()))
}

// mSteps is a let expression whose value is that of its last step.
func mSteps(steps ...string) string {
	last, _, _ := strings.Cut(steps[len(steps)-1], " = ")
	return "let\n    " + strings.Join(steps, ",\n    ") + "\nin\n    " + last
}
