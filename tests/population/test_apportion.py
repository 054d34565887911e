"""Shares become whole people: the sums are right, nobody is off by one, and equal fractions are decided by key."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.population.apportion import largest_remainder, ranks_within, starts_of, whole_rows

shares = st.lists(st.floats(0.0, 1.0), min_size=2, max_size=6).filter(lambda row: sum(row) > 0.01)


@given(shares, st.integers(0, 10_000))
def test_whole_rows_sum_to_the_total_and_stay_within_one(row: list[float], total: int) -> None:
    whole = whole_rows(np.array([row]), np.array([total]))[0]
    quotas = np.array(row) / sum(row) * total
    assert whole.sum() == total
    assert np.all(np.abs(whole - quotas) < 1.0 + 1e-6)


def test_equal_fractions_go_to_the_lowest_key() -> None:
    quotas = np.array([1.5, 2.5, 3.5])
    assert largest_remainder(quotas, 8, np.array([3, 1, 2])).tolist() == [1, 3, 4]
    assert largest_remainder(quotas, 7).tolist() == [2, 2, 3]


def test_ranks_are_weighted_and_stay_inside_places() -> None:
    rank = ranks_within(np.array([3.0, 1.0, 2.0, 9.0]), np.array([1, 1, 2, 5]), starts_of(np.array([3, 1])))
    assert rank.tolist() == [0.875, 0.125, 0.5, 0.5]


def test_starts_of_places_without_people() -> None:
    assert starts_of(np.array([2, 0, 3])).tolist() == [0, 2, 2, 5]
