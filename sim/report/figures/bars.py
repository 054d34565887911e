"""How do plans stand side by side, row by row? One panel of bars a plan, each bar with its number, poor and rich as markers on it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.outcomes.results import Results
from sim.outcomes.words import MISSING
from sim.report.figures.palette import BASELINE, INK, Mark, marks
from sim.report.figures.sheet import Figure, blank, shorten, wrap

__all__ = ["POOREST", "RICHEST", "BarRows", "bars_by_arm"]

POOREST, RICHEST = ("income", "poorest fifth"), ("income", "richest fifth")
ROW = 0.27
Array = NDArray[np.float64]


class BarRows(NamedTuple):
    """What bars show: the labels of the rows, and for all adults, poorest and richest fifth a table by arm and row `(A, rows)`."""

    labels: list[str]
    everybody: Array
    poorest: Array | None
    richest: Array | None


def bars_by_arm(results: Results, rows: BarRows, axis: str, gap_before: int | None = None) -> Figure:
    """Draw one panel of bars for each arm, the baseline's bars as outlines behind; a gap may part the last rows."""
    arms = len(results.arms)
    columns = min(arms, 3)
    lines = -(-arms // columns)
    figure = blank(0.75 + lines * (0.55 + ROW * (len(rows.labels) + (gap_before is not None))))
    panels = figure.subplots(lines, columns, sharey=True, squeeze=False).ravel()
    where = positions(len(rows.labels), gap_before)
    farthest = max(
        float(np.nanmax(table, initial=0))
        for table in (rows.everybody, rows.poorest, rows.richest)
        if table is not None
    )
    for a, (axes, mark) in enumerate(zip(panels, marks(arms), strict=False)):
        draw_bars(axes, where, rows, a, mark, farthest)
        axes.set_title(wrap(results.arm_labels[a], 22))
        axes.set_xlim(0, max(1.3 * farthest, 1e-6))
        axes.grid(axis="x")
        axes.set_yticks(where, [wrap(label, 26) for label in rows.labels])
        axes.tick_params(left=False)
    for axes in panels[arms:]:
        axes.set_axis_off()
    panels[0].invert_yaxis()
    figure.supxlabel(axis, fontsize=9)
    explain(figure, panels[arms:], rows, results)
    return figure


def positions(count: int, gap_before: int | None) -> Array:
    """Return where the rows lie from the top, with half a row of space before one of them."""
    where = np.arange(count, dtype=np.float64)
    if gap_before is not None:
        where[gap_before:] += 0.6
    return where


def draw_bars(axes: Any, where: Array, rows: BarRows, a: int, mark: Mark, farthest: float) -> None:
    """Draw the bars of one arm with their numbers, the markers of poor and rich, and the baseline as an outline."""
    here = np.nan_to_num(rows.everybody[a])
    axes.barh(where, here, height=0.62, color=mark.colour, alpha=0.45, linewidth=0)
    axes.barh(where, here, height=0.62, fill=False, edgecolor=mark.colour, linewidth=1)
    if a:
        axes.vlines(
            np.nan_to_num(rows.everybody[0]),
            where - 0.42,
            where + 0.42,
            color=BASELINE,
            linewidth=1.4,
            linestyle=(0, (2, 1)),
        )
    if rows.poorest is not None and rows.richest is not None:
        draw_fifths(axes, where, rows.poorest[a], rows.richest[a])
    for y, value in zip(where, rows.everybody[a], strict=True):
        axes.text(
            1, y, number(value, farthest), transform=axes.get_yaxis_transform(), ha="right", va="center", weight="bold"
        )


def draw_fifths(axes: Any, where: Array, poorest: Array, richest: Array) -> None:
    """Draw the poorest fifth as a filled dot and the richest as an open square, joined by a line."""
    known = np.isfinite(poorest) & np.isfinite(richest)
    axes.hlines(where[known], poorest[known], richest[known], color=INK, linewidth=1)
    axes.plot(poorest, where, "o", color=INK, markersize=5)
    axes.plot(richest, where, "s", color=INK, markerfacecolor="white", markersize=5)


def number(value: float, farthest: float) -> str:
    """Return the number written beside a bar, with a decimal where numbers are small."""
    return MISSING if not np.isfinite(value) else f"{value:.1f}" if farthest < 10 else f"{value:.0f}"


def explain(figure: Figure, spare: Any, rows: BarRows, results: Results) -> None:
    """Explain bars and markers once: in the first spare panel, or above all panels when none is spare."""
    handles: list[Any] = [Patch(facecolor="#bbbbbb", edgecolor=BASELINE, label="all adults (number)")]
    if rows.poorest is not None:
        handles += [
            Line2D([], [], color=INK, marker="o", linestyle="", markersize=5, label="poorest fifth"),
            Line2D(
                [],
                [],
                color=INK,
                marker="s",
                linestyle="",
                markerfacecolor="white",
                markersize=5,
                label="richest fifth",
            ),
        ]
    if len(results.arms) > 1:
        first = f"all adults, {shorten(results.arm_labels[0], 16)}"
        handles.append(Line2D([], [], color=BASELINE, linewidth=1.4, linestyle=(0, (2, 1)), label=first))
    if len(spare):
        spare[0].legend(handles=handles, loc="center left", borderaxespad=0, handlelength=1.3).set_in_layout(False)
    else:
        figure.legend(handles=handles, loc="outside upper center", ncols=2)
