package odatatest

import "strings"

// ShopTablesWide gives the statements that make all tables of ShopModelWide,
// those of ShopTables among them.
func ShopTablesWide(dialect string) []string {
	text := strings.NewReplacer(
		"{seat}", addressColumns("seat_", "NOT NULL"), "{billing}", addressColumns("billing_", ""),
		"{to}", addressColumns("to_", "NOT NULL"), "{stored}", addressColumns("stored_", ""),
		"{agent}", contactColumns("agent_", "NOT NULL"), "{parcel}", extentColumns("parcel_"),
		"{pallet}", extentColumns("pallet_"), "{from}", extentColumns("from_"), "{extent}", extentColumns("extent_"),
	).Replace(wideTables)
	return shopStatements(dialect, shopTables+text)
}

// addressColumns are those of a property of type Address; null says what must
// not be null in one that is not nullable.
func addressColumns(prefix, null string) string {
	return prefix + "street {string} " + null + ", " + prefix + "city {string}, " + prefix + "zip {string}, " +
		prefix + "floor {int16}, " + contactColumns(prefix+"contact_", "")
}

func contactColumns(prefix, null string) string {
	return prefix + "phone {string} " + null + ", " + prefix + "name {string}, " + prefix + "channels {int32}, " +
		prefix + "reached_at {instant}"
}

func extentColumns(prefix string) string {
	return prefix + "width {double}, " + prefix + "height {decimal(12,3)}, " + prefix + "unit {string}"
}

const wideTables = `
CREATE TABLE vendors (
	tenant_id {int64} NOT NULL, vendor_id {int32} NOT NULL, name {string}, name_fold {string},
	{seat}, {billing}, {agent}, {parcel}, {pallet}, parent_id {int32},
	PRIMARY KEY (tenant_id, vendor_id)
);
CREATE INDEX vendors_parent ON vendors (tenant_id, parent_id);
CREATE INDEX vendors_city ON vendors (tenant_id, seat_city);
CREATE TABLE vendor_products (
	tenant_id {int64} NOT NULL, vendor_id {int32} NOT NULL, product_id {guid} NOT NULL,
	PRIMARY KEY (tenant_id, vendor_id, product_id)
);
CREATE TABLE shipments (
	tenant_id {int64} NOT NULL, order_id {int64} NOT NULL, number {int16} NOT NULL, {to}, {from}, vendor_id {int32},
	PRIMARY KEY (tenant_id, order_id, number)
);
CREATE TABLE assets (
	tenant_id {int64} NOT NULL, asset_id {int64} NOT NULL, kind {string} NOT NULL, name {string}, name_fold {string},
	vendor_id {int32}, part_of_id {int64}, weight {decimal(12,3)}, size {int64}, {stored}, {extent},
	manual_id {int64}, licence {string}, keyword_list {string}, bitrate {int32}, channels {int32},
	PRIMARY KEY (tenant_id, asset_id)
);
CREATE INDEX assets_kind ON assets (tenant_id, kind, asset_id);
CREATE INDEX assets_part ON assets (tenant_id, part_of_id);
CREATE INDEX assets_vendor ON assets (tenant_id, vendor_id);
CREATE INDEX assets_manual ON assets (tenant_id, manual_id);
CREATE TABLE asset_keywords (
	tenant_id {int64} NOT NULL, asset_id {int64} NOT NULL, ord {int32} NOT NULL,
	value {string} NOT NULL, fold {string} NOT NULL,
	PRIMARY KEY (tenant_id, asset_id, ord)
);
CREATE TABLE asset_activities (
	tenant_id {int64} NOT NULL, asset_id {int64} NOT NULL, watched_at {instant} NOT NULL,
	PRIMARY KEY (tenant_id, asset_id)
);
CREATE TABLE asset_subscribers (
	tenant_id {int64} NOT NULL, asset_id {int64} NOT NULL, customer_id {string} NOT NULL,
	PRIMARY KEY (tenant_id, asset_id, customer_id)
);
CREATE TABLE events (
	tenant_id {int64} NOT NULL, asset_id {int64} NOT NULL, at {instant} NOT NULL, kind {int16} NOT NULL, note {string},
	cost {decimal(12,2)}, took {duration}, vendor_id {int32}, passed {bool}, next_on {date},
	PRIMARY KEY (tenant_id, asset_id, at)
);
CREATE TABLE companies (
	tenant_id {int64} NOT NULL, company_id {int16} NOT NULL, name {string}, {seat}, founded {date},
	supplier_id {int32}, flagship_id {int64},
	PRIMARY KEY (tenant_id, company_id)
);
CREATE TABLE samples (
	tenant_id {int64} NOT NULL, sample_id {int32} NOT NULL,
	v_boolean {bool} NOT NULL, n_boolean {bool}, v_string {string} NOT NULL, n_string {string},
	v_guid {guid} NOT NULL, n_guid {guid}, v_byte {int16} NOT NULL, n_byte {int16},
	v_sbyte {int16} NOT NULL, n_sbyte {int16}, v_int16 {int16} NOT NULL, n_int16 {int16},
	v_int32 {int32} NOT NULL, n_int32 {int32}, v_int64 {int64} NOT NULL, n_int64 {int64},
	v_single {single} NOT NULL, n_single {single}, v_double {double} NOT NULL, n_double {double},
	v_decimal {decimal(18,4)} NOT NULL, n_decimal {decimal(18,0)}, v_date {date} NOT NULL, n_date {date},
	v_time {time} NOT NULL, n_time {time}, v_instant {instant} NOT NULL, n_instant {instant},
	v_duration {duration} NOT NULL, n_duration {duration}, v_binary {binary} NOT NULL, n_binary {binary},
	v_grade {int32} NOT NULL, n_grade {int32}, v_channels {int32} NOT NULL, n_channels {int32},
	string_list {string} NOT NULL, standard_id {int32},
	PRIMARY KEY (tenant_id, sample_id)
);
CREATE TABLE sample_strings (
	tenant_id {int64} NOT NULL, sample_id {int32} NOT NULL, ord {int32} NOT NULL,
	value {string} NOT NULL, fold {string} NOT NULL,
	PRIMARY KEY (tenant_id, sample_id, ord)
);
CREATE TABLE slots (
	tenant_id {int64} NOT NULL, day {date} NOT NULL, at {time} NOT NULL, since {instant} NOT NULL,
	lasts {duration} NOT NULL, fee {decimal(6,2)} NOT NULL, free {bool} NOT NULL, status {int32} NOT NULL,
	note {string}, sample_id {int32},
	PRIMARY KEY (tenant_id, day, at, since, lasts, fee, free, status)
);
CREATE INDEX slots_sample ON slots (tenant_id, sample_id);
`
