# Two commands are enough: `make demo` and `make test`. Each sets itself up the first time (a virtual environment in .venv with the
# versions of constraints.txt) and is instant after that. Another Python: `make test PYTHON=python3.13 VENV=.venv-3.13`.

VENV ?= .venv
RECENT := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c "$(RECENT)" 2>/dev/null && echo $$p && break; done)
IN := $(VENV)/bin
# Pip would compile every file, one after the other. For `make demo` Python compiles what it imports, when it does; before tests, which
# import from many processes at once, all cores compile everything but the tests of other packages.
PIP := $(IN)/python -m pip install --no-compile --disable-pip-version-check --no-input -c constraints.txt
COMPILE := $(IN)/python -m compileall -qq -j 0 -x /tests/ $(VENV)/lib || true
# Tests run side by side, a worker a core; `make test SIDE=` runs them one after the other.
SIDE ?= -n auto --maxprocesses 4 --dist worksteal
# What pip collects is printed on one short line each, so that a slow network can be told from a stuck one.
SHOW := sed -n -e 's/^Collecting \([A-Za-z0-9_.-]*\).*/  \1/p' -e 's/^Installing collected.*/  installing .../p'

.PHONY: help demo test test-slow lint format bench docs clean

help:
	@echo "make demo       set up, compare response plans for New Orleans, write a report   (out/new_orleans/report.html)"
	@echo "make test       set up and run the tests"
	@echo "make test-slow  the scientific checks that take minutes"
	@echo "make lint       ruff, mypy --strict, import floors"
	@echo "make format     lay the code out and sort its imports"
	@echo "make bench      nanoseconds per person and week, beside a plain Mesa model"
	@echo "make docs       build the documentation offline, warnings as errors  (docs/_build/html/index.html)"
	@echo "make clean      remove .venv and everything that was made (out/ stays)"

demo: $(VENV)/.ready
	@$(IN)/healing demo

test: $(VENV)/.ready-dev
	@$(IN)/python -m pytest -m "not slow" $(SIDE)

test-slow: $(VENV)/.ready-dev
	@$(IN)/python -m pytest -m slow $(SIDE)

lint: $(VENV)/.ready-dev
	$(IN)/ruff check .
	$(IN)/ruff format --check .
	$(IN)/mypy
	$(IN)/lint-imports --no-cache

format: $(VENV)/.ready-dev
	$(IN)/ruff check --fix .
	$(IN)/ruff format .

bench: $(VENV)/.ready-dev
	@$(IN)/python experiments/bench/bench.py --save
	@$(IN)/python experiments/bench/sweeps.py

# Notebooks are executed once and kept in docs/_build/notebooks until their code changes; `rm -r docs/_build` runs them again.
docs: $(VENV)/.ready-docs
	@$(IN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "The documentation: docs/_build/html/index.html"

clean:
	rm -rf .venv .venv-* build dist docs/_build docs/written *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(IN)/python:
	@"$(PYTHON)" -c "$(RECENT)" 2>/dev/null || { \
	  echo "This needs Python 3.11 or newer. '$(or $(PYTHON),python3)' is older or does not run." >&2; \
	  echo "Install one, or name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Making $(VENV) with $$("$(PYTHON)" --version)"
	@"$(PYTHON)" -m venv "$(VENV)" || { rm -rf "$(VENV)"; \
	  echo "No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(VENV)/.ready: $(IN)/python pyproject.toml constraints.txt
	@echo "Installing what it needs, about 100 MB (a minute or two, once):"
	@set -o pipefail; $(PIP) -e . | $(SHOW)
	@touch $@

$(VENV)/.ready-dev: $(IN)/python pyproject.toml constraints.txt
	@echo "Installing what it needs, and the tools for tests and checks (a few minutes, once):"
	@set -o pipefail; $(PIP) -e ".[dev]" | $(SHOW)
	@$(COMPILE)
	@touch $(VENV)/.ready $@

$(VENV)/.ready-docs: $(IN)/python pyproject.toml constraints.txt
	@echo "Installing what it needs, and the tools for the documentation (a minute or two, once):"
	@set -o pipefail; $(PIP) -e ".[docs]" | $(SHOW)
	@touch $(VENV)/.ready $@

SHELL := /bin/bash
.DELETE_ON_ERROR:
