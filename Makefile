# Skein. `make help` lists the targets.
#
# SWIFT, PYTHON: other programs than the ones on the PATH.
# E2E_WORKERS: how many end-to-end tests run at a time.
# RUNS, KILLS, FLIPS, CONDITIONS: how long `make fuzz`, `make kill` and `make campaign` go on. SEED: repeats a run.
# CAPTURE: files without their endings.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Two builds at once would fight over one build folder.
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

SWIFT ?= swift
PYTHON ?= python3
RUNS ?= 1000000
KILLS ?= 200
FLIPS ?= 100000
CONDITIONS ?= 10000
SEED ?= 1
CAPTURE ?= ../shared/data/nezha-trainticket

BINARY := .build/release/skein
REPORTS := .build/test-reports
SOURCES := Package.swift Instrumentation Collector Query Tests
PYTEST := .venv-e2e/bin/python -m pytest
# How many files of end-to-end tests run at a time; they wait more than they compute.
E2E_WORKERS ?= 3
# A browser and a server for each core, up to four.
PYTEST_UI := .venv-ui/bin/python -m pytest Tests/Web/Browser --numprocesses=auto --maxprocesses=4 --dist=worksteal

export PYTHON

.PHONY: help
help: ## lists the targets
	@echo 'make TARGET, where TARGET is one of'
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: ## installs libsqlite3-dev and zlib1g-dev if they are missing
	@scripts/setup.sh

.PHONY: build
build: setup ## builds .build/release/skein
	$(SWIFT) build --configuration release --product skein

.PHONY: demo
demo: build ## a shop of twelve services with customers, Skein beside it, and faults on demand
	@$(BINARY) demo

.PHONY: test
test: setup lint test-unit test-e2e ## formatting, tidy, unit and end-to-end tests

.PHONY: test-unit
test-unit: setup ## unit and tidy tests
	@rm -rf $(REPORTS)/unit && mkdir -p $(REPORTS)/unit
	$(SWIFT) test --xunit-output $(REPORTS)/unit/xunit.xml

.PHONY: test-e2e
test-e2e: build .venv-e2e ## end-to-end tests of the release binary, with Python's own SDK
	@rm -rf $(REPORTS)/e2e && mkdir -p $(REPORTS)/e2e
	SKEIN_BINARY=$(BINARY) $(PYTEST) Tests/EndToEnd --numprocesses=$(E2E_WORKERS) --dist=loadfile --junitxml=$(REPORTS)/e2e/junit.xml

# Without the tests that run a collector: its locks are the standard library's, into which the sanitizer does not see.
.PHONY: test-tsan
test-tsan: setup ## tests of the instrumentation library under ThreadSanitizer, in a build folder of its own
	SKEIN_TEST_TARGET=SkeinTests SWIFT_BACKTRACE=enable=no \
	  $(SWIFT) test --sanitize=thread --scratch-path .build-tsan --test-product skeinPackageTests \
	  -Xswiftc -DSKEIN_THREAD_SANITIZER --filter 'SkeinTests\.' --skip 'SkeinTests\.CollectorTests'

.PHONY: test-capture
test-capture: build .venv-e2e ## correlations of a whole capture of traces, logs and metrics (CAPTURE)
	@test -e "$(CAPTURE).logs.otlp.gz" || { echo 'test-capture: $(CAPTURE).logs.otlp.gz is not there; set CAPTURE' >&2; exit 1; }
	SKEIN_BINARY=$(BINARY) SKEIN_CAPTURE="$(abspath $(CAPTURE))" $(PYTEST) Tests/EndToEnd/test_correlated_capture.py

.venv-e2e: Tests/EndToEnd/requirements.txt scripts/setup-e2e.sh
	@scripts/setup-e2e.sh
	@touch .venv-e2e

.PHONY: test-ui
test-ui: build .venv-ui ## the web page in headless Chromium; screenshots in .build/test-reports/ui
	@rm -rf $(REPORTS)/ui && mkdir -p $(REPORTS)/ui
	SKEIN_BINARY=$(BINARY) SKEIN_SCREENSHOTS=$(CURDIR)/$(REPORTS)/ui \
	  $(PYTEST_UI) --junitxml=$(REPORTS)/ui/junit.xml

.PHONY: test-ui-short
test-ui-short: build .venv-ui ## the ten most telling of them
	SKEIN_BINARY=$(BINARY) $(PYTEST_UI) -m short

.venv-ui: Tests/Web/Browser/requirements.txt scripts/setup-ui.sh
	@scripts/setup-ui.sh
	@touch .venv-ui

.PHONY: fuzz
fuzz: setup ## 1,000,000 mutated OTLP bodies through the decoders (RUNS, SEED)
	$(SWIFT) run --configuration release skein-fuzz --runs $(RUNS) --seed $(SEED)

.PHONY: kill
kill: build .venv-e2e ## 200 times kill -9 under load: no acknowledged span may be lost (KILLS, SEED)
	SKEIN_BINARY=$(BINARY) .venv-e2e/bin/python Tests/Reliability/kill.py --kills $(KILLS) --seed $(SEED)

.PHONY: campaign
campaign: setup ## 100,000 flipped bits, a fault at every call of merges, 10,000 random conditions (FLIPS, CONDITIONS)
	SKEIN_TEST_TARGET=SegmentStoreTests SKEIN_MERGE_FAULTS=all SKEIN_BIT_FLIPS=$(FLIPS) SKEIN_RANDOM_CONDITIONS=$(CONDITIONS) \
	  $(SWIFT) test --configuration release --test-product skeinPackageTests --filter '\.(Check|MergeFault|Search)Tests/'

.PHONY: bench
bench: build ## measures receive, decode and commit with the project's own code
	$(BINARY) bench

.PHONY: dist
dist: setup ## one fully static executable in dist/, which runs on a bare Linux
	@scripts/dist.sh

.PHONY: format
format: ## formats all Swift sources
	$(SWIFT) format --in-place --recursive --parallel $(SOURCES)

.PHONY: lint
lint: ## checks the formatting, and the shell scripts where shellcheck is installed
	$(SWIFT) format lint --strict --recursive --parallel $(SOURCES)
	@if command -v shellcheck >/dev/null; then shellcheck scripts/*.sh .ci/run; \
	else echo 'lint: without shellcheck, the shell scripts are not checked'; fi

.PHONY: clean
clean: ## removes everything that was built
	rm -rf .build .build-dist .build-tsan dist .venv-e2e .venv-ui
