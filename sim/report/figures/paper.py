"""How are words, tables and pictures set on sheets of paper? A column of blocks from the top down, small enough to fit the pages.

    pdf([[Words("Title", 16, bold=True), ...], [...]])        one list of blocks a page; the bytes of a PDF

Sheets are US letter with margins for a printer. If a page does not fit, blocks that may be left out (`drop`, the highest first, and of
these the last) are left out; only then is it set in smaller letters. What does not fit even then is an error of the author.
No dates are written, so that the same blocks give the same bytes.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from sim.report.figures.palette import INK, LINE, MUTED
from sim.report.figures.sheet import Figure, style

__all__ = ["Block", "Pictures", "PaperTable", "Paragraph", "pdf"]

WIDE, HIGH, MARGIN = 8.5, 11.0, 0.65
SIZES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
LEADING, LETTER = 1.32, 0.535
INCH = 72.0


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: text, size in points, bold or soft, a bullet before it, room after it in inches, and how soon it may be left out."""

    text: str
    size: float = 9.5
    bold: bool = False
    soft: bool = False
    bullet: bool = False
    after: float = 0.05
    drop: int = 0


@dataclass(frozen=True)
class PaperTable:
    """A small table: what stands above the columns, the rows, and the share of the width of each column."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    size: float = 10.0
    drop: int = 0


@dataclass(frozen=True)
class Pictures:
    """Pictures side by side, as bytes of PNG, and how wide they are together as a share of the page."""

    pngs: Sequence[bytes]
    share: float = 1.0
    drop: int = 0


Block: TypeAlias = Paragraph | PaperTable | Pictures


def pdf(pages: Sequence[Sequence[Block]], title: str) -> bytes:
    """Return pages of blocks as the bytes of a PDF; ValueError for a page that does not fit even in the smallest letters."""
    from matplotlib.backends.backend_pdf import PdfPages

    stream = io.BytesIO()
    about = {"Title": title, "Creator": "community-healing", "Producer": None, "CreationDate": None}
    with style(), PdfPages(stream, metadata=about) as file:
        for number, blocks in enumerate(pages, 1):
            file.savefig(fitted(blocks, f"{title}: page {number} of {len(pages)}"))
    return stream.getvalue()


def fitted(blocks: Sequence[Block], foot: str) -> Figure:
    """Return a page with as many of its blocks as fit, else set in the largest letters in which it fits."""
    kept = list(blocks)
    while (sheet := filled(kept, 1.0)).left < 0.0 and any(block.drop for block in kept):
        most = max(block.drop for block in kept)
        kept.pop(max(n for n, block in enumerate(kept) if block.drop == most))
    for times in SIZES:
        sheet = filled(kept, times)
        if sheet.left >= 0.0:
            sheet.foot(foot)
            return sheet.figure
    raise ValueError("a page of the brief has more words than fit on it")


def filled(blocks: Sequence[Block], times: float) -> PaperPage:
    """Return a page with all of these blocks, all letters so many times as large."""
    sheet = PaperPage(times)
    for block in blocks:
        sheet.put(block)
    return sheet


class PaperPage:
    """One page that is filled from the top; `left` is the room left, in inches, below 0 where it overflows."""

    def __init__(self, times: float) -> None:
        self.figure = Figure(figsize=(WIDE, HIGH))
        self.times = times
        self.y = HIGH - MARGIN

    @property
    def left(self) -> float:
        return self.y - MARGIN

    def put(self, block: Block) -> None:
        """Set one block below what stands there."""
        if isinstance(block, Paragraph):
            self.words(block)
        elif isinstance(block, PaperTable):
            self.rows(block)
        else:
            self.pictures(block)

    def lines(self, text: str, size: float, width: float) -> list[str]:
        """Return a text cut into lines of a width in inches."""
        return textwrap.wrap(text, max(int(width * INCH / (size * LETTER)), 8)) or [""]

    def line(self, x: float, y: float, text: str, size: float, **look: Any) -> None:
        """Set one line with its top at a height in inches."""
        self.figure.text(x / WIDE, y / HIGH, text, size=size, va="top", ha="left", **look)

    def words(self, block: Paragraph) -> None:
        """Set a paragraph."""
        size, indent = block.size * self.times, 0.16 if block.bullet else 0.0
        look = {"weight": "bold" if block.bold else "normal", "color": MUTED if block.soft else INK}
        width = (WIDE - 2 * MARGIN - indent) * (0.92 if block.bold else 1.0)
        for n, line in enumerate(self.lines(block.text, size, width)):
            if block.bullet and n == 0:
                self.line(MARGIN, self.y, "\u2022", size, **look)
            self.line(MARGIN + indent, self.y, line, size, **look)
            self.y -= size * LEADING / INCH
        self.y -= block.after * self.times

    def rows(self, block: PaperTable) -> None:
        """Set a table, a thin line below each row."""
        size, width = block.size * self.times, WIDE - 2 * MARGIN
        starts = MARGIN + width * np.concatenate([[0.0], np.cumsum(block.widths)[:-1]])
        for n, row in enumerate([block.head, *block.rows]):
            wide = 0.88 if n == 0 else 1.0
            cells = [
                self.lines(text, size, (wide if at else 0.88) * (width * share - 0.08))
                for at, (text, share) in enumerate(zip(row, block.widths, strict=True))
            ]
            for x, lines in zip(starts, cells, strict=True):
                for at, line in enumerate(lines):
                    weight = "bold" if n == 0 or x == starts[0] else "normal"
                    self.line(float(x), self.y - at * size * LEADING / INCH, line, size, weight=weight)
            self.y -= max(map(len, cells)) * size * LEADING / INCH + 0.02
            self.rule(INK if n == 0 else LINE)
            self.y -= 0.04
        self.y -= 0.08 * self.times

    def rule(self, colour: str) -> None:
        """Draw a line across the page."""
        from matplotlib.lines import Line2D

        ends = [MARGIN / WIDE, 1 - MARGIN / WIDE]
        self.figure.add_artist(Line2D(ends, [self.y / HIGH] * 2, color=colour, linewidth=0.6))

    def pictures(self, block: Pictures) -> None:
        """Set pictures side by side, all of one width."""
        from matplotlib.image import imread

        width = (WIDE - 2 * MARGIN) * block.share * self.times / len(block.pngs)
        x, lowest = (WIDE - width * len(block.pngs)) / 2, 0.0
        for png in block.pngs:
            pixels = imread(io.BytesIO(png), format="png")
            high = (width - 0.1) * pixels.shape[0] / pixels.shape[1]
            axes = self.figure.add_axes((x / WIDE, (self.y - high) / HIGH, (width - 0.1) / WIDE, high / HIGH))
            axes.imshow(pixels, aspect="auto", interpolation="antialiased")
            axes.set_axis_off()
            x, lowest = x + width, max(lowest, high)
        self.y -= lowest + 0.1

    def foot(self, text: str) -> None:
        """Set the line at the foot of the page."""
        self.figure.text(MARGIN / WIDE, 0.4 / HIGH, text, size=10, color=MUTED, va="top", ha="left")
