"""How is a text cut into rows? Encodings tried in order and said; commas, tabs, semicolons or bars, by what the header has most of."""

from __future__ import annotations

import csv
import io
import re

from sim.inputs.faults import FaultList, visible
from sim.scenario.census.grid import MOST_ROWS, Grid

__all__ = ["decoded", "delimited"]

SIGNS = (",", "\t", ";", "|")
LONGEST_CELL = 1024 * 1024
# What nobody sees, and what turns the reading direction: taken out, so that what is read is what is shown.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
KEPT = re.compile(r'="(.*)"|\'(\d+)')
QUOTED = re.compile(r'"(?:[^"]|"")*"')


def decoded(raw: bytes, faults: FaultList) -> tuple[str, tuple[str, ...]]:
    """Return bytes as text, and what to say of it: UTF-8, UTF-16 with its mark, else Windows-1252."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return cleaned(raw.decode("utf-16")), ("read as UTF-16",)
        except UnicodeDecodeError:
            raise faults.fatal("", "text that begins as UTF-16 and is not", "text in UTF-8") from None
    try:
        return cleaned(raw.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        if raw.count(b"\x00"):
            raise faults.fatal("", "no text", "a table as text", "Is it another kind of file?") from None
        line = raw.count(b"\n", 0, error.start) + 1
        text = raw.decode("cp1252", errors="replace")
        around = visible(" ".join(text[max(error.start - 12, 0) : error.start + 12].split()))
        said = f"not UTF-8: read as Windows-1252 (line {line} says {around!r}; if that is wrong, save it as UTF-8)"
        return cleaned(text), (said,)


def cleaned(text: str) -> str:
    """Return a text without letters that nobody sees."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def bare(cell: str) -> str:
    """Return a cell without the signs by which people keep a spreadsheet from reading a code as a number: ="0101", '0101."""
    cell = cell.strip()
    kept = KEPT.fullmatch(cell)
    return (kept[1] or kept[2]) if kept else cell


def sign_of(text: str) -> str:
    """Return the sign between cells: the one that most lines have most of outside quotes; a tab wherever every line has one."""
    lines = [QUOTED.sub("", line) for line in text.split("\n")[:40] if line.strip()]
    if lines and all("\t" in line for line in lines):
        return "\t"
    return max(SIGNS, key=lambda sign: sum(min(line.count(sign), 200) for line in lines))


def delimited(text: str, faults: FaultList, said: tuple[str, ...] = ()) -> Grid:
    """Return the rows of a text; `sep=;` in its first line, as spreadsheets write it, says the sign."""
    said_sign = re.match(r"sep=(.)\n", text, re.IGNORECASE)
    text = text[said_sign.end() :] if said_sign else text
    sign = said_sign[1] if said_sign else sign_of(text)
    before = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append([bare(cell) for cell in row])
            if len(rows) > MOST_ROWS:
                fix = "Cut the table down first."
                raise faults.fatal("", f"more than {MOST_ROWS:,} rows", "one county, city or region", fix)
    except csv.Error as problem:
        given = f"a row that cannot be read ({problem})"
        raise faults.fatal(f"row {len(rows) + 1}", given, "values parted by commas") from None
    finally:
        csv.field_size_limit(before)
    return Grid(rows, said, sign)
