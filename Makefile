# The commands of the README. Each installs what it lacks first; CMake presets do the rest.
.PHONY: setup verify report bench python package docs build-tests test test-slow test-sanitized seeds breaks prove catalogue lint tidy clean
JOBS ?= $(shell nproc)
# Some tests wait, for processes that they start and for clocks: one more runs at once than there are cores.
TEST_JOBS = $(shell expr $(JOBS) + 1)

# All packages, for every command below but bench and prove.
setup:
	@.ci/setup

verify:
	@.ci/setup build
	@cmake --preset release -DTAILMASS_TESTS=OFF > /dev/null
	@cmake --build --preset release --target tailmass
	@build/release/tailmass verify

# One page with theorem checks, certificates, precision, counterexample search and the studies; prints its path.
report:
	@.ci/setup build
	@cmake --preset release -DTAILMASS_TESTS=OFF > /dev/null
	@cmake --build --preset release --target tailmass
	@.ci/report

# Beside all peers: installs Eigen, xsimd, scipy and torch, which nothing else needs.
bench:
	@.ci/setup build bench python
	@cmake --preset release -DTAILMASS_TESTS=OFF -DTAILMASS_PYTHON_PACKAGE=ON > /dev/null
	@cmake --build --preset release --target tailmass tailmass_python
	@PYTHONPATH=build/release/python build/release/tailmass bench --python /usr/bin/python3

# The Python package and the command, for the system's python3 or for that of a venv: make python PYTHON=.venv/bin/python
PYTHON ?= /usr/bin/python3
python:
	@.ci/setup build python
	@cmake --preset release -DTAILMASS_TESTS=OFF -DTAILMASS_PYTHON_PACKAGE=ON -DPython_EXECUTABLE=$(abspath $(PYTHON)) > /dev/null
	@cmake --build --preset release --target tailmass_python tailmass
	@prefix=$$($(PYTHON) -c "import sysconfig; print(sysconfig.get_path('data'))"); \
	  $$([ -w "$$prefix" ] || echo sudo) cmake --install build/release --prefix "$$prefix" > /dev/null && \
	  $(PYTHON) -c "import tailmass; print('tailmass', tailmass.__version__, 'in', tailmass.__path__[0])"

# A Debian package and an archive with its libraries: build/release/package.
package:
	@.ci/setup build python package
	@cmake --preset release -DTAILMASS_TESTS=OFF -DTAILMASS_PYTHON_PACKAGE=ON > /dev/null
	@cmake --build --preset release --target tailmass tailmass_python
	@reports/package/make build/release

# The manual as a site, with the references of the headers and of the Python package: build/site.
docs:
	@.ci/setup build python docs
	@cmake --preset release -DTAILMASS_TESTS=OFF -DTAILMASS_PYTHON_PACKAGE=ON > /dev/null
	@cmake --build --preset release --target tailmass_python
	@reports/site/make

# Every test but the slow ones, by g++, optimised.
test: build-tests
	@ctest --preset release -j $(TEST_JOBS) -LE slow

# Whole ranges of floats, the installed library, long runs that pages show, the page's sources, flat memory, a Slurm cluster and mpirun.
test-slow: build-tests
	@.ci/setup scale package
	@reports/package/make build/release
	@ctest --preset release -j $(TEST_JOBS) -L slow

build-tests:
	@.ci/setup build test python
	@cmake --preset release -DTAILMASS_TESTS=ON -DTAILMASS_PYTHON_PACKAGE=ON -DPython_EXECUTABLE=$(abspath $(PYTHON)) > /dev/null
	@cmake --build --preset release

# The whole suite but the slow tests, and those whose work is a browser's, by clang under the address and
# undefined-behaviour sanitizers.
test-sanitized:
	@.ci/setup build test
	@cmake --preset asan > /dev/null
	@cmake --build --preset asan
	@ctest --preset asan -j $(TEST_JOBS) -LE 'slow|browser'

# The gates that draw their rows at random, at twenty seeds or at those of SEEDS: half an hour. Goes on where it stopped.
seeds:
	@.ci/setup build
	@cmake --preset release -DTAILMASS_TESTS=OFF > /dev/null
	@cmake --build --preset release --target tailmass
	@.ci/seeds $(SEEDS)

# The code broken on purpose, line by line (.ci/breaks.txt): tests must see it. Minutes; goes on where it stopped.
breaks:
	@.ci/setup build test
	@.ci/breaks

# The theorems by Coq, for rows of every length, and rounding by Gappa. Installs both, which nothing else needs; minutes.
prove:
	@.ci/setup build prove
	@theory/proofs/prove

# What is made from the code and committed: theory/catalogue.md, the manual's table of quantities, the schema of records
# and, by npm, the page's statements.
catalogue:
	@.ci/setup build
	@cmake --preset release -DTAILMASS_TESTS=OFF > /dev/null
	@cmake --build --preset release --target tailmass
	build/release/tailmass list --markdown > theory/catalogue.md
	build/release/tailmass list --quantities > reports/manual/quantities.md
	build/release/tailmass list --schema > reports/schema/run.schema.json
	reports/page/check build/release/tailmass --write

lint:
	@.ci/setup
	@.ci/lint

tidy: lint
	@.ci/tidy

clean:
	rm -rf build
