# tests.mk: programs that the checks of tests/checks run beside rolecall, and the targets that are too long or too special
# for `make check`. Included by the Makefile.

HARD_TESTS := $(addprefix $(BUILD)/tests/,pathological break_out break_out.so oom rolecall-oom shim.so)
.PHONY: check-oom check-faults check-valgrind check-analysis coverage trust limits

BUILD_TEST = $(CC) $(CPPFLAGS) $(NEEDED_CFLAGS) -Isrc $(CFLAGS) $(NEEDED_LDFLAGS) $(LDFLAGS)

$(BUILD)/tests/pathological: $(wildcard tests/pathological/*.c) tests/pathological/kinds.h $(BUILD)/librolecall.a
	@mkdir -p $(@D)
	@echo CC $@
	$(Q)$(BUILD_TEST) -o $@ $(filter %.c,$^) $(BUILD)/librolecall.a $(LIBS)

$(BUILD)/tests/break_out: tests/sandbox/break_out.c $(BUILD)/src/sandbox.o
	@mkdir -p $(@D)
	@echo CC $@
	$(Q)$(BUILD_TEST) -o $@ $^ -lpthread

$(BUILD)/tests/break_out.so: tests/sandbox/break_out.c
	@mkdir -p $(@D)
	@echo CC $@
	$(Q)$(CC) -std=c11 -O1 -g $(WARN) -fPIC -shared -DBREAK_OUT_PRELOADED -Isrc -o $@ $< -ldl

# Out of memory: our own objects call the allocator through a shim that can fail.
WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup,--wrap=free
$(BUILD)/tests/oom: tests/oom/oom.c tests/oom/failing.c tests/oom/failing.h $(BUILD)/librolecall.a
	@mkdir -p $(@D)
	@echo CC $@
	$(Q)$(BUILD_TEST) $(WRAP) -o $@ $(filter %.c,$^) $(BUILD)/librolecall.a $(LIBS)
$(BUILD)/tests/rolecall-oom: tests/oom/from_outside.c tests/oom/failing.c tests/oom/failing.h $(BUILD)/rolecall
	@mkdir -p $(@D)
	@echo CC $@
	$(Q)$(BUILD_TEST) $(WRAP) -o $@ $(filter %.c,$^) $(CLI_OBJ) $(BUILD)/librolecall.a $(LIBS)
check-oom: $(BUILD)/rolecall $(HARD_TESTS)
	@OOM_RUNS=400 $(PYTHON) tests/run.py --build $(BUILD) checks/memory

# I/O faults: a shim that is preloaded makes one call of a run go wrong.
$(BUILD)/tests/shim.so: tests/faults/shim.c
	@mkdir -p $(@D)
	@echo CC $@
	$(Q)$(CC) -std=c11 -O1 -g $(WARN) -Wno-pedantic -Wno-conversion -fPIC -shared -o $@ $< -ldl
check-faults: $(BUILD)/rolecall $(HARD_TESTS)
	@FAULT_RUNS=100000 $(PYTHON) tests/run.py --build $(BUILD) checks/faults

# A few runs under valgrind, which sees what the sanitizers do not: values never set, in the libraries too.
VALGRIND = valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite --track-origins=no
VALGRIND_PAGES := corpus/postings/quickbasti-retail.html corpus/postings/gridweave-energy.txt \
  tests/malformed/nuls-and-bad-bytes.html tests/extract/shell-with-json-ld.html tests/extract/several-postings.html
check-valgrind: $(BUILD)/rolecall $(BUILD)/tests/test_library
	@.ci/need valgrind
	@for c in "-f jsonl" "--all" "-f json --split" "extract --why" "extract -f html"; do \
	  $(VALGRIND) $(BUILD)/rolecall $$c $(VALGRIND_PAGES) >/dev/null || { [ $$? = 9 ] && exit 1; }; done
	@$(VALGRIND) $(BUILD)/rolecall lexicon test lexicons/technology >/dev/null
	@$(VALGRIND) $(BUILD)/tests/test_library >/dev/null
	@echo 'valgrind: 7 runs, no errors, nothing lost'

# Static analysis. cppcheck: uninitvar does not see that a function called in the same argument list fills the array.
# gcc -fanalyzer without what it says of NULL, since it does not know that a view of length 0 is not looked into, and of
# memory in an arena, which nobody frees. clang-tidy: see .clang-tidy; its analyzer gives a function up after NODES steps,
# 225,000 being its own default, of which a tenth takes a sixth of the time.
ANALYZER := -O1 -fanalyzer -Werror -Wno-analyzer-malloc-leak $(addprefix -Wno-analyzer-,null-dereference null-argument \
  possible-null-dereference possible-null-argument)
ANALYZED = $(LIB_SRC) $(CLI_SRC) $(SERVE_SRC) $(if $(HAVE_HTTP),$(SERVE_HTTP))
NODES ?= 225000
MADE := -I$(BUILD)/made -I$(BUILD)/serve
check-analysis: $(BUILD)/made/page_assets.h $(BUILD)/serve/assets_made.inc
	@.ci/need analysis
	cppcheck --quiet --std=c11 --enable=warning,portability,performance --inline-suppr --suppress=missingIncludeSystem \
	  --suppress=uninitvar --error-exitcode=1 -j2 -Isrc src bench
	@printf '%s\n' $(ANALYZED) | xargs -P2 -I{} gcc $(filter-out -MMD -MP -W%,$(NEEDED_CFLAGS)) $(MADE) $(ANALYZER) \
	  -c -o /dev/null {}
	@printf '%s\n' $(ANALYZED) | xargs -P2 -n8 sh -c 'clang-tidy --quiet "$$@" -- \
	  -std=c11 -D_POSIX_C_SOURCE=200809L -DROLECALL_VERSION="\"x\"" -DROLECALL_LEXICONS="\"x\"" $(MADE) \
	  $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null) -Xclang -analyzer-config -Xclang max-nodes=$(NODES)' sh
	@echo 'analysis: cppcheck, gcc -fanalyzer and clang-tidy over $(words $(ANALYZED)) files, nothing found'

# The lines of src that make check runs, and the places that set an error; written to tests/coverage.md. A shorter round
# (make coverage ONLY='test_ golden') tells the share alone. The counts stand in files that every program maps before
# its main begins (%m: one for each program, %c: at once), so that they hold for programs that are killed, out of memory or
# in the sandbox.
COUNTS = $(abspath $(BUILD)/coverage/counts)
COVERED = BUILD=$(BUILD)/coverage CC=clang HARDEN= LDFLAGS='-fprofile-instr-generate -Qunused-arguments' CFLAGS='-O1 -g \
  -fprofile-instr-generate=$(COUNTS)/%m%c.profraw -fcoverage-mapping -mllvm -runtime-counter-relocation'
coverage:
	@.ci/need coverage
	@rm -rf $(COUNTS)
	@$(MAKE) --no-print-directory -j$(JOBS) $(COVERED) check-programs
	-@$(MAKE) --no-print-directory $(COVERED) check-quick
	@$(PYTHON) tests/coverage.py $(BUILD)/coverage '$(ONLY)'

# The table of README, Trust: every promise with its test and its figure. Writes tests/results.md.
trust: $(BUILD)/rolecall $(HARD_TESTS)
	@$(PYTHON) tests/trust.py --build $(BUILD) $(ONLY)

# The table of src/limits.md; checks/limits.py says when it is stale.
limits:
	@$(PYTHON) tests/checks/limits.py --write
