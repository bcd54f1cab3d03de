# make run   reads the forms in input/ and writes output/
# make test  runs the tests
# Both set everything up first, in .venv, and need nothing but Python 3.11 or later and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
COMPILED := hatch_build.py $(wildcard pipeline/readers/word/plain/walk.p*)
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header

.PHONY: run test lint format bench lock wheel pyz windows clean

run: $(VENV)/.run
	@$(BIN)/wordform process input --output output; code=$$?; \
	if [ $$code -eq 3 ]; then echo "Some forms were refused; the lines above say why."; else exit $$code; fi

# Some two hundred commands of ours are started: they load what the first of them compiled. Each process gets a stretch of
# files, so that what a file shares is made once, and takes over tests of another that is not done yet.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.dev
	$(BIN)/pytest -n auto --dist worksteal

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

# Chooses the newest versions that pyproject.toml allows, for every platform, and notes their hashes.
lock: $(VENV)/.dev
	$(COMPILE) --upgrade --extra build -o requirements.lock
	$(COMPILE) --upgrade --extra build --extra dev -c requirements.lock -o requirements-dev.lock

wheel: $(VENV)/.dev
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

# One file that runs without an index, on machines with this system and this version of Python.
pyz: wheel
	rm -rf dist/site
	$(PIP) install --quiet --require-hashes --target dist/site -r requirements.lock
	$(PIP) install --quiet --no-deps --target dist/site dist/wordform-*.whl
	$(BIN)/shiv --compressed --site-packages dist/site --console-script wordform --output-file dist/wordform.pyz
	rm -rf dist/site

# The tests with CPython for Windows under Wine. WINDOWS_PYTHON starts that Python; docs/platforms.md says how to get one.
windows:
	$(WINDOWS_PYTHON) -m pytest -q

clean:
	rm -rf pipeline/readers/word/plain/walk_* $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("wordform needs Python 3.11 or later" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

# The stamps record what is installed, so a second run starts at once.
$(VENV)/.run: requirements.lock pyproject.toml $(COMPILED) | $(BIN)/python
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@
