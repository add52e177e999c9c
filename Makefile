# Everything a person does with this project. `make` alone lists it.
# Needs make and a Python of 3.11 or newer; everything else is installed into .venv by itself.

# The first Python that is new enough; give another with `make setup PYTHON=/path/to/python`.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/installed-from-requirements-dev
# Tests share nothing but the machine, and wait a little: one more at once than there are cores of a small machine.
# With four, two cores were never idle, and what must be answered in Slack's three seconds sometimes was not.
TESTS := $(BIN)/python -m pytest -n 3 --dist worksteal

CODE := app.py gunicorn.conf.py bot handlers models scheduler migrations sandbox
# What looks at the locks stays out of the environment that it looks at.
AUDIT := .venv-audit
AUDIT_READY := $(AUDIT)/installed-from-requirements-audit

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) ## Make .venv and install the locked versions; again only when the lock has changed

$(READY): requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer, and none was found:" \
		"install one, or name it: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no $(PYTHON) on this machine." \
		"Name a Python of 3.11 or newer: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "This needs Python 3.11 or newer;" \
		"$(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Installing into $(VENV) (about a minute, once) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { echo "Python could not make a virtual environment." \
		"On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements-dev.txt
	@touch $@

$(AUDIT_READY): requirements-audit.txt
	@test -n "$(PYTHON)" || { echo "This needs Python 3.11 or newer, and none was found." >&2; exit 1; }
	@echo "Installing into $(AUDIT) (once) ..."
	@$(PYTHON) -m venv --clear $(AUDIT)
	@$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements-audit.txt
	@touch $@

.PHONY: demo
demo: $(READY) ## Try it in the browser: a made-up school in a pretend Slack, no account needed (STORY=0: nothing played)
	@$(BIN)/python -m sandbox.demo

.PHONY: story
story: $(READY) ## Four weeks of a made-up school, told in the terminal
	@$(BIN)/python -m sandbox.story

.PHONY: picture
picture: $(READY) ## Draw the part of the story that the README shows (docs/story.svg)
	@$(BIN)/python -m sandbox.picture

.PHONY: screenshots
screenshots: $(READY) ## Draw the six main screens that the README shows (docs/screens/); needs Chromium
	@$(BIN)/python -m sandbox.screenshots

.PHONY: run
run: $(READY) ## The program, with the settings of .env (see .env.example)
	@$(BIN)/python app.py

.PHONY: test
test: $(READY) ## All tests but the long ones, each story on one of the two databases
	@$(TESTS) -m "not long" --one-database

.PHONY: test-long
test-long: $(READY) ## All tests, the long ones too, on both databases; and stories in a language nobody speaks
	@$(TESTS)
	@$(TESTS) tests/flows --in-pseudo

.PHONY: chaos
chaos: $(READY) ## The long tests that kill, cut and delay
	@$(BIN)/python -m pytest -m long tests/chaos

.PHONY: bench
bench: $(READY) ## Measure: one line of JSON a figure
	@for script in $$(grep -l '^if __name__ == "__main__"' bench/*.py); do \
		$(BIN)/python -m bench.$$(basename $$script .py) || exit 1; done

.PHONY: check
check: lint types imports security migrations catalogues ## Lint, types, import rules, security, migrations, catalogues

.PHONY: lint
lint: $(READY) ## Style, by ruff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

.PHONY: types
types: $(READY) ## Types, by mypy
	@$(BIN)/mypy

.PHONY: imports
imports: $(READY) ## Who may import whom, by import-linter
	@$(BIN)/lint-imports

.PHONY: security
security: $(READY) ## Whether the code does what is dangerous, by bandit
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(CODE)

.PHONY: audit
audit: $(AUDIT_READY) ## Whether a fault is known of anything in the locks, by pip-audit; asks the network
	@$(AUDIT)/bin/pip-audit --disable-pip --require-hashes -r requirements-dev.txt -r requirements-traces.txt -r requirements-audit.txt -r requirements.txt

.PHONY: sbom
sbom: $(AUDIT_READY) ## Write what is installed where it serves into codebuddies.cdx.json (CycloneDX), from the lock
	@PYTHONWARNINGS=ignore $(AUDIT)/bin/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file codebuddies.cdx.json requirements.txt

.PHONY: migrations
migrations: $(READY) ## Migrate an empty store up, compare it with the models, one step down and up again
	@folder=$$(mktemp -d) && export DATABASE_URL="sqlite:///$$folder/store.sqlite3" && \
		for step in "upgrade head" check "downgrade -1" "upgrade head"; do \
			$(BIN)/alembic $$step || { rm -r "$$folder"; exit 1; }; done; rm -r "$$folder"

.PHONY: catalogues
catalogues: $(READY) ## Whether every sentence is translated, and the compiled catalogues are fresh
	@$(BIN)/python -m pytest tests/house/test_catalogues.py

.PHONY: i18n
i18n: $(READY) ## Collect the sentences into the catalogues and compile them
	@template=$$(mktemp) && \
		$(BIN)/pybabel -q extract -F pyproject.toml --no-default-keywords -k text -k count:2,3 \
			--add-location=file --sort-output --project=CodeBuddies -o "$$template" . && \
		$(BIN)/pybabel -q update -D messages -d bot/locales -i "$$template" \
			--ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete --no-wrap && \
		for waiting in $$(ls docs/translations/*.po 2>/dev/null); do \
			$(BIN)/pybabel -q update -l $$(basename $$waiting .po) -o $$waiting -i "$$template" \
				--ignore-pot-creation-date --no-fuzzy-matching --ignore-obsolete --no-wrap || exit 1; done; \
		status=$$?; rm -f "$$template"; exit $$status
	@$(BIN)/pybabel -q compile -D messages -d bot/locales --statistics

.PHONY: plain
plain: $(READY) ## The English texts that are hardest to read
	@$(BIN)/python -m tests.house.plain

.PHONY: format
format: $(READY) ## Write the code in the common style
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

.PHONY: lock
lock: ## Write the four locks (requirements*.txt) anew from pyproject.toml
	@uv=$$(command -v uv || true); \
		if [ -z "$$uv" ]; then $(BIN)/python -m pip install --quiet uv && uv=$(BIN)/uv; fi; \
		compile="$$uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
			--python-version 3.11 --upgrade"; \
		$$compile pyproject.toml -o requirements.txt && \
		$$compile pyproject.toml -c requirements.txt --extra dev --extra traces -o requirements-dev.txt && \
		$$compile pyproject.toml -c requirements-dev.txt --extra traces -o requirements-traces.txt && \
		$$compile -c requirements-dev.txt --group audit -o requirements-audit.txt

.PHONY: clean
clean: ## Remove everything that was made here, .venv included; no data of the program
	@rm -rf $(VENV) $(AUDIT) codebuddies.cdx.json .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
