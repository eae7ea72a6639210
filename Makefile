# The two commands are `make reproduce` and `make test`; both make the environment first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CORES ?= all

# uv does not read pip's configuration: pass on the folder of local wheels, if there is one.
export UV_FIND_LINKS ?= $(PIP_FIND_LINKS)
# Snakemake, pytest and the jobs use the environment's tools.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help env reproduce paper variants sweeps filter-criteria pruning-functions smoke figures benchmark test test-fast test-reliability check docs lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

env: $(READY)  ## make the environment in .venv

$(READY): requirements/torch.txt requirements/lock.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "evoprune needs Python 3.11 or later; set PYTHON=/path/to/python3"; exit 5; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/torch.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

reproduce: env  ## the default study: all results, figures and tables
	snakemake --cores $(CORES)

paper: env  ## the published scale
	snakemake --cores $(CORES) --configfile config/paper.yaml

variants: env  ## every correction beside what was published
	snakemake --cores $(CORES) --configfile config/variants.yaml

sweeps: env  ## one factor at a time, around the headline arms of the ring
	snakemake --cores $(CORES) --configfile config/sweeps.yaml

filter-criteria: env  ## study 2, eight seeds: what its claims are decided by
	snakemake --cores $(CORES) --configfile config/filter_criteria.yaml

pruning-functions: env  ## study 3, six arms on three to eight seeds, and transfer: what its claims are decided by
	snakemake --cores $(CORES) --configfile config/pruning_functions.yaml

smoke: env  ## a minute: does everything work?
	snakemake --cores $(CORES) --configfile config/smoke.yaml

figures: env  ## draw figures and tables again from the runs that are there, without training
	snakemake --cores $(CORES) --forcerun figure table filter_figure filter_table functions_figure functions_table --allowed-rules all \
	  trade_off claims figure table metrics plots filter_claims filter_figure filter_table \
	  functions_claims functions_figure functions_table

benchmark: env  ## time engines and searches on this machine
	python -m evoprune benchmark

test: env  ## all tests
	python -m pytest

test-fast: env  ## the tests that take no more than a minute in all
	python -m pytest -m "not slow and not workflow"

test-reliability: env  ## every promise in large numbers; writes docs/reliability.md
	EVOPRUNE_RELIABILITY=whole python -m pytest -m "promise or reliability or slurm"

check: env  ## format, lint, types and fast tests
	ruff format --check src tests
	ruff check src tests
	snakefmt --check Snakefile workflow
	mypy
	python -m pytest -q -m "not slow and not workflow"

docs: env  ## write the reference of the config
	python -m evoprune reference

lock: env  ## choose the versions of requirements/lock.txt anew (needs uv)
	echo torch > $(VENV)/excluded.txt
	uv pip compile pyproject.toml --excludes $(VENV)/excluded.txt --all-extras --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  --output-file requirements/lock.txt

clean:  ## remove the environment and caches; results stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis src/*.egg-info
