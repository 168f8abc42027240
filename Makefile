# Every target makes what it needs first, so any of them works as the first command in a fresh clone.

PYTHON ?= python3
PORT ?= 8000
LISTING ?=
MODEL ?=
DB ?= sqlite
UPGRADE ?=
ROWS ?=
FORM ?=
WITH_CLONE ?=

BIN := .venv/bin
READY := .venv/.ready
LOCAL := .venv/.local
TESTS_sqlite := env -u DATABASE_URL $(BIN)/python -m pytest
TESTS_postgres := $(BIN)/python -m tests.postgres
TESTS = $(or $(TESTS_$(DB)),$(error DB is sqlite or postgres))
LOCK := $(BIN)/uv pip compile --quiet --system-certs --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate $(if $(UPGRADE),--upgrade)

.DEFAULT_GOAL := help
.PHONY: help setup demo run test test-long bench check lock
MAKEFLAGS += --no-builtin-rules --no-print-directory

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv from the locks, each package checked by its hash
	@echo ".venv is ready."

demo: $(READY) $(if $(MODEL),$(LOCAL)) ## two agents bargain in a terminal, LISTING=file.json takes a listing of yours
	@$(BIN)/python manage.py demo $(if $(LISTING),--listing "$(LISTING)") $(if $(MODEL),--model "$(MODEL)")

run: $(READY) $(if $(MODEL),$(LOCAL)) ## open the market in a browser on PORT=8000, MODEL=file.gguf has a model speak, Ctrl-C stops it
	@$(BIN)/python manage.py run --port $(PORT) $(if $(MODEL),--model "$(MODEL)")
run: export TURN_PAUSE_SECONDS ?= 1.5

test: $(READY) ## run the tests, DB=postgres on PostgreSQL
	$(TESTS) -m "not long"

test-long: $(READY) ## run the fault and load tests that take minutes
	$(TESTS) -m long

bench: $(READY) ## measure, each figure beside a yardstick; ROWS=rooms,api picks, FORM=json or markdown, WITH_CLONE=1
	@$(BIN)/python -m benchmarks $(if $(ROWS),--rows $(ROWS)) $(if $(FORM),--$(FORM))
bench: export WITH_CLONE := $(WITH_CLONE)

check: $(READY) ## format, lint, types, laws of the house, migrations, Django's own checks
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check

lock: $(BIN)/uv ## pin the dependencies of pyproject.toml anew, UPGRADE=1 takes the newest
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) pyproject.toml --extra local -c requirements.lock -o requirements-local.lock
	echo uv | $(LOCK) - -o requirements-uv.lock

# uv alone, by its hash; it fetches the rest in parallel.
$(BIN)/uv: requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 or newer is needed (on Debian: apt install python3), or name one: make PYTHON=…"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "$(PYTHON) cannot make a virtual environment (on Debian: apt install python3-venv)."; exit 1; }
	@echo "Setting up .venv (once) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

# uv does not read pip's configuration: what it says about indexes is handed on, where uv has none of its own.
define add # $(1): sync, which takes away what is in no lock, or install; $(2): the lock
	@pip_says() { $(BIN)/python -m pip config get "$$1" 2>/dev/null; }; \
	index=$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$(pip_says global.index-url)}}; \
	if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; \
	$(BIN)/uv pip $(1) --quiet --system-certs --require-hashes $(if $(filter install,$(1)),-r) $(2) \
		|| { echo "uv could not install the packages; trying with pip …"; \
		$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $(2); }
endef

$(READY): $(BIN)/uv requirements-dev.lock pyproject.toml
	$(call add,sync,requirements-dev.lock)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

# What serves a model file, added to what is there. The target above takes it away again: then this is due anew.
$(LOCAL): $(READY) requirements-local.lock
	@echo "Installing what serves a model file (once) …"
	$(call add,install,requirements-local.lock)
	@touch $@
