package reference

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/syntax"
	"github.com/seed-267014d6/roster/odata/value"
)

// Object is a JSON object of an Answer's Body. Values are nil, bool, string,
// int64, []any, Object, and what may be written in several ways: the types below.
type Object map[string]any

// decimal is a number of any form, compared by its value.
type decimal struct{ *big.Rat }

// double is the shortest number that reads as the value in so many bits.
type double struct {
	value float64
	bits  int
}

// members are the names of an enumeration's value, in any order.
type members struct {
	of    *metadata.EnumType
	value int64
}

// typeName is control information about a type that may be left out or not. For
// a computed number, any numeric type will do.
type typeName struct {
	name   string
	needed bool
	number bool
}

// entityID is the id of an entity, a URL that leads to it. It need not be there
// where the key is, and where no entity set has the entity.
type entityID struct {
	db     *Database
	row    *Row
	needed bool
}

// weakTag is the ETag that says the value of a property (RFC 9110, 8.8.3).
type weakTag struct{ of any }

// shown is the JSON of a value (JSON Format 4.01, section 7.1).
func (t typ) shown(v Value) any {
	switch v := v.(type) {
	case nil:
		return nil
	case Boolean:
		return bool(v)
	case Text:
		return string(v)
	case Guid:
		return guidText(v)
	case Binary:
		return base64.RawURLEncoding.EncodeToString([]byte(v))
	case Exact:
		if t.integer() {
			return truncated(v.Rat).Int64()
		}
		if t.floating() {
			return shownFloat(toFloat(v, t.is(value.Single)).(Float), t.kind)
		}
		return decimal(v)
	case Float:
		return shownFloat(v, t.kind)
	case Day:
		return v.moment().Format(time.DateOnly)
	case Ticks:
		return printedTime(t.kind, v)
	case Member:
		return members{t.enum, int64(v)}
	case Collection:
		list := make([]any, 0, len(v))
		for _, item := range v {
			list = append(list, t.item().shown(item))
		}
		return list
	case Failure, *Row:
	}
	panic("reference: a value without JSON")
}

func shownFloat(v Float, k value.Kind) any {
	switch f := float64(v); {
	case math.IsInf(f, 1):
		return "INF"
	case math.IsInf(f, -1):
		return "-INF"
	case k == value.Single:
		return double{f, 32}
	default:
		return double{f, 64}
	}
}

// plain writes a key value as it stands in JSON, without quotes.
func plain(p *metadata.Property, v Value) string {
	switch v := v.(type) {
	case Exact:
		return v.FloatString(p.Scale)
	case Member:
		return memberText(p.Enum, int64(v))
	default:
		return fmt.Sprint(typeOf(p).shown(v))
	}
}

// memberText is the name of the value, or its digits.
func memberText(e *metadata.EnumType, n int64) string {
	for _, m := range e.Members {
		if m.Value == n {
			return m.Name
		}
	}
	return strconv.FormatInt(n, 10)
}

// annotation says of which type a computed property is. Text, truth values and
// doubles need none (JSON Format 4.01, 4.6.3), and what is a double is not held
// to: it is left open in which type a literal takes part.
func (t term) annotation(v Value, m *metadata.Model) typeName {
	name := strings.TrimPrefix(t.kind.String(), "Edm.")
	if t.enum != nil {
		name = m.Qualified(t.enum.Name)
	}
	plain := t.is(value.String) || t.is(value.Boolean) || t.number() || t.null()
	return typeName{name: "#" + name, needed: v != nil && !plain, number: t.number()}
}

// shownComputed leaves open in which type an exact number is calculated.
func (t term) shownComputed(v Value) any {
	if exact, ok := v.(Exact); ok && !t.floating() {
		return decimal(exact)
	}
	return t.shown(v)
}

// Difference says where the decoded JSON of an answer, with json.Number, is not
// what Answer.Body asks for; "" for nowhere. Control information that is not
// about values is passed over.
func Difference(want, got any) string { return difference("$", want, got) }

func difference(at string, want, got any) string {
	var same bool
	switch want := want.(type) {
	case Object:
		return differentObject(at, want, got)
	case []any:
		return differentList(at, want, got)
	case decimal:
		n, ok := got.(json.Number)
		rat, read := new(big.Rat).SetString(string(n))
		same = ok && read && rat.Cmp(want.Rat) == 0
		if !same {
			return fmt.Sprintf("%s: %v instead of %s", at, got, want.RatString())
		}
	case double:
		same = want.isWrittenAs(got)
	case members:
		same = want.areWrittenAs(got)
	case int64:
		same = got == json.Number(strconv.FormatInt(want, 10))
	case entityID:
		same = want.isWrittenAs(got)
	case weakTag:
		text, _ := got.(string)
		inner, weak := strings.CutPrefix(text, `W/"`)
		inner, closed := strings.CutSuffix(inner, `"`)
		same = weak && closed && difference(at, want.of, inner) == ""
	case typeName:
		text, _ := got.(string)
		kind, _ := primitiveNamed("Edm." + strings.TrimPrefix(text, "#"))
		same = text == want.name || want.number && kind.IsNumber()
	default:
		same = want == got
	}
	if !same {
		return fmt.Sprintf("%s: %#v instead of %v", at, got, want)
	}
	return ""
}

// serviceRoot is where the services under test say that they are.
const serviceRoot = "http://roster.test/shop/"

// isWrittenAs says whether the URL leads to the entity (JSON Format 4.01, 4.6.8).
func (id entityID) isWrittenAs(got any) bool {
	text, _ := got.(string)
	request, err := syntax.ParseRequest(strings.TrimPrefix(text, serviceRoot), "", syntax.DefaultLimits())
	if err != nil {
		return false
	}
	at, err := (&compiler{db: id.db, request: request}).resource(request.Segments)
	return err == nil && at.eval(&frame{run: &run{}}) == Value(id.row)
}

// isWrittenAs compares the value and the significant digits.
func (d double) isWrittenAs(got any) bool {
	n, ok := got.(json.Number)
	f, err := strconv.ParseFloat(string(n), d.bits)
	shortest := strconv.FormatFloat(d.value, 'e', -1, d.bits)
	return ok && err == nil && f == d.value && significant(string(n)) == significant(shortest)
}

func significant(number string) string {
	mantissa, _, _ := strings.Cut(strings.ToLower(number), "e")
	return strings.Trim(strings.NewReplacer(".", "", "-", "", "+", "").Replace(mantissa), "0")
}

func (m members) areWrittenAs(got any) bool {
	text, ok := got.(string)
	if !ok {
		return false
	}
	v, ok := readMembers(m.of, text)
	_, err := strconv.ParseInt(text, 10, 64)
	return ok && v == Member(m.value) && (err != nil || !m.named())
}

// named says whether the value has a name, or is one of flags that all have.
func (m members) named() bool {
	var flags int64
	for _, e := range m.of.Members {
		if e.Value == m.value {
			return true
		}
		if m.of.Flags && m.value&e.Value == e.Value {
			flags |= e.Value
		}
	}
	return m.of.Flags && flags == m.value
}

func differentList(at string, want []any, got any) string {
	list, ok := got.([]any)
	if !ok || len(list) != len(want) {
		return fmt.Sprintf("%s: %d items instead of %d", at, len(list), len(want))
	}
	for i := range want {
		if d := difference(fmt.Sprintf("%s[%d]", at, i), want[i], list[i]); d != "" {
			return d
		}
	}
	return ""
}

func differentObject(at string, want Object, got any) string {
	object, ok := got.(map[string]any)
	if !ok {
		return fmt.Sprintf("%s: %v instead of an object", at, got)
	}
	for name, wanted := range want {
		v, given := object[name]
		switch optional := wanted.(type) {
		case typeName:
			if !given && !optional.needed {
				continue
			}
		case entityID:
			if !given && !optional.needed || optional.db.model.SetOf(optional.row.typ) == nil {
				continue
			}
		}
		if !given {
			return fmt.Sprintf("%s: no %s", at, name)
		}
		if d := difference(at+"."+name, wanted, v); d != "" {
			return d
		}
	}
	for name := range object {
		_, wanted := want[name]
		if !wanted && !strings.HasSuffix(name, "@odata.nextLink") && name != "@odata.context" {
			return fmt.Sprintf("%s: %s is too much", at, name)
		}
	}
	return ""
}
