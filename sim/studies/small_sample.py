"""Is a sample large enough to tell two plans apart? Plans that differ in the whole city and have the same slots in every run do not.

refuse_one_plan_for_two(scenario, arms, seeds, scale)       SmallSampleError names the plans and the scale that would do
refuse_alike(cases, seeds, scale)                           the same for plans of several versions of a scenario

Whatever runs plans beside each other asks here before its first run: comparisons, planning questions, sweeps, sensitivity, the dashboard.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from sim.engine.run import sites_of_run
from sim.scenario import NO_EVENT

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["PlanCase", "SmallSampleError", "alike", "refuse_alike", "refuse_one_plan_for_two"]

# So many runs are looked at: plans that are the same in all of them are one plan in the mean as well.
LOOKED_AT, STEP, MOST_NAMED = 200, 1.25, 6
What = tuple[object, ...]


class SmallSampleError(ValueError):
    """A sample of the city in which two different plans become one."""


@dataclass(frozen=True)
class PlanCase:
    """A plan of a version of a scenario; `beside` is what else sets it apart from the other cases, "" for nothing."""

    scenario: Scenario
    arm: str
    beside: str = ""

    @property
    def name(self) -> str:
        """Its name in a sentence."""
        return f"“{self.scenario.arms[self.arm].label}”" + (f" ({self.beside})" if self.beside else "")


def refuse_one_plan_for_two(scenario: Scenario, arms: Sequence[str], seeds: Sequence[int], scale: float) -> None:
    """Raise SmallSampleError if two arms that differ in the whole city have the same programmes and slots in every run of a sample."""
    refuse_alike([PlanCase(scenario, arm) for arm in arms if arm != NO_EVENT], seeds, scale)


def refuse_alike(cases: Sequence[PlanCase], seeds: Sequence[int], scale: float) -> None:
    """Raise SmallSampleError if two cases that differ in the whole city have the same programmes and slots in every run of a sample."""
    pairs = alike(cases, seeds, scale)
    if not pairs:
        return
    enough = scale
    while enough < 1.0 and alike(cases, seeds, enough):
        enough = min(enough * STEP, 1.0)
    named = "; ".join(f"{a.name} and {b.name}" for a, b in pairs[:MOST_NAMED])
    more = f" and {len(pairs) - MOST_NAMED} more pairs" if len(pairs) > MOST_NAMED else ""
    digits = 10 ** (2 - math.ceil(math.log10(enough)))
    raise SmallSampleError(
        f"In a sample of {scale:g} of the city these plans have the same slots in every run, so that two plans become one: {named}{more}. "
        f"A scale of {min(math.ceil(enough * digits) / digits, 1.0):g} tells them apart."
    )


def alike(cases: Sequence[PlanCase], seeds: Sequence[int], scale: float) -> list[tuple[PlanCase, PlanCase]]:
    """Return the pairs of cases that differ in the whole city, and in a sample in no run."""
    if scale >= 1.0 or len(cases) < 2:
        return []
    whole = [held(case, 0, 1.0) for case in cases]
    here = [[held(case, seed, scale) for seed in seeds[:LOOKED_AT]] for case in cases]
    pairs = combinations(range(len(cases)), 2)
    return [(cases[a], cases[b]) for a, b in pairs if whole[a] != whole[b] and here[a] == here[b]]


def held(case: PlanCase, seed: int, scale: float) -> What:
    """Return what a plan holds in a run: its policies, and its programmes with slots, by what they are and the slots of each site."""
    scenario, arm = case.scenario, case.scenario.arms[case.arm]
    sites = sites_of_run(scenario, case.arm, scenario.places, scale, seed)
    found: list[object] = []
    for k, programme in enumerate(scenario.programmes.values()):
        slots = tuple(sites.slots[sites.site_programme == k].tolist())
        if programme.name in arm.programmes and any(slots):
            found.append((repr(replace(programme, name="", label="", slots=0)), slots))
    return (arm.policies, *found)
