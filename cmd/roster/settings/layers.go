package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"

	"github.com/seed-267014d6/roster/odata/fault"
)

// Sources are the places that settings come from.
type Sources struct {
	Flags   map[string]string // the flags that were given, by name
	Environ []string          // as os.Environ gives it
	File    string            // a configuration file that must exist; "": FileName if it is there
}

// layers holds the merged raw values and where each one came from.
type layers struct {
	values *koanf.Koanf
	origin map[string]string
}

func merge(src Sources) (*layers, error) {
	l := &layers{values: koanf.New("."), origin: map[string]string{}}
	defaults := map[string]any{}
	for _, s := range Table() {
		defaults[s.Name] = s.Default
	}
	if err := l.values.Load(confmap.Provider(defaults, ""), nil); err != nil {
		return nil, err
	}
	if err := l.loadFile(src.File); err != nil {
		return nil, err
	}
	if err := l.loadEnvironment(src.Environ); err != nil {
		return nil, err
	}
	given := map[string]any{}
	for name, text := range src.Flags {
		given[name] = text
		l.origin[name] = "--" + name
	}
	return l, l.values.Load(confmap.Provider(given, ""), nil)
}

func (l *layers) loadFile(name string) error {
	wanted := name != ""
	if !wanted {
		name = FileName
	}
	// A layer of its own first: the keys of this file alone are to be checked.
	layer := koanf.New(".")
	if err := layer.Load(file.Provider(name), yaml.Parser()); err != nil {
		if errors.Is(err, fs.ErrNotExist) && !wanted {
			return nil
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	for _, key := range layer.Keys() {
		s, ok := Find(key)
		if section, _, nested := strings.Cut(key, "."); nested && !ok {
			return fmt.Errorf("%s: %s is not a section", name, section)
		}
		if !ok {
			return unknown(fmt.Sprintf("%s: unknown key %q", name, key), key, names())
		}
		if err := checkShape(s, layer.Get(key)); err != nil {
			return fmt.Errorf("%s: %s: %w", name, key, err)
		}
		l.origin[key] = name
	}
	return l.values.Merge(layer)
}

// checkShape refuses what would turn into a surprising text: lists where one
// value is due, mappings, and keys without a value.
func checkShape(s Setting, v any) error {
	switch v := v.(type) {
	case nil:
		return errors.New("has no value; remove the line, or write '' for an empty text")
	case map[string]any:
		return errors.New("is not a section")
	case []any:
		if !s.List {
			return errors.New("takes one value, not a list")
		}
		for _, item := range v {
			if _, ok := item.(string); !ok {
				return fmt.Errorf("holds %v, which is not a text", item)
			}
		}
	}
	return nil
}

func (l *layers) loadEnvironment(environ []string) error {
	var failures []error
	byVariable := map[string]Setting{}
	for _, s := range Table() {
		byVariable[s.Variable()] = s
	}
	provider := env.Provider("", env.Opt{
		Prefix:      Prefix,
		EnvironFunc: func() []string { return environ },
		TransformFunc: func(variable, text string) (string, any) {
			if s, ok := byVariable[variable]; ok {
				l.origin[s.Name] = variable
				return s.Name, text
			}
			s, ok := byVariable[strings.TrimSuffix(variable, "_FILE")]
			if !ok || !s.Secret {
				return "", nil
			}
			if slices.ContainsFunc(environ, hasName(s.Variable())) {
				failures = append(failures, fmt.Errorf("%s and %s are both set; keep one", s.Variable(), variable))
				return "", nil
			}
			secret, err := os.ReadFile(text) //nolint:gosec // the operator names the file of the secret
			if err != nil {
				failures = append(failures, fmt.Errorf("%s: %w", variable, err))
			}
			l.origin[s.Name] = variable
			return s.Name, strings.TrimRight(string(secret), "\r\n")
		},
	})
	if err := l.values.Load(provider, nil); err != nil {
		return err
	}
	return errors.Join(failures...)
}

func hasName(variable string) func(string) bool {
	return func(entry string) bool { return strings.HasPrefix(entry, variable+"=") }
}

// Strays lists the variables of the environment that begin like ours and are
// not, each with the nearest name: most likely slips of the pen. The variables
// of the tests are left out.
func Strays(environ []string) []string {
	var variables, strays []string
	for _, s := range Table() {
		variables = append(variables, s.Variable())
		if s.Secret {
			variables = append(variables, s.Variable()+"_FILE")
		}
	}
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if !strings.HasPrefix(name, Prefix) || strings.HasPrefix(name, Prefix+"TEST_") ||
			name == Prefix+"CONFIG" || slices.Contains(variables, name) {
			continue
		}
		strays = append(strays, unknown(name+" is not a setting", name, variables).Error())
	}
	return strays
}

func unknown(message, name string, candidates []string) error {
	if near := fault.Suggest(name, candidates); near != "" {
		return fmt.Errorf("%s, did you mean %q?", message, near)
	}
	return fmt.Errorf("%s; known are %s", message, strings.Join(candidates, ", "))
}

// text is the value of a setting without blanks around it.
func (l *layers) text(name string) string { return strings.TrimSpace(l.values.String(name)) }

// list is the value of a setting that takes several.
func (l *layers) list(name string) []string {
	items := l.values.Strings(name)
	if text, ok := l.values.Get(name).(string); ok {
		items = strings.Split(text, ",")
	}
	var out []string
	for _, item := range items {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

// fail is an error about a setting that says where its value came from.
func (l *layers) fail(name, format string, args ...any) error {
	origin := l.origin[name]
	if origin == "" {
		origin = "default"
	}
	return fmt.Errorf("%s (from %s): %s", name, origin, fmt.Sprintf(format, args...))
}
