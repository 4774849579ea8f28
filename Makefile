# make atlas   builds the whole atlas into dist/
# make test    runs every test
# Both make their own environment in .venv from the lock files; a second run does not install again.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: atlas check test messages lock libraries clean

atlas: $(VENV)/.atlas
	@$(BIN)/ciatlas build

check: $(VENV)/.atlas
	@$(BIN)/ciatlas check

test: $(VENV)/.test
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "ciatlas needs Python 3.11 or newer; PYTHON=/path/to/python3 make ... chooses another"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.atlas: requirements.txt pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements-test.txt $(VENV)/.atlas
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

# Brings the catalogues of words (src/ciatlas/locale) up to date with the messages in the sources.
messages: $(VENV)/.atlas
	@$(BIN)/python -m ciatlas.translation

# Renews both lock files from pyproject.toml; wants uv. No index address goes into them.
lock:
	uv pip compile --quiet --generate-hashes --universal --no-emit-index-url --no-header --python-version 3.11 --extra build pyproject.toml -o requirements.txt
	uv pip compile --quiet --generate-hashes --universal --no-emit-index-url --no-header --python-version 3.11 --extra build --extra test pyproject.toml -o requirements-test.txt

# Renews the libraries, fonts and shapes of the site in src/ciatlas/publish/static from web/; wants Node. They are committed.
libraries:
	cd web && npm ci && npm run --silent build

clean:
	rm -rf $(VENV) .pytest_cache
