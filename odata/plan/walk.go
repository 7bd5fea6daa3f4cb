package plan

// Tables lists every table reference of the plan: of its queries, expansions,
// joins and sub-queries.
func (p *Plan) Tables() []*Table {
	var list []*Table
	for _, rows := range []*Rows{p.Rows, p.Parent} {
		if rows != nil {
			list = rows.appendTables(list)
		}
	}
	return list
}

func (r *Rows) appendTables(list []*Table) []*Table {
	list = r.From.appendTables(list)
	if r.Where != nil {
		list = exprTables(list, r.Where)
	}
	for _, t := range r.Order {
		list = exprTables(list, t.Expr)
	}
	for _, e := range r.Expands {
		list = e.Rows.appendTables(list)
	}
	return list
}

func (f *From) appendTables(list []*Table) []*Table {
	list = append(list, f.Table)
	for _, j := range f.Joins {
		list = append(list, j.Table)
	}
	return list
}

func exprTables(list []*Table, e Expr) []*Table {
	switch e := e.(type) {
	case *Exists:
		list = e.Sub.From.appendTables(list)
	case *CountOf:
		list = e.Sub.From.appendTables(list)
	case *Scalar:
		list = e.Sub.From.appendTables(list)
	default:
	}
	for _, x := range Operands(e) {
		list = exprTables(list, x)
	}
	return list
}

// Operands are the expressions directly below another.
func Operands(e Expr) []Expr {
	switch e := e.(type) {
	case *Compare:
		return []Expr{e.L, e.R}
	case *IsNull:
		return []Expr{e.X}
	case *InList:
		return []Expr{e.X, &e.List}
	case *Logic:
		return e.Terms
	case *Not:
		return []Expr{e.X}
	case *Call:
		return e.Args
	case *Exists:
		return e.Sub.operands(e.Where)
	case *CountOf:
		return e.Sub.operands(e.Where)
	case *Scalar:
		return e.Sub.operands(e.X)
	case *Case:
		operands := make([]Expr, 0, 2*len(e.Branches))
		for _, b := range e.Branches {
			operands = append(operands, b.When, b.Then)
		}
		return operands
	case *Column, *Item, *LinkColumn, *Arg, *Const:
	}
	return nil
}

func (s *Sub) operands(e Expr) []Expr {
	var list []Expr
	for _, x := range []Expr{s.Where, e} {
		if x != nil {
			list = append(list, x)
		}
	}
	return list
}
