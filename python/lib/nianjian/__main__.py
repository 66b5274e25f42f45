"""Runs the program that the wheel carries: `python -m nianjian convert pages`."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path


def program() -> Path:
    """Where the program stands."""
    name = "nianjian.exe" if os.name == "nt" else "nianjian"
    return Path(sysconfig.get_path("scripts")) / name


def main() -> int:
    """Hands the arguments to the program and gives its exit status."""
    path = program()
    if not path.is_file():
        print(f"nianjian: expected the program at {path}, found none: this package was built without it", file=sys.stderr)
        return 2
    if os.name != "nt":
        os.execv(path, [str(path), *sys.argv[1:]])
    return subprocess.run([path, *sys.argv[1:]]).returncode


if __name__ == "__main__":
    sys.exit(main())
