"""Does every scenario that comes with the package run, give its tables, and tell what its comments promise?"""

from __future__ import annotations

import numpy as np
import pytest

from sim.batch import run_batch
from sim.outcomes import equity_table
from sim.results import Results
from sim.scenario import Scenario, load, shipped

PEOPLE, WEEKS = 700, 8
# Hazard of the catalogue -> the scenario that tells of it.
TOLD = {
    "flood": ("new_orleans", "katrina", "sandy"),
    "earthquake": ("earthquake",),
    "wildfire": ("wildfire",),
    "violence": ("shooting",),
    "pandemic": ("pandemic",),
    "industrial_accident": ("industrial_accident",),
}


def tiny(plan: Scenario) -> Results:
    """Run all arms of a scenario on a few hundred people for some weeks."""
    return run_batch(plan, None, 2, PEOPLE / plan.places.people, 1, WEEKS)


@pytest.mark.parametrize("name", shipped())
def test_every_scenario_gives_its_equity_table(name: str) -> None:
    plan = load(name)
    for setting in plan.settings or (None,):
        results = tiny(load(name, None, setting))
        table = equity_table(results)
        assert set(table["arm"]) == set(plan.arms)
        assert np.isfinite(table["level"].astype(float)).any()
        assert results.title.startswith(plan.title)
        assert results.setting == (setting or "")


@pytest.mark.parametrize("name", shipped())
def test_every_scenario_is_worth_a_look(name: str) -> None:
    plan = load(name)
    assert plan.summary and all(arm.label for arm in plan.arms.values())
    assert 2 <= len(plan.arms) <= 6
    used = {programme for arm in plan.arms.values() for programme in arm.programmes}
    assert used == set(plan.programmes)


def test_every_hazard_has_its_scenario() -> None:
    assert set(TOLD) == set(load("minimal").book.table("hazards"))
    for hazard, names in TOLD.items():
        assert all(load(name).event.hazard == hazard for name in names)


def test_the_anchor_has_no_barrier_slot_or_dropout_in_the_way() -> None:
    plan = load("sandy", None, "anchor")
    for name in plan.arms["stepped_care"].programmes:
        programme = plan.programmes[name]
        if programme.slots:
            assert plan.channels[programme.channel]["barriers"] == ()
            assert (programme.slots, programme.price, programme.opens) == (1_000_000, 0.0, 4)
            assert plan.interventions[programme.intervention]["dropout"].value == 0.0
    assert load("sandy").programmes["clinic"].slots > 0


def test_restorative_justice_is_offered_only_where_harm_was_intended() -> None:
    for name in shipped():
        plan = load(name)
        offered = {p.intervention for p in plan.programmes.values()}
        assert "restorative_justice" not in offered or plan.hazards[plan.event.hazard]["intended"]
