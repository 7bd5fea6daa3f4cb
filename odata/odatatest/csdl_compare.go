package odatatest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// CompareCSDL says where a metadata document in XML and one in JSON differ in what
// they mean, element by element; nil if nowhere. Both are read on their own.
func CompareCSDL(xmlDocument, jsonDocument []byte) []string {
	fromXML, err := parseElement(xmlDocument)
	if err != nil {
		return []string{err.Error()}
	}
	fromJSON, problems := parseCSDLJSON(jsonDocument)
	if len(problems) > 0 {
		return problems
	}
	x, j := meaning(fromXML, ""), meaning(fromJSON, "")
	var differences []string
	for _, line := range x {
		if !slices.Contains(j, line) {
			differences = append(differences, "only in XML: "+line)
		}
	}
	for _, line := range j {
		if !slices.Contains(x, line) {
			differences = append(differences, "only in JSON: "+line)
		}
	}
	if len(differences) == 0 && !slices.Equal(x, j) {
		differences = append(differences, "the order differs")
	}
	return differences
}

// meaning lists an element and all below it, with the defaults of XML put in, and
// the children of one kind together: JSON has no order between kinds.
func meaning(e *element, path string) []string {
	facts := maps.Clone(e.attributes)
	name, collection := itemType(e)
	fallback := func(attribute, text string) {
		if facts[attribute] == "" {
			facts[attribute] = text
		}
	}
	switch e.name {
	case "Property", "NavigationProperty":
		if e.name == "Property" || !collection {
			fallback("Nullable", "true")
		}
		switch name {
		case "Edm.DateTimeOffset", "Edm.Duration", "Edm.TimeOfDay":
			fallback("Precision", "0")
		case "Edm.Decimal":
			fallback("Scale", "0")
		}
	case "EnumType":
		fallback("UnderlyingType", "Edm.Int32")
		fallback("IsFlags", "false")
	case "EntityType", "ComplexType":
		fallback("Abstract", "false")
	case "Reference":
		facts["Uri"] = formless(facts["Uri"])
	}
	line := path + "/" + e.name
	for _, attribute := range slices.Sorted(maps.Keys(facts)) {
		line += fmt.Sprintf(" %s=%q", attribute, facts[attribute])
	}
	if e.text != "" {
		line += fmt.Sprintf(" %q", e.text)
	}
	lines := []string{line}
	children := slices.Clone(e.children)
	slices.SortStableFunc(children, func(a, b *element) int { return strings.Compare(a.name, b.name) })
	for i, child := range children {
		step := formless(child.label())
		if e.name == "Collection" {
			step = fmt.Sprintf("%s %d", child.name, i)
		}
		lines = append(lines, meaning(child, path+"/"+step)...)
	}
	return lines
}

// formless is the address of a document that is there in both forms.
func formless(uri string) string { return strings.TrimSuffix(strings.TrimSuffix(uri, ".xml"), ".json") }
