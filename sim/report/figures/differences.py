"""What does each plan change, against the baseline? One dot a plan and outcome, with the expected difference and what one city may see."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from sim.outcomes.phrases import is_share, signed_expected, verdict
from sim.outcomes.registry import HEADLINE, OUTCOMES
from sim.outcomes.results import Results
from sim.outcomes.spread import Spread, difference
from sim.report.figures.palette import BETTER, INK, LINE, WORSE
from sim.report.figures.sheet import LETTERS, Figure, blank, drawn, message, row_height, wrap

__all__ = ["differences"]

HEAD = 0.58
LOOKS = {
    "better": ("o", BETTER, "better"),
    "worse": ("X", WORSE, "worse"),
    "unclear": ("o", "white", "cannot be told apart"),
    "same": ("o", "white", "the same"),
    "open": ("s", "white", "hangs on numbers not known"),
    "unknown": ("D", "white", "too few runs for a verdict"),
}


@drawn
def differences(results: Results, outcomes: tuple[str, ...] = HEADLINE) -> Figure:
    """Draw each plan's difference from the baseline in each outcome, the seeds paired; a panel an outcome, in its own unit.

    >>> results = sim.compare("minimal", seeds=2, weeks=8, scale=0.3, workers=1)
    >>> figure = sim.report.figures.differences(results, ("prevalence_end", "reach"))
    >>> len(figure.axes) > 0
    True
    """
    others = results.arms[1:]
    if not others:
        return message("Only one plan was run, so there is nothing to compare it with.")
    figure = blank(0.5 + len(outcomes) * (HEAD + row_height(results.arm_labels) * len(others)))
    panels = figure.subplots(len(outcomes), 1, squeeze=False).ravel()
    for axes, outcome in zip(panels, outcomes, strict=True):
        draw_outcome(axes, outcome, [difference(results, outcome, arm) for arm in others])
        axes.set_yticks(range(len(others)), [wrap(label, LETTERS) for label in results.arm_labels[1:]])
    explain(figure, {verdict(name, difference(results, name, arm)) for name in outcomes for arm in others})
    return figure


def draw_outcome(axes: Any, outcome: str, found: list[Spread]) -> None:
    """Draw the differences of all plans in one outcome, each with its numbers at the right."""
    drawn_as = [change.times(100 if is_share(outcome) else 1) for change in found]
    for y, change in enumerate(drawn_as):
        if not change.known:
            axes.text(0.02, y, "no number", transform=axes.get_yaxis_transform(), va="center")
            continue
        marker, face, _ = LOOKS[verdict(outcome, change)]
        edge = INK if face == "white" else face
        if change.ranged:
            axes.hlines(y, change.low, change.high, color=edge, linewidth=0.8)
            axes.hlines(y, change.expected_low, change.expected_high, color=edge, linewidth=3)
        axes.plot(change.value, y, marker, color=edge, markerfacecolor=face, markersize=7)
        axes.text(1.01, y, signed_expected(outcome, found[y]), transform=axes.get_yaxis_transform(), va="center")
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_xlim(*limits(drawn_as))
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
    ends = [0.0, *(end for change in found for end in change[:3] if np.isfinite(end))]
    low, high = min(ends), max(ends)
    room = 0.1 * (high - low) or 1.0
    return low - room, high + room


def explain(figure: Figure, shown: set[str]) -> None:
    """Explain the markers that are shown, under all panels."""
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
        for marker, face, words in (look for name, look in LOOKS.items() if name in shown)
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=3)
