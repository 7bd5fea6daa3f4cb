package odata

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/value"
)

// tokenLife is how long a skip token can be redeemed.
const tokenLife = 24 * time.Hour

// token is what a skip token holds: how the next page begins. It is sealed, since
// it holds values of the last row, and bound to the query and the tenant.
type token struct {
	pageSize int
	left     int64 // rows that $top still allows; -1 without $top
	count    int64 // the count given on the first page; -1 for none
	after    []value.Value
}

func newTokenCipher(secret []byte) (cipher.AEAD, error) {
	if len(secret) < secretSize {
		return nil, fmt.Errorf("the token secret must have at least %d bytes", secretSize)
	}
	key, err := hkdf.Key(sha256.New, secret, nil, "skip token 1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// seal writes a token for the query that binding describes.
func (s *Service) seal(t token, binding []byte) (string, error) {
	plain := binary.AppendVarint(nil, s.now().Add(tokenLife).Unix())
	plain = binary.AppendVarint(plain, int64(t.pageSize))
	plain = binary.AppendVarint(plain, t.left)
	plain = binary.AppendVarint(plain, t.count)
	for i := range t.after {
		plain = appendTokenValue(plain, &t.after[i])
	}
	sealed := make([]byte, s.tokens.NonceSize(), s.tokens.NonceSize()+len(plain)+s.tokens.Overhead())
	if _, err := io.ReadFull(s.random, sealed); err != nil {
		return "", err
	}
	sealed = s.tokens.Seal(sealed, sealed, plain, binding)
	return base64.RawURLEncoding.EncodeToString(sealed), nil
}

// open reads a token back. One that is not ours, or was made for another query
// or tenant, is 400; a genuine one past its time is 410.
func (s *Service) open(text string, binding []byte, columns []value.Column) (token, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(sealed) < s.tokens.NonceSize() {
		return token{}, badToken()
	}
	nonce, rest := sealed[:s.tokens.NonceSize()], sealed[s.tokens.NonceSize():]
	plain, err := s.tokens.Open(nil, nonce, rest, binding)
	if err != nil {
		return token{}, badToken()
	}
	r := &tokenReader{rest: plain}
	expires := r.varint()
	t := token{pageSize: int(r.varint()), left: r.varint(), count: r.varint()}
	for _, c := range columns {
		t.after = append(t.after, r.value(c))
	}
	if r.bad || len(r.rest) > 0 {
		return token{}, badToken()
	}
	if s.now().Unix() > expires {
		return token{}, fault.New(fault.TokenExpired, "the next link has expired: it is valid for 24 hours").
			Advise("read the first page again")
	}
	return t, nil
}

func badToken() error {
	return fault.New(fault.BadToken, "the $skiptoken does not belong to this query").
		Advise("follow next links as they are given")
}

func appendTokenValue(dst []byte, v *value.Value) []byte {
	switch v.Kind {
	case value.Null:
		return append(dst, 0)
	case value.Single, value.Double:
		dst = append(dst, 1)
		return binary.BigEndian.AppendUint64(dst, math.Float64bits(v.Float))
	case value.String, value.Decimal:
		dst = append(dst, 1)
		dst = binary.AppendUvarint(dst, uint64(len(v.Text)))
		return append(dst, v.Text...)
	case value.Guid, value.Binary:
		dst = append(dst, 1)
		dst = binary.AppendUvarint(dst, uint64(len(v.Bytes)))
		return append(dst, v.Bytes...)
	default:
		dst = append(dst, 1)
		return binary.AppendVarint(dst, v.Int)
	}
}

// tokenReader reads what seal wrote; it notes a fault instead of failing at each step.
type tokenReader struct {
	rest []byte
	bad  bool
}

func (r *tokenReader) varint() int64 {
	v, n := binary.Varint(r.rest)
	r.skip(n)
	return v
}

func (r *tokenReader) skip(n int) {
	if n <= 0 || n > len(r.rest) {
		r.bad, r.rest = true, nil
		return
	}
	r.rest = r.rest[n:]
}

func (r *tokenReader) bytes() []byte {
	size, n := binary.Uvarint(r.rest)
	r.skip(n)
	if r.bad || size > uint64(len(r.rest)) {
		r.bad = true
		return nil
	}
	b := r.rest[:size]
	r.rest = r.rest[size:]
	return b
}

func (r *tokenReader) value(c value.Column) value.Value {
	if len(r.rest) == 0 {
		r.bad = true
		return value.Value{}
	}
	present := r.rest[0] != 0
	r.rest = r.rest[1:]
	if !present {
		return value.Value{Kind: value.Null}
	}
	switch k := c.Kind; k {
	case value.Single, value.Double:
		if len(r.rest) < 8 {
			r.bad = true
			return value.Value{}
		}
		bits := binary.BigEndian.Uint64(r.rest)
		r.rest = r.rest[8:]
		return value.Value{Kind: k, Float: math.Float64frombits(bits)}
	case value.String, value.Decimal:
		return value.Value{Kind: k, Text: string(r.bytes()), Free: c.Free()}
	case value.Guid, value.Binary:
		return value.Value{Kind: k, Bytes: r.bytes()}
	default:
		return value.Value{Kind: k, Int: r.varint()}
	}
}
