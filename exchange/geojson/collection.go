package geojson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"jinlin/exchange"
)

// A collection reads a FeatureCollection from end to end without holding it.
type collection struct {
	file string
	in   counter
	dec  *json.Decoder
	// features counts those read.
	features int
	// feature is told of each feature in turn and must consume it from dec.
	feature func(dec *json.Decoder) error
	// member is told of every other member but "type" and must consume its value from dec.
	member func(name string, dec *json.Decoder) error
}

// counter counts the bytes read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// read reads the document; the error is a *exchange.FileError.
func (c *collection) read(r io.Reader) error {
	c.in.r = r
	head := make([]byte, 3)
	n, err := io.ReadFull(&c.in, head)
	head = bytes.TrimPrefix(head[:n], []byte("\xEF\xBB\xBF"))
	switch {
	case n == 0 && err == io.EOF:
		return c.problem("is empty; expected a GeoJSON FeatureCollection", nil)
	case err != nil && err != io.EOF && err != io.ErrUnexpectedEOF:
		return c.problem("cannot be read", err)
	}
	c.dec = json.NewDecoder(io.MultiReader(bytes.NewReader(head), &c.in))
	if err := c.document(); err != nil {
		var told *exchange.FileError
		if errors.As(err, &told) || errors.Is(err, errStopped) {
			return err
		}
		return c.problem(c.describe(err), nil)
	}
	return nil
}

var errStopped = errors.New("stopped")

func (c *collection) document() error {
	if t, err := c.dec.Token(); err != nil {
		return err
	} else if t != json.Delim('{') {
		return c.problem(fmt.Sprintf("begins with %v; expected a GeoJSON FeatureCollection, an object", t), nil)
	}
	var kind string
	var listed bool
	for c.dec.More() {
		t, err := c.dec.Token()
		if err != nil {
			return err
		}
		name, _ := t.(string) // a key is one
		switch name {
		case "type":
			if err := c.dec.Decode(&kind); err != nil {
				return err
			}
			if kind != "FeatureCollection" {
				return c.problem(fmt.Sprintf("is of type %q; expected FeatureCollection", kind), nil)
			}
		case "features":
			listed = true
			if err := c.list(); err != nil {
				return err
			}
		default:
			if err := c.member(name, c.dec); err != nil {
				return err
			}
		}
	}
	if _, err := c.dec.Token(); err != nil {
		return err
	}
	switch {
	case kind == "":
		return c.problem(`has no member "type"; expected "FeatureCollection"`, nil)
	case !listed:
		return c.problem(`has no member "features"; expected an array of features`, nil)
	}
	return c.tail()
}

func (c *collection) list() error {
	if t, err := c.dec.Token(); err != nil {
		return err
	} else if t != json.Delim('[') {
		return c.problem(fmt.Sprintf(`the member "features" begins with %v; expected an array`, t), nil)
	}
	for c.dec.More() {
		if err := c.feature(c.dec); err != nil {
			return err
		}
		c.features++
	}
	_, err := c.dec.Token()
	return err
}

// tail refuses what follows the document.
func (c *collection) tail() error {
	switch t, err := c.dec.Token(); {
	case err == io.EOF:
		return nil
	case err != nil:
		return err
	default:
		return c.problem(fmt.Sprintf("goes on with %v after the end of the document, at byte %d", t, c.dec.InputOffset()), nil)
	}
}

// skip passes over one value.
func skip(_ string, dec *json.Decoder) error {
	var value json.RawMessage
	return dec.Decode(&value)
}

// describe turns the decoder's words into where and what.
func (c *collection) describe(err error) string {
	var syntax *json.SyntaxError
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Sprintf("breaks off at byte %d, after %d features; expected the rest of the document", c.in.n, c.features)
	case errors.As(err, &syntax):
		return fmt.Sprintf("is no JSON near byte %d, after %d features: %v", c.dec.InputOffset(), c.features, err)
	case errors.As(err, &mistyped):
		return fmt.Sprintf("features[%d]: %s is a %s; expected another type", c.features, mistyped.Field, mistyped.Value)
	}
	return fmt.Sprintf("cannot be read near byte %d, after %d features: %v", c.dec.InputOffset(), c.features, err)
}

func (c *collection) problem(what string, err error) error {
	return &exchange.FileError{File: c.file, Problem: what, Err: err}
}
