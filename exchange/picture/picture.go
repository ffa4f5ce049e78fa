// Package picture draws the plan of one area as an SVG picture: circles, homes, members, links and what is unserved, in
// metres, with a scale bar and a legend.
//
// A picture shows every home. It is for planners and for synthetic data, never for publication of real homes.
//
// The same problem and plan give the same bytes on every machine. The colours are told apart by colour-blind readers
// (after Okabe and Ito, and Tol), every mark has a shape of its own, and the background follows the reader's light or
// dark setting.
package picture

import (
	"fmt"
	"io"

	"jinlin/engine"
)

// Lang is the language of the labels.
type Lang string

const (
	English Lang = "en"
	Chinese Lang = "zh"
)

// ColourBy says what the colour of a home stands for.
type ColourBy string

const (
	// ByCircle: homes of one circle have one colour.
	ByCircle ColourBy = "circle"
	// ByMember: homes of one member have one colour; neighbouring members may share one.
	ByMember ColourBy = "member"
	// ByGroup: homes of one group have one colour; groups that are no neighbours may share one.
	ByGroup ColourBy = "group"
	// ByCenter: homes that the members of one centre answer for have one colour, in nested areas of centres and members; centres that are no neighbours may share one.
	ByCenter ColourBy = "center"
)

// Options steer a picture.
type Options struct {
	// Title is the first line; "" means the area's id.
	Title string
	// Lang is the language of labels; "" means English.
	Lang Lang
	// Width is the width in pixels, from 400 to 8000; 0 means 1000. The height follows from the homes.
	Width int
	// Colour says what colours stand for; "" means ByCircle, or for a plan without circles ByGroup if it has groups, else ByCenter if it has centres.
	Colour ColourBy
	// HideLinks leaves the lines between homes and members out.
	HideLinks bool
}

// SVG writes the picture of a plan. The problem must be the one that was planned: it holds the places. An error is the
// writer's, or names an option that is unknown.
func SVG(w io.Writer, p engine.Problem, plan engine.Plan, o Options) error {
	o, err := o.withDefaults(plan)
	if err != nil {
		return err
	}
	s := newScene(p, plan, o)
	c := canvas{w: w}
	s.draw(&c)
	if c.err != nil {
		return fmt.Errorf("writing the picture of area %q: %w", p.Area, c.err)
	}
	return nil
}

func (o Options) withDefaults(plan engine.Plan) (Options, error) {
	if o.Lang == "" {
		o.Lang = English
	}
	if o.Colour == "" {
		o.Colour = ByCircle
		for range plan.Centers() {
			o.Colour = ByCenter
		}
		for range plan.Groups() {
			o.Colour = ByGroup
		}
		for range plan.Circles() {
			o.Colour = ByCircle
		}
	}
	if o.Width == 0 {
		o.Width = 1000
	}
	switch {
	case o.Lang != English && o.Lang != Chinese:
		return o, fmt.Errorf("language %q is not known; expected en or zh", o.Lang)
	case o.Colour != ByCircle && o.Colour != ByMember && o.Colour != ByGroup && o.Colour != ByCenter:
		return o, fmt.Errorf("colour by %q is not known; expected circle, member, group or center", o.Colour)
	case o.Width < 400 || o.Width > 8000:
		return o, fmt.Errorf("width %d is out of range; expected 400 to 8000 pixels", o.Width)
	}
	return o, nil
}
