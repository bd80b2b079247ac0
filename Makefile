# digitd: what a person types. `make help` lists the targets.

PREFIX  ?= /usr/local
DESTDIR ?=
SWIFT   ?= swift

bindir  = $(DESTDIR)$(PREFIX)/bin
datadir = $(DESTDIR)$(PREFIX)/share/digitd
docdir  = $(DESTDIR)$(PREFIX)/share/doc/digitd
mandir  = $(DESTDIR)$(PREFIX)/share/man
bashdir = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
zshdir  = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
fishdir = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
# systemd reads these below /usr/lib and /usr/local/lib; for any other prefix they go below /etc.
ifneq ($(filter /usr /usr/local,$(PREFIX)),)
systemdir = $(DESTDIR)$(PREFIX)/lib
else
systemdir = $(DESTDIR)/etc
endif
unitdir     = $(systemdir)/systemd/system
sysusersdir = $(systemdir)/sysusers.d
tmpfilesdir = $(systemdir)/tmpfiles.d
confdir = $(DESTDIR)/etc/digitd

# A release that carries the Swift runtime, so that it runs where no toolchain is.
RELEASE = $(SWIFT) build -c release --static-swift-stdlib --product digitd

# Tests that run at once. Without a limit Swift's testing library begins all of them together, and on a slow machine one
# that waits for a process gives up before it gets its turn.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 8

.PHONY: help demo test torture threads fuzz build install install-strip uninstall deb system-test bench verify-processors verify-onnx accuracy outliers main-job format lint validate prerequisites clean
.DEFAULT_GOAL := help

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

demo: prerequisites ## build, start the daemon on a fresh root, drop the pictures of Samples/ in, show what it read
	@Scripts/demo.sh

test: prerequisites ## build and run every test
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build
	DIGITD=.build/debug/digitd Scripts/torture.sh --short kills failures disks arrivals damaged

build: prerequisites ## the release program, .build/release/digitd
	$(RELEASE)

install: ## put program, models, unit and manual under DESTDIR/PREFIX (after make build)
	@test -x .build/release/digitd || { echo "make install: .build/release/digitd is missing; run 'make build' first" >&2; exit 2; }
	install -D -m 0755 .build/release/digitd $(bindir)/digitd
	install -d $(datadir)/models $(datadir)/samples $(docdir) $(mandir)/man1 $(mandir)/man5
	install -m 0644 $(wildcard Models/*.safetensors Models/*.recipe.json) $(datadir)/models/
	install -m 0644 $(wildcard Samples/*.png) Samples/expected.json $(datadir)/samples/
	install -m 0644 README.md CHANGELOG.md LICENSE $(docdir)/
	# As in the checkout, so that the links of the README lead somewhere.
	install -d $(docdir)/Documentation $(docdir)/Models $(docdir)/systemd
	install -m 0644 $(wildcard Documentation/*.md) Documentation/result.schema.json Documentation/samples.png $(docdir)/Documentation/
	install -m 0644 Models/README.md Models/label-review.csv $(docdir)/Models/
	install -m 0644 systemd/digitd.yaml $(docdir)/systemd/
	ln -sfn ../../digitd/samples $(docdir)/Samples
	install -m 0644 Documentation/digitd.1 $(mandir)/man1/
	install -m 0644 Documentation/digitd.yaml.5 $(mandir)/man5/
	install -d $(bashdir) $(zshdir) $(fishdir)
	.build/release/digitd --generate-completion-script bash | sed '1{/^#!/d}' > $(bashdir)/digitd
	.build/release/digitd --generate-completion-script zsh > $(zshdir)/_digitd
	.build/release/digitd --generate-completion-script fish > $(fishdir)/digitd.fish
	install -d $(unitdir) $(sysusersdir) $(tmpfilesdir) $(confdir)
	systemd/install-units.sh $(PREFIX)/bin $(patsubst $(DESTDIR)%,%,$(tmpfilesdir)) $(unitdir) $(docdir)/examples
	install -m 0644 systemd/digitd.sysusers $(sysusersdir)/digitd.conf
	install -m 0644 systemd/digitd.tmpfiles $(tmpfilesdir)/digitd.conf
	@if test -e $(confdir)/digitd.yaml; then echo "kept $(confdir)/digitd.yaml"; \
	else install -m 0644 systemd/digitd.yaml $(confdir)/digitd.yaml; fi

install-strip: install ## the same with the program stripped, and its size
	strip --strip-unneeded $(bindir)/digitd
	@stat --format='%n: %s bytes' $(bindir)/digitd

uninstall: ## remove what install put there; settings and /var/lib/digitd stay
	rm -f $(bindir)/digitd $(mandir)/man1/digitd.1 $(mandir)/man5/digitd.yaml.5
	rm -f $(bashdir)/digitd $(zshdir)/_digitd $(fishdir)/digitd.fish
	rm -rf $(datadir) $(docdir)
	systemd/remove-units.sh $(PREFIX)/bin $(unitdir) $(sysusersdir) $(tmpfilesdir) $(DESTDIR)
	@echo "kept $(confdir) and the root of the daemon (pictures, results, models): remove them by hand"

torture: build ## kills, power cuts, failing calls, full disks and more, for hours (PART=kills for one; FORM=--short for seconds)
	@Scripts/torture.sh $(FORM) $(PART)

threads: prerequisites ## every test under the thread sanitizer, in a build folder of its own (FORM=--short: intake and daemon)
	@Scripts/torture/threads.sh $(FORM)

fuzz: prerequisites ## coverage-guided fuzzing of what reads files from anywhere (TARGET=png, model, idx or settings; SECONDS=60 each)
	@Scripts/fuzz.sh $(or $(TARGET),all) $(or $(SECONDS),60)

deb: ## the Debian package, .build/deb/digitd_*.deb
	@Scripts/build-deb.sh

system-test: deb ## the package in a booted systemd: sandbox, restarts, reload, upgrade, purge (root; about 3 minutes)
	@Scripts/system-test.sh

bench: build ## files a second that the daemon reads, and its engine beside ONNX Runtime and PyTorch (a large download)
	@Benchmarks/throughput.sh
	@echo
	@SWIFT="$(SWIFT)" Benchmarks/speed.sh

verify-onnx: build ## every model as ONNX, checked and run by ONNX Runtime on 1,000 pictures of MNIST (MNIST=FOLDER)
	@test -n "$(MNIST)" || { echo "make verify-onnx: name the folder, as in make verify-onnx MNIST=~/mnist" >&2; exit 2; }
	@Scripts/verify-onnx.sh "$(MNIST)"

format: ## format every Swift file in place
	$(SWIFT) format --in-place --recursive Sources Tests Package.swift Benchmarks/Sources Benchmarks/Package.swift Fuzzing/Sources Fuzzing/Package.swift

lint: ## the style check of CI
	$(SWIFT) format lint --strict --recursive Sources Tests Package.swift Benchmarks/Sources Benchmarks/Package.swift Fuzzing/Sources Fuzzing/Package.swift
	@! grep -rnE '^[^/]*import ([a-z]+ )?Foundation([. ]|$$)' Sources || { echo "lint: import FoundationEssentials there: all of Foundation makes the program 50 MB larger" >&2; exit 1; }

verify-processors: build ## the same readings with every instruction set and on emulated older processors; C for arm64
	@Scripts/verify-processors.sh

accuracy: build ## the README's figures, on the sets in DATA (mnist/, and where there are any usps/ optdigits/ pictures/)
	@test -n "$(DATA)" || { echo "make accuracy: name the folder, as in make accuracy DATA=~/data" >&2; exit 2; }
	@Scripts/accuracy.sh "$(DATA)"

outliers: build ## how many letters, textures, photographs and clothes are called digits
	@Scripts/outliers.sh $(COUNT)

main-job: build ## bad files among good ones, and teaching a running daemon, shown on fresh folders (MNIST=FOLDER: what it costs there)
	@Scripts/main-job.sh $(MNIST)

validate: ## check RESULTS (a folder of results) against the published schema, with an independent validator
	@test -n "$(RESULTS)" || { echo "make validate: name the folder, as in make validate RESULTS=/var/lib/digitd/results" >&2; exit 2; }
	@Scripts/validate-results.sh "$(RESULTS)"

prerequisites:
	@Scripts/prerequisites.sh

clean: ## remove what the build made
	rm -rf .build
