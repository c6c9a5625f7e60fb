# Every target does its own set-up: Python 3.11 or newer and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run picture test test-clients tables check mutation swarm planted soak bench bench-large clean
help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(VENV)/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

run: $(VENV)/ready  ## play the built-in stories and write report.html
	$(BIN)/trustlab run --report report.html

picture: run  ## take README's picture anew, of the report of make run
	TRUSTLAB_WRITE=1 $(BIN)/pytest -q tests/reports/test_picture.py

test: $(VENV)/ready  ## the tests, and the built-in stories as tests
	$(BIN)/pytest -n auto

# In an environment of its own: one of the clients brings a package named tests along.
$(VENV)/clients/ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)/clients
	$(VENV)/clients/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(VENV)/clients/bin/python -m pip install --quiet --editable . --group dev --group clients
	@touch $@

test-clients: $(VENV)/clients/ready  ## more published clients of Jamf Pro against the fake one
	$(VENV)/clients/bin/pytest tests/contract/clients

tables: $(VENV)/clients/ready  ## write the table of what the fake Jamf Pro serves anew
	TRUSTLAB_WRITE=1 $(VENV)/clients/bin/pytest -q -k table tests/contract/clients tests/contract/test_jamf_pro_sdk.py
	TRUSTLAB_WRITE=1 $(VENV)/clients/bin/pytest -q -k table tests/fake_jamf/api/test_endpoints.py

check: $(VENV)/ready  ## lint, types, layers, dependencies
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

swarm: $(VENV)/ready  ## a thousand estates drawn from seeds, all that must hold checked
	$(BIN)/trustlab swarm --seeds 1000 --jobs 2

mutation: $(VENV)/ready  ## plant faults in the rules and tell how many the unit tests notice; most of an hour
	$(BIN)/python -m tests.mutation

planted: $(VENV)/ready  ## plant each of a list of defects, and see which check of the swarm finds it; an hour or more
	$(BIN)/python -m tests.planted

soak: $(VENV)/ready  ## fifty clients at once for a minute over TLS: no wrong answer, no lost write, memory flat
	$(BIN)/python -m tests.soak

bench: $(VENV)/ready  ## measure ratios against floors of the same run
	$(BIN)/python -m tests.bench

bench-large: $(VENV)/ready  ## the same for 100,000 Macs and a million; an hour and 12 GiB
	$(BIN)/python -m tests.bench large

clean:  ## take the set-up away
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache report.html
