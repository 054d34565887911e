"""Is a sample large enough to tell two plans apart? Plans that differ in the whole city and have the same slots in every run do not.

refuse_one_plan_for_two(scenario, arms, seeds, scale)       SmallSampleError names the plans and the scale that would do
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from sim.engine.run import sites_of_run

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["SmallSampleError", "refuse_one_plan_for_two"]

# So many runs are looked at: plans that are the same in all of them are one plan in the mean as well.
LOOKED_AT, STEP = 200, 1.25
What = tuple[object, ...]


class SmallSampleError(ValueError):
    """A sample of the city in which two different plans become one."""


def refuse_one_plan_for_two(scenario: Scenario, arms: Sequence[str], seeds: Sequence[int], scale: float) -> None:
    """Raise SmallSampleError if two arms that differ in the whole city have the same programmes and slots in every run of a sample."""
    pairs = alike(scenario, arms, seeds, scale)
    if not pairs:
        return
    enough = scale
    while enough < 1.0 and alike(scenario, arms, seeds, enough):
        enough = min(enough * STEP, 1.0)
    named = "; ".join(f"“{scenario.arms[a].label}” and “{scenario.arms[b].label}”" for a, b in pairs)
    digits = 10 ** (2 - math.ceil(math.log10(enough)))
    raise SmallSampleError(
        f"In a sample of {scale:g} of the city these plans have the same slots in every run, so that two plans become one: {named}. "
        f"A scale of {min(math.ceil(enough * digits) / digits, 1.0):g} tells them apart."
    )


def alike(scenario: Scenario, arms: Sequence[str], seeds: Sequence[int], scale: float) -> list[tuple[str, str]]:
    """Return the pairs of arms that differ in the whole city, and in a sample in no run."""
    if scale >= 1.0:
        return []
    whole = {arm: held(scenario, arm, 0, 1.0) for arm in arms}
    here = {arm: [held(scenario, arm, seed, scale) for seed in seeds[:LOOKED_AT]] for arm in arms}
    return [(a, b) for a, b in combinations(arms, 2) if whole[a] != whole[b] and here[a] == here[b]]


def held(scenario: Scenario, arm: str, seed: int, scale: float) -> What:
    """Return what an arm holds in a run: its policies, and its programmes with slots, by what they are and the slots of each site."""
    sites = sites_of_run(scenario, arm, scenario.places, scale, seed)
    found: list[object] = []
    for k, programme in enumerate(scenario.programmes.values()):
        slots = tuple(sites.slots[sites.site_programme == k].tolist())
        if programme.name in scenario.arms[arm].programmes and any(slots):
            found.append((repr(replace(programme, name="", label="", slots=0)), slots))
    return (scenario.arms[arm].policies, *found)
