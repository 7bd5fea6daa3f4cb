package odatatest

import "strings"

// ShopTables gives the statements that make the shop's tables. They have no
// foreign keys: some rows refer to nothing on purpose.
func ShopTables(dialect string) []string { return shopStatements(dialect, shopTables) }

// shopStatements splits the text and enters the dialect's types.
func shopStatements(dialect, text string) []string {
	var types []string
	for _, t := range shopColumnTypes() {
		if dialect == postgres {
			types = append(types, t.name, t.postgres)
		} else {
			types = append(types, t.name, t.sqlite)
		}
	}
	text = strings.NewReplacer(types...).Replace(text)
	var statements []string
	for statement := range strings.SplitSeq(text, ";") {
		if statement = strings.TrimSpace(statement); statement != "" {
			statements = append(statements, statement)
		}
	}
	return statements
}

type columnType struct{ name, sqlite, postgres string }

func shopColumnTypes() []columnType {
	return []columnType{
		{"{bool}", "INTEGER", "boolean"},
		{"{int16}", "INTEGER", "smallint"},
		{"{int32}", "INTEGER", "integer"},
		{"{int64}", "INTEGER", "bigint"},
		{"{single}", "REAL", "real"},
		{"{double}", "REAL", "double precision"},
		{"{decimal(6,2)}", "INTEGER", "numeric(6,2)"},
		{"{decimal(12,2)}", "INTEGER", "numeric(12,2)"},
		{"{decimal(12,3)}", "INTEGER", "numeric(12,3)"},
		{"{decimal(18,0)}", "INTEGER", "numeric(18,0)"},
		{"{decimal(18,2)}", "INTEGER", "numeric(18,2)"},
		{"{decimal(18,4)}", "INTEGER", "numeric(18,4)"},
		{"{decimal(18,18)}", "INTEGER", "numeric(18,18)"},
		{"{string}", "TEXT", `text COLLATE "C"`},
		{"{guid}", "BLOB", "uuid"},
		{"{binary}", "BLOB", "bytea"},
		{"{date}", "INTEGER", "date"},
		{"{time}", "INTEGER", "time(6)"},
		{"{duration}", "INTEGER", "bigint"},
		{"{instant}", "INTEGER", "timestamptz(6)"},
	}
}

const shopTables = `
CREATE TABLE customers (
	tenant_id {int64} NOT NULL, customer_id {string} NOT NULL, name {string}, name_fold {string},
	email {string}, email_fold {string}, note {string}, grade {int32}, channels {int32}, active {bool},
	birthday {date}, wake_up {time}, credit {decimal(18,4)}, rating {double}, score {single}, photo {binary},
	created_at {instant} NOT NULL, tag_list {string} NOT NULL, nickname_list {string} NOT NULL,
	PRIMARY KEY (tenant_id, customer_id)
);
CREATE UNIQUE INDEX customers_email ON customers (tenant_id, email_fold);
CREATE TABLE customer_activities (
	tenant_id {int64} NOT NULL, customer_id {string} NOT NULL, seen_at {instant} NOT NULL,
	PRIMARY KEY (tenant_id, customer_id)
);
CREATE TABLE customer_labels (
	tenant_id {int64} NOT NULL, customer_id {string} NOT NULL, kind {string} NOT NULL, ord {int32} NOT NULL,
	value {string} NOT NULL, fold {string} NOT NULL,
	PRIMARY KEY (tenant_id, customer_id, kind, ord)
);
CREATE INDEX customer_labels_fold ON customer_labels (tenant_id, kind, fold, value);
CREATE TABLE cards (
	tenant_id {int64} NOT NULL, card_id {int64} NOT NULL, holder_id {string}, points {int16},
	PRIMARY KEY (tenant_id, card_id)
);
CREATE UNIQUE INDEX cards_holder ON cards (tenant_id, holder_id);
CREATE TABLE orders (
	tenant_id {int64} NOT NULL, order_id {int64} NOT NULL, customer_id {string}, status {int32} NOT NULL,
	placed_at {instant} NOT NULL, paid_at {instant}, shipped_on {date}, total {decimal(12,2)} NOT NULL,
	handling {duration}, remark {string},
	PRIMARY KEY (tenant_id, order_id)
);
CREATE INDEX orders_customer ON orders (tenant_id, customer_id);
CREATE TABLE order_lines (
	tenant_id {int64} NOT NULL, order_id {int64} NOT NULL, line_no {int16} NOT NULL, product_id {guid},
	quantity {int32} NOT NULL, unit_price {decimal(18,4)}, discount {double}, comment {string},
	PRIMARY KEY (tenant_id, order_id, line_no)
);
CREATE INDEX order_lines_product ON order_lines (tenant_id, product_id);
CREATE TABLE products (
	tenant_id {int64} NOT NULL, product_id {guid} NOT NULL, name {string} NOT NULL, name_fold {string} NOT NULL,
	color {string}, description {string}, price {decimal(18,2)}, tiny_price {decimal(18,18)}, weight {double},
	ratio {single}, sold {int64}, stock {int32}, reorder {int16}, shelf {int16}, min_age {int16}, available {bool},
	barcode {binary}, introduced {date}, sold_from {time}, lead_time {duration}, changed_at {instant},
	successor_id {guid}, keyword_list {string} NOT NULL,
	PRIMARY KEY (tenant_id, product_id)
);
CREATE UNIQUE INDEX products_name ON products (tenant_id, name_fold);
CREATE TABLE product_keywords (
	tenant_id {int64} NOT NULL, product_id {guid} NOT NULL, ord {int32} NOT NULL,
	value {string} NOT NULL, fold {string} NOT NULL,
	PRIMARY KEY (tenant_id, product_id, ord)
);
CREATE TABLE categories (
	tenant_id {int64} NOT NULL, category_id {int32} NOT NULL, name {string}, rank {int16}, parent_id {int32},
	PRIMARY KEY (tenant_id, category_id)
);
CREATE INDEX categories_parent ON categories (tenant_id, parent_id);
CREATE TABLE product_categories (
	tenant_id {int64} NOT NULL, product_id {guid} NOT NULL, category_id {int32} NOT NULL,
	PRIMARY KEY (tenant_id, product_id, category_id)
);
CREATE INDEX product_categories_category ON product_categories (tenant_id, category_id);
`
