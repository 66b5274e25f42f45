"""Runs the notebook of the examples as a reader would, from its first cell to its last."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).resolve().parents[1] / "examples" / "pages_to_chart.ipynb"


def test_from_a_folder_of_pages_to_a_chart(tmp_path: Path) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "it is kept without its outputs"
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = "\n".join(
        output["data"]["text/plain"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "data" in output
    )
    # Five volumes in one line, the first of them no exact number.
    assert shown.count("妇女之家") >= 5 and "less_than" in shown, shown
    assert (tmp_path / "series.png").stat().st_size > 10_000
