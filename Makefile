# Every target that a person calls has a help line behind ##. PYTHON names the interpreter that makes .venv.
PYTHON ?= python3
BIN := .venv/bin
HOST := $(if $(LAN),0.0.0.0,127.0.0.1)

.PHONY: demo test lint format load bench help lock
.DEFAULT_GOAL := help

.venv/base.ok: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check $(LOCKED) --editable .
	@touch $@

.venv/%.ok: .venv/base.ok
	$(BIN)/pip install --quiet --disable-pip-version-check $(LOCKED) --editable '.[$*]'
	@touch $@

help: ## Say what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16
