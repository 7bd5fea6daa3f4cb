package value

// Kind is a primitive type of the EDM (CSDL 4.01, section 3.3), as far as it is served.
type Kind uint8

// The kinds. Null is the type of the null literal only.
const (
	Null Kind = iota
	Boolean
	String
	Guid
	Byte
	SByte
	Int16
	Int32
	Int64
	Single
	Double
	Decimal
	Date
	TimeOfDay
	DateTimeOffset
	Duration
	Binary
	Enum

	kindCount
)

// String is the qualified name, such as "Edm.Guid".
func (k Kind) String() string {
	names := [kindCount]string{
		"Edm.Null", "Edm.Boolean", "Edm.String", "Edm.Guid", "Edm.Byte", "Edm.SByte", "Edm.Int16",
		"Edm.Int32", "Edm.Int64", "Edm.Single", "Edm.Double", "Edm.Decimal", "Edm.Date", "Edm.TimeOfDay",
		"Edm.DateTimeOffset", "Edm.Duration", "Edm.Binary", "Edm.Enum",
	}
	if k >= kindCount {
		return "Edm.PrimitiveType"
	}
	return names[k]
}

// IsInteger says whether values of the kind are whole numbers of at most 64 bits.
func (k Kind) IsInteger() bool { return k >= Byte && k <= Int64 }

// IsNumber says whether the kind is numeric.
func (k Kind) IsNumber() bool { return k >= Byte && k <= Decimal }
