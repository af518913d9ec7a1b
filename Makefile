# formpress: make help

CC       ?= gcc
CXX      ?= g++
B        ?= build
PREFIX   ?= /usr/local
CFLAGS   ?= -O2 -g
SANITIZE ?=

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PACKAGES := $(shell sed 's/\#.*//' packages.txt)
MODULES := hpdf libcmark-gfm xlsxwriter sqlite3 yaml-0.1 harfbuzz harfbuzz-subset libdeflate \
           libunibreak jansson nettle libpng libjpeg libzip expat libqpdf cmocka

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
        -Wformat=2 -Wno-format-nonliteral
DEFS := -D_GNU_SOURCE -DFORMPRESS_DATADIR='"$(PREFIX)/share/formpress"'
ALL_CFLAGS = -std=c11 $(WARN) $(CFLAGS) $(SANITIZE) $(DEFS) -Igenerator -MMD -MP
LIBS := -lhpdf -lcmark-gfm-extensions -lcmark-gfm -lxlsxwriter -lsqlite3 -lyaml -lharfbuzz-subset \
        -lharfbuzz -ldeflate -lunibreak -ljansson -lnettle -lpng -ljpeg -lzip -lexpat -lqpdf -lstdc++ -lm

SRC   := $(sort $(wildcard generator/*.c generator/*/*.c generator/*/*/*.c))
SHIM  := $(wildcard generator/*/*/*.cc)
OBJ   := $(SRC:%.c=$(B)/%.o) $(SHIM:%.cc=$(B)/%.o)
UNITS := $(sort $(wildcard tests/unit/test_*.c))
UNIT  := $(UNITS:tests/unit/%.c=$(B)/tests/%)

# V=1 shows the commands.
V ?= 0
ifeq ($(V),0)
say = @echo "  $(1)";
else
say =
endif

.PHONY: all
all: deps
	@$(MAKE) --no-print-directory $(B)/formpress

$(B)/formpress: $(B)/generator/main.o $(B)/libformpress.a
	$(call say,link $@)$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(LIBS)

$(B)/libformpress.a: $(filter-out $(B)/generator/main.o,$(OBJ))
	@rm -f $@
	$(call say,archive $@)ar rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,compile $<)$(CC) $(ALL_CFLAGS) -c -o $@ $<

# What libqpdf offers in C++ only.
$(B)/%.o: %.cc
	@mkdir -p $(@D)
	$(call say,compile $<)$(CXX) -std=c++17 -Wall -Wextra $(CFLAGS) $(SANITIZE) -Igenerator -MMD -MP -c -o $@ $<

$(B)/tests/%: tests/unit/%.c $(B)/libformpress.a
	@mkdir -p $(@D)
	$(call say,compile $<)$(CC) $(ALL_CFLAGS) -o $@ $< $(B)/libformpress.a $(LIBS) -lcmocka

$(B)/fuzz/%: tests/fuzz/%.c tests/fuzz/drive.c $(B)/libformpress.a
	@mkdir -p $(@D)
	$(call say,compile $<)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

-include $(OBJ:.o=.d) $(UNIT:=.d)

# One test of a module: make unit-test_base_str
.SECONDARY:
.PHONY: unit-%
unit-%: $(B)/tests/%
	$(B)/tests/$*

.PHONY: help
help:
	@echo "make             build $(B)/formpress (installs what is missing first)"
	@echo "make demo        the example delegation's packets, in out/trip"
	@echo "make test        build and run every test"
	@echo "make unit golden e2e      some of them"
	@echo "make golden-accept        take what comes out now as what is expected"
	@echo "make asan valgrind fuzz   the tests under sanitizers, under valgrind; the fuzzers for a minute"
	@echo "make lint layers          warnings as errors, cppcheck; who includes whom"
	@echo "make pictures    the pictures of docs/typography.md and docs/forms.md"
	@echo "make bench       how fast, side by side"
	@echo "make install     to PREFIX=$(PREFIX); make dist clean"

# What packages.txt lists and this machine does not have is installed, with sudo when not root.
.PHONY: deps
deps:
	@tests/tools/deps.sh packages.txt

.PHONY: demo
demo: all
	$(B)/formpress build trip forms/trip/example -o out/trip --merge

.PHONY: test unit golden e2e golden-accept
test: all
	@$(MAKE) --no-print-directory unit golden e2e

unit: $(UNIT)
	@for t in $(UNIT); do echo "== $$t"; $$t || exit 1; done

golden: $(B)/formpress
	@tests/tools/golden.sh $(B)/formpress

golden-accept: $(B)/formpress
	@tests/tools/golden.sh --accept $(B)/formpress

e2e: $(B)/formpress
	@python3 tests/e2e/run.py $(B)/formpress
	@python3 tests/tools/pictures.py $(B)/formpress --check

# The pictures of docs/typography.md and docs/forms.md, from the samples there: look at them.
.PHONY: pictures
pictures: $(B)/formpress
	@python3 tests/tools/pictures.py $(B)/formpress

ASAN := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
.PHONY: asan valgrind fuzz
asan: deps
	@$(MAKE) --no-print-directory B=build/asan CFLAGS="-O1 -g" SANITIZE="$(ASAN)" \
	  build/asan/formpress unit golden

VALGRIND := valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite
valgrind: all $(UNIT)
	@for t in $(UNIT); do echo "== $$t"; $(VALGRIND) $$t || exit 1; done
	$(VALGRIND) $(B)/formpress check trip forms/trip/example -j 1

fuzz: deps
	@tests/tools/fuzz.sh

.PHONY: lint layers bench
lint: deps
	@$(MAKE) --no-print-directory B=build/lint CFLAGS="-O2 -Werror" build/lint/libformpress.a build/lint/formpress
	@for h in $$(find generator -name '*.h' ! -name diag_list.h); do \
	  $(CC) -std=c11 $(WARN) -Werror $(DEFS) -Igenerator -fsyntax-only -x c $$h || exit 1; done
	@cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 \
	  --enable=warning,performance,portability \
	  --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches \
	  --library=tests/tools/cppcheck.cfg -Igenerator $(SRC)
	@echo "lint: clean"

layers:
	@tests/tools/layers.sh

bench: all
	@$(MAKE) --no-print-directory -C tests/bench B=$(abspath $(B)) run

.PHONY: install dist clean
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(B)/formpress $(DESTDIR)$(PREFIX)/bin/formpress
	install -m 644 docs/formpress.1 $(DESTDIR)$(PREFIX)/share/man/man1/formpress.1
	for d in forms content fonts; do \
	  find $$d -type d -exec install -d $(DESTDIR)$(PREFIX)/share/formpress/{} \; ; \
	  find $$d -type f -exec install -m 644 {} $(DESTDIR)$(PREFIX)/share/formpress/{} \; ; done

dist:
	@mkdir -p build
	git archive --prefix=formpress/ -o build/formpress.tar.gz HEAD

clean:
	rm -rf build out
