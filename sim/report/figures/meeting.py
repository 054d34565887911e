"""What is seen first? The course with and without help on an axis from zero, and the way from need to recovery by group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.missing import band
from sim.outcomes.results import Results
from sim.outcomes.words import month
from sim.report.figures.palette import BASELINE, BETTER, GROUPS, LINE, MUTED
from sim.report.figures.sheet import Figure, blank, drawn, wrap

__all__ = ["WayLine", "course", "way"]

NARROW, WAY = 4.9, 6.1
STEPS = (1, 2, 4, 13, 26, 52, 104, 260)
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
Array = NDArray[np.float64]
Said = Callable[..., str]


@drawn
def course(results: Results, arms: Sequence[str], normal: float, words: Said, span: Callable[[int], str]) -> Figure:
    """Draw the share of adults with probable PTSD over time under two plans, every other plan thin behind, the normal year dashed.

    `normal` is a share, NaN if it is not known; `words` and `span` say labels and times in a language. The axis starts at zero.
    """
    everybody = results.group("all", "all")
    share = 100 * results.weekly["cases"][..., everybody] / max(results.people[everybody], 1)
    figure = blank(3.0, NARROW)
    axes = figure.subplots()
    weeks = np.arange(results.weeks + 1)
    for arm in results.arms:
        if arm not in arms:
            axes.plot(weeks, share[results.arms.index(arm)].mean(axis=0), color=LINE, linewidth=0.7)
    ends = []
    for arm, colour, dash in zip(arms, (BASELINE, BETTER), ("-", "--"), strict=False):
        here = share[results.arms.index(arm)]
        if len(here) > 1:
            axes.fill_between(
                weeks, *band(here, 0.9, axis=0, within=(0.0, 100.0)), color=colour, alpha=0.2, linewidth=0
            )
        middle = here.mean(axis=0)
        axes.plot(weeks, middle, color=colour, linestyle=dash, linewidth=2)
        ends.append(
            (
                float(middle[-1]),
                f"{results.arm_labels[results.arms.index(arm)]}: {float(here[:, -1].mean()):.1f}%",
                colour,
            )
        )
    if np.isfinite(normal):
        axes.axhline(100 * normal, color=MUTED, linestyle=":", linewidth=1.6)
        ends.append((100 * normal, words("Normal year: {share}%", share=f"{100 * normal:.1f}"), MUTED))
    top = max(1.08 * float(share.max()), 1.0)
    axes.set_ylim(0, top)
    write_ends(axes, ends, top, results.weeks)
    finish(axes, results, words, span)
    return figure


def write_ends(axes: Any, ends: list[tuple[float, str, str]], top: float, weeks: int) -> None:
    """Write what each line is at its right end, none over another."""
    line, free = 0.07 * top, -np.inf
    for height, text, colour in sorted(ends):
        words = wrap(text, 18)
        half = line * (words.count("\n") + 1) / 2
        at = max(height, free + half)
        free = at + half + 0.3 * line
        axes.annotate(
            words, (weeks, height), (1.02, at / top), textcoords="axes fraction", va="center", color=colour, fontweight="bold",
            annotation_clip=False,
        )  # fmt: skip


def finish(axes: Any, results: Results, words: Said, span: Callable[[int], str]) -> None:
    """Mark time, the axis and the grid."""
    step = next((s for s in STEPS if results.weeks / s <= 4), results.weeks)
    at = list(range(0, results.weeks + 1, step))
    axes.set_xticks(at, [f"{span(week) if week else words('event')}\n{month(results, week)}" for week in at])
    axes.set_xlim(0, results.weeks)
    axes.set_ylabel(words("% of adults with probable PTSD"))
    axes.grid(axis="y")


class WayLine(NamedTuple):
    """The way of one group: its label, and of 100 in need how many come to each step, `(steps,)`; recovery last."""

    label: str
    values: Array


@drawn
def way(panels: Sequence[tuple[str, Sequence[WayLine]]], steps: Sequence[str], axis: str) -> Figure:
    """Draw the way from need to recovery, a panel a plan and a line a group; recovery is apart, since most recover without care."""
    figure = blank(3.7, WAY)
    drawn_in = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    where = np.arange(len(steps), dtype=float)
    where[-1] += 0.5
    for axes, (title, lines) in zip(drawn_in, panels, strict=True):
        for n, line in enumerate(lines):
            look = {"color": GROUPS[n % len(GROUPS)], "marker": MARKERS[n % len(MARKERS)], "markersize": 5}
            axes.plot(where[:-1], line.values[:-1], linewidth=1.3, label=line.label, **look)
            axes.plot(where[-1:], line.values[-1:], linestyle="", **look)
        axes.axvline(where[-1] - 0.75, color=LINE, linewidth=0.8)
        axes.set_xticks(where, [wrap(step, 14) for step in steps], rotation=90)
        axes.set_ylim(0, 104)
        axes.set_title(wrap(title, 34))
        axes.grid(axis="y")
    drawn_in[0].set_ylabel(axis)
    handles, labels = drawn_in[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure
