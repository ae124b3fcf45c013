# Thin: each target is one command a person could type.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint bench notebooks browser clean

run: .venv/installed
	@$(BIN)/balloon-drift run configs/lee_2015_04_04.toml --overwrite || [ $$? -eq 3 ]  # 3: some flights do not land

test: .venv/installed
	$(BIN)/python -m pytest -n 2 -q
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q tests/physics sim/physics

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/installed
	$(BIN)/python benchmarks/bench.py

notebooks: .venv/installed
	$(BIN)/python -m pytest -q tests/test_notebooks.py

# The report's tests drive a browser; without one they are skipped and say so. Needs Debian and its administrator.
browser:
	@command -v chromium chromedriver > /dev/null || { apt-get update -q && apt-get install -qy --no-install-recommends chromium chromium-driver; }

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv out
