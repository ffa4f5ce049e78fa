// Package workers measures several programs on one PostgreSQL: how much sooner two workers are through with a job than one, and what it costs when one of
// them is killed midway.
//
//	go test ./benchmarks/workers -run '^$' -bench . -benchtime 1x -timeout 60m
//
// JINLIN_COUNTIES says how many counties (of 208 villages, some 112,000 homes each) are planned; 1 if it says nothing. Each worker has one core
// (GOMAXPROCS=1); PostgreSQL runs on the same machine and has a share of it.
package workers
