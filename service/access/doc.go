// Package access decides who may do what, and lets people and programs in: roles on the tree of regions, passwords, sessions, tokens, one-time
// links, log-in through another provider. It knows the registry, no HTTP and no SQL. The clock and the source of secrets come in from outside.
//
// Everything is denied that the table in policy.go does not allow. Guard asks it; whoever reads or changes what is kept asks Guard first, in the
// transaction in which it reads or changes.
package access
