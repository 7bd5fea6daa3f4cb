package store_test

import (
	"strings"

	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"github.com/seed-267014d6/roster/odata/store"
)

// dialectorOf is what a program would open GORM with by itself.
func dialectorOf(url string) gorm.Dialector {
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		return store.SQLite(path)
	}
	return postgres.Open(url)
}
