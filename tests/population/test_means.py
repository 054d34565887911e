"""What people have: every share of every place to within a household, and the correlations that were put in."""

from __future__ import annotations

import numpy as np
import pytest

from sim.population import Community
from sim.population.residents import RACES

OF_PEOPLE = {
    "share_poverty": lambda r: r.income < 1.0,
    "share_insured": lambda r: r.insured == 1,
    "share_limited_english": lambda r: r.english == 0,
}
OF_HOUSEHOLDS = {
    "share_owner": lambda r: r.owner == 1,
    "share_no_vehicle": lambda r: r.vehicle == 0,
    "share_no_internet": lambda r: r.internet == 0,
}


@pytest.mark.parametrize("share", OF_PEOPLE)
def test_shares_of_people(four_places: Community, share: str) -> None:
    r, people = four_places.residents, np.diff(four_places.place_start)
    found = np.bincount(r.place, weights=OF_PEOPLE[share](r)) / people
    assert np.all(np.abs(found - getattr(four_places.places, share)) <= 7.0 / people)


@pytest.mark.parametrize("share", OF_HOUSEHOLDS)
def test_shares_of_households(four_places: Community, share: str) -> None:
    r = four_places.residents
    first = np.flatnonzero(np.diff(r.household, prepend=-1))
    homes = np.bincount(r.place[first])
    found = np.bincount(r.place[first], weights=OF_HOUSEHOLDS[share](r)[first]) / homes
    assert np.all(np.abs(found - getattr(four_places.places, share)) <= 1.5 / homes)


@pytest.mark.parametrize("race", range(len(RACES)))
def test_shares_of_groups_within_sampling_error(four_places: Community, race: int) -> None:
    r, people = four_places.residents, np.diff(four_places.place_start)
    share = getattr(four_places.places, f"share_{RACES[race].lower()}")
    off = np.bincount(r.place, weights=r.race == race) / people - share
    # A tenth of the members are drawn one by one; the households themselves follow quotas.
    bound = 4 * np.sqrt(0.1 * share * (1 - share) / people) + 8.0 / people
    assert np.all(np.abs(off) <= bound)


def test_members_of_a_household_share_what_belongs_to_it(four_places: Community) -> None:
    r = four_places.residents
    first = np.flatnonzero(np.diff(r.household, prepend=-1))
    for name in ("income", "owner", "vehicle", "internet"):
        column = getattr(r, name)
        assert np.array_equal(column[first][r.household], column), name
    same = r.race[first][r.household] == r.race
    assert 0.9 <= same.mean() < 1.0


def test_means_go_with_income(four_places: Community) -> None:
    r = four_places.residents
    poor = r.income < np.median(r.income)
    for name in ("owner", "vehicle", "internet", "insured"):
        column = getattr(r, name)
        assert column[~poor].mean() > column[poor].mean() + 0.05, name


def test_income_of_a_place_is_log_normal_around_its_poverty(four_places: Community) -> None:
    r, start = four_places.residents, four_places.place_start
    spread = [np.log(r.income[start[q] : start[q + 1]].astype(float)).std() for q in range(3)]
    assert np.allclose(spread, 0.85, atol=0.05)
    assert r.income[start[2] : start[3]].mean() > 2 * r.income[start[1] : start[2]].mean()


def test_inside_a_place_groups_differ_in_income(four_places: Community) -> None:
    r, start = four_places.residents, four_places.place_start
    centre = slice(start[0], start[1])
    logs, race = np.log(r.income[centre].astype(float)), r.race[centre]
    gap = logs[race == RACES.index("White")].mean() - logs[race == RACES.index("Black")].mean()
    assert 0.1 < gap < 0.4


def test_limited_english_is_likelier_in_hispanic_and_asian_households(four_places: Community) -> None:
    r = four_places.residents
    newer = (r.race == RACES.index("Hispanic")) | (r.race == RACES.index("Asian"))
    assert (r.english[newer] == 0).mean() > 4 * (r.english[~newer] == 0).mean()


def test_nearly_all_over_64_are_insured(four_places: Community) -> None:
    r = four_places.residents
    assert r.insured[r.age >= 65].mean() > 0.97
