"""How is a figure measured on those who were asked? As its publication did it.

    cases       percent at or above the cut-off
    ever        percent who have been cases so far
    over        percent of those who have been cases so far that are none now
    remitted    percent of the cases of month `since` that are none now
    lasted      percent of the early cases whose spell (first to last week above the cut-off) lasted less than `since` months
    course      percent low, remitting, chronic or delayed (`of`): by being cases in month `since` and now

A figure with a `group` is about those whose columns lie between its ends in the week it was asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.surveys.asking import Answers, Columns
    from sim.surveys.plan import Figure

__all__ = ["MEASURES", "measured"]

Rows = NDArray[np.bool_]
FROM_THE_START = 13


def measured(figure: Figure, answers: Answers) -> float:
    """Return the value of a figure, in its published unit; nan where nobody is left to measure it on."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(MEASURES[figure.measure](figure, answers))


def within(columns: Columns, group: Mapping[str, Any]) -> Rows:
    """Return who is in a group, `(n,)`."""
    rows = np.ones(len(columns["severity"]), np.bool_)
    for name, (least, most) in group.items():
        rows &= (columns[name] >= least) & (columns[name] <= most)
    return rows


def percent(part: Rows, whole: Rows) -> float:
    """Return how many percent of the whole are the part; nan of nobody."""
    return 100.0 * float((part & whole).sum()) / max(int(whole.sum()), 1) if whole.any() else float("nan")


def is_case(columns: Columns) -> Rows:
    """Return who is at or above the cut-off, `(n,)`."""
    return np.asarray(columns["severity"] >= 1.0)


def cases(figure: Figure, answers: Answers) -> float:
    """Return the percent at or above the cut-off."""
    now = answers[figure.week]
    return percent(is_case(now), within(now, figure.group))


def ever(figure: Figure, answers: Answers) -> float:
    """Return the percent who have been cases so far."""
    now = answers[figure.week]
    return percent(np.asarray(now["onset"] >= 0), within(now, figure.group))


def over(figure: Figure, answers: Answers) -> float:
    """Return the percent of those who have been cases so far that are none now."""
    now = answers[figure.week]
    return percent(~is_case(now), within(now, figure.group) & (now["onset"] >= 0))


def remitted(figure: Figure, answers: Answers) -> float:
    """Return the percent of those who were cases in month `since` and have had no help that are none now."""
    now, then = answers[figure.week], answers[figure.since_week]
    return percent(~is_case(now), within(now, figure.group) & is_case(then))


def lasted(figure: Figure, answers: Answers) -> float:
    """Return the percent of the early cases whose spell lasted less than `since` months."""
    now = answers[figure.week]
    fallen = within(now, figure.group) & (now["onset"] >= 0) & (now["onset"] <= FROM_THE_START)
    return percent(np.asarray(now["last_case"] - now["onset"] < figure.since_week), fallen)


def course(figure: Figure, answers: Answers) -> float:
    """Return the percent whose course is the one named in `of`: cases in month `since`, now, both times or at neither."""
    now, then = answers[figure.week], answers[figure.since_week]
    early, late = is_case(then), is_case(now)
    kinds = {"low": ~early & ~late, "remitting": early & ~late, "chronic": early & late, "delayed": ~early & late}
    return percent(kinds[figure.of], within(now, figure.group))


MEASURES: dict[str, Callable[[Figure, Answers], float]] = {
    "cases": cases, "ever": ever, "over": over, "remitted": remitted, "lasted": lasted,
    "course": course,
}  # fmt: skip
