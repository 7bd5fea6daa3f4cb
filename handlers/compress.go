package handlers

import (
	"io"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// newZipper makes a compressor for the pool. Level 1 runs at 200 MB/s; more
// would be slower than the database.
func newZipper() any {
	z, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a constant
	}
	return z
}

// startZip begins a compressed body.
func (a *answer) startZip() {
	z, ok := a.handler.zippers.Get().(*gzip.Writer)
	if !ok {
		return
	}
	z.Reset(sender{a})
	a.zipper = z
}

// sender is where a compressor writes to.
type sender struct{ a *answer }

func (s sender) Write(p []byte) (int, error) { return s.a.send(p) }

// acceptsGzip reads Accept-Encoding (RFC 9110, 12.5.3): gzip by name or by *,
// unless its weight is 0 or below that of identity. Without the header nothing
// is compressed: clients that send none seldom decompress.
func acceptsGzip(lines []string) bool {
	zip, other, plain := -1.0, -1.0, -1.0
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			coding, parameters, _ := strings.Cut(item, ";")
			q := weight(parameters)
			switch strings.ToLower(strings.TrimSpace(coding)) {
			case "gzip", "x-gzip":
				zip = max(zip, q)
			case "*":
				other = q
			case "identity":
				plain = q
			}
		}
	}
	if zip < 0 {
		zip = other
	}
	return zip > 0 && zip >= plain
}

// weight reads the q parameter; what is not a weight counts as not wanted.
func weight(parameters string) float64 {
	for p := range strings.SplitSeq(parameters, ";") {
		name, given, ok := strings.Cut(p, "=")
		if !ok || !strings.EqualFold(strings.TrimSpace(name), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(given), 64)
		if err != nil || !(q >= 0 && q <= 1) {
			return 0
		}
		return q
	}
	return 1
}
