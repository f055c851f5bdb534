# What is installed, and how: the library in its two forms, the program, the page, lexicons, manual, completions.
# PREFIX, DESTDIR, BINDIR, LIBDIR, INCLUDEDIR, DATADIR, MANDIR, LIBEXECDIR can be set from outside.

BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR ?= $(PREFIX)/share
MANDIR ?= $(DATADIR)/man
LIBEXECDIR ?= $(PREFIX)/libexec
SONAME := librolecall.so.$(firstword $(subst ., ,$(VERSION)))
SHARED_LIBRARY := $(BUILD)/lib/librolecall.so.$(VERSION)
STATIC := $(BUILD)/lib/librolecall.a
LIBRARY_REQUIRES := libxml-2.0 libpcre2-8

.PHONY: shared install uninstall dist distcheck deb check-install check-deb check-builds
shared: $(SHARED_LIBRARY) $(STATIC)

# What the public functions need and nothing else; only they can be seen from outside.
$(BUILD)/lib/rolecall.o: $(BUILD)/src/rolecall.o $(BUILD)/librolecall.a
	@mkdir -p $(@D)
	@echo LD $@
	$(Q)$(LD) -r -o $@ $^
	$(Q)$(OBJCOPY) --localize-hidden $@
OBJCOPY ?= objcopy
$(STATIC): $(BUILD)/lib/rolecall.o
	@rm -f $@
	@$(AR) rcs $@ $<
$(SHARED_LIBRARY): $(BUILD)/lib/rolecall.o
	@echo LINK $@
	$(Q)$(CC) -shared -Wl,-soname,$(SONAME) -Wl,-z,relro,-z,now,-z,defs -Wl,--as-needed $(CFLAGS) $(LDFLAGS) -o $@ $< \
	  $(shell $(PKG_CONFIG) --libs $(LIBRARY_REQUIRES) 2>/dev/null) -lm -lpthread
	$(Q)ln -sf $(@F) $(BUILD)/lib/$(SONAME)
	$(Q)ln -sf $(SONAME) $(BUILD)/lib/librolecall.so

# The example with threads, for ThreadSanitizer.
$(BUILD)/tests/threads: tests/examples/threads.c $(STATIC)
	@mkdir -p $(@D)
	@echo CC $@
	$(Q)$(CC) $(CFLAGS) -std=c11 -D_POSIX_C_SOURCE=200809L -Isrc $(LDFLAGS) -o $@ $^ \
	  $(shell $(PKG_CONFIG) --libs $(LIBRARY_REQUIRES) 2>/dev/null) -lm -lpthread

# Made anew each time: PREFIX may be another one.
.PHONY: $(BUILD)/lib/rolecall.pc
under_prefix = $(patsubst $(PREFIX)/%,$${prefix}/%,$(1))
$(BUILD)/lib/rolecall.pc: src/packaging/rolecall.pc.in
	@mkdir -p $(@D)
	$(Q)sed -e 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(call under_prefix,$(LIBDIR))|' \
	  -e 's|@INCLUDEDIR@|$(call under_prefix,$(INCLUDEDIR))|; s|@DATADIR@|$(call under_prefix,$(DATADIR))|' \
	  -e 's|@VERSION@|$(VERSION)|; s|@REQUIRES@|$(LIBRARY_REQUIRES)|' $< >$@

# The manual and the completions are made from the program's own table of options.
MANUAL := $(BUILD)/man/rolecall.1 $(BUILD)/man/rolecall-lexicon.5
COMPLETIONS := $(BUILD)/completions/rolecall.bash $(BUILD)/completions/_rolecall $(BUILD)/completions/rolecall.fish
$(BUILD)/man/rolecall.1: $(BUILD)/rolecall
	@mkdir -p $(@D)
	$(Q)$< help --man >$@.part && mv $@.part $@
$(BUILD)/man/rolecall-lexicon.5: src/cli/man/rolecall-lexicon.5.in Makefile
	@mkdir -p $(@D)
	$(Q)sed 's|@VERSION@|$(VERSION)|' $< >$@
$(BUILD)/completions/rolecall.bash: shell = bash
$(BUILD)/completions/_rolecall: shell = zsh
$(BUILD)/completions/rolecall.fish: shell = fish
$(COMPLETIONS): $(BUILD)/rolecall
	@mkdir -p $(@D)
	$(Q)$< help --completion $(shell) >$@.part && mv $@.part $@

# File for file what install lays down, so that uninstall can take back the same.
LEXICON_FILES := $(wildcard lexicons/README.md lexicons/*/*.txt lexicons/*/*.tsv lexicons/*/README.md) $(IMAGES)
define INSTALLED
$(BINDIR)/rolecall 755 $(BUILD)/rolecall
$(if $(SERVE),$(LIBEXECDIR)/rolecall/rolecall-serve 755 $(BUILD)/rolecall-serve)
$(INCLUDEDIR)/rolecall.h 644 src/rolecall.h
$(LIBDIR)/librolecall.a 644 $(STATIC)
$(LIBDIR)/librolecall.so.$(VERSION) 755 $(SHARED_LIBRARY)
$(LIBDIR)/pkgconfig/rolecall.pc 644 $(BUILD)/lib/rolecall.pc
$(MANDIR)/man1/rolecall.1 644 $(BUILD)/man/rolecall.1
$(MANDIR)/man5/rolecall-lexicon.5 644 $(BUILD)/man/rolecall-lexicon.5
$(DATADIR)/bash-completion/completions/rolecall 644 $(BUILD)/completions/rolecall.bash
$(DATADIR)/zsh/vendor-completions/_rolecall 644 $(BUILD)/completions/_rolecall
$(DATADIR)/fish/vendor_completions.d/rolecall.fish 644 $(BUILD)/completions/rolecall.fish
$(foreach f,$(LEXICON_FILES),
$(DATADIR)/rolecall/$(f) 644 $(f))
endef
export INSTALLED
# Folders that are ours alone, deepest first.
OWN_FOLDERS := $(sort $(dir $(LEXICON_FILES:%=$(DATADIR)/rolecall/%)))

install: all shared $(BUILD)/lib/rolecall.pc $(MANUAL) $(COMPLETIONS)
	@echo "$$INSTALLED" | while read -r to mode from; do \
	  [ -z "$$to" ] || install -D -m "$$mode" "$$from" "$(DESTDIR)$$to" || exit 1; done
	@ln -sf librolecall.so.$(VERSION) $(DESTDIR)$(LIBDIR)/$(SONAME)
	@ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/librolecall.so
	@echo "rolecall $(VERSION) is in $(DESTDIR)$(PREFIX)"

uninstall:
	@echo "$$INSTALLED" | while read -r to mode from; do [ -z "$$to" ] || rm -f "$(DESTDIR)$$to"; done
	@rm -f $(DESTDIR)$(LIBDIR)/$(SONAME) $(DESTDIR)$(LIBDIR)/librolecall.so
	@for folder in $(OWN_FOLDERS); do echo "$$folder"; done | sort -r | while read -r folder; do \
	  rmdir "$(DESTDIR)$$folder" 2>/dev/null || true; done
	@rmdir $(DESTDIR)$(DATADIR)/rolecall $(DESTDIR)$(LIBEXECDIR)/rolecall 2>/dev/null || true

# A tarball of what git knows, and a build from it alone.
DIST := rolecall-$(VERSION)
dist: $(BUILD)/$(DIST).tar.gz
$(BUILD)/$(DIST).tar.gz:
	@mkdir -p $(BUILD)
	git archive --prefix=$(DIST)/ -o $@ HEAD
.PHONY: $(BUILD)/$(DIST).tar.gz
distcheck: dist
	rm -rf $(BUILD)/distcheck && mkdir -p $(BUILD)/distcheck
	tar -xzf $(BUILD)/$(DIST).tar.gz -C $(BUILD)/distcheck
	$(MAKE) -C $(BUILD)/distcheck/$(DIST) BUILD=build check-quick

check-install: all shared
	@$(PYTHON) tests/run.py --build $(BUILD) checks/install.py

# Both compilers without a warning, and what is built where libmicrohttpd is absent.
check-builds:
	@.ci/need builds
	@tests/builds.sh $(BUILD)/builds

# The Debian package, built from what git knows plus debian/ at its top, where dpkg wants it.
deb:
	@.ci/need deb
	rm -rf $(BUILD)/deb && mkdir -p $(BUILD)/deb
	git archive --prefix=$(DIST)/ HEAD | tar -x -C $(BUILD)/deb
	mv $(BUILD)/deb/$(DIST)/src/packaging/debian $(BUILD)/deb/$(DIST)/debian
	cd $(BUILD)/deb/$(DIST) && dpkg-buildpackage -us -uc -rfakeroot
	@ls $(BUILD)/deb/*.deb
check-deb: deb
	lintian --fail-on error --tag-display-limit 0 $(BUILD)/deb/*.changes
	@tests/deb.sh $(BUILD)/deb
