"""Which published figures does the model meet? A panel a group: the published interval as a bar, the model's median and range on it.

A filled dot is a figure that a number of ours was made from, a hollow one was held out; a miss is a cross, in another colour. Groups are
the surveys, and the trials by what was measured, so that a panel has one unit; surveys stand to the left, trials to the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from math import isfinite
from typing import TYPE_CHECKING, Any

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.figures.palette import BETTER, INK, LINE, WORSE
from sim.report.figures.sheet import WIDTH, Figure, blank, drawn, message, shorten

if TYPE_CHECKING:
    from sim.validation.evaluation import Checked

__all__ = ["check_figure"]

ROW, HEAD, FOOT = 0.2, 0.62, 0.6
LABEL = 50
BAR = "#c9d6df"
Panel = tuple[str, list["Checked"]]


@drawn
def check_figure(rows: Sequence[Checked]) -> Figure:
    """Draw the verdict on every figure; a message where nothing was checked."""
    sides = [side for kind in ("survey", "trial") if (side := panels_of(rows, kind))]
    if not sides:
        return message("No published figure was checked.")
    figure = blank(max(map(height, sides)) + FOOT, WIDTH * len(sides))
    for at, side in enumerate(sides):
        part = figure.add_gridspec(1, len(sides))[at].subgridspec(
            len(side) + 1, 1, height_ratios=[*(inches(panel) for panel in side), room(side, sides)]
        )
        for n, (title, those) in enumerate(side):
            draw_panel(figure.add_subplot(part[n]), title, those)
    explain(figure)
    return figure


def panels_of(rows: Sequence[Checked], kind: str) -> list[Panel]:
    """Return the panels of one kind: surveys by name and unit, trials by what was measured."""

    def title(row: Checked) -> str:
        words = row.label if kind == "survey" else row.scored.figure.partition(",")[0]
        return f"{words[0].upper()}{words[1:]}: {row.scored.unit}"

    mine = sorted((row for row in rows if row.kind == kind and isfinite(row.scored.model)), key=title)
    return [(name, list(those)) for name, those in groupby(mine, key=title)]


def inches(panel: Panel) -> float:
    """Return the height of a panel in inches."""
    return HEAD + ROW * len(panel[1])


def height(side: Sequence[Panel]) -> float:
    """Return the height of all panels of a side."""
    return sum(map(inches, side))


def room(side: Sequence[Panel], sides: Sequence[Sequence[Panel]]) -> float:
    """Return what is left below the shorter side."""
    return max(max(map(height, sides)) - height(side), 0.01)


def draw_panel(axes: Any, title: str, rows: Sequence[Checked]) -> None:
    """Draw the figures of one panel, the first on top."""
    for y, row in enumerate(rows):
        one = row.scored
        if one.low is not None and one.high is not None:
            axes.barh(y, one.high - one.low, left=one.low, height=0.62, color=BAR, zorder=1)
        axes.vlines(one.published, y - 0.31, y + 0.31, color=LINE, linewidth=1.4, zorder=2)
        colour = BETTER if one.met else WORSE
        if one.model_low is not None and isfinite(one.model_low):
            axes.hlines(y, one.model_low, one.model_high, color=colour, linewidth=1.6, zorder=3)
        face = colour if one.role == "fitted" else "white"
        axes.plot(
            one.model, y, "o" if one.met else "X", color=colour, markerfacecolor=face, markersize=6.5, zorder=4, clip_on=False,
        )  # fmt: skip
    axes.set_yticks(range(len(rows)), [words(row) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.grid(axis="x")
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
    axes.set_title(shorten(title, 70))


def words(row: Checked) -> str:
    """Return the label of one figure."""
    one = row.scored
    if row.kind == "trial":
        _, _, of = one.figure.partition(", ")
        more = [
            part for part in (of if "who" not in of else "", one.group if one.group != "all enrolled" else "") if part
        ]
        return shorten(", ".join([one.survey.replace("_", " "), *more, f"{one.months:g} months"]), LABEL)
    whom = "" if one.group == "all" or one.group in one.figure else f" ({one.group})"
    return shorten(f"{one.figure}{whom}, {one.months:.3g} m", LABEL)


def explain(figure: Figure) -> None:
    """Explain bar, line and markers under all panels."""

    def dot(marker: str, colour: str, face: str, label: str) -> Line2D:
        return Line2D(
            [], [], color=colour, marker=marker, markerfacecolor=face, markersize=6.5, linewidth=1.6, label=label
        )

    handles = [
        Patch(facecolor=BAR, label="published, with its interval"),
        dot("o", BETTER, BETTER, "model, fitted: passes"),
        dot("o", BETTER, "white", "model, held out: passes"),
        dot("X", WORSE, WORSE, "fitted: misses"),
        dot("X", WORSE, "white", "held out: misses"),
        Line2D([], [], color=INK, linewidth=0, marker="", label="lines: nine runs in ten"),
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
