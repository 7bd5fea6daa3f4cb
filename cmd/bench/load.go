package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// small compares the size of the workspace with one of smallUsers: what a page takes,
// and how much memory the server needs for the whole feed.
func (b *bench) small(ctx context.Context) error {
	small := &server{base: b.ours.base, key: b.smallKey}
	if _, _, err := small.follow(ctx, service+"Users?$select="+columns); err != nil {
		return err
	}
	memory, err := b.ours.peak()
	if err != nil {
		return err
	}
	b.smallMemory = memory
	page := func(s *server) func() error {
		return func() error {
			_, err := s.get(ctx, service+"Users?$select="+columns+"&$top=1000")
			return err
		}
	}
	m, err := rounds(b.turns*8, page(b.ours), page(small))
	if err != nil {
		return err
	}
	b.row("page of 1,000 by key", "%.2f x that among %d users", m[0]/m[1], smallUsers)
	return nil
}

// fairness measures point reads over connections of one key alone and beside those of
// another that search.
func (b *bench) fairness(ctx context.Context) error {
	alone, err := b.latency(ctx, "")
	if err != nil {
		return err
	}
	for _, other := range []struct{ what, path string }{
		{"searches", searched}, {"searches without the index", unsearched},
	} {
		beside, err := b.latency(ctx, other.path)
		if err != nil {
			return err
		}
		b.row("point reads beside 8 connections of "+other.what, "p99 %.2f ms; %.1f x alone", beside, beside/alone)
	}
	return nil
}

// latency is the 99th percentile of point reads over 8 connections, in milliseconds,
// beside 8 that ask for a path.
func (b *bench) latency(ctx context.Context, beside string) (float64, error) {
	const workers = 8
	ctx, cancel := context.WithTimeout(ctx, span+10*time.Second)
	defer cancel()
	var others sync.WaitGroup
	stop := make(chan struct{})
	if beside != "" {
		for range workers {
			w, err := b.ours.wire(ctx)
			if err != nil {
				return 0, err
			}
			others.Go(func() {
				defer func() { _ = w.conn.Close() }()
				for {
					select {
					case <-stop:
						return
					default:
					}
					if w.send("GET", strings.ReplaceAll(beside, " ", "%20"), "") != nil {
						return // the key's queue has sent it away
					}
				}
			})
		}
	}
	var mu sync.Mutex
	var taken []time.Duration
	_, err := b.ours.over(ctx, workers, func(w *wire, worker, n int) error {
		id := b.people.users[(worker*7919+n*104_729)%len(b.people.users)].String()
		d, err := timed(func() error { return w.send("GET", service+"Users("+id+")?$select="+columns, "") })
		mu.Lock()
		defer mu.Unlock()
		taken = append(taken, d)
		return err
	})
	close(stop)
	others.Wait()
	return quantile(taken, 0.99), err
}

// intakeUsers are imported.
const intakeUsers = 100_000

// intake imports users into an empty workspace, beside GORM's CreateInBatches.
func (b *bench) intake(ctx context.Context) error {
	lines, err := b.lines()
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var ours, theirs []time.Duration
	for i := range 2 {
		url, _, err := b.database(ctx, fmt.Sprint("ours", i))
		if err != nil {
			return err
		}
		err = finish(ctx, b.roster, "workspace", "create", "W", "--admin", "admin@bench.example", "--db", url)
		if err != nil {
			return err
		}
		d, err := timed(func() error { return finish(ctx, b.roster, "import", "users", "--db", url, lines) })
		if err != nil {
			return err
		}
		ours = append(ours, d)
		if url, _, err = b.database(ctx, fmt.Sprint("theirs", i)); err != nil {
			return err
		}
		if err := finish(ctx, b.roster, "migrate", "--db", url); err != nil {
			return err
		}
		d, err = timed(func() error { return finish(ctx, self, "-create", fmt.Sprint(intakeUsers), "-db", url) })
		if err != nil {
			return err
		}
		theirs = append(theirs, d)
	}
	m, n := median(ours), median(theirs)
	b.row("import of 100,000 users", "%.0f users/s; %.2f x GORM's CreateInBatches", intakeUsers/m*1000, n/m)
	return nil
}

// finish runs a program to its end.
func finish(ctx context.Context, program string, args ...string) error {
	if out, err := exec.CommandContext(ctx, program, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, out)
	}
	return nil
}

// lines writes the file that is imported.
func (b *bench) lines() (string, error) {
	name := filepath.Join(b.folder, "users.jsonl")
	file, err := os.Create(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }()
	w := bufio.NewWriter(file)
	encoder := json.NewEncoder(w)
	for i := range intakeUsers {
		if err := encoder.Encode(map[string]any{
			"emailAddress": fmt.Sprintf("user%07d@bench.example", i), "firstName": "Ada",
			"lastName": fmt.Sprintf("Last%04d", i%5000), "externalId": fmt.Sprintf("hr-%07d", i),
		}); err != nil {
			return "", err
		}
	}
	return name, w.Flush()
}

// crowd follows 50 feeds at once for a while, and says how much memory the server has
// needed by then.
func (b *bench) crowd(ctx context.Context) error {
	const feeds, while = 50, 15 * time.Second
	limited, cancel := context.WithTimeout(ctx, while)
	defer cancel()
	var all sync.WaitGroup
	failed := make(chan error, feeds)
	for range feeds {
		all.Go(func() {
			one := server{base: b.ours.base, key: b.ours.key}
			for limited.Err() == nil {
				_, _, err := one.follow(limited, service+"Users?$select="+columns)
				if err != nil && limited.Err() == nil {
					failed <- err
					return
				}
			}
		})
	}
	all.Wait()
	select {
	case err := <-failed:
		return err
	default:
	}
	memory, err := b.ours.peak()
	if err == nil {
		b.row("peak memory of the server, 50 feeds at once", "%.0f MB", memory)
	}
	return err
}
