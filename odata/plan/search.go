package plan

import "github.com/seed-267014d6/roster/metadata"

// Search says how an index finds the candidates for a condition: the rows in whose
// search text the needles occur. All rows that fulfil the condition are among them.
type Search struct {
	Text *metadata.SearchText
	Of   *Table // whose rows are found
	Own  *Table // the search table
	Find *Needle
}

// Needle is a text that must occur, or several of which all must, or one where Or is set.
type Needle struct {
	Slot  int // of the text; where there are no Parts
	Or    bool
	Parts []*Needle
}

// search plans how candidates for the condition of the rows are found; nil where no
// index can.
func (b *binder) search(rows *Rows) *Search {
	if rows.Where == nil {
		return nil
	}
	f := finder{rows: rows, slots: b.slots}
	find := f.needle(rows.Where)
	if find == nil || !f.inside {
		return nil
	}
	return &Search{Text: f.text, Of: rows.Main, Own: b.table(f.text.Table, f.text.Scope, nil), Find: find}
}

type finder struct {
	rows   *Rows
	slots  []Slot
	text   *metadata.SearchText
	inside bool // a text is looked for anywhere, not at the start only
}

// needle gives what must occur in the search text wherever the condition is true; nil
// where nothing must.
func (f *finder) needle(e Expr) *Needle {
	switch e := e.(type) {
	case *Call:
		return f.call(e)
	case *Logic:
		n := &Needle{Or: e.Or}
		for _, term := range e.Terms {
			part := f.needle(term)
			switch {
			case part != nil:
				n.Parts = append(n.Parts, part)
			case e.Or:
				return nil
			}
		}
		if len(n.Parts) == 0 {
			return nil
		}
		return n
	default:
		return nil
	}
}

func (f *finder) call(e *Call) *Needle {
	switch e.Func {
	case Contains, EndsWith, StartsWith, Prefix:
	default:
		return nil
	}
	column, ok := e.Args[0].(*Column)
	if !ok || column.Table != f.rows.Main || column.Table.Of != nil || column.Property.Search == nil {
		return nil
	}
	arg, ok := e.Args[1].(*Arg)
	if !ok || f.slots[arg.Slot].Source != FromLiteral {
		return nil
	}
	f.text = column.Property.Search
	f.inside = f.inside || e.Func == Contains || e.Func == EndsWith
	return &Needle{Slot: arg.Slot}
}
