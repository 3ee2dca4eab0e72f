# Everything sets itself up in .venv; only Python 3.11+ with pip and make are needed.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := src cli tests benchmarks docs/example

.PHONY: demo test check lint types model docs example clean

demo: .venv/core.done  ## Run the main job on the example company
	$(BIN)/skillsignal run docs/example/slack-export.zip docs/example/viva-engage --names --out demo-output
	@echo "(--names, because these people are invented: by default people get pseudonyms.)"

test: .venv/dev.done  ## Install what the tests need, and run them all
	$(BIN)/python -m pytest

check: lint types test  ## What CI runs

lint: .venv/dev.done
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)

types: .venv/dev.done
	$(BIN)/mypy

model: .venv/core.done  ## Train the shipped model anew from corpora/
	$(BIN)/skillsignal model train corpora -o models/default

docs: .venv/core.done  ## Write docs/cli.md anew from --help
	$(BIN)/python docs/build_cli_reference.py

example: .venv/core.done  ## Build the exports of the example company anew
	$(BIN)/python docs/example/build.py

clean:
	rm -rf .venv demo-output build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Debian's python3 may come without ensurepip: then its own pip installs into the environment.
.venv/pyvenv.cfg:
	$(PYTHON) -m venv .venv || ($(PYTHON) -m venv --clear --without-pip .venv && $(PYTHON) -m pip --python .venv install --quiet pip)

.venv/core.done: .venv/pyvenv.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

.venv/dev.done: .venv/pyvenv.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ .venv/core.done
