package intake

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/seed-267014d6/roster/odata/payload"
)

// line is one line of the input.
type line struct {
	number int
	body   *payload.Body
	err    error // of reading it; it has no body then
}

// lines splits the input. It holds one line at a time.
type lines struct {
	r      *bufio.Reader
	number int
	read   int64 // bytes
}

var errTooLong = fmt.Errorf("is longer than %d bytes", payload.DefaultBodyBytes)

func newLines(r io.Reader) *lines {
	return &lines{r: bufio.NewReaderSize(r, payload.DefaultBodyBytes+2)}
}

// next gives the next line that is not blank, valid until it is called again.
// The end is io.EOF; errTooLong is about one line only.
func (l *lines) next() ([]byte, error) {
	for {
		text, err := l.r.ReadSlice('\n')
		l.read += int64(len(text))
		if len(text) > 0 {
			l.number++
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return nil, l.skip()
		case err != nil && (!errors.Is(err, io.EOF) || len(text) == 0):
			return nil, err
		}
		if text = bytes.TrimRight(text, "\r\n"); len(bytes.TrimSpace(text)) > 0 {
			return text, nil
		}
	}
}

// skip passes over the rest of a line that is too long.
func (l *lines) skip() error {
	for {
		text, err := l.r.ReadSlice('\n')
		l.read += int64(len(text))
		switch {
		case err == nil || errors.Is(err, io.EOF):
			return errTooLong
		case !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}
