"""Runs the program that the wheel carries."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import nianjian

PROGRAM = Path(sysconfig.get_path("scripts")) / "nianjian"


def status(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True)


def test_the_wheel_brings_the_program() -> None:
    for command in ([PROGRAM], [sys.executable, "-m", "nianjian"]):
        done = status(*command, "--version")
        assert done.stdout.strip() == f"nianjian {nianjian.__version__}", done


def test_the_module_hands_on_the_status() -> None:
    assert status(sys.executable, "-m", "nianjian", "no-such-verb").returncode == 2


def test_the_program_has_every_view() -> None:
    shown = status(PROGRAM, "export", "--help").stdout
    for view in ("sqlite", "parquet", "site"):
        assert view in shown
