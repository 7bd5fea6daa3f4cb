package models_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/models"
)

func TestNewIDAscends(t *testing.T) {
	t.Parallel()
	c := newClock()
	d := models.New(nil, models.Options{Now: c.Now})
	var last uuid.UUID
	for i := range 20_000 {
		switch i % 1000 {
		case 0:
			c.advance(time.Millisecond)
		case 500:
			c.advance(-time.Second) // a clock that is set back
		}
		id, err := d.NewID()
		require.NoError(t, err)
		require.Equal(t, uuid.Version(7), id.Version())
		require.Equal(t, uuid.RFC4122, id.Variant())
		require.Positive(t, bytes.Compare(id[:], last[:]))
		last = id
	}
}

func TestNewIDIsMadeOfClockAndRandom(t *testing.T) {
	t.Parallel()
	c := newClock()
	random := bytes.NewReader(bytes.Repeat([]byte{0xff}, 8))
	d := models.New(nil, models.Options{Now: c.Now, Random: random})
	id, err := d.NewID()
	require.NoError(t, err)
	seconds, nanoseconds := id.Time().UnixTime()
	require.Equal(t, c.Now().Truncate(time.Millisecond), time.Unix(seconds, nanoseconds).UTC())
	require.Equal(t, "774f-bfff-ffffffffffff", id.String()[14:]) // .456789 of a millisecond is 0x74f of 0x1000
	_, err = d.NewID()
	require.Error(t, err) // no random bits, no id

	failed := errors.New("no entropy")
	d = models.New(nil, models.Options{Now: c.Now, Random: iotest.ErrReader(failed)})
	_, err = d.NewID()
	require.ErrorIs(t, err, failed)
}
