package main

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// median is the middle of some durations, in milliseconds.
func median(list []time.Duration) float64 { return quantile(list, 0.5) }

func quantile(list []time.Duration, q float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return float64(sorted[min(int(q*float64(len(sorted))), len(sorted)-1)].Microseconds()) / 1000
}

// timed is how long work takes.
func timed(work func() error) (time.Duration, error) {
	began := time.Now()
	err := work()
	return time.Since(began), err
}

// rounds times several works in turn, so that what else the machine does meets all
// of them alike, and gives the median of each in milliseconds.
func rounds(n int, works ...func() error) ([]float64, error) {
	taken := make([][]time.Duration, len(works))
	for range n {
		for i, work := range works {
			d, err := timed(work)
			if err != nil {
				return nil, err
			}
			taken[i] = append(taken[i], d)
		}
	}
	medians := make([]float64, len(works))
	for i := range works {
		medians[i] = median(taken[i])
	}
	return medians, nil
}

// rate is how many times a second several workers get something done.
func rate(ctx context.Context, workers int, span time.Duration, work func(worker, n int) error) (float64, error) {
	ctx, cancel := context.WithTimeout(ctx, span)
	defer cancel()
	var done atomic.Int64
	var first atomic.Value
	var group sync.WaitGroup
	began := time.Now()
	for worker := range workers {
		group.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if err := work(worker, n); err != nil {
					first.CompareAndSwap(nil, err)
					return
				}
				done.Add(1)
			}
		})
	}
	group.Wait()
	if err, failed := first.Load().(error); failed {
		return 0, err
	}
	return float64(done.Load()) / time.Since(began).Seconds(), nil
}
