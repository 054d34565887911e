"""How is somebody's own table read? Any parting sign, one or two header lines, packed or not; several joined by the code of a place.

Everything stays text here: what a column means, and in which unit it is, `mapping.py` finds out.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.inputs.faults import FaultList, shown, visible
from sim.inputs.toml_file import read_bytes, read_text
from sim.scenario.census.names import KEYS, bag

__all__ = ["LARGEST", "Raw", "column_of", "joined", "read"]

LARGEST, UNPACKED, MOST_ROWS, MOST_COLUMNS = 200 * 1024 * 1024, 400 * 1024 * 1024, 200_000, 3000
PARTED_BY = (",", "\t", ";", "|")
CODE = re.compile(r"(?:\d{7}US)?(\d+)(?:\.0*)?", re.ASCII)
TRACT = 11


@dataclass(frozen=True)
class Raw:
    """A table as text: its file, columns by name in order (each as long as the table), and the code of each row ("" without codes)."""

    file: str
    columns: dict[str, list[str]]
    codes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.codes)


def read(path: Path, faults: FaultList) -> Raw:
    """Return a table; raises `ScenarioFaults` where it cannot be read at all."""
    here = faults.beside(visible(path.name) or visible(str(path)))
    text = read_text(unpacked(read_bytes(path, LARGEST, here), here), here)
    first = text.partition("\n")[0]
    sign = max(PARTED_BY, key=first.count)
    rows = list(cut(text, sign, here))
    if len(rows) < 2:
        raise here.fatal("", "no row below the header", "a header and at least one row")
    header = [name.strip() for name in rows[0]]
    check_header(header, here)
    body = [row for row in rows[1:] if any(cell.strip() for cell in row)]
    for row in [n for n, row in enumerate(body, 2) if len(row) != len(header)][:20]:
        here.add(f"row {row}", f"{len(body[row - 2])} cells", f"{len(header)} cells, as in the header")
    here.raise_if_any()
    columns = {name: [row[n].strip() for row in body] for n, name in enumerate(header) if name}
    if second_header(columns):
        columns = {name: values[1:] for name, values in columns.items()}
    key = column_of(columns, "geoid")
    count = len(next(iter(columns.values())))
    codes = tuple(code(value) for value in columns[key]) if key else ("",) * count
    return Raw(path.name, columns, codes)


def unpacked(raw: bytes, faults: FaultList) -> bytes:
    """Return the bytes, unpacked where they are packed with gzip."""
    if raw[:2] != b"\x1f\x8b":
        return raw
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            found = file.read(UNPACKED + 1)
    except (OSError, EOFError, zlib.error):
        raise faults.fatal(
            "", "a packed file that cannot be unpacked", "a CSV table, or one packed with gzip"
        ) from None
    if len(found) > UNPACKED:
        raise faults.fatal("", "more than 400 MB when unpacked", "a table of at most 400 MB")
    return found


def cut(text: str, sign: str, faults: FaultList) -> list[list[str]]:
    """Return the rows of a text."""
    reader = csv.reader(text.splitlines(), delimiter=sign)
    rows = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise faults.fatal(
                    "", f"more than {MOST_ROWS:,} rows", "one county, city or region", "Cut the table down first."
                )
    except csv.Error as problem:
        raise faults.fatal(
            f"row {len(rows) + 1}", f"a row that cannot be read ({problem})", "values parted by commas"
        ) from None
    return rows


def check_header(header: Sequence[str], faults: FaultList) -> None:
    """Refuse headers that no table has, and columns that stand twice."""
    if len(header) > MOST_COLUMNS:
        raise faults.fatal("row 1", f"{len(header):,} columns", f"at most {MOST_COLUMNS:,}")
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        faults.add("row 1", f"column {shown(name)} more than once", "each column once", "Rename or drop one of them.")


def second_header(columns: dict[str, list[str]]) -> bool:
    """Say whether the first row is the second header that data.census.gov writes: words under codes."""
    first = [values[0] for values in columns.values()]
    return any(cell in ("Geography", "Geographic Area Name") or cell.startswith("Estimate!!") for cell in first)


def column_of(columns: dict[str, list[str]], key: str) -> str | None:
    """Return the column that holds a key of KEYS by any of its names, the most usual name first; None where there is none."""
    bags = {name: bag(name) for name in columns}
    for words in KEYS[key]:
        wanted = frozenset(words.split())
        for name, found in bags.items():
            if found == wanted or name.lower() == words.replace(" ", ""):
                return name
    return None


def code(text: str) -> str:
    """Return the code of a place without what stands before it, tracts with the zero that spreadsheets drop; "" for no code."""
    found = CODE.fullmatch(text.strip())
    if not found:
        return text.strip()
    digits = found[1]
    return digits.zfill(TRACT) if len(digits) == TRACT - 1 else digits


def joined(tables: Sequence[Raw], faults: FaultList) -> Raw:
    """Return several tables as one: the rows of the first, with the columns of the others by the code of the place."""
    first, *others = tables
    columns = dict(first.columns)
    for other in others:
        here = faults.beside(visible(other.file))
        if not any(first.codes) or not any(other.codes):
            here.add(
                "",
                "no column with the code of the place in both tables",
                "GEOID in each of the tables that are to be joined",
            )
            continue
        at = {found: row for row, found in enumerate(other.codes)}
        rows = [at.get(wanted, -1) for wanted in first.codes]
        if max(rows) < 0:
            here.add(
                "", f"codes such as {shown(other.codes[0])}", f"codes of {first.file}, such as {shown(first.codes[0])}"
            )
            continue
        for name, values in other.columns.items():
            columns.setdefault(name, [values[row] if row >= 0 else "" for row in rows])
    return Raw(first.file, columns, first.codes)
