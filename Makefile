# Every target sets itself up: Python 3.11+, make and git are all that a machine needs.
PYTHON ?= python3
VENV   := .venv
UV_VERSION := 0.13.9
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
YEAR   ?= 2023
COMPANY ?=
SEEDS  ?= 1

# Compiled modules are kept, or every process compiles its libraries anew, which takes longer than the year's work.
export PYTHONDONTWRITEBYTECODE :=
export ESG_COMPANY := $(or $(COMPANY),$(ESG_COMPANY))

.DEFAULT_GOAL := help
.PHONY: help setup appendix docs test test-fast ui review demo lint bench faults clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: $(READY) ## the environment, from the lock

$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV) from requirements.lock"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## the made-up company, if no company folder is named and none was written
	@test -n "$(ESG_COMPANY)" || test -f company/company.yml || $(BIN)/esg demo

appendix: demo ## the draft appendix of YEAR (default 2023)
	@$(BIN)/esg run --year $(YEAR)

docs: appendix ## dbt's documentation of the models, one page, in the data of YEAR
	@$(BIN)/esg docs --year $(YEAR)

ui: demo ## the Dagster UI, with schedule and sensor running
	@$(BIN)/esg ui

review: demo ## the Dagster UI for reviewers: on this machine only, nothing can be changed
	@$(BIN)/esg review

test: $(READY) ## all tests
	@$(BIN)/pytest

test-fast: $(READY) ## the tests that take seconds
	@$(BIN)/pytest -m "not slow"

lint: $(READY) ## style, format, types and SQL
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@mkdir -p dbt/target/lint
	@ESG_WAREHOUSE=$(CURDIR)/dbt/target/lint/warehouse.duckdb $(BIN)/sqlfluff lint --disable-progress-bar dbt/models dbt/tests

bench: $(READY) ## where the time of a run goes
	@$(BIN)/python -m tests.bench

faults: $(READY) ## every kind of fault against the gates, and clean companies against false alarms
	@$(BIN)/python -m tests.faults --seeds $(SEEDS)

clean: ## what runs have made, but not the landed evidence
	@rm -rf dbt/target dbt/logs .pytest_cache .ruff_cache
