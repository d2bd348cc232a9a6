# Every command a person needs. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help run up down reset logs doctor audit status tour test test-faults test-oidc test-kafka test-pdfa bench kafka kafka-stop lint contracts lock
PY := .venv/bin/python
LOCAL := $(PY) -m deploy.local
READY := .venv/.installed

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(READY)  ## start everything here; Ctrl-C stops it
	@$(LOCAL) run

up: $(READY)  ## start everything in the background
	@$(LOCAL) up

down: $(READY)  ## stop what `make up` started; all data stays
	@$(LOCAL) down

reset: $(READY)  ## stop and wipe all data of .motcua/
	@$(LOCAL) reset

logs: $(READY)  ## what each part writes
	@$(LOCAL) logs

doctor: $(READY)  ## check ports, disk, database, broker, services, keys, memory
	@$(LOCAL) doctor

audit: $(READY)  ## verify that no dossier's history was changed
	@$(LOCAL) audit

status: $(READY)  ## which parts run, their pids and memory
	@$(LOCAL) status

tour: $(READY)  ## one citizen's errand on the running stack, step by step
	@$(PY) -m tests.tour

test: $(READY)  ## all tests that need nothing but this machine
	@$(PY) -m pytest -n 2 -m "not kafka and not pdfa and not stack and not faults and not oidc" --cov --cov-fail-under=90
	@rules=$$($(PY) -m coverage report --fail-under=100 --include="$$($(PY) -m tests.architecture)") \
		|| { echo "$$rules"; echo "rules must be covered whole"; exit 1; }

test-faults: $(READY)  ## a stack of its own, its parts killed one by one; then everything at once
	@$(PY) -m pytest -m faults tests/faults

test-oidc: $(READY)  ## foreign clients and a browser sign in on a stack of its own; installs what they need
	@$(PY) -m tests.oidc.installing && $(PY) -m pytest -m oidc tests/oidc

bench: $(READY)  ## measure a stack of its own: submit to inbox, rates, memory, start; then lists of 10^4 to 10^6 dossiers
	@$(PY) -m tests.load.bench
	@$(PY) -m tests.load.dossiers

test-kafka: $(READY)  ## the tests on a real Apache Kafka (Java 17 and Maven)
	@$(PY) -m pytest tests/kafka deploy/kafka -m kafka

test-pdfa: $(READY)  ## the forms and results held against veraPDF (Java 17 and Maven)
	@$(PY) -m pytest tests/pdfa -m pdfa

kafka: $(READY)  ## start a real Apache Kafka here (Java 17 and Maven)
	@$(PY) -m deploy.kafka start

kafka-stop: $(READY)  ## stop it; its data stays
	@$(PY) -m deploy.kafka stop

lint: $(READY)  ## ruff, mypy --strict, import rules
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy . && .venv/bin/lint-imports

contracts: $(READY)  ## generate schemas, AsyncAPI, OpenAPI snapshots, docs/events.md
	@$(PY) -m contracts

lock: $(READY)  ## renew requirements.lock from pyproject.toml
	@test -x .cache/lock/bin/uv || { python3 -m venv .cache/lock && .cache/lock/bin/pip install --quiet uv; }
	@.cache/lock/bin/uv pip compile pyproject.toml --group local --group dev --python-version 3.11 --universal \
		--generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock

$(READY): requirements.lock
	@test -x $(PY) || "$$(deploy/local/choose-python)" -m venv .venv
	@echo "Installing requirements.lock into .venv ..."
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(PY) -m pip check --quiet --disable-pip-version-check
	@touch $@
