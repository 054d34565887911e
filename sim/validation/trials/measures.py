"""How is an outcome of two arms measured? As the trial reports do it, over everyone enrolled, whether or not they stayed.

    difference   (mean of the other arm - mean of this arm) / pooled standard deviation        above 0: this arm is better off
    change       (mean at entry - mean now) / standard deviation at entry
    odds, risk   of severity at or above the cut-off, this arm over the other
    worse        severity above that at entry (or in the week `since`) by `line` of it or more

For columns where more is better (support, agency ...) difference and change turn their sign, so that above 0 is always better.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.population.residents import EVER
from sim.validation.trials.people import Columns, Follow
from sim.validation.trials.plan import TrialFigure

__all__ = ["measured"]

STARTED, FINISHED = EVER["started"], EVER["finished"]
IN_CARE = 2
LESS_IS_BETTER = ("severity", "set_point", "stigma", "threat", "hassles", "fatigue", "stressor")


def measured(figure: TrialFigure, arms: Follow) -> float:
    """Return the value of a figure; nan if it cannot be measured (nobody began, nobody is a case)."""
    ours, other = (arms.given, arms.against) if figure.arm == "given" else (arms.against, arms.given)
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(MEASURE[figure.measure](figure, ours[figure.week], other[figure.week], ours[figure.since]))


def values(figure: TrialFigure, columns: Columns) -> NDArray[np.float64]:
    """Return the measured column, turned so that less is better."""
    column = columns[figure.of].astype(np.float64)
    return column if figure.of in LESS_IS_BETTER else -column


def difference(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the standardised difference between the arms."""
    a, b = values(figure, now), values(figure, other)
    spread = np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2.0)
    return float((b.mean() - a.mean()) / spread) if spread > 0 else 0.0


def change(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the standardised change since entry."""
    before = values(figure, entry)
    return float((before.mean() - values(figure, now).mean()) / before.std(ddof=1))


def cases(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the share at or above the cut-off."""
    return float((now[figure.of] >= figure.line).mean())


def odds(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the odds ratio of being a case."""
    a, b = cases(figure, now, other, entry), cases(figure, other, now, entry)
    return float(np.float64(a) / (1.0 - a) / (np.float64(b) / (1.0 - b)))


def risk(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the risk ratio of being a case."""
    return float(np.float64(cases(figure, now, other, entry)) / cases(figure, other, now, entry))


def well(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the ratio of remission: cases at entry who are no longer cases."""
    was = entry[figure.of] >= figure.line
    return float(np.float64((now[figure.of][was] < figure.line).mean()) / (other[figure.of][was] < figure.line).mean())


def began(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the share who began."""
    return float((now["ever"] & STARTED > 0).mean())


def beginning(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the share who began, over that of the other arm."""
    return float(np.float64(began(figure, now, other, entry)) / began(figure, other, now, entry))


def stopped(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the share of people who began and stopped before the end."""
    ever = now["ever"][now["ever"] & STARTED > 0]
    staying = (now["care"] == IN_CARE)[now["ever"] & STARTED > 0]
    return float(((ever & FINISHED == 0) & ~staying).mean())


def stopping(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the share who stopped, over that of the other arm."""
    return float(np.float64(stopped(figure, now, other, entry)) / stopped(figure, other, now, entry))


def attended(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the share with so many sessions or more."""
    return float((now["sessions"] >= figure.line).mean())


def worse(figure: TrialFigure, now: Columns, other: Columns, entry: Columns) -> float:
    """Return the share whose severity is above that at entry by so much of it."""
    return float((now[figure.of] >= entry[figure.of] * (1.0 + figure.line)).mean())


MEASURE: dict[str, Callable[[TrialFigure, Columns, Columns, Columns], float]] = {
    "difference": difference, "change": change, "cases": cases, "odds": odds, "risk": risk, "well": well, "began": began,
    "beginning": beginning, "stopped": stopped, "stopping": stopping,
    "attended": attended, "worse": worse,
}  # fmt: skip
