# A fresh clone needs Python 3.11 or newer, make and a C compiler; everything else goes into $(VENV).
#   make PYTHON=/path/to/python3.12 test     chooses the interpreter

VENV ?= .venv
PYTHON ?=
EXAMPLE := examples/two-tables.txt

BIN := $(VENV)/bin
RUN := $(VENV)/.installed
DEV := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help demo test rules-test graph-check lint format types bench bench-reading fuzz questions schema docs links wheel-test check clean FORCE
# Two of the targets would run pip in one environment at the same time.
.NOTPARALLEL:

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

demo: $(RUN)  ## Diagnose a real example: a consumer group seen twice, a minute apart
	@echo '$$ kafka-triage diagnose $(EXAMPLE)'
	@$(BIN)/kafka-triage diagnose $(EXAMPLE); status=$$?; \
	case $$status in \
	1) echo; echo '(exit status 1: there are findings)' ;; \
	*) echo "demo failed: exit status 1 (findings) was expected, not $$status" >&2; exit 1 ;; \
	esac

test: $(DEV)  ## Run the tests
	@$(BIN)/python -m pytest

rules-test: $(DEV)  ## Run the tests of the rules, with coverage of conditions and mutants
	@$(BIN)/kafka-triage rules test rules/ --coverage --mutate

graph-check: $(RUN)  ## Look for circles, gaps, contradictions and dead conditions in the rules
	@$(BIN)/kafka-triage rules graph --check >/dev/null

lint: $(DEV)  ## Check style and form
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(DEV)  ## Bring the form of the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(DEV)  ## Check types
	@$(BIN)/mypy

bench: $(DEV)  ## Measure, and write docs/performance.md
	@$(BIN)/python benchmarks/run.py

questions: $(DEV)  ## Count the questions of consultations, for docs/performance.md
	@$(BIN)/python benchmarks/questions.py --write docs/performance.md

schema: $(RUN)  ## Write the JSON Schemas of the knowledge files for editors
	@$(BIN)/kafka-triage rules schema --write docs/schema

docs: $(DEV)  ## Build the site into build/site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

links: $(DEV)  ## Ask for every outside address that the site names (needs the network)
	@$(BIN)/python scripts/check_links.py

bench-reading: $(DEV)  ## Measure the reading of a log of 1 GiB beside grep
	@$(BIN)/python benchmarks/reading.py 1024

fuzz: $(DEV)  ## Feed the readers with mutated texts for five minutes
	@$(BIN)/python benchmarks/fuzz_readers.py 300

wheel-test: $(DEV)  ## Build the package and run the example from it, outside the checkout
	@scripts/wheel-test.sh $(BIN)/python $(EXAMPLE)

check: lint types test rules-test graph-check docs wheel-test  ## All of the checks

clean:  ## Remove what was built and installed here
	rm -rf .venv .venv-* build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Another interpreter than that of $(VENV) is asked for: $(VENV) is made anew.
ifneq ($(PYTHON),)
VERSION := -c 'import sys; print(sys.version)' 2>/dev/null
ifneq ($(shell $(PYTHON) $(VERSION)),$(shell $(BIN)/python $(VERSION)))
$(RUN) $(DEV): FORCE
endif
endif

$(RUN): pyproject.toml scripts/venv.sh
	@PYTHON='$(PYTHON)' scripts/venv.sh $(VENV) ''
	@touch $@

$(DEV): pyproject.toml scripts/venv.sh
	@PYTHON='$(PYTHON)' scripts/venv.sh $(VENV) dev
	@touch $(RUN) $@
