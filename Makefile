# Kukhnya: everything a person does with a checkout. `make` alone lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV := .venv/bin
ARGS ?=

.PHONY: help setup run demo test machine check lint types contracts unit bench warm-report law-report seizure lock pictures clean

help: ## list what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

.venv/.run: requirements/run.txt pyproject.toml scripts/python.sh
	@sh scripts/python.sh run
	@touch $@

.venv/.dev: requirements/dev.txt requirements/run.txt pyproject.toml scripts/python.sh
	@sh scripts/python.sh dev
	@touch .venv/.run $@

setup: .venv/.run ## virtual environment with locked dependencies; leaves .venv/bin/kukhnya

run: setup ## start the server at http://127.0.0.1:8000, data in ./data
	@$(VENV)/kukhnya serve --data data $(ARGS)

demo: setup ## the same with a lively town, data in ./data-demo
	@$(VENV)/kukhnya demo --data data-demo $(ARGS)

# Two things at once: the packages of Python and of Debian, then the types, which take one core for long, beside the first tests.
test: ## set up for tests (PostgreSQL and Chromium included) and run everything CI runs
	@$(MAKE) --no-print-directory -j2 .venv/.dev machine
	@$(MAKE) --no-print-directory -j2 check

machine:
	@sh scripts/test-machine.sh

check: lint types contracts unit ## everything CI runs, on a machine that is set up

lint: .venv/.dev ## style
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .

types: .venv/.dev ## types
	@$(VENV)/mypy

contracts: .venv/.dev ## who may import whom
	@PYTHONPATH=src $(VENV)/lint-imports

unit: .venv/.dev ## every test
	@$(VENV)/python -m pytest -n 2 --dist loadgroup $(ARGS)

bench: .venv/.dev ## measure; writes docs/benchmarks/
	@sh scripts/test-machine.sh
	@$(VENV)/python -m benchmarks $(ARGS)
	@$(VENV)/python -m benchmarks.streams
	@$(VENV)/python -m benchmarks.push
	@$(VENV)/python -m benchmarks.pages
	@$(VENV)/python -m benchmarks.past

warm-report: .venv/.dev ## try the warm scorer on towns whose truth is known; writes docs/benchmarks/warm/
	@$(VENV)/python -m benchmarks.towns $(ARGS)

law-report: .venv/.dev ## measure the law packs by their labelled sets; writes docs/benchmarks/law.md
	@$(VENV)/python -m benchmarks.law $(ARGS)

seizure: .venv/.dev ## take the disk of a town and see what it yields; writes docs/benchmarks/seizure.md
	@sh scripts/test-machine.sh
	@$(VENV)/python -m seizure $(ARGS)

lock: ## write the lock files anew
	@sh scripts/lock.sh

pictures: .venv/.dev ## take the screenshots in docs/pictures/ anew
	@sh scripts/test-machine.sh
	@$(VENV)/python scripts/pictures.py

clean: ## remove what was made, but no data
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis dist build
