package syntax

import (
	"strconv"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// option is a system query option.
type option uint8

const (
	filterOption option = iota
	orderByOption
	selectOption
	expandOption
	computeOption
	searchOption
	applyOption
	topOption
	skipOption
	countOption
	levelsOption
	formatOption
	skipTokenOption
	deltaTokenOption
	idOption
	indexOption
	schemaVersionOption
	optionCount
)

// name is the canonical name.
func (o option) name() string { return optionNames()[o] }

func optionNames() []string {
	return []string{
		"$filter", "$orderby", "$select", "$expand", "$compute", "$search", "$apply", "$top", "$skip", "$count",
		"$levels", "$format", "$skiptoken", "$deltatoken", "$id", "$index", "$schemaversion",
	}
}

// optionNamed finds a system query option by its name without `$`, in any letter case.
func optionNamed(name string) (option, bool) {
	if len(name) < len("id") || len(name) > len("schemaversion") {
		return 0, false
	}
	for i, canonical := range optionNames() {
		if len(canonical) == len(name)+1 && strings.EqualFold(canonical[1:], name) {
			return option(i), true
		}
	}
	return 0, false
}

// optionSet says which options may stand in a place.
type optionSet uint32

func (s optionSet) has(o option) bool { return s>>o&1 != 0 }

// The places of nested options (ABNF: expandCountOption, expandRefOption, expandOption, selectOption).
const (
	countOptions  = optionSet(1<<filterOption | 1<<searchOption)
	refOptions    = countOptions | 1<<orderByOption | 1<<skipOption | 1<<topOption | 1<<countOption
	expandOptions = refOptions | 1<<selectOption | 1<<expandOption | 1<<computeOption | 1<<levelsOption | 1<<applyOption
	selectOptions = refOptions | 1<<selectOption | 1<<computeOption
	levelsOnly    = optionSet(1 << levelsOption)
)

// options reads the nested options of owner: `(name=value;…)`.
func (p *parser) options(allowed optionSet, owner string) *Options {
	o := &Options{}
	nested := p.nested
	p.nested = true
	if p.enter() {
		p.pos++
		for p.err == nil {
			p.blank()
			p.nestedOption(o, allowed, owner)
			p.blank()
			if !p.accept(';') {
				break
			}
		}
		p.expect(')', "';' or ')'")
	}
	p.leave()
	p.nested = nested
	return o
}

func (p *parser) nestedOption(o *Options, allowed optionSet, owner string) {
	start := p.pos
	if p.peek() == '@' {
		p.aliasOption(o, allowed, owner)
		return
	}
	p.accept('$')
	end := p.word(p.pos)
	name := p.text[start:end]
	p.pos = start
	if end == start || name == "$" {
		p.unexpected("a query option")
		return
	}
	opt, ok := optionNamed(strings.TrimPrefix(name, "$"))
	if !ok && isTemporal(name) {
		p.fail(fault.New(fault.NotImplemented, "the option '%s' of temporal data is not implemented", name).
			At(span(start, end)))
		return
	}
	if !ok {
		p.failf(span(start, end), "there is no query option '%s'", name).meaning(suggestOption(name, allowed))
		return
	}
	if !allowed.has(opt) {
		p.failf(span(start, end), "'%s' cannot be an option of '%s'", opt.name(), owner)
		return
	}
	p.pos = end
	if !p.expect('=', "'='") {
		return
	}
	p.option(opt, o, span(start, end))
}

// suggestOption is the option that was probably meant, with its `$`.
func suggestOption(name string, allowed optionSet) string {
	var names []string
	for i, canonical := range optionNames() {
		if allowed.has(option(i)) {
			names = append(names, canonical)
		}
	}
	return fault.Suggest("$"+strings.TrimPrefix(name, "$"), names)
}

// option reads the value of a system query option into o; its name stands at place.
func (p *parser) option(opt option, o *Options, place Span) {
	if o.given(opt) {
		p.failf(place, "'%s' is given twice", opt.name())
		return
	}
	start := p.pos
	if p.ends() {
		p.failf(span(start, start), "'%s' has no value", opt.name())
		return
	}
	switch opt {
	case filterOption:
		x := p.expression()
		o.Filter = &ExprOption{Source: p.source, Expr: x, Span: span(start, p.end())}
	case orderByOption:
		items := p.orderItems(p.spent.limits.OrderBy)
		o.OrderBy = &OrderByOption{Source: p.source, Items: items, Span: span(start, p.end())}
	case selectOption:
		items := p.selectItems()
		o.Select = &SelectOption{Source: p.source, Items: items, Span: span(start, p.end())}
	case expandOption:
		items := p.expandItems()
		o.Expand = &ExpandOption{Source: p.source, Items: items, Span: span(start, p.end())}
	case computeOption:
		items := p.computeItems()
		o.Compute = &ComputeOption{Source: p.source, Items: items, Span: span(start, p.end())}
	case searchOption:
		x := p.searchValue()
		o.Search = &SearchOption{Source: p.source, Expr: x, Span: span(start, p.end())}
	case applyOption:
		steps := p.transformations()
		o.Apply = &ApplyOption{Source: p.source, Steps: steps, Span: span(start, p.end())}
	default:
		p.plainOption(opt, o)
	}
}

// plainOption reads the value of an option without expressions.
func (p *parser) plainOption(opt option, o *Options) {
	start := p.pos
	switch opt {
	case topOption:
		n := p.digits("'$top'")
		o.Top = &CountOption{Source: p.source, Value: n, Span: span(start, p.end())}
	case skipOption:
		n := p.digits("'$skip'")
		o.Skip = &CountOption{Source: p.source, Value: n, Span: span(start, p.end())}
	case countOption:
		yes := p.keyword("true")
		if !yes && !p.keyword("false") {
			p.unexpected("'true' or 'false'")
		}
		o.Count = &BoolOption{Source: p.source, Value: yes, Span: span(start, p.end())}
	case levelsOption:
		o.Levels = &LevelsOption{Source: p.source, Max: p.keyword("max")}
		if !o.Levels.Max {
			if p.peek() == '0' {
				p.failf(p.here(), "expected 'max' or a number of levels from 1 on")
			}
			o.Levels.Value = p.digits("'$levels'")
		}
		o.Levels.Span = span(start, p.end())
	case indexOption:
		p.accept('-')
		p.digits("'$index'")
		o.Index = p.textOption(start)
	case schemaVersionOption:
		p.schemaVersion()
		o.SchemaVersion = p.textOption(start)
	case formatOption:
		o.Format = p.textOption(start)
	case skipTokenOption:
		o.SkipToken = p.textOption(start)
	case deltaTokenOption:
		o.DeltaToken = p.textOption(start)
	case idOption:
		o.ID = p.textOption(start)
	default:
	}
}

// textOption takes the rest of the text as the value.
func (p *parser) textOption(start int) *TextOption {
	p.pos = len(p.text)
	return &TextOption{Source: p.source, Span: span(start, p.pos)}
}

// schemaVersion checks `*` or unreserved characters (RFC 3986).
func (p *parser) schemaVersion() {
	if p.text[p.pos:] == "*" {
		return
	}
	for i := p.pos; i < len(p.text); i++ {
		if c := p.text[i]; !isLetter(c) && !isDigit(c) && c != '-' && c != '.' && c != '~' {
			p.failf(span(i, i+1), "expected a version of letters, digits, '.', '-', '_' and '~', or '*'")
			return
		}
	}
}

// digits is a number without sign, fraction or exponent that fits Edm.Int64.
func (p *parser) digits(of string) int64 {
	start := p.pos
	p.pos += countDigits(p.text, p.pos)
	if p.pos == start || !p.endsAt(p.skip(p.pos)) {
		at := p.here()
		p.failf(at, "%s takes digits only, found %s", of, p.found(at))
		return 0
	}
	n, err := strconv.ParseInt(p.text[start:p.pos], 10, 64)
	if err != nil {
		p.failf(span(start, p.pos), "the number is too large for %s", of)
	}
	return n
}

// ends says whether the value of an option ends at the position.
func (p *parser) ends() bool { return p.endsAt(p.pos) }

func (p *parser) endsAt(i int) bool {
	if i >= len(p.text) {
		return true
	}
	return p.nested && (p.text[i] == ';' || p.text[i] == ')')
}

// given says whether the option has been set.
func (o *Options) given(opt option) bool {
	switch opt {
	case filterOption:
		return o.Filter != nil
	case orderByOption:
		return o.OrderBy != nil
	case selectOption:
		return o.Select != nil
	case expandOption:
		return o.Expand != nil
	case computeOption:
		return o.Compute != nil
	case searchOption:
		return o.Search != nil
	case applyOption:
		return o.Apply != nil
	case topOption:
		return o.Top != nil
	case skipOption:
		return o.Skip != nil
	case countOption:
		return o.Count != nil
	case levelsOption:
		return o.Levels != nil
	case formatOption:
		return o.Format != nil
	case skipTokenOption:
		return o.SkipToken != nil
	case deltaTokenOption:
		return o.DeltaToken != nil
	case idOption:
		return o.ID != nil
	case indexOption:
		return o.Index != nil
	case schemaVersionOption:
		return o.SchemaVersion != nil
	case optionCount:
	}
	return false
}

// aliasOption reads `@name=value`.
func (p *parser) aliasOption(o *Options, allowed optionSet, owner string) {
	start := p.pos
	if !allowed.has(selectOption) {
		p.failf(p.here(), "a parameter alias cannot be an option of '%s'", owner)
		return
	}
	p.pos++
	name := p.identifier("the name of a parameter alias")
	place := span(start, p.end())
	if !p.expect('=', "'='") {
		return
	}
	p.addAlias(o, name, place)
}

// addAlias reads the value of an alias.
func (p *parser) addAlias(o *Options, name string, place Span) {
	for _, other := range o.Aliases {
		if other.Alias == name {
			p.failf(place, "the parameter alias '@%s' is given twice", name)
			return
		}
	}
	if p.ends() {
		p.failf(span(p.pos, p.pos), "'@%s' has no value", name)
		return
	}
	p.blank()
	start := p.pos
	value := p.expression()
	o.Aliases = append(o.Aliases, &AliasOption{Source: p.source, Alias: name, Expr: value, Span: span(start, p.end())})
}
