"""What is seen at a glance? The course of each plan, the places, and what is due to the event: few numbers, of runs or of a stored result.

    normal year      the same people with no event                       (arm `no_event`)
    without help     the event, and no programme at all                  (`rounds.NO_HELP`)
    each plan        what it leaves, what of that is due to the event, and what it averts of what would be due without any help

The numbers are those of `sim.outcomes.due_to_event`. A glance goes into JSON and comes back: a stored result is drawn by the same code.
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.dashboard.rounds import LOOK, NO_HELP
from sim.outcomes.due import due_to_event
from sim.outcomes.missing import band
from sim.outcomes.words import city_adults
from sim.scenario import NO_EVENT

if TYPE_CHECKING:
    from sim.dashboard.rounds import Snapshot
    from sim.outcomes.results import Results

__all__ = ["HELPED", "Course", "Glance", "glance_of"]

HELPED = "plan"
# At least so many runs of each plan before a range is shown, and so many simulated adults before the share of a place is.
FEWEST_RUNS, FEWEST_ADULTS = 6, 10
DIGITS = 5


@dataclass(frozen=True)
class Course:
    """One line of the chart and one row of the table: the normal year, the event without help, or a plan (`kind`).

    `shares` is the share of adults above the cut-off at `Glance.weeks`, `low` and `high` nine in ten runs; people are for the whole
    community; `averted` is the share of the healthy years lost without help that the plan averts. NaN is written as None.
    """

    name: str
    kind: str
    label: str
    shares: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    people: float
    due: float
    averted: float | None
    averted_low: float | None
    averted_high: float | None
    cost: float | None


@dataclass(frozen=True)
class Glance:
    """Everything that the map, the chart and the table of the first screen and of the cockpit show.

    `places` holds the share of adults above the cut-off at the end by plan and place, None where too few were simulated.
    """

    weeks: tuple[int, ...]
    courses: tuple[Course, ...]
    places: dict[str, dict[str, float | None]]
    seeds: int
    adults: int
    represented: float
    look: bool
    complete: bool

    @property
    def plans(self) -> tuple[Course, ...]:
        """The courses of plans, the first the baseline."""
        return tuple(course for course in self.courses if course.kind == HELPED)

    @property
    def ranged(self) -> bool:
        """Whether there are runs enough for ranges."""
        return self.seeds >= FEWEST_RUNS and not self.look

    def to_json(self) -> str:
        """Return the glance as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Glance:
        """Return the glance that `to_json` wrote; ValueError, KeyError or TypeError for anything else."""
        said = json.loads(text)
        courses = tuple(course_from(one) for one in said["courses"])
        return cls(**{**said, "weeks": tuple(said["weeks"]), "courses": courses})


def course_from(said: dict[str, Any]) -> Course:
    """Return a course that was written as JSON."""
    lists: dict[str, Any] = {name: tuple(said[name]) for name in ("shares", "low", "high")}
    return Course(**{**said, **lists})


def glance_of(answer: Snapshot) -> Glance:
    """Return what an answer shows at a glance."""
    beside, results = answer.beside, answer.results
    everybody = beside.group("all", "all")
    weeks = tuple(sorted({*range(0, results.weeks + 1, 4), results.weeks}))
    shares = beside.weekly["cases"][..., everybody] / max(float(beside.people[everybody]), 1.0)
    due = due_to_event(beside, NO_HELP).set_index("arm")
    costs = dict(zip(results.arms, results.final["cost"][..., everybody].mean(axis=1) / results.scale, strict=True))
    courses = tuple(
        course(beside, arm, shares[at][:, list(weeks)], due.loc[arm].to_dict(), costs.get(arm))
        for at, arm in enumerate(beside.arms)
    )
    order = {"normal": 0, "without": 1, HELPED: 2}
    return Glance(
        weeks, tuple(sorted(courses, key=lambda one: order[one.kind])), by_place(beside), len(results.seeds),
        int(results.people[results.group("all", "all")]), city_adults(results), answer.kind == LOOK, answer.complete,
    )  # fmt: skip


def course(
    beside: Results, arm: str, shares: NDArray[np.float64], due: dict[str, Any], cost: float | None
) -> Course:  # fmt: skip
    """Return the course of one arm: `shares` by seed and week."""
    kind = {NO_EVENT: "normal", NO_HELP: "without"}.get(arm, HELPED)
    low, high = band(shares.T, 0.9) if len(shares) > 1 else (shares[0], shares[0])
    averted, low_averted, high_averted = (
        known(due[f"averted_share{end}"]) if kind == HELPED else None for end in ("", "_low", "_high")
    )
    mean = shares.mean(axis=0)
    return Course(
        arm, kind, beside.arm_labels[beside.arms.index(arm)], rounded(mean), rounded(low), rounded(high),
        float(mean[-1]) * city_adults(beside), 0.0 if kind == "normal" else float(due["due_people"]), averted, low_averted, high_averted,
        None if cost is None else known(float(cost)),
    )  # fmt: skip


def by_place(beside: Results) -> dict[str, dict[str, float | None]]:
    """Return the share of adults above the cut-off at the end, by arm and place."""
    found: dict[str, dict[str, float | None]] = {}
    for at, arm in enumerate(beside.arms):
        found[arm] = {}
        for group in beside.members("place"):
            people = int(beside.people[group])
            cases = float(beside.weekly["cases"][at, :, -1, group].mean())
            found[arm][beside.groups[group][1]] = round(cases / people, DIGITS) if people >= FEWEST_ADULTS else None
    return found


def rounded(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Return numbers with the digits that a chart shows."""
    return tuple(round(float(value), DIGITS) for value in values)


def known(value: float) -> float | None:
    """Return a number, None where there is none."""
    return float(value) if math.isfinite(value) else None
