// Package sqlite keeps everything in one file, with nothing to set up: the embedded store. It fulfils the contract of package registry, by the
// conformance suite of package storetest.
//
// # What is written is there
//
// The file is in WAL mode with synchronous=FULL: a commit returns after the log has been synced to the disk. With NORMAL the log is synced only when it
// is carried over to the file: a killed process would lose nothing, but a power cut could take the last commits, which were acknowledged. The
// price is one sync a commit; who writes much at once does it in one transaction.
//
// # Who waits for whom
//
// One connection writes, several read. Readers see the state at their start and wait for nobody; writers wait for each other, those of this process in
// a queue, those of others by asking again until the store has been busy for 10 seconds (ErrBusy). Write transactions begin with the
// write lock (BEGIN IMMEDIATE), so they never fail halfway for another's sake, and f runs once.
//
// SQLite begins the log anew only when nobody reads from it; where readers overlap all day, a commit that finds it longer than 32 MiB sees to that, and
// waits for readers for half a second at most.
//
// Deleted names and phones are overwritten in the file (secure_delete).
package sqlite
