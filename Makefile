.DEFAULT_GOAL := help
PY := .venv/bin/python
export FLASK_APP := wsgi
export PYTHONPATH := .

.PHONY: help run test test-long check lock messages shots bench

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## install what is missing, bring the database up, serve on 127.0.0.1 (PORT, default 8000)
	@bin/ensure run
	@sign_ins="$$($(PY) bin/prepare.py)" && exec $(PY) bin/serve "$$sign_ins"

test: check ## everything: checks, then all tests on SQLite, PostgreSQL and in a browser
	@CHROMIUM="$$($(PY) bin/browser.py)" && export CHROMIUM && exec $(PY) -m pytest -n 2

test-long: ## the tests that take minutes
	@bin/ensure test
	@CHROMIUM="$$($(PY) bin/browser.py)" && export CHROMIUM && exec $(PY) -m pytest -n 2 -m long

check: ## style, format, types, templates, content
	@bin/ensure test
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy
	$(PY) -m djlint --quiet --lint templates
	$(PY) -m flask guidance check

messages: ## put new message ids into the Chinese catalogue, say what lacks its Chinese, compile it
	@bin/ensure run
	$(PY) bin/messages.py

shots: ## a picture of every screen into shots/ (SCREENS names a few): both languages, light and dark, three widths
	@bin/ensure test
	@CHROMIUM="$$($(PY) bin/browser.py)" && export CHROMIUM && exec $(PY) bin/shots.py $(SCREENS)

bench: ## how fast it is, on SQLite and PostgreSQL (BENCH passes options, such as --complaints 200000)
	@bin/ensure test
	@exec $(PY) -m benchmarks $(BENCH)

lock: ## compile the requirement and front-end locks anew (after editing a .in file or package.json)
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header \
		--annotation-style=line -o requirements.txt requirements.in
	.venv/bin/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header \
		--no-annotate --generate-hashes -c requirements.txt -o requirements.lock requirements-test.in
	npm install --package-lock-only --ignore-scripts
