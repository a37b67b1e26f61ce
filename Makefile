# make run    opens SepGenre on the demo project (without a display: runs the demo headless)
# make demo   the whole path on 66 generated songs, ending with the table and the report
# make test   the tests
# make check  lint, format, types, imports
# make bench  a page of all figures, each beside its peer and its goal; about half an hour
# make bench-quick   the same in under five minutes, without the slowest
# make bench-tables  every benchmark's own table
# Each sets up .venv and system libraries where they are missing.

READY := .venv/.ready

.PHONY: run demo test check bench bench-quick bench-tables setup libraries clean
.DEFAULT_GOAL := run

setup: libraries $(READY)

libraries:
	@sh resources/setup/system-libraries.sh

$(READY): pyproject.toml constraints.txt
	@sh resources/setup/environment.sh

run: setup
	@.venv/bin/python -m sepgenre_gui --demo

demo: setup
	@.venv/bin/sepgenre demo

test: setup
	@sh resources/setup/test-programs.sh
	.venv/bin/pytest -n 2 --dist worksteal --durations 12 $(PYTEST_ARGUMENTS)

check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench: setup
	@.venv/bin/python -m tests.benchmarks

bench-quick: setup
	@.venv/bin/python -m tests.benchmarks --quick

bench-tables: setup
	@.venv/bin/python -m tests.benchmarks.tables

clean:
	rm -rf .venv build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
