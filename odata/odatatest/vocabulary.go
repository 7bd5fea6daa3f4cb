package odatatest

import "strings"

// vocabularyTable restates what the vocabularies of OASIS declare, as far as it is
// published here. A term has its type and the elements it applies to, * for all; a
// type has its properties, ! where a record must have it; derived types name their
// base behind a colon. An indented line goes on with the one before.
const vocabularyTable = `
term Core.Description Edm.String *
term Core.LongDescription Edm.String *
term Core.ODataVersions Edm.String EntityContainer
term Core.ConventionalIDs Edm.Boolean EntityContainer
term Core.DereferenceableIDs Edm.Boolean EntityContainer
term Core.DefaultNamespace Edm.Boolean Schema,Include
term Core.Computed Edm.Boolean Property
term Core.ComputedDefaultValue Edm.Boolean Property
term Core.Immutable Edm.Boolean Property
term Core.OptimisticConcurrency Collection(Edm.PropertyPath) EntitySet
term Core.AlternateKeys Collection(Core.AlternateKey) EntityType,EntitySet,NavigationProperty
type Core.AlternateKey Key!=Collection(Core.PropertyRef)
type Core.PropertyRef Name!=Edm.PropertyPath Alias!=Edm.String
term Validation.AllowedValues Collection(Validation.AllowedValue) Property
type Validation.AllowedValue Value=Edm.PrimitiveType
term Validation.MaxItems Edm.Int64 Property
term Validation.Pattern Edm.String Property
term Capabilities.ConformanceLevel Capabilities.ConformanceLevelType EntityContainer
enum Capabilities.ConformanceLevelType Minimal Intermediate Advanced
term Capabilities.SupportedFormats Collection(Edm.String) EntityContainer
term Capabilities.SupportedMetadataFormats Collection(Edm.String) EntityContainer
term Capabilities.AcceptableEncodings Collection(Edm.String) EntityContainer
term Capabilities.BatchSupport Capabilities.BatchSupportType EntityContainer
type Capabilities.BatchSupportType Supported=Edm.Boolean ContinueOnErrorSupported=Edm.Boolean
  SupportedFormats=Collection(Edm.String)
term Capabilities.FilterFunctions Collection(Edm.String) EntityContainer,EntitySet
term Capabilities.CrossJoinSupported Edm.Boolean EntityContainer
term Capabilities.KeyAsSegmentSupported Edm.Boolean EntityContainer
term Capabilities.AsynchronousRequestsSupported Edm.Boolean EntityContainer
term Capabilities.QuerySegmentSupported Edm.Boolean EntityContainer
term Capabilities.DefaultCapabilities Capabilities.DefaultCapabilitiesType EntityContainer
type Capabilities.DefaultCapabilitiesType ChangeTracking=Capabilities.ChangeTrackingBase
  CountRestrictions=Capabilities.CountRestrictionsBase IndexableByKey=Edm.Boolean TopSupported=Edm.Boolean
  SkipSupported=Edm.Boolean ComputeSupported=Edm.Boolean SelectSupport=Capabilities.SelectSupportType
  FilterRestrictions=Capabilities.FilterRestrictionsBase SortRestrictions=Capabilities.SortRestrictionsBase
  ExpandRestrictions=Capabilities.ExpandRestrictionsBase SearchRestrictions=Capabilities.SearchRestrictionsType
  InsertRestrictions=Capabilities.InsertRestrictionsBase UpdateRestrictions=Capabilities.UpdateRestrictionsBase
  DeleteRestrictions=Capabilities.DeleteRestrictionsBase ReadRestrictions=Capabilities.ReadRestrictionsType
type Capabilities.ChangeTrackingBase Supported=Edm.Boolean
type Capabilities.CountRestrictionsBase Countable=Edm.Boolean
type Capabilities.SelectSupportType Supported=Edm.Boolean InstanceAnnotationsSupported=Edm.Boolean
  Expandable=Edm.Boolean Filterable=Edm.Boolean Searchable=Edm.Boolean TopSupported=Edm.Boolean
  SkipSupported=Edm.Boolean ComputeSupported=Edm.Boolean Countable=Edm.Boolean Sortable=Edm.Boolean
type Capabilities.FilterRestrictionsBase Filterable=Edm.Boolean RequiresFilter=Edm.Boolean MaxLevels=Edm.Int32
type Capabilities.FilterRestrictionsType:Capabilities.FilterRestrictionsBase
  RequiredProperties=Collection(Edm.PropertyPath) NonFilterableProperties=Collection(Edm.PropertyPath)
  FilterExpressionRestrictions=Collection(Capabilities.FilterExpressionRestrictionType)
type Capabilities.FilterExpressionRestrictionType Property=Edm.PropertyPath AllowedExpressions=Edm.String
type Capabilities.SortRestrictionsBase Sortable=Edm.Boolean
type Capabilities.SortRestrictionsType:Capabilities.SortRestrictionsBase
  NonSortableProperties=Collection(Edm.PropertyPath)
type Capabilities.ExpandRestrictionsBase Expandable=Edm.Boolean StreamsExpandable=Edm.Boolean
  MaxLevels=Edm.Int32
type Capabilities.SearchRestrictionsType Searchable=Edm.Boolean
type Capabilities.InsertRestrictionsBase Insertable=Edm.Boolean
type Capabilities.UpdateRestrictionsBase Updatable=Edm.Boolean
type Capabilities.DeleteRestrictionsBase Deletable=Edm.Boolean
type Capabilities.ReadRestrictionsType Readable=Edm.Boolean
term Capabilities.FilterRestrictions Capabilities.FilterRestrictionsType EntitySet
term Capabilities.SortRestrictions Capabilities.SortRestrictionsType EntitySet
term Capabilities.ExpandRestrictions Capabilities.ExpandRestrictionsBase EntitySet,Singleton
term Capabilities.SelectSupport Capabilities.SelectSupportType EntitySet,Singleton
term Capabilities.UpdateRestrictions Capabilities.UpdateRestrictionsBase EntitySet,Singleton
term Capabilities.CustomHeaders Collection(Capabilities.CustomParameter) EntityContainer
term Capabilities.CustomQueryOptions Collection(Capabilities.CustomParameter) EntityContainer
type Capabilities.CustomParameter Name!=Edm.String Description=Edm.String DocumentationURL=Edm.String
  Required=Edm.Boolean
term Authorization.Authorizations Collection(Authorization.Authorization) EntityContainer
term Authorization.SecuritySchemes Collection(Authorization.SecurityScheme) EntityContainer
type Authorization.SecurityScheme Authorization!=Edm.String RequiredScopes=Collection(Edm.String)
abstract Authorization.Authorization Name!=Edm.String Description=Edm.String
type Authorization.Http:Authorization.Authorization Scheme!=Edm.String BearerFormat=Edm.String
type Authorization.ApiKey:Authorization.Authorization KeyName!=Edm.String Location!=Authorization.KeyLocation
enum Authorization.KeyLocation Header QueryOption Cookie
`

// vocabularyTerm is what a term is declared as.
type vocabularyTerm struct {
	typ     string
	targets []string
}

// vocabularyType is a structured type or, with members, an enumeration.
type vocabularyType struct {
	base     string
	abstract bool
	fields   map[string]string
	required []string
	members  []string
}

// vocabularies are the declarations by qualified names.
type vocabularies struct {
	terms map[string]vocabularyTerm
	types map[string]vocabularyType
}

// readVocabularies reads the table.
func readVocabularies() *vocabularies {
	v := &vocabularies{map[string]vocabularyTerm{}, map[string]vocabularyType{}}
	for line := range strings.SplitSeq(strings.ReplaceAll(vocabularyTable, "\n  ", " "), "\n") {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		name, base, _ := strings.Cut(words[1], ":")
		name = qualifiedTerm(name)
		switch words[0] {
		case "term":
			v.terms[name] = vocabularyTerm{qualifiedTerm(words[2]), strings.Split(words[3], ",")}
		case "enum":
			v.types[name] = vocabularyType{members: words[2:]}
		default:
			t := vocabularyType{base: qualifiedTerm(base), fields: map[string]string{}}
			t.abstract = words[0] == "abstract"
			for _, field := range words[2:] {
				property, typ, _ := strings.Cut(field, "=")
				if must, ok := strings.CutSuffix(property, "!"); ok {
					property = must
					t.required = append(t.required, must)
				}
				t.fields[property] = qualifiedTerm(typ)
			}
			v.types[name] = t
		}
	}
	return v
}

// qualifiedTerm puts the namespace for the short name of a vocabulary.
func qualifiedTerm(name string) string {
	if inner, ok := strings.CutPrefix(name, "Collection("); ok {
		return "Collection(" + qualifiedTerm(inner)
	}
	short, rest, ok := strings.Cut(name, ".")
	if !ok || short == "Edm" {
		return name
	}
	return "Org.OData." + short + ".V1." + rest
}

// field is the declared type of a record's property, "" if it has none.
func (v *vocabularies) field(typ, property string) string {
	for typ != "" {
		t := v.types[typ]
		if declared := t.fields[property]; declared != "" {
			return declared
		}
		typ = t.base
	}
	return ""
}

// isA says whether a type is the other one or derived from it.
func (v *vocabularies) isA(typ, other string) bool {
	for ; typ != ""; typ = v.types[typ].base {
		if typ == other {
			return true
		}
	}
	return false
}

// mandatory lists the properties that a record of the type must have.
func (v *vocabularies) mandatory(typ string) []string {
	var all []string
	for ; typ != ""; typ = v.types[typ].base {
		all = append(all, v.types[typ].required...)
	}
	return all
}

// itemOf gives the type of the items of a collection.
func itemOf(typ string) (item string, collection bool) {
	inner, ok := strings.CutPrefix(typ, "Collection(")
	return strings.TrimSuffix(inner, ")"), ok
}
