"""What is a plan worth, and to whom? Acceptability over what a healthy year is worth, and the plane of health and equity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.outcomes.results import Results
from sim.outcomes.value import acceptability_curve, equity_plane
from sim.report.figures.palette import INK, LINE, MUTED, marks
from sim.report.figures.sheet import Figure, blank, drawn, message, wrap

__all__ = ["MONEY_FIGURES", "acceptability", "plane"]

THOUSAND = 1000.0
NO_YEARS = "These results do not say how many healthy years are lost: run the comparison again."
CORNERS = (
    (0.99, 0.98, "more health, gap narrower", "right", "top"), (0.01, 0.98, "more health, gap wider", "left", "top"),
    (0.99, 0.02, "less health, gap narrower", "right", "bottom"), (0.01, 0.02, "less health, gap wider", "left", "bottom"),
)  # fmt: skip


@drawn
def acceptability(results: Results) -> Figure:
    """Draw in which share of runs each plan is the best buy, by its worth; dots: where the best buy is known."""
    if "dalys" not in results.final:
        return message(NO_YEARS)
    curve = acceptability_curve(results)
    rivals = curve.groupby("worth")["may_be_best"].sum()
    figure = blank(3.7)
    axes = figure.subplots()
    for arm, label, look in zip(results.arms, results.arm_labels, marks(len(results.arms)), strict=True):
        rows = curve[curve["arm"] == arm]
        at, share = rows["worth"].to_numpy() / THOUSAND, 100 * rows["share"].to_numpy()
        axes.plot(at, share, color=look.colour, linestyle=look.dash, label=wrap(label, 40), linewidth=1.8)
        best = rows["best_mean"].to_numpy(bool) & (rows["worth"].map(rivals) == 1).to_numpy()
        axes.plot(at[best], share[best], look.marker, color=look.colour, markersize=5)
    axes.set_ylim(-3, 103)
    axes.set_xlabel("what a healthy year is worth, thousand USD")
    axes.set_ylabel("best buy, % of runs")
    axes.grid()
    figure.legend(loc="outside lower center", ncols=2)
    return figure


@drawn
def plane(results: Results) -> Figure:
    """Draw each plan by what it adds in health (up) and takes off the gap between poorest and richest fifth (right)."""
    table = equity_plane(results)
    if table.empty:
        return message(NO_YEARS)
    figure = blank(4.0)
    axes = figure.subplots()
    axes.axhline(0.0, color=LINE, linewidth=1)
    axes.axvline(0.0, color=LINE, linewidth=1)
    for row, look in zip(table.to_dict("records"), marks(len(table)), strict=True):
        x, y = row["equity"], row["health"]
        if np.isfinite(row["equity_low"]):
            axes.hlines(y, row["equity_low"], row["equity_high"], color=look.colour, linewidth=1)
            axes.vlines(x, row["health_low"], row["health_high"], color=look.colour, linewidth=1)
        axes.plot(x, y, look.marker, color=look.colour, markersize=8, markeredgecolor=INK, label=wrap(row["label"], 40))
    frame(axes, table)
    for x, y, words, across, up in CORNERS:
        axes.text(x, y, words, transform=axes.transAxes, ha=across, va=up, color=MUTED)
    axes.set_xlabel("gap between poorest and richest fifth narrower by, healthy years for 1,000 adults")
    axes.set_ylabel("healthy years gained\nfor 1,000 adults")
    axes.grid()
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def frame(axes: Any, table: Any) -> None:
    """Give both axes room on either side of zero, so that all four corners can be seen."""
    for name, limit in (("equity", axes.set_xlim), ("health", axes.set_ylim)):
        ends = np.nan_to_num(table[[name, f"{name}_low", f"{name}_high"]].to_numpy(float))
        low, high = min(float(ends.min()), 0.0), max(float(ends.max()), 0.0)
        span = max(high - low, 1e-6)
        limit(low - 0.25 * span, high + 0.25 * span)


MONEY_FIGURES: dict[str, Callable[[Results], Figure]] = {"acceptability": acceptability, "plane": plane}
"""The figures of the section on costs by their names."""
