# Every command that you need. `make` alone lists them.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
OPERATION ?= demo
PORT ?= 8550
JOBS ?= 2
SEEDS ?= 5000
COVER := --cov --cov-report=json:build/coverage.json --floors

.PHONY: list run test check fix soak bench package docs lock clean ready ready-test
list: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

run: ready ## 訓練用のデモを開く / open the app on a demo operation, http://127.0.0.1:8550
	@test -d "$(OPERATION)" || $(PY) -m app demo "$(OPERATION)"
	@$(PY) -m app run --operation "$(OPERATION)" --port $(PORT)

test: ready-test ## install what the tests need and run all of them
	@HYPOTHESIS_PROFILE=ci $(PY) -m pytest -n $(JOBS) --dist worksteal $(COVER) $(ARGS)

check: ready-test ## linters, types, import contracts, style and documents: under a minute
	@$(PY) -m pytest tests/tidy tests/docs -n $(JOBS) -q $(ARGS)

fix: ready-test ## let the linter repair and format what it can
	@$(PY) -m ruff check --fix .; $(PY) -m ruff format .

soak: ready-test ## many more examples and seeds: make soak SOAK_EXAMPLES=20000 SEEDS=50000
	@HYPOTHESIS_PROFILE=soak SEEDS=$(SEEDS) $(PY) -m pytest tests/properties tests/stateful \
		tests/simulation -n $(JOBS) $(ARGS)

bench: ready ## measure, each number beside its floor: make bench ARGS="--only search"
	@$(PY) -m app bench $(ARGS)

package: ready-test ## one folder that runs with no Python and no network: dist/tasuki
	@$(PY) -m PyInstaller --noconfirm --log-level WARN build.spec && du -sh dist/tasuki

docs: ready-test ## write again what is generated: docs/reference, tests/golden/registry.txt
	@$(PY) -m tests.docs.generate

lock: ready-test ## write the lock files again, to the newest allowed versions (needs uv)
	@$(PY) -m tests.tidy.lock

clean: ## remove what was built; operations are never touched
	@rm -rf build dist .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find app sync tests -name __pycache__ -type d -prune -exec rm -rf {} +

ready:
	@test -n "$(PYTHON)" || { echo "tasuki: Python 3.11 以上が必要です / Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) tests/support/machine.py run

ready-test: ready
	@$(PYTHON) tests/support/machine.py test tools
