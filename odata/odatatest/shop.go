package odatatest

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// Customer has a string as its key, a fold column, labels of one kind, a side
// table, an enumeration and a set of flags.
//
//nolint:lll // a tag is one line
type Customer struct {
	TenantID   int64   `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	CustomerID string  `gorm:"primaryKey;size:20;comment:Number that the customer was given" odata:"immutable"`
	Name       *string `gorm:"size:100" odata:"fold=name_fold"`
	NameFold   *string `odata:"-"`
	Email      *string `gorm:"size:254" odata:"altkey,lookup=email_fold,normalise=lower"`
	EmailFold  *string `odata:"-"`
	Note       *string `gorm:"comment:Anything at all"`
	Grade      *int32  `odata:"enum=Grade"`
	Channels   *int32  `odata:"enum=Channels"`
	Active     *bool
	Birthday   *int64   `gorm:"type:date"`
	WakeUp     *int64   `gorm:"type:time"`
	Credit     *string  `gorm:"type:numeric(18,4)"`
	Rating     *float64 `gorm:"comment:Between two infinities"`
	Score      *float32
	Photo      []byte     `gorm:"size:64"`
	CreatedAt  time.Time  `gorm:"not null;autoCreateTime:false" odata:"computed"`
	SeenAt     *time.Time `gorm:"-" odata:"side=customer_activities,computed"`
	Tags       []string   `gorm:"-" odata:"collection=customer_labels,kind=tag,joined=tag_list,maxitems=20,maxlength=100"`
	Nicknames  []string   `gorm:"-" odata:"collection=customer_labels,kind=nickname,joined=nickname_list"`
	TagList    string     `gorm:"not null" odata:"computed"`
	Nicks      string     `gorm:"column:nickname_list;not null" odata:"-"`
	Orders     []Order    `gorm:"foreignKey:TenantID,CustomerID;references:TenantID,CustomerID"`
	Card       *Card      `gorm:"foreignKey:TenantID,HolderID;references:TenantID,CustomerID;comment:The loyalty card"`
}

// Card is a loyalty card: the other end of a has_one relation.
type Card struct {
	TenantID int64   `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	CardID   int64   `gorm:"primaryKey;autoIncrement:false"`
	HolderID *string `gorm:"size:20"`
	Points   *int16
	Holder   *Customer `gorm:"belongsTo;foreignKey:TenantID,HolderID;references:TenantID,CustomerID"`
}

// Order has a 64-bit number as its key.
type Order struct {
	TenantID   int64     `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	OrderID    int64     `gorm:"primaryKey;autoIncrement:false"`
	CustomerID *string   `gorm:"size:20"`
	Status     int32     `gorm:"not null" odata:"enum=Status"`
	PlacedAt   time.Time `gorm:"not null"`
	PaidAt     *time.Time
	ShippedOn  *int64      `gorm:"type:date"`
	Total      string      `gorm:"type:numeric(12,2);not null"`
	Handling   *int64      `odata:"type=Duration"`
	Remark     *string     `gorm:"size:200"`
	Customer   *Customer   `gorm:"belongsTo;foreignKey:TenantID,CustomerID;references:TenantID,CustomerID"`
	Lines      []OrderLine `gorm:"foreignKey:TenantID,OrderID;references:TenantID,OrderID"`
}

// OrderLine has a composite key.
type OrderLine struct {
	TenantID  int64      `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	OrderID   int64      `gorm:"primaryKey;autoIncrement:false"`
	LineNo    int16      `gorm:"primaryKey;autoIncrement:false"`
	ProductID *uuid.UUID `gorm:"type:uuid"`
	Quantity  int32      `gorm:"not null"`
	UnitPrice *string    `gorm:"type:numeric(18,4)"`
	Discount  *float64
	Comment   *string  `gorm:"size:100"`
	Order     *Order   `gorm:"belongsTo;foreignKey:TenantID,OrderID;references:TenantID,OrderID"`
	Product   *Product `gorm:"belongsTo;foreignKey:TenantID,ProductID;references:TenantID,ProductID"`
}

// Product has a guid as its key, integers of every width, and labels in a table
// of their own.
//
//nolint:lll // a tag is one line
type Product struct {
	TenantID    int64     `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	ProductID   uuid.UUID `gorm:"type:uuid;primaryKey" odata:"computed"`
	Name        string    `gorm:"size:100;not null" odata:"altkey,lookup=name_fold,normalise=lower,fold=name_fold"`
	NameFold    string    `gorm:"not null" odata:"-"`
	Color       *string   `gorm:"size:20" odata:"allowed=red;green;blue"`
	Description *string
	Price       *string `gorm:"type:numeric(18,2)"`
	TinyPrice   *string `gorm:"type:numeric(18,18)"`
	Weight      *float64
	Ratio       *float32
	Sold        *int64
	Stock       *int32
	Reorder     *int16
	Shelf       *int8
	MinAge      *uint8
	Available   *bool
	Barcode     []byte      `gorm:"size:16"`
	Introduced  *int64      `gorm:"type:date"`
	SoldFrom    *int64      `gorm:"type:time"`
	LeadTime    *int64      `odata:"type=Duration"`
	ChangedAt   *time.Time  `odata:"etag"`
	Successor   *uuid.UUID  `gorm:"column:successor_id;type:uuid" odata:"name=successorId"`
	Keywords    string      `gorm:"column:keyword_list;not null" odata:"collection=product_keywords,separator=;"`
	Lines       []OrderLine `gorm:"foreignKey:TenantID,ProductID;references:TenantID,ProductID"`
	Categories  []Category  `gorm:"many2many:product_categories;foreignKey:TenantID,ProductID;joinForeignKey:TenantID,ProductID;references:TenantID,CategoryID;joinReferences:TenantID,CategoryID"`
	Next        *Product    `gorm:"foreignKey:TenantID,Successor;references:TenantID,ProductID"`
}

// Category refers to its own type.
//
//nolint:lll // a tag is one line
type Category struct {
	TenantID   int64   `gorm:"primaryKey;autoIncrement:false" odata:"scope"`
	CategoryID int32   `gorm:"primaryKey;autoIncrement:false"`
	Name       *string `gorm:"size:100"`
	Rank       *int16
	ParentID   *int32
	Parent     *Category  `gorm:"foreignKey:TenantID,ParentID;references:TenantID,CategoryID"`
	Children   []Category `gorm:"foreignKey:TenantID,ParentID;references:TenantID,CategoryID"`
	Products   []Product  `gorm:"many2many:product_categories;foreignKey:TenantID,CategoryID;joinForeignKey:TenantID,CategoryID;references:TenantID,ProductID;joinReferences:TenantID,ProductID"`
}

// ShopModel builds the shop's model.
func ShopModel() *metadata.Model {
	m, err := metadata.Build(shopOptions(), shopSets()...)
	if err != nil {
		panic(fmt.Sprintf("odatatest: %v", err)) // the structs above are part of the package
	}
	return m
}

func shopOptions() metadata.Options {
	return metadata.Options{
		Namespace: "Shop",
		Enums:     shopEnums(),
		Normalisers: map[string]func(string) (string, bool){
			"lower": func(given string) (string, bool) { return value.ToLower(given), given != "" },
		},
	}
}

func shopSets() []metadata.SetSource {
	return []metadata.SetSource{
		{Name: "Customers", Model: &Customer{}, TypeDescription: "Someone who may order"},
		{Name: "Cards", Model: &Card{}},
		{Name: "Orders", Model: &Order{}, Description: "What was ordered"},
		{Name: "OrderLines", Model: &OrderLine{}},
		{Name: "Products", Model: &Product{}},
		{Name: "Categories", Model: &Category{}},
	}
}

func shopEnums() []*metadata.EnumType {
	return []*metadata.EnumType{
		{Name: "Grade", Members: []metadata.EnumMember{
			{Name: "Lost", Value: -1},
			{Name: "New", Value: 0},
			{Name: "Regular", Value: 1},
			{Name: "Gold", Value: 10},
		}},
		{Name: "Channels", Flags: true, Members: []metadata.EnumMember{
			{Name: "None", Value: 0},
			{Name: "Mail", Value: 1},
			{Name: "Phone", Value: 2},
			{Name: "Visit", Value: 4},
			{Name: "All", Value: 7},
		}},
		{Name: "Status", Members: []metadata.EnumMember{
			{Name: "Open", Value: 0},
			{Name: "Paid", Value: 1},
			{Name: "Shipped", Value: 2},
			{Name: "Cancelled", Value: 9},
		}},
	}
}
