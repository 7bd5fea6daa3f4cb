package odatatest

import (
	"fmt"

	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata/value"
)

// ShopModelWide builds the shop's model with what ShopModel lacks: complex
// properties, derived types, singletons, properties of every primitive type that
// are nullable and that are not, and keys of the rarer types. It has all sets of
// ShopModel, unchanged, and these:
//
//	Vendors     complex properties that are nullable and not, one in another,
//	            and all of whose members may be null; branches of vendors
//	Shipments   complex properties beside a composite key
//	Assets      abstract Asset: PhysicalAsset, DigitalAsset, StreamedAsset of
//	            DigitalAsset; told apart by a text
//	Events      Event: Repair, Inspection; told apart by a number
//	Samples     every primitive type, nullable and not
//	Slots       a key of seven types
//	Company     a singleton with a table of its own, one row in each tenant
//	BestCustomer, Trailer, FormerCustomer   entities of sets by their keys; the
//	            second is of a derived type, the third is not there
//
// # What an engine does with complex properties
//
// A property with Property.Complex has no Column: its values are in the columns
// of its leaves (Property.Leaves), each named by the Prefix of every complex
// property on the way and the Column of the member. The path seat/contact/phone
// of a Vendor is the column seat_contact_phone. All of them are in the entity's
// own table, without fold columns.
//
// A property that is not nullable is an object even where every column is null.
// A nullable one is null where all columns of its leaves are null; members that
// are not nullable are null in the database then, and so are paths to them:
// billing/street eq null is true for a vendor without billing, and billing eq
// null the same as all of its columns being null. A column is therefore nullable
// for SQL if its member is, or any complex property on the way.
//
// # What an engine does with derived types
//
// EntityType.Properties and Navigations of a derived type begin with those of the
// base, the same pointers; Table, Scope and Key are the root's. Each access to
// the table — of the set, a cast, $expand, any and all, a join to the target of a
// navigation property — is restricted by Discriminator.Column in
// Discriminator.Values of the type it is for; that is true of the root as well,
// since a row whose value no type has is no entity. The seeds have such rows.
//
// Rows of the root are read with the discriminator and the columns of all
// derived types (EntityType.Derived and Own), and written by the properties of
// EntityType.Variant; a type other than the one expected is said by @odata.type,
// "#Shop.PhysicalAsset". Types beside each other share columns (size), and rows
// have values in columns of types they are not of: the path
// Shop.DigitalAsset/licence is null for any entity that is no DigitalAsset,
// whatever the column holds, and a navigation property of a derived type leads
// nowhere from another's row. A single-valued navigation property to a derived
// type is null where the row it leads to is of another type.
//
// # What an engine does with singletons
//
// The entity is the one of Singleton.Type by Singleton.Key, or without a key the
// first row by key that the scope has; without such a row the answer is 404.
func ShopModelWide() *metadata.Model {
	options := shopOptions()
	options.Singletons = []metadata.SingletonSource{
		{Name: "Company", Model: &Company{}, Description: "Whose shop it is"},
		{Name: "BestCustomer", Model: &Customer{}, Key: []value.Value{{Kind: value.String, Text: "O'Neil"}}},
		{Name: "Trailer", Model: &StreamedAsset{}, Key: []value.Value{{Kind: value.Int64, Int: 3}}},
		{Name: "FormerCustomer", Model: &Customer{}, Key: []value.Value{{Kind: value.String, Text: "gone"}}},
	}
	m, err := metadata.Build(options, append(shopSets(),
		metadata.SetSource{Name: "Vendors", Model: &Vendor{}},
		metadata.SetSource{Name: "Shipments", Model: &Shipment{}},
		metadata.SetSource{
			Name: "Assets", Model: &Asset{}, Abstract: true, TypeDescription: "Something the shop owns",
			Derived: []metadata.DerivedSource{
				{Model: &PhysicalAsset{}, Discriminator: "physical"},
				{Model: &DigitalAsset{}, TypeDescription: "A file"},
				{Model: &StreamedAsset{}, Discriminator: `it's 100% "live"`},
			},
		},
		metadata.SetSource{
			Name: "Events", Model: &Event{}, Discriminator: "0", Derived: []metadata.DerivedSource{
				{Model: &Repair{}, Discriminator: "-1"},
				{Model: &Inspection{}, Discriminator: "32767"},
			},
		},
		metadata.SetSource{Name: "Samples", Model: &Sample{}},
		metadata.SetSource{Name: "Slots", Model: &Slot{}},
	)...)
	if err != nil {
		panic(fmt.Sprintf("odatatest: %v", err)) // the structs are part of the package
	}
	return m
}
