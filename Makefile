# make demo   installs what is missing and serves a demonstration newsroom on http://localhost:8000 (PORT=… changes that)
# make test   runs every check and test that this machine allows; CI=1 allows no skip
# make bench  measures it beside WordPress, Wagtail and Ghost (as root, on Debian); STEPS="measure report" does only some of it
PYTHON ?= python3
INSTALL = .venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes

.PHONY: demo test bench
demo: .venv/installed
	@DEMO=1 exec .venv/bin/python manage.py demo

test: .venv/installed-dev
	@exec .venv/bin/python -m tests.run

bench: .venv/installed-dev
	@exec .venv/bin/python -m benchmarks.peers $(STEPS)

.venv/installed: requirements.txt | .venv/bin/pip
	@echo "Installing the requirements into .venv (once) …"
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt | .venv/bin/pip
	@echo "Installing the requirements for tests into .venv (once) …"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

.venv/bin/pip:
	@command -v $(PYTHON) >/dev/null || \
	  { echo "Python 3.11 or newer is missing. Install it with: sudo apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "The newsroom needs Python 3.11 or newer; this is $$($(PYTHON) --version). Name another one with: make PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv is missing. Install it with: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
