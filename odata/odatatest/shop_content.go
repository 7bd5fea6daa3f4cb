package odatatest

// ShopContents gives the rows of the first tenant of SeedShop as they are
// written in this package: by entity set and property name, and those of the
// link tables by table and column. Null is a name that is not there; numbers of
// enumerations and microseconds of durations are digits, binary is hexadecimal.
func ShopContents() (sets, links map[string][]map[string]string) {
	orders, lines := shopOrders()
	sets = map[string][]map[string]string{
		"Customers": textRows(shopCustomers()), "Cards": textRows(shopCards()), "Orders": textRows(orders),
		"OrderLines": textRows(lines), "Products": textRows(shopProducts()), "Categories": textRows(shopCategories()),
	}
	categories := linkRows("product_id", "category_id", shopLinks())
	return sets, map[string][]map[string]string{"product_categories": categories}
}

// ShopContentsWide gives those of SeedShopWide. Names of members of complex
// properties are paths, a singleton with a table of its own stands beside the
// sets, "@type" is the name of a row's type where there are several, and a name
// that begins with # is the column that gets the value, whatever the type says:
// that of the discriminator decides what the row is, any other is left over from
// another type.
func ShopContentsWide() (sets, links map[string][]map[string]string) {
	sets, links = ShopContents()
	for name, rows := range map[string][]shopRow{
		"Vendors": wideVendors(), "Shipments": wideShipments(), "Assets": wideAssets(), "Events": wideEvents(),
		"Company": wideCompany(), "Samples": wideSamples(), "Slots": wideSlots(),
	} {
		sets[name] = textRows(rows)
	}
	links["asset_subscribers"] = linkRows("asset_id", "customer_id", wideSubscribers())
	links["vendor_products"] = linkRows("vendor_id", "product_id", wideDeliveries())
	return sets, links
}

func textRows(rows []shopRow) []map[string]string {
	texts := make([]map[string]string, 0, len(rows))
	for _, r := range rows {
		texts = append(texts, r)
	}
	return texts
}

func linkRows(from, to string, pairs [][2]string) []map[string]string {
	rows := make([]map[string]string, 0, len(pairs))
	for _, pair := range pairs {
		rows = append(rows, map[string]string{from: pair[0], to: pair[1]})
	}
	return rows
}
