package handlers

import (
	"context"
	"errors"

	"github.com/labstack/echo/v4"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/fault"
)

// faultOf turns any error into what the caller may see of it.
func faultOf(err error) *fault.Fault {
	var known *fault.Fault
	if errors.As(err, &known) {
		return known
	}
	var refused *models.Error
	if errors.As(err, &refused) {
		return &fault.Fault{Code: codeOf(refused.Kind), Message: refused.Message, Target: refused.Member}
	}
	switch {
	case errors.Is(err, models.ErrMalformedKey), errors.Is(err, models.ErrUnknownKey):
		return fault.From(errInvalidKey())
	case errors.Is(err, models.ErrExpiredKey):
		return fault.New(fault.Unauthorized, "the API key has expired")
	case errors.Is(err, models.ErrDeactivatedUser):
		return fault.New(fault.Unauthorized, "the user of the API key is deactivated")
	case errors.Is(err, models.ErrRevokedKey):
		return fault.New(fault.Unauthorized, "the API key was revoked")
	case errors.Is(err, models.ErrOvertaken):
		f := fault.New(fault.ServiceUnavailable, "too many writes of the same rows at once").Because(err)
		f.Retry = 1
		return f
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		f := fault.New(fault.ServiceUnavailable, "the request was not served in time").Because(err)
		f.Retry = 1
		return f
	}
	return fault.From(routing(err))
}

func codeOf(kind models.ErrorKind) fault.Code {
	switch kind {
	case models.Invalid:
		return fault.InvalidValue
	case models.Unknown:
		return fault.UnknownID
	case models.Conflict:
		return fault.Conflict
	}
	return fault.Internal
}

// routing translates the errors that echo itself makes.
func routing(err error) error {
	var e *echo.HTTPError
	if errors.As(err, &e) && e.Code == fault.NotFound.Status() {
		return notFound(nil)
	}
	return err
}
