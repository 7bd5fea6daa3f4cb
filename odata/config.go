package odata

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/seed-267014d6/roster/odata/plan"
)

const secretSize = 32

// complete enters what a configuration leaves open.
func (c *Config) complete() error {
	if c.Root == "" {
		c.Root = "/"
	}
	switch {
	case c.Model == nil || c.DB == nil && c.GORM == nil:
		return errors.New("a service needs a model and a database")
	case !strings.HasPrefix(c.Root, "/") || !strings.HasSuffix(c.Root, "/"):
		return fmt.Errorf("the root %q must begin and end with a slash", c.Root)
	}
	if c.Now == nil {
		c.Now = time.Now //nolint:forbidigo // for programs that inject no clock
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Limits == (plan.Limits{}) {
		c.Limits = plan.DefaultLimits()
	}
	c.Pages, c.Scans = c.Pages.orDefault(), c.Scans.orDefault()
	if c.TokenSecret == nil {
		c.TokenSecret = make([]byte, secretSize)
		if _, err := io.ReadFull(c.Random, c.TokenSecret); err != nil {
			return err
		}
	}
	return nil
}
