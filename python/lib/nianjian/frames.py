"""Gives the records of an output folder as data frames of pandas, with plain types.

Whole numbers are `Int64`, texts `str` or missing, days `datetime64`, exact decimals stay `Decimal`, and beside each
stands the same number as `float64` under the name without `_decimal` and with `_float`.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Iterator, Literal

from nianjian._native import record_rows

if TYPE_CHECKING:
    import pandas as pd

#: The flat tables of all views.
Table = Literal["pages", "sections", "blocks", "mentions", "tables", "observations", "checks"]
#: Records that are turned into rows at once.
CHUNK = 500


class Frames:
    """The tables of one output folder; each is read when it is first asked for.

    >>> frames = nianjian.open("output")                     # doctest: +SKIP
    >>> frames.mentions.query("type == 'money'").amount_float.sum()    # doctest: +SKIP
    """

    def __init__(self, folder: str | Path) -> None:
        folder = Path(folder)
        path = folder / "records.jsonl" if folder.is_dir() else folder
        if not path.is_file():
            raise FileNotFoundError(
                f"{path}: expected the records that `nianjian convert` writes, found nothing; "
                "give its output folder, or a file of JSON Lines"
            )
        self.path = path

    def __repr__(self) -> str:
        return f"nianjian.open({str(self.path)!r})"

    @cached_property
    def records(self) -> pd.DataFrame:
        """A row a record: the table `pages` of the other views."""
        return self._table("pages")

    @cached_property
    def sections(self) -> pd.DataFrame:
        """A row a section."""
        return self._table("sections")

    @cached_property
    def blocks(self) -> pd.DataFrame:
        """A row a paragraph, item, note, table or figure, with its text: what offsets of mentions count in."""
        return self._table("blocks")

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """A row a date, count, amount …"""
        return self._table("mentions")

    @cached_property
    def cells(self) -> pd.DataFrame:
        """A row a cell of a table, as it stands."""
        return self._table("tables")

    @cached_property
    def observations(self) -> pd.DataFrame:
        """A row a number, with what it measures, its unit, its date and its place."""
        return self._table("observations")

    @cached_property
    def checks(self) -> pd.DataFrame:
        """A row a finding of `nianjian check`."""
        return self._table("checks")

    @cached_property
    def series(self) -> pd.DataFrame:
        """Observations that measure one thing in one unit and manner at two dates or more, in the order of their dates.

        What they measure stands in `series`: the names of row and column without those that are times, and for a
        number of running text what it counts. Levels, changes, new ones and running totals are series of their own.
        """
        rows = self.observations
        rows = rows[rows["value"].notna() & rows["date"].notna()].copy()
        keys = ["series", "unit", "manner", "change"]
        rows["series"] = rows["indicator"]
        rows[keys] = rows[keys].fillna("")
        dates = rows.groupby(keys)["date"].transform("nunique")
        return rows[(dates > 1) & (rows["series"] != "")].sort_values([*keys, "date"], ignore_index=True)

    def _table(self, name: Table) -> pd.DataFrame:
        import pyarrow as pa

        batches = [record_rows(batch, name) for batch in self._batches()]
        table = pa.Table.from_batches(batches)
        return _plain(table)

    def _batches(self) -> Iterator[Any]:
        import pyarrow as pa

        lines: list[str] = []
        with self.path.open(encoding="utf-8") as file:
            for line in file:
                if line.strip():
                    lines.append(line)
                if len(lines) == CHUNK:
                    yield pa.RecordBatch.from_pydict({"record": pa.array(lines, pa.string())})
                    lines = []
        yield pa.RecordBatch.from_pydict({"record": pa.array(lines, pa.string())})


def open(folder: str | Path) -> Frames:
    """Opens the output of `nianjian convert` as data frames.

    Args:
        folder: the output folder, or a file of records as JSON Lines.

    Raises:
        FileNotFoundError: there are no records.

    >>> import nianjian
    >>> nianjian.open("no/such/folder")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    FileNotFoundError: no/such/folder: expected the records that `nianjian convert` writes, found nothing; ...
    """
    return Frames(folder)


def _plain(table: Any) -> pd.DataFrame:
    """Dictionaries become text, whole numbers may be missing, decimals get a float beside them."""
    import pandas as pd
    import pyarrow as pa

    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(at, field.name, table.column(at).cast(field.type.value_type))
    # A float from the text itself, which is the nearest one; from a decimal it may be one beside it.
    for name in [f.name.removesuffix("_decimal") for f in table.schema if pa.types.is_decimal(f.type)]:
        pairs = zip(table.column(name).to_pylist(), table.column(f"{name}_decimal").to_pylist())
        floats = [None if exact is None else float(text) for text, exact in pairs]
        table = table.append_column(f"{name}_float", pa.array(floats, pa.float64()))
    whole = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=whole.get, date_as_object=False)
    return frame
