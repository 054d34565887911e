"""Figure of one resident's life: severity and the case cut-off, the components of strain, and the way of coping each week.

Top: severity (and, thin, its set point), the other plan behind it; a bar below marks waiting and care, crosses mark
refusals. Middle: threat and efficacy; strain is threat minus efficacy, plus disposition.
Bottom: one dot a week at the way of coping.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.population.residents import COPING_WAYS
from sim.report.figures.palette import BASELINE, BETTER, INK, MUTED, WORSE, marks
from sim.report.figures.sheet import Figure, blank, drawn, shorten
from sim.report.story.life import Life

__all__ = ["life_figure"]

HEIGHTS = (3.0, 1.9, 1.3)
WAITING, IN_CARE = 1, 2
LETTERS, TITLE = 46, 84


@drawn
def life_figure(life: Life, other: Life | None = None, first: int = 0, last: int | None = None) -> Figure:
    """Draw a life between two weeks, with the same life under another plan behind it.

    >>> figure = sim.story("minimal", person=12, weeks=(0, 20), scale=0.3).figure()
    >>> len(figure.axes) > 0
    True
    """
    last = life.weeks if last is None else last
    figure = blank(sum(HEIGHTS))
    above, middle, below = figure.subplots(3, 1, sharex=True, height_ratios=HEIGHTS)
    draw_severity(above, life, other)
    draw_appraisal(middle, life)
    draw_coping(below, life)
    above.set_xlim(first - 0.5, max(last, first + 1) + 0.5)
    below.set_xlabel("weeks since the event")
    figure.suptitle(f"Resident {life.row} (made up), {shorten(life.plan.title, TITLE)}", fontsize=10, x=0.01, ha="left")
    return figure


def draw_severity(axes: Any, life: Life, other: Life | None) -> None:
    """Draw severity, its set point, the cut-off, care and refusals."""
    weeks, blue = np.arange(life.weeks + 1), marks(2)[1]
    severity = life.columns["severity"].astype(float)
    tops = [severity.max(), 1.2]
    if other is not None:
        theirs = other.columns["severity"].astype(float)
        label = shorten(other.plan.arms[other.arm].label, LETTERS)
        axes.plot(np.arange(len(theirs)), theirs, color=BASELINE, linestyle="--", linewidth=1.4, label=label)
        tops.append(theirs.max())
    axes.plot(weeks, severity, color=blue.colour, linewidth=1.8, label=shorten(life.plan.arms[life.arm].label, LETTERS))
    axes.plot(weeks[1:], life.columns["set_point"][1:], color=MUTED, linewidth=0.7, label="long-term level")
    axes.axhline(1.0, color=INK, linewidth=0.8)
    axes.text(1.0, 1.0, "case cut-off", transform=axes.get_yaxis_transform(), ha="right", va="bottom")
    draw_care(axes, life, weeks)
    axes.set_ylim(0, 1.25 * max(tops))
    axes.set_ylabel("severity, in cut-offs")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, borderaxespad=0.2)


def draw_care(axes: Any, life: Life, weeks: Any) -> None:
    """Draw waiting and care along the bottom, and refusals."""
    across = axes.get_xaxis_transform()
    for state, colour, label in ((WAITING, WORSE, "waiting"), (IN_CARE, BETTER, "in care")):
        there = life.columns["care"] == state
        if there.any():
            axes.fill_between(
                weeks,
                0,
                0.05,
                where=there,
                step="mid",
                color=colour,
                alpha=0.6,
                transform=across,
                label=label,
                linewidth=0,
            )
    refused = np.flatnonzero(life.columns["refused_by"].astype(int) >= 0)
    if len(refused):
        axes.plot(
            refused, np.full(len(refused), 0.09), "x", color=WORSE, transform=across, label="turned away", markersize=6
        )


def draw_appraisal(axes: Any, life: Life) -> None:
    """Draw what is at stake, what can be done about it, and the remaining strain."""
    weeks, lines = np.arange(life.weeks + 1), marks(4)
    strain = np.sum(list(life.terms.values()), axis=0)
    shown = {
        "at stake (threat)": life.columns["threat"], "what can be done (efficacy)": life.columns["efficacy"], "strain": strain,
    }  # fmt: skip
    for (label, values), mark in zip(shown.items(), lines[1:], strict=True):
        axes.plot(weeks, values, color=mark.colour, linestyle=mark.dash, linewidth=1.3, label=label)
    axes.axhline(0, color=INK, linewidth=0.5)
    axes.set_ylabel("standard deviations")
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=3, borderaxespad=0.2)


def draw_coping(axes: Any, life: Life) -> None:
    """Draw one dot a week at the way of coping."""
    weeks = np.arange(1, life.weeks + 1)
    axes.plot(weeks, life.columns["coping"][1:], "o", color=marks(2)[1].colour, markersize=2.5)
    axes.set_yticks(range(len(COPING_WAYS)), COPING_WAYS)
    axes.set_ylim(len(COPING_WAYS) - 0.5, -0.5)
    axes.grid(axis="y")
