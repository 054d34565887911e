"""What goes on paper? Tables in words, and drawings by name: what a page, a terminal or a spreadsheet makes of them is theirs."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["RANGES", "Drawing", "Table"]

RANGES = "Numbers are means over the runs; in brackets the range of nine runs in ten."


class Table(NamedTuple):
    """A caption, the words above the columns, and rows whose first cell names the row; `group` opens a block of rows."""

    caption: str
    head: list[str]
    rows: list[list[str]]

    @property
    def empty(self) -> bool:
        """True when there is no row."""
        return not self.rows


class Drawing(NamedTuple):
    """A figure yet to be drawn: its name among `sim.report.figures.DRAWINGS`, and what that function is given."""

    name: str
    given: tuple[Any, ...]
