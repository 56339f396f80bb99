# Every target that a person calls has a help line behind ##.
PYTHON ?= python3
HOST ?= $(if $(LAN),0.0.0.0,127.0.0.1)
PORT ?= 8000
USERS ?= 100
SHAPE ?= at-once
# CI sets LOCKED to install exactly the versions that were tested.
LOCKED ?=
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check $(LOCKED)

.DEFAULT_GOAL := help
.PHONY: demo test lint format load bench translations help

.venv/base.ok: pyproject.toml
	$(PYTHON) -m venv .venv
	$(PIP) --editable .
	@touch $@

.venv/%.ok: .venv/base.ok
	$(PIP) --editable '.[$*]'
	@touch $@

demo: .venv/base.ok ## Run a demo contest on this machine (LAN=1: on the local network, PORT=8000)
	$(BIN)/quizapp up --demo --host $(HOST) --port $(PORT)

test: .venv/base.ok .venv/test.ok .venv/load.ok ## Run all tests; installs Chromium where it is missing
	@$(BIN)/python tests/browser/install.py
	$(BIN)/pytest

lint: .venv/quality.ok .venv/test.ok .venv/load.ok ## Check style, types, the laws of the imports, translations, the bank
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/translations.py
	$(BIN)/quizapp bank check question_bank

format: .venv/quality.ok ## Put the code into its form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

load: .venv/load.ok ## Play a contest with Locust (USERS=100 SHAPE=at-once) and compare the ledger with the database
	$(BIN)/python -m loadtests.run --users $(USERS) --shape $(SHAPE)

bench: .venv/load.ok ## Measure the hot paths against a no-op request, in one run
	$(BIN)/quizapp bench

translations: .venv/base.ok ## Collect the sentences of the code into the catalogue, and compile it
	$(BIN)/python tests/translations.py --update

help: ## Say what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | while IFS='|' read -r name text; do printf '%-20s %s\n' "$$name" "$$text"; done
