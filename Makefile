# make report   every report of notebooks/runs.toml, from raw figures to HTML
# make test     the whole test suite
# Both build .venv first; nothing else has to be installed but Python 3.11 or newer.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.made-from-lock

.DEFAULT_GOAL := help
.PHONY: help setup report all-reports test images lock clean

help:
	@sed -n '1,2p' Makefile

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make PYTHON=/path/to/python3")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
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
	@$(BIN)/python -m pytest -n 2

# The pictures of the README, from the English reports.
images: report
	@mkdir -p docs/images
	cp reports/kota-bandar-lampung-*/2023-2024-en/figures/waterfall.svg docs/images/bandar-lampung-2023-2024.svg
	cp reports/provinsi-kalimantan-timur-*/2023-2024-en/figures/waterfall.svg docs/images/kalimantan-timur-2023-2024.svg
	cp reports/kota-bandar-lampung-*/2021-2024-en/figures/levels.svg docs/images/bandar-lampung-levels-2021-2024.svg

# Only here is uv needed; what it writes is for every platform and Python from 3.11 on.
lock:
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --no-annotate \
		--custom-compile-command "make lock" --output-file requirements.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis
	find spbe_analysis tests -name __pycache__ -type d -prune -exec rm -rf {} +
