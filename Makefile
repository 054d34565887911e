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
# What `make check` tests: quick files that touch every room.
QUICK := kernels/test_random_streams.py inputs/test_faults.py inputs/test_keys.py outcomes/test_equity.py outcomes/test_economics.py \
	evidence/test_evidence.py scenario/test_catalogue.py population/test_apportion.py processes/test_process.py engine/test_record.py \
	studies/test_worker.py validation/surveys/test_plan.py reference/test_lookup.py report/test_text.py::test_map_counts_every_neighbourhood_once dashboard/test_words.py \
	cli/test_quick.py contracts/test_house.py contracts/test_face.py
# `make bench SAVE=--save` adds a dated line to the tracked history; `make bench` writes no tracked file.
SAVE ?=
# What pip collects is printed on one short line each, so that a slow network can be told from a stuck one.
SHOW := sed -n -e 's/^Collecting \([A-Za-z0-9_.-]*\).*/  \1/p' -e 's/^Installing collected.*/  installing .../p'

.PHONY: help demo check test test-slow lint format bench docs clean

help:
	@echo "make demo       set up, compare response plans for New Orleans, write a report   (out/new_orleans/report.html)"
	@echo "make check      for daily work, under a minute: lint, types, import floors, quick tests of every room"
	@echo "make test       set up and run the tests"
	@echo "make test-slow  the scientific checks that take minutes"
	@echo "make lint       ruff, mypy --strict, import floors"
	@echo "make format     format the code and sort its imports"
	@echo "make bench      nanoseconds per person and week, beside a plain Mesa model (SAVE=--save keeps them in the history)"
	@echo "make docs       build the documentation offline, warnings as errors  (docs/_build/html/index.html)"
	@echo "make clean      remove .venv and all generated files (out/ stays)"

demo: $(VENV)/.ready
	@$(IN)/healing demo

test: $(VENV)/.ready-dev
	@$(IN)/python -m pytest -m "not slow" $(SIDE)

test-slow: $(VENV)/.ready-dev
	@$(IN)/python -m pytest -m slow $(SIDE)

# Types and imports are checked while the tests run; every failure is told, and any of them fails the whole.
check: $(VENV)/.ready-dev
	@failed=0; $(IN)/ruff check . && $(IN)/ruff format --check . || failed=1; \
	{ $(IN)/mypy && $(IN)/lint-imports --no-cache | tail -n 2; } & others=$$!; \
	$(IN)/python -m pytest -m "not slow" $(addprefix tests/,$(QUICK)) || failed=1; \
	wait $$others || failed=1; exit $$failed

lint: $(VENV)/.ready-dev
	$(IN)/ruff check .
	$(IN)/ruff format --check .
	$(IN)/mypy
	$(IN)/lint-imports --no-cache

format: $(VENV)/.ready-dev
	$(IN)/ruff check --fix .
	$(IN)/ruff format .

bench: $(VENV)/.ready-dev
	@$(IN)/python experiments/bench/bench.py $(SAVE)
	@$(IN)/python experiments/bench/sweeps.py $(SAVE)

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
