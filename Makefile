# formpress: make help

CC       ?= gcc
B        ?= build
PREFIX   ?= /usr/local
CFLAGS   ?= -O2 -g
SANITIZE ?=

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
PACKAGES := $(shell sed 's/\#.*//' packages.txt)
MODULES := hpdf libcmark-gfm xlsxwriter sqlite3 yaml-0.1 harfbuzz harfbuzz-subset libdeflate \
           libunibreak jansson nettle cmocka

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
        -Wformat=2 -Wno-format-nonliteral
DEFS := -D_GNU_SOURCE -DFORMPRESS_DATADIR='"$(PREFIX)/share/formpress"'
ALL_CFLAGS = -std=c11 $(WARN) $(CFLAGS) $(SANITIZE) $(DEFS) -Igenerator -MMD -MP
LIBS := -lhpdf -lcmark-gfm-extensions -lcmark-gfm -lxlsxwriter -lsqlite3 -lyaml -lharfbuzz-subset \
        -lharfbuzz -ldeflate -lunibreak -ljansson -lnettle -lm

SRC   := $(sort $(wildcard generator/*.c generator/*/*.c generator/*/*/*.c))
OBJ   := $(SRC:%.c=$(B)/%.o)
UNITS := $(sort $(wildcard tests/unit/test_*.c))
UNIT  := $(UNITS:tests/unit/%.c=$(B)/tests/%)

.PHONY: all
all: deps
	@$(MAKE) --no-print-directory $(B)/formpress

$(B)/formpress: $(B)/generator/main.o $(B)/libformpress.a
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(LIBS)

$(B)/libformpress.a: $(filter-out $(B)/generator/main.o,$(OBJ))
	@rm -f $@
	ar rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(B)/tests/%: tests/unit/%.c $(B)/libformpress.a
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -o $@ $< $(B)/libformpress.a $(LIBS) -lcmocka

-include $(OBJ:.o=.d) $(UNIT:=.d)

# One test of a module: make unit-test_base_str
.SECONDARY:
.PHONY: unit-%
unit-%: $(B)/tests/%
	$(B)/tests/$*

.PHONY: deps
deps:
	@missing=$$(dpkg-query -W -f '$${db:Status-Abbrev}$${Package}\n' $(PACKAGES) 2>/dev/null | sed -n 's/^ii //p' | \
	  sort | comm -13 - <(printf '%s\n' $(PACKAGES) | sort)); \
	if [ -n "$$missing" ]; then echo "installing:" $$missing; \
	  $(SUDO) apt-get update -q && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -q --no-install-recommends $$missing; fi

SHELL := /bin/bash
