package main

import (
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/odata"
	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/plan"
	"github.com/seed-267014d6/roster/odata/store"
)

// bounds are all limits of a server.
type bounds struct {
	edge  handlers.Limits
	query plan.Limits
	page  odata.Pages
	scans odata.Scans
	work  store.Options
}

func defaultBounds() *bounds {
	return &bounds{
		edge: handlers.DefaultLimits(), query: plan.DefaultLimits(),
		page: odata.DefaultPages(), scans: odata.DefaultScans(), work: store.DefaultOptions(),
	}
}

// limit is one of the bounds, as it is named in the configuration. Beyond most it
// would bound nothing: stack and memory of the process are at stake.
type limit struct {
	name, usage string
	most        int64
	number      *int
	large       *int64
	span        *time.Duration
}

// table lists the limits with their places.
func (b *bounds) table() []limit {
	e, q, p, w := &b.edge, &b.query, &b.page, &b.work
	number := func(name string, at *int, most int64, usage string) limit {
		return limit{name: name, usage: usage, most: most, number: at}
	}
	span := func(name string, at *time.Duration, usage string) limit {
		return limit{name: name, usage: usage, most: int64(time.Hour), span: at}
	}
	return []limit{
		number("body-bytes", &e.BodyBytes, 64<<20, "of the body of a write call (413)"),
		number("url-bytes", &e.URLBytes, 1<<20, "of a URL (414)"),
		number("header-bytes", &e.HeaderBytes, 1<<20, "of all headers of a request (431)"),
		number("options", &q.Options, 1000, "query options of a request"),
		number("nodes", &q.Nodes, 20_000, "nodes of all expressions of a request"),
		number("depth", &q.Depth, 100, "levels of nesting in expressions and options"),
		number("function-depth", &q.FunctionDepth, 32, "functions in one another"),
		number("lambda-depth", &q.LambdaDepth, 5, "any and all in one another"),
		number("list-items", &q.ListItems, 20_000, "items of one list"),
		number("expand-depth", &q.ExpandDepth, 8, "$expand in one another"),
		number("expand-items", &q.ExpandItems, 100, "items of $expand in a request"),
		number("orderby-terms", &q.OrderBy, 32, "terms of $orderby"),
		number("select-items", &q.Select, 1000, "items of $select"),
		{name: "skip", usage: "the largest $skip", most: 1_000_000_000, large: &q.Skip},
		number("page-rows", &p.Rows, 100_000, "rows of a page without maxpagesize"),
		number("page-rows-max", &p.MaxRows, 100_000, "the largest maxpagesize"),
		number("page-expanded", &p.Expanded, 1_000_000, "rows of all expansions of a page"),
		number("page-bytes", &p.Bytes, 256<<20, "encoded bytes of a page"),
		number("scans", &b.scans.AtOnce, 10_000,
			"queries at work at once that no index serves; 0 for half as many as processors"),
		span("scan-wait", &b.scans.Wait, "for one's turn among those (503)"),
		span("read-timeout", &w.ReadTimeout, "of the statements of one read (400)"),
		span("write-timeout", &w.WriteTimeout, "of one write (503)"),
		span("header-read", &e.HeaderRead, "until the headers of a request are there"),
		span("body-read", &e.BodyRead, "until the body of a request is there"),
		span("idle", &e.Idle, "between two requests of a connection"),
		span("progress", &e.Progress, "until a client has taken the next 64 kB of an answer"),
		number("concurrent", &e.Concurrent, 100_000, "requests at work at once (503)"),
		number("per-key", &e.PerKey, 10_000,
			"queries at work at once for one key, and half as many that no index serves"),
		span("key-wait", &e.KeyWait, "for one's turn among those of the same key (429)"),
		number("wrong-keys", &e.WrongKeys, 1_000_000, "wrong keys of one address in a minute (429)"),
	}
}

// String is the limit's value, as it is written in the configuration.
func (l limit) String() string {
	switch {
	case l.number != nil:
		return strconv.Itoa(*l.number)
	case l.large != nil:
		return strconv.FormatInt(*l.large, 10)
	}
	return l.span.String()
}

// parse takes a value over, which must be more than nothing.
func (l limit) parse(text string) error {
	var err error
	var n int64
	if l.span != nil {
		*l.span, err = time.ParseDuration(text)
		n = int64(*l.span)
	} else {
		n, err = strconv.ParseInt(text, 10, 64)
	}
	if err != nil || n <= 0 || n > l.most {
		kind, most := "a number", strconv.FormatInt(l.most, 10)
		if l.span != nil {
			kind, most = "a span of time such as 10s", time.Duration(l.most).String()
		}
		return fmt.Errorf("limits: %s=%s is not %s above 0 and up to %s", l.name, text, kind, most)
	}
	switch {
	case l.number != nil:
		*l.number = int(n)
	case l.large != nil:
		*l.large = n
	}
	return nil
}

// boundsOf are the limits with what the configuration says of them.
func boundsOf(s settings.Settings) (*bounds, error) {
	b := defaultBounds()
	table := b.table()
	for _, text := range s.Limits {
		name, value, _ := strings.Cut(text, "=")
		i := slices.IndexFunc(table, func(l limit) bool { return l.name == name })
		if i < 0 {
			var names []string
			for _, l := range table {
				names = append(names, l.name)
			}
			if near := fault.Suggest(name, names); near != "" {
				return nil, usage("limits: there is no %q; did you mean %s?", name, near)
			}
			return nil, usage("limits: there is no %q; there are %s", name, strings.Join(names, ", "))
		}
		if err := table[i].parse(value); err != nil {
			return nil, usage("%v", err)
		}
	}
	return b, nil
}

// attributes are the limits for the log.
func (b *bounds) attributes() []slog.Attr {
	table := b.table()
	list := make([]slog.Attr, 0, len(table))
	for _, l := range table {
		list = append(list, slog.String(l.name, l.String()))
	}
	return list
}
