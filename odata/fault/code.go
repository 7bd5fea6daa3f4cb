package fault

import "net/http"

// Code is a stable, documented error code. Its String is the "code" member of
// an OData error body (JSON Format 4.01, section 21.1).
type Code uint8

// The codes. Their order is not part of the interface, their names are.
const (
	// Internal is a failure of ours; its cause is in the log only.
	Internal Code = iota
	// BadQueryOption is a query option that is malformed, repeated or misplaced.
	BadQueryOption
	// BadPath is a resource path that is malformed or addresses nothing of the model.
	BadPath
	// UnknownProperty is a name that the type in question does not declare.
	UnknownProperty
	// UnknownFunction is a function that neither OData nor the model defines.
	UnknownFunction
	// TypeMismatch is an operator or function applied to operands it is not defined for.
	TypeMismatch
	// InvalidLiteral is a literal outside of its type's lexical or value space.
	InvalidLiteral
	// QueryTooComplex is a query beyond one of the published limits.
	QueryTooComplex
	// QueryTooExpensive is a query that ran into the statement timeout.
	QueryTooExpensive
	// BadToken is a skip token that is not ours, or belongs to another query or workspace.
	BadToken
	// TokenExpired is a genuine skip token past its life time.
	TokenExpired
	// BadJSON is a body that is not one strict JSON object.
	BadJSON
	// DuplicateMember is a JSON member given twice.
	DuplicateMember
	// UnknownMember is a JSON member that the call does not define.
	UnknownMember
	// InvalidValue is a well-formed member whose value is not allowed.
	InvalidValue
	// UnknownID is an id in a body that names no row of the workspace.
	UnknownID
	// NotFound is a resource that does not exist (or not in this workspace).
	NotFound
	// Conflict is a write that contradicts the stored data.
	Conflict
	// Unauthorized is a request without a valid key.
	Unauthorized
	// Forbidden is a request whose key lacks the right.
	Forbidden
	// MethodNotAllowed is a method that the resource does not have.
	MethodNotAllowed
	// TooManyRequests is a caller above its share.
	TooManyRequests
	// PayloadTooLarge is a body above the limit.
	PayloadTooLarge
	// URITooLong is a request target above the limit.
	URITooLong
	// UnsupportedMediaType is a body in a format that is not read.
	UnsupportedMediaType
	// NotAcceptable is a demand for a format that is not written.
	NotAcceptable
	// PreconditionFailed is a condition of the request, such as If-Match, that does not hold.
	PreconditionFailed
	// NotImplemented is legal OData that this service does not evaluate.
	NotImplemented
	// ServiceUnavailable is a passing failure: the same request may be sent again.
	ServiceUnavailable
	// BadRequest is a malformed request in any other respect.
	BadRequest

	codeCount
)

type codeInfo struct {
	name   string
	status int
}

func (c Code) info() codeInfo {
	table := [codeCount]codeInfo{
		Internal:             {"InternalError", http.StatusInternalServerError},
		BadQueryOption:       {"BadQueryOption", http.StatusBadRequest},
		BadPath:              {"BadPath", http.StatusBadRequest},
		UnknownProperty:      {"UnknownProperty", http.StatusBadRequest},
		UnknownFunction:      {"UnknownFunction", http.StatusBadRequest},
		TypeMismatch:         {"TypeMismatch", http.StatusBadRequest},
		InvalidLiteral:       {"InvalidLiteral", http.StatusBadRequest},
		QueryTooComplex:      {"QueryTooComplex", http.StatusBadRequest},
		QueryTooExpensive:    {"QueryTooExpensive", http.StatusBadRequest},
		BadToken:             {"BadToken", http.StatusBadRequest},
		TokenExpired:         {"TokenExpired", http.StatusGone},
		BadJSON:              {"BadJson", http.StatusBadRequest},
		DuplicateMember:      {"DuplicateMember", http.StatusBadRequest},
		UnknownMember:        {"UnknownMember", http.StatusBadRequest},
		InvalidValue:         {"InvalidValue", http.StatusBadRequest},
		UnknownID:            {"UnknownId", http.StatusUnprocessableEntity},
		NotFound:             {"NotFound", http.StatusNotFound},
		Conflict:             {"Conflict", http.StatusConflict},
		Unauthorized:         {"Unauthorized", http.StatusUnauthorized},
		Forbidden:            {"Forbidden", http.StatusForbidden},
		MethodNotAllowed:     {"MethodNotAllowed", http.StatusMethodNotAllowed},
		TooManyRequests:      {"TooManyRequests", http.StatusTooManyRequests},
		PayloadTooLarge:      {"PayloadTooLarge", http.StatusRequestEntityTooLarge},
		URITooLong:           {"UriTooLong", http.StatusRequestURITooLong},
		UnsupportedMediaType: {"UnsupportedMediaType", http.StatusUnsupportedMediaType},
		NotAcceptable:        {"NotAcceptable", http.StatusNotAcceptable},
		PreconditionFailed:   {"PreconditionFailed", http.StatusPreconditionFailed},
		NotImplemented:       {"NotImplemented", http.StatusNotImplemented},
		ServiceUnavailable:   {"ServiceUnavailable", http.StatusServiceUnavailable},
		BadRequest:           {"BadRequest", http.StatusBadRequest},
	}
	if c >= codeCount {
		return table[Internal]
	}
	return table[c]
}

// String is the code as it stands in an answer, such as "UnknownProperty".
func (c Code) String() string { return c.info().name }

// Status is the HTTP status that goes with the code.
func (c Code) Status() int { return c.info().status }
