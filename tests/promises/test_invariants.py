"""Promise 9: does what must always hold hold in every week, and does the queue do what a plain queue does?"""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from sim.engine.run import Run
from sim.scenario import load
from tests.promises.invariants import Watch, watched
from tests.small_town import town, town_plan


@pytest.mark.parametrize("arm", ["usual_care", "everything", "helped", "nothing"])
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
def test_every_week_of_the_town_holds(arm: str, seed: int) -> None:
    found = watched(partial(Run, town_plan(), arm, seed, community=town()))
    assert found.broken == [] and found.weeks == 53 * 300


def test_every_week_of_the_town_to_copy_holds() -> None:
    for arm in load("minimal").arms:
        assert watched(partial(Run, load("minimal"), arm, 5, scale=1.0)).broken == []


def test_a_leaking_slot_would_be_seen() -> None:
    """One more resident than slots, put there between two looks."""
    watch = Watch()
    run = Run(town_plan(), "everything", 1, community=town())
    for _ in range(12):
        run.step()
    r = run.world.residents
    full = int(np.flatnonzero(r.care == 2)[0])
    extra = np.flatnonzero(r.care == 0)[:9].astype(np.int32)
    r.care[extra], r.site[extra], r.programme[extra] = 2, r.site[full], r.programme[full]
    run.world.attending.extend(extra)
    watch.slots(run.world)
    assert any("more residents than slots" in said for said in watch.broken)


@pytest.mark.slow
def test_a_million_person_weeks_of_a_city_hold() -> None:
    watch = Watch()
    for seed, arm in enumerate(load("new_orleans").arms):
        watched(partial(Run, load("new_orleans"), arm, seed, 0.01), watch)
        if watch.weeks > 1_000_000:
            break
    assert watch.broken == [] and watch.weeks > 1_000_000
