package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"

	"github.com/seed-267014d6/roster/odata/value"
)

const (
	// cancelWithin is how long a cancelled statement has to end before its
	// connection is given up.
	cancelWithin   = 2 * time.Second
	connectTimeout = 5 * time.Second
)

// postgresEngine works on the connections of a *sql.DB over pgx.
type postgresEngine struct {
	pool        *sql.DB
	closePool   func()
	renewPool   func()
	wait        time.Duration
	readTimeout time.Duration
}

func newPostgresEngine(pool *sql.DB, o Options) *postgresEngine {
	nothing := func() {}
	return &postgresEngine{
		pool: pool, closePool: nothing, renewPool: nothing, wait: o.PoolWait, readTimeout: o.ReadTimeout,
	}
}

func openServer(ctx context.Context, url string, o Options) (*DB, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	return openPool(ctx, config, o)
}

func openPool(ctx context.Context, config *pgxpool.Config, o Options) (*DB, error) {
	if err := checkMode(config.ConnConfig); err != nil {
		return nil, err
	}
	if o.Readers > 0 {
		config.MaxConns = int32(o.Readers)
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	// A statement is cancelled on the server, so that the connection lives on.
	config.ConnConfig.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: cancelWithin}
	}
	config.AfterConnect = func(_ context.Context, conn *pgx.Conn) error {
		// GORM gets times in UTC, as from SQLite.
		conn.TypeMap().RegisterType(&pgtype.Type{
			Name: "timestamptz", OID: pgtype.TimestamptzOID,
			Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
		})
		return nil
	}
	conns, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	pool := stdlib.OpenDBFromPool(conns)
	e := newPostgresEngine(pool, o)
	e.closePool, e.renewPool = conns.Close, conns.Reset
	return newDB(postgres.New(postgres.Config{Conn: pool}), pool, e, o)
}

// checkMode refuses the modes in which pgx guesses the types of arguments or
// writes them into the text.
func checkMode(config *pgx.ConnConfig) error {
	switch config.DefaultQueryExecMode {
	case pgx.QueryExecModeCacheStatement, pgx.QueryExecModeCacheDescribe, pgx.QueryExecModeDescribeExec:
		return nil
	case pgx.QueryExecModeExec, pgx.QueryExecModeSimpleProtocol:
	}
	return errors.New("default_query_exec_mode has to be cache_statement, cache_describe or describe_exec")
}

func (e *postgresEngine) dialect() string { return dialectPostgres }

// close waits for the transactions that are under way.
func (e *postgresEngine) close() error {
	e.closePool()
	return nil
}

// renew drops connections that are at work when they are given back.
func (e *postgresEngine) renew() { e.renewPool() }

// renewIfLost does so where a connection has turned out to be dead.
func (e *postgresEngine) renewIfLost(err error) {
	if err != nil && e.trouble(err) == lost {
		e.renew()
	}
}

func (e *postgresEngine) read(
	ctx context.Context, scope string, deadline time.Time, fn func(Reader) error,
) error {
	again, err := e.attempt(ctx, scope, deadline, fn)
	if again { // but not for ever: the statement itself may have ended the server
		_, err = e.attempt(ctx, scope, deadline, fn)
	}
	return err
}

// attempt says whether the connection was lost before fn has got anything.
func (e *postgresEngine) attempt(
	ctx context.Context, scope string, deadline time.Time, fn func(Reader) error,
) (again bool, err error) {
	wait, cancel := context.WithTimeout(ctx, e.wait)
	defer cancel()
	conn, err := connection(wait, e.pool, e, e.wait)
	if err != nil {
		return false, refused(ctx, err)
	}
	defer func() { _ = conn.Close() }() // gives it back; its state has been seen to
	err = conn.Raw(func(dc any) error {
		c, err := pgxOf(dc)
		if err != nil {
			return err
		}
		r := &postgresReader{engine: e, conn: c, scope: scope, deadline: deadline}
		defer r.end(ctx)
		err = fn(r)
		again = err != nil && r.lost && !r.answered
		return err
	})
	return again, err
}

// settings are set for the transaction only. Time zone and statement timeout
// hold for every connection, also where a pooler has given it to us. Where the time
// zone is known to be UTC, setting it and setting it back is a tenth of a transaction.
const (
	settingsInUTC = "select set_config('roster.ws', $1, true), set_config('statement_timeout', $2, true)"
	settings      = settingsInUTC + ", set_config('TimeZone', 'UTC', true)"
)

// settingsOf are those that a connection needs.
func settingsOf(c *pgx.Conn) string {
	if c.PgConn().ParameterStatus("TimeZone") == "UTC" {
		return settingsInUTC
	}
	return settings
}

// set is the statement that sets the workspace and the time limit of a transaction.
func set(settings, scope string, limit time.Duration) Query {
	text := func(s string) value.Value { return value.Value{Kind: value.String, Text: s} }
	return Query{SQL: settings, Args: []value.Value{text(scope), text(milliseconds(limit))}}
}

func milliseconds(d time.Duration) string {
	return strconv.FormatInt(max(1, d.Milliseconds()), 10)
}

func (e *postgresEngine) begin(_ context.Context, dc any, scope string, limit time.Duration) ([]Query, error) {
	c, err := pgxOf(dc)
	if err != nil {
		return nil, err
	}
	return []Query{{SQL: "begin isolation level read committed read write"}, set(settingsOf(c), scope, limit)}, nil
}

// limit has nothing to do: the context of each statement does it.
func (e *postgresEngine) limit(any, <-chan struct{}) (release func()) { return func() {} }

func (e *postgresEngine) inside(dc any) bool {
	c, err := pgxOf(dc)
	return err == nil && !c.IsClosed() && c.PgConn().TxStatus() != 'I'
}

// usable is false in a failed transaction: its COMMIT would roll back and
// report success.
func (e *postgresEngine) usable(dc any) bool {
	c, err := pgxOf(dc)
	return err == nil && !c.IsClosed() && c.PgConn().TxStatus() == 'T'
}

func (e *postgresEngine) commit(ctx context.Context, dc any, before []Query) error {
	return e.finish(ctx, dc, "commit", before...)
}

func (e *postgresEngine) rollback(ctx context.Context, dc any) error {
	return e.finish(ctx, dc, "rollback")
}

// finish ends a transaction, with statements before the end that travel with it.
func (e *postgresEngine) finish(ctx context.Context, dc any, how string, before ...Query) error {
	c, err := pgxOf(dc)
	if err != nil {
		return err
	}
	var tag pgconn.CommandTag
	if len(before) > 0 {
		tag, err = send(ctx, c, append(before, Query{SQL: how}), nil)
	} else {
		tag, err = c.Exec(ctx, how)
	}
	e.renewIfLost(err)
	if err == nil && !strings.EqualFold(tag.String(), how) {
		return fmt.Errorf("%s: the database answered %s", how, tag)
	}
	return err
}

func (e *postgresEngine) trouble(err error) trouble {
	if err == nil {
		return unexpected
	}
	var reported *pgconn.PgError
	if errors.As(err, &reported) {
		return codeTrouble(reported.Code)
	}
	var refusal *pgconn.ConnectError
	var network net.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return overrun
	case errors.As(err, &refusal), errors.As(err, &network), errors.Is(err, io.EOF),
		errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, driver.ErrBadConn),
		errors.Is(err, pgconn.ErrConnClosed), errors.Is(err, sql.ErrConnDone):
		return lost
	}
	return unexpected
}

// codeTrouble knows the error codes of PostgreSQL (its manual, appendix A).
func codeTrouble(code string) trouble {
	switch code {
	case "40001", "40P01", "55P03": // serialization failure, deadlock, lock not available
		return conflict
	case "57014": // query canceled
		return overrun
	case "25P02": // in failed transaction
		return aborted
	case "57P01", "57P02", "57P03", "57P05": // the server or the session is being shut down
		return lost
	}
	switch code[:min(2, len(code))] {
	case "08": // connection
		return lost
	case "53", "58": // resources, system
		return unavailable
	}
	return unexpected
}

func pgxOf(dc any) (*pgx.Conn, error) {
	c, ok := dc.(*stdlib.Conn)
	if !ok {
		return nil, fmt.Errorf("a connection of type %T is not of pgx", dc)
	}
	return c.Conn(), nil
}

// end ends a transaction after the work, whatever has become of ctx: a
// connection that goes back inside of a transaction is thrown away.
func end(ctx context.Context, c *pgx.Conn, how string) {
	if c.IsClosed() || c.PgConn().TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWithin)
	defer cancel()
	_, _ = c.Exec(ctx, how) // where it fails, the pool closes the connection
}
