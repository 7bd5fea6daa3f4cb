package store_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/fault"
	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
)

// crowd runs n writes at once, each of which gets its number, and gives their errors.
func crowd(t *testing.T, db *store.DB, n int, write func(i int, tx *gorm.DB) error) []error {
	t.Helper()
	errs := make([]error, n)
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() {
			errs[i] = db.Write(t.Context(), "", func(tx *gorm.DB) error { return write(i, tx) })
		})
	}
	group.Wait()
	return errs
}

// walCommits counts the commits in a write-ahead log: frames that say how large the
// database is after them.
func walCommits(t *testing.T, file string) int {
	t.Helper()
	wal, err := os.ReadFile(file + "-wal")
	require.NoError(t, err)
	page := int(binary.BigEndian.Uint32(wal[8:]))
	commits := 0
	for frame := wal[32:]; len(frame) >= 24+page; frame = frame[24+page:] {
		if binary.BigEndian.Uint32(frame[4:]) != 0 {
			commits++
		}
	}
	return commits
}

// Writes that wait for each other share commits; each is there when it returns.
func TestWritesShareCommits(t *testing.T) {
	t.Parallel()
	url := odatatest.SQLiteURL(t)
	db := openWith(t, url, store.Options{BusyTimeout: hang, WriteTimeout: hang})
	require.NoError(t, db.GORM().Exec("pragma wal_autocheckpoint = 0").Error)
	execute(t, db, "create table c (n integer primary key)")
	before := walCommits(t, strings.TrimPrefix(url, "sqlite:"))
	const writers, each = 40, 25
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() {
			for i := range each {
				n := w*each + i
				err := db.Write(t.Context(), "", func(tx *gorm.DB) error {
					return tx.Exec("insert into c values (?)", n).Error
				})
				if err != nil {
					t.Error(err)
				}
				found, err := int64(0), error(nil)
				err = db.Read(t.Context(), "", func(r store.Reader) error {
					found, err = number(t.Context(), r, fmt.Sprintf("select count(*) from c where n = %d", n))
					return err
				})
				if err != nil || found != 1 {
					t.Error("a write that is not there", n, err)
				}
			}
		})
	}
	group.Wait()
	commits := walCommits(t, strings.TrimPrefix(url, "sqlite:")) - before
	require.EqualValues(t, writers*each, readNumber(t, db, "select count(*) from c"))
	require.Less(t, commits*4, writers*each*3, "commits")
	t.Logf("%d writes in %d commits", writers*each, commits)
}

// One that fails, panics or leaves takes nobody with it.
func TestGroupsOutliveTheirMembers(t *testing.T) {
	t.Parallel()
	db := openWith(t, odatatest.SQLiteURL(t), store.Options{BusyTimeout: hang, WriteTimeout: hang})
	execute(t, db, "create table c (n integer primary key)", "insert into c values (-1)")
	const writers = 60
	errs := make([]error, writers)
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			defer func() { _ = recover() }()
			errs[i] = errOwn
			errs[i] = db.Write(t.Context(), "", func(tx *gorm.DB) error {
				require.NoError(t, tx.Exec("insert into c values (?)", i).Error)
				switch i % 6 {
				case 1:
					return errOwn
				case 2:
					return tx.Exec("insert into c values (-1)").Error
				case 3:
					panic("by a member")
				case 4:
					runtime.Goexit()
				case 5: // a savepoint of its own
					failed := tx.Transaction(func(tx *gorm.DB) error {
						require.NoError(t, tx.Exec("insert into c values (?)", 1000+i).Error)
						return errOwn
					})
					require.ErrorIs(t, failed, errOwn)
				}
				return nil
			})
		})
	}
	group.Wait()
	for i, err := range errs {
		switch i % 6 {
		case 0, 5:
			require.NoError(t, err)
		case 2:
			require.ErrorIs(t, err, gorm.ErrDuplicatedKey)
		default:
			require.ErrorIs(t, err, errOwn)
		}
	}
	require.EqualValues(t, writers/3, readNumber(t, db, "select count(*) from c where n >= 0"))
	require.EqualValues(t, 0, readNumber(t, db, "select count(*) from c where n % 6 not in (0, 5, -1)"))
}

// A write that runs out of time is interrupted, which ends the transaction: the
// others of its group run again, and it alone fails.
func TestAnInterruptedGroupRunsAgain(t *testing.T) {
	t.Parallel()
	db := openWith(t, odatatest.SQLiteURL(t), store.Options{BusyTimeout: hang, WriteTimeout: 300 * time.Millisecond})
	execute(t, db, "create table c (n integer primary key)")
	const writers = 12
	errs := crowd(t, db, writers, func(i int, tx *gorm.DB) error {
		if err := tx.Exec("insert into c values (?)", i).Error; err != nil {
			return err
		}
		if i%4 == 3 {
			return tx.Exec("insert into c " + endless).Error
		}
		return nil
	})
	for i, err := range errs {
		if i%4 == 3 {
			requireFault(t, err, fault.ServiceUnavailable)
			continue
		}
		require.NoError(t, err)
	}
	require.EqualValues(t, 9, readNumber(t, db, "select count(*) from c"))
}

// A client that hangs up while it waits leaves; one whose work has begun stays.
func TestHangingUpInAGroup(t *testing.T) {
	t.Parallel()
	db := openWith(t, odatatest.SQLiteURL(t), store.Options{BusyTimeout: hang, WriteTimeout: hang})
	execute(t, db, "create table c (n integer primary key)")
	begun, wait := make(chan struct{}), make(chan struct{})
	done := make(chan error, 1)
	ctx, hangUp := context.WithCancel(t.Context())
	go func() {
		done <- db.Write(ctx, "", func(tx *gorm.DB) error {
			close(begun)
			<-wait
			return tx.Exec("insert into c values (1)").Error
		})
	}()
	<-begun
	hangUp()
	require.ErrorIs(t, db.Write(ctx, "", func(*gorm.DB) error { return nil }), context.Canceled)
	close(wait)
	require.NoError(t, <-done)
	require.EqualValues(t, 1, readNumber(t, db, "select count(*) from c"))
	execute(t, db, "insert into c values (2)")
}
