package metadata

// Options are the parts of a model that no struct can say.
type Options struct {
	// Namespace and Container name the schema and its entity container; the
	// container is named "Container" if empty.
	Namespace string
	Container string
	// Enums are the enumeration types, for the tag's enum= term. All of them
	// are part of the model, in this order.
	Enums []*EnumType
	// Normalisers are the functions for the tag's normalise= term; see
	// AlternateKey.Normalise.
	Normalisers map[string]func(given string) (stored string, ok bool)
}

// SetSource declares an entity set and its type by a GORM model.
type SetSource struct {
	// Name is the entity set's, such as "Users".
	Name string
	// Description is the entity set's (Core.Description).
	Description string
	// Model is a pointer to the struct, such as &User{}.
	Model any
	// TypeName is the entity type's; the Go type's name if empty.
	TypeName string
	// TypeDescription is the entity type's (Core.Description).
	TypeDescription string
}
