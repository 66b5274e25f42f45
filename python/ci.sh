#!/usr/bin/env bash
# Builds the wheel, installs it into a fresh environment and runs the Python tests. Spark needs
# Java: on Debian, as root, it is installed where it is absent; elsewhere the tests on Spark are
# left out, which is said. usage: ci.sh [PYTHON]
#
# The wheel is built with the profile of the Rust tests and into their target folder, so that what
# both need is compiled once. A wheel for use is built with `pip wheel --no-deps .`.
set -euo pipefail
cd "$(dirname "$0")"
python=${1:-python3}

"$python" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || {
  echo "SKIPPED, the Python package: expected Python 3.10 or newer with venv, found $("$python" --version 2>&1 || echo none)" >&2
  exit 0
}

# The major version of Java; 0 where there is none.
java_version() {
  local version
  version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
  echo "${version:-0}"
}
if [ "$(java_version)" -lt 17 ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update -qq || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null || true
fi
tests=(tests)
left_out=
if [ "$(java_version)" -lt 17 ]; then
  left_out="SKIPPED, the tests on Spark: expected Java 17 or newer, found $(java_version) (0: none); install a JRE and run this again"
  echo "$left_out" >&2
  tests+=(--ignore tests/test_spark.py)
fi

export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$(cd .. && pwd)/target}"
work="$CARGO_TARGET_DIR/python"
rm -rf "$work"
"$python" -m venv "$work/venv"
bin="$work/venv/bin"
"$bin/pip" install -q --disable-pip-version-check -r requirements-test.txt

cargo fmt --check
cargo clippy --quiet --locked -- -D warnings
# The program first: the wheel carries it.
if [ -z "${NIANJIAN_PROGRAM:-}" ]; then
  cargo build --quiet --locked --manifest-path ../Cargo.toml --all-features
  export NIANJIAN_PROGRAM="$CARGO_TARGET_DIR/debug/nianjian"
fi
"$bin/python" program_backend.py
"$bin/maturin" build --quiet --locked --profile dev --interpreter "$bin/python" --out "$work/wheel"
"$bin/pip" install -q --disable-pip-version-check "$work"/wheel/nianjian-*.whl

"$bin/mypy" -p nianjian
"$bin/python" -m pytest "${tests[@]}"
[ -z "$left_out" ] || echo "$left_out" >&2
