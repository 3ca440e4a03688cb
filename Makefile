# The verbs of the course. `make` lists them; README.md says when to use which.

PYTHON_HERE := .venv/bin/python
PYTEST := $(PYTHON_HERE) -m pytest -q
PORT := 8000

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

book: environment ## execute every page and write the site to _build/html
	@$(PYTHON_HERE) -m tools.book.build

test: test-code ## run everything that proves this repository, without network
	$(PYTHON_HERE) -m tools.book.build
	$(PYTEST) tests/site/test_site.py

test-code: environment ## the part of it that needs no book: style, rooms, notebooks
	$(PYTHON_HERE) -m ruff check
	$(PYTHON_HERE) -m ruff format --check
	$(PYTHON_HERE) -m mypy
	$(PYTHON_HERE) -m tools.notebooks.from_solutions --check
	$(PYTEST) -n logical --dist loadscope --doctest-modules --ignore tests/site/test_site.py tests rnnutils
	$(PYTEST) -n logical --dist loadscope --nbval exercises solutions

check: environment ## what needs neither Keras nor a book, in under a minute: before each commit
	$(PYTHON_HERE) -m ruff check
	$(PYTHON_HERE) -m ruff format --check
	$(PYTHON_HERE) -m mypy
	$(PYTHON_HERE) -m tools.notebooks.from_solutions --check
	$(PYTEST) -n logical --dist loadscope --light tests

serve: ## show the built site at http://localhost:8000
	@test -f _build/html/index.html || { echo "There is no site yet: run make book"; exit 1; }
	@echo "The site is at http://localhost:$(PORT) until you press Ctrl-C"
	@$(PYTHON_HERE) -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

exercises: environment ## make exercises/ from solutions/
	@$(PYTHON_HERE) -m tools.notebooks.from_solutions

refresh: environment ## execute the notebooks that are committed with their outputs
	@$(PYTHON_HERE) -m tools.notebooks.refresh

bench: environment ## measure the build against stock Jupyter Book, our cells against Keras
	@$(PYTHON_HERE) -m tools.quality.bench_build
	@$(PYTHON_HERE) -m tools.quality.bench_cells

links: environment ## ask every external link of the book whether it is still there
	@$(PYTHON_HERE) -m tools.quality.links

lint: environment ## check style and form of all Python code
	$(PYTHON_HERE) -m ruff check
	$(PYTHON_HERE) -m ruff format --check
	$(PYTHON_HERE) -m mypy

# Versions that still fit are kept; `make lock UPGRADE=--upgrade` moves all to the newest.
# The lock names no package index, so it installs from whichever one pip is set up with; the
# hashes see to it that every index delivers the same files.
lock: environment ## write requirements.txt anew from the ranges of pyproject.toml
	@$(PYTHON_HERE) -m uv pip compile pyproject.toml --all-extras --universal \
	    --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url \
	    --no-emit-find-links --quiet $(UPGRADE) --output-file requirements.txt
	@{ echo "# The exact versions this course is proved with, for Python 3.11 to 3.13."; \
	   echo "# Made from the ranges in pyproject.toml by: make lock"; \
	   cat requirements.txt; } > requirements.new && mv requirements.new requirements.txt

# What pyproject.toml says about lower ends is true as long as this passes. Warnings are no errors
# here: old libraries warn of what the libraries below them have become since.
lowest: environment ## prove rnnutils on Python 3.11 with the oldest versions of its ranges
	$(PYTHON_HERE) -m uv venv --quiet --clear --no-python-downloads --python 3.11 _build/lowest
	$(PYTHON_HERE) -m uv pip compile pyproject.toml --all-extras --resolution lowest-direct \
	    --python-version 3.11 --no-header --no-annotate --quiet --output-file _build/lowest/versions
	$(PYTHON_HERE) -m uv pip install --quiet --python _build/lowest -r _build/lowest/versions
	_build/lowest/bin/python -m pytest -q -n logical --dist loadscope --doctest-modules \
	    --override-ini filterwarnings= --ignore tests/notebooks --ignore tests/pages \
	    --ignore tests/site --ignore tests/tools tests rnnutils

clean: ## remove what was built, the outputs of executed pages too
	rm -rf _build

clean-all: clean ## remove .venv as well
	rm -rf .venv

environment:
	@sh tools/environment.sh

.PHONY: help book test test-code check serve exercises refresh bench links lint lock lowest clean clean-all environment
