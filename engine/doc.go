// Package engine holds the problem and the plan: it turns the homes, members and policy of an area into service circles and
// links, with a proof for each stage and a reason for each home that stays unserved.
//
// It is pure: no input or output, no clock, no randomness, no logging. The same set of records gives the same plan, byte
// for byte, whatever their order, the machine and the number of cores. Distances are whole millimetres from the ground
// on; ties are broken by id. docs/model.md says to the letter what is optimised.
//
// Solve takes an area through all stages; SolveAll takes many, several at once, in order. Explain tells why a home has
// the member it has. Package verify judges the result without this package's algorithms.
package engine
