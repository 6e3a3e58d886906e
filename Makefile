# zcdash: `make run` serves a demonstration, `make test` runs the tests. Needs Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run serve samples screenshots test test-fast coverage lint format lock bench load faults oracle sbom audit clean
.DEFAULT_GOAL := run

# $(call install,FILE) creates the environment and installs a requirements file and zcdash itself: with uv if available.
define install
if command -v uv >/dev/null; then \
	uv venv -q --allow-existing $(VENV) --python $(PYTHON) && uv pip install -q --python $(BIN)/python -r $(1) \
	&& uv pip install -q --python $(BIN)/python --no-deps -e .; \
else \
	$(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install -q --disable-pip-version-check -r $(1) \
	&& $(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .; \
fi
endef

$(VENV)/run.stamp: requirements.txt pyproject.toml
	$(call install,requirements.txt)
	touch $@

$(VENV)/test.stamp: tests/requirements.txt pyproject.toml
	$(call install,tests/requirements.txt)
	touch $@

DEMO = var/demo.duckdb

# The demonstration: invented submissions in a ledger of their own, on this machine only.
run: $(VENV)/run.stamp
	$(BIN)/zcdash init --sample --ledger $(DEMO)
	$(BIN)/zcdash serve --ledger $(DEMO) --port $(PORT)

# The office's own ledger, made empty if there is none. On the network: ADDRESS=0.0.0.0, with CERT= and KEY= for https, and
# HOSTS= for the names that people type (docs/accounts.md).
NETWORK = $(if $(CERT),--cert $(CERT) --key $(KEY)) $(HOSTS:%=--allowed-host %)
serve: $(VENV)/run.stamp
	$(BIN)/zcdash serve --host $(or $(ADDRESS),127.0.0.1) --port $(PORT) $(NETWORK)

samples: $(VENV)/run.stamp
	$(BIN)/python data/samples/make.py
	$(BIN)/python data/samples/make_returns.py

PYTEST = $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Bytecode is kept, whatever the environment says: the tests start some hundred processes, and each would compile everything.
test test-fast coverage: export PYTHONDONTWRITEBYTECODE =

test: $(VENV)/test.stamp
	$(PYTEST)

# The same with branch coverage, which takes a third to a half longer.
coverage: $(VENV)/test.stamp
	$(PYTEST) --cov --cov-report=term

# Everything but the browser and the fault tests.
test-fast: $(VENV)/test.stamp
	$(PYTEST) -m "not browser and not faults"

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Pins with hashes from the dependencies in pyproject.toml; pinned versions stay unless UPGRADE=--upgrade is given.
LOCK = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header $(UPGRADE) pyproject.toml
lock: $(VENV)/test.stamp
	$(LOCK) -o requirements.txt
	$(LOCK) --group dev -c requirements.txt -o tests/requirements.txt

screenshots: $(VENV)/test.stamp
	$(BIN)/python -m tests.browser.screenshots

bench: $(VENV)/test.stamp
	$(BIN)/python -m tests.benchmark

load: $(VENV)/test.stamp
	$(BIN)/python -m tests.benchmark.load

# Runtime dependencies only, as CycloneDX: a separate environment, read by the tool of the test environment.
sbom: $(VENV)/test.stamp
	rm -rf var/sbom-env && mkdir -p var
	if command -v uv >/dev/null; then uv venv -q var/sbom-env --python $(PYTHON) && uv pip install -q --python var/sbom-env/bin/python -r requirements.txt; \
	else $(PYTHON) -m venv --without-pip var/sbom-env && $(BIN)/python -m pip --python var/sbom-env/bin/python install -q -r requirements.txt; fi
	$(BIN)/cyclonedx-py environment var/sbom-env --pyproject pyproject.toml --output-reproducible --of JSON -o var/sbom.json
	rm -rf var/sbom-env
	@echo "var/sbom.json"

# Known vulnerabilities of the pinned libraries, offline: ADVISORIES is a folder or .zip of advisories in the OSV format.
audit: $(VENV)/test.stamp
	$(BIN)/python -m tests.advisories "$(ADVISORIES)"

# 200 kills, 5,000 damaged and 64 hostile workbooks, full disks, races, floods: twenty minutes or more, and a table (docs/reliability.md).
faults: $(VENV)/test.stamp
	$(BIN)/python -m pytest tests/faults --whole -n 2

# The program's lights against a second implementation of the rules: 10,000 items in adversarial years.
oracle: $(VENV)/test.stamp
	$(BIN)/python -m pytest tests/oracle --whole -n 2

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis build dist *.egg-info .coverage
