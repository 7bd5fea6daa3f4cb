// Package odatatest tests the engine by a second model and by case files.
//
// The shop (ShopModel, SeedShop) is a schema that shares nothing with the
// directory: every primitive type, composite keys, flags, collections, every
// kind of navigation, and rows that hurt. ShopModelWide and SeedShopWide add
// complex types, derived types and singletons, and say how they are stored.
// RunCases reads the case files, and CheckCSDL holds a metadata document against
// the rules of CSDL.
package odatatest
