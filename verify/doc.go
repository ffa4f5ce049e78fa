// Package verify judges plans. It rebuilds everything that docs/model.md says
// from the problem alone, by brute force and with code of its own, and names
// every sentence of a plan that is not true.
//
// What is checked:
//
//   - the hash of the problem, the ground, the metric and the datum;
//   - homes and members: each exactly once, eligibility and its reason codes,
//     anchors, own homes, locks;
//   - circles: sites, extents, teams, figures, numbering, who belongs where;
//   - roles: candidates, one role a person, and that no better team exists
//     (recomputed exactly);
//   - links, deputies and links without borders: each pair allowed, distances,
//     loads, figures;
//   - unserved homes and shortfalls: exactly those that exist, their reasons
//     and their cuts;
//   - changes: who counts as changed, how many voluntary changes there may be,
//     what a plan that followed another may keep;
//   - claims: every value recomputed, every bound derived again from the
//     certificate in the plan. A claim is false when it says more than can be
//     derived; one that says less is let pass.
//
// The bounds of the circle stages are those of docs/model.md: what the parts
// of the area can hold for Held, minima less weights for Shortfall, one
// argument a part for Circles, a Lagrangian one with Home.CirclePriceMM for
// Distance. Links, Open and Deputies are checked by weak duality: for the
// prices q in the plan, L(q) is at most the value of any plan. Where changes
// are limited or weights differ, the costs in L may be scaled; where they are
// limited, a change has a price. A kept or an unchecked claim claims a value and
// no bound.
//
// CheckChange judges a plan beside the one that stood before it as well: whose
// homes they were, the numbers of circles, and the repair of circles and roles
// where docs/model.md leaves no choice. CheckDelta adds the moves of a
// rebalance, their causes, and the order of the trades that it offers.
//
// What is trusted: the problem itself; the distance functions of package geo;
// a Ground that is neither the geodesic nor the planar one, which is asked for
// each distance it gives; the functions Clip, Cost, Shortfall, Tiers and Holds
// of package policy; engine.Fingerprint. A claim of kind "searched" is
// repeated as a claim: its value is checked, its optimality is not. So is what
// a trade would be worth. A standing plan is taken as it is. The plan of an
// invalid problem is not judged further.
//
// With n homes, m members and s sites the check takes O(n(m + s)) distances,
// and the sum over circles of the squares of their homes where the policy has
// a diameter; the memory is O(nm) numbers and O(ns) bits.
package verify
