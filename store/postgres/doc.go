// Package postgres keeps everything in a PostgreSQL database with PostGIS: for servers of which there are several, for what GIS programs read
// besides, for an operator who has backups already. It fulfils the contract of package registry, by the conformance suite of package storetest.
//
// # Where it lies
//
// Tables lie in the schema jinlin. The schema jinlin_view has views for GIS programs: the records of now, with geometry and without contacts. The database may
// be shared with other programs; it must have the encoding UTF8 and the extension PostGIS, or let us make it.
//
// # Who waits for whom
//
// Readers see one state (REPEATABLE READ) and wait for nobody. Writers are serializable (https://www.postgresql.org/docs/current/transaction-iso.html): who came
// in another's way runs again, and who has done so three times runs alone, so that a large import is not put off for ever by small changes.
// Who waits for longer than 10 seconds gets ErrBusy. A commit that was acknowledged is on the disk, unless the server was told otherwise (Check says so).
//
// # Copies
//
// Backups are the operator's: of the whole server, with a log to any moment (https://www.postgresql.org/docs/current/backup.html). Backup writes one file by
// pg_dump, where that is found.
package postgres
