package models

import (
	"crypto/sha256"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"sync"

	"gorm.io/gorm"
)

// A secret is "rstr_", 30 random characters and the 6 of a checksum of those
// before, all of base 62: secret scanners find it, and a mistyped one is refused
// without a look into the database. 30 characters are 178 bits, so that one round
// of SHA-256 is enough.
const (
	secretPrefix = "rstr_"
	randomSize   = 30
	checksumSize = 6
	keyIDSize    = 8
	base62       = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)

// newSecret makes a secret.
func newSecret(random io.Reader) (string, error) {
	secret := append(make([]byte, 0, len(secretPrefix)+randomSize+checksumSize), secretPrefix...)
	buffer := make([]byte, randomSize)
	for len(secret) < len(secretPrefix)+randomSize {
		if _, err := io.ReadFull(random, buffer); err != nil {
			return "", fmt.Errorf("make a key: %w", err)
		}
		for _, b := range buffer {
			// The bytes above the largest multiple of 62 would make some characters likelier.
			if b < 248 && len(secret) < len(secretPrefix)+randomSize {
				secret = append(secret, base62[b%62])
			}
		}
	}
	return string(appendChecksum(secret, secret)), nil
}

func appendChecksum[T []byte | string](dst []byte, of T) []byte {
	sum := crc32.ChecksumIEEE([]byte(of))
	digits := [checksumSize]byte{}
	for i := checksumSize - 1; i >= 0; i-- {
		digits[i] = base62[sum%62]
		sum /= 62
	}
	return append(dst, digits[:]...)
}

// isSecret says whether a text has the form of a secret, checksum included.
func isSecret(text string) bool {
	const size = len(secretPrefix) + randomSize + checksumSize
	if len(text) != size || !strings.HasPrefix(text, secretPrefix) {
		return false
	}
	if !isBase62(text[len(secretPrefix):]) {
		return false
	}
	body := text[:size-checksumSize]
	return string(appendChecksum(nil, body)) == text[size-checksumSize:]
}

// IsKeyID says whether a text has the form of a KeyID.
func IsKeyID(text string) bool { return len(text) == keyIDSize && isBase62(text) }

func isBase62(text string) bool {
	for _, c := range []byte(text) {
		if strings.IndexByte(base62, c) < 0 {
			return false
		}
	}
	return true
}

// publicID is the part of a secret that may be shown.
func publicID(secret string) string { return secret[len(secretPrefix):][:keyIDSize] }

// digest is what is stored of a secret.
type digest [sha256.Size]byte

func digestOf(pepper []byte, secret string) digest {
	h := sha256.New()
	h.Write(pepper)
	h.Write([]byte(secret))
	return digest(h.Sum(nil))
}

// pepper is hashed with every secret, so that a copy of the keys' table alone
// tells nothing. It is read once.
type pepper struct {
	mu    sync.Mutex
	value []byte
}

// digest hashes a secret. The pepper is not locked while it is read: the reader
// may have to wait for a transaction that wants it too.
func (d *Directory) digest(g *gorm.DB, secret string) (digest, error) {
	value := d.pepper.get()
	if len(value) == 0 {
		var err error
		if value, err = readSetting(g, settingPepper); err != nil {
			return digest{}, err
		}
		d.pepper.set(value)
	}
	return digestOf(value, secret), nil
}

func (p *pepper) get() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.value
}

func (p *pepper) set(value []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.value = value
}
