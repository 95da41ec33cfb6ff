# Every door of a developer's day. `make` prints this list; the README explains the first two.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input --quiet --quiet
# pip compiles what it installs to bytecode on one core; the first import does it where it is needed.
INSTALL := $(PIP) install --require-hashes --no-deps --no-compile
ARGS ?=
# Commands of the demo read the demo's database; tests bring settings of their own.
run ledger migrations bench: export DEMO := $(or $(DEMO),1)

.PHONY: help setup setup-test run test test-fast race lint fmt lock contracts migrations messages topology ledger bench faults ci

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "setup: making .venv"
	@$(PYTHON) -m venv .venv

.venv/.run-ready: requirements/run.lock | .venv/bin/python
	@echo "setup: installing requirements/run.lock"
	@$(INSTALL) -r requirements/run.lock
	@touch $@

.venv/.test-ready: requirements/test.lock | .venv/bin/python
	@echo "setup: installing requirements/test.lock"
	@$(INSTALL) -r requirements/test.lock
	@touch .venv/.run-ready $@

setup: .venv/.run-ready ## ./.venv from the hash locks, nothing else

setup-test: .venv/.test-ready

run: setup ## everything from nothing: demo data, web, workers, beat and the sandbox gateway; Ctrl-C ends all (PORT=, DATA_DIR=)
	@exec $(PY) manage.py up

test: setup-test ## the whole suite, with what this machine has; REQUIRE_ALL=1: anything missing is a failure
	@exec $(PY) tests/run.py $(ARGS)

test-fast: setup-test ## SQLite only, no browser, no killed processes
	@exec $(PY) -m pytest -q -m "not postgres and not redis and not browser and not faults and not slow" $(ARGS)

race: setup-test ## what happens at the same time as something else, on PostgreSQL
	@exec $(PY) tests/run.py --only-postgres tests/concurrency $(ARGS)

lint: setup-test ## ruff, formatting, types, imports
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports

fmt: setup-test ## format and sort imports
	@.venv/bin/ruff check --select I --fix --quiet . ; .venv/bin/ruff format .

lock: setup-test ## lock requirements/*.in anew: with hashes, without hosts
	@$(PIP) install uv
	@for name in run test; do \
	    $(PY) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	        requirements/$$name.in --output-file requirements/$$name.lock \
	        --custom-compile-command "make lock"; done

contracts: setup-test ## the platform's wire, tried with clients that others wrote
	@exec $(PY) -m pytest -q tests/contract $(ARGS)

migrations: setup-test ## is a migration missing?
	@exec $(PY) manage.py makemigrations --check --dry-run

messages: setup-test ## compile the catalogues (.po to .mo)
	@exec $(PY) tests/catalogues.py --write

topology: setup ## docker-compose.yml's services without an engine, on loopback (FOLDER=, ARGS=--demo); Ctrl-C ends all of it
	@exec $(PY) -m wms.ops.topology --folder $(or $(FOLDER),data/topology) $(ARGS)

ledger: setup ## replay the whole ledger; last line "differences: N"
	@exec $(PY) manage.py check_ledger

bench: setup ## everything that is measured, as a table beside its targets (ARGS=--quick: a first look)
	@exec $(PY) tests/bench.py $(ARGS)

faults: setup-test ## kill everything that can be killed, under every fault of the platform
	@exec $(PY) tests/run.py --only-faults $(ARGS)

ci: ## what a change must pass
	@exec .ci/run
