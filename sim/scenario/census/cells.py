"""What number is in a cell? As the world writes them: decimal commas, dots and spaces of thousands, signs of percent, codes for nothing.

    1,234.5   1.234,5   1 234,5   1'234.5   12,34,567   −3   45 %   250,000+   :   (X)   -999

One column writes its numbers one way. Where its own cells do not tell which (`1.234`), the other columns of its table do; people are whole,
so that 5.100 residents are five thousand. What stays open is a question.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.inputs.faults import FaultList, several, shown

__all__ = ["CellColumn", "Floats", "blank", "marks_of", "numbers"]

Floats = NDArray[np.float64]
MISSING = frozenset({
    "", "-", "--", "n", "na", "n/a", "nan", "null", "none", "(x)", "x", "**", "***", "****", "*****", "*", ".", "..", "...",
    "\u2026", "\u2013", "\u2014", ":", ": c", ": m", ": u", ": z", "c", "f", "s", "d", "..c", "#n/a", "nodata",
    "no data", "not available", "missing", "unknown", "suppressed", "(d)", "(s)", "(na)", "n.a.", "k.a.", "nd", "ns", "nr",
})  # fmt: skip
# What census offices and the CDC write where they have no number; no share, count or degree is as far below 0.
NO_NUMBER = -198.0
CODES_BELOW_0 = (-1.0, -2.0, -3.0, -4.0, -5.0, -6.0, -7.0, -8.0, -9.0, -66.0, -77.0, -88.0, -99.0)
NINES = re.compile(r"9{3,}(?:\.9*)?")
SHOWN = 3
MINUS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\ufe63\uff0d", "-"))
GROUPED = re.compile(r"(?<=\d)[ '\u2019\u00b4`\u00a0\u2009\u202f](?=\d{3}(?:\D|$))")
WHOLE = re.compile(r"[+-]?\d+(?:[eE][+-]?\d+)?")
POINT = re.compile(
    r"[+-]?(?:\d+\.\d{1,2}|\d+\.\d{4,}|\d{4,}\.\d+|0*\.\d+|0\.\d+|\d+\.|\d{1,3}(?:,\d{2,3})*,\d{3}\.\d*|\d{1,3}(?:,\d{2,3})+,\d{3})(?:[eE][+-]?\d+)?"
)
COMMA = re.compile(
    r"[+-]?(?:\d+,\d{1,2}|\d+,\d{4,}|\d{4,},\d+|0*,\d+|0,\d+|\d+,|\d{1,3}(?:\.\d{3})+,\d*|\d{1,3}(?:\.\d{3}){2,})(?:[eE][+-]?\d+)?"
)
EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True)
class CellColumn:
    """A column as numbers `(p,)`, NaN for none; whether its cells carry decimals or signs of percent, and what is to be said of it."""

    values: Floats
    decimals: bool = False
    percent: bool = False
    said: tuple[str, ...] = ()


def blank(text: str) -> bool:
    """Say whether a cell holds nothing, or a sign for nothing."""
    return text.strip().casefold() in MISSING


def plain(cell: str) -> str:
    """Return a cell with one kind of minus, without spaces of thousands and signs of percent, currency and open ends."""
    text = unicodedata.normalize("NFKC", cell).strip().translate(MINUS)
    text = "".join(str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text)
    text = text.strip().lstrip("$€£").rstrip("%+").strip()
    if re.fullmatch(r"[\d.,]+-", text):
        text = text[:-1]
    return GROUPED.sub("", text)


def marks_of(cells: Iterable[str]) -> str:
    """Return the mark that surely stands before decimals in some cells: a point, a comma, "" for neither, both where they differ."""
    found = set()
    for cell in cells:
        text = plain(cell)
        if POINT.fullmatch(text):
            found.add(".")
        elif COMMA.fullmatch(text):
            found.add(",")
    return "".join(sorted(found, reverse=True))


def numbers(
    name: str, given: Sequence[str], faults: FaultList, lines: Sequence[int] = (), *, people: bool = False,
    whole: bool = False, of_table: str = "", sign: str = ",", negative: bool = False,
) -> CellColumn:  # fmt: skip
    """Return a column as numbers; cells that are none, and numbers written in two ways, add faults.

    `people`: residents, who are whole; `whole`: a count, so that a group of three digits is a thousand. `of_table` is the mark before
    decimals elsewhere in the table, `sign` parts its cells, `negative` lets numbers below 0 be. `lines` says where each row stands.
    """
    texts = ["" if blank(cell) else plain(cell) for cell in given]
    lines = lines or range(2, len(texts) + 2)
    mark, said = decimal_mark(name, texts, faults, lines, people or whole, of_table, sign)
    found = np.full(len(texts), np.nan)
    wrong = []
    for row, text in enumerate(texts):
        value = number(text, mark)
        if value is None and text:
            wrong.append(row)
        elif value is not None:
            found[row] = value
    for row in wrong[:SHOWN]:
        more = f"{len(wrong) - SHOWN:,} more cells of this column are no numbers." if len(wrong) > SHOWN else ""
        faults.add(f"row {lines[row]}, column {name}", shown(given[row]), "a number, or nothing", more)
    decimals = any(mark in text for text in texts) if mark != "thousands" else False
    percent = sum(cell.strip().endswith(("%", "\uff05")) for cell in given) * 2 > sum(map(bool, texts))
    known, codes = without_codes(name, found, texts, people or whole, negative)
    return CellColumn(known, decimals, percent, tuple(said) + codes)


def decimal_mark(
    name: str, texts: Sequence[str], faults: FaultList, lines: Sequence[int], whole: bool, of_table: str, sign: str
) -> tuple[str, list[str]]:
    """Return what stands before decimals in a column: `.`, `,`, or `thousands` where every group of three digits is one."""
    sure = {
        mark: [n for n, text in enumerate(texts) if kind.fullmatch(text)] for mark, kind in ((".", POINT), (",", COMMA))
    }
    if sure["."] and sure[","]:
        one, two = (sure[mark][0] for mark in ".,")
        given = f"{shown(texts[one])} (row {lines[one]}) and {shown(texts[two])} (row {lines[two]})"
        faults.add(f"column {name}", given, "one way to write decimals in a column")
    own = "." if sure["."] else "," if sure[","] else ""
    either = [text for text in texts if EITHER.fullmatch(text)]
    if own or not either:
        return own or ".", ["decimal commas"] * (own == ",")
    kinds = {text.lstrip("+-").strip("0123456789")[0] for text in either}
    if whole or (kinds == {","} and of_table != "," and sign != ";"):
        return "thousands", [f"{either[0]} was read as {number(either[0], 'thousands'):,.0f}"] * ("." in kinds)
    if len(kinds) == 1 and (of_table in (".", ",") or (kinds == {"."} and sign != ";")):
        return of_table or ".", []
    readings = " or ".join(f"{number(either[0], mark):g}" for mark in (next(iter(kinds)), "thousands"))
    faults.add(f"column {name}", f"numbers such as {shown(either[0])}", f"numbers of which it is plain whether they mean {readings}",
               "Write --decimal point or --decimal comma.")  # fmt: skip
    return ".", []


def number(text: str, mark: str) -> float | None:
    """Return a text as a number by what stands before its decimals; None where it is none."""
    if not text:
        return None
    if WHOLE.fullmatch(text):
        return float(text)
    if mark == "thousands":
        return float(re.sub(r"[.,]", "", text)) if EITHER.fullmatch(text) else None
    usual = text.translate(str.maketrans(".,", ",.")) if mark == "," else text
    if POINT.fullmatch(usual) or EITHER.fullmatch(usual):
        return float(usual.replace(",", ""))
    return None


def without_codes(
    name: str, found: Floats, texts: Sequence[str], whole: bool, negative: bool
) -> tuple[Floats, tuple[str, ...]]:
    """Return numbers without codes for "unknown", and what was taken for one: far below 0, -1 and the like, 999 among small numbers."""
    found = np.where(np.isinf(found), np.nan, found)
    below = found <= NO_NUMBER
    if negative:
        return np.where(below, np.nan, found), ()
    code = np.isin(found, CODES_BELOW_0)
    if not whole:
        nines = np.array([bool(NINES.fullmatch(text)) for text in texts], bool)
        rest = found[~nines & ~below & ~code & np.isfinite(found)]
        if nines.any() and (not len(rest) or rest.max() < 0.5 * np.nanmin(found[nines])):
            code |= nines
    said = Counter(text for text, is_code in zip(texts, code, strict=True) if is_code)
    notes = tuple(
        f"{text} was taken for 'unknown' in {several(count, 'row')} (if it is a number, change the cell)"
        for text, count in said.items()
    )
    return np.where(below | code, np.nan, found), notes
