package syntax

// The binding strengths of infix operators, loosest first.
const (
	orStrength = iota + 1
	andStrength
	equalityStrength
	relationStrength
	sumStrength
	productStrength
	unaryStrength
	memberStrength // has, in
)

// String is the operator as it is written; Negate is "-".
func (o Op) String() string {
	switch o {
	case Or:
		return "or"
	case And:
		return "and"
	case Not:
		return "not"
	case Eq:
		return "eq"
	case Ne:
		return "ne"
	case Gt:
		return "gt"
	case Ge:
		return "ge"
	case Lt:
		return "lt"
	case Le:
		return "le"
	case Has:
		return "has"
	case In:
		return "in"
	case Add:
		return "add"
	case Sub:
		return "sub"
	case Mul:
		return "mul"
	case Div:
		return "div"
	case DivBy:
		return "divby"
	case Mod:
		return "mod"
	case Negate:
		return "-"
	}
	return "?"
}

// strength is how tightly the operator binds.
func (o Op) strength() int {
	switch o {
	case Or:
		return orStrength
	case And:
		return andStrength
	case Eq, Ne:
		return equalityStrength
	case Gt, Ge, Lt, Le:
		return relationStrength
	case Add, Sub:
		return sumStrength
	case Mul, Div, DivBy, Mod:
		return productStrength
	case Not, Negate:
		return unaryStrength
	case Has, In:
		return memberStrength
	}
	return 0
}

// operatorNamed finds an infix operator in any letter case.
func operatorNamed(word string) (op Op, strength int, ok bool) {
	if len(word) < 2 || len(word) > len("divby") {
		return 0, 0, false
	}
	var lower [len("divby")]byte
	for i := range len(word) {
		lower[i] = word[i] | 0x20
	}
	switch string(lower[:len(word)]) {
	case "or":
		op = Or
	case "and":
		op = And
	case "eq":
		op = Eq
	case "ne":
		op = Ne
	case "gt":
		op = Gt
	case "ge":
		op = Ge
	case "lt":
		op = Lt
	case "le":
		op = Le
	case "has":
		op = Has
	case "in":
		op = In
	case "add":
		op = Add
	case "sub":
		op = Sub
	case "mul":
		op = Mul
	case "div":
		op = Div
	case "divby":
		op = DivBy
	case "mod":
		op = Mod
	default:
		return 0, 0, false
	}
	return op, op.strength(), true
}

func operatorNames() []string {
	return []string{
		"and", "or", "eq", "ne", "gt", "ge", "lt", "le", "in", "has",
		"add", "sub", "mul", "divby", "div", "mod", "desc", "asc",
	}
}
