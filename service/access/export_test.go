package access

import "context"

// Hold takes the one turn of hashes until release is called.
func (p *Passwords) Hold() (release func()) {
	done, err := p.turn(context.Background())
	if err != nil {
		panic(err)
	}
	return done
}
