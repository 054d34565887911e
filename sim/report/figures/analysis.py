"""What did a sweep find, at a glance? Levers that matter, conditions, a response to one lever, contributions, and the front of mixes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report.figures.palette import BASELINE, BETTER, INK, MUTED, WORSE, marks
from sim.report.figures.sheet import Figure, blank, drawn, message, wrap

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["conditions", "contributions", "front", "levers", "response"]

ROW, ROOM = 0.34, 1.0
LONG = 44


@drawn
def levers(table: pd.DataFrame, title: str, factor: float = 100.0, unit: str = "points") -> Figure:
    """Draw the indices of `sim.studies.analysis.indices` as bars with their 90% intervals, the lever that matters most on top."""
    word = "mu_star" if "mu_star" in table else "total"
    scale = factor if word == "mu_star" else 1.0
    values = scale * table[word].to_numpy()
    low, high = (scale * table[f"{word}_{end}"].to_numpy() for end in ("low", "high"))
    what = f"moved by the whole range ({unit})" if word == "mu_star" else "share of variance, alone and with others"
    return bars([str(name) for name in table["lever"]], values, low, high, title, what)


@drawn
def contributions(table: pd.DataFrame, title: str, better: str = "low") -> Figure:
    """Draw what each barrier adds to a gap (worse less better off), in points, with the 90% interval of the mean.

    Where high is better, a barrier that holds back those worse off adds less than nothing: red is what harms them.
    """
    rows = table[~table["barrier"].str.startswith("gap with")]
    rows = rows.iloc[[*np.argsort(-rows["contribution"].to_numpy()[:-1], kind="stable"), len(rows) - 1]]
    values, low, high = (100 * rows[name].to_numpy() for name in ("contribution", "low", "high"))
    names = [str(name).replace("_", " ") for name in rows["barrier"]]
    return bars(
        names, values, low, high, title, "what the barrier adds (percentage points)", -1 if better == "high" else 1
    )


def bars(names: Sequence[str], values: Any, low: Any, high: Any, title: str, what: str, harm: int = 1) -> Figure:
    """Draw a bar a row, from the top down, with intervals; red where value * harm is above 0."""
    figure = blank(ROOM + ROW * len(names))
    axes = figure.subplots()
    colours = [WORSE if harm * value > 0 else BETTER for value in values]
    axes.barh(range(len(names)), values, color=colours, height=0.6)
    known = np.isfinite(low) & np.isfinite(high)
    axes.hlines(np.flatnonzero(known), low[known], high[known], color=INK, linewidth=1)
    axes.axvline(0.0, color=INK, linewidth=1)
    axes.set_yticks(range(len(names)), [wrap(name, LONG) for name in names])
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(axis="x")
    axes.set_xlabel(what)
    figure.suptitle(wrap(title, 72), x=0.01, ha="left", fontweight="bold")
    return figure


@drawn
def conditions(
    points: pd.DataFrame, happens: pd.Series[bool], table: pd.DataFrame, title: str, yes: str, no: str
) -> Figure:
    """Draw the points over two levers of a box (`sim.studies.analysis.discover`), filled if it happens, with the box's limits."""
    numbers = [name for name in points.columns if points[name].dtype.kind in "fiu"]
    chosen = list(dict.fromkeys([*(n for n in table["lever"] if n in numbers), *numbers]))[:2]
    if len(chosen) < 2:
        return message("Fewer than two levers are numbers, so there is no plane to draw.")
    figure = blank(4.4)
    axes = figure.subplots()
    flags = happens.reindex(points.index).fillna(False).to_numpy(bool)
    across, up = (points[name].to_numpy(float) for name in chosen)
    axes.scatter(across[~flags], up[~flags], s=26, facecolors="none", edgecolors=BETTER, marker="o", label=no)
    axes.scatter(across[flags], up[flags], s=30, color=WORSE, marker="s", label=yes)
    limits = [(row["lever"], float(row["limit"])) for _, row in table.iterrows() if row["lever"] in chosen]
    for lever, limit in limits:
        draw = axes.axvline if lever == chosen[0] else axes.axhline
        draw(limit, color=INK, linewidth=1.2, linestyle="--")
    axes.set_xlabel(chosen[0])
    axes.set_ylabel(chosen[1])
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2)
    figure.suptitle(wrap(title, 72), x=0.01, ha="left", fontweight="bold")
    return figure


@drawn
def response(
    series: Mapping[str, tuple[Sequence[float], Any]], title: str, across: str, up: str, mark: float | None = None,
    mark_label: str = "",
) -> Figure:  # fmt: skip
    """Draw lines over one lever: for each label its places and values `(places, seeds)`; the mean, and the middle 90% of seeds."""
    figure = blank(3.8)
    axes = figure.subplots()
    for (label, (places, values)), look in zip(series.items(), marks(len(series) + 1)[1:], strict=True):
        given = np.asarray(values, float)
        low, high = np.nanquantile(given, [0.05, 0.95], axis=1)
        axes.fill_between(places, low, high, color=look.colour, alpha=0.18, linewidth=0)
        axes.plot(
            places, np.nanmean(given, axis=1), color=look.colour, marker=look.marker, linestyle=look.dash, label=label
        )
    if mark is not None:
        axes.axhline(mark, color=MUTED, linewidth=1, linestyle="--")
        axes.annotate(mark_label, (1, mark), (-2, 3), xycoords=("axes fraction", "data"), textcoords="offset points",
                      ha="right", color=MUTED)  # fmt: skip
    axes.grid()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    figure.legend(loc="outside lower center", ncols=2)
    figure.suptitle(wrap(title, 72), x=0.01, ha="left", fontweight="bold")
    return figure


@drawn
def front(table: pd.DataFrame, labels: Mapping[str, str], title: str) -> Figure:
    """Draw plans of `sim.studies.analysis.judged`: cost against recovery and against the gap, and below what is bought at each point."""
    figure = blank(4.0 + 0.3 * len(table))
    grid: Any = figure.subplot_mosaic(
        [["recovered", "gap"], ["mix", "mix"]], height_ratios=[3.4, 0.6 + 0.3 * len(table)]
    )
    unbeaten = (table["beaten_by"] == "").to_numpy()
    for name, words in (("recovered", "recovered, % of those in need"), ("gap", "gap by income, points")):
        axes = grid[name]
        x, y = table["bought"].to_numpy() / 1000, 100 * table[name].to_numpy()
        axes.scatter(x[~unbeaten], y[~unbeaten], facecolors="none", edgecolors=BASELINE, marker="o", label="beaten")
        axes.scatter(x[unbeaten], y[unbeaten], color=BETTER, marker="s", label="beaten by none")
        for at in range(len(table)):
            axes.annotate(str(at + 1), (x[at], y[at]), (4, 3), textcoords="offset points")
        axes.set_xlabel("bought, thousand USD a week")
        axes.set_title(words)
        axes.grid()
        axes.margins(0.12)
    draw_mixes(grid["mix"], table, labels)
    marked, words = grid["recovered"].get_legend_handles_labels()
    more, more_words = grid["mix"].get_legend_handles_labels()
    figure.legend([*marked, *more], [*words, *more_words], loc="outside lower center", ncols=3)
    figure.suptitle(wrap(title, 72), x=0.01, ha="left", fontweight="bold")
    return figure


def draw_mixes(axes: Any, table: pd.DataFrame, labels: Mapping[str, str]) -> None:
    """Draw what is bought in each plan, thousand USD a week, one bar a plan; `labels` are the columns `usd_NAME` in order."""
    left = np.zeros(len(table))
    for (name, label), look, hatch in zip(
        labels.items(), marks(len(labels) + 1)[1:], ["", "///", "...", "\\\\", "xx", "--", "++"] * 6, strict=False
    ):
        width = table[f"usd_{name}"].to_numpy() / 1000
        axes.barh(
            range(len(table)),
            width,
            left=left,
            color=look.colour,
            hatch=hatch,
            edgecolor="white",
            label=label,
            height=0.7,
        )
        left += width
    axes.set_yticks(range(len(table)), [ticked(plan, at + 1) for at, plan in enumerate(table["plan"])])
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.set_xlabel("what is bought, thousand USD a week")
    axes.grid(axis="x")


def ticked(plan: str, number: int) -> str:
    """Return a plan with its number, once."""
    return plan if plan.endswith(f" {number}") else f"{plan}  {number}"
