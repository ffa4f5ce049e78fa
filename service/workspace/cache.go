package workspace

import (
	"context"
	"sync"
)

// A cache keeps what was read and decoded last, up to a number of homes. Only what never changes may be in it: what a key names is always the same.
type cache struct {
	mu   sync.Mutex
	most int
	used int
	at   map[any]*cached
	// newest and oldest end the list of all, in the order in which they were used last.
	newest, oldest *cached
	// making are the keys of what somebody is making at this moment, closed when he has done.
	making map[any]chan struct{}
}

type cached struct {
	key, value   any
	homes        int
	newer, older *cached
}

// lookUp finds a value, nil for none, which then is the last used.
func (c *cache) lookUp(key any) any {
	x := c.at[key]
	if x == nil {
		return nil
	}
	c.unlink(x)
	c.link(x)
	return x.value
}

func (c *cache) link(x *cached) {
	if x.older = c.newest; x.older != nil {
		x.older.newer = x
	} else {
		c.oldest = x
	}
	c.newest = x
}

func (c *cache) unlink(x *cached) {
	if x.newer != nil {
		x.newer.older = x.older
	} else {
		c.newest = x.older
	}
	if x.older != nil {
		x.older.newer = x.newer
	} else {
		c.oldest = x.newer
	}
	x.newer, x.older = nil, nil
}

// put keeps a value that weighs as much as so many homes; what was not used for longest goes. What is larger than all that may be kept is not kept.
func (c *cache) put(key, value any, homes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at[key] != nil || homes > c.most {
		return
	}
	for c.used+homes > c.most {
		last := c.oldest
		c.unlink(last)
		c.used -= last.homes
		delete(c.at, last.key)
	}
	if c.at == nil {
		c.at = map[any]*cached{}
	}
	x := &cached{key: key, value: value, homes: homes}
	c.at[key] = x
	c.link(x)
	c.used += homes
}

// claim returns what is kept; else, where somebody is making it, what to wait for; else nil, and the caller makes it and calls done.
func (c *cache) claim(key any) (value any, wait <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v := c.lookUp(key); v != nil {
		return v, nil
	}
	if other, ok := c.making[key]; ok {
		return nil, other
	}
	if c.making == nil {
		c.making = map[any]chan struct{}{}
	}
	c.making[key] = make(chan struct{})
	return nil, nil
}

func (c *cache) done(key any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.making[key])
	delete(c.making, key)
}

// remembered returns what is kept under a key, or builds and keeps it; build tells how many homes it weighs as. Of those who ask at once for the same one
// makes it, and the others wait, so that after a start a thousand requests do not decode the same area a thousand times.
func remembered[T any](ctx context.Context, c *cache, key any, build func() (T, int, error)) (T, error) {
	for {
		value, wait := c.claim(key)
		if v, ok := value.(T); ok {
			return v, nil
		}
		if wait == nil {
			break
		}
		select {
		case <-wait: // it is there, or was not to be kept, or failed for a reason of the other's own
		case <-ctx.Done():
			var none T
			return none, ctx.Err()
		}
	}
	defer c.done(key)
	value, homes, err := build()
	if err == nil {
		c.put(key, value, homes)
	}
	return value, err
}
