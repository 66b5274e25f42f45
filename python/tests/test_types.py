"""Holds the stubs and the types of a record to the compiled module and to the record's schema."""

from __future__ import annotations

import json
import subprocess
import sys
import typing
from pathlib import Path

from conftest import Run

import nianjian
from nianjian import record as types

USE = """
import nianjian
record = nianjian.convert(b"", uri="u", year=2013)
year: int = record["coverage"]["year"] if record["coverage"] else 0
for section in record["sections"]:
    for block in section["blocks"]:
        if block["kind"] == "table":
            rows: list[list[str]] = block["rows"]
        elif block["kind"] == "paragraph":
            text: str = block["text"][block["mentions"][0]["start"] :]
for mention in nianjian.extract("", year=2013):
    value: str = mention["value"]
"""

MISUSE = {
    'nianjian.convert("text")': "arg-type",
    'nianjian.convert(b"", "u")': "misc|call-arg",
    'nianjian.convert(b"", year="2013")': "arg-type",
    'nianjian.extract("")[0]["valeu"]': "typeddict-item",
}


def mypy(tmp_path: Path, code: str) -> str:
    file = tmp_path / "use.py"
    file.write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", "/dev/null", file.name]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout


def test_a_type_checker_understands_the_package(tmp_path: Path) -> None:
    assert mypy(tmp_path, USE) == ""


def test_a_type_checker_finds_misuse(tmp_path: Path) -> None:
    lines = mypy(tmp_path, "import nianjian\n" + "\n".join(MISUSE)).splitlines()
    said = [line for line in lines if ": error: " in line]
    assert len(said) == len(MISUSE), said
    for line, kinds in zip(said, MISUSE.values()):
        assert any(f"[{kind}]" in line for kind in kinds.split("|")), line


def test_the_stubs_are_the_modules(tmp_path: Path) -> None:
    settings = tmp_path / "mypy.ini"
    settings.write_text("[mypy]\n[mypy-pyarrow.*]\nignore_missing_imports = True\n")
    command = [sys.executable, "-m", "mypy.stubtest", "nianjian._native", "--mypy-config-file", str(settings)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_types_are_the_schemas(program: Path) -> None:
    schema = json.loads(subprocess.run([program, "schema"], capture_output=True, check=True).stdout)
    defs = schema["$defs"]
    alike = {name: defs[name] for name in defs if name != "Block" and defs[name].get("type") == "object"}
    for name, shape in {"Record": schema, **alike}.items():
        assert_alike(name, shape)
    for shape in defs["Block"]["oneOf"]:
        assert_alike(shape["properties"]["kind"]["const"].capitalize(), shape)


def assert_alike(name: str, shape: dict[str, typing.Any]) -> None:
    found = getattr(types, name)
    assert set(typing.get_type_hints(found)) == set(shape["properties"]), name
    assert set(shape.get("required", [])) <= set(found.__required_keys__), name


def test_the_programs_records_have_these_types(run: Run) -> None:
    assert run.records
    for uri, record in run.records.items():
        assert_fits(json.loads(record), types.Record, uri)


def assert_fits(value: typing.Any, hint: typing.Any, where: str) -> None:
    """Walks a value of JSON along the type that it must have."""
    options = typing.get_args(hint)
    if value is None:
        assert type(None) in options, where
    elif typing.is_typeddict(hint):
        assert hint.__required_keys__ <= value.keys() <= typing.get_type_hints(hint).keys(), where
        for key, inner in typing.get_type_hints(hint).items():
            if key in value:
                assert_fits(value[key], inner, f"{where}.{key}")
    elif typing.get_origin(hint) is typing.Union and any(typing.is_typeddict(o) for o in options):
        # The kind tells the types of blocks apart; of others there is one.
        name = value["kind"].capitalize() if "kind" in value else options[0].__name__
        assert_fits(value, getattr(types, name), where)
    elif typing.get_origin(hint) is typing.Union:
        assert isinstance(value, options), where
    elif typing.get_origin(hint) is typing.Literal:
        assert value in options, where
    elif typing.get_origin(hint) is list:
        for place, inner in enumerate(value):
            assert_fits(inner, options[0], f"{where}[{place}]")
    else:
        assert isinstance(value, hint), where


def test_everything_public_is_documented() -> None:
    for name in nianjian.__all__:
        assert getattr(nianjian, name).__doc__, name
