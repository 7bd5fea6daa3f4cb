package models

import (
	"context"
	"time"

	"gorm.io/gorm"
)

// Account is who a key stands for, in words.
type Account struct {
	WorkspaceName string     `gorm:"column:workspace_name"`
	EmailAddress  string     `gorm:"column:email_address"`
	DisplayName   string     `gorm:"column:display_name"`
	KeyExpiresAt  *time.Time `gorm:"column:expires_at"`
}

// Account gives the account of a principal.
func (d *Directory) Account(ctx context.Context, p Principal) (Account, error) {
	var a Account
	err := d.db.LookUp(ctx, func(g *gorm.DB) error {
		a = Account{}
		return g.Table("api_keys").
			Select("workspaces.name AS workspace_name", "users.email_address", "users.display_name",
				"api_keys.expires_at").
			Joins("JOIN workspaces ON workspaces.workspace_id = api_keys.workspace_id").
			Joins("JOIN users ON users.workspace_id = api_keys.workspace_id "+
				"AND users.system_user_id = api_keys.system_user_id").
			Where("api_keys.workspace_id = ? AND api_keys.key_id = ?", p.Workspace, p.KeyID).
			Take(&a).Error
	})
	return a, err
}
