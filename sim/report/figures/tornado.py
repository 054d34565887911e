"""Which numbers move the answer, and how far? A tornado: each number alone at the low and at the high end of its range."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Patch

from sim.report.figures.palette import INK, LINE, PALETTE
from sim.report.figures.sheet import Figure, blank, drawn, message, wrap

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["tornado"]

LOW, HIGH, LUCK = PALETTE[1], PALETTE[0], "#e6e6e6"
LOOKS = ((LOW, "at the low end of its range"), (HIGH, "at the high end"), (LUCK, "other luck (one standard deviation)"))
ROW, HEAD, FOOT = 0.36, 0.62, 0.5
LETTERS = 46
ROOM = 0.22


@drawn
def tornado(parts: Sequence[pd.DataFrame], titles: Sequence[str]) -> Figure:
    """Draw a panel for each part (the rows of `sim.studies.sensitivity.tables.ends` about one outcome), titled in order.

    A bar runs from the outcome at the low end of a number's range to the outcome at its high end, round the outcome at the default
    numbers; beside its ends stand the two values (where both ends lie on one side, that of the farther). Assumed numbers say so.
    The grey band is one standard deviation of luck to both sides, at the default numbers.

    >>> import pandas as pd
    >>> end = {"path": "barriers.stigma.effect", "default": 0.2, "at_low": 0.19, "at_high": 0.22, "luck": 0.005,
    ...        "low": -0.7, "high": -0.3, "grade": "cohort", "meaning": "How far stigma keeps from asking."}
    >>> figure = sim.report.figures.tornado([pd.DataFrame([end])], ["Cases at the end"])
    >>> len(figure.axes)
    1
    """
    panels = [(rows.reset_index(drop=True), title) for rows, title in zip(parts, titles, strict=True) if len(rows)]
    if not panels:
        return message("No number moves any outcome, so there is nothing to draw.")
    heights = [HEAD + ROW * len(rows) for rows, _ in panels]
    figure = blank(FOOT + sum(heights))
    grid = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights).ravel()
    for axes, (rows, title) in zip(grid, panels, strict=True):
        draw_outcome(axes, rows, title)
    figure.legend(
        handles=[Patch(color=colour, label=words) for colour, words in LOOKS], loc="outside lower center", ncols=3
    )
    return figure


def draw_outcome(axes: Any, rows: pd.DataFrame, title: str) -> None:
    """Draw one outcome: a row for each number, both halves of its bar, the line of the default."""
    default = 100 * float(rows["default"][0])
    reached = 100 * rows[["at_low", "at_high"]].to_numpy()
    luck = 100 * float(rows["luck"][0])
    axes.axvspan(default - luck, default + luck, color=LUCK, linewidth=0)
    for y in range(len(rows)):
        draw_number(axes, y, reached[y] - default, default, rows.iloc[y])
    axes.axvline(default, color=INK, linewidth=1)
    axes.set_yticks(range(len(rows)), [label(row) for _, row in rows.iterrows()])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(*limits(np.append(reached, [default - luck, default + luck]), default))
    axes.grid(axis="x")
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(LINE)
    axes.set_title(f"{title}: now {default:.1f} points", loc="right")


def draw_number(axes: Any, y: int, apart: Any, default: float, row: pd.Series[Any]) -> None:
    """Draw both halves of a bar, the longer first, and beside each the value of the number; of two on one side only the longer's."""
    from sim.studies.sensitivity.words import digits

    halves = [(apart[0], LOW, row["low"]), (apart[1], HIGH, row["high"])]
    halves = sorted((half for half in halves if np.isfinite(half[0])), key=lambda half: -abs(half[0]))
    told: set[bool] = set()
    for length, colour, given in halves:
        axes.barh(y, length, left=default, height=0.62, color=colour)
        right = bool(length > 0)
        if length == 0 or right in told:
            continue
        told.add(right)
        axes.annotate(
            digits(given), (default + length, y), (4 if right else -4, 0), textcoords="offset points", va="center",
            ha="left" if right else "right",
        )  # fmt: skip


def label(row: pd.Series[Any]) -> str:
    """Return which number it is and what it means, on two lines at most, and that it is assumed where it is."""
    mark = " (assumed)" if row["grade"] == "assumed" else ""
    name, meaning = str(row["path"]).partition(".")[2], str(row["meaning"]).partition(";")[0].rstrip(".")
    words = f"{name}: {meaning}".split(" ")
    lines = wrap(" ".join(words) + mark, LETTERS)
    while lines.count("\n") > 1 and len(words) > 1:
        words.pop()
        lines = wrap(f"{' '.join(words)} …{mark}", LETTERS)
    return lines


def limits(reached: Any, default: float) -> tuple[float, float]:
    """Return limits of an axis with room for the values beside the bars."""
    known = reached[np.isfinite(reached)]
    low, high = min([default, *known]), max([default, *known])
    room = ROOM * (high - low) or 1.0
    return low - room, high + room
