package intake

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/odata/payload"
)

func TestLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", payload.DefaultBodyBytes)
	text := "one\n\n  \r\n two \r\n" + long + "\n" + long + long + long + "x\nlast"
	for name, r := range map[string]io.Reader{
		"at once":     strings.NewReader(text),
		"byte wise":   iotest.OneByteReader(strings.NewReader(text)),
		"end at once": iotest.DataErrReader(strings.NewReader(text)),
	} {
		in := newLines(r)
		var got []string
		var numbers []int
		for {
			line, err := in.next()
			if errors.Is(err, io.EOF) {
				break
			}
			numbers = append(numbers, in.number)
			if errors.Is(err, errTooLong) {
				got = append(got, "too long")
				continue
			}
			require.NoError(t, err)
			got = append(got, string(line))
		}
		require.Equal(t, []string{"one", " two ", long, "too long", "last"}, got, name)
		require.Equal(t, []int{1, 4, 5, 6, 7}, numbers, name)
		require.EqualValues(t, len(text), in.read, name)
	}
}

func TestNoLines(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "\n", "\n\n  \n", "\r\n"} {
		_, err := newLines(strings.NewReader(text)).next()
		require.ErrorIs(t, err, io.EOF)
	}
}
