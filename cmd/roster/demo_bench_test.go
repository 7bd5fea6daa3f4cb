package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/seed-267014d6/roster/cmd/roster/settings"
)

// BenchmarkDemo loads 50,000 users with their memberships.
func BenchmarkDemo(b *testing.B) {
	for b.Loop() {
		p := realProgram()
		p.err = b.Output()
		began := time.Now()
		_, err := p.tell(b.Context(), settings.Settings{DB: "sqlite:" + b.TempDir() + "/demo.db"}, 50_000)
		require.NoError(b, err)
		b.ReportMetric(50_000/time.Since(began).Seconds(), "users/s")
	}
}
