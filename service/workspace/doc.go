// Package workspace holds the use cases on what is kept for years: regions and areas with their records, policies, plans that are made, published and
// rolled back, jobs. It knows the registry, package access and the use cases of package service; no HTTP, no SQL.
//
// Every call takes the caller. What he may do is asked in the transaction that reads or changes; what was changed, and every read of contacts, is
// written to the audit trail in that transaction. Errors are those of the registry and of access (refusals), *service.InvalidError with everything wrong
// with the records, *codec.Error of policies, *service.ContradictionError of requests that do not go together, and the context's.
package workspace
