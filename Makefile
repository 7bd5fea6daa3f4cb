# Roster: build, test and check. `make check` is what CI runs; see README.md.

# Pure Go: no dependency may need C. Only the race detector wants a C compiler.
export CGO_ENABLED = 0

VERSION       := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
GOLANGCI      := v2.15.0
CLIENTS       := testdata/clients
E2E           := handlers/explorer/e2e
CHROMIUM      ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
TOOLS         := $(shell dirname "$$(go env GOCACHE)")/roster-tools
LINT          := $(TOOLS)/golangci-lint-$(GOLANGCI)
FUZZTIME      ?= 30s
FUZZCHECK     ?= 10s
# Queries that the engine is held against the reference evaluator with: by `make test`, by `make differential`.
DRAWN         ?= 20000
DRAWN_LONG    ?= 1000000
# Users of the directory that `make bench` measures.
USERS         ?= 100000
# How often `make durability` kills a server on each database.
KILLS         ?= 50

# One PostgreSQL server for everything that runs under it; without PostgreSQL's
# binaries it says so and runs the SQLite half (with CI=true it fails).
TESTSERVER    := go run ./odata/odatatest/testserver --

# Packages without a database run whole under the race detector; of the others
# only the tests of concurrency, since it makes the pure-Go SQLite 37 times slower.
RACE_WHOLE    := ./metadata/... ./odata/fault/... ./odata/value/... ./odata/syntax/... \
                 ./odata/plan/... ./odata/sqlgen/... ./odata/payload/...
RACE_PARTLY   := ./odata ./odata/store ./models ./handlers ./cmd/roster
CONCURRENCY   := Concurren|Parallel|Race

# The explorer's scripts: sources in UI/src, libraries in UI/vendor, both bundled into UI/dist, which is committed so
# that neither `go run` nor this needs Node.js.
UI            := handlers/explorer/ui
UI_BUNDLE     := go tool esbuild --bundle --minify --target=es2022 --log-level=warning --legal-comments=none --charset=utf8
UI_ALIASES    := $(foreach p,preact preact/hooks preact/jsx-runtime @preact/signals,--alias:$p=./$(UI)/vendor/preact.js)

.PHONY: build test test-all differential durability race faults lint format format-check tidy-check check goldens goldens-check \
        fuzz fuzz-check clients e2e screenshots ui ui-check ui-test ui-vendor bench bench-parts clean

build: ## static binary bin/roster
	go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/roster ./cmd/roster

test: ## everything on both databases, with faults put into the engine, and under the race detector
	$(TESTSERVER) $(MAKE) --no-print-directory test-all faults race

test-all:
	ROSTER_DIFFERENTIAL=$(DRAWN) go test ./...

differential: ## a million drawn queries, on both databases and by the reference evaluator
	ROSTER_DIFFERENTIAL=$(DRAWN_LONG) $(TESTSERVER) go test ./odata -run 'TestDifferential$$/answers' -count 1 -timeout 0 -v

faults: ## the tests notice nearly every fault of testdata/faults
	$(TESTSERVER) go run ./odata/odatatest/faultrun $(FAULTS)

durability: ## servers killed in the middle of writes, KILLS times on each database, lose nothing
	ROSTER_KILL_ROUNDS=$(KILLS) $(TESTSERVER) go test ./cmd/roster -run TestKilledServersLoseNothing -count 1 -v

race:
ifneq ($(shell command -v gcc || command -v clang),)
	CGO_ENABLED=1 go test -race -short $(RACE_WHOLE)
	CGO_ENABLED=1 go test -race -short -run '$(CONCURRENCY)' $(RACE_PARTLY)
else ifeq ($(CI),true)
	@echo 'make race: the race detector needs gcc or clang' >&2; exit 1
else
	@echo 'make race: skipped, the race detector needs gcc or clang (apt-get install gcc)' >&2
endif

$(LINT):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI)
	mv $(TOOLS)/golangci-lint $@

lint: $(LINT) ## the pinned linter, built once
	$(LINT) run ./...

format: $(LINT) ## rewrite to gofumpt and gci
	$(LINT) fmt ./...

format-check: $(LINT)
	$(LINT) fmt --diff ./...

tidy-check:
	go mod tidy -diff
	go mod verify

goldens: ## write the expected answers anew: read the diff
	$(TESTSERVER) go test ./odata ./metadata ./cmd/roster -run 'Cases|XML|Modules' -rewrite

# The comparison is with the tree as it was, so that it also works with changes not yet committed.
goldens-check:
	@before=$$(git diff | git hash-object --stdin); \
	$(MAKE) --no-print-directory goldens || exit 1; \
	test "$$before" = "$$(git diff | git hash-object --stdin)" || \
	{ git --no-pager diff; echo 'make goldens-check: expected answers were not up to date' >&2; exit 1; }

check: format-check tidy-check ui-check ## everything that CI asks for
	go vet ./...
	$(MAKE) --no-print-directory lint goldens-check test fuzz-check

# Two targets at a time, each with one worker: about a minute. A run that ends
# without a failing input has met its time limit in the middle of a step
# (golang/go#48591): it is run again.
fuzz-check: ## the fuzz targets of the query language, tokens and headers for FUZZCHECK each
	@for p in ./odata/syntax ./odata/plan ./odata; do \
	  go test -list '^Fuzz' $$p | sed -n "s|^Fuzz.*|$$p &|p"; \
	done | xargs -P 2 -L 1 sh -c ' \
	  run() { out=$$(go test -run "^\$$" -fuzz "^$$2\$$" -fuzztime $(FUZZCHECK) -fuzzminimizetime 1s -parallel 1 $$1 2>&1); }; \
	  run $$0 $$1 || { case "$$out" in *"Failing input"*) false;; *) run $$0 $$1;; esac; } || { echo "$$out"; exit 1; }; \
	  n=$$(echo "$$out" | sed -n "s/.*execs: \([0-9]*\).*/\1 executions/p" | tail -n 1); \
	  echo "$$1: $${n:-the inputs found before took all the time}"'

fuzz: ## every fuzz target for FUZZTIME
	@for p in $$(go list ./...); do \
	  for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
	    echo "$$p $$f"; go test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
	  done; \
	done

# What npm has installed is as the lock file says, or it is installed anew.
$(CLIENTS)/node_modules/.package-lock.json: $(CLIENTS)/package-lock.json
	cd $(CLIENTS) && npm ci --no-audit --no-fund

# Wants Node.js with npm, and Chromium for OpenUI5.
clients: ## real OData clients read `roster demo`
ifneq ($(and $(shell command -v node),$(shell command -v npm)),)
	$(MAKE) --no-print-directory build $(CLIENTS)/node_modules/.package-lock.json
	node $(CLIENTS)/run.js bin/roster $(CLIENT)
else ifeq ($(CI),true)
	@echo 'make clients: the clients need Node.js and npm' >&2; exit 1
else
	@echo 'make clients: skipped, the clients need Node.js and npm (apt-get install nodejs npm)' >&2
endif

$(E2E)/node_modules/.package-lock.json: $(E2E)/package-lock.json
	cd $(E2E) && npm ci --no-audit --no-fund

# Wants Node.js with npm, and Chromium.
e2e: ## the explorer in a real browser: SUITES names some of its tests
ifneq ($(and $(shell command -v node),$(shell command -v npm),$(CHROMIUM)),)
	$(MAKE) --no-print-directory build $(E2E)/node_modules/.package-lock.json
	CHROMIUM=$(CHROMIUM) ROSTER=bin/roster node --test-reporter=spec $(E2E)/run.js $(SUITES)
else ifeq ($(CI),true)
	@echo 'make e2e: the explorer is tested with Node.js, npm and Chromium' >&2; exit 1
else
	@echo 'make e2e: skipped, it needs Node.js, npm and Chromium (apt-get install nodejs npm chromium)' >&2
endif

screenshots: ## pictures of the explorer's pages for README.md
	$(MAKE) --no-print-directory build $(E2E)/node_modules/.package-lock.json
	CHROMIUM=$(CHROMIUM) ROSTER=bin/roster node $(E2E)/screenshots.js docs/screenshots

ui: ## bundle the explorer's page into handlers/explorer/ui/dist
	$(UI_BUNDLE) --format=esm --jsx=automatic --jsx-import-source=preact $(UI_ALIASES) \
	  --splitting --chunk-names=shared app=$(UI)/src/main.tsx pages=$(UI)/src/pages.ts --outdir=$(UI)/dist
	$(UI_BUNDLE) --format=esm --alias:codemirror=./$(UI)/vendor/codemirror.js $(UI)/src/editor/main.ts --outfile=$(UI)/dist/editor.js
	$(UI_BUNDLE) $(UI)/src/style.css --outfile=$(UI)/dist/app.css
	cp $(UI)/src/index.html $(UI)/src/icon.svg $(UI)/vendor/licences.txt $(UI)/dist/

ui-test: ## the explorer's logic: how queries are read, written and completed
ifneq ($(shell command -v node),)
	@out=$$(mktemp -d); trap 'rm -rf "$$out"' EXIT; \
	go tool esbuild --bundle --platform=node --format=esm --log-level=warning --out-extension:.js=.mjs \
	  $(shell find $(UI)/src -name '*.test.ts') --outdir="$$out" && node --test --test-reporter=spec "$$out" >"$$out/report" || \
	{ cat "$$out/report"; exit 1; }; tail -n 8 "$$out/report" | sed -n '/tests\|pass\|fail/p'
else ifeq ($(CI),true)
	@echo 'make ui-test: needs Node.js' >&2; exit 1
else
	@echo 'make ui-test: skipped, needs Node.js (apt-get install nodejs)' >&2
endif

ui-check: ui-test ## the bundle is that of the sources, which have the types they say
	@before=$$(git diff -- $(UI)/dist | git hash-object --stdin); \
	$(MAKE) --no-print-directory ui; \
	test "$$before" = "$$(git diff -- $(UI)/dist | git hash-object --stdin)" || \
	{ echo 'make ui-check: ui/dist was not up to date' >&2; exit 1; }
ifneq ($(and $(shell command -v node),$(shell command -v npm)),)
	$(MAKE) --no-print-directory $(UI)/vendor/node_modules/.package-lock.json
	$(UI)/vendor/node_modules/.bin/tsc -p $(UI)
else ifeq ($(CI),true)
	@echo 'make ui-check: the types need Node.js and npm' >&2; exit 1
else
	@echo 'make ui-check: types skipped, they need Node.js and npm (apt-get install nodejs npm)' >&2
endif

$(UI)/vendor/node_modules/.package-lock.json: $(UI)/vendor/package-lock.json
	cd $(UI)/vendor && npm ci --no-audit --no-fund

ui-vendor: $(UI)/vendor/node_modules/.package-lock.json ## bundle the libraries of ui/vendor/package.json anew
	cd $(UI)/vendor && node licences.js > licences.txt
	for m in preact codemirror; do \
	  $(UI_BUNDLE) --format=esm $(UI)/vendor/$$m.entry.js --outfile=$(UI)/vendor/$$m.js || exit 1; \
	done

bench: ## Roster beside the databases' own tools and a plain handler, with USERS users: see docs/performance.md
	$(TESTSERVER) go run ./cmd/bench -users $(USERS)

bench-parts: ## benchmarks of single packages, on both databases
	$(TESTSERVER) go test -run '^$$' -bench . -benchmem ./...

clean:
	rm -rf bin coverage.out
