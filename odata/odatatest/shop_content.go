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
	links = map[string][]map[string]string{}
	for _, link := range shopLinks() {
		links["product_categories"] = append(links["product_categories"], map[string]string{
			"product_id": link[0], "category_id": link[1],
		})
	}
	return sets, links
}

func textRows(rows []shopRow) []map[string]string {
	texts := make([]map[string]string, 0, len(rows))
	for _, r := range rows {
		texts = append(texts, r)
	}
	return texts
}
