"""What do the answers to planners' questions look like? Tables in, one picture each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.report.figures.palette import BETTER, INK, marks
from sim.report.figures.sheet import Figure, blank, drawn, wrap

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["lines", "slots"]

MOST_ROWS, ROW = 18, 0.24
DOWN = {"planned": "start as planned", "at_once": "all from the opening", "now": "as they are"}
DASHES = {"planned": "-", "at_once": "--", "now": ":"}


@drawn
def slots(sites: pd.DataFrame, weeks: pd.DataFrame, title: str) -> Figure:
    """Draw slots now and needed by site, and slots in use by week; `sites` and `weeks` as `sim.studies.planning.slots` has them."""
    needed = sites["slots_needed"].fillna(sites["slots_needed_at_once"])
    order = np.argsort(-(needed - sites["slots_now"]).to_numpy(), kind="stable")[:MOST_ROWS]
    figure = blank(max(3.4, 1.3 + ROW * len(order)))
    left, right = figure.subplots(1, 2, width_ratios=[1.15, 1])
    draw_sites(left, sites.iloc[order], needed.iloc[order].to_numpy())
    draw_weeks(right, weeks)
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    figure.suptitle(wrap(title, 72), x=0.01, ha="left", fontweight="bold")
    return figure


def draw_sites(axes: Any, sites: pd.DataFrame, needed: Any) -> None:
    """Draw a bar of what is needed and an outline of what is there, a row a site."""
    at = np.arange(len(sites))
    axes.barh(at, needed, height=0.62, color=BETTER, alpha=0.5, label="needed")
    axes.barh(at, sites["slots_now"], height=0.62, fill=False, edgecolor=INK, linewidth=1.1, label="now")
    labels = [f"{row.place}, {row.label}" for row in sites.itertuples()]
    axes.set_yticks(at, [wrap(label, 30) if len(label) <= 60 else wrap(label[:58] + "…", 30) for label in labels])
    axes.tick_params(axis="y", labelsize=7.5)
    axes.set_ylim(len(sites) - 0.4, -0.6)
    axes.set_xlabel("sessions a week")
    axes.set_title("Where")
    axes.grid(axis="x")
    axes.legend(loc="lower right")


def draw_weeks(axes: Any, weeks: pd.DataFrame) -> None:
    """Draw slots in use over the weeks, a colour a programme, a dash a way of starting."""
    programmes = list(dict.fromkeys(weeks["programme"]))
    for programme, look in zip(programmes, marks(len(programmes) + 1)[1:], strict=True):
        for way, dash in DASHES.items():
            part = weeks[(weeks["programme"] == programme) & (weeks["way"] == way) & (weeks["week"] > 0)]
            if len(part):
                name = str(programme).replace("_", " ")
                axes.plot(part["week"], part["in_use"], color=look.colour, linestyle=dash, label=f"{name}, {DOWN[way]}")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("week after the event")
    axes.set_title("When: slots in use")
    axes.grid()


@drawn
def lines(series: Mapping[str, tuple[Any, Any, Any, Any]], title: str, across: str, up: str) -> Figure:
    """Draw a line a label over places, with bars of nine of ten runs: for each label places, values, low and high ends."""
    figure = blank(3.6)
    axes = figure.subplots()
    for n, ((label, (x, y, low, high)), look) in enumerate(
        zip(series.items(), marks(len(series) + 1)[1:], strict=True)
    ):
        # Beside each other, so that no bar hides another.
        beside = np.asarray(x, float) + 0.06 * (n - len(series) / 2)
        axes.plot(beside, y, color=look.colour, marker=look.marker, linestyle=look.dash, label=wrap(label, 40))
        axes.vlines(beside, low, high, color=look.colour, linewidth=1)
    axes.axhline(0.0, color=INK, linewidth=0.8)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid()
    figure.legend(loc="outside lower center", ncols=2)
    figure.suptitle(wrap(title, 72), x=0.01, ha="left", fontweight="bold")
    return figure
