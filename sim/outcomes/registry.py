"""Which outcomes are compared between arms and groups? One literal entry each.

An outcome is one count over another, for each arm, seed and group: `numerator / denominator`.
Both are names in `Results.final`, `"people"` for everyone in the group, or a weekly measure with
`_at_end` after it for its count in the last week. A new outcome is a new entry here and no code.

`headline = True` puts an outcome into every table, figure, page and view that quotes the headline; nothing else names them.
A headline of `sim.outcomes.weekly` is an outcome by itself: its share of people in the last week.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.missing import divide
from sim.outcomes.results import FINAL, Results
from sim.outcomes.weekly import WEEKLY

__all__ = ["BUILT_IN", "HEADLINE", "OUTCOMES", "OutcomeMeasure", "count", "levels", "measured_in"]

Array = NDArray[np.float64]
AT_END = "_at_end"


@dataclass(frozen=True)
class OutcomeMeasure:
    """An outcome that is compared: its words, which way is better, and the two counts it is made of.

    `most` is its upper bound (the lower is 0), which the Erreygers index needs: 1 for shares,
    the horizon for weeks that cannot outlast it, None if there is no bound.

    >>> sim.outcomes.OUTCOMES["reach"].label, sim.outcomes.OUTCOMES["reach"].better
    ('Reached by care', 'high')
    """

    label: str
    unit: str
    better: Literal["low", "high"]
    numerator: str
    denominator: str
    meaning: str
    most: Literal["one", "horizon"] | None = "one"
    headline: bool = False

    @property
    def matters(self) -> float:
        """The smallest difference called important, in the unit of the outcome: half a percentage point, or half a week (a choice)."""
        return 0.005 if self.most == "one" else 0.5

    def bound(self, results: Results) -> float:
        """Return the upper bound in the unit of the outcome, NaN if there is none."""
        return {"one": 1.0, "horizon": float(results.weeks), None: np.nan}[self.most]

    def within(self, results: Results) -> tuple[float, float]:
        """Return the bounds of what can be seen, in the unit of the outcome."""
        most = self.bound(results)
        return 0.0, np.inf if np.isnan(most) else most


OUTCOMES = {
    "prevalence_end": OutcomeMeasure(
        "Cases at the end",
        "share of people",
        "low",
        "cases_at_end",
        "people",
        "share of people at or above the case cut-off in the last week",
        headline=True,
    ),
    "weeks_as_case": OutcomeMeasure(
        "Weeks as a case",
        "weeks per person",
        "low",
        "case_weeks",
        "people",
        "weeks lived above the case cut-off, averaged over everybody in the group, ill or not",
        "horizon",
        headline=True,
    ),
    "reach": OutcomeMeasure(
        "Reached by care",
        "share of those in need",
        "high",
        "need_started",
        "need",
        "share of those ever above the case cut-off who began a course",
        headline=True,
    ),
    "finished": OutcomeMeasure(
        "Finished a course",
        "share of those in need",
        "high",
        "need_finished",
        "need",
        "share of those ever above the case cut-off who finished a course",
    ),
    "recovered": OutcomeMeasure(
        "Recovered",
        "share of those in need",
        "high",
        "need_recovered",
        "need",
        "share of those ever above the case cut-off who were below it in the last four weeks",
        headline=True,
    ),
    "chronic": OutcomeMeasure(
        "Chronic course",
        "share of people",
        "low",
        "chronic",
        "people",
        "share of people above the case cut-off within 26 weeks and at the end",
    ),
    "healing_end": OutcomeMeasure(
        "Healing at the end",
        "share of the most",
        "high",
        "healing_at_end",
        "people",
        "healing index in the last week: the mean of agency, meaning and connection, with or without symptoms",
    ),
    "restored": OutcomeMeasure(
        "Healing restored",
        "share of people",
        "high",
        "restored",
        "people",
        "share of people whose healing index is back to at least 95 percent of what it was before the event",
        headline=True,
    ),
    "growth_end": OutcomeMeasure(
        "Growth",
        "share of the most",
        "high",
        "growth_at_end",
        "people",
        "post-traumatic growth in the last week; no goal and no duty, since it comes with distress",
    ),
    "mean_wait": OutcomeMeasure(
        "Wait for care",
        "weeks per time in a line",
        "low",
        "line_weeks",
        "line_count",
        "weeks in the line for everybody who joined one, course begun or not; who still waits or left counts with the weeks so far",
        None,
    ),
}
OUTCOMES |= {
    f"{name}_end": OutcomeMeasure(
        one.label[:1].upper() + one.label[1:], "share of people", one.better, f"{name}{AT_END}", "people",
        f"share of people in the last week: {one.meaning}", headline=True,
    )
    for name, one in WEEKLY.items() if one.headline and one.column
}  # fmt: skip

BUILT_IN = tuple(OUTCOMES)
"""The outcomes of the model; own code may add others (`sim.outcomes.own`)."""

HEADLINE = tuple(name for name, outcome in OUTCOMES.items() if outcome.headline)
"""The outcomes that every table, figure and page quotes, cases at the end first."""


def measured_in(results: Results) -> list[str]:
    """Return the outcomes that results can tell of: all of the model's, and those added whose counts were made in these runs."""

    def counted(name: str) -> bool:
        made = results.weekly if name.endswith(AT_END) else results.final
        return name == "people" or name.removesuffix(AT_END) in made or name in FINAL

    added = [name for name in OUTCOMES if name not in BUILT_IN]
    return [*BUILT_IN, *(n for n in added if counted(OUTCOMES[n].numerator) and counted(OUTCOMES[n].denominator))]


def count(results: Results, name: str) -> Array:
    """Return a count by arm, seed and group `(A, S, G)`; NaN if results are older than it, KeyError for a name that was never recorded."""
    if name == "people":
        shape = len(results.arms), len(results.seeds), len(results.groups)
        return np.broadcast_to(results.people_by_seed.get("residents", results.people.astype(np.float64)), shape)
    if name.endswith(AT_END):
        return results.weekly[name.removesuffix(AT_END)][:, :, -1]
    if name in FINAL and name not in results.final:
        # Saved before this was counted.
        return np.full((len(results.arms), len(results.seeds), len(results.groups)), np.nan)
    return results.final[name]


def levels(results: Results, name: str) -> tuple[Array, Array]:
    """Return an outcome and the people it is an average of, both by arm, seed and group `(A, S, G)`.

    KeyError names the known outcomes.
    """
    if name not in OUTCOMES:
        raise KeyError(f"no outcome {name!r}; there are: {', '.join(OUTCOMES)}")
    people = count(results, OUTCOMES[name].denominator)
    return divide(count(results, OUTCOMES[name].numerator), people), people
