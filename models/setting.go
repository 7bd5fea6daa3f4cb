package models

import (
	"context"
	"fmt"
	"io"

	"gorm.io/gorm"
)

// setting is one value of the whole database.
type setting struct {
	Name  string `gorm:"column:name;primaryKey"`
	Value []byte `gorm:"column:value"`
}

// TableName is GORM's hook.
func (setting) TableName() string { return "settings" }

// The names of the settings.
const (
	settingPepper = "pepper"
	settingToken  = "token_secret"
)

const secretSize = 32

// makeSecrets makes the secrets that every replica has to know.
func (d *Directory) makeSecrets(tx *gorm.DB) error {
	for _, name := range []string{settingPepper, settingToken} {
		secret := make([]byte, secretSize)
		if _, err := io.ReadFull(d.options.Random, secret); err != nil {
			return fmt.Errorf("make a secret: %w", err)
		}
		if err := tx.Create(&setting{Name: name, Value: secret}).Error; err != nil {
			return err
		}
	}
	return nil
}

// TokenSecret is the secret of 32 bytes that paging tokens are sealed with: that
// of the Options, else the database's, equal on all replicas.
func (d *Directory) TokenSecret(ctx context.Context) ([]byte, error) {
	if len(d.options.TokenSecret) > 0 {
		return d.options.TokenSecret, nil
	}
	return readSetting(d.db.GORM().WithContext(ctx), settingToken)
}

func readSetting(g *gorm.DB, name string) ([]byte, error) {
	var s setting
	if err := g.Take(&s, "name = ?", name).Error; err != nil {
		return nil, fmt.Errorf("read the setting %s: %w", name, err)
	}
	return s.Value, nil
}
