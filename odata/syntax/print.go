package syntax

import (
	"strconv"
	"strings"
)

// AppendExpr prints an expression: decoded text that parses to an equal tree,
// with no more parentheses than that takes.
func AppendExpr(dst []byte, e Expr) []byte {
	p := printer{dst: dst}
	p.expr(e)
	return p.dst
}

// printer appends the text of trees.
type printer struct {
	dst []byte
	// canonical prints function names in lower case and aliases by name.
	canonical bool
	// shape prints the class of a literal in place of its text; collect keeps the literals.
	shape, collect bool
	literals       []*Literal
}

func (p *printer) text(s string) { p.dst = append(p.dst, s...) }

func (p *printer) byte(c byte) { p.dst = append(p.dst, c) }

func (p *printer) expr(e Expr) {
	switch x := e.(type) {
	case *Literal:
		p.literal(x)
	case *Path:
		p.path(x)
	case *Call:
		p.name(x.Name)
		p.exprs('(', x.Args, ')')
	case *Case:
		p.caseCall(x)
	case *Unary:
		p.unary(x)
	case *Binary:
		p.binary(x)
	case *List:
		p.exprs('(', x.Items, ')')
	case *Array:
		p.exprs('[', x.Items, ']')
	case *Object:
		p.object(x)
	case *Alias:
		p.byte('@')
		p.text(x.Name)
	case *TypeName:
		if x.Collection {
			p.text("Collection(" + x.Name + ")")
			return
		}
		p.text(x.Name)
	}
}

// name prints the name of a canonical function.
func (p *printer) name(name string) {
	if p.canonical {
		name = strings.ToLower(name)
	}
	p.text(name)
}

func (p *printer) exprs(open byte, items []Expr, end byte) {
	p.byte(open)
	for i, item := range items {
		if i > 0 {
			p.byte(',')
		}
		p.expr(item)
	}
	p.byte(end)
}

func (p *printer) caseCall(x *Case) {
	p.text("case(")
	for i, branch := range x.Branches {
		if i > 0 {
			p.byte(',')
		}
		p.expr(branch.When)
		// A blank keeps `12 :30` from being read as a time of day.
		if isDigit(p.dst[len(p.dst)-1]) {
			p.byte(' ')
		}
		p.byte(':')
		p.expr(branch.Then)
	}
	p.byte(')')
}

func (p *printer) object(x *Object) {
	p.byte('{')
	for i, member := range x.Members {
		if i > 0 {
			p.byte(',')
		}
		p.jsonString(member.Name)
		p.byte(':')
		p.expr(member.Value)
	}
	p.byte('}')
}

func (p *printer) jsonString(s string) {
	const hex = "0123456789abcdef"
	p.byte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			p.dst = append(p.dst, '\\', c)
		case c < ' ':
			p.dst = append(p.dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			p.byte(c)
		}
	}
	p.byte('"')
}

// unary prints its operand in parentheses unless that binds as tightly.
func (p *printer) unary(x *Unary) {
	if x.Op == Not {
		p.text("not ")
	} else {
		p.byte('-')
	}
	mark := len(p.dst)
	operand, infix := x.X.(*Binary)
	p.grouped(x.X, infix && operand.Op.strength() < unaryStrength)
	// A blank keeps the minus from becoming part of a literal.
	if x.Op == Negate && mark < len(p.dst) && (isDigit(p.dst[mark]) || p.dst[mark] == 'I') {
		p.dst = append(p.dst, 0)
		copy(p.dst[mark+1:], p.dst[mark:])
		p.dst[mark] = ' '
	}
}

// grouped prints in parentheses if need be.
func (p *printer) grouped(x Expr, needed bool) {
	if !needed {
		p.expr(x)
		return
	}
	p.byte('(')
	p.expr(x)
	p.byte(')')
}

// binary prints the spine of left operands in a loop: chains are long, not deep.
func (p *printer) binary(x *Binary) {
	spine := []*Binary{x}
	for {
		left, ok := spine[len(spine)-1].L.(*Binary)
		if !ok {
			break
		}
		if left.Op.strength() < spine[len(spine)-1].Op.strength() {
			p.byte('(')
		}
		spine = append(spine, left)
	}
	last := spine[len(spine)-1]
	_, prefixed := last.L.(*Unary)
	p.grouped(last.L, prefixed && last.Op.strength() > unaryStrength)
	for i := len(spine) - 1; i >= 0; i-- {
		node := spine[i]
		p.byte(' ')
		p.text(node.Op.String())
		p.byte(' ')
		right, infix := node.R.(*Binary)
		_, prefixed := node.R.(*Unary)
		p.grouped(node.R, infix && right.Op.strength() <= node.Op.strength() ||
			prefixed && node.Op.strength() > unaryStrength)
		if i > 0 && node.Op.strength() < spine[i-1].Op.strength() {
			p.byte(')')
		}
	}
}

func (p *printer) path(x *Path) {
	if x.Base != nil {
		p.expr(x.Base)
		p.byte('/')
	}
	p.segments(x.Segments)
}

func (p *printer) segments(segments []*Segment) {
	for i, s := range segments {
		if i > 0 {
			p.byte('/')
		}
		p.segment(s)
	}
}

func (p *printer) segment(s *Segment) {
	switch s.Kind {
	case AnySegment, AllSegment:
		p.lambda(s)
		return
	case FilterSegment:
		p.text("$filter(")
		p.expr(s.Body)
		p.byte(')')
	case AggregateSegment:
		p.text("aggregate(")
		if s.Aggregate != nil {
			p.aggregateItem(s.Aggregate)
		}
		p.byte(')')
	case CrossJoinSegment:
		p.text("$crossjoin")
	case EntitySegment, AllSetsSegment:
		p.text(s.Kind.keyword())
		if s.Name != "" {
			p.byte('/')
			p.text(s.Name)
		}
	case NameSegment, QualifiedSegment, TextSegment, AnnotationSegment:
		p.text(s.Name)
	default:
		p.text(s.Kind.keyword())
	}
	p.args(s.Args)
	p.args(s.Key)
	if len(s.Names) > 0 {
		p.byte('(')
		p.text(strings.Join(s.Names, ","))
		p.byte(')')
	}
	if s.Options != nil {
		p.options(s.Options)
	}
}

func (p *printer) lambda(s *Segment) {
	p.text(s.Kind.keyword())
	p.byte('(')
	if s.Body != nil {
		p.text(s.Var)
		p.byte(':')
		p.expr(s.Body)
	}
	p.byte(')')
}

// keyword is the text of a segment that is always the same.
func (k SegmentKind) keyword() string {
	switch k {
	case ItSegment:
		return "$it"
	case ThisSegment:
		return "$this"
	case RootSegment:
		return "$root"
	case TheseSegment:
		return "$these"
	case AnySegment:
		return "any"
	case AllSegment:
		return "all"
	case CountSegment:
		return "$count"
	case ValueSegment:
		return "$value"
	case RefSegment:
		return "$ref"
	case EachSegment:
		return "$each"
	case QuerySegment:
		return "$query"
	case MetadataSegment:
		return "$metadata"
	case BatchSegment:
		return "$batch"
	case EntitySegment:
		return "$entity"
	case AllSetsSegment:
		return "$all"
	default:
		return ""
	}
}

func (p *printer) args(args *Args) {
	if args == nil {
		return
	}
	p.byte('(')
	for i := range args.List {
		if i > 0 {
			p.byte(',')
		}
		if name := args.List[i].Name; name != "" {
			p.text(name)
			p.byte('=')
		}
		p.expr(args.List[i].Value)
	}
	p.byte(')')
}

func (p *printer) literal(x *Literal) {
	if p.shape && x.Kind != NullLiteral {
		p.class(x)
		return
	}
	switch x.Kind {
	case StringLiteral:
		p.quoted("", x.Text)
	case DurationLiteral:
		p.quoted("duration", x.Text)
	case BinaryLiteral:
		p.quoted("binary", x.Text)
	case EnumLiteral:
		p.quoted(x.Type, x.Text)
	default:
		p.text(x.Text)
	}
}

func (p *printer) quoted(prefix, text string) {
	p.text(prefix)
	p.byte('\'')
	for {
		i := strings.IndexByte(text, '\'')
		if i < 0 {
			break
		}
		p.text(text[:i])
		p.text("''")
		text = text[i+1:]
	}
	p.text(text)
	p.byte('\'')
}

func (p *printer) number(n int64) { p.dst = strconv.AppendInt(p.dst, n, 10) }
