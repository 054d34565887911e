"""Small places are taken together with their nearest neighbours, and nobody is lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.outcomes.pooling import pooled_places, too_few
from sim.report.figures import FIGURES
from sim.report.text import FINDINGS
from sim.report.text.tables import places
from tests.fake_results import fake_results


def test_places_large_enough_stay_as_they_are():
    results = fake_results(arms=2, seeds=6, weeks=10, people=1200, places=4)
    assert too_few(results) == 0 and pooled_places(results) is results


def test_every_part_has_people_enough_and_nobody_is_lost():
    results = fake_results(arms=2, seeds=6, weeks=10, people=150, places=24)
    assert too_few(results) > 5
    pooled = pooled_places(results)
    at, then = results.members("place"), pooled.members("place")
    assert pooled.people[then].min() >= 10 and len(then) > 3
    assert pooled.people[then].sum() == results.people[at].sum()
    assert pooled.weekly["cases"][..., then].sum() == pytest.approx(results.weekly["cases"][..., at].sum())
    assert pooled.places["population"].sum() == pytest.approx(np.sum(results.places["population"]))
    assert any("neighbour" in pooled.groups[g][1] for g in then)
    said = f"{too_few(results)} of 24 have fewer than 10 simulated adults and are taken together with neighbours"
    assert said in FINDINGS["map"](results) and "taken together with neighbours" in places(results).caption
    assert FIGURES["map"](results).axes


def test_the_nearest_place_takes_a_small_one_in():
    results = fake_results(arms=1, seeds=2, weeks=4, people=300, places=4)
    at = results.members("place")
    people = results.people.copy()
    people[at] = [50, 4, 60, 70]
    near = replace(
        results, people=people, places={**results.places, "lon": np.array([0.0, 0.3, 0.2, 9.0]), "lat": np.zeros(4)}
    )
    pooled = pooled_places(near)
    assert [pooled.groups[g][1] for g in pooled.members("place")] == [
        "Quarter 1",
        "Quarter 3 and 1 neighbour",
        "Quarter 4",
    ]
