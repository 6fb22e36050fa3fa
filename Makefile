# The commands of the README. Each installs what is missing first; CMake presets do the rest.
.PHONY: setup verify test lint clean
JOBS ?= $(shell nproc)
export CTEST_PARALLEL_LEVEL = $(JOBS)

setup:
	@.ci/setup

verify: setup
	@cmake --preset release -DTAILMASS_TESTS=OFF > /dev/null
	@cmake --build --preset release --target tailmass
	@build/release/tailmass verify

test: setup
	cmake --preset release -DTAILMASS_TESTS=ON
	cmake --build --preset release
	cmake --preset asan
	cmake --build --preset asan
	ctest --preset asan
	ctest --preset release

lint: setup
	@.ci/lint

clean:
	rm -rf build
