package syntax

// AppendContext prints the fragment of a context URL with its '#': text that
// ParseContext reads to an equal tree.
func AppendContext(dst []byte, c *Context) []byte {
	p := printer{dst: append(dst, '#')}
	name := c.Type
	if c.Kind == RefContext {
		name = "$ref"
	}
	if c.Collection {
		name = "Collection(" + name + ")"
	}
	p.text(name)
	for i, s := range c.Path {
		if i > 0 {
			p.byte('/')
		}
		p.text(s.Name)
		if s.Args != nil {
			p.contextKey(s.Args)
		}
	}
	if c.Select != nil {
		p.contextList(c.Select)
	}
	if c.Part != "" {
		p.byte('/')
		p.text(c.Part)
	}
	return p.dst
}

func (p *printer) contextKey(args *Args) {
	p.byte('(')
	for i, arg := range args.List {
		if i > 0 {
			p.byte(',')
		}
		if arg.Name != "" {
			p.text(arg.Name)
			p.byte('=')
		}
		p.expr(arg.Value)
	}
	p.byte(')')
}

func (p *printer) contextList(list *ContextList) {
	p.byte('(')
	for i := range list.Items {
		if i > 0 {
			p.byte(',')
		}
		item := &list.Items[i]
		for j, s := range item.Path {
			if j > 0 {
				p.byte('/')
			}
			p.text(s.Name)
		}
		switch {
		case item.Star && len(item.Path) > 0:
			p.text(".*")
		case item.Star:
			p.byte('*')
		}
		if item.Recursive {
			p.byte('+')
		}
		if item.Nested != nil {
			p.contextList(item.Nested)
		}
	}
	p.byte(')')
}
