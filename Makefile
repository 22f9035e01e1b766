# The two commands of a newcomer: `make chat` and `make test`. Without make: see README.md.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TEST_VENV := .venv-test
TEST_BIN := $(TEST_VENV)/bin
# Versions that a machine must pin, such as a CPU build of torch.
CONSTRAINTS := constraints.txt
# The English texts; French needs none, it is the source.
CATALOGUE := mistral_assistant/locale/en/LC_MESSAGES/mistral_assistant

.PHONY: chat test test-slow check format lint types imports tests catalogue screenshot clean

$(VENV)/chat.stamp: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	$(BIN)/python -m compileall -q $(VENV)/lib mistral_assistant || true
	touch $@

chat: $(VENV)/chat.stamp
	$(BIN)/mistral-assistant --pack ecommerce

$(TEST_VENV)/test.stamp: pyproject.toml $(CONSTRAINTS)
	$(PYTHON) -m venv $(TEST_VENV)
	$(TEST_BIN)/python -m pip install --quiet --constraint $(CONSTRAINTS) --editable '.[data,engine,cpu,train,export,nli,embeddings,dev]'
	touch $@

test: $(TEST_VENV)/test.stamp
	$(TEST_BIN)/python -m pytest -q -n auto

test-slow: $(TEST_VENV)/test.stamp
	$(TEST_BIN)/python -m pytest -q -m slow

# What a change must pass; needs the environment of `make test`.
check: $(TEST_VENV)/test.stamp lint types imports test

format: $(TEST_VENV)/test.stamp
	$(TEST_BIN)/ruff format .
	$(TEST_BIN)/ruff check --fix .

lint: $(TEST_VENV)/test.stamp
	$(TEST_BIN)/ruff format --check .
	$(TEST_BIN)/ruff check .

types: $(TEST_VENV)/test.stamp
	$(TEST_BIN)/mypy

imports: $(TEST_VENV)/test.stamp
	$(TEST_BIN)/lint-imports

# Brings the catalogue up to date with the source: fill in what is empty, then run it again.
catalogue: $(TEST_VENV)/test.stamp
	mkdir -p build
	$(TEST_BIN)/pybabel --quiet extract --no-default-keywords --keywords '_ N_ ngettext:1,2' \
		--add-location file --output build/mistral_assistant.pot mistral_assistant
	$(TEST_BIN)/pybabel --quiet update --locale en --input-file build/mistral_assistant.pot \
		--output-file $(CATALOGUE).po --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date --no-wrap
	$(TEST_BIN)/pybabel --quiet compile --locale en --input-file $(CATALOGUE).po \
		--output-file $(CATALOGUE).mo

# The pictures of the README, from a real conversation in a real terminal.
screenshot: $(TEST_VENV)/test.stamp
	$(TEST_BIN)/python docs/screenshots/record.py --pictures

clean:
	rm -rf $(VENV) $(TEST_VENV) build dist .mypy_cache .ruff_cache .pytest_cache
