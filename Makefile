# make report      every report of notebooks/runs.toml, from raw figures to HTML
# make test        every kind of test, in a few minutes
# make test-every  every test, with the same small counts
# make test-full   every test with the full counts: 1,000 random regulations, 10,000 cards, 20 kills, every page
# make api         the reference of the Python functions as HTML, in reports/api
# make release     data, reports and fingerprints of this version in release/<version>; SINCE=folder lists what changed
# make lint        ruff and mypy
# TESTS="tests/cli tests/browser" runs some of them. Each builds .venv first; nothing else has to be installed but Python 3.11 or newer.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.made-from-lock
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV     := $(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode

.DEFAULT_GOAL := help
.PHONY: help setup report all-reports test test-every test-full api release lint images guide-pictures lock clean

help:
	@sed -n '1,8p' Makefile

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make PYTHON=/path/to/python3")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) "uv>=0.9" && $(UV) -r requirements.lock || $(PIP) -r requirements.lock
	$(UV) --no-deps --editable . || $(PIP) --no-deps --editable .
	@touch $(STAMP)

report: setup
	@$(BIN)/spbe prepare
	@$(BIN)/spbe reports --planned --sample 0

# Everything a schedule makes: the planned reports, then every institution and pair of years, then the site.
all-reports: setup
	@$(BIN)/spbe prepare
	@$(BIN)/spbe reports --planned --sample 0
	@$(BIN)/spbe reports

test: setup
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(TESTS)

test-every: export SPBE_EVERY := 1
test-every: test

test-full: export SPBE_FULL := 1
test-full: test

# The reference of `import spbe_analysis as spbe` and of its answers, from their docstrings, with the notebooks it links
# beside it: what is published is reports/ alone. Needs no network to read.
api: setup
	@rm -rf reports/api
	$(BIN)/python -m pdoc --docformat numpy --no-show-source --template-directory docs/api --footer-text "spbe-analysis" --output-directory reports/api \
		spbe_analysis '!spbe_analysis\..+' spbe_analysis.studies
	@mkdir reports/api/notebooks && cp notebooks/*.ipynb reports/api/notebooks/

release: report
	@$(BIN)/spbe release $(if $(SINCE),--since $(SINCE))

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

# The pictures of the README, from the English reports.
images: report
	@mkdir -p docs/images
	cp reports/kota-bandar-lampung-*/2023-2024-en/figures/waterfall.svg docs/images/bandar-lampung-2023-2024.svg
	cp reports/provinsi-kalimantan-timur-*/2023-2024-en/figures/waterfall.svg docs/images/kalimantan-timur-2023-2024.svg
	cp reports/kota-bandar-lampung-*/2021-2024-en/figures/levels.svg docs/images/bandar-lampung-levels-2021-2024.svg

# The pictures of the guide with their numbered call-outs.
guide-pictures: setup
	$(BIN)/python -m spbe_analysis.reports.site.pictures docs/images

# What uv writes is for every platform and Python from 3.11 on.
lock: setup
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --no-annotate --generate-hashes \
		--custom-compile-command "make lock" --output-file requirements.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find spbe_analysis tests -name __pycache__ -type d -prune -exec rm -rf {} +
