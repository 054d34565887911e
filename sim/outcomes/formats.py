"""How is a number written? One rule a unit, for page, brief, workbook and terminal alike.

    Cell(0.1234, "share").text                "12.3%"
    Cell(12345, "people").text                "12,000"          two digits that mean something
    Cell(2_345_678, "USD").text               "2.3 million"
    Cell(0.12, "share", 0.1, 0.15).text       "12.0% (10.0% to 15.0%)"

A workbook takes `rounded` and the number format of the unit, so that it shows what all others print.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from sim.outcomes.printed import Table

__all__ = ["EXCEL", "MINUS", "MISSING", "Cell", "CellTable", "count", "percent", "usd", "words_of", "written"]

MISSING, MINUS = "\u2013", "\u2212"
MILLION = 1e6


def percent(share: float, digits: int = 1) -> str:
    """Return a share between 0 and 1 as a percentage; a dash if there is no number.

    >>> percent(0.1234)
    '12.3%'
    """
    return f"{100 * share:.{digits}f}%" if math.isfinite(share) else MISSING


def count(number: float) -> str:
    """Return a number of people with two digits that mean something, and commas.

    >>> count(12345)
    '12,000'
    """
    return f"{two_digits(number):,.0f}" if math.isfinite(number) else MISSING


def two_digits(number: float) -> float:
    """Return a number rounded to two digits, and to whole units."""
    size = abs(number)
    return round(number, -max(math.floor(math.log10(size)) - 1, 0)) if size >= 1 else round(number)


def usd(amount: float) -> str:
    """Return an amount of money: two digits that mean something, from a million on in millions with a decimal.

    >>> usd(2_345_678), usd(12_345)
    ('2.3 million', '12,000')
    """
    if not math.isfinite(amount):
        return MISSING
    return f"{amount / MILLION:,.1f} million" if in_millions(amount) else count(amount)


def usd_rounded(amount: float) -> float:
    """Return an amount rounded as it is written."""
    return round(amount / MILLION, 1) * MILLION if in_millions(amount) else two_digits(amount)


def in_millions(amount: float) -> bool:
    """Return whether an amount is written in millions."""
    return abs(two_digits(amount)) >= MILLION


def decimals(digits: int) -> tuple[Callable[[float], str], Callable[[float], float]]:
    """Return how a plain number with so many decimals is written and rounded."""
    return lambda number: f"{number:,.{digits}f}", lambda number: round(number, digits)


def signed(number: float) -> str:
    """Return a difference in percentage points with its sign."""
    text = f"{abs(100 * number):.1f}"
    return text if float(text) == 0 else ("+" if number > 0 else MINUS) + text


RULES: dict[str, tuple[Callable[[float], str], Callable[[float], float]]] = {
    "share": (percent, lambda x: round(x, 3)),
    "points": (signed, lambda x: round(100 * x, 1)),
    "people": (count, two_digits),
    "years": (count, two_digits),
    "USD": (usd, usd_rounded),
    "weeks": decimals(1),
    "times": decimals(1),
    "fte": decimals(1),
    "ratio": decimals(2),
    "of 100": decimals(0),
    "whole": decimals(0),
}
"""How a value of each unit is written, and how it is rounded."""
EXCEL = {
    "share": "0.0%", "points": '+0.0;"\u2212"0.0;0.0', "people": "#,##0", "years": "#,##0", "weeks": "#,##0.0",
    "times": "#,##0.0",    "USD": '[>=1000000]#,##0.0,," million";[<=-1000000]"\u2212"#,##0.0,," million";#,##0', "fte": "#,##0.0",
    "ratio": "0.00",
    "of 100": "0", "whole": "#,##0",
}  # fmt: skip
"""The number format of each unit in a workbook."""


def written(value: float, unit: str) -> str:
    """Return a value as its unit is written everywhere; a dash if there is no number. KeyError for an unknown unit."""
    text = RULES[unit][0](value) if math.isfinite(value) else MISSING
    text = "0" if text == "-0" else text
    return text.replace("-", MINUS)


class Cell(NamedTuple):
    """One cell: a value with its unit and the ends of its range, or `words` instead.

    >>> Cell(0.12, "share", 0.1, 0.15).text
    '12.0% (10.0% to 15.0%)'
    """

    value: float = math.nan
    unit: str = "whole"
    low: float = math.nan
    high: float = math.nan
    words: str = ""
    to: str = "to"
    million: str = "million"

    @property
    def text(self) -> str:
        """The cell as it is printed."""
        return self.words or self.number + (f" ({self.range})" if self.range else "")

    @property
    def number(self) -> str:
        """The value as it is printed, without its range."""
        return written(self.value, self.unit).replace("million", self.million)

    @property
    def range(self) -> str:
        """The range as it is printed; empty if there is none."""
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            return ""
        low, high = (written(end, self.unit) for end in (self.low, self.high))
        # 17.2 to 19.4 million: the word once, if both ends have it.
        low = low.removesuffix(" million") if high.endswith(" million") else low
        return f"{low} {self.to} {high}".replace("million", self.million)

    @property
    def rounded(self) -> float | None:
        """The value as a workbook has it; None if there is no number."""
        return float(RULES[self.unit][1](self.value)) if not self.words and math.isfinite(self.value) else None


def words_of(text: str) -> Cell:
    """Return a cell of words; a dash if there are none."""
    return Cell(words=text or MISSING)


class CellTable(NamedTuple):
    """A table of cells: its name, a caption, the words above the columns, and rows whose first cell names the row."""

    name: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def printed(self) -> Table:
        """The table in words."""
        return Table(self.caption, list(self.head), [[cell.text for cell in row] for row in self.rows])
