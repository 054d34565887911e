"""What is counted every week? One entry for each measure: what it counts, what axes call it, whether it is a headline.

The measures without a `column` are counted together in compiled kernels (`sim.engine.counting`), in this order. A new measure is one
entry that names a column of the residents, and no code: residents at or above `at_least`, or the sum of the column. With
`headline=True` its share of people at the end is an outcome (`NAME_end`) of every table, figure and page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["FLOWS", "OF_COLUMNS", "STATES", "WEEKLY", "WeeklyMeasure"]


@dataclass(frozen=True)
class WeeklyMeasure:
    """A measure of every week: its meaning, its label on an axis ("% of adults ..."), which way is better.

    `flow` counts what happened in the week. `column` names the residents' column that is summed, or whose values of `at_least` and more
    are counted.

    >>> from sim.outcomes.weekly import WEEKLY
    >>> WEEKLY["displaced"].label
    'living away from home'
    """

    meaning: str
    label: str = ""
    flow: bool = False
    column: str = ""
    at_least: float | None = None
    better: Literal["low", "high"] = "low"
    headline: bool = False


WEEKLY = {
    "cases": WeeklyMeasure("residents at or above the case cut-off", "with probable PTSD", headline=True),
    "serious": WeeklyMeasure("residents at or above one and a half times the cut-off", "far above the cut-off"),
    "distress": WeeklyMeasure("residents at or above half the cut-off", "above half the cut-off"),
    "severity": WeeklyMeasure("sum of severity, in case cut-offs"),
    "waiting": WeeklyMeasure("residents waiting for a programme", "waiting for a programme"),
    "in_care": WeeklyMeasure("residents attending a programme", "attending a programme"),
    "displaced": WeeklyMeasure(
        "residents living away from home because of the event, neither back nor settled elsewhere", "living away from home"
    ),
    "healing": WeeklyMeasure(
        "sum of the healing index: the mean of agency, meaning and connection, from 0 to 1", better="high"
    ),
    "growth": WeeklyMeasure("sum of post-traumatic growth, from 0 to 1", better="high"),
    "asked": WeeklyMeasure("residents who asked for help this week, or were offered it by outreach", flow=True),
    "refused": WeeklyMeasure("asks turned away by a barrier this week", flow=True),
    "joined": WeeklyMeasure("residents who joined a waiting list this week", flow=True),
    "started": WeeklyMeasure("residents who began a course this week", flow=True),
    "sessions": WeeklyMeasure("sessions attended this week", flow=True),
    "dropped": WeeklyMeasure("residents who stopped a course early this week", flow=True),
    "left_queue": WeeklyMeasure("residents who gave up waiting this week", flow=True),
    "finished": WeeklyMeasure("residents who finished a course this week", flow=True),
}  # fmt: skip

FLOWS = {name: one.meaning for name, one in WEEKLY.items() if one.flow}
"""Weekly events, with their meanings."""

OF_COLUMNS = {name: one for name, one in WEEKLY.items() if one.column}
"""The measures that are counted from one column of the residents."""

STATES = {name: one.meaning for name, one in WEEKLY.items() if not (one.flow or one.column)} | {
    name: one.meaning for name, one in OF_COLUMNS.items()
}
"""Weekly states of residents, with their meanings; those of `OF_COLUMNS` come last."""
