package metadata

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm/schema"

	"github.com/seed-267014d6/roster/odata/value"
)

// facets are what a column's type says.
type facets struct {
	kind                        value.Kind
	maxLength, precision, scale int
}

const (
	timePrecision = 6  // both databases keep microseconds
	maxDigits     = 18 // of a Decimal: SQLite stores it unscaled in 64 bits
)

// facets finds a field's type: the odata tag decides, then GORM's type setting,
// then the Go type.
func (b *builder) facets(place string, f *schema.Field, t tag) facets {
	var found facets
	named, args := databaseType(f)
	switch {
	case t.has("enum"):
		found.kind = value.Enum
	case t.has("type"):
		found.kind = kindNamed(t.terms["type"])
		if found.kind == value.Null {
			b.problem(place, "the odata tag's type=%s is no primitive type that is served", t.terms["type"])
		}
	default:
		found.kind = kindOfDatabase(named)
		if found.kind == value.Null {
			found.kind = kindOfGo(f.IndirectFieldType)
		}
		if found.kind == value.Null {
			b.problem(place, "%s has no primitive type; say which by the odata tag's type=", f.FieldType)
		}
	}
	b.stores(place, f, found.kind)
	found.maxLength = b.maxLength(place, f, t, found.kind, named, args)
	found.precision, found.scale = b.precision(place, f, t, found.kind, args)
	return found
}

// stores reports a Go type whose stored form is not the kind's.
func (b *builder) stores(place string, f *schema.Field, kind value.Kind) {
	integer := kind == value.Enum || kind == value.Duration
	switch k := f.IndirectFieldType.Kind(); {
	case f.IndirectFieldType == reflect.TypeFor[time.Duration]() && f.Serializer == nil:
		b.problem(place, "time.Duration is stored in nanoseconds; use an int64 of microseconds with type=Duration")
	case integer && f.Serializer == nil && (k < reflect.Int || k > reflect.Uint64) && !isValue(f):
		b.problem(place, "%s is stored as a number, not as %s", kind, f.FieldType)
	}
}

// isValue says whether the type maps itself to a database value.
func isValue(f *schema.Field) bool { return f.IndirectFieldType.Kind() == reflect.Struct }

func (b *builder) maxLength(
	place string, f *schema.Field, t tag, kind value.Kind, named string, args []int,
) int {
	if kind != value.String && kind != value.Binary {
		if t.has("maxlength") {
			b.problem(place, "%s has no maximal length", kind)
		}
		return 0
	}
	length := f.Size
	if strings.HasSuffix(named, "char") && len(args) == 1 && length == 0 {
		length = args[0]
	}
	if length = b.number(place, t, "maxlength", length); length < 0 {
		b.problem(place, "the gorm tag's size is not a number")
	}
	return length
}

func (b *builder) precision(place string, f *schema.Field, t tag, kind value.Kind, args []int) (precision, scale int) {
	precision, scale = f.Precision, f.Scale
	switch kind {
	case value.Decimal:
		if len(args) > 0 {
			precision = args[0]
		}
		if len(args) > 1 {
			scale = args[1]
		}
		precision, scale = b.number(place, t, "precision", precision), b.number(place, t, "scale", scale)
		if precision < 1 || precision > maxDigits || scale > precision {
			b.problem(place, "a Decimal needs a precision of 1 to %d and a scale up to it, not (%d,%d)",
				maxDigits, precision, scale)
		}
		return precision, scale
	case value.DateTimeOffset, value.TimeOfDay, value.Duration:
		if precision == 0 {
			precision = timePrecision
		}
		if precision = b.number(place, t, "precision", precision); precision > timePrecision {
			b.problem(place, "%s has at most %d fractional digits", kind, timePrecision)
		}
	default:
		precision = 0
		if t.has("precision") {
			b.problem(place, "%s has no precision", kind)
		}
	}
	if t.has("scale") {
		b.problem(place, "%s has no scale", kind)
	}
	return precision, 0
}

// databaseType splits GORM's type setting: "numeric(12,2)" is numeric with 12 and 2.
func databaseType(f *schema.Field) (name string, args []int) {
	text := strings.ToLower(f.TagSettings["TYPE"])
	name, rest, ok := strings.Cut(text, "(")
	name = strings.TrimSpace(name)
	if !ok {
		return name, nil
	}
	inner, _, _ := strings.Cut(rest, ")")
	for arg := range strings.SplitSeq(inner, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(arg))
		if err != nil {
			return name, nil
		}
		args = append(args, n)
	}
	return name, args
}

// kindNamed knows the values of the tag's type= term.
func kindNamed(name string) value.Kind {
	for k := value.Boolean; k <= value.Binary; k++ {
		if k.String() == "Edm."+name {
			return k
		}
	}
	return value.Null
}

// kindOfDatabase knows the type settings that say more than the Go type.
func kindOfDatabase(name string) value.Kind {
	switch name {
	case "uuid":
		return value.Guid
	case "numeric", "decimal":
		return value.Decimal
	case "date":
		return value.Date
	case "time":
		return value.TimeOfDay
	}
	return value.Null
}

func kindOfGo(t reflect.Type) value.Kind {
	switch t.Kind() {
	case reflect.Bool:
		return value.Boolean
	case reflect.String:
		return value.String
	case reflect.Uint8:
		return value.Byte
	case reflect.Int8:
		return value.SByte
	case reflect.Int16:
		return value.Int16
	case reflect.Int32, reflect.Uint16:
		return value.Int32
	case reflect.Int, reflect.Int64, reflect.Uint, reflect.Uint32, reflect.Uint64:
		return value.Int64
	case reflect.Float32:
		return value.Single
	case reflect.Float64:
		return value.Double
	case reflect.Array:
		if t.Len() == 16 && t.Elem().Kind() == reflect.Uint8 {
			return value.Guid
		}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return value.Binary
		}
	case reflect.Struct:
		return kindOfStruct(t)
	default:
	}
	return value.Null
}

// kindOfStruct knows time.Time, and the types of database/sql by what they hold.
func kindOfStruct(t reflect.Type) value.Kind {
	if t.ConvertibleTo(reflect.TypeFor[time.Time]()) {
		return value.DateTimeOffset
	}
	if t.PkgPath() == "database/sql" && t.NumField() > 0 {
		return kindOfGo(t.Field(0).Type)
	}
	return value.Null
}
