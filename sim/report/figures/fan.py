"""How does the share of people with strong symptoms run over time, and how far do runs of the same plan differ?"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.outcomes.missing import band, quantile
from sim.outcomes.results import Results
from sim.outcomes.weekly import WEEKLY
from sim.outcomes.words import month, percent, since
from sim.report.figures.palette import BASELINE, Mark, marks
from sim.report.figures.sheet import Figure, blank, drawn, shorten

__all__ = ["fan"]

HALF, MOST = 0.5, 0.9
SINGLE = 3
STEPS = (1, 2, 4, 13, 26, 52, 104, 260)
BEHIND = (0, (4, 2))


@drawn
def fan(results: Results, measure: str = "cases", stratum: str = "all", group: str = "all") -> Figure:
    """Draw the share of a group in a state over time, one panel a plan.

    Line: median of the runs. Bands: what one city may see in half and in nine of ten runs. Thin lines: single runs. The dashed grey
    line is the median of the baseline. Raises KeyError for an unknown measure or group.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> figure = sim.report.figures.fan(results, "cases")
    >>> len(figure.axes) > 0
    True
    """
    at, arms = results.group(stratum, group), len(results.arms)
    share = 100 * results.weekly[measure][..., at] / max(results.people[at], 1)
    columns = min(arms, 2 if arms <= 6 else 3)
    rows = -(-arms // columns)
    figure = blank(0.35 + 1.95 * rows + 0.4 * (arms % columns == 0))
    panels = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
    for a, (axes, mark) in enumerate(zip(panels, marks(arms), strict=False)):
        draw_panel(axes, share[a], mark, share[0] if a else None)
        end = percent(float(np.mean(share[a, :, -1])) / 100)
        axes.set_title(f"{shorten(results.arm_labels[a], 62 // columns)}: {end}")
    mark_time(results, panels[:arms], columns)
    panels[0].set_ylim(0, max(1.05 * float(share.max()), 1))
    figure.supylabel(f"% of adults {WEEKLY[measure].label or measure}", fontsize=9)
    explain(figure, panels[arms:], results)
    return figure


def draw_panel(axes: Any, share: NDArray[np.float64], mark: Mark, behind: NDArray[np.float64] | None) -> None:
    """Draw one plan: bands, a few single runs and the median of percentages `(S, W + 1)`, with the baseline's median behind."""
    weeks = np.arange(share.shape[1])
    middle = quantile(share, 0.5, axis=0)
    (low, high), (lower, upper) = (band(share, part, axis=0, within=(0.0, 100.0)) for part in (MOST, HALF))
    if len(share) > 1:
        axes.fill_between(weeks, low, high, color=mark.colour, alpha=0.25, linewidth=0)
        axes.fill_between(weeks, lower, upper, color=mark.colour, alpha=0.45, linewidth=0)
        for run in share[:SINGLE]:
            axes.plot(weeks, run, color=mark.colour, linewidth=0.4)
    if behind is not None:
        axes.plot(weeks, quantile(behind, 0.5, axis=0), color=BASELINE, linewidth=1.2, linestyle=BEHIND)
    axes.plot(weeks, middle, color=mark.colour, linewidth=1.6)
    axes.plot(weeks[-1:], middle[-1:], color=mark.colour, marker=mark.marker, markersize=6, clip_on=False)


def mark_time(results: Results, panels: Any, columns: int) -> None:
    """Mark time since the event and the date under each panel."""
    most = 4 if columns == 1 else 2
    step = next((s for s in STEPS if results.weeks / s <= most), results.weeks)
    weeks = list(range(0, results.weeks + 1, step))
    labels = [f"{since(week) if week else 'event'}\n{month(results, week)}" for week in weeks]
    for axes in panels:
        axes.set_xlim(0, results.weeks)
        axes.set_xticks(weeks, labels)
        axes.grid(axis="y")


def explain(figure: Figure, spare: Any, results: Results) -> None:
    """Explain lines and bands once: in the first spare panel, or under all panels when none is spare."""
    handles: list[Any] = [Line2D([], [], color=BASELINE, linewidth=1.6, marker="o", label="median of the runs")]
    if len(results.seeds) > 1:
        handles += [
            Patch(color=BASELINE, alpha=0.6, linewidth=0, label="one city may see, one in two"),
            Patch(color=BASELINE, alpha=0.25, linewidth=0, label="one city may see, nine in ten"),
            Line2D([], [], color=BASELINE, linewidth=0.4, label="single runs"),
        ]
    if len(results.arms) > 1:
        first = f"median of {shorten(results.arm_labels[0], 22)}"
        handles.append(Line2D([], [], color=BASELINE, linestyle=BEHIND, linewidth=1.2, label=first))
    for axes in spare:
        axes.set_axis_off()
    if len(spare):
        spare[0].legend(handles=handles, loc="center left", title="Each plan in its own colour", alignment="left")
    else:
        figure.legend(handles=handles, loc="outside lower center", ncols=3)
