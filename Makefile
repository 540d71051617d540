# Everything a contributor runs, and the game itself. Each target prepares .venv when it has to: at the first use, and again
# when pyproject.toml has changed. Nothing here needs the network once that is done, but for `dist` and `installs`.

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: play test fuzz torture monkey spy mutation coverage check bench screenshots docs dist installs clean help

BIN := .venv/bin
PIP := $(BIN)/python -P -m pip --quiet --disable-pip-version-check

# With everything for development installed, `make play` uses that; else it installs only what the game needs.
DEV := .venv/.stamp
GAME := $(if $(wildcard $(DEV)),$(DEV),.venv/.stamp-play)

# Many tests start the program: what Python compiles is kept, whatever the environment says.
unexport PYTHONDONTWRITEBYTECODE

play: $(GAME) ## play, in the terminal; line by line without one
	@$(BIN)/wargame

test: $(DEV) ## run the tests
	XDG_CACHE_HOME=$(CURDIR)/.cache $(BIN)/python -m pytest --numprocesses auto --dist worksteal

fuzz: $(DEV) ## try by the ten thousand what the tests try by the hundred (docs/reliability.md); takes three quarters of an hour
	$(BIN)/python tests/fuzz.py

torture: $(DEV) ## cut the power, kill, fail and forge, to see saved games survive (docs/reliability.md)
	$(BIN)/python tests/torture.py

monkey: $(DEV) ## press random keys on every screen (docs/reliability.md)
	$(BIN)/python tests/monkey.py

spy: $(DEV) ## look for the other seat's secrets over two hundred hand-overs (docs/reliability.md)
	$(BIN)/python tests/spy.py

mutation: $(DEV) ## change the source in three hundred places, to see whether the tests notice (docs/reliability.md); takes hours
	$(BIN)/python tests/mutation.py

coverage: $(DEV) ## run the tests with the kernel interpreted, and say which lines they miss
	$(BIN)/coverage erase
	NUMBA_DISABLE_JIT=1 $(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: $(DEV) ## look for faults without running anything
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEV) ## measure speed
	$(BIN)/wargame bench

screenshots: $(DEV) ## paint the pictures of the README and of docs/interface.md
	$(BIN)/python tests/screenshots.py

docs: $(DEV) .venv/.stamp-docs ## build the documentation as a site, in build/docs
	$(BIN)/python tests/documentation.py

dist: $(DEV) ## build the source archive and the wheel, in dist, and try them in an empty environment (docs/releasing.md)
	$(BIN)/python tests/installs.py dist

installs: $(DEV) ## play from a wheel: with the lowest versions allowed, and on each Python there is; needs the network
	$(BIN)/python tests/installs.py lowest pythons

clean: ## remove caches and builds (.venv and saved games stay)
	rm -rf .cache .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	find . -path ./.venv -prune -o -path ./.git -prune -o -type d -name __pycache__ -exec rm -rf {} +

help: ## show this
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r target text; do \
	  printf '%-16s %s\n' "$$target" "$$text"; done

# Standard output belongs to the game and standard input to its player: preparing touches neither.

$(BIN)/python:
	@for python in python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' </dev/null >/dev/null 2>&1; then \
	    $$python -m venv --clear .venv </dev/null >&2 && exit 0; \
	    echo "make: $$python could not make .venv (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; \
	  fi; \
	done; \
	echo "make: wargame needs Python 3.11 or newer, and none of python3, python3.13, python3.12, python3.11 is" >&2; \
	exit 1

$(DEV): pyproject.toml $(BIN)/python
	@echo "Installing wargame and the tools for working on it into .venv (once; a minute or two) ..." >&2
	@$(PIP) install --editable '.[dev]' </dev/null >&2
	@touch $@

.venv/.stamp-docs: pyproject.toml $(BIN)/python
	@echo "Installing what builds the documentation into .venv (once; a hundred megabytes) ..." >&2
	@$(PIP) install --editable '.[docs]' </dev/null >&2
	@touch $@

.venv/.stamp-play: pyproject.toml $(BIN)/python
	@echo "Installing wargame into .venv (once; a minute or so) ..." >&2
	@$(PIP) install --editable . </dev/null >&2
	@touch $@
