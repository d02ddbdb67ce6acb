# Every command of the project; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PORT ?= 8000
SERVE ?= 1
DIR ?= ../shared/real-documents

.DEFAULT_GOAL := help
.PHONY: help install system demo test check format translations bench corpus golden clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(STAMP) ## .venv from requirements.lock, nothing else

$(STAMP): requirements.lock pyproject.toml
	@sh scripts/make_venv.sh $(PYTHON) $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

system: ## Debian's tesseract-ocr-vie and chromium, where root or sudo allows
	@sh scripts/install_system.sh

demo: install system ## the sample province verified, and served on port 8000 (SERVE=0: only the summary)
	@$(BIN)/evidence-svc demo $(if $(filter 0,$(SERVE)),--no-serve,--port $(PORT))

test: install system ## all tests
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

check: install system ## format, lint, types, import contracts, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

format: install ## put the code into the house format
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

translations: install ## bring the English catalogues up to the source; what they lack stands empty
	@$(BIN)/python -m evidence_svc.translations.update

bench: install system ## throughput beside a naive baseline, reading speed and memory beside other readers
	@$(BIN)/python -m benchmarks.throughput
	@$(BIN)/python -m benchmarks.reading
	@$(BIN)/python -m benchmarks.criteria
	@$(BIN)/python -m benchmarks.signatures
	@$(BIN)/python -m benchmarks.audit_log --quick
	@$(BIN)/python -m benchmarks.pages

corpus: install system ## accuracy on a folder with labels.jsonl (DIR=…)
	@$(BIN)/python benchmarks/corpus.py $(DIR)

clean: ## remove what the commands made, but not var/
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
