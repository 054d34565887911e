"""Which columns are associated? Figures that compare two groups, or follow one column along another.

    odds           odds ratio of being a case, `group` over `against`
    odds_of_care   odds ratio of having had any care, `group` over `against`
    difference     mean of `of` in `group` - in `against`, over the pooled standard deviation
    correlation    r of `of` with severity; if `since` is given, of `of` as it was then with severity now
    curve          multiple correlation of `of` with severity and its square, below 0 if the curve bends up instead of down
    excess         percent by which people who became cases only later were above people who never did, in month `since`

Severity counts as a questionnaire can show it, and r and d as questionnaires with their errors would
(`sim.validation.surveys.questionnaires`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.validation.surveys.groups import Answers, Asked, Columns, Rows, column, had_care, is_case, log_odds, within
from sim.validation.surveys.questionnaires import reliability

__all__ = ["RELATIONS"]

FEWEST = 3


def odds(figure: Asked, answers: Answers) -> float:
    """Return the odds ratio of being a case."""
    now = answers[figure.week]
    return ratio(figure, now, is_case(now))


def odds_of_care(figure: Asked, answers: Answers) -> float:
    """Return the odds ratio of having had any care."""
    now = answers[figure.week]
    return ratio(figure, now, had_care(now))


def ratio(figure: Asked, now: Columns, part: Rows) -> float:
    """Return the odds ratio of a part between the two groups; nan if one of them is empty."""
    ours, others = within(now, figure.group), within(now, figure.against)
    if not (ours.any() and others.any()):
        return float("nan")
    return float(np.exp(log_odds(part, ours) - log_odds(part, others)))


def difference(figure: Asked, answers: Answers) -> float:
    """Return the standardised difference of a column between the two groups."""
    now = answers[figure.week]
    values = column(now, figure.of)
    ours, others = values[within(now, figure.group)], values[within(now, figure.against)]
    if min(len(ours), len(others)) < FEWEST:
        return float("nan")
    apart = (ours.mean() - others.mean()) / np.sqrt((ours.var(ddof=1) + others.var(ddof=1)) / 2.0)
    return float(apart * np.sqrt(reliability(figure.of)))


def correlation(figure: Asked, answers: Answers) -> float:
    """Return the correlation of a column with severity."""
    now = answers[figure.week]
    rows = within(now, figure.group)
    then = answers[figure.since_week] if figure.since else now
    if rows.sum() < FEWEST:
        return float("nan")
    meant = np.corrcoef(column(then, figure.of)[rows], column(now, "severity")[rows])[0, 1]
    return float(meant * told(figure.of))


def told(of: str) -> float:
    """Return what is left of a correlation with severity once both are asked with errors."""
    return float(np.sqrt(reliability(of) * reliability("severity")))


def curve(figure: Asked, answers: Answers) -> float:
    """Return the multiple correlation of a column with severity and its square."""
    now = answers[figure.week]
    rows = within(now, figure.group)
    if rows.sum() < FEWEST:
        return float("nan")
    x, y = column(now, "severity")[rows], column(now, figure.of)[rows]
    bend, slope, start = np.polyfit(x, y, 2)
    fitted = (bend * x + slope) * x + start
    return float(np.copysign(np.corrcoef(fitted, y)[0, 1], -bend) * told(figure.of))


def excess(figure: Asked, answers: Answers) -> float:
    """Return the percent by which people who became cases only later were above people who never did."""
    now, then = answers[figure.week], answers[figure.since_week]
    rows = within(now, figure.group) & ~is_case(then)
    severity = column(then, "severity")
    later, never = severity[rows & is_case(now)], severity[rows & ~is_case(now)]
    if not (len(later) and len(never)):
        return float("nan")
    return float(100.0 * (np.median(later) / np.median(never) - 1.0))


RELATIONS: dict[str, Callable[[Asked, Answers], float]] = {
    "odds": odds, "odds_of_care": odds_of_care, "difference": difference, "correlation": correlation, "curve": curve,
    "excess": excess,
}  # fmt: skip
