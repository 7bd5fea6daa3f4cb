package snippet

import (
	"net/url"
	"strings"

	"github.com/seed-267014d6/roster/odata/fault"
)

// keyOption is the query option that may hold a key; no snippet repeats it.
const keyOption = "apikey"

// The characters that stay as they are, beside letters, digits and -._~; and
// those of them that are also written plain where they came percent-encoded. A
// semicolon in a query is not: in $search an encoded one means another thing than a plain
// one, and so may a $ that begins a segment of a path.
const (
	rootKept  = "'()*,:=@!$;+&/[]" // brackets hold an IPv6 address
	pathKept  = "'()*,:=@!$;+&/"
	pathPlain = "'()*,:=@!"

	nameKept  = "'()*,:@!$;/?"
	namePlain = "'()*,:@!$/?"

	valueKept  = nameKept + "="
	valuePlain = namePlain + "="
)

// address is where something is, relative to the service, in canonical spelling:
// as readable as it can be without meaning another thing.
type address struct {
	path    string
	options []option
}

// option is one option of a query.
type option struct {
	name string // decoded, in lower case and without $, to be compared
	text string // decoded value
	raw  string // name=value, in canonical spelling
}

// addressOf makes an address canonical. Blanks and characters that no URL has are
// encoded, also where they come plain. Options that could hold a key are left out.
func addressOf(path, query string) (address, error) {
	a := address{path: canonical(strings.TrimLeft(path, "/"), pathKept, pathPlain)}
	for segment := range strings.SplitSeq(a.path, "/") {
		if segment == "." || segment == ".." {
			// Clients resolve them, also encoded, and would ask for something else.
			return address{}, fault.New(fault.BadPath, "a path has no segment '%s'", segment)
		}
	}
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		name, value, found := strings.Cut(strings.ReplaceAll(pair, "+", "%20"), "=")
		o := option{raw: canonical(name, nameKept, namePlain)}
		o.name = strings.ToLower(strings.TrimPrefix(decoded(o.raw), "$"))
		if found {
			value = canonical(value, valueKept, valuePlain)
			o.raw, o.text = o.raw+"="+value, decoded(value)
		}
		if o.name != keyOption {
			a.options = append(a.options, o)
		}
	}
	return a, nil
}

// decoded resolves the encoding of canonical text, which has no bad one.
func decoded(text string) string {
	plain, err := url.PathUnescape(text)
	if err != nil {
		return text
	}
	return plain
}

// option gives the decoded value of a system query option.
func (a address) option(name string) (text string, given bool) {
	for _, o := range a.options {
		if o.name == name {
			return o.text, true
		}
	}
	return "", false
}

// without is the address without options of the name.
func (a address) without(name string) address {
	kept := make([]option, 0, len(a.options))
	for _, o := range a.options {
		if o.name != name {
			kept = append(kept, o)
		}
	}
	return address{path: a.path, options: kept}
}

// under is the URL below a service root that ends with a slash.
func (a address) under(root string) string {
	var b strings.Builder
	b.WriteString(root)
	b.WriteString(a.path)
	separator := byte('?')
	for _, o := range a.options {
		b.WriteByte(separator)
		b.WriteString(o.raw)
		separator = '&'
	}
	return b.String()
}

// canonical percent-encodes what is not among kept, and decodes what is among
// plain. It changes nothing of its own results.
func canonical(text, kept, plain string) string {
	const hex = "0123456789ABCDEF"
	out := make([]byte, 0, len(text)+16)
	for i := 0; i < len(text); i++ {
		c, stays := text[i], kept
		if c == '%' && i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2]) {
			c, stays = unhex(text[i+1])<<4|unhex(text[i+2]), plain
			i += 2
		}
		if isUnreserved(c) || strings.IndexByte(stays, c) >= 0 {
			out = append(out, c)
			continue
		}
		out = append(out, '%', hex[c>>4], hex[c&15])
	}
	return string(out)
}

// isUnreserved says whether a character means the same encoded or not (RFC 3986, 2.3).
func isUnreserved(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
