"""Can this table be read at all? CSV is cut into cells; its size, rows and header are checked before a value is looked at.

A header may come in any order and with columns that nobody knows (they are listed); one that is nearly right is taken for a slip.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sim.inputs.faults import FaultList, letters_apart, nearest, shown

__all__ = ["Cells", "harmless", "read_cells"]

MOST_COLUMNS = 1000
LONGEST_LINE = 64 * 1024
LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")
WHOLE_TEXT = re.compile(r"[+-]?[0-9]{1,25}(\.0*)?", re.ASCII)
NUMBER_TEXT = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", re.ASCII)


# What a spreadsheet takes for a formula, and what looks like one and is a number with its range: "+3 (1 to 5)".
FORMULA = re.compile(r"[=@\t\r+-].*", re.DOTALL)
SIGNED_NUMBER = re.compile(r"[+-](?:[\d.,%\s()+\u2212\u2013\u2026-]|\bto\b)*")


def harmless(cell: Any) -> Any:
    """Return a cell for a table that may be opened in a spreadsheet: a text that would be a formula there begins with an apostrophe."""
    formula = isinstance(cell, str) and FORMULA.fullmatch(cell) and not SIGNED_NUMBER.fullmatch(cell)
    return f"'{cell}" if formula else cell


class Cells(NamedTuple):
    """A table as it was read: raw values by column, where each row stands, columns left unused, and columns that a misspelt key meant."""

    columns: dict[str, list[Any]]
    rows: list[str]
    ignored: tuple[str, ...] = ()
    misspelt: frozenset[str] = frozenset()


def read_cells(
    text: str,
    columns: Collection[str],
    required: Collection[str],
    most: int,
    faults: FaultList,
    texts: Collection[str] = (),
) -> Cells | None:
    """Return the cells of a CSV text by known column, or None after adding faults of header and rows; `most` rows are allowed.

    Columns among `texts` stay as they are written, so that a place may be called 02139.

    Columns that are not known are left unused and listed in `ignored`, unless their name is nearly that of a known column that is
    absent: then it is a fault.
    """
    rows = csv_rows(text, most, faults)
    if len(rows) < 2:
        faults.add("", "no row below the header", f"a header and 1 to {most:,} rows")
        return None
    header, before = [name.strip() for name in rows[0][1]], len(faults.found)
    check_header(header, columns, required, faults)
    for line, row in rows[1:]:
        if len(row) != len(header):
            faults.add(f"line {line}", f"{len(row)} cells", f"{len(header)} cells, as in the header")
    if len(faults.found) > before:
        return None
    known = {
        name: [(row[i].strip() or None) if name in texts else cell_value(row[i]) for _, row in rows[1:]]
        for i, name in enumerate(header)
        if name in columns
    }
    ignored = tuple(name for name in header if name and name not in columns)
    return Cells(known, [f"line {line}," for line, _ in rows[1:]], ignored)


def csv_rows(text: str, most: int, faults: FaultList) -> list[tuple[int, list[str]]]:
    """Return (line, cells) of each row that is not blank; raises `ScenarioFaults` where the text cannot be cut into rows."""
    reader = csv.reader(lines_of(text, 10 * most, faults), strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((reader.line_num, row))
            if len(rows) > most + 1:
                raise faults.fatal("", f"more than {most:,} rows", f"a table of 1 to {most:,} rows")
    except csv.Error as error:
        given = f"a row that cannot be read ({error})"
        raise faults.fatal(f"line {reader.line_num}", given, "comma-separated values") from None
    return rows


def lines_of(text: str, most: int, faults: FaultList) -> Iterator[str]:
    """Yield the lines of a text one by one; raises `ScenarioFaults` at one that no table has, before memory is spent on it."""
    for number, found in enumerate(LINE.finditer(text), 1):
        if number > most:
            raise faults.fatal("", f"more than {most:,} lines", "one line for each row")
        line = found[0]
        if len(line) > LONGEST_LINE or line.count(",") >= MOST_COLUMNS:
            given = f"{len(line):,} letters and {line.count(','):,} commas"
            allowed = f"lines of at most {LONGEST_LINE:,} letters and {MOST_COLUMNS:,} columns"
            raise faults.fatal(f"line {number}", given, allowed)
        yield line


def check_header(header: list[str], columns: Collection[str], required: Collection[str], faults: FaultList) -> None:
    """Add a fault for each column that stands twice, is nearly a known one, or is required and absent."""
    absent = [name for name in columns if name not in header]
    if len(header) == 1 and ";" in header[0]:
        raise faults.fatal("line 1", "values parted by semicolons", "values parted by commas", "Save the table anew.")
    for name in dict.fromkeys(header):
        if name in columns and header.count(name) > 1:
            faults.add(f"line 1, column {name}", f"{header.count(name)} times", "each column once")
        close = None if name in columns else nearly(name, absent)
        if close:
            absent.remove(close)
            fix = f"Did you mean {close!r}? (Columns of other names are left unused.)"
            faults.add("line 1", f"column {shown(name)}", f"one of {', '.join(columns)}", fix)
    for name in (name for name in absent if name in required):
        faults.add("line 1", f"no column {name!r}", f"a table with {', '.join(required)}")


def nearly(name: str, known: list[str]) -> str | None:
    """Return the known column that an unknown one is a slip of: one letter off, two in a long name; else None."""
    close, word = nearest(name, known), re.sub(r"[\s-]+", "_", name.casefold())
    slips = 2 if len(word) > 7 else 1
    return close if close and letters_apart(word, close, slips) <= slips else None


def cell_value(cell: str) -> Any:
    """Return what a cell holds: None if blank, a number if it is written as one, else its text."""
    text = cell.strip()
    if not text:
        return None
    if WHOLE_TEXT.fullmatch(text):
        return int(text.partition(".")[0])
    return float(text) if NUMBER_TEXT.fullmatch(text) else text
