"""Builds the wheel with the program in it: the program first, then the extension by maturin.

The program goes into `nianjian.data/scripts`, which a wheel's installer puts beside `python`. With
`NIANJIAN_PROGRAM` set, that file is taken and nothing is built but the extension.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import maturin
from maturin import build_sdist, get_requires_for_build_sdist, prepare_metadata_for_build_wheel

__all__ = [
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_wheel",
]

HERE = Path(__file__).resolve().parent
NAME = "nianjian.exe" if os.name == "nt" else "nianjian"
#: Everything that the program has, so that one wheel serves all.
FEATURES = "parquet"


def get_requires_for_build_wheel(settings: Any = None) -> list[str]:
    """As PEP 517 has it; the first that is asked, so it says what is missing before anything is built."""
    if shutil.which("cargo") is None:
        raise SystemExit(
            "expected cargo, which builds the program and the package, found none; install Rust (https://rustup.rs) and run "
            "this again in a new shell, or install a wheel that was built before"
        )
    config = HERE.parent / ".cargo" / "config.toml"
    if os.name == "nt" and config.exists():
        raise SystemExit(f"{config} has the compiler run by a shell script, which Windows cannot; delete the file and run this again")
    return list(maturin.get_requires_for_build_wheel(settings))


def build_wheel(directory: str, settings: Any = None, metadata: str | None = None) -> str:
    """As PEP 517 has it."""
    place_program()
    return str(maturin.build_wheel(directory, settings, metadata))


def place_program() -> None:
    """Puts the program where the wheel takes it from."""
    scripts = HERE / "nianjian.data" / "scripts"
    scripts.mkdir(parents=True, exist_ok=True)
    shutil.copy2(given() or built(), scripts / NAME)


def given() -> Path | None:
    """A program that was built before."""
    path = os.environ.get("NIANJIAN_PROGRAM")
    if path and not Path(path).is_file():
        raise SystemExit(f"expected the program at NIANJIAN_PROGRAM, {path}, found none; build it, or unset the variable")
    return Path(path) if path else None


def built() -> Path:
    """The program, built for release from the crate beside this folder."""
    manifest = HERE.parent / "Cargo.toml"
    if not manifest.is_file():
        raise SystemExit(
            f"expected the source of the program at {HERE.parent}, found none; install from the whole repository, or set "
            "NIANJIAN_PROGRAM to a program that was built before"
        )
    target = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target"))
    command = ["cargo", "build", "--release", "--locked", "--features", FEATURES]
    done = subprocess.run([*command, "--manifest-path", str(manifest), "--target-dir", str(target)])
    if done.returncode != 0:
        raise SystemExit(f"the program could not be built: `{' '.join(command)}` in {HERE.parent} says why, above")
    return target / "release" / NAME


if __name__ == "__main__":
    place_program()
