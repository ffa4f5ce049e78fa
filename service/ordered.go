package service

import (
	"context"
	"iter"
	"runtime"
	"runtime/debug"

	"jinlin/engine"
)

// ordered does n pieces of work, several at once (workers; 0: one per core), and yields what came of them in their order; the first error
// ends it. At most two pieces a worker are ahead of the one yielded. A panic of one of them is raised again here, as an *engine.Fault.
func ordered[T any](ctx context.Context, n, workers int, work func(ctx context.Context, i int) (T, error)) iter.Seq2[T, error] {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return func(yield func(T, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		results := make(chan chan piece[T], workers)
		go func() {
			defer close(results)
			slots := make(chan struct{}, workers)
			for i := range n {
				r := make(chan piece[T], 1)
				select {
				case results <- r:
				case <-ctx.Done():
					return
				}
				slots <- struct{}{}
				go func() {
					r <- attempt(func() (T, error) { return work(ctx, i) })
					<-slots
				}()
			}
		}()
		done := 0
		for r := range results {
			p := <-r
			if p.fault != nil {
				panic(p.fault)
			}
			if done++; !yield(p.value, p.err) || p.err != nil {
				return
			}
		}
		if done < n {
			var none T
			yield(none, ctx.Err())
		}
	}
}

// A piece is what came of one piece of work.
type piece[T any] struct {
	value T
	err   error
	fault *engine.Fault
}

func attempt[T any](work func() (T, error)) (p piece[T]) {
	defer func() {
		if value := recover(); value != nil {
			p.fault = &engine.Fault{Value: value, Stack: debug.Stack()}
		}
	}()
	p.value, p.err = work()
	return p
}
