#!/usr/bin/env bash
# Sets up what the tests need and runs all of them. Rust comes first, with rustup. On Debian, as root, missing
# system packages are installed; elsewhere a test that lacks its tool says SKIPPED and why.
set -euo pipefail
cd "$(dirname "$0")/.."
started=$SECONDS
# The tests read what the program says in English.
unset LC_ALL
export LC_MESSAGES=C
# What is printed is kept, too, so that the end can say what was skipped.
mkdir -p target
log=target/tests.log
exec > >(tee "$log") 2>&1
step() { printf '\n== %s (%s s)\n' "$*" "$((SECONDS - started))"; }

step "system packages"
packages=()
command -v cc >/dev/null || packages+=(gcc libc6-dev)
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || packages+=(nginx-light)
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
command -v node >/dev/null || packages+=(nodejs npm)
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || packages+=(chromium)
command -v soffice >/dev/null || packages+=(libreoffice-calc-nogui)
fc-list :lang=zh 2>/dev/null | grep -q . || packages+=(fonts-noto-cjk fontconfig)
if [ ${#packages[@]} -gt 0 ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
for component in rustfmt clippy; do
  cargo "${component/rustfmt/fmt}" --version >/dev/null 2>&1 || rustup component add "$component"
done

step "readers that are not ours, for the tests of formats"
venv=target/test-venv
if python3 -c 'import ensurepip' 2>/dev/null; then
  if [ ! -e "$venv/complete" ] || [ tests/requirements.txt -nt "$venv/complete" ]; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install -q --disable-pip-version-check --no-deps -r tests/requirements.txt
    touch "$venv/complete"
  fi
  export NIANJIAN_PYTHON="$PWD/$venv/bin/python"
else
  echo "SKIPPED, the readers: expected Python 3 with venv, found none" >&2
fi

step "a browser's driver, for the tests of the reading site"
modules=target/test-site
if command -v npm >/dev/null && [ -x "${CHROMIUM:-/usr/bin/chromium}" ]; then
  mkdir -p "$modules"
  cmp -s tests/site/package.json "$modules/package.json" || rm -rf "$modules/node_modules"
  cp tests/site/package.json "$modules/"
  [ -d "$modules/node_modules" ] || npm install --prefix "$modules" --no-audit --no-fund --no-package-lock --silent
  export NIANJIAN_SITE_MODULES="$PWD/$modules/node_modules"
else
  echo "SKIPPED, the browser: expected npm and Chromium, found one or none" >&2
fi

step "format"
cargo fmt --check
step "lints"
cargo clippy --all-targets --all-features --locked -- -D warnings
step "licences, sources and known advisories of the crates"
deny=$(command -v cargo-deny || echo "$venv/bin/cargo-deny")
if [ -x "$deny" ]; then
  "$deny" --all-features check licenses bans sources
  # Where they cannot be had, as without the network, nothing is known of them.
  if "$deny" fetch db 2>/dev/null; then
    "$deny" --all-features check advisories
  else
    echo "SKIPPED, known advisories: their database cannot be fetched"
  fi
else
  echo "SKIPPED, cargo deny: expected cargo-deny, found none"
fi
step "the core alone compiles, and its tests"
cargo check --tests --no-default-features --locked
step "documentation"
RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --all-features --locked --quiet
step "tests"
cargo test --all-features --locked
step "fuzzing: each target for ${FUZZ_SECONDS:-20} s"
bash fuzz/run.sh "${FUZZ_SECONDS:-20}"
step "Python package: wheel, Daft, Spark"
bash python/ci.sh
step "all passed"
sync "$log"
skipped=$(grep -a -oE '^SKIPPED.*' "$log" | sort -u || true)
if [ -n "$skipped" ]; then
  printf '%s skipped:\n%s\n' "$(printf '%s\n' "$skipped" | wc -l)" "$skipped"
else
  echo "nothing was skipped"
fi
