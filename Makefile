# Makefile - the door: each target sets up what it needs, then hands over to Meson.
# SPDX-License-Identifier: BSD-2-Clause
#
#   make           build build/dnsweir                make test T=name   one test, in seconds
#   make demo      see DNS mined out of a capture     make golden-accept T=name
#   make check     build and run every test           make format        clang-format all sources
#   make ci        second compiler, sanitizers, ...   make fuzz [T=name] [SECONDS=60]
#   make quick     what to run before a push          make bench         against the peers installed
#   make install   [DESTDIR=] [PREFIX=]               make debug         gdb on a -O0 build
#   make clean     remove all build directories       make compile_commands.json
BUILD ?= build
PREFIX ?= /usr/local
SECONDS ?= 60
MAKEFLAGS += --no-print-directory

.PHONY: all demo check ci quick test golden-accept bench fuzz format install debug clean setup

all: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

# Cheap when nothing is missing; every target that compiles stands on it.
setup:
	@tools/setup build

$(BUILD)/build.ninja: | setup
	@meson setup $(BUILD) --prefix=$(PREFIX)

demo: all
	@tools/demo $(BUILD)

check:
	@tools/setup build test
	@$(MAKE) all
	@tools/check $(BUILD)

ci:
	@tools/setup build test ci oracle
	@$(MAKE) all
	@tools/ci

quick:
	@tools/setup build test ci
	@$(MAKE) all
	@tools/quick $(BUILD)

test: all
	@tools/test $(BUILD) $(T)

golden-accept: all
	@tests/golden/run $(BUILD) --accept $(T)

bench: all
	@tools/setup build bench
	@bench/run $(BUILD)

fuzz:
	@tools/setup build ci
	@tools/fuzz build-asan $(SECONDS) $(T)

format:
	@tools/setup ci
	@git ls-files '*.c' '*.h' | xargs clang-format-14 -i

install: all
	@meson install -C $(BUILD)

debug: | setup
	@[ -d build-debug ] || meson setup build-debug -Doptimization=0 -Db_sanitize=none
	@ninja -C build-debug
	@echo "gdb --args build-debug/dnsweir ..."

compile_commands.json: $(BUILD)/build.ninja
	@ln -sf $(BUILD)/compile_commands.json $@

clean:
	rm -rf build build-*
