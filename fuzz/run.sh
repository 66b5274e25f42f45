#!/usr/bin/env bash
# Builds every fuzz target with the toolchain that is there and runs each for SECONDS (20), two at a time:
#   fuzz/run.sh [SECONDS [TARGET…]]
# It begins with seeds/TARGET and the fixtures, keeps what it learns in corpus/TARGET, and what it finds in
# artifacts/TARGET. Ends with 1 where something was found.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:-20}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || for file in fuzz_targets/*.rs; do targets+=("$(basename "$file" .rs)"); done

# libFuzzer is C++.
if ! command -v c++ >/dev/null && ! command -v g++ >/dev/null && ! command -v clang++ >/dev/null; then
  echo "SKIPPED, fuzzing: expected a C++ compiler for libFuzzer, found none"
  exit 0
fi
host=$(rustc -vV | sed -n 's/^host: //p')
case $host in
  *linux* | *darwin*) ;;
  *) echo "SKIPPED, fuzzing: libFuzzer runs on Linux and macOS, this is $host"; exit 0 ;;
esac

if ! cargo fetch --quiet 2>/dev/null && ! cargo metadata --offline --format-version 1 >/dev/null 2>&1; then
  echo "SKIPPED, fuzzing: expected libfuzzer-sys among the crates that are here or can be fetched, found neither"
  exit 0
fi

# The flags of cargo-fuzz: every edge and comparison is counted. No sanitizer, as there is no unsafe code here.
flags="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
bins=()
for target in "${targets[@]}"; do bins+=(--bin "$target"); done
RUSTC_BOOTSTRAP=1 RUSTFLAGS="$flags" cargo build --release --target "$host" "${bins[@]}"
folder=${CARGO_TARGET_DIR:-target}/$host/release

# Which seeds a target begins with, beside its own.
fixtures() {
  case $1 in
    convert | document) printf '%s\n' ../fixtures/pages ../fixtures/bytes ../tests/broken ;;
    flat) printf '%s\n' ../fixtures/bytes ;;
  esac | while read -r path; do [ ! -d "$path" ] || echo "$path"; done
}

# Makes what was found smaller and prints it, as where this runs nothing else may be kept.
show() {
  local small
  small=$(mktemp)
  "$folder/$1" -minimize_crash=1 -max_total_time=20 -exact_artifact_path="$small" "$2" >/dev/null 2>&1 || true
  [ -s "$small" ] || cp "$2" "$small"
  echo "$1: the input, for \`base64 -d\`:"
  base64 "$small" | head -c 20000
  rm -f "$small"
}

run() {
  local target=$1 log
  mkdir -p "corpus/$target" "artifacts/$target" "seeds/$target"
  log=$(mktemp)
  mapfile -t more < <(fixtures "$target")
  if "$folder/$target" "corpus/$target" "seeds/$target" ${more[@]+"${more[@]}"} \
    -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1500 -max_len=16384 -verbosity=1 \
    -artifact_prefix="artifacts/$target/" >"$log" 2>&1; then
    echo "$target: $(grep -o 'Done .* runs' "$log" || echo 'no finding')"
    rm -f "$log"
  else
    echo "$target: FOUND, see fuzz/artifacts/$target"
    grep -E -B2 -A12 'panicked|ERROR|BINGO|assertion' "$log" | cut -c1-300 | head -60
    rm -f "$log"
    show "$target" "$(ls -t "artifacts/$target"/* | head -1)"
    return 1
  fi
}
export -f run show fixtures
export folder seconds
printf '%s\n' "${targets[@]}" | xargs -P 2 -I {} bash -c 'run "$1"' _ {} || exit 1
