"""How whole is life again? The healing index week by week, and its three parts at the end, plan by plan."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.outcomes.missing import band, quantile
from sim.outcomes.results import Results
from sim.report.figures.fan import mark_time
from sim.report.figures.palette import Mark, marks
from sim.report.figures.sheet import LETTERS, Figure, blank, drawn, row_height, wrap

__all__ = ["healing"]

PARTS = {"agency": "Agency", "meaning": "Meaning", "connection": "Connection"}
HEIGHT = 2.6


@drawn
def healing(results: Results) -> Figure:
    """Draw the mean healing index of adults over time, one line a plan, and agency, meaning and connection at the end.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> figure = sim.report.figures.healing(results)
    >>> len(figure.axes) > 0
    True
    """
    arms = marks(len(results.arms))
    figure = blank(HEIGHT + 0.8 + row_height(results.arm_labels) * len(arms))
    heights = [HEIGHT, 0.8 + row_height(results.arm_labels) * len(arms)]
    above, below = figure.subfigures(2, 1, height_ratios=heights, squeeze=False).ravel()
    draw_course(results, above.subplots(1, 1), arms)
    draw_parts(results, below.subplots(1, len(PARTS), sharey=True), arms)
    below.supxlabel("% of the most, at the end", fontsize=9)
    return figure


def draw_course(results: Results, axes: Any, arms: list[Mark]) -> None:
    """Draw the index of every plan over time: median of the runs."""
    everybody = results.group("all", "all")
    index = 100 * results.weekly["healing"][..., everybody] / max(results.people[everybody], 1)
    weeks = np.arange(index.shape[-1])
    for of_arm, mark in zip(index, arms, strict=True):
        middle = quantile(of_arm, 0.5, axis=0)
        axes.plot(weeks, middle, color=mark.colour, linestyle=mark.dash, linewidth=1.6)
        axes.plot(weeks[-1:], middle[-1:], color=mark.colour, marker=mark.marker, markersize=6, clip_on=False)
    before = 100 * results.final["whole"][..., everybody].mean() / max(results.people[everybody], 1)
    axes.axhline(before, color=arms[0].colour, linewidth=0.8)
    axes.text(0.01, before, "before the event", transform=axes.get_yaxis_transform(), va="bottom")
    room = 0.15 * max(float(np.ptp([*index.ravel(), before])), 1.0)
    axes.set_ylim(min(float(index.min()), before) - room, max(float(index.max()), before) + 2 * room)
    axes.set_ylabel("healing index, % of the most")
    mark_time(results, [axes], 1)


def draw_parts(results: Results, panels: Any, arms: list[Mark]) -> None:
    """Draw agency, meaning and connection at the end, a panel each, a dot a plan with what one city may see."""
    everybody = results.group("all", "all")
    for axes, (name, label) in zip(panels, PARTS.items(), strict=True):
        share = 100 * results.final[name][..., everybody] / max(results.people[everybody], 1)
        for y, (of_arm, mark) in enumerate(zip(share, arms, strict=True)):
            axes.hlines(y, *band(of_arm, 0.9, within=(0.0, 100.0)), color=mark.colour, linewidth=2)
            axes.plot(of_arm.mean(), y, mark.marker, color=mark.colour, markersize=7)
        low, high = float(share.min()), float(share.max())
        room = max(0.15 * (high - low), 0.5)
        axes.set_xlim(low - room, high + room)
        axes.set_title(label)
        axes.grid(axis="x")
    panels[0].set_ylim(len(arms) - 0.5, -0.5)
    panels[0].set_yticks(range(len(arms)), [wrap(text, LETTERS) for text in results.arm_labels])
