package store

import (
	"fmt"
	"strings"

	"zombiezen.com/go/sqlite"
)

// statementLimit bounds the compiled statements that one connection keeps.
const statementLimit = 128

// keptArguments is how many bytes of arguments a statement may keep until it is used
// again. Clearing them has SQLite compile the statement anew if its plan could depend on
// any of them, which it often thinks.
const keptArguments = 16 << 10

// statements are the compiled statements of one connection, by text. The
// connection's own cache knows no bound and shares a statement that is running.
type statements struct {
	raw     *sqlite.Conn
	byText  map[string]*statement
	running map[*statement]bool
	clock   uint64 // counts uses, to find the statement that was not used for longest
}

// statement is one compiled statement.
type statement struct {
	owner   *statements
	stmt    *sqlite.Stmt
	text    string
	changes bool     // it inserts, updates or deletes
	defines bool     // it changes the schema
	busy    bool     // taken and not put back
	cached  bool     // in byText
	ended   bool     // by the end of the transaction, before it was put back
	used    uint64   // the clock when it was last taken
	bound   int      // bytes of its arguments
	names   []string // of the result columns, once asked for
	types   []string // declared, in capitals, once asked for
}

func newStatements(raw *sqlite.Conn) *statements {
	return &statements{raw: raw, byText: make(map[string]*statement), running: make(map[*statement]bool)}
}

// take gives the compiled first statement of text and what follows it. It has
// to be put back.
func (s *statements) take(text string) (st *statement, rest string, err error) {
	s.clock++
	if st = s.byText[text]; st != nil && !st.busy {
		st.busy, st.ended, st.used = true, false, s.clock
		s.running[st] = true
		return st, "", nil
	}
	if text == "" {
		return nil, "", fmt.Errorf("an empty statement")
	}
	stmt, trailing, err := s.raw.PrepareTransient(text)
	if err != nil {
		return nil, "", err
	}
	rest = text[len(text)-trailing:]
	st = &statement{owner: s, stmt: stmt, text: text, busy: true, used: s.clock}
	s.running[st] = true
	st.changes, st.defines = classify(text)
	if _, taken := s.byText[text]; !taken && trailing == 0 && !st.defines {
		s.makeRoom()
		s.byText[text] = st
		st.cached = true
	}
	return st, rest, nil
}

// put gives a statement back.
func (s *statements) put(st *statement) {
	st.busy = false
	delete(s.running, st)
	_ = st.stmt.Reset() // repeats the error of the last step
	if st.defines {
		s.forgetTypes()
	}
	if !st.cached {
		_ = st.stmt.Finalize() // repeats the error of the last step
		return
	}
	if st.bound > keptArguments {
		_ = st.stmt.ClearBindings() // fails only when interrupted; the next user binds all anyway
	}
	st.bound = 0
}

// makeRoom drops the statement that was not used for longest if the cache is full.
func (s *statements) makeRoom() {
	if len(s.byText) < statementLimit {
		return
	}
	var oldest *statement
	for _, st := range s.byText {
		if !st.busy && (oldest == nil || st.used < oldest.used) {
			oldest = st
		}
	}
	if oldest != nil {
		s.drop(oldest)
	}
}

func (s *statements) drop(st *statement) {
	delete(s.byText, st.text)
	st.cached = false
	if !st.busy {
		_ = st.stmt.Finalize() // repeats the error of the last step
	}
}

// reset ends all running statements: a transaction cannot end before them.
func (s *statements) reset() {
	for st := range s.running {
		st.ended = true
		_ = st.stmt.Reset() // repeats the error of the last step
	}
}

func (s *statements) clear() {
	for _, st := range s.byText {
		s.drop(st)
	}
}

// forgetTypes is called after the schema has changed.
func (s *statements) forgetTypes() {
	for _, st := range s.byText {
		st.names, st.types = nil, nil
	}
}

// classify says what the first word of a statement makes it do.
func classify(text string) (changes, defines bool) {
	end := strings.IndexFunc(text, func(r rune) bool { return r|0x20 < 'a' || r|0x20 > 'z' })
	if end < 0 {
		end = len(text)
	}
	switch strings.ToLower(text[:end]) {
	case "insert", "update", "delete", "replace", "with":
		return true, false
	case "create", "alter", "drop":
		return false, true
	}
	return false, false
}

// skipBlank cuts spaces, comments and semicolons off the front.
func skipBlank(text string) string {
	for {
		text = strings.TrimLeft(text, " \t\r\n;")
		switch {
		case strings.HasPrefix(text, "--"):
			_, after, _ := strings.Cut(text, "\n")
			text = after
		case strings.HasPrefix(text, "/*"):
			_, after, _ := strings.Cut(text[2:], "*/")
			text = after
		default:
			return text
		}
	}
}

// drain steps to the end.
func (st *statement) drain() error {
	for {
		more, err := st.stmt.Step()
		if err != nil || !more {
			return err
		}
	}
}

func (st *statement) columns() []string {
	if st.names == nil {
		st.names = make([]string, st.stmt.ColumnCount())
		for i := range st.names {
			st.names[i] = st.stmt.ColumnName(i)
		}
	}
	return st.names
}

// declared gives the declared types of the result columns, "" where a column
// is no plain column of a table. The driver does not tell the origin of an
// alias; GORM's own aliases end in the name of the column ("Manager__id").
func (st *statement) declared() []string {
	if st.types != nil {
		return st.types
	}
	types := make([]string, len(st.columns()))
	tables := make(map[string]map[string]string)
	for i, name := range st.columns() {
		table := st.stmt.ColumnTableName(i)
		if table == "" {
			continue
		}
		if tables[table] == nil {
			tables[table] = st.owner.tableTypes(table)
		}
		declared, ok := tables[table][name]
		if at := strings.LastIndex(name, "__"); !ok && at >= 0 {
			declared = tables[table][name[at+2:]]
		}
		types[i] = declared
	}
	st.types = types
	return types
}

// tableTypes are the declared types of a table's columns, in capitals.
func (s *statements) tableTypes(table string) map[string]string {
	types := make(map[string]string)
	st, _, err := s.take("select name, upper(type) from pragma_table_info(?1)")
	if err != nil {
		return types
	}
	defer s.put(st)
	st.stmt.BindText(1, table)
	for {
		more, err := st.stmt.Step()
		if err != nil || !more {
			return types
		}
		types[st.stmt.ColumnText(0)] = st.stmt.ColumnText(1)
	}
}
