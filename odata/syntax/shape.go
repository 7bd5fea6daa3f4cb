package syntax

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// AppendShape prints what a plan of the request may be cached by: the canonical
// print in which each literal is replaced by its class, and the numbers of $top
// and $skip by a mark. Null literals and the types of enumeration literals stay,
// and so does the number of items of lists. Whether a token is given is part of
// the shape; $format and custom options are not. Two requests of one shape have
// as many Literals, of equal classes, in the same order.
//
// Parts are separated by NUL, which occurs in no request.
func AppendShape(dst []byte, r *Request) []byte {
	p := printer{dst: dst, canonical: true, shape: true}
	p.request(r)
	return p.dst
}

// Literals lists the literals that AppendShape replaces, in its order.
func Literals(r *Request) []*Literal {
	p := printer{dst: make([]byte, 0, 256), canonical: true, shape: true, collect: true}
	p.request(r)
	return p.literals
}

// AppendCanonical prints path and query with their literals, in one spelling
// however they were written: canonical names, options in a fixed order, and
// custom options, $format, $skiptoken and $deltatoken left out. Paging tokens
// are bound to it. Parts are separated by NUL.
func AppendCanonical(dst []byte, r *Request) []byte {
	p := printer{dst: dst, canonical: true}
	p.request(r)
	return p.dst
}

func (p *printer) request(r *Request) {
	for i, s := range r.Segments {
		if i > 0 {
			p.byte(0)
		}
		p.segment(s)
	}
	o := r.Options
	o.Custom, o.Format = nil, nil
	skipToken, deltaToken := o.SkipToken != nil, o.DeltaToken != nil
	o.SkipToken, o.DeltaToken = nil, nil
	p.byte(0)
	p.each(&o, func(name string, value func()) {
		p.byte(0)
		p.text(name)
		p.byte('=')
		value()
	})
	if p.shape && skipToken {
		p.text("\x00$skiptoken")
	}
	if p.shape && deltaToken {
		p.text("\x00$deltatoken")
	}
}

// class prints the class of a literal and collects it. The values that are no
// numbers, and fractions of seconds finer than any column of ours, plan
// differently and are classes of their own.
func (p *printer) class(x *Literal) {
	if p.collect {
		p.literals = append(p.literals, x)
	}
	fine := fractionDigits(x.Text) > 6
	mark := "?"
	switch x.Kind {
	case BooleanLiteral:
		mark = "?b"
	case IntegerLiteral:
		mark = "?i"
	case DecimalLiteral:
		mark = "?d"
	case DoubleLiteral:
		mark = "?f" + notFinite(x.Text)
	case StringLiteral:
		mark = "?s"
		if strings.Trim(x.Text, string(utf8.MaxRune)) == "" {
			mark = "?s0" // nothing follows all texts that begin so
		}
	case GuidLiteral:
		mark = "?g"
	case DateLiteral:
		mark = "?D"
	case DateTimeLiteral:
		mark = "?t"
	case TimeLiteral:
		mark = "?o"
	case DurationLiteral:
		mark = "?u"
	case BinaryLiteral:
		mark = "?x"
	case EnumLiteral:
		p.text(x.Type)
		mark = "?e"
	case GeoLiteral:
		mark = "?G"
	case NullLiteral:
	}
	p.text(mark)
	switch x.Kind {
	case DateTimeLiteral, TimeLiteral, DurationLiteral:
		if fine {
			p.byte('+')
		}
	default:
	}
}

// fractionDigits is the number of digits behind the point.
func fractionDigits(text string) int {
	i := strings.IndexByte(text, '.')
	if i < 0 {
		return 0
	}
	return countDigits(text, i+1)
}

// notFinite names the doubles that are no finite numbers, 1e999 among them; it is
// empty for others.
func notFinite(text string) string {
	f, _ := strconv.ParseFloat(text, 64) // out of range is infinite
	switch {
	case math.IsNaN(f):
		return "NaN"
	case math.IsInf(f, 0):
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return ""
}
