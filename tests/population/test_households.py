"""Households: an adult in each, one place each, the right number, and children with adults who could be their parents."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sim.population import Community, settle
from sim.population.ages import ADULT, with_adults
from sim.population.households import tilted
from sim.scenario import Scenario


def test_every_household_has_an_adult_and_one_place(four_places: Community) -> None:
    r = four_places.residents
    adults = np.bincount(r.household, weights=r.age >= ADULT)
    assert len(adults) == four_places.households
    assert adults.min() >= 1
    changes = np.flatnonzero(np.diff(r.household))
    assert np.all(np.diff(r.household)[changes] == 1), "rows of a household stand together"
    first = np.flatnonzero(np.diff(r.household, prepend=-1))
    assert np.array_equal(r.place[first][r.household], r.place)


def test_households_have_the_mean_size_of_their_place(four_places: Community) -> None:
    r, p = four_places.residents, four_places.places
    first = np.flatnonzero(np.diff(r.household, prepend=-1))
    homes = np.bincount(r.place[first])
    assert np.all(np.abs(homes - np.diff(four_places.place_start) / p.mean_household_size) <= 0.5)


def test_children_live_with_an_adult_of_20_to_60(four_places: Community) -> None:
    r = four_places.residents
    grown = np.bincount(r.household, weights=(r.age >= 20) & (r.age <= 60))
    assert np.all(grown[r.household[r.age < ADULT]] > 0)


def test_bands_of_age_are_met_to_a_person(four_places: Community) -> None:
    r, p = four_places.residents, four_places.places
    bands = {"0_14": (0, 15), "15_24": (15, 25), "25_44": (25, 45), "45_64": (45, 65), "65_plus": (65, 96)}
    people = np.diff(four_places.place_start)
    for name, (low, high) in bands.items():
        found = np.bincount(r.place, weights=(r.age >= low) & (r.age < high))
        assert np.all(np.abs(found - getattr(p, f"share_age_{name}") * people) <= 1.0), name


def test_ages_are_even_inside_a_band(four_places: Community) -> None:
    age = four_places.residents.age
    young = np.bincount(age[(age >= 25) & (age < 45)])[25:]
    expected = young.sum() / 20
    assert np.sum((young - expected) ** 2 / expected) < 43.8, "chi-squared, 19 degrees of freedom, 0.1 percent"


def test_sex_is_met_within_sampling_error(four_places: Community) -> None:
    r, p = four_places.residents, four_places.places
    people = np.diff(four_places.place_start)
    off = np.bincount(r.place, weights=r.female) / people - p.share_female
    assert np.all(np.abs(off) < 4 * np.sqrt(0.25 / people))


def test_somebody_who_lives_alone_is_grown_up(plan: Callable[..., Scenario]) -> None:
    alone = settle(plan("Bayou", people={"Bayou": 1}))
    assert len(alone) == 1
    assert alone.residents.age[0] >= ADULT
    assert len(alone.ties) == 0


def test_in_a_place_of_children_the_oldest_grow_up() -> None:
    pools = np.zeros((2, 96), np.int64)
    pools[0, 3], pools[0, 16], pools[1, 30] = 90, 4, 7
    found = with_adults(pools.copy())
    assert found[0, ADULT:].sum() == 5
    assert found[0, 16] == 0
    assert found[0, 3] == 89
    assert np.array_equal(found[1], pools[1])


@pytest.mark.parametrize("mean", [1.05, 1.6, 2.5, 4.0, 6.3])
def test_sizes_are_tilted_to_the_mean(mean: float) -> None:
    nation = np.array([0.28, 0.34, 0.155, 0.129, 0.055, 0.027, 0.014])
    found = tilted(nation, np.array([mean]))[0]
    assert (found * np.arange(1, 8)).sum() / found.sum() == pytest.approx(mean, abs=1e-6)
