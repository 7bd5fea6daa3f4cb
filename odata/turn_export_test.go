package odata

import "context"

// Turn takes one of the places for queries that scan.
func (s *Service) Turn(ctx context.Context) (done func(), err error) { return s.turn(ctx) }

// Scanning is how many of the places are taken.
func (s *Service) Scanning() int { return len(s.scanning) }
