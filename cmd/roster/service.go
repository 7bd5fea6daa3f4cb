package main

import (
	"context"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
	"github.com/seed-267014d6/roster/handlers"
	"github.com/seed-267014d6/roster/metadata"
	"github.com/seed-267014d6/roster/odata"
)

// conformance is the level of OData 4.01 that is earned: a test computes it from the
// table of clauses.
const conformance = metadata.IntermediateConformance

// service is the engine on the directory.
type service struct {
	*odata.Service
	model  *metadata.Model
	secret []byte // that tokens and sessions are sealed with
}

func (p *program) newService(ctx context.Context, o *opened, s settings.Settings) (*service, error) {
	model, err := handlers.DirectoryModel()
	if err != nil {
		return nil, err
	}
	secret, err := o.TokenSecret(ctx)
	if err != nil {
		return nil, err
	}
	searchable, err := o.Searchable(ctx)
	if err != nil {
		return nil, err
	}
	engine, err := odata.NewService(odata.Config{
		Model: model, DB: o.db, Views: o.Views(), NoSearch: !searchable, Root: serviceRoot, TokenSecret: secret,
		Limits: o.limits.query, Pages: o.limits.page, Scans: o.limits.scans,
		Access: handlers.Access(), Conformance: conformance,
		Now: p.now, Random: p.random, Log: p.logger(s),
	})
	if err != nil {
		return nil, err
	}
	return &service{engine, model, secret}, nil
}
