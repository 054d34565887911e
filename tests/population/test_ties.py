"""Ties: nobody twice, nobody alone with oneself, layers in order, mutual as often as seen, and the same whoever asks first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.population import LAYERS, Community, settle
from sim.population.ages import ADULT
from sim.population.networks import network_statistics
from sim.population.ties import pair_key
from sim.scenario import Scenario


def test_no_tie_twice_and_none_to_oneself(four_places: Community) -> None:
    ties, n = four_places.ties, len(four_places)
    takers = ties.takers()
    assert np.all(takers != ties.givers)
    assert len(np.unique(takers.astype(np.int64) * n + ties.givers)) == len(ties)
    assert ties.givers.min() >= 0
    assert ties.givers.max() < n


def test_layers_add_up_and_stand_in_order(four_places: Community) -> None:
    ties = four_places.ties
    assert np.array_equal(ties.layer_counts.sum(axis=1, dtype=np.int64), np.diff(ties.indptr))
    layer, takers = ties.layer(), ties.takers()
    key = (takers.astype(np.int64) * len(LAYERS) + layer) * len(four_places) + ties.givers
    assert np.all(np.diff(key) > 0), "by taker, then layer, then row"


def test_dtypes_are_small(four_places: Community) -> None:
    ties = four_places.ties
    assert (ties.indptr.dtype, ties.givers.dtype, ties.layer_counts.dtype) == (np.int64, np.int32, np.uint8)
    assert ties.layer_counts.max() < 255


def test_household_ties_stay_at_home_and_others_do_not(four_places: Community) -> None:
    r, ties = four_places.residents, four_places.ties
    at_home = r.household[ties.givers] == r.household[ties.takers()]
    assert np.array_equal(at_home, ties.layer() == LAYERS.index("household"))


def test_neighbours_live_in_the_same_place(four_places: Community) -> None:
    r, ties = four_places.residents, four_places.ties
    next_door = ties.layer() == LAYERS.index("neighbours")
    assert np.array_equal(r.place[ties.givers[next_door]], r.place[ties.takers()[next_door]])


def test_adults_support_children_and_ask_nothing_back(four_places: Community) -> None:
    r, ties = four_places.residents, four_places.ties
    child_gives, child_takes = r.age[ties.givers] < ADULT, r.age[ties.takers()] < ADULT
    assert np.all(child_takes[child_gives])
    per_child = np.bincount(ties.takers()[child_takes & ~child_gives], minlength=len(r))
    assert np.all(per_child[r.age < ADULT] >= 1)


def test_ties_per_adult_and_reciprocity_are_near_the_targets(four_places: Community) -> None:
    found = network_statistics(four_places)
    assert found["given"] == pytest.approx(13.17, abs=1.3)
    assert found["reciprocity"] == pytest.approx(0.713, abs=0.02)
    assert 7.5 < found["people_spread"] < 12.0
    assert found["isolates"] == pytest.approx(0.028, abs=0.012)
    assert found["clustering"] > 0.25


def test_household_ties_have_their_chance(four_places: Community) -> None:
    r, ties = four_places.residents, four_places.ties
    adults = np.bincount(r.household, weights=r.age >= ADULT)
    pairs = (adults * (adults - 1)).sum()
    grown = (r.age[ties.givers] >= ADULT) & (r.age[ties.takers()] >= ADULT)
    tied = (grown & (ties.layer() == 0)).sum()
    assert tied / pairs == pytest.approx(0.814, abs=0.02)


def test_a_pair_is_the_same_in_either_order() -> None:
    a, b = (7 << 32) | 5, (9 << 32) | 4
    assert pair_key(a, b) == pair_key(b, a)
    assert pair_key(a, b) != pair_key(a, b + 1)
    assert pair_key(a, b) >= 0


def test_circles_too_large_to_count_are_refused(plan: Callable[..., Scenario]) -> None:
    scenario = plan()
    crowded = replace(scenario, book=scenario.book.with_values({"community.households.team_size": 400.0}))
    with pytest.raises(ValueError, match="team_size"):
        settle(crowded)


def test_a_graph_has_the_same_ties(four_places: Community) -> None:
    graph = four_places.to_networkx(layer="kin")
    assert graph.number_of_nodes() == len(four_places)
    assert graph.number_of_edges() == int(four_places.ties.layer_counts[:, 1].sum(dtype=np.int64))
    whole = four_places.to_networkx()
    assert whole.number_of_edges() == len(four_places.ties)
    giver, taker = next(iter(graph.edges))
    row = four_places.ties.givers[four_places.ties.indptr[taker] : four_places.ties.indptr[taker + 1]]
    assert giver in row
    assert whole.edges[giver, taker]["layer"] == "kin"
