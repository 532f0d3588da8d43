# make help lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
RELEASE_CHECKS = spark workers hadoop variants differential cookbook coming-from cases man completions demo
.PHONY: help setup build demo test test-times test-release test-spark differential sanitize sanitize-address chaos faults fuzz docs api man format lint \
	install install-files dist test-dist clean check-model check-cases $(RELEASE_CHECKS:%=check-release-%)

PREFIX ?= /usr/local
# Tests are not about whoever runs them.
export THRESH_CONFIG :=
SWIFT_SOURCES = Sources Tests Examples Benchmarks/multiprocessing Package.swift
# Name the directories without building anything.
DEBUG = $(shell swift build --show-bin-path)
RELEASE = $(shell swift build -c release --show-bin-path)
# Where .ci/peers puts duckdb.
PEERS_PYTHON = $(firstword $(wildcard .build/peers/bin/python) python3)
# Where .ci/spark puts pyspark.
SPARK_PYTHON = $(firstword $(wildcard .build/spark/bin/python) python3)
# One line of progress at a terminal, errors alone elsewhere.
QUIET := $(shell [ -t 1 ] || echo --quiet)

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.* ## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name text; do \
		printf '  make %-16s %s\n' "$$name" "$$text"; done

setup: ## Check for Swift 6.3, and install missing system packages
	@.ci/setup

build: setup ## Build the release binary
	@echo "Building thresh for release; the first time takes some minutes."
	@swift build -c release --static-swift-stdlib -Xswiftc -Xfrontend -Xswiftc -function-sections --product thresh $(QUIET)

demo: build ## Count the words of a novel and the statuses of a web log
	@mkdir -p out
	@echo; echo 'The ten most frequent words of datasets/text (thresh run wordcount --ignore-case --top 10):'
	@$(RELEASE)/thresh run wordcount --ignore-case --top 10 datasets/text
	@$(RELEASE)/thresh run wordcount --ignore-case datasets/text -o out/words --overwrite
	@echo; echo 'Requests per status in datasets/logs (thresh run count --field 9):'
	@$(RELEASE)/thresh run count --field 9 datasets/logs
	@$(RELEASE)/thresh run count --field 9 datasets/logs -o out/statuses --overwrite
	@echo; echo 'All words with their counts: out/words/part-r-*'
	@echo 'All statuses with their counts: out/statuses/part-r-*'

# What kills and measures processes runs alone, the checks of what was built side by side: a release build leaves one of
# two processors idle for minutes.
test: setup ## Run every test
	swift build --build-tests $(QUIET)
	@Tests/check-layers
	@Tests/check-api
	@Tests/check-reliability
	@Tests/check-python-names
	@Tests/run-tests
	@Tests/Faults/chaos $(DEBUG)/thresh --kills 200 --seconds 45
	@$(SIDE_BY_SIDE) build sanitize check-model check-cases
	@Tests/check-docs
	@$(MAKE) --no-print-directory test-release
	@Tests/check-examples

# Each prints what it has to say when it ends.
SIDE_BY_SIDE = $(MAKE) --no-print-directory --jobs=2 --output-sync=target DEBUG=$(DEBUG) RELEASE=$(RELEASE)

check-model:
	@Tests/Model/check
# Cases are asked of the debug binary too, which sees a pointer that leaves its buffer.
check-cases:
	@THRESH=$(DEBUG)/thresh Tests/Cases/check

test-times: ## List the twenty slowest tests of the last run
	@Tests/run-tests --times

# The release binary: what the demo prints against coreutils, and every job against the oracle.
test-release: demo
	@$(SIDE_BY_SIDE) $(RELEASE_CHECKS:%=check-release-%)
	THRESH_BINARY=$(RELEASE)/thresh Tests/run-tests '^(EndToEndTests|ReferenceTests)'

check-release-spark:
	@$(SPARK_PYTHON) Tests/check-spark --smoke $(RELEASE)/thresh $(DEBUG)/command-probe
check-release-hadoop:
	@$(SPARK_PYTHON) Tests/check-hadoop $(RELEASE)/thresh
check-release-workers:
	@Tests/check-workers $(RELEASE)/thresh $(DEBUG)/command-probe
check-release-variants:
	@Tests/check-variants $(RELEASE)/thresh
check-release-differential:
	@Tests/Differential/differential $(RELEASE)/thresh 300 1
check-release-cookbook:
	@Tests/check-cookbook $(RELEASE)/thresh
check-release-coming-from:
	@$(PEERS_PYTHON) Tests/check-coming-from $(RELEASE)/thresh
check-release-cases:
	@THRESH=$(RELEASE)/thresh Tests/Cases/check
check-release-man:
	@Tests/check-man $(RELEASE)/thresh
check-release-completions:
	@Tests/check-completions $(RELEASE)/thresh
check-release-demo:
	@Tests/check-demo $(RELEASE)/thresh

test-spark: build ## Kill processes of jobs on a Spark of this machine (some minutes; needs .ci/spark)
	swift build --product command-probe
	$(SPARK_PYTHON) Tests/check-spark $(RELEASE)/thresh $(DEBUG)/command-probe

# What fails is made smaller and kept in Tests/Differential/kept, which is asked first.
differential: N ?= 10000
differential: build ## Ask N=10000 random questions of random tables, and compare with a reference (SEED=… repeats)
	Tests/Differential/differential $(RELEASE)/thresh $(N) $(SEED)

# In a directory of its own: everything is built anew with it.
sanitize: ## Watch threads that share locks and queues with ThreadSanitizer
	swift build --sanitize=thread --scratch-path .build/sanitize --product sync-probe $(QUIET)
	@Tests/check-threads .build/sanitize/debug/sync-probe

# In a directory of its own: everything is built anew with it. Not in `make test`, which it takes several times as long as.
sanitize-address: ## Run the tests with AddressSanitizer (FILTER=… some suites, as Tests/run-tests)
	swift build --build-tests --sanitize=address --scratch-path .build/address $(QUIET)
	@Tests/check-addresses .build/address/debug $(FILTER)

# SEED repeats what it printed, RUN one run of that.
chaos: KILLS ?= 10000
chaos: ## Kill KILLS=10000 processes of jobs, of users of locks, queues and barriers, and of pools (an hour)
	swift build --product thresh
	swift build --product sync-probe
	swift build --product process-probe
	Tests/Faults/chaos $(DEBUG)/thresh --kills $(KILLS) --progress $(if $(SEED),--seed $(SEED)) $(if $(RUN),--run $(RUN))
	$(DEBUG)/sync-probe chaos $(KILLS) $(or $(SEED),7)
	$(DEBUG)/process-probe pool-chaos $(KILLS) $(or $(SEED),7)

# In a directory of its own: everything is built anew with it.
faults: ## Let each system call and each stage of jobs fail once, in each way that fits it (some minutes)
	swift build --traits FaultPoints --scratch-path .build/faults --product thresh $(QUIET)
	@Tests/Faults/sweep .build/faults/debug/thresh $(if $(ALL),--all)

# 60 seconds are for all targets together; what is found is kept in out/fuzz.
fuzz: SECONDS ?= 60
fuzz: ## Fuzz what reads bytes from outside for SECONDS=60 (TARGET=… one of them)
	swift build -c release --sanitize=fuzzer --sanitize=address -Xswiftc -enable-testing -Xswiftc -DFUZZING --scratch-path .build/fuzz \
		--product fuzz-probe $(QUIET)
	@Tests/Fuzz/run .build/fuzz/release/fuzz-probe $(SECONDS) $(TARGET)

docs: ## Build the documentation of the libraries into out/docs
	@mkdir -p out/docs
	@Tests/check-docs out/docs

api: ## Write the lists of public symbols in Tests/API anew
	swift build $(QUIET)
	@Tests/check-api --update

format: ## Format the Swift sources in place
	swift format --in-place --recursive $(SWIFT_SOURCES)

lint: ## Check the format of the Swift sources
	swift format lint --strict --recursive $(SWIFT_SOURCES)

man: build ## Make the manual pages into out/man
	@.ci/man-pages $(RELEASE)/thresh out/man

install: build ## Copy the command, its manual pages and completions to PREFIX (PREFIX=/usr/local)
	@$(MAKE) --no-print-directory install-files BINARY=$(RELEASE)/thresh
	@echo "Installed $(DESTDIR)$(PREFIX)/bin/thresh, its manual pages, and completions of bash, zsh and fish"

# BINARY is the command that was built.
install-files:
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/thresh
	@pages=$$(mktemp -d) && .ci/man-pages $(BINARY) $$pages && gzip -9n $$pages/*.1 && \
		install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 $$pages/*.1.gz && rm -r $$pages
	@complete() { install -d $$(dirname $$2) && $(BINARY) --generate-completion-script $$1 | sed '1{/^#!/d}' >$$2 && chmod 644 $$2; }; \
		complete bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/thresh; \
		complete zsh $(DESTDIR)$(PREFIX)/share/zsh/$(if $(filter /usr,$(PREFIX)),vendor-completions,site-functions)/_thresh; \
		complete fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/thresh.fish

dist: build ## Pack a release into out/dist: the command alone, a .deb, a .tar.zst, checksums
	@.ci/dist $(RELEASE)

test-dist: dist ## Install that in a clean Debian, use it, remove it (as root, with debootstrap and a network)
	@Tests/check-dist out/dist

clean: ## Remove what was built, and the demo's output
	rm -rf .build out
