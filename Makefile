# `make help` lists what there is.
.DEFAULT_GOAL := help
# `make deps test` is two steps, also under -j.
.NOTPARALLEL:
.PHONY: help deps check lint wasm web-check test need unit race web-test bench fuzz fuzz-api web kill

LINT_VERSION := v2.15.0
# The version is part of the path, so that another one is never taken for it.
LINT := .tools/golangci-lint-$(LINT_VERSION)/golangci-lint
TOOLS := bash scripts/tools.sh $(LINT)
CORE := ./policy/... ./geo/... ./engine ./engine/internal/... ./verify/... ./exchange/table ./exchange/geojson
WEB := httpapi/web
FUZZTIME ?= 20s

# Nothing but `make deps` and `make web` fetches anything.
check test need lint wasm web-check unit race web-test bench fuzz fuzz-api kill: export GOPROXY := off

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## install what the tests need (Debian, as root; only what is missing)
	$(TOOLS) install

test: need check unit race web-test ## everything that must hold before a push; installs nothing

need:
	@$(TOOLS) missing

check: lint wasm web-check ## format, vet, lint (who may import whom), the core for the browser, the page's types and build

lint:
	@files=$$(find . \( -name node_modules -o -name .tools \) -prune -o -name '*.go' -print | xargs gofmt -l); \
	if [ -n "$$files" ]; then echo "not formatted, run gofmt -w:"; echo "$$files"; exit 1; fi
	go vet ./...
	$(LINT) run ./...

wasm:
	GOOS=js GOARCH=wasm go build $(CORE)

unit:
	go test ./...

# docs and cmd/jinlin run programs, which the detector does not see.
race:
	go test -race -short $$(go list ./... | grep -v -e '/docs$$' -e '/cmd/jinlin$$')

# The built page is committed, so that the binary needs no Node; it must be what its sources give.
web-check:
	cd $(WEB) && npm run check
	@if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || a == 20 && b >= 19 ? 0 : 1)'; then \
		echo "node $$(node --version) cannot build the page (20.19 can): not checked that $(WEB)/dist is up to date"; exit 0; fi; \
	out=$$(mktemp -d); trap 'rm -rf "$$out"' EXIT; \
	(cd $(WEB) && npx vite build --logLevel warn --outDir "$$out") && diff -rq "$$out" $(WEB)/dist || \
		{ echo "$(WEB)/dist is not what its sources give: run make web"; exit 1; }

web-test:
	cd $(WEB) && npm test

fuzz: ## try each fuzz target for FUZZTIME (20s); `make test` runs their seeds
	@set -e; for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package; \
		done; \
	done

fuzz-api: ## let schemathesis ask for everything that the API describes, for FUZZ_API_SECONDS (170) in each of three roles
	JINLIN_FUZZ_SECONDS=$${FUZZ_API_SECONDS:-170} go test -count=1 -timeout 60m -run TestSchemathesis -v ./httpapi/manage

bench: ## time a solve by size, one village to ten counties, a county's rebalance, every scheme, and links and circles against C++ peers
	go run ./benchmarks
	go run ./benchmarks -rebalance
	go run ./benchmarks -schemes
	go run ./engine/linkbench
	go run ./engine/sitingbench

kill: ## kill servers and workers while people work with them, 200 times on a file and 40 on PostgreSQL (some 15 minutes)
	JINLIN_KILL_ROUNDS=200 go test ./cmd/jinlin -run '^TestKilledOnAFile$$' -count=1 -timeout 60m -v
	JINLIN_KILL_ROUNDS=40 go test ./cmd/jinlin -run '^TestKilledOnPostgres$$' -count=1 -timeout 60m -v

web: ## build the map page that the binary carries
	cd $(WEB) && npm ci --no-audit --no-fund && npm run build
