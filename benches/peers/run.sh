#!/usr/bin/env bash
# Pages a second of other extractors and of this one, in one run on the same pages; where ../shared is there, also the
# body quality on its real pages. usage: run.sh [PYTHON]
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${1:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; give its path: run.sh PYTHON" >&2; exit 2; }
venv=target/peers-venv
if [ ! -e "$venv/complete" ]; then
  rm -rf "$venv"
  "$python" -m venv "$venv"
  "$venv/bin/pip" install -q -U pip
  "$venv/bin/pip" install -q -r benches/peers/requirements.txt
  # It asks for Python 3.12 and runs on 3.11; what it needs stands in requirements.txt.
  "$venv/bin/pip" install -q --no-deps --ignore-requires-python magic-html==0.1.8
  touch "$venv/complete"
fi
cargo build --release --locked
"$venv/bin/python" benches/peers/peers.py
