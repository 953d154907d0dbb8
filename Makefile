# Everything a person or CI does here.  `make help` lists the targets.
#
#   make build JOBS=2                      fewer compilers at once
#   make run-simulator ARGS="--port 9000"  any option of the program; so does SIMULATOR_PORT
#   make run-test-client MODE=chatbot      chat, chatbot or chatbot-stream
#   make test TESTS=unit                   only the tests whose name matches

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.NOTPARALLEL:

JOBS ?= $(shell nproc)
ARGS ?=
MODE ?= chat
TESTS ?=
FUZZ_SECONDS ?= 60

STAMPS := build/stamps
CLIENTS := $(STAMPS)/venv $(STAMPS)/node $(STAMPS)/ferretdb
BIN := build/release/bin
CTEST := ctest --output-on-failure --no-tests=error --timeout 600 -j $(JOBS) $(if $(TESTS),-R '$(TESTS)')

.PHONY: help deps build run-simulator run-test-client run-test-client-simulator-local test lint format \
        docs bench bench-clients asan tsan fuzz clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-34s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

deps: $(STAMPS)/deps-build ## Install the system packages that a build needs (sudo only when not root)

build: build/release/build.ninja ## Build everything in Release into build/release/bin
	@cmake --build build/release -j $(JOBS)

run-simulator: build .env ## Serve on http://127.0.0.1:8000 (ARGS="--port 9000 --host 0.0.0.0" or SIMULATOR_PORT)
	@exec $(BIN)/oaisim $(ARGS)

run-test-client: build ## Ask the endpoint that .env names (MODE=chat|chatbot|chatbot-stream)
	@exec $(BIN)/oaisim-chat $(ARGS) $(MODE)

run-test-client-simulator-local: build ## The same against the simulator on this machine
	@exec $(BIN)/oaisim-chat --local $(ARGS) $(MODE)

test: build $(CLIENTS) $(STAMPS)/litellm ## Build and pass every test (TESTS=regex for some)
	@$(CTEST) --test-dir build/release

lint: build $(STAMPS)/deps-lint ## Check format, names, includes, style, scripts and generated docs
	@JOBS=$(JOBS) scripts/lint.sh

format: $(STAMPS)/deps-lint ## Format the C++ files that git tracks
	@scripts/format.sh

docs: build ## Write docs/configuration.md from the programs' options
	@scripts/generate-docs.sh

bench: build $(STAMPS)/deps-bench $(STAMPS)/venv ## Measure beside peers in one run (ARGS="--quick --only streams")
	@build/venv/bin/python bench/run.py $(ARGS)

bench-clients: build $(STAMPS)/bench-venv ## Offer the same streams with oaisim-load, aiperf and locust and compare what they say
	@build/bench-venv/bin/python bench/clients/compare.py $(ARGS)

asan: build/asan/build.ninja $(CLIENTS) ## Pass every test under AddressSanitizer and UBSan
	@cmake --build build/asan -j $(JOBS)
	@. scripts/sanitizer-options.sh && $(CTEST) --test-dir build/asan

tsan: build/tsan/build.ninja $(CLIENTS) ## Pass the tests in which threads meet under ThreadSanitizer
	@cmake --build build/tsan -j $(JOBS) --target oaisim integration unit-common unit-simulator unit-loadtest
	@. scripts/sanitizer-options.sh && $(CTEST) --test-dir build/tsan

fuzz: build/asan/build.ninja ## Build and run the fuzz-* programs for FUZZ_SECONDS each
	@JOBS=$(JOBS) FUZZ_SECONDS=$(FUZZ_SECONDS) scripts/run-fuzz.sh

# The first start writes the settings of .env.example, among them the key that callers send.
.env:
	@cp .env.example $@
	@echo "Wrote .env: callers send the key that it names as SIMULATOR_API_KEY"

clean: ## Remove everything that was built
	@rm -rf build

install-python = rm -rf $(1) && python3 -m venv $(1) && \
  $(1)/bin/pip install --quiet --disable-pip-version-check -r $< && touch $@

# What follows is made once, and again only when what it is made from changes.

$(STAMPS)/deps-%: scripts/install-deps.sh
	@scripts/install-deps.sh $*
	@mkdir -p $(@D) && touch $@

$(STAMPS)/venv: tests/conformance/requirements.txt | $(STAMPS)/deps-test
	@$(call install-python,build/venv)

# In an environment of its own: it needs other versions than the clients.
$(STAMPS)/litellm: tests/conformance/requirements-litellm.txt | $(STAMPS)/deps-test
	@$(call install-python,build/litellm)

$(STAMPS)/bench-venv: bench/clients/requirements.txt | $(STAMPS)/deps-test
	@$(call install-python,build/bench-venv)

$(STAMPS)/node: tests/conformance/package.json | $(STAMPS)/deps-test
	@rm -rf build/node && mkdir -p build/node && cp $< build/node/
	@npm install --prefix build/node --silent --no-package-lock --no-audit --no-fund --ignore-scripts </dev/null
	@touch $@

$(STAMPS)/ferretdb: tests/support/ferretdb/main.go tests/support/ferretdb/go.sum scripts/build-ferretdb.sh | $(STAMPS)/deps-test
	@scripts/build-ferretdb.sh
	@touch $@

build/%/build.ninja: scripts/configure.sh | $(STAMPS)/deps-build
	@scripts/configure.sh $*
	@touch $@
