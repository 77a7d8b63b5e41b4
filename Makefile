# make ask Q="辍学问题怎么解决？"      make serve      make test
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

# The question travels in the environment, so that nothing in it is run by the shell.
export override Q := $(value Q)

.PHONY: ask serve test readme pictures clean

ask: $(VENV)/.installed
	@$(BIN)/xunwen ask -- "$$Q"

serve: $(VENV)/.installed
	@$(BIN)/xunwen serve

test: $(VENV)/.tested
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy
	@$(BIN)/python -m pytest -q

# The results table of both READMEs, from the evaluation itself.
readme: $(VENV)/.installed
	@$(BIN)/python -m assistant.results

# The READMEs' pictures, taken in headless Chromium from the running product.
pictures: $(VENV)/.tested
	@$(BIN)/python -m assistant.pictures assistant/pictures

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.tested: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist *.egg-info
