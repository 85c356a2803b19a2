# The short ways; what they do stands in tests/support and in Cargo's own commands.

TARGET := $(abspath $(or $(CARGO_TARGET_DIR),target))

.PHONY: test soak matrix bench demo readme completions setup

# Everything that has to hold before a change lands.
test: setup
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	tests/support/test

# The same tests with the large counts: properties, races, kills.
soak: setup
	RQCTL_SOAK=1 tests/support/test

# The tests against private servers, on each of the older and other servers.
matrix:
	tests/support/matrix

# rqctl beside RQ and beside a client in C, as ratios. SECTIONS="start status list memory maintenance acts migrate"
# picks some.
bench:
	tests/support/setup bench
	cargo build --release
	RQCTL_TEST_BINARY=$(TARGET)/release/rqctl cargo bench --profile dev --bench ratios -- $(SECTIONS)

# A tour of rqctl on a private Redis with real workers of three RQ versions.
demo:
	tests/support/demo

# What the examples of README.md and docs/ print, anew where it changed.
readme: setup
	RQCTL_README=write tests/support/test --test real_rq -E "test(readme::the_)" --test-threads 1

# The scripts in completions/, as the present command line makes them.
completions:
	cargo build --quiet
	mkdir -p completions
	$(TARGET)/debug/rqctl completions bash >completions/rqctl.bash
	$(TARGET)/debug/rqctl completions zsh >completions/_rqctl
	$(TARGET)/debug/rqctl completions fish >completions/rqctl.fish
	$(TARGET)/debug/rqctl completions elvish >completions/rqctl.elv
	$(TARGET)/debug/rqctl completions powershell >completions/_rqctl.ps1

# What the tests need besides Rust.
setup:
	tests/support/setup
