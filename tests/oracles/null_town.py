"""A town in which everything is off that could couple people or move them: what is left has a known answer.

    people     all adults, settled by the engine, in one place or in many alike; their ties are cut (`tied=True` keeps them)
    numbers    QUIET switches off appraisal, coping, support, grief, spirals, hassles and the hazard's marks; `strain` is `temperament`,
               a standard normal trait. A test switches on what it looks at.

This folder mirrors nothing in `sim/`: each file holds one null model with a known answer against the engine as it is, whole weeks of it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from sim.engine.mesa_model import SCHEDULE, HealingModel
from sim.population import Community, settle
from sim.population.strata import Strata
from sim.population.ties import Ties
from sim.processes.process import Process
from sim.scenario import Scenario, loads

APPRAISAL = (
    "home", "income", "injury", "bereavement", "away", "reminder", "again", "media", "self_efficacy",
    "resources", "support",
)  # fmt: skip
QUIET = {
    **{f"stress.appraisal.{name}": 0.0 for name in APPRAISAL},
    **{f"stress.disposition.{name}": 0.0 for name in ("female", "prior_trauma", "attachment_anxiety", "distress_before")},
    "stress.disposition.temperament": 1.0, "stress.impact.peril": 0.0, "stress.distress.fade_poor": 1.0,
    "stress.coping.relief": 0.0, "stress.coping.problem_solving": 0.0, "stress.coping.avoidance_slows": 1.0,
    "stress.support.friends_double": 1.0, "stress.grief.stuck_slows": 0.0, "stress.spiral.drain": 0.0,
    "aftermath.hassles.spread": 0.0, "stress.distress.usual_cases": 1e-6,
    "hazards.flood.strain_struck": 0.0, "community.traits.treated_before": 1e-9,
}  # fmt: skip
HEAD = """
title = "A null model"
start = 2024-01-01
weeks = {weeks}

[event]
kind = "hurricane_katrina"
first_impact = {first_impact}
strain_level = {strain_level}
fading = 0.0
"""
PLACE = """
[[place]]
place = "P{q}"
population = {people}
lon = {lon}
lat = {lat}
exposure = {exposure}
share_age_0_14 = 0.0
share_age_15_24 = 0.0
share_age_25_44 = 0.5
share_age_45_64 = 0.5
share_age_65_plus = 0.0
"""
NO_HELP = "[arm.nothing]\nprogrammes = []\n"


def null_plan(
    people: int, places: int = 1, weeks: int = 52, first_impact: float = -1.0, strain_level: float = -0.5,
    numbers: dict[str, float] | None = None, help_text: str = NO_HELP, quiet: bool = True, exposure: float = 0.0,
) -> Scenario:  # fmt: skip
    """Return the scenario: `people` in each of `places`, half a mile and more apart, with QUIET (or not) and `numbers` over it."""
    text = HEAD.format(weeks=weeks, first_impact=first_impact, strain_level=strain_level)
    for q in range(places):
        text += PLACE.format(
            q=q, people=people, lon=-90 + 0.01 * (q % 10), lat=30 + 0.01 * (q // 10), exposure=exposure
        )
    values = (QUIET if quiet else {}) | (numbers or {})
    return loads(text + help_text + "\n[numbers]\n" + "".join(f'"{path}" = {x}\n' for path, x in values.items()))


@cache
def people_of(people: int, places: int = 1, tied: bool = False) -> tuple[Community, Strata]:
    """Return the settled people, with their ties cut unless `tied`, and their strata; shared by all tests of a size."""
    community = settle(null_plan(people, places), 1.0)
    if not tied:
        n, layers = len(community), community.ties.layer_counts.shape[1]
        none = Ties(np.zeros(n + 1, np.int64), np.zeros(0, np.int32), np.zeros((n, layers), np.uint8))
        community = replace(community, ties=none)
    return community, Strata.of(community)


def null_model(
    plan: Scenario, seed: int = 1, schedule: tuple[Process, ...] = SCHEDULE, tied: bool = False
) -> HealingModel:
    """Return the engine's own model of a plan of `null_plan`, week 0 lived through."""
    places = plan.places
    community, strata = people_of(int(places.population[0]), len(places.names), tied)
    community = replace(community, places=places)
    return HealingModel(plan, None, seed, community=community, strata=strata, schedule=schedule)
