// Package odatatest tests the engine by a second model and by case files.
//
// The shop (ShopModel, SeedShop) is a schema that shares nothing with the
// directory: every primitive type, composite keys, flags, collections, every
// kind of navigation, and rows that hurt. ShopModelWide and SeedShopWide add
// complex types, derived types and singletons, and say how they are stored.
// RunCases reads the case files. CheckCSDL and CheckCSDLJSON hold a metadata
// document against the rules of CSDL and of the vocabularies, CompareCSDL holds
// the two forms against each other.
package odatatest
