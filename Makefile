# zcdash: `make run` shows the board, `make test` proves it. Needs Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run serve samples screenshots test lint bench load faults sbom clean
.DEFAULT_GOAL := run

# uv where it is there, pip otherwise.
$(VENV)/run.stamp: requirements.txt
	if command -v uv >/dev/null; then uv venv -q --allow-existing $(VENV) --python $(PYTHON) && uv pip install -q --python $(BIN)/python -r $<; \
	else $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install -q --disable-pip-version-check -r $<; fi
	touch $@

$(VENV)/test.stamp: tests/requirements.txt requirements.txt
	if command -v uv >/dev/null; then uv venv -q --allow-existing $(VENV) --python $(PYTHON) && uv pip install -q --python $(BIN)/python -r $<; \
	else $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install -q --disable-pip-version-check -r $<; fi
	touch $@

SERVE = $(BIN)/python -m streamlit run app.py --server.port $(PORT) --server.address
DEMO = var/demo.duckdb

# The demonstration: invented returns in a ledger of their own, on this machine only.
run: $(VENV)/run.stamp
	$(BIN)/python -m zcdash init --sample --ledger $(DEMO)
	@echo "打开 http://127.0.0.1:$(PORT) （演示数据，按 Ctrl+C 停止）"
	ZCDASH_LEDGER=$(DEMO) $(SERVE) 127.0.0.1

# The office's own ledger, empty of returns until the units file.
serve: $(VENV)/run.stamp
	$(BIN)/python -m zcdash init
	@echo "打开 http://127.0.0.1:$(PORT) （按 Ctrl+C 停止）"
	$(SERVE) $(or $(ADDRESS),127.0.0.1)

samples: $(VENV)/run.stamp
	$(BIN)/python data/samples/make.py

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

screenshots: $(VENV)/test.stamp
	$(BIN)/python -m tests.browser.screenshots

bench: $(VENV)/test.stamp
	$(BIN)/python -m tests.benchmark

load: $(VENV)/test.stamp
	$(BIN)/python -m tests.benchmark.load

# What the program runs with, and nothing else, as CycloneDX: an environment of its own, read by the tool of the tests' one.
sbom: $(VENV)/test.stamp
	rm -rf var/sbom-env && mkdir -p var
	if command -v uv >/dev/null; then uv venv -q var/sbom-env --python $(PYTHON) && uv pip install -q --python var/sbom-env/bin/python -r requirements.txt; \
	else $(PYTHON) -m venv --without-pip var/sbom-env && $(BIN)/python -m pip --python var/sbom-env/bin/python install -q -r requirements.txt; fi
	$(BIN)/cyclonedx-py environment var/sbom-env --pyproject pyproject.toml --output-reproducible --of JSON -o var/sbom.json
	rm -rf var/sbom-env
	@echo "var/sbom.json"

# 200 kills, 5,000 spoilt workbooks, full disks; ten to fifteen minutes, and a table (docs/reliability.md).
faults: $(VENV)/test.stamp
	$(BIN)/python -m pytest tests/faults --whole -n 2

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
