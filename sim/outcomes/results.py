"""What does a batch of runs leave behind? Counts by arm, seed, week and group: all that outcomes, figures and reports need.

A saved `Results` can be analysed years later without the model. Axis A is the arm, S the seed, W + 1 the weeks from 0 (just after the
event) to the horizon, G the group. Every count is of adults, except in the group `("age", "children 0-17")`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.weekly import FLOWS, STATES

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FINAL", "FLOWS", "STATES", "TRAJECTORIES", "UNITS", "Results", "unit_of"]

TRAJECTORIES = {
    "resilient": "never above the cut-off",
    "recovery": "above the cut-off at some time, below it at the end",
    "delayed": "first above the cut-off after 26 weeks, and above it at the end",
    "chronic": "above the cut-off within 26 weeks, and above it at the end",
}
FINAL = {
    "need": "ever above the case cut-off",
    "need_perceived": "in need, and saw it",
    "need_asked": "in need, and asked for help or was offered it",
    "need_passed": "in need, and got past the barriers",
    "need_started": "in need, and began a course",
    "need_stayed": "in need, and attended at least half of a course",
    "need_finished": "in need, and finished a course",
    "need_recovered": "in need, and below the cut-off for the last four weeks",
    "started_ever": "began a course, in need or not",
    "wait_weeks": "weeks waited by those who began a course after asking",
    "wait_count": "courses begun after asking",
    "unserved_weeks": "weeks waited, so far or until they left, by those who joined a line and began no course",
    "unserved_count": "times somebody joined a line and began no course: left it, or waits at the end",
    "line_weeks": "weeks waited by everybody who joined a line, whether or not a course began",
    "line_count": "times somebody joined a line",
    "recovery_weeks": "weeks from the first to the last above the cut-off, both counted, among those recovered",
    "restored": "healing index back to what it was before the event",
    "whole": "sum of the healing index before the event, from 0 to 1",
    "agency": "sum of agency at the end, from 0 to 1",
    "meaning": "sum of meaning at the end, from 0 to 1",
    "connection": "sum of connection at the end, from 0 to 1",
    "case_weeks": "weeks lived above the cut-off",
    "dalys": "healthy years lost to illness: disability-adjusted life years (nobody dies here, so all of them are years lived with it)",
    "cost": "spending on care, USD",
    **TRAJECTORIES,
}


UNITS = {
    "cost": "USD", "dalys": "years", "severity": "score, in case cut-offs", "sessions": "sessions", "recovery_weeks": "weeks",
    "case_weeks": "weeks", "wait_weeks": "weeks", "unserved_weeks": "weeks", "line_weeks": "weeks", "wait_count": "courses",
    "unserved_count": "times", "line_count": "times", "asked": "times", "refused": "times", "joined": "times",
    **dict.fromkeys(("healing", "growth", "whole", "agency", "meaning", "connection"), "score from 0 to 1, summed over residents"),
}  # fmt: skip
"""The units of counts that are not residents."""


def unit_of(name: str) -> str:
    """Return the unit of a count, by its name in `Results`."""
    if name.startswith("sessions_"):
        return "sessions"
    return "times" if name.startswith("refused_") else UNITS.get(name, "residents")


@dataclass(frozen=True)
class Results:
    """The counts of a batch of runs, with the names of all axes; `own_strata` are (name, label) of those that the scenario added.

    `drawn` counts what differs from seed to seed besides chance: `calibrated` numbers from one of `draws` draws of the posterior, numbers
    `by_range`, and the assumed numbers that are held (`assumed_held`). It is empty if every run had the same numbers.
    `people_by_seed` has residents `(S, G)` if each seed settled its own; `people` is their mean then.
    `code` has the source of own Python by its reference (`my_study.py:Training`), `own_outcomes` what that added to the outcomes.
    `no_event` holds case_weeks, dalys and cases_at_end `(S, G)` as they would have been without the event; empty if that was not run.

    >>> results = sim.run("minimal", weeks=8, scale=0.3)
    >>> results.weekly["cases"].shape == (1, 1, len(results.groups), 9)
    False
    >>> results.final["need"].shape == (1, 1, len(results.groups))
    True
    """

    scenario: str
    title: str
    start: date
    weeks: int
    scale: float
    arms: tuple[str, ...]
    arm_labels: tuple[str, ...]
    seeds: tuple[int, ...]
    groups: tuple[tuple[str, str], ...]
    people: NDArray[np.int64]
    weekly: dict[str, NDArray[np.float64]]
    final: dict[str, NDArray[np.float64]]
    histograms: dict[str, NDArray[np.float64]]
    places: dict[str, NDArray[np.float64]]
    barriers: tuple[str, ...]
    barrier_labels: tuple[str, ...]
    programmes: tuple[str, ...]
    programme_labels: tuple[str, ...]
    grades: dict[str, int]
    setting: str = ""
    own_strata: tuple[tuple[str, str], ...] = ()
    drawn: dict[str, int] = field(default_factory=dict)
    no_event: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    people_by_seed: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)
    own_outcomes: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def strata(self) -> dict[str, str]:
        """The labels of the scenario's own strata, by name."""
        return dict(self.own_strata)

    @property
    def baseline(self) -> str:
        """The arm that the others are compared with: the first."""
        return self.arms[0]

    def group(self, stratum: str, name: str) -> int:
        """Return the index on axis G of one group; KeyError names the stratum's groups."""
        try:
            return self.groups.index((stratum, name))
        except ValueError:
            known = ", ".join(label for key, label in self.groups if key == stratum)
            raise KeyError(f"no group {name!r} in stratum {stratum!r}; it has: {known}") from None

    def members(self, stratum: str) -> list[int]:
        """Return the indices on axis G of all groups of a stratum, in order."""
        return [i for i, (key, _) in enumerate(self.groups) if key == stratum]

    def frame(self) -> pd.DataFrame:
        """Return the weekly measures as a tidy table: arm, seed, week, stratum, group, measure, value."""
        import pandas as pd

        strata, names = zip(*self.groups, strict=True)
        index = pd.MultiIndex.from_product(
            [self.arms, self.seeds, range(self.weeks + 1), range(len(self.groups))],
            names=["arm", "seed", "week", "at"],
        )
        wide = pd.DataFrame({m: v.ravel() for m, v in self.weekly.items()}, index=index)
        tidy = wide.melt(var_name="measure", ignore_index=False).reset_index()
        tidy["stratum"] = tidy["at"].map(dict(enumerate(strata)))
        tidy["group"] = tidy.pop("at").map(dict(enumerate(names)))
        return tidy[["arm", "seed", "week", "stratum", "group", "measure", "value"]]
