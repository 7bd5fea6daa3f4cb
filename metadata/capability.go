package metadata

// Capabilities is what a service says that it can do: the terms of the
// vocabularies Core, Capabilities and Authorization that stand at the entity
// container and at its sets. The engine fills it from the tables that decide on
// requests; this package only writes it.
type Capabilities struct {
	Versions           string // of OData; 4.01 implies 4.0
	LongDescription    string // what no term says, "" for nothing
	ConventionalIDs    bool
	DereferenceableIDs bool
	Conformance        Conformance // written in 4.01 documents only
	Formats            []string    // media types of answers, with their parameters
	MetadataFormats    []string    // media types of $metadata
	FilterFunctions    []string    // functions and operators
	Batch              bool
	CrossJoin          bool
	KeyAsSegment       bool
	Asynchronous       bool
	QuerySegment       bool
	Default            Restrictions // of all collections
	// Sets says where a set differs from the default.
	Sets   map[*EntitySet]SetRestrictions
	Access Access
}

// Conformance is a level of Capabilities.ConformanceLevel.
type Conformance uint8

// The levels; a service that has not been held to one says nothing.
const (
	NoConformance Conformance = iota
	MinimalConformance
	IntermediateConformance
	AdvancedConformance
)

// String is the member of Capabilities.ConformanceLevelType, "" for none.
func (c Conformance) String() string {
	return [...]string{"", "Minimal", "Intermediate", "Advanced"}[c]
}

// Restrictions are what can be asked of a collection.
type Restrictions struct {
	ChangeTracking bool
	Count          bool
	IndexByKey     bool
	Top            bool
	Skip           bool
	Compute        bool
	Select         SelectSupport
	Filter         bool
	Sort           bool
	Expand         bool
	ExpandLevels   int // 0 for any number
	Search         bool
	Insert         bool
	Update         bool
	Delete         bool
	Read           bool
}

// SelectSupport is which options $select takes inside.
type SelectSupport struct {
	Supported, Expand, Filter, Search, Top, Skip, Compute, Count, Sort bool
}

// SetRestrictions are what cannot be asked of the properties of a set's entities.
// Properties are paths from the type of the set.
type SetRestrictions struct {
	Unsorted     []string // have no order
	EqualityOnly []string // are compared by eq, ne and in only
}

// Access is how clients may authorize their requests, and which parameters beside
// OData's they may send.
type Access struct {
	Authorizations []Authorization
	Headers        []Parameter
	QueryOptions   []Parameter
}

// Authorization is one way to authorize a request: by a scheme of the header
// Authorization, or else by a key.
type Authorization struct {
	Name        string // unique
	Description string
	Scheme      string // of RFC 9110, 11.1; "" for a key
	KeyName     string // of the header or query option with the key
	Location    KeyLocation
}

// KeyLocation is where a key is sent.
type KeyLocation uint8

// The places of a key.
const (
	KeyInHeader KeyLocation = iota
	KeyInQueryOption
)

// String is the member of Authorization.KeyLocation.
func (l KeyLocation) String() string { return [...]string{"Header", "QueryOption"}[l] }

// Parameter is a header or a query option that is not one of OData.
type Parameter struct {
	Name, Description string
	Required          bool
}
