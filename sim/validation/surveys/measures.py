"""How is a figure measured on people who were asked? As its publication did it.

    cases       percent at or above the cut-off, of PTSD or of another instrument
    ever        percent who have been cases so far
    over        percent of all cases so far who are no longer cases
    remitted    percent of the cases of month `since` that are none now
    lasted      percent of the early cases whose spell (first to last week above the cut-off) lasted less than `since` months
    outlasted   percent of the early cases whose spell lasted `since` months or longer
    duration    mean months from the first to the last week above the cut-off, of people who were cases and no longer are
    course      percent low, remitting, chronic or delayed (`of`): by being cases in month `since` and now
    below       percent whose `of` is below `line`
    above       percent whose `of` is `line` or more
    reached     percent who have had any care since the event, begun then or gone on with
    ended       percent of people with any care so far who are not in care now
    home        percent who live where they lived before: never left, or back and not settled elsewhere

Figures that compare two groups are in `sim.validation.surveys.relations`. A figure with a `group` is about those whose columns are
between its
ends in the week it was asked.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.processes.hazards.homecoming import lives_at_home
from sim.validation.surveys.groups import Answers, Asked, column, had_care, is_case, percent, within
from sim.validation.surveys.relations import RELATIONS

__all__ = ["COURSES", "MEASURES", "WEEKS_A_MONTH", "chance_column", "measured"]

COURSES = ("low", "remitting", "chronic", "delayed")
FROM_THE_START, IN_CARE = 13, 2
WEEKS_A_MONTH = 365.25 / 7 / 12


def measured(figure: Asked, answers: Answers) -> float:
    """Return the value of a figure, in its published unit; nan if nobody is left to measure it on."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return float(MEASURES[figure.measure](figure, answers))


def cases(figure: Asked, answers: Answers) -> float:
    """Return the percent at or above the cut-off."""
    now = answers[figure.week]
    if figure.instrument:
        return 100.0 * float(now[chance_column(figure.instrument)][within(now, figure.group)].mean())
    return percent(is_case(now), within(now, figure.group))


def chance_column(instrument: str) -> str:
    """Return the name of the column with each person's chance to be above the cut-off of an instrument."""
    return f"chance of {instrument}"


def ever(figure: Asked, answers: Answers) -> float:
    """Return the percent who have been cases so far."""
    now = answers[figure.week]
    return percent(np.asarray(now["onset"] >= 0), within(now, figure.group))


def over(figure: Asked, answers: Answers) -> float:
    """Return the percent of all cases so far who are no longer cases."""
    now = answers[figure.week]
    return percent(~is_case(now), within(now, figure.group) & (now["onset"] >= 0))


def remitted(figure: Asked, answers: Answers) -> float:
    """Return the percent of the cases in month `since` who are no longer cases."""
    now, then = answers[figure.week], answers[figure.since_week]
    return percent(~is_case(now), within(now, figure.group) & is_case(then))


def lasted(figure: Asked, answers: Answers) -> float:
    """Return the percent of the early cases whose spell lasted less than `since` months."""
    now = answers[figure.week]
    fallen = within(now, figure.group) & (now["onset"] >= 0) & (now["onset"] <= FROM_THE_START)
    return percent(np.asarray(now["last_case"] - now["onset"] < figure.since_week), fallen)


def outlasted(figure: Asked, answers: Answers) -> float:
    """Return the percent of the early cases whose spell lasted `since` months or longer."""
    return 100.0 - lasted(figure, answers)


def duration(figure: Asked, answers: Answers) -> float:
    """Return the mean months between the first and the last week above the cut-off, of people who are no longer cases."""
    now = answers[figure.week]
    over_it = within(now, figure.group) & (now["onset"] >= 0) & ~is_case(now)
    weeks = now["last_case"][over_it] - now["onset"][over_it] + 1.0
    return float(weeks.mean()) / WEEKS_A_MONTH if len(weeks) else float("nan")


def below(figure: Asked, answers: Answers) -> float:
    """Return the percent whose column is below a line."""
    now = answers[figure.week]
    return percent(np.asarray(column(now, figure.of) < figure.line), within(now, figure.group))


def above(figure: Asked, answers: Answers) -> float:
    """Return the percent whose column is at a line or above it."""
    now = answers[figure.week]
    return percent(np.asarray(column(now, figure.of) >= figure.line), within(now, figure.group))


def reached(figure: Asked, answers: Answers) -> float:
    """Return the percent who have had any care."""
    now = answers[figure.week]
    return percent(had_care(now), within(now, figure.group))


def ended(figure: Asked, answers: Answers) -> float:
    """Return the percent of people with any care so far who are not in care now."""
    now = answers[figure.week]
    outside = (now["care"] != IN_CARE) & (now["own_care_until"] <= figure.week)
    return percent(np.asarray(outside), within(now, figure.group) & had_care(now))


def course(figure: Asked, answers: Answers) -> float:
    """Return the percent whose course is the one named in `of`: cases in month `since`, now, both times or at neither."""
    now, then = answers[figure.week], answers[figure.since_week]
    early, late = is_case(then), is_case(now)
    kinds = {"low": ~early & ~late, "remitting": early & ~late, "chronic": early & late, "delayed": ~early & late}
    return percent(kinds[figure.of], within(now, figure.group))


def home(figure: Asked, answers: Answers) -> float:
    """Return the percent who live where they lived before the event."""
    now = answers[figure.week]
    back = lives_at_home(now["back_home"], now["settled_elsewhere"], figure.week)
    return percent(back, within(now, figure.group))


MEASURES: dict[str, Callable[[Asked, Answers], float]] = {
    "cases": cases, "ever": ever, "over": over, "remitted": remitted, "lasted": lasted, "outlasted": outlasted, "duration": duration,
    "course": course, "below": below, "above": above, "reached": reached, "ended": ended, "home": home,
    **RELATIONS,
}  # fmt: skip
