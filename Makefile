# make help lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup build demo test test-times test-release test-spark differential sanitize chaos docs man format lint install \
	install-files dist test-dist clean

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
		printf '  make %-10s %s\n' "$$name" "$$text"; done

setup: ## Check for Swift 6.3, and install missing system packages
	@.ci/setup

build: setup ## Build the release binary
	@echo "Building thresh for release; the first time takes some minutes."
	@swift build -c release --static-swift-stdlib --product thresh $(QUIET)

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

test: setup ## Run every test
	swift build --build-tests $(QUIET)
	@Tests/check-layers
	@Tests/check-reliability
	@Tests/run-tests
	@Tests/Model/check
	@THRESH=$(DEBUG)/thresh Tests/Cases/check
	@Tests/check-docs
	@Tests/check-python-names
	@$(MAKE) --no-print-directory sanitize
	@$(MAKE) --no-print-directory test-release
	@Tests/check-examples

test-times: ## List the twenty slowest tests of the last run
	@Tests/run-tests --times

# The release binary: what the demo prints against coreutils, and every job against the oracle. Cases are asked of the
# debug binary too, which sees a pointer that leaves its buffer.
test-release: demo
	@Tests/check-demo $(RELEASE)/thresh
	@Tests/check-cookbook $(RELEASE)/thresh
	@$(PEERS_PYTHON) Tests/check-coming-from $(RELEASE)/thresh
	@Tests/check-man $(RELEASE)/thresh
	@THRESH=$(RELEASE)/thresh Tests/Cases/check
	@Tests/Differential/differential $(RELEASE)/thresh 300 1
	@Tests/check-variants $(RELEASE)/thresh
	@Tests/check-workers $(RELEASE)/thresh $(DEBUG)/command-probe
	@$(SPARK_PYTHON) Tests/check-spark --smoke $(RELEASE)/thresh $(DEBUG)/command-probe
	THRESH_BINARY=$(RELEASE)/thresh Tests/run-tests '^(EndToEndTests|ReferenceTests)'

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

chaos: ## Kill 10,000 processes at locks, queues and barriers, and 10,000 workers of pools (some minutes)
	swift build --product sync-probe
	swift build --product process-probe
	$(shell swift build --show-bin-path)/sync-probe chaos 10000 7
	$(shell swift build --show-bin-path)/process-probe pool-chaos 10000 7

docs: ## Build the documentation of the libraries into out/docs
	@mkdir -p out/docs
	@Tests/check-docs out/docs

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
