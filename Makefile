# `make site` and `make test` do everything on a machine with Python >= 3.11, git and the package registries.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: assets editor site test lint fuzz bench shots html manual docs lock system clean

site: $(VENV)/compiled.stamp
	$(BIN)/gongkai build

test: $(VENV)/test.stamp $(VENV)/compiled.stamp system lint editor
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check generator tests tools
	$(BIN)/mypy
	$(BIN)/gongkai docs --check

# The theme's styles and scripts as readers load them, from the readable ones beside them; the results are committed.
assets: $(VENV)/test.stamp
	$(BIN)/python tools/assets.py

# The form editor's script, from the npm registry by version and digest; no Node needed, not needed to build the site.
editor: $(VENV)/site.stamp
	$(BIN)/python -m generator.editor.bundle

# Nightly size: hundreds of builds and hundreds of thousands of mutated records (about an hour on two cores).
FUZZ ?= 200
fuzz: $(VENV)/test.stamp system
	GONGKAI_FUZZ=$(FUZZ) GONGKAI_HOSTILE_ROUNDS=50 $(BIN)/python -m pytest -q tests/fuzz tests/test_hostile_text.py

docs: $(VENV)/site.stamp
	$(BIN)/gongkai docs

shots: $(VENV)/test.stamp system
	$(BIN)/python tests/shots.py

# The pictures of CONTRIBUTING.md.
manual: $(VENV)/test.stamp system
	$(BIN)/python tools/manual_shots.py

# Node only here: an HTML checker over every page of build/site.
html: site
	cd tests/html && npm ci --silent --ignore-scripts && find ../../build/site -name "*.html" -print0 | xargs -0 -n 200 npx html-validate --config .htmlvalidate.json

bench: $(VENV)/test.stamp system
	$(BIN)/python -m bench
	$(BIN)/python -m bench.search

# The locks hold every version with its hashes, for all platforms; `uv` only writes them.
lock: $(VENV)/test.stamp
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --group test pyproject.toml -o requirements-test.lock

# Debian packages: a browser, Chinese fonts, a web server, Pango. Skipped where they are there or cannot be installed.
system:
	sh tools/system-packages.sh

$(VENV)/site.stamp: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $@

$(VENV)/test.stamp: requirements-test.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-test.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	touch $@ $(VENV)/site.stamp

# Where Python may not write what it compiled (PYTHONDONTWRITEBYTECODE, usual in containers and CI), every command
# would compile the whole program again: longer than a small build takes. A source that changes later still counts.
$(VENV)/compiled.stamp: $(VENV)/site.stamp $(shell find generator -name '*.py')
	$(BIN)/python -m compileall -q generator
	touch $@

clean:
	rm -rf build $(VENV)

-include deploy/supply.mk
