# Two commands matter: `make demo` and `make test`. Each sets up all that it needs.
# PYTHON=… chooses the interpreter (3.11 or newer); DEMO=… another requirements file.

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= examples/research-2017.yaml
DEMO_STACKS ?= numpy torch theano mxnet
# A stack that cannot be set up or measured here costs its evidence, not the advice.
GO_ON := { code=$$?; test $$code = 1 && echo "== going on with what stands" || exit $$code; }
# Which probe results the site's claims are held against, and of which day it speaks.
PROBES ?= none
AS_OF ?= today
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test test-real lint docs site vendor bench bench-check bench-scaling format clean

help:
	@echo "make demo       probe frameworks on this machine, then recommend one: decision.md, decision.html"
	@echo "make test       the fast tests, ruff, mypy and the contracts of imports"
	@echo "make test-real  the tests that install and run real frameworks"
	@echo "make lint       ruff, mypy and the contracts of imports alone"
	@echo "make docs       docs/cli.md, the schemas, and what the tutorial and docs/explanations.md show"
	@echo "make site       the documentation as a site in site/; PROBES=results.jsonl for measured claims, AS_OF=DATE"
	@echo "make vendor     the libraries of the HTML report anew, from the npm packages that their manifest names"
	@echo "make bench      speed beside what people would use instead, as ratios; bench-check: beside the stored run"
	@echo "make bench-scaling  how time and memory grow with what is known: figures, docs/scaling-*.svg"
	@echo "make clean      remove the virtual environment and what the tools left"

demo: $(VENV)/.installed
	@echo "== 1/4  this machine"
	@$(BIN)/recommender probe machine
	@echo "== 2/4  one isolated environment per stack: $(DEMO_STACKS)"
	@$(BIN)/recommender probe setup $(DEMO_STACKS) || $(GO_ON)
	@echo "== 3/4  training the same small network on each, checked against NumPy"
	@$(BIN)/recommender probe run $(DEMO_STACKS) --profile quick --workload mlp || $(GO_ON)
	@echo "== 4/4  the recommendation for $(DEMO)"
	@$(BIN)/recommender report $(DEMO) --folder .

test: lint
	$(BIN)/python -m pytest -m "not real"

test-real: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m real

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --no-cache

docs: $(VENV)/.installed
	@$(BIN)/python -m typer recommender.cli.commands utils docs --name recommender --output docs/cli.md
	@$(BIN)/recommender kb schema --write docs/schemas >/dev/null
	@$(BIN)/python -m probes.results.schema > docs/probe-run.schema.json
	@$(BIN)/python -m website.transcripts docs/tutorial.md docs/explanations.md

site: $(VENV)/.installed-site
	@SITE_PROBES=$(PROBES) SITE_DATE=$(AS_OF) NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --clean --quiet
	@echo "site/index.html; with its search: $(BIN)/python -m http.server --directory site"

vendor: $(VENV)/.installed
	@$(BIN)/python -m recommender.reports.vendoring

bench: $(VENV)/.installed .bench/.installed
	@$(BIN)/python benchmarks/speed.py --peers .bench/bin/python

bench-check: $(VENV)/.installed .bench/.installed
	@$(BIN)/python benchmarks/speed.py --peers .bench/bin/python --check benchmarks/speed_baseline.json

bench-scaling: $(VENV)/.installed .bench/.installed
	@$(BIN)/python benchmarks/scaling.py --store benchmarks/scaling_figures.json
	@.bench/bin/python benchmarks/scaling_chart.py benchmarks/scaling_figures.json docs

.bench/.installed: benchmarks/peers/requirements.txt | $(BIN)/python
	@echo "== installing what the project is measured beside, in an environment of its own"
	@$(BIN)/python -m venv .bench
	@.bench/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/.installed-site: pyproject.toml | $(BIN)/python
	@echo "== installing framework-recommender and what builds its site"
	@$(PIP) --editable . --group site
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) .bench site build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "error: no Python 3.11 or newer found; install one or name it: make PYTHON=/path/to/python3.11 …"; exit 2; }
	@echo "== setting up $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "error: $(PYTHON) cannot make virtual environments; on Debian: apt install python3-venv"; exit 2; }
	@$(PIP) --upgrade pip

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "== installing framework-recommender"
	@$(PIP) --editable '.[sure]'
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "== installing framework-recommender and its development tools"
	@$(PIP) --editable . --group dev
	@touch $@ $(VENV)/.installed
