"""Circles: of nearly equal size, inside their pool, and wider ones never across pools."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.kernels.random_streams import uniforms
from sim.population import Community
from sim.population.circles import cut_by
from sim.population.numbers import TieNumbers, read
from sim.population.tie_plan import core_share, plan_ties, returned


# Kernels compile on the first call.
@settings(deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.integers(2, 12), st.integers(1, 4))
def test_circles_stay_inside_pools_and_are_even(pools: list[int], size: int, nest: int) -> None:
    pool = np.repeat(np.arange(len(pools)), pools)
    group = np.full(len(pool), -1, np.int32)
    cut_by(pool, uniforms(1, 113, np.arange(len(pool)), 0), np.arange(len(pool)), float(size), nest, group)
    assert np.all(group >= 0)
    for wide in np.unique(group // nest):
        assert len(np.unique(pool[group // nest == wide])) == 1
    for q in np.unique(pool):
        sizes = np.unique(group[pool == q], return_counts=True)[1]
        assert sizes.max() - sizes.min() <= 1
        assert sizes.max() <= 1.5 * size + 1


def test_a_core_has_the_ties_that_were_asked_for() -> None:
    share = core_share(12.0, 2.4, 0.8)
    assert abs(share * (12.0 * share - 1.0) * 0.8 - 2.4) < 1e-9


def test_returned_ties_have_the_reciprocity_asked_for() -> None:
    both = returned(0.713)
    assert abs(2 * both / (1 + both) - 0.713) < 1e-9


def test_chances_are_chances(four_places: Community, plan) -> None:  # type: ignore[no-untyped-def]
    from sim.population.settle import blank_residents, settle_people

    scenario = plan()
    r = blank_residents(scenario.places, four_places.place_start)
    homes, _ = settle_people(scenario, r, four_places.place_start)
    odds = plan_ties(r.age, homes, scenario.book)
    for chance in (*odds.dense, *odds.loose, *odds.mutual, odds.block_core, odds.team_core, odds.withdrawn):
        assert 0.0 <= chance <= 1.0
    assert odds.dense[0] == read(scenario.book, TieNumbers).household_probability
