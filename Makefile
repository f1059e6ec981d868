# make deps        install what building and running needs (as root, or with sudo)
# make deps-test   and what the tests need
# make             build build/phonehome
# make demo        scan the samples, print what was found, write demo/report.html
# make test        unit, corpus, golden, live and layer tests
# make asan        the same tests under ASan and UBSan
# make fuzz T=yaml [FUZZFLAGS=-max_total_time=60]  libFuzzer on tests/fuzz/fuzz_yaml.c
# make bench [BENCH=x.pcap]  how long scan, assess and report take, scan beside its peers
# make bench-accuracy  recall and precision over messages of which it is known what they carry
# make bench-live   what a live capture bears on a veth pair at 1 Gbit/s (as root)
# make soak [MINUTES=20]  a day of flows live: does memory stay flat? (as root)
# make golden-update   accept what the golden tests print now
# make places      build the place database anew (needs npm and perl: rules/places/README.md)
# make samples     make the sample captures anew (needs python3 with PyYAML)
# make install     [PREFIX=/usr/local DESTDIR=]
# make help        show this

PROG    := phonehome
VERSION := 0.1.0
BUILD   ?= build
PREFIX  ?= /usr/local
DATADIR  = $(PREFIX)/share/$(PROG)
PKGS    := libpcap libndpi yaml-0.1 sqlite3 libmaxminddb libhs libseccomp libcrypto zlib libbrotlidec libzstd liblzma liblz4 libnghttp2 libnghttp3 libxslt libxml-2.0 jansson
CFLAGS  ?= -O2 -g -fstack-protector-strong -D_FORTIFY_SOURCE=2
LDFLAGS ?= -Wl,-z,relro,-z,now
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes
SAN     := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all
V       ?=
Q       := $(if $(V),,@)

# deps installs first; what else is asked for in the same breath is made by another make, which finds what was installed.
ifneq ($(filter deps deps-test,$(MAKECMDGOALS)),)
DEPS := $(filter deps deps-test,$(MAKECMDGOALS))
REST := $(filter-out $(DEPS),$(MAKECMDGOALS))
deps:
	sh tests/deps.sh build
deps-test:
	sh tests/deps.sh build test
$(REST): $(DEPS)
	+$(MAKE) $@
.PHONY: $(DEPS) $(REST)
.NOTPARALLEL:
else

PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS))
PKG_LIBS   := $(shell pkg-config --libs $(PKGS))
override CPPFLAGS += -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -DDATADIR='"$(DATADIR)"' -Iscanner -I. -Itests/unit -I$(BUILD)/gen $(PKG_CFLAGS)
override CFLAGS   += -std=c17 $(WARN) -MMD -MP
override LDLIBS   += $(PKG_LIBS)

SRCS := $(filter-out scanner/main.c,$(wildcard scanner/*.c scanner/*/*.c scanner/*/*/*.c reports/*.c))
OBJS := $(SRCS:%.c=$(BUILD)/%.o)
LIB  := $(BUILD)/libphonehome.a
GEN  := $(patsubst scanner/%.sql,$(BUILD)/gen/%.sql.h,$(wildcard scanner/store/*.sql))
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
FUZZ := $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
BENCHES := $(patsubst tests/bench/%.c,$(BUILD)/bench_%,$(wildcard tests/bench/*.c))
PLACES := $(BUILD)/places.mmdb

all: $(BUILD)/$(PROG) $(PLACES)
$(BUILD)/$(PROG): $(BUILD)/scanner/main.o $(LIB)
# test_effort counts the steps of detect/: its objects stand before the library, whose own are then left out.
COUNTED := $(wildcard scanner/detect/*.c scanner/detect/unwrap/*.c)
$(BUILD)/test_effort: $(COUNTED:%.c=$(BUILD)/counted/%.o)
$(UNIT): $(BUILD)/%: $(BUILD)/tests/unit/%.o $(LIB)
$(UNIT): EXTRA := -lcmocka
$(BUILD)/test_tls_keys $(BUILD)/test_certificate: EXTRA := -lcmocka -lssl
$(BUILD)/test_packing: EXTRA := -lcmocka -lbrotlienc
$(BUILD)/test_effort: EXTRA := -lcmocka -Wl,--wrap=hs_scan
$(FUZZ): $(BUILD)/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o $(LIB)
$(BENCHES): $(BUILD)/bench_%: $(BUILD)/tests/bench/%.o $(LIB)
$(BUILD)/$(PROG) $(UNIT) $(FUZZ) $(BENCHES):
	$(if $(Q),@echo "  LD      $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) $(EXTRA) -o $@
# The test build's program: it can be told to crash or to hang at a frame.
FAULTY := scanner/main.c scanner/command/setup.c scanner/capture/clock.c scanner/pipeline/observe.c
$(BUILD)/phonehome-faulty: $(FAULTY:%.c=$(BUILD)/faulty/%.o) $(LIB)
	$(if $(Q),@echo "  LD      $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ $(LDLIBS) -o $@
$(BUILD)/faulty/%.o: %.c Makefile | $(GEN)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) -DFAULT_INJECTION $(CFLAGS) -c $< -o $@
$(BUILD)/counted/%.o: %.c Makefile | $(GEN)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize-coverage=trace-pc -c $< -o $@
$(LIB): $(OBJS)
	$(if $(Q),@echo "  AR      $@")
	$(Q)$(RM) $@ && $(AR) rcs $@ $^
$(BUILD)/%.o: %.c Makefile | $(GEN)
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CC      $<")
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -c $< -o $@
$(BUILD)/gen/%.sql.h: scanner/%.sql scanner/store/embed.sh
	@mkdir -p $(@D)
	$(Q)sh scanner/store/embed.sh $< $(basename $(notdir $<))_sql > $@.new && mv $@.new $@
$(PLACES): rules/places/places.mmdb.xz
	@mkdir -p $(@D)
	$(Q)xz -dc $< > $@.new && mv $@.new $@

demo: all
	sh samples/demo.sh $(BUILD)/$(PROG) demo

test: all $(UNIT) $(FUZZ) $(BENCHES) $(BUILD)/phonehome-faulty
	sh tests/run.sh $(BUILD)
asan:
	+$(MAKE) BUILD=build/asan CFLAGS='$(SAN)' test
bench: all $(BENCHES)
	sh tests/bench.sh $(BUILD) $(BENCH)
bench-accuracy: all
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG)
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes second --seed 2
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes third --seed 3
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes fourth --seed 4 --messages 1000
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes fifth --seed 5 --messages 1000
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes sixth --seed 6 --messages 1000
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes seventh --seed 8 --messages 1000
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes eighth --seed 9 --messages 1000
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes ninth --seed 10 --messages 1000
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes tenth --seed 11 --messages 1000
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes eleventh --seed 12 --messages 1000
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes twelfth --seed 13 --messages 1000
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes thirteenth --seed 14 --messages 1000
	python3 tests/bench/accuracy.py $(BUILD)/$(PROG) --shapes fourteenth --seed 15 --messages 1000
bench-live: all
	sh tests/bench-live.sh $(BUILD)
soak: all
	sh tests/soak.sh $(BUILD) $(MINUTES)
golden-update: all
	sh tests/golden.sh $(BUILD) --update

fuzz:
	+$(MAKE) BUILD=build/fuzz CC=clang CFLAGS='$(SAN) -fsanitize=fuzzer-no-link' fuzzer T=$(T)
	build/fuzz/fuzzer_$(T) $(FUZZFLAGS) tests/fuzz/corpus/$(T)
fuzzer: $(BUILD)/fuzzer_$(T)
$(BUILD)/fuzzer_$(T): $(BUILD)/tests/fuzz/fuzz_$(T).o $(LIB)
	$(Q)$(CC) $(CFLAGS) -fsanitize=fuzzer $^ $(LDLIBS) -o $@

places:
	sh rules/places/build.sh build/places
samples:
	samples/make.py --readme
compile_commands.json:
	bear -- $(MAKE) -B all

install: all
	install -D -m 755 $(BUILD)/$(PROG) $(DESTDIR)$(PREFIX)/bin/$(PROG)
	install -D -m 644 scanner/$(PROG).1 $(DESTDIR)$(PREFIX)/share/man/man1/$(PROG).1
	install -D -m 644 $(PLACES) $(DESTDIR)$(DATADIR)/places.mmdb
	for f in $$(find rules reports -name '*.yaml' -o -name '*.sql' -o -name '*.xsl' -o -name '*.xml' -o -name '*.svg' -o -name '*.md' -o -name '*.schema.json' -o -name NOTICE); do \
		install -D -m 644 $$f $(DESTDIR)$(DATADIR)/$$f || exit 1; done
clean:
	$(RM) -r build demo compile_commands.json
help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

.PHONY: all demo test asan bench bench-accuracy bench-live soak golden-update fuzz fuzzer places samples install clean help
.SECONDARY:
-include $(patsubst %.o,%.d,$(OBJS)) $(wildcard $(BUILD)/tests/*/*.d $(BUILD)/scanner/main.d)
endif
