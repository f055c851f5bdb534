# rolecall: reads job postings and says which role each one really describes.
#   make demo       install what is missing, build, classify some postings of the corpus
#   make check      the same, then run every test
#   make help       all targets
# CC, CFLAGS, CPPFLAGS, LDFLAGS, PREFIX, DESTDIR, BUILD can be set from outside; the flags below stay apart from them.

.DEFAULT_GOAL := all
VERSION := 1.0.0
BUILD ?= build
# One spelling of it, whoever says it: what an object depends on is noted under the object's name.
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
PREFIX ?= /usr/local
ifeq ($(origin CC),default)
CC := gcc
endif
CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config
PYTHON ?= python3
JOBS := $(shell nproc 2>/dev/null || echo 1)
Q := $(if $(V),,@) # make V=1 shows every command
PACKAGES := libxml-2.0 libpcre2-8 jansson zlib # libarchive is loaded on need, its header alone is used

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
  -DROLECALL_LEXICONS='"$(PREFIX)/share/rolecall/lexicons"' -fPIC -fvisibility=hidden $(HARDEN) $(WARN) -MMD -MP \
  $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
NEEDED_LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,pack-relative-relocs
# liblbfgs is for train alone, sqlite3 for databases alone: linked statically, they cost other runs nothing at the start.
LIBS = $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null) -l:liblbfgs.a -l:libsqlite3.a -lpthread -lm

# What all is built with. Where it differs from the last time (another compiler, flag or version), all is built anew.
BUILT_WITH := $(strip $(CC) $(CPPFLAGS) $(NEEDED_CFLAGS) $(CFLAGS) $(NEEDED_LDFLAGS) $(LDFLAGS) $(LIBS))
ifneq ($(BUILT_WITH),$(file <$(BUILD)/flags))
.PHONY: $(BUILD)/flags
endif
$(BUILD)/flags: export FLAGS = $(BUILT_WITH)
$(BUILD)/flags:
	@mkdir -p $(@D)
	@printf '%s\n' "$$FLAGS" >$@

LIB_SRC := $(filter-out src/cli/% src/serve/%,$(wildcard src/*.c src/*/*.c))
CLI_SRC := $(wildcard src/cli/*.c)
# rolecall-serve needs libmicrohttpd; without it all but the HTTP side is still built, for its tests.
SERVE_HTTP := src/serve/server.c src/serve/serve_main.c
SERVE_SRC := $(filter-out $(SERVE_HTTP),$(wildcard src/serve/*.c))
HAVE_HTTP := $(shell $(PKG_CONFIG) --exists libmicrohttpd 2>/dev/null && echo yes)
SERVE := $(if $(HAVE_HTTP),$(BUILD)/rolecall-serve)
UNIT_SRC := $(wildcard tests/unit/test_*.c)
LIB_OBJ := $(LIB_SRC:%.c=$(BUILD)/%.o)
CLI_OBJ := $(CLI_SRC:%.c=$(BUILD)/%.o)
SERVE_OBJ := $(SERVE_SRC:%.c=$(BUILD)/%.o)
SERVE_HTTP_OBJ := $(SERVE_HTTP:%.c=$(BUILD)/%.o)
UNITS := $(UNIT_SRC:tests/unit/%.c=$(BUILD)/tests/%)

.PHONY: all demo check check-programs check-quick check-asan check-bare fuzz-smoke update format help clean
.SECONDARY:

include tests/tests.mk

.DEFAULT_GOAL := all
all: $(BUILD)/rolecall $(SERVE) images

help:
	@sed -n 's/^#   //p' Makefile
	@echo 'make check-asan  the tests under AddressSanitizer and UndefinedBehaviorSanitizer'
	@echo 'make check-tsan  several workers under ThreadSanitizer'
	@echo 'make eval        accuracy on the test split, then cross-validated by employer over the whole corpus'
	@echo 'make train       fits the weights of the lexicon to the corpus, writes lexicons/operations/weights.tsv'
	@echo 'make bench       speed and memory beside what else is installed; keeps the table in bench/results'
	@echo 'make figures     the tables of the README filled with what eval, bench and trust measured last'
	@echo 'make soak        a million generated postings (COUNT) in one run, with flat memory'
	@echo 'make bench-match  the part of it that says what many phrases cost'
	@echo 'make bench-accuracy  the same postings given to TF-IDF with logistic regression and to fastText'
	@echo 'make install DESTDIR= PREFIX=   uninstall, dist, distcheck, deb, check-deb, check-builds: see src/packaging/install.mk'
	@echo 'make check-oom check-faults check-valgrind check-analysis coverage fuzz trust   see tests/README.md'
	@echo 'make check-browser  the report and the local page in a real headless Chromium, and axe-core over it'
	@echo 'make check-tsan-serve  the local page under ThreadSanitizer'
	@echo 'make pictures    the pictures of the README, taken anew'
	@echo 'make check-slurm a Slurm array on this machine, its tasks killed at random moments; as root'
	@echo 'make check-bare  the two commands of the README in a fresh minimal Debian 12'
	@echo 'make fuzz-smoke  every fuzz target for SECONDS (30) seconds'
	@echo 'make update      the expected output of the golden tests, and the transcripts of the documents, written anew'

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

check-programs: $(BUILD)/rolecall $(SERVE) images $(UNITS) $(HARD_TESTS)
check-quick: check-programs
	@$(PYTHON) tests/run.py --build $(BUILD) $(ONLY)

check-asan:
	@.ci/need test
	@$(MAKE) --no-print-directory -j$(JOBS) check-quick BUILD=$(BUILD)/asan HARDEN= \
	  CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer' \
	  LDFLAGS='-fsanitize=address,undefined'

# Races in the local page's server.
check-tsan-serve:
	@.ci/need test
	@$(MAKE) --no-print-directory -j$(JOBS) tsan-serve BUILD=$(BUILD)/tsan HARDEN= CFLAGS='-O1 -g -fsanitize=thread' \
	  LDFLAGS='-fsanitize=thread'
tsan-serve: $(BUILD)/rolecall $(SERVE) $(BUILD)/tests/test_serve
	@$(PYTHON) tests/run.py --build $(BUILD) checks/serve.py test_serve
.PHONY: check-tsan-serve tsan-serve

# Races between workers: a few runs, not the whole suite.
check-tsan:
	@.ci/need test
	@$(MAKE) --no-print-directory -j$(JOBS) tsan-runs BUILD=$(BUILD)/tsan HARDEN= CFLAGS='-O1 -g -fsanitize=thread' \
	  LDFLAGS='-fsanitize=thread'
.PHONY: check-tsan tsan-runs
tsan-runs: $(BUILD)/rolecall $(BUILD)/tests/test_pool $(BUILD)/tests/threads
	@tests/tsan.sh $(BUILD)

update: $(BUILD)/rolecall $(SERVE)
	@$(PYTHON) tests/run.py --build $(BUILD) --update
	@ROLECALL=$(abspath $(BUILD)/rolecall) $(PYTHON) tests/checks/transcripts.py --update

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

# The README's tables of figures, from what was measured last.
figures: eval-lexicon
	@$(PYTHON) bench/figures.py --build $(BUILD)
.PHONY: figures

bench-accuracy: eval-lexicon
	@$(PYTHON) bench/accuracy.py --build $(BUILD) --manifest $(MANIFEST)
.PHONY: eval eval-lexicon train bench-accuracy

# The checks that drive a real Chromium; without one they skip with a line. axe-core looks for what keeps people out.
check-browser:
	@.ci/need browser || true
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@$(MAKE) --no-print-directory axe
	@$(PYTHON) tests/run.py --build $(BUILD) $(BROWSER_CHECKS)
BROWSER_CHECKS := checks/page.py checks/serve_page.py
AXE := axe-core@4.10.3
axe:
	@test -d $(BUILD)/axe/node_modules/axe-core || { command -v npm >/dev/null || .ci/need npm; } && \
	  mkdir -p $(BUILD)/axe && npm install --silent --no-fund --no-audit --ignore-scripts --prefix $(BUILD)/axe $(AXE) || \
	  echo 'skip axe-core: npm could not install it'
.PHONY: check-browser axe

# The README's pictures, each under 150 kB.
PICTURES := src/report/pictures
pictures: $(BUILD)/rolecall $(SERVE)
	@.ci/need pictures
	@$(PYTHON) $(PICTURES)/take.py $(BUILD)/rolecall $(BUILD)/pictures
	@for p in $(BUILD)/pictures/*.png; do pngquant --force --strip --speed 1 64 --output $(PICTURES)/$${p##*/} $$p; done
	@ls -l $(PICTURES)/*.png
.PHONY: pictures

check-bare:
	@.ci/need bare
	@tests/bare.sh

# Daemons of Slurm of our own, with their configuration in a temporary folder: root's work.
check-slurm:
	@.ci/need build
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@if [ "$$(id -u)" != 0 ]; then echo 'skip check-slurm: it takes root to run the daemons of Slurm'; \
	elif ! .ci/need slurm; then echo 'skip check-slurm: Slurm cannot be installed here'; \
	else $(PYTHON) tests/slurm/run.py --build $(BUILD); fi
.PHONY: check-slurm

$(BUILD)/librolecall.a: $(LIB_OBJ)
	@rm -f $@
	@$(AR) rcs $@ $^

$(BUILD)/rolecall: $(CLI_OBJ) $(BUILD)/librolecall.a
	@echo LINK $@
	$(Q)$(CC) $(CFLAGS) $(NEEDED_LDFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# The local page: its files are part of the program, made into a table of bytes.
EXAMPLES := $(addprefix corpus/postings/,bitewell-aligners.html hollowell-health-centers.html gridweave-energy.txt)
PAGE := $(wildcard src/serve/page/*) $(EXAMPLES)
$(BUILD)/serve/assets_made.inc: $(PAGE) src/serve/assets.awk Makefile
	@mkdir -p $(@D)
	@echo EMBED $@
	$(Q)for f in $(PAGE); do echo "file $$f"; od -An -v -tu1 "$$f"; done | awk -f src/serve/assets.awk >$@.part && mv $@.part $@
$(BUILD)/src/serve/assets.o: $(BUILD)/serve/assets_made.inc
$(BUILD)/src/serve/%.o: NEEDED_CFLAGS += -I$(BUILD)/serve
$(BUILD)/libserve.a: $(SERVE_OBJ)
	@rm -f $@
	@$(AR) rcs $@ $^
$(BUILD)/rolecall-serve: $(SERVE_HTTP_OBJ) $(BUILD)/libserve.a $(BUILD)/librolecall.a
	@echo LINK $@
	$(Q)$(CC) $(CFLAGS) $(NEEDED_LDFLAGS) $(LDFLAGS) -o $@ $^ $(shell $(PKG_CONFIG) --libs libmicrohttpd) $(LIBS)

# The lexicons made ready for a quick start: beside their folders, as the program looks for them. Without them, or with
# a lexicon edited since, it reads the text.
IMAGES := $(patsubst %/lexicon.txt,%.image,$(wildcard lexicons/*/lexicon.txt))
.PHONY: images
images: $(IMAGES)
.SECONDEXPANSION:
lexicons/%.image: $(BUILD)/rolecall $$(wildcard lexicons/%/*)
	@echo IMAGE $@
	$(Q)$(BUILD)/rolecall lexicon compile lexicons/$* || { rm -f $@; echo 'lexicons/$*: no image, its text will be read'; }

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo CC $<
	$(Q)$(CC) $(CPPFLAGS) $(NEEDED_CFLAGS) $(CFLAGS) -c -o $@ $<

# The style sheet and the script of HTML reports, as a header.
PAGE_ASSETS := $(BUILD)/made/page_assets.h
$(PAGE_ASSETS): src/report/page.css src/report/page.js src/report/page_assets.sh
	@mkdir -p $(@D)
	@src/report/page_assets.sh src/report >$@.new && mv $@.new $@
$(BUILD)/src/report/html_page.o: $(PAGE_ASSETS)
$(BUILD)/src/report/html_page.o: NEEDED_CFLAGS += -I$(BUILD)/made

$(BUILD)/tests/%: tests/unit/%.c $(BUILD)/libserve.a $(BUILD)/librolecall.a
	@mkdir -p $(@D)
	@echo CC $<
	$(Q)$(CC) $(CPPFLAGS) $(NEEDED_CFLAGS) -Wno-null-dereference -Isrc $(CFLAGS) -MF $@.d -MT $@ $(NEEDED_LDFLAGS) $(LDFLAGS) -o $@ $< \
	  $(BUILD)/libserve.a $(BUILD)/librolecall.a $$($(PKG_CONFIG) --cflags --libs cmocka) $(LIBS)

# Fuzzing: libFuzzer with the sanitizers, SECONDS for each target.
SECONDS ?= 30
FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/fuzz/fuzz_%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_EACH = printf '%s\n' $(FUZZERS:$(BUILD)/%=$(BUILD)/fuzzing/%) | xargs -P $(JOBS) -I {}
fuzz-smoke: build-fuzzers
	@$(FUZZ_EACH) tests/fuzz/smoke.sh {} $(SECONDS)
# Long rounds: make fuzz SECONDS=900. Rows are added to tests/fuzz/rounds.md, findings are put beside it.
fuzz: build-fuzzers
	@$(FUZZ_EACH) tests/fuzz/smoke.sh {} $(SECONDS) tests/fuzz/rounds.md
# After them: what they kept, as few inputs as reach the same, for every later round to begin with.
fuzz-minimise: build-fuzzers
	@$(FUZZ_EACH) tests/fuzz/minimise.sh {}
build-fuzzers:
	@.ci/need fuzz
	@$(MAKE) --no-print-directory -j$(JOBS) fuzzers BUILD=$(BUILD)/fuzzing CC=clang HARDEN= \
	  CFLAGS='-O1 -g -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all'
.PHONY: fuzz fuzz-minimise build-fuzzers fuzzers
fuzzers: $(FUZZERS)
$(BUILD)/fuzz/%: tests/fuzz/%.c $(BUILD)/libserve.a $(BUILD)/librolecall.a
	@mkdir -p $(@D)
	@echo CC $<
	$(Q)$(CC) $(CPPFLAGS) $(NEEDED_CFLAGS) -Isrc $(CFLAGS) -MF $@.d -MT $@ -fsanitize=fuzzer -pie -o $@ $< $(BUILD)/libserve.a $(BUILD)/librolecall.a $(LIBS)

# Speed and extraction quality. PAGES: saved pages to measure on.
SHARED ?= ../shared
PAGES = $(shell find $(SHARED)/data/pages -type f 2>/dev/null | sort || true)
BENCH_PAGES = $(or $(PAGES),$(wildcard corpus/postings/*.html))
ROUNDS ?= 7
DOCUMENTS ?= 100000
.PHONY: bench bench-match bench-extract soak
bench: images $(BUILD)/bench/stages $(BUILD)/bench/patterns
	@.ci/need bench
	@$(PYTHON) bench/bench.py --build $(BUILD) --rounds $(ROUNDS) --documents $(DOCUMENTS) --write $(BENCH_PAGES)
bench-match: images $(BUILD)/bench/stages $(BUILD)/bench/patterns
	@.ci/need bench
	@$(PYTHON) bench/bench.py --build $(BUILD) --rounds 25 --only matching $(BENCH_PAGES)
bench-extract: $(BUILD)/rolecall
	@if [ -d $(SHARED)/data ]; then $(SHARED)/bin/score-extraction --bin $(BUILD)/rolecall \
	  $(SHARED)/data/pages-dev.jsonl $(SHARED)/data/pages; else echo 'skip extraction figures: no $(SHARED) here'; fi

# A million generated postings through one run, with flat memory; COUNT=50000 for fewer, SOAK=-j1 for options.
COUNT ?= 1000000
soak: images
	@$(PYTHON) bench/soak.py $(BUILD)/rolecall $(COUNT) $(SOAK)
$(BUILD)/bench/%: bench/%.c $(BUILD)/librolecall.a
	@mkdir -p $(@D)
	@echo CC $<
	$(Q)$(CC) $(CPPFLAGS) $(NEEDED_CFLAGS) -Isrc $(CFLAGS) -MF $@.d -MT $@ $(NEEDED_LDFLAGS) $(LDFLAGS) -o $@ $< \
	  $(BUILD)/librolecall.a $(LIBS)

format:
	@.ci/need format
	clang-format -i $(wildcard src/*.[ch] src/*/*.[ch] tests/unit/*.[ch] tests/fuzz/*.c)

clean:
	rm -rf $(BUILD) $(IMAGES)

include src/packaging/install.mk

-include $(LIB_OBJ:.o=.d) $(CLI_OBJ:.o=.d) $(SERVE_OBJ:.o=.d) $(SERVE_HTTP_OBJ:.o=.d) $(UNITS:=.d) $(FUZZERS:=.d) $(wildcard $(BUILD)/bench/*.d)
