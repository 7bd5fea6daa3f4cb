package syntax

import (
	"slices"
	"strings"
)

// AppendPath prints a resource path, percent-encoded.
func AppendPath(dst []byte, segments []*Segment) []byte {
	p := printer{}
	for i, s := range segments {
		if i > 0 {
			dst = append(dst, '/')
		}
		p.dst = p.dst[:0]
		if s.Kind == EntitySegment || s.Kind == AllSetsSegment {
			dst = append(dst, s.Kind.keyword()...)
			if s.Name == "" {
				continue
			}
			dst = append(dst, '/')
			p.text(s.Name)
		} else {
			p.segment(s)
		}
		if s.Kind == TextSegment && strings.HasPrefix(s.Name, "$") {
			dst = append(dst, "%24"...)
			p.dst = p.dst[1:]
		}
		dst = appendEncoded(dst, string(p.dst), pathPlain)
	}
	return dst
}

// AppendOptions prints query options as a percent-encoded query string, in a
// fixed order with canonical names, without those whose name skip chooses. skip
// may be nil; it is called with "$filter", "@p" or the name of a custom option.
func AppendOptions(dst []byte, o *Options, skip func(name string) bool) []byte {
	p := printer{}
	from := len(dst)
	p.each(o, func(name string, value func()) {
		if skip != nil && skip(name) {
			return
		}
		if len(dst) > from {
			dst = append(dst, '&')
		}
		p.dst = p.dst[:0]
		value()
		dst = appendEncoded(dst, name, queryNamePlain)
		dst = append(dst, '=')
		dst = appendEncoded(dst, string(p.dst), queryPlain)
	})
	return dst
}

// AppendSelectItem prints an item of $select: decoded text that parses to an equal one.
func AppendSelectItem(dst []byte, item *SelectItem) []byte {
	p := printer{dst: dst}
	p.selectItem(item)
	return p.dst
}

// AppendExpandItem prints an item of $expand: decoded text that parses to an equal one.
func AppendExpandItem(dst []byte, item *ExpandItem) []byte {
	p := printer{dst: dst}
	p.expandItem(item)
	return p.dst
}

// AppendNested prints options as those of an item, without the parentheses around them.
func AppendNested(dst []byte, o *Options) []byte {
	p := printer{dst: dst}
	p.nested(o)
	return p.dst
}

// options prints nested options with their parentheses.
func (p *printer) options(o *Options) {
	p.byte('(')
	p.nested(o)
	p.byte(')')
}

func (p *printer) nested(o *Options) {
	first := true
	p.each(o, func(name string, value func()) {
		if !first {
			p.byte(';')
		}
		first = false
		p.text(name)
		p.byte('=')
		value()
	})
}

// each visits the options that are given, in the order of their evaluation
// (Protocol 4.01, section 11.2.1); value prints the value.
func (p *printer) each(o *Options, visit func(name string, value func())) {
	text := func(name string, t *TextOption) {
		if t != nil {
			visit(name, func() { p.text(t.Text) })
		}
	}
	text("$schemaversion", o.SchemaVersion)
	if o.Apply != nil {
		visit("$apply", func() { p.transformations(o.Apply.Steps) })
	}
	if o.Compute != nil {
		visit("$compute", func() { p.computeItems(o.Compute.Items) })
	}
	if o.Search != nil {
		visit("$search", func() { p.search(o.Search.Expr) })
	}
	if o.Filter != nil {
		visit("$filter", func() { p.expr(o.Filter.Expr) })
	}
	if o.Count != nil {
		visit("$count", func() { p.boolean(o.Count.Value) })
	}
	if o.OrderBy != nil {
		visit("$orderby", func() { p.orderItems(o.OrderBy.Items) })
	}
	if o.Skip != nil {
		visit("$skip", func() { p.count(o.Skip.Value) })
	}
	if o.Top != nil {
		visit("$top", func() { p.count(o.Top.Value) })
	}
	if o.Levels != nil {
		visit("$levels", func() { p.levels(o.Levels) })
	}
	if o.Expand != nil {
		visit("$expand", func() { p.expandItems(o.Expand.Items) })
	}
	if o.Select != nil {
		visit("$select", func() { p.selectItems(o.Select.Items) })
	}
	text("$format", o.Format)
	text("$id", o.ID)
	text("$index", o.Index)
	text("$skiptoken", o.SkipToken)
	text("$deltatoken", o.DeltaToken)
	for _, alias := range p.aliases(o.Aliases) {
		visit("@"+alias.Alias, func() { p.expr(alias.Expr) })
	}
	for _, custom := range o.Custom {
		visit(custom.Name, func() { p.text(custom.Text) })
	}
}

// aliases are as given, or by name where the print is canonical.
func (p *printer) aliases(list []*AliasOption) []*AliasOption {
	if !p.canonical || len(list) < 2 {
		return list
	}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b *AliasOption) int { return strings.Compare(a.Alias, b.Alias) })
	return list
}

func (p *printer) boolean(b bool) {
	if b {
		p.text("true")
	} else {
		p.text("false")
	}
}

// count prints the number of $top or $skip.
func (p *printer) count(n int64) {
	if p.shape {
		p.text("?n")
		return
	}
	p.number(n)
}

func (p *printer) levels(o *LevelsOption) {
	if o.Max {
		p.text("max")
	} else {
		p.number(o.Value)
	}
}

func (p *printer) orderItems(items []OrderItem) {
	for i := range items {
		if i > 0 {
			p.byte(',')
		}
		p.expr(items[i].Expr)
		if items[i].Descending {
			p.text(" desc")
		}
	}
}

func (p *printer) computeItems(items []ComputeItem) {
	for i := range items {
		if i > 0 {
			p.byte(',')
		}
		p.expr(items[i].Expr)
		p.text(" as ")
		p.text(items[i].Name)
	}
}

func (p *printer) selectItems(items []SelectItem) {
	for i := range items {
		if i > 0 {
			p.byte(',')
		}
		p.selectItem(&items[i])
	}
}

func (p *printer) selectItem(item *SelectItem) {
	p.segments(item.Path)
	if item.Star {
		if len(item.Path) > 0 {
			p.byte('.')
		}
		p.byte('*')
	}
	if item.Options != nil {
		p.options(item.Options)
	}
}

func (p *printer) expandItems(items []ExpandItem) {
	for i := range items {
		if i > 0 {
			p.byte(',')
		}
		p.expandItem(&items[i])
	}
}

func (p *printer) expandItem(item *ExpandItem) {
	p.segments(item.Path)
	if item.Star {
		if len(item.Path) > 0 {
			p.byte('/')
		}
		p.byte('*')
	}
	if item.Ref {
		p.text("/$ref")
	}
	if item.Count {
		p.text("/$count")
	}
	if item.Options != nil {
		p.options(item.Options)
	}
}

// search prints the spine of left operands in a loop, as binary does.
func (p *printer) search(x SearchExpr) {
	switch node := x.(type) {
	case *SearchTerm:
		p.searchTerm(node)
	case *SearchNot:
		p.text("NOT ")
		_, infix := node.X.(*SearchBinary)
		p.searchGroup(node.X, infix)
	case *SearchBinary:
		spine := []*SearchBinary{node}
		for {
			parent := spine[len(spine)-1]
			left, ok := parent.L.(*SearchBinary)
			if !ok {
				break
			}
			if left.Or && !parent.Or {
				p.byte('(')
			}
			spine = append(spine, left)
		}
		p.search(spine[len(spine)-1].L)
		for i := len(spine) - 1; i >= 0; i-- {
			p.searchRight(spine[i])
			if i > 0 && spine[i].Or && !spine[i-1].Or {
				p.byte(')')
			}
		}
	}
}

func (p *printer) searchRight(node *SearchBinary) {
	if node.Or {
		p.text(" OR ")
	} else {
		p.text(" AND ")
	}
	right, infix := node.R.(*SearchBinary)
	p.searchGroup(node.R, infix && (right.Or || !node.Or))
}

func (p *printer) searchGroup(x SearchExpr, needed bool) {
	if !needed {
		p.search(x)
		return
	}
	p.byte('(')
	p.search(x)
	p.byte(')')
}

// searchTerm prints a word or phrase. The words AND, OR and NOT stand in
// parentheses, where they cannot be operators; a phrase that holds a double
// quote can only have come in single quotes.
func (p *printer) searchTerm(x *SearchTerm) {
	switch {
	case x.Phrase && (strings.IndexByte(x.Text, '"') >= 0 || x.Text == ""):
		p.quoted("", x.Text)
	case x.Phrase:
		p.byte('"')
		p.text(x.Text)
		p.byte('"')
	case x.Text == "AND" || x.Text == "OR" || x.Text == "NOT":
		p.text("(" + x.Text + ")")
	default:
		p.text(x.Text)
	}
}
