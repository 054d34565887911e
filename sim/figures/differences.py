"""What does each plan change, against the baseline? One dot a plan and outcome, with the range of nine runs in ten."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from sim.figures.palette import BETTER, INK, LINE, WORSE
from sim.figures.sheet import Figure, blank, drawn, message, wrap
from sim.findings.phrases import decimals, is_share, signed, verdict
from sim.findings.spread import Spread, difference
from sim.outcomes.registry import OUTCOMES
from sim.results import Results

__all__ = ["differences"]

HEADLINE = ("prevalence_end", "weeks_as_case", "reach", "recovered", "mean_wait")
ROW, HEAD = 0.225, 0.58
LOOKS = {
    "better": ("o", BETTER, "better"),
    "worse": ("X", WORSE, "worse"),
    "unclear": ("o", "white", "within luck"),
    "unknown": ("D", "white", "one run only"),
}


@drawn
def differences(results: Results, outcomes: tuple[str, ...] = HEADLINE) -> Figure:
    """Draw each plan's difference from the baseline in each outcome, the seeds paired; a panel an outcome, in its own unit."""
    others = results.arms[1:]
    if not others:
        return message("Only one plan was run, so there is nothing to compare it with.")
    figure = blank(0.5 + len(outcomes) * (HEAD + ROW * len(others)))
    panels = figure.subplots(len(outcomes), 1, squeeze=False).ravel()
    for axes, outcome in zip(panels, outcomes, strict=True):
        factor = 100 if is_share(outcome) else 1
        found = [difference(results, outcome, arm).times(factor) for arm in others]
        draw_outcome(axes, outcome, found)
        axes.set_yticks(range(len(others)), [wrap(label, 24) for label in results.arm_labels[1:]])
    explain(figure)
    return figure


def draw_outcome(axes: Any, outcome: str, found: list[Spread]) -> None:
    """Draw the differences of all plans in one outcome, each with its numbers at the right."""
    for y, change in enumerate(found):
        if not change.known:
            axes.text(0.02, y, "no number", transform=axes.get_yaxis_transform(), va="center")
            continue
        marker, face, _ = LOOKS[verdict(outcome, change)]
        edge = INK if face == "white" else face
        if change.ranged:
            axes.hlines(y, change.low, change.high, color=edge, linewidth=2)
        axes.plot(change.value, y, marker, color=edge, markerfacecolor=face, markersize=7)
        axes.text(1.01, y, numbers(change), transform=axes.get_yaxis_transform(), va="center")
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_xlim(*limits(found))
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.grid(axis="x")
    axes.tick_params(left=False)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_color(LINE)
    unit = "percentage points" if is_share(outcome) else "weeks"
    better = "← better" if OUTCOMES[outcome].better == "low" else "better →"
    axes.set_title(f"{OUTCOMES[outcome].label}, {unit}   {better}")


def limits(found: list[Spread]) -> tuple[float, float]:
    """Return limits of an axis that holds 0 and every range, with some room."""
    ends = [0.0, *(end for change in found for end in change if np.isfinite(end))]
    low, high = min(ends), max(ends)
    room = 0.1 * (high - low) or 1.0
    return low - room, high + room


def numbers(change: Spread) -> str:
    """Return a difference with its range in signs: −1.8 (−2.0 to −1.6)."""
    value, low, high = (signed(end, decimals(change)) for end in change)
    return f"{value} ({low} to {high})" if change.ranged else value


def explain(figure: Figure) -> None:
    """Explain the markers under all panels."""
    handles = [
        Line2D(
            [],
            [],
            color=INK if face == "white" else face,
            marker=marker,
            markerfacecolor=face,
            markersize=7,
            linewidth=2,
            label=words,
        )
        for marker, face, words in list(LOOKS.values())[:3]
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
