package odatatest

import (
	"time"

	"github.com/google/uuid"
)

// Address is a complex type with another one in it.
type Address struct {
	Street  string   `gorm:"size:100;not null"`
	City    *string  `gorm:"size:100"`
	Zip     *string  `gorm:"size:10"`
	Floor   *int16   `gorm:"comment:0 is the ground floor"`
	Contact *Contact `gorm:"embedded;embeddedPrefix:contact_" odata:"complex"`
}

// Contact is a complex type that stands in Address and by itself.
type Contact struct {
	Phone     string `gorm:"size:30;not null"`
	Name      *string
	Channels  *int32 `odata:"enum=Channels"`
	ReachedAt *time.Time
}

// Extent is a complex type of which every member may be null.
type Extent struct {
	Width  *float64
	Height *string `gorm:"type:numeric(12,3)"`
	Unit   *string `gorm:"size:2" odata:"allowed=mm;cm;m"`
}

// Vendor has complex properties.
//
//nolint:lll // a tag is one line
type Vendor struct {
	TenantID int64     `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	VendorID int32     `gorm:"primaryKey;autoIncrement:false"`
	Name     *string   `gorm:"size:100" odata:"fold=name_fold"`
	NameFold *string   `odata:"-"`
	Seat     Address   `gorm:"embedded;embeddedPrefix:seat_;comment:Where the vendor is at home" odata:"complex"`
	Billing  *Address  `gorm:"embedded;embeddedPrefix:billing_" odata:"complex"`
	Agent    Contact   `gorm:"embedded;embeddedPrefix:agent_" odata:"complex"`
	Parcel   *Extent   `gorm:"embedded;embeddedPrefix:parcel_" odata:"complex"`
	Pallet   Extent    `gorm:"embedded;embeddedPrefix:pallet_" odata:"complex"`
	ParentID *int32    `gorm:"column:parent_id"`
	Parent   *Vendor   `gorm:"foreignKey:TenantID,ParentID;references:TenantID,VendorID"`
	Branches []Vendor  `gorm:"foreignKey:TenantID,ParentID;references:TenantID,VendorID"`
	Assets   []Asset   `gorm:"foreignKey:TenantID,VendorID;references:TenantID,VendorID"`
	Deliver  []Product `gorm:"many2many:vendor_products;foreignKey:TenantID,VendorID;joinForeignKey:TenantID,VendorID;references:TenantID,ProductID;joinReferences:TenantID,ProductID" odata:"name=products"`
}

// Shipment is a part of an order that was sent.
type Shipment struct {
	TenantID    int64   `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	OrderID     int64   `gorm:"primaryKey;autoIncrement:false"`
	Number      int16   `gorm:"primaryKey;autoIncrement:false"`
	Destination Address `gorm:"embedded;embeddedPrefix:to_" odata:"complex"`
	Origin      *Extent `gorm:"embedded;embeddedPrefix:from_" odata:"complex,name=box"`
	VendorID    *int32
	Order       *Order  `gorm:"belongsTo;foreignKey:TenantID,OrderID;references:TenantID,OrderID"`
	Vendor      *Vendor `gorm:"belongsTo;foreignKey:TenantID,VendorID;references:TenantID,VendorID"`
}

// Asset is the abstract root of a hierarchy with a text as its discriminator.
type Asset struct {
	TenantID int64   `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	AssetID  int64   `gorm:"primaryKey;autoIncrement:false"`
	Kind     string  `gorm:"not null" odata:"discriminator"`
	Name     *string `gorm:"size:100" odata:"fold=name_fold"`
	NameFold *string `odata:"-"`
	VendorID *int32
	PartOfID *int64
	Vendor   *Vendor `gorm:"belongsTo;foreignKey:TenantID,VendorID;references:TenantID,VendorID"`
	PartOf   *Asset  `gorm:"foreignKey:TenantID,PartOfID;references:TenantID,AssetID"`
	Parts    []Asset `gorm:"foreignKey:TenantID,PartOfID;references:TenantID,AssetID"`
	Events   []Event `gorm:"foreignKey:TenantID,AssetID;references:TenantID,AssetID"`
}

// TableName is that of the whole hierarchy.
func (Asset) TableName() string { return "assets" }

// PhysicalAsset has a complex property and a navigation property to a type
// beside it, and shares a column with that one.
type PhysicalAsset struct {
	Asset
	Weight   *string       `gorm:"type:numeric(12,3)"`
	Size     *int64        `gorm:"comment:In litres"`
	Stored   *Address      `gorm:"embedded;embeddedPrefix:stored_" odata:"complex"`
	Extent   Extent        `gorm:"embedded;embeddedPrefix:extent_" odata:"complex"`
	ManualID *int64        `gorm:"column:manual_id"`
	Manual   *DigitalAsset `gorm:"belongsTo;foreignKey:TenantID,ManualID;references:TenantID,AssetID"`
}

// DigitalAsset has a collection, and a type derived from it.
type DigitalAsset struct {
	Asset
	Size      *int64          `gorm:"comment:In bytes"`
	Licence   string          `gorm:"size:40;not null"`
	Keywords  string          `gorm:"column:keyword_list;not null" odata:"collection=asset_keywords,separator=;"`
	Describes []PhysicalAsset `gorm:"foreignKey:TenantID,ManualID;references:TenantID,AssetID"`
}

// StreamedAsset is two steps below the root.
//
//nolint:lll // a tag is one line
type StreamedAsset struct {
	DigitalAsset
	Bitrate     *int32
	Channels    int32      `gorm:"not null" odata:"enum=Channels"`
	WatchedAt   *time.Time `gorm:"-" odata:"side=asset_activities"`
	Subscribers []Customer `gorm:"many2many:asset_subscribers;foreignKey:TenantID,AssetID;joinForeignKey:TenantID,AssetID;references:TenantID,CustomerID;joinReferences:TenantID,CustomerID"`
}

// Event is the root of a hierarchy with a number as its discriminator, and has
// entities of its own.
type Event struct {
	TenantID int64     `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	AssetID  int64     `gorm:"primaryKey;autoIncrement:false"`
	At       time.Time `gorm:"primaryKey"`
	Kind     int16     `gorm:"not null" odata:"discriminator"`
	Note     *string   `gorm:"size:100"`
	Asset    *Asset    `gorm:"belongsTo;foreignKey:TenantID,AssetID;references:TenantID,AssetID"`
}

// TableName is that of the whole hierarchy.
func (Event) TableName() string { return "events" }

// Repair has a navigation property that no other event has.
type Repair struct {
	Event
	Cost     string `gorm:"type:numeric(12,2);not null"`
	Took     *int64 `odata:"type=Duration"`
	VendorID *int32
	Vendor   *Vendor `gorm:"belongsTo;foreignKey:TenantID,VendorID;references:TenantID,VendorID"`
}

// Inspection is beside Repair.
type Inspection struct {
	Event
	Passed *bool
	NextOn *int64 `gorm:"type:date"`
}

// Company is a singleton.
type Company struct {
	TenantID   int64   `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	CompanyID  int16   `gorm:"primaryKey;autoIncrement:false"`
	Name       *string `gorm:"size:100"`
	Seat       Address `gorm:"embedded;embeddedPrefix:seat_" odata:"complex"`
	Founded    *int64  `gorm:"type:date"`
	SupplierID *int32
	FlagshipID *int64
	Supplier   *Vendor        `gorm:"belongsTo;foreignKey:TenantID,SupplierID;references:TenantID,VendorID"`
	Flagship   *PhysicalAsset `gorm:"belongsTo;foreignKey:TenantID,FlagshipID;references:TenantID,AssetID"`
}

// Sample has a property of every primitive type that is not null, and one that
// may be. The properties are named as functions and literals begin.
type Sample struct {
	TenantID       int64      `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	SampleID       int32      `gorm:"primaryKey;autoIncrement:false"`
	Boolean        bool       `gorm:"column:v_boolean;not null"`
	BooleanOrNull  *bool      `gorm:"column:n_boolean"`
	String         string     `gorm:"column:v_string;not null"`
	StringOrNull   *string    `gorm:"column:n_string"`
	Guid           uuid.UUID  `gorm:"column:v_guid;type:uuid;not null"`
	GuidOrNull     *uuid.UUID `gorm:"column:n_guid;type:uuid"`
	Byte           uint8      `gorm:"column:v_byte;not null"`
	ByteOrNull     *uint8     `gorm:"column:n_byte"`
	SByte          int8       `gorm:"column:v_sbyte;not null"`
	SByteOrNull    *int8      `gorm:"column:n_sbyte"`
	Int16          int16      `gorm:"column:v_int16;not null"`
	Int16OrNull    *int16     `gorm:"column:n_int16"`
	Int32          int32      `gorm:"column:v_int32;not null"`
	Int32OrNull    *int32     `gorm:"column:n_int32"`
	Int64          int64      `gorm:"column:v_int64;not null"`
	Int64OrNull    *int64     `gorm:"column:n_int64"`
	Single         float32    `gorm:"column:v_single;not null"`
	SingleOrNull   *float32   `gorm:"column:n_single"`
	Double         float64    `gorm:"column:v_double;not null"`
	DoubleOrNull   *float64   `gorm:"column:n_double"`
	Decimal        string     `gorm:"column:v_decimal;type:numeric(18,4);not null"`
	DecimalOrNull  *string    `gorm:"column:n_decimal;type:numeric(18,0)"`
	Date           int64      `gorm:"column:v_date;type:date;not null"`
	DateOrNull     *int64     `gorm:"column:n_date;type:date"`
	Time           int64      `gorm:"column:v_time;type:time;not null"`
	TimeOrNull     *int64     `gorm:"column:n_time;type:time"`
	Instant        time.Time  `gorm:"column:v_instant;not null" odata:"name=now,etag"`
	InstantOrNull  *time.Time `gorm:"column:n_instant" odata:"name=nowOrNull"`
	Duration       int64      `gorm:"column:v_duration;not null" odata:"type=Duration"`
	DurationOrNull *int64     `gorm:"column:n_duration" odata:"type=Duration"`
	Binary         []byte     `gorm:"column:v_binary;size:64;not null"`
	BinaryOrNull   []byte     `gorm:"column:n_binary;size:64"`
	Grade          int32      `gorm:"column:v_grade;not null" odata:"enum=Grade"`
	GradeOrNull    *int32     `gorm:"column:n_grade" odata:"enum=Grade"`
	Channels       int32      `gorm:"column:v_channels;not null" odata:"enum=Channels"`
	ChannelsOrNull *int32     `gorm:"column:n_channels" odata:"enum=Channels"`
	Strings        string     `gorm:"column:string_list;not null" odata:"collection=sample_strings"`
	StandardID     *int32     `gorm:"column:standard_id"`
	Standard       *Sample    `gorm:"foreignKey:TenantID,StandardID;references:TenantID,SampleID"`
	StandardOf     []Sample   `gorm:"foreignKey:TenantID,StandardID;references:TenantID,SampleID"`
	Slots          []Slot     `gorm:"foreignKey:TenantID,SampleID;references:TenantID,SampleID"`
}

// Slot has a key of the types that keys rarely have.
type Slot struct {
	TenantID int64     `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	Day      int64     `gorm:"primaryKey;autoIncrement:false;type:date"`
	At       int64     `gorm:"primaryKey;autoIncrement:false;type:time"`
	Since    time.Time `gorm:"primaryKey"`
	Lasts    int64     `gorm:"primaryKey;autoIncrement:false" odata:"type=Duration"`
	Fee      string    `gorm:"primaryKey;type:numeric(6,2)"`
	Free     bool      `gorm:"primaryKey"`
	Status   int32     `gorm:"primaryKey;autoIncrement:false" odata:"enum=Status"`
	Note     *string   `gorm:"size:100"`
	SampleID *int32
	Sample   *Sample `gorm:"belongsTo;foreignKey:TenantID,SampleID;references:TenantID,SampleID"`
}
