#!/usr/bin/env bash
# Builds the wheel, installs it into a fresh environment and runs the Python tests. Spark needs
# Java: on Debian, as root, it is installed where it is absent.
#
# The wheel is built with the profile of the Rust tests and into their target folder, so that what
# both need is compiled once. A wheel for use is built with `maturin build --release`.
set -euo pipefail
cd "$(dirname "$0")"

if ! command -v java >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null
fi
command -v java >/dev/null || { echo "expected Java 17 or newer for Spark, found no 'java': install it" >&2; exit 1; }

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$(cd .. && pwd)/target}"
work="$CARGO_TARGET_DIR/python"
rm -rf "$work"
python3 -m venv "$work/venv"
bin="$work/venv/bin"
"$bin/pip" install -q --disable-pip-version-check -r requirements-test.txt

cargo fmt --check
cargo clippy --quiet -- -D warnings
"$bin/maturin" build --quiet --profile dev --interpreter "$bin/python" --out "$work/wheel"
"$bin/pip" install -q --disable-pip-version-check "$work"/wheel/nianjian-*.whl

if [ -z "${NIANJIAN_PROGRAM:-}" ]; then
  cargo build --quiet --manifest-path ../Cargo.toml --all-features
  export NIANJIAN_PROGRAM="$CARGO_TARGET_DIR/debug/nianjian"
fi
"$bin/mypy" -p nianjian
exec "$bin/python" -m pytest
