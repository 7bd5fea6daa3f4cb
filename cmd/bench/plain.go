package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/seed-267014d6/roster/models"
	"github.com/seed-267014d6/roster/odata/store"
)

// plain is what one would write in an afternoon instead of Roster: echo, GORM and
// encoding/json on the same tables, without keys, tenants and a query language.
func plain(ctx context.Context, url, addr string, workspace uuid.UUID) error {
	db, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return err
	}
	g := db.Reads().Where("workspace_id = ?", workspace).Session(&gorm.Session{})
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	list := func(c echo.Context, limit int) error {
		var users []plainUser
		err := g.WithContext(c.Request().Context()).Order("system_user_id").Limit(limit).Find(&users).Error
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, users)
	}
	e.GET("/users", func(c echo.Context) error { return list(c, -1) })
	e.GET("/users/first/:limit", func(c echo.Context) error {
		limit, err := strconv.Atoi(c.Param("limit"))
		if err != nil {
			return err
		}
		return list(c, limit)
	})
	e.GET("/users/:id", func(c echo.Context) error {
		id, err := uuid.Parse(c.Param("id"))
		if err != nil {
			return err
		}
		var user plainUser
		if err := g.WithContext(c.Request().Context()).First(&user, "system_user_id = ?", id).Error; err != nil {
			return err
		}
		return c.JSON(http.StatusOK, user)
	})
	e.GET("/expanded", func(c echo.Context) error {
		var users []models.User
		err := g.WithContext(c.Request().Context()).Preload("Memberships.Team").Order("system_user_id").Limit(100).
			Find(&users).Error
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, users)
	})
	e.POST("/users", func(c echo.Context) error {
		var user models.User
		if err := json.NewDecoder(c.Request().Body).Decode(&user); err != nil {
			return err
		}
		upsert := func(tx *gorm.DB) error {
			return tx.Clauses(clause.OnConflict{
				Columns:   []clause.Column{{Name: "workspace_id"}, {Name: "email_key"}},
				DoUpdates: clause.AssignmentColumns([]string{"first_name", "modified_at"}),
			}).Create(&user).Error
		}
		ctx := c.Request().Context()
		var err error
		if db.Dialect() == "sqlite" {
			err = upsert(db.GORM().WithContext(ctx)) // in a transaction of its own, as GORM does it
		} else {
			err = db.Write(ctx, user.WorkspaceID.String(), upsert) // the policies want the workspace
		}
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, user)
	})
	server := &http.Server{Addr: addr, Handler: e}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	return server.ListenAndServe()
}

// plainUser is the eight columns of the feed.
type plainUser struct {
	SystemUserID uuid.UUID  `gorm:"type:uuid" json:"systemUserId"`
	EmailAddress string     `json:"emailAddress"`
	Role         string     `json:"role"`
	FirstName    *string    `json:"firstName"`
	LastName     *string    `json:"lastName"`
	ManagerID    *uuid.UUID `gorm:"type:uuid" json:"managerId"`
	CreatedAt    time.Time  `json:"createdAt"`
	ModifiedAt   time.Time  `json:"modifiedAt"`
}

// TableName is GORM's hook.
func (plainUser) TableName() string { return "users" }

// plainCreate creates users by GORM, in the tables of an empty directory.
func plainCreate(ctx context.Context, url string, n int) error {
	db, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	d := models.New(db, models.Options{Now: time.Now})
	w, _, _, err := d.CreateWorkspace(ctx, "W", "admin@bench.example")
	if err != nil {
		return err
	}
	now := time.Now().UTC()
	users := make([]models.User, 0, n)
	for i := range n {
		id, err := d.NewID()
		if err != nil {
			return err
		}
		first, last, external := "Ada", fmt.Sprintf("Last%04d", i%5000), fmt.Sprintf("hr-%07d", i)
		firstFold, lastFold := "ada", strings.ToLower(last)
		address := fmt.Sprintf("user%07d@bench.example", i)
		users = append(users, models.User{
			WorkspaceID: w.ID, ID: id, EmailAddress: address, EmailKey: address,
			Role: models.RoleParticipant, IsActive: true,
			FirstName: &first, FirstNameFold: &firstFold, LastName: &last, LastNameFold: &lastFold,
			DisplayName: first + " " + last, DisplayNameFold: firstFold + " " + lastFold, ExternalID: &external,
			CreatedAt: now, ModifiedAt: now,
		})
	}
	create := func(tx *gorm.DB) error { return tx.Omit(clause.Associations).CreateInBatches(users, 1000).Error }
	return db.Write(store.WithWriteTimeout(ctx, time.Hour), w.ID.String(), create)
}
