# The project's commands. They need Python 3.11 or newer and make; everything else goes into .venv.
#
#   make demo     train on the sample corpus, publish, serve on loopback with a store, print the address and a key
#   make test     install what the tests need, and run all default tests
#   make check    everything that CI checks: the tests, then format, lint, types, slow and browser tests
#   make trust    try what docs/promises.md promises, half an hour at most, and print its table
#   make bench    all benchmarks of cost in a short form, on generated articles, into build/bench
#   make tables   write the tables of parameters, settings and formats in docs/ anew, from the code
#   make docs     build the documentation as a site, into build/site
#   make notebooks  execute the notebooks anew on the sample corpus, from the scripts beside them
#   make clean    remove what these made
#
# PYTHON is what .venv is made with, PORT is the demonstration's: make demo PYTHON=python3.12 PORT=9000

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test check strict trust bench tables docs notebooks clean
.NOTPARALLEL:

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

# The model and the store are kept in build/, so that a second run starts at once.
demo: $(VENV)/installed
	$(BIN)/recommender demo --port $(PORT) --models build/demo

test: $(VENV)/installed-test build/moto/installed
	$(BIN)/python -m pytest

check: test strict

# What CI checks beyond the default tests. Warnings are errors in every test, see pyproject.toml.
strict: $(VENV)/installed-test build/moto/installed
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy --strict
	$(BIN)/python -m pytest -m "slow or browser"

trust: $(VENV)/installed-test
	$(BIN)/python -m benchmarks.trust

bench: $(VENV)/installed-test
	$(BIN)/python benchmarks/bench.py --out build/bench

tables: $(VENV)/installed-test
	$(BIN)/python docs/make_parameters.py
	$(BIN)/python docs/make_settings.py
	$(BIN)/python docs/make_formats.py
	$(BIN)/python docs/make_scale.py

docs: $(VENV)/installed-test
	$(BIN)/python docs/make_site.py
	$(BIN)/zensical build --strict

# The scripts are what is edited; their outputs are committed, so that they can be read on the web.
notebooks: $(VENV)/installed-test
	$(BIN)/jupytext --quiet --update --to ipynb notebooks/*.py
	$(BIN)/jupyter execute --inplace notebooks/*.ipynb
	$(BIN)/python -c "$$without_times" notebooks/*.ipynb

# When each cell was run differs from run to run, and says nothing.
define without_times
import sys, nbformat
for path in sys.argv[1:]:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    nbformat.write(notebook, path)
endef
export without_times

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find recommender tests -name __pycache__ -prune -exec rm -rf {} +

# Stamps: pip runs again only when the project's metadata or the pinned versions have changed.
$(VENV)/installed: pyproject.toml constraints.txt
	$(make-venv)
	$(INSTALL) --editable .
	@touch $@

$(VENV)/installed-test: pyproject.toml constraints.txt
	$(make-venv)
	$(INSTALL) --editable '.[test]'
	@touch $(VENV)/installed $@

# What tests run as an object storage, apart: it needs much that the project does not.
build/moto/installed: tests/support/object_storage.txt $(VENV)/installed-test
	$(PYTHON) -m venv build/moto
	build/moto/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement tests/support/object_storage.txt
	@touch $@

define make-venv
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
  { echo "expected Python 3.11 or newer as $(PYTHON); name another one: make PYTHON=python3.12" >&2; exit 1; }
@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
  { echo "$(PYTHON) cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
@test -L $(VENV) || $(PYTHON) -m venv $(VENV)
@echo "installing into $(VENV): about 900 MB, some minutes the first time"
endef
