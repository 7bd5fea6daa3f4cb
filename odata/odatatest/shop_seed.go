package odatatest

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/store"
	"github.com/seed-267014d6/roster/odata/value"
)

const postgres = "postgres"

// SeedShop makes the shop's tables and fills them, one tenant after the other.
// All tenants have rows of the same keys; from the second on, the names end in
// the tenant's number and there is a customer "only-N" more, so that a row of
// another tenant shows. The rows are the same at every call.
func SeedShop(ctx context.Context, db *store.DB, tenants ...int64) error {
	return seedShop(ctx, db, ShopModel(), ShopTables(db.Dialect()), tenants, (*shopSeed).all)
}

func seedShop(
	ctx context.Context, db *store.DB, model *metadata.Model, tables []string, tenants []int64,
	fill func(s *shopSeed) error,
) error {
	return db.Write(ctx, "", func(tx *gorm.DB) error {
		for _, statement := range tables {
			if err := tx.Exec(statement).Error; err != nil {
				return fmt.Errorf("make the shop's tables: %w", err)
			}
		}
		for i, tenant := range tenants {
			s := shopSeed{tx: tx, dialect: db.Dialect(), model: model, tenant: tenant}
			if i > 0 {
				s.suffix = " " + strconv.FormatInt(tenant, 10)
			}
			if err := fill(&s); err != nil {
				return fmt.Errorf("fill the shop of tenant %d: %w", tenant, err)
			}
		}
		return analyse(tx, db.Dialect())
	})
}

// analyse tells PostgreSQL how large the tables are: it takes them for empty, and
// multiplies them, until its own housekeeping comes by.
func analyse(tx *gorm.DB, dialect string) error {
	if dialect != postgres {
		return nil
	}
	if err := tx.Exec("ANALYZE").Error; err != nil {
		return fmt.Errorf("analyse the shop's tables: %w", err)
	}
	return nil
}

// shopSeed fills the shop of one tenant.
type shopSeed struct {
	tx      *gorm.DB
	dialect string
	model   *metadata.Model
	tenant  int64
	suffix  string
}

func (s *shopSeed) all() error {
	orders, lines := shopOrders()
	customers := shopCustomers()
	if s.suffix != "" {
		only := "only-" + strconv.FormatInt(s.tenant, 10)
		customers = append(customers, shopRow{"customerId": only, "name": only, "createdAt": "2024-01-01T00:00:00Z"})
	}
	for _, filled := range []struct {
		set  string
		rows []shopRow
	}{
		{"Customers", customers},
		{"Cards", shopCards()},
		{"Orders", orders},
		{"OrderLines", lines},
		{"Products", shopProducts()},
		{"Categories", shopCategories()},
	} {
		t := s.model.Set(filled.set).Type
		for _, row := range filled.rows {
			if err := s.store(t, row); err != nil {
				return err
			}
		}
	}
	return s.link(s.model.Set("Products").Type.Navigation("categories"), shopLinks())
}

// link inserts the rows of a link table between two types of one key each.
func (s *shopSeed) link(n *metadata.Navigation, pairs [][2]string) error {
	for _, pair := range pairs {
		r := s.newRecord(n.Through.Table)
		r.set(n.Join[0].To, s.argument(n.From.Key[0], pair[0]))
		r.set(n.Through.Join[0].From, s.argument(n.Target.Key[0], pair[1]))
		if err := r.insert(s.tx); err != nil {
			return err
		}
	}
	return nil
}

// store inserts an entity with its folds, labels and side rows.
func (s *shopSeed) store(t *metadata.EntityType, row shopRow) error {
	if name, ok := row["name"]; ok {
		row["name"] = name + s.suffix
	}
	main := s.newRecord(t.Table)
	var others []*record
	for _, p := range t.Properties {
		text, given := row[p.Name]
		switch {
		case p.Complex != nil:
			s.storeComplex(main, p, row)
		case p.Collection != nil:
			main.set(p.Column, text)
			others = append(others, s.labels(t, p, row)...)
		case given && p.Side != nil:
			r := s.newRecord(p.Side.Table)
			s.setKey(r, t, p.Side.Join, row)
			r.set(p.Column, s.argument(p, text))
			others = append(others, r)
		case given:
			main.set(p.Column, s.argument(p, text))
			if p.Fold != "" {
				main.set(p.Fold, value.ToLower(text))
			}
		}
	}
	for _, k := range t.AlternateKeys {
		if text, given := row[k.Property.Name]; given {
			stored, _ := k.Normalise(text)
			main.set(k.Column, stored)
		}
	}
	s.raw(main, t, row)
	for _, r := range append([]*record{main}, others...) {
		if err := r.insert(s.tx); err != nil {
			return err
		}
	}
	return nil
}

// labels makes the rows of a collection's items.
func (s *shopSeed) labels(t *metadata.EntityType, p *metadata.Property, row shopRow) []*record {
	if row[p.Name] == "" {
		return nil
	}
	c := p.Collection
	var records []*record
	for i, item := range strings.Split(row[p.Name], c.Separator) {
		r := s.newRecord(c.Table)
		s.setKey(r, t, c.Join, row)
		if c.KindColumn != "" {
			r.set(c.KindColumn, c.Kind)
		}
		r.set(c.Order, int64(i))
		r.set(c.Value, item)
		r.set(c.Fold, value.ToLower(item))
		records = append(records, r)
	}
	return records
}

func (s *shopSeed) setKey(r *record, t *metadata.EntityType, join []metadata.JoinColumn, row shopRow) {
	for i, j := range join {
		r.set(j.To, s.argument(t.Key[i], row[t.Key[i].Name]))
	}
}

// argument turns a literal into what the database's driver takes for its
// storage class. It parses by means of its own, not by those under test.
func (s *shopSeed) argument(p *metadata.Property, text string) any {
	pg := s.dialect == postgres
	switch p.Kind {
	case value.Boolean:
		return text == "true"
	case value.Byte, value.SByte, value.Int16, value.Int32, value.Int64, value.Enum, value.Duration:
		return must(strconv.ParseInt(text, 10, 64))
	case value.Double:
		return must(strconv.ParseFloat(text, 64))
	case value.Single:
		return must(strconv.ParseFloat(text, 32))
	case value.DateTimeOffset:
		return must(time.Parse(time.RFC3339Nano, text))
	case value.Binary:
		return must(hex.DecodeString(text))
	case value.Guid:
		if !pg {
			return must(hex.DecodeString(strings.ReplaceAll(text, "-", "")))
		}
	case value.Decimal:
		if !pg {
			return unscaled(text, p.Scale)
		}
	case value.Date:
		if !pg {
			return must(time.Parse(time.DateOnly, text)).Unix() / (24 * 60 * 60)
		}
	case value.TimeOfDay:
		if !pg {
			midnight := must(time.Parse(time.TimeOnly, "00:00:00"))
			return must(time.Parse(time.TimeOnly, text)).Sub(midnight).Microseconds()
		}
	case value.String, value.Null:
	}
	return text
}

// unscaled writes the digits of a decimal with its scale as a whole number.
func unscaled(text string, scale int) int64 {
	whole, fraction, _ := strings.Cut(text, ".")
	return must(strconv.ParseInt(whole+fraction+strings.Repeat("0", scale-len(fraction)), 10, 64))
}

// must is for the literals of this package.
func must[T any](v T, err error) T {
	if err != nil {
		panic(fmt.Sprintf("odatatest: %v", err))
	}
	return v
}

// record is a row to be inserted.
type record struct {
	table   string
	columns []string
	args    []any
}

func (s *shopSeed) newRecord(table string) *record {
	r := &record{table: table}
	r.set("tenant_id", s.tenant)
	return r
}

// set sets a column; the last value counts.
func (r *record) set(column string, arg any) {
	for i, c := range r.columns {
		if c == column {
			r.args[i] = arg
			return
		}
	}
	r.columns, r.args = append(r.columns, column), append(r.args, arg)
}

func (r *record) insert(tx *gorm.DB) error {
	text := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", r.table, strings.Join(r.columns, ", "),
		strings.TrimSuffix(strings.Repeat("?, ", len(r.columns)), ", "))
	if err := tx.Exec(text, r.args...).Error; err != nil {
		return fmt.Errorf("insert into %s: %w", r.table, err)
	}
	return nil
}
