#!/usr/bin/env bash
# Pages a second of other extractors and of this one, in one run on the same pages; where ../shared is there, also the
# body quality on its real pages. Needs Python 3.12 or later (magic-html does). usage: run.sh [PYTHON]
set -euo pipefail
cd "$(dirname "$0")/../.."
python=${1:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' || { echo "Python 3.12 or later is needed; give its path: run.sh PYTHON" >&2; exit 2; }
venv=target/peers-venv
if [ ! -e "$venv/complete" ]; then
  rm -rf "$venv"
  "$python" -m venv "$venv"
  "$venv/bin/pip" install -q -U pip
  "$venv/bin/pip" install -q -r benches/peers/requirements.txt
  touch "$venv/complete"
fi
cargo build --release --locked
"$venv/bin/python" benches/peers/peers.py
