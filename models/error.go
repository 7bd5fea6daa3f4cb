package models

import (
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// ErrorKind says what kind of refusal an Error is.
type ErrorKind uint8

// The kinds of refusal.
const (
	Invalid  ErrorKind = iota + 1 // the value can never be stored (400)
	Unknown                       // the value names nothing of the workspace (422)
	Conflict                      // the value clashes with what is stored (409)
)

// Error is a change that the rules of the directory refuse. It can be shown to
// the caller.
type Error struct {
	Kind    ErrorKind
	Member  string    // the member of the change, such as "emailAddress"
	Message string    // one plain sentence without a trailing full stop
	Holder  uuid.UUID // of a Conflict: the row that holds the value, if one does
}

// Error is the message.
func (e *Error) Error() string { return e.Message }

func invalid(member, format string, args ...any) *Error {
	return &Error{Kind: Invalid, Member: member, Message: fmt.Sprintf(format, args...)}
}

func unknown(member, format string, args ...any) *Error {
	return &Error{Kind: Unknown, Member: member, Message: fmt.Sprintf(format, args...)}
}

func conflict(member, format string, args ...any) *Error {
	return &Error{Kind: Conflict, Member: member, Message: fmt.Sprintf(format, args...)}
}

func held(member, value string, holder uuid.UUID) *Error {
	e := conflict(member, "%s %q is held by %s", member, value, holder)
	e.Holder = holder
	return e
}

var errNoDomain = errors.New("not a domain")

// at gives an *Error another member.
func at(member string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		e.Member = member
	}
	return err
}
