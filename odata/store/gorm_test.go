package store_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"

	"github.com/seed-267014d6/roster/odata/odatatest"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

// ship has a field of every type that models use.
type ship struct {
	ID       uuid.UUID  `gorm:"type:uuid;primaryKey"`
	FlagID   *uuid.UUID `gorm:"type:uuid"`
	Flag     *ship
	Name     string `gorm:"uniqueIndex;check:name <> 'forbidden'"`
	Note     *string
	Built    time.Time
	Sunk     *time.Time
	Afloat   bool
	Armed    *bool
	Crew     int
	Weight   float64
	Seal     []byte
	Painted  bool          `gorm:"default:true"`
	Decks    sql.NullInt64 `gorm:"default:3"`
	Replaces uuid.NullUUID `gorm:"type:uuid"`
}

func id(n byte) uuid.UUID { return uuid.UUID{0x01, 0x92, 6: 0x70, 8: 0x80, 15: n} }

func ptr[T any](v T) *T { return &v }

func fullShip(n byte, name string) ship {
	return ship{
		ID: id(n), Name: name, Note: ptr("a note"), Built: time.Date(1, 2, 3, 4, 5, 6, 789_000, time.UTC),
		Sunk: ptr(time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)), Afloat: true, Armed: ptr(false),
		Crew: -7, Weight: 1.5, Seal: []byte{0, 1, 255}, Painted: true, Decks: sql.NullInt64{Int64: 3, Valid: true},
		Replaces: uuid.NullUUID{UUID: id(99), Valid: true},
	}
}

func emptyShip(n byte) ship {
	return ship{
		ID: id(n), Built: time.Unix(0, 0).UTC(), Seal: []byte{}, Painted: true,
		Decks: sql.NullInt64{Int64: 3, Valid: true},
	}
}

func TestGORM(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		require.NoError(t, db.GORM().AutoMigrate(&ship{}))
		require.NoError(t, db.GORM().AutoMigrate(&ship{}), "again")
		m := db.GORM().Migrator()
		require.True(t, m.HasTable(&ship{}))
		require.True(t, m.HasColumn(&ship{}, "FlagID"))
		require.False(t, m.HasColumn(&ship{}, "sails"))
		require.True(t, m.HasIndex(&ship{}, "idx_ships_name"))
		names, err := m.GetTables()
		require.NoError(t, err)
		require.Equal(t, []string{"ships"}, names)
		require.NotEmpty(t, m.CurrentDatabase())
		_, _ = m.ColumnTypes(&ship{}) // need not work, must not panic
		_, _ = m.GetIndexes(&ship{})
		_, _ = m.TableType(&ship{})

		full, empty := fullShip(1, "Full"), emptyShip(2)
		full.FlagID = ptr(id(2))
		made := []ship{empty, full}
		require.NoError(t, db.GORM().Create(&made).Error)
		require.Equal(t, []ship{empty, full}, made, "defaults of the database come back")

		var all []ship
		require.NoError(t, db.GORM().Order("id desc").Find(&all).Error)
		require.Equal(t, []ship{empty, full}, all)
		var one ship
		require.NoError(t, db.GORM().First(&one, "id = ?", id(1)).Error)
		require.Equal(t, full, one)
		require.ErrorIs(t, db.GORM().First(&ship{}, "id = ?", id(77)).Error, gorm.ErrRecordNotFound)
		var joined ship
		require.NoError(t, db.GORM().Joins("Flag").First(&joined, "ships.id = ?", id(1)).Error)
		require.Equal(t, &empty, joined.Flag)
		var preloaded ship
		require.NoError(t, db.GORM().Preload("Flag").First(&preloaded, "id = ?", id(1)).Error)
		require.Equal(t, &empty, preloaded.Flag)
		require.NoError(t, db.GORM().Order("id").Offset(1).Find(&all).Error)
		require.Len(t, all, 1)
		require.NoError(t, db.GORM().Order("id").Limit(1).Find(&all, "id in ?", []uuid.UUID{id(1), id(2)}).Error)
		require.Equal(t, []ship{full}, all)
		var ids []uuid.UUID
		require.NoError(t, db.GORM().Model(&ship{}).Order("id").Pluck("id", &ids).Error)
		require.Equal(t, []uuid.UUID{id(1), id(2)}, ids)
		var n int64
		old := db.GORM().Model(&ship{}).Where("afloat = ? and built < ?", true, empty.Built)
		require.NoError(t, old.Count(&n).Error)
		require.EqualValues(t, 1, n)

		built := time.Date(2020, 1, 1, 0, 0, 0, 0, time.FixedZone("east", 3600))
		update := db.GORM().Model(&ship{ID: id(1)}).Updates(map[string]any{
			"built": built, "flag_id": nil, "afloat": false, "replaces": id(3), "sunk": (*time.Time)(nil),
		})
		require.NoError(t, update.Error)
		require.EqualValues(t, 1, update.RowsAffected)
		full.Built, full.FlagID, full.Afloat, full.Sunk = built.UTC(), nil, false, nil
		full.Replaces.UUID = id(3)
		one = ship{}
		require.NoError(t, db.GORM().First(&one, "id = ?", id(1)).Error)
		require.Equal(t, full, one)
		one.Crew = 8
		require.NoError(t, db.GORM().Save(&one).Error)
		deleted := db.GORM().Delete(&ship{}, "id = ?", id(1))
		require.NoError(t, deleted.Error)
		require.EqualValues(t, 1, deleted.RowsAffected)
		require.NoError(t, m.DropTable(&ship{}))
		require.False(t, m.HasTable(&ship{}))
	})
}

func TestGORMConstraints(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		require.NoError(t, db.GORM().AutoMigrate(&ship{}))
		require.NoError(t, db.GORM().Create(ptr(fullShip(1, "a"))).Error)
		require.ErrorIs(t, db.GORM().Create(ptr(fullShip(2, "a"))).Error, gorm.ErrDuplicatedKey)
		require.ErrorIs(t, db.GORM().Create(ptr(fullShip(1, "b"))).Error, gorm.ErrDuplicatedKey)
		orphan := fullShip(3, "c")
		orphan.FlagID = ptr(id(77))
		require.ErrorIs(t, db.GORM().Create(&orphan).Error, gorm.ErrForeignKeyViolated)
		require.ErrorIs(t, db.GORM().Create(ptr(fullShip(4, "forbidden"))).Error, gorm.ErrCheckConstraintViolated)
		err := db.Write(t.Context(), "", func(tx *gorm.DB) error { return tx.Create(ptr(fullShip(2, "a"))).Error })
		require.ErrorIs(t, err, gorm.ErrDuplicatedKey, "through Write")

		onName := clause.OnConflict{Columns: []clause.Column{{Name: "name"}}}
		onName.DoNothing = true
		skipped := db.GORM().Clauses(onName).Create(ptr(fullShip(5, "a")))
		require.NoError(t, skipped.Error)
		require.EqualValues(t, 0, skipped.RowsAffected)
		onName.DoNothing, onName.DoUpdates = false, clause.AssignmentColumns([]string{"crew"})
		other := fullShip(5, "a")
		other.Crew = 100
		require.NoError(t, db.GORM().Clauses(onName).Create(&other).Error)
		require.EqualValues(t, 100, readNumber(t, db, "select sum(crew) from ships"))
	})
}

// TestGORMInWrite works on a session of Write: savepoints, locking, reads of
// what it has written.
func TestGORMInWrite(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		require.NoError(t, db.GORM().AutoMigrate(&ship{}))
		require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			require.NoError(t, tx.Create(ptr(fullShip(1, "kept"))).Error)
			for i := range byte(3) {
				err := tx.Transaction(func(inner *gorm.DB) error {
					require.NoError(t, inner.Create(ptr(fullShip(10+i, string('a'+rune(i))))).Error)
					err := inner.Transaction(func(innermost *gorm.DB) error {
						return innermost.Create(ptr(fullShip(20, "kept"))).Error
					})
					require.ErrorIs(t, err, gorm.ErrDuplicatedKey)
					if i == 1 {
						return errOwn
					}
					return nil
				})
				require.Equal(t, i == 1, errors.Is(err, errOwn), err)
			}
			var locked ship
			require.NoError(t, tx.Clauses(clause.Locking{Strength: "UPDATE"}).First(&locked, "name = ?", "kept").Error)
			r, err := store.Within(tx)
			require.NoError(t, err)
			n, err := number(t.Context(), r, "select count(*) from ships")
			require.NoError(t, err)
			require.EqualValues(t, 3, n, "what the session has written and not rolled back")
			require.Error(t, tx.Session(&gorm.Session{NewDB: true}).Commit().Error)
			require.Error(t, tx.Session(&gorm.Session{NewDB: true}).Rollback().Error)
			require.NoError(t, tx.Create(ptr(fullShip(2, "still inside"))).Error)
			require.EqualValues(t, 0, readNumber(t, db, "select count(*) from ships"), "to others")
			return nil
		}))
		require.EqualValues(t, 4, readNumber(t, db, "select count(*) from ships"))
		_, err := store.Within(db.GORM())
		require.Error(t, err)
	})
}

// TestOver works on a GORM DB that somebody else has opened.
func TestOver(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, url string) {
		g, err := gorm.Open(dialectorOf(url), &gorm.Config{Logger: logger.Discard})
		require.NoError(t, err)
		pool, err := g.DB()
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, pool.Close()) })
		require.NoError(t, g.AutoMigrate(&ship{}))
		db, err := store.Over(g)
		require.NoError(t, err)
		insert := func(tx *gorm.DB) error { return tx.Create(ptr(fullShip(1, "a"))).Error }
		require.NoError(t, db.Write(t.Context(), "", insert))
		require.ErrorIs(t, db.Write(t.Context(), "", insert), gorm.ErrDuplicatedKey)
		require.EqualValues(t, 1, readNumber(t, db, "select count(*) from ships"))
		require.False(t, g.Config.TranslateError, "the caller's own settings stay as they are")
		require.NoError(t, db.Close())
		require.NoError(t, g.Exec("select 1").Error, "and so does their connection")
	})
}

// TestScope: the scope's text is the transaction's setting on PostgreSQL.
func TestScope(t *testing.T) {
	t.Parallel()
	db := odatatest.Postgres(t)
	q := store.Query{SQL: "select current_setting('roster.ws', true), current_setting('TimeZone')", Last: true}
	q.Columns = []value.Column{{Kind: value.String}, {Kind: value.String}}
	requireScope := func(r store.Reader, want string) {
		require.NoError(t, r.Query(t.Context(), q, func(row []value.Cell) error {
			require.Equal(t, want, string(row[0].Bytes))
			require.Equal(t, "UTC", string(row[1].Bytes))
			return nil
		}))
	}
	for _, scope := range []string{"a", "", "b'; select 1"} {
		require.NoError(t, db.Read(t.Context(), scope, func(r store.Reader) error {
			requireScope(r, scope)
			return nil
		}))
		require.NoError(t, db.Write(t.Context(), scope, func(tx *gorm.DB) error {
			r, err := store.Within(tx)
			require.NoError(t, err)
			requireScope(r, scope)
			return nil
		}))
	}
	var left string
	require.NoError(t, db.GORM().Raw("select coalesce(current_setting('roster.ws', true), '')").Scan(&left).Error)
	require.Empty(t, left, "the setting ends with its transaction")
}

// TestTimeZoneOfWrites: connections that somebody else has made may have any.
func TestTimeZoneOfWrites(t *testing.T) {
	t.Parallel()
	g, err := gorm.Open(dialectorOf(odatatest.PostgresURL(t)), &gorm.Config{Logger: logger.Discard})
	require.NoError(t, err)
	pool, err := g.DB()
	require.NoError(t, err)
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, pool.Close()) })
	db, err := store.Over(g)
	require.NoError(t, err)
	zone := func(tx *gorm.DB) (name string) {
		require.NoError(t, tx.Raw("select current_setting('TimeZone')").Scan(&name).Error)
		return name
	}
	before := zone(g)
	require.NotEqual(t, "UTC", before)
	for range 2 {
		require.NoError(t, db.Write(t.Context(), "", func(tx *gorm.DB) error {
			require.Equal(t, "UTC", zone(tx))
			return nil
		}))
		require.Equal(t, before, zone(g))
	}
	require.NoError(t, db.Close())
}

// TestContextOfSession: a client's context given to the session does not reach
// its statements.
func TestContextOfSession(t *testing.T) {
	t.Parallel()
	odatatest.Databases(t, func(t *testing.T, db *store.DB) {
		execute(t, db, "create table c (n integer)")
		ctx, cancel := context.WithCancel(t.Context())
		require.NoError(t, db.Write(ctx, "", func(tx *gorm.DB) error {
			cancel()
			return tx.WithContext(ctx).Exec("insert into c values (1)").Error
		}))
		require.EqualValues(t, 1, readNumber(t, db, "select count(*) from c"))
		err := db.Write(ctx, "", func(*gorm.DB) error { return nil })
		require.ErrorIs(t, err, context.Canceled, "but it does not begin for one that is gone")
	})
}
