"""Whom does a programme with a priority take first, when fewer slots are free than wanted?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.engine.mesa_model import HealingModel
from sim.processes.care.capacity import place_classes
from tests import small_town

STARTED_NOW, WAITING = 8, 1
# Slots are given before the week's distress is written: 1.5 at that time, give or take what a week changes.
SERIOUS, ABOUT = 1.5, 0.15


@pytest.mark.parametrize("priority", ["severity", "vulnerability"])
def test_priority_decides_who_is_taken_first(priority):
    """Nobody begins in a week that leaves a person of a more urgent class waiting at the same site."""
    plan = small_town.town_plan()
    clinic = replace(plan.programmes["clinic"], priority=priority, slots=2, sites=("Harbour",), price=0.0)
    plan = replace(plan, programmes={**plan.programmes, "clinic": clinic})
    model = HealingModel(plan, "usual_care", 1, community=small_town.town())
    checked = 0
    while model.week < 50:
        model.step()
        r = model.world.residents
        by_place = place_classes(model.world)[r.place] == 0
        urgent = r.severity >= SERIOUS - ABOUT if priority == "severity" else by_place
        surely = r.severity >= SERIOUS + ABOUT if priority == "severity" else by_place
        started = np.flatnonzero(((r.happened & STARTED_NOW) > 0) & (r.waited >= 0))
        left = (r.care == WAITING) & surely
        if len(started) and left.any():
            assert urgent[started].all(), model.week
            checked += len(started)
    assert checked > 5
