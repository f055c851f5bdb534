# rolecall: reads job postings and says which role each one really describes.
#   make demo       install what is missing, build, classify some postings of the corpus
#   make check      the same, then run every test
#   make help       all targets
# CC, CFLAGS, CPPFLAGS, LDFLAGS, PREFIX, DESTDIR, BUILD can be set from outside; the flags below stay apart from them.

VERSION := 0.1.0
BUILD ?= build
PREFIX ?= /usr/local
ifeq ($(origin CC),default)
CC := gcc
endif
CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
PYTHON ?= python3
JOBS := $(shell nproc 2>/dev/null || echo 1)
Q := $(if $(V),,@) # make V=1 shows every command
PACKAGES := libxml-2.0 libpcre2-8 jansson

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes \
  -Wold-style-definition -Wcast-qual -Wwrite-strings -Wpointer-arith -Wformat=2 -Wundef -Wvla -Wnull-dereference \
  -Wdouble-promotion -Wswitch-enum -Wimplicit-fallthrough
ifeq ($(findstring clang,$(CC)),)
WARN += -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init
endif
ifdef CI
WARN += -Werror
endif
HARDEN ?= -D_FORTIFY_SOURCE=3 -fstack-protector-strong
NEEDED_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -DROLECALL_VERSION='"$(VERSION)"' \
  -DROLECALL_LEXICONS='"$(PREFIX)/share/rolecall/lexicons"' -fPIE $(HARDEN) $(WARN) -MMD -MP \
  $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
NEEDED_LDFLAGS = -pie -Wl,-z,relro,-z,now
LIBS = $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null) -l:liblbfgs.a -lpthread -lm # liblbfgs is for train alone: nobody else should load it

LIB_SRC := $(filter-out src/cli/% src/serve/%,$(wildcard src/*.c src/*/*.c))
CLI_SRC := $(wildcard src/cli/*.c)
UNIT_SRC := $(wildcard tests/unit/test_*.c)
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o)
CLI_OBJ := $(CLI_SRC:%.c=$(BUILD)/%.o)
UNITS := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/tests/%)

.PHONY: all demo check check-quick check-asan check-bare fuzz-smoke update format help clean
.SECONDARY:

include tests/tests.mk

.DEFAULT_GOAL := all
all: $(BUILD)/rolecall

help:
	@sed -n 's/^#   //p' Makefile
	@echo 'make check-asan  the tests under AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make eval        accuracy on the test split, then cross-validated by employer over the whole corpus'
	@echo 'make train       fits the weights of the lexicon to the corpus, writes lexicons/operations/weights.tsv'
	@echo 'make bench-accuracy  the same postings given to TF-IDF with logistic regression and to fastText'
	@echo 'make check-oom check-faults check-valgrind check-analysis coverage fuzz trust   see tests/README.md'
	@echo 'make check-bare  the two commands of the README in a fresh minimal Debian 12'
	@echo 'make fuzz-smoke  every fuzz target for SECONDS (30) seconds'
	@echo 'make update      write the expected output of the golden tests anew'

demo:
	@.ci/need build
	@$(MAKE) --no-print-directory -j$(JOBS) all
	$(BUILD)/rolecall $(DEMO)

# Two titles that fit, one that promises more than its posting, one other job.
DEMO := corpus/postings/hollowell-health-centers.html corpus/postings/quickbasti-retail.html \
  corpus/postings/thornwick-university.html corpus/postings/gridweave-energy.txt

check:
	@.ci/need test
	@$(MAKE) --no-print-directory -j$(JOBS) check-quick

check-quick: $(BUILD)/rolecall $(UNITS) $(HARD_TESTS)
	@$(PYTHON) tests/run.py --build $(BUILD)

check-asan:
	@.ci/need test
	@$(MAKE) --no-print-directory -j$(JOBS) check-quick BUILD=$(BUILD)/asan HARDEN= \
	  CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' \
	  LDFLAGS='-fsanitize=address,undefined'

update: $(BUILD)/rolecall
	@$(PYTHON) tests/run.py --build $(BUILD) --update

# How good the answers are. The weights that ship are fitted on the whole corpus, so the test split is answered here by
# weights fitted on the train split alone, and each fold by weights that never saw its employers.
MANIFEST ?= corpus/manifest.tsv
eval-lexicon:
	@.ci/need build
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@rm -rf $(BUILD)/eval-lexicon && cp -r lexicons/operations $(BUILD)/eval-lexicon
	@$(BUILD)/rolecall train --lexicon $(BUILD)/eval-lexicon --split train $(MANIFEST) >$(BUILD)/eval-train.log

eval: eval-lexicon
	@echo 'The test split, by weights fitted on the train split:'
	@$(BUILD)/rolecall eval --lexicon $(BUILD)/eval-lexicon --split test $(MANIFEST)
	@echo
	@echo 'The whole corpus, cross-validated by employer:'
	@$(BUILD)/rolecall eval --cross-validate $(MANIFEST)

train:
	@.ci/need build
	@$(MAKE) --no-print-directory -j$(JOBS) all
	$(BUILD)/rolecall train $(MANIFEST)

bench-accuracy: eval-lexicon
	@$(PYTHON) bench/accuracy.py --build $(BUILD) --manifest $(MANIFEST)
.PHONY: eval eval-lexicon train bench-accuracy

check-bare:
	@.ci/need bare
	@tests/bare.sh

$(BUILD)/librolecall.a: $(LIB_OBJ)
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/rolecall: $(CLI_OBJ) $(BUILD)/librolecall.a
	@echo LINK $@
	$(Q)$(CC) $(CFLAGS) $(NEEDED_LDFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo CC $<
	$(Q)$(CC) $(CPPFLAGS) $(NEEDED_CFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/librolecall.a
	@mkdir -p $(@D)
	@echo CC $<
	$(Q)$(CC) $(CPPFLAGS) $(NEEDED_CFLAGS) -Wno-null-dereference -Isrc $(CFLAGS) $(NEEDED_LDFLAGS) $(LDFLAGS) -o $@ $< \
	  $(BUILD)/librolecall.a $$($(PKG_CONFIG) --cflags --libs cmocka) $(LIBS)

# Fuzzing: libFuzzer with the sanitizers, SECONDS for each target.
SECONDS ?= 30
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/fuzz/fuzz_%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz-smoke: build-fuzzers
	@tests/fuzz/smoke.sh $(BUILD)/fuzzing/fuzz $(SECONDS)
# Long rounds: make fuzz SECONDS=900. Rows are added to tests/fuzz/rounds.md, findings are put beside it.
fuzz: build-fuzzers
	@tests/fuzz/smoke.sh $(BUILD)/fuzzing/fuzz $(SECONDS) tests/fuzz/rounds.md
build-fuzzers:
	@.ci/need fuzz
	@$(MAKE) --no-print-directory -j$(JOBS) fuzzers BUILD=$(BUILD)/fuzzing CC=clang HARDEN= \
	  CFLAGS='-O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all'
.PHONY: fuzz build-fuzzers fuzzers
fuzzers: $(FUZZERS)
$(BUILD)/fuzz/%: tests/fuzz/%.c tests/fuzz/must.h tests/unit/brute.h $(BUILD)/librolecall.a
	@mkdir -p $(@D)
	@echo CC $<
	$(Q)$(CC) $(CPPFLAGS) $(NEEDED_CFLAGS) -Isrc $(CFLAGS) -fsanitize=fuzzer -pie -o $@ $< $(BUILD)/librolecall.a $(LIBS)

# Speed and extraction quality. PAGES: saved pages to measure on.
SHARED ?= ../shared
PAGES = $(shell find $(SHARED)/data/pages -type f 2>/dev/null | sort || true)
BENCH_PAGES = $(or $(PAGES),$(wildcard corpus/postings/*.html))
ROUNDS ?= 7
.PHONY: bench bench-extract bench-match
bench: bench-extract bench-match
bench-match: $(BUILD)/bench/stages $(BUILD)/bench/patterns
	@$(PYTHON) bench/match.py $(BUILD) $(BENCH_PAGES)
bench-extract: $(BUILD)/rolecall $(BUILD)/bench/stages
	@if [ -d $(SHARED)/data ]; then $(SHARED)/bin/score-extraction --bin $(BUILD)/rolecall \
	  $(SHARED)/data/pages-dev.jsonl $(SHARED)/data/pages; else echo 'skip extraction figures: no $(SHARED) here'; fi
	@$(BUILD)/bench/stages lexicons/operations $(ROUNDS) $(BENCH_PAGES)
$(BUILD)/bench/%: bench/%.c $(BUILD)/librolecall.a
	@mkdir -p $(@D)
	@echo CC $<
	$(Q)$(CC) $(CPPFLAGS) $(NEEDED_CFLAGS) -Isrc $(CFLAGS) $(NEEDED_LDFLAGS) $(LDFLAGS) -o $@ $< \
	  $(BUILD)/librolecall.a $(LIBS)

format:
	@.ci/need format
	clang-format -i $(wildcard src/*.[ch] src/*/*.[ch] tests/unit/*.[ch] tests/fuzz/*.c)

clean:
	rm -rf $(BUILD)

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d)
