"""What is printed? Tables in words, and drawings by name: what a page, a terminal or a spreadsheet makes of them is theirs."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["EXPECTED", "RANGES", "Drawing", "Table"]

RANGES = "Numbers are means over the runs; in brackets what one city may see (nine in ten further runs)."
EXPECTED = "Expected difference: 90% interval of its mean, by simulation error alone if numbers are held; its verdict is about that."


class Table(NamedTuple):
    """A caption, the words above the columns, and rows whose first cell names the row; `group` opens a block of rows."""

    caption: str
    head: list[str]
    rows: list[list[str]]

    @property
    def empty(self) -> bool:
        """True if there is no row."""
        return not self.rows


class Drawing(NamedTuple):
    """A figure yet to be drawn: its name among `sim.report.figures.DRAWINGS`, and what that function is given."""

    name: str
    given: tuple[Any, ...]
