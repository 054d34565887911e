"""Measures of inequality: worked examples from the literature, identities, and what must always hold."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.outcomes import equity

MEASURES = (
    equity.generalized_concentration,
    equity.concentration_index,
    equity.erreygers,
    equity.wagstaff,
    equity.slope_index,
    equity.relative_index,
    equity.gini,
    equity.theil,
)
SIGNED = MEASURES[:5]
ONES = np.ones(5)


@st.composite
def groups(draw, low=0.0, high=1.0):
    """Draw values and whole numbers of people for a few groups."""
    n = draw(st.integers(2, 8))
    # Numbers that a count over a count can be, so that nothing underflows.
    values = draw(arrays(float, n, elements=st.integers(0, 10_000))) / 10_000
    weights = draw(arrays(float, n, elements=st.integers(1, 10_000)))
    return low + values * (high - low), weights


def test_concentration_index_of_child_deaths_in_india():
    # O'Donnell, van Doorslaer, Wagstaff & Lindelow (2008), Analyzing Health Equity Using Household
    # Survey Data, World Bank, table 8.1: under-five deaths by wealth quintile, index -0.1694.
    births = [29939, 28776, 26528, 24689, 19739]
    deaths_per_1000 = [154.7, 152.9, 119.5, 86.9, 54.3]
    index = equity.concentration_index(deaths_per_1000, births)
    assert index == pytest.approx(-0.1694, abs=5e-5)


def test_concentration_index_of_five_people_by_hand():
    # The textbook form for single people: 2 / (n^2 mean) * sum(i * value_i) - 1 - 1/n.
    values = np.array([5.0, 4, 3, 2, 1])
    by_hand = 2 / (25 * 3) * (5 + 8 + 9 + 8 + 5) - 1 - 1 / 5
    assert by_hand == pytest.approx(-4 / 15)
    assert equity.concentration_index(values, ONES) == pytest.approx(by_hand)


def test_binary_outcome_at_its_bounds():
    # Wagstaff (2005): with everything on the poorest, the index of a share is mean - 1, and his
    # normalised index -1. Erreygers (2009): 4 * mean * index.
    ill = np.array([1.0, 1, 1, 0, 0, 0, 0, 0, 0, 0])
    people = np.ones(10)
    assert equity.concentration_index(ill, people) == pytest.approx(0.3 - 1)
    assert equity.wagstaff(ill, people) == pytest.approx(-1)
    assert equity.erreygers(ill, people) == pytest.approx(4 * 0.3 * -0.7)
    half = np.repeat([1.0, 0.0], 5)
    assert equity.erreygers(half, people) == pytest.approx(-1)


def test_illness_and_health_mirror_only_in_absolute_measures():
    # The mirror property that Erreygers (2009) asks for, and that the plain index lacks.
    ill = np.array([0.4, 0.3, 0.2, 0.2, 0.1])
    for mirrored in (equity.erreygers, equity.wagstaff, equity.slope_index):
        assert mirrored(1 - ill, ONES) == pytest.approx(-mirrored(ill, ONES))
    assert equity.concentration_index(1 - ill, ONES) != pytest.approx(-equity.concentration_index(ill, ONES))


def test_slope_and_relative_index_of_a_straight_line():
    people = np.array([10.0, 40, 25, 5, 20])
    line = 0.3 - 0.2 * equity.ridits(people)
    assert equity.slope_index(line, people) == pytest.approx(-0.2)
    assert equity.relative_index(line, people) == pytest.approx(0.1 / 0.3)


def test_relative_index_is_unknown_where_the_line_runs_below_zero():
    assert np.isnan(equity.relative_index([0.9, 0.1, 0, 0, 0], ONES))


def test_ridits_by_hand():
    assert equity.ridits([1, 2, 1]) == pytest.approx([0.125, 0.5, 0.875])


def test_gini_by_hand_and_by_mean_difference():
    values = np.array([3.0, 1, 2, 5, 4])
    apart = np.abs(values[:, None] - values).mean() / (2 * values.mean())
    assert equity.gini(values, ONES) == pytest.approx(4 / 15) == pytest.approx(apart)
    assert equity.gini([0, 0, 0, 0, 1], ONES) == pytest.approx(4 / 5)


def test_theil_by_hand():
    # One of two has all: log 2. Shares 1/4 and 3/4 of people, 1/2 and 1/2 of the outcome.
    assert equity.theil([0, 1], [1, 1]) == pytest.approx(np.log(2))
    by_hand = 0.5 * np.log(0.5 / 0.25) + 0.5 * np.log(0.5 / 0.75)
    assert equity.theil([2.0, 2 / 3], [1, 3]) == pytest.approx(by_hand)


def test_concentration_curve_holds_the_index():
    values, people = np.array([0.4, 0.3, 0.35, 0.1]), np.array([3.0, 5, 1, 4])
    x, y = equity.concentration_curve(values, people)
    area = ((y[1:] + y[:-1]) / 2 * np.diff(x)).sum()
    assert (x[0], y[0], x[-1], y[-1]) == pytest.approx((0, 0, 1, 1))
    assert 1 - 2 * area == pytest.approx(equity.concentration_index(values, people))


def test_concentration_curves_pass_axes_through():
    values = np.random.default_rng(5).random((3, 4, 5))
    people, amounts = equity.concentration_curve(values, np.arange(1.0, 6.0))
    assert people.shape[-1] == 6
    assert amounts.shape == (3, 4, 6)
    one = equity.concentration_curve(values[2, 1], np.arange(1.0, 6.0))[1]
    assert np.allclose(amounts[2, 1], one) and amounts[2, 1, 0] == 0.0


def test_a_group_of_one_person_counts_like_any_other():
    """Three persons, each a group of its own: by hand, ranks 1/6, 3/6 and 5/6 around the mean of 2."""
    assert equity.slope_index([1.0, 2.0, 3.0], [1, 1, 1]) == pytest.approx(3.0)
    assert equity.concentration_index([1.0, 2.0, 3.0], [1, 1, 1]) == pytest.approx(2 * (1 / 3) * (2 / 3) / 2)


def test_gap_and_ratio_point_the_same_way():
    assert equity.gap(0.3, 0.1, "low") == pytest.approx(0.2)
    assert equity.gap(0.1, 0.3, "high") == pytest.approx(0.2)
    assert equity.ratio(0.3, 0.1) == pytest.approx(3)
    assert np.isnan(equity.ratio(0.3, 0.0))


@pytest.mark.parametrize("measure", MEASURES)
def test_nothing_to_measure_is_unknown_and_silent(measure):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(measure([np.nan, np.nan], [3, 4]))
        assert np.isnan(measure([0.3, 0.2], [0, 0]))
        assert np.isnan(measure([0.3, 0.2], [5, 0]))
        measure([0.0, 0.0], [5, 5])


@pytest.mark.parametrize("measure", MEASURES)
def test_unknown_groups_are_left_out(measure):
    whole = measure([0.4, 0.3, 0.2], [2, 3, 4])
    assert measure([0.4, np.nan, 0.3, 0.9, 0.2], [2, 9, 3, 0, 4]) == pytest.approx(whole)


@pytest.mark.parametrize("measure", MEASURES)
def test_axes_before_the_groups_pass_through(measure):
    rng = np.random.default_rng(1)
    values, weights = rng.random((2, 3, 6)), rng.integers(1, 9, (2, 3, 6))
    together = measure(values, weights)
    assert together.shape == (2, 3)
    assert together[1, 2] == pytest.approx(measure(values[1, 2], weights[1, 2]), nan_ok=True)
    assert measure(values, weights[0, 0]).shape == (2, 3)


@given(groups())
def test_bounds(drawn):
    values, weights = drawn
    mean = np.average(values, weights=weights)
    for measure in (equity.erreygers, equity.wagstaff):
        assert not abs(measure(values, weights)) > 1 + 1e-9
    assert abs(equity.generalized_concentration(values, weights)) <= mean * (1 + 1e-9)
    if mean > 0:
        index = equity.concentration_index(values, weights)
        assert mean - 1 - 1e-9 <= index <= 1 - mean + 1e-9
        assert abs(index) <= equity.gini(values, weights) + 1e-9
        assert -1e-9 <= equity.theil(values, weights) <= np.log(weights.sum() / weights.min()) + 1e-9


@given(groups())
def test_the_other_way_round_every_sign_turns(drawn):
    values, weights = drawn
    for measure in SIGNED:
        turned = measure(values[::-1], weights[::-1])
        assert turned == pytest.approx(-measure(values, weights), abs=1e-9, nan_ok=True)
    forth, back = equity.relative_index(*drawn), equity.relative_index(values[::-1], weights[::-1])
    # Where an end of the line is next to nothing, one of the two may be unknown by rounding.
    if 1e-6 < forth < 1e6:
        assert forth * back == pytest.approx(1, rel=1e-6)


@given(groups(), st.integers(0, 1000))
def test_order_does_not_matter_without_rank(drawn, seed):
    values, weights = drawn
    order = np.random.default_rng(seed).permutation(len(values))
    for measure in (equity.gini, equity.theil):
        expected = measure(values, weights)
        assert measure(values[order], weights[order]) == pytest.approx(expected, abs=1e-9, nan_ok=True)


@given(groups(0.1), st.floats(0.01, 100), st.integers(1, 50))
def test_scale(drawn, times, copies):
    values, weights = drawn
    for relative in (equity.concentration_index, equity.relative_index, equity.gini, equity.theil):
        expected = pytest.approx(relative(values, weights), rel=1e-6, abs=1e-9, nan_ok=True)
        assert relative(values * times, weights) == expected
        assert relative(values, weights * copies) == expected
    slope = equity.slope_index(values, weights)
    assert equity.slope_index(values * times, weights) == pytest.approx(slope * times, rel=1e-6, abs=1e-9)


@given(groups(0.1), st.floats(-0.05, 5))
def test_absolute_measures_ignore_what_everybody_gets(drawn, more):
    values, weights = drawn
    for absolute in (equity.generalized_concentration, equity.slope_index, equity.erreygers):
        assert absolute(values + more, weights) == pytest.approx(absolute(values, weights), abs=1e-9)


@given(st.floats(0.01, 0.99), arrays(float, 5, elements=st.integers(1, 1000)))
def test_equal_groups_have_no_inequality(value, weights):
    values = np.full(5, value)
    for measure in (*SIGNED, equity.gini, equity.theil):
        assert measure(values, weights) == pytest.approx(0, abs=1e-12)
    assert equity.relative_index(values, weights) == pytest.approx(1)


@given(groups(0.1))
def test_people_one_by_one_or_in_groups_of_equals(drawn):
    # Two neighbours with the same value are one group.
    values, weights = drawn
    pairs = np.repeat(values, 2), np.repeat(weights / 2, 2)
    for measure in (equity.concentration_index, equity.erreygers, equity.gini, equity.theil):
        assert measure(*pairs) == pytest.approx(measure(values, weights), abs=1e-9)


@given(groups(0.1))
def test_slope_is_least_squares_and_kin_of_the_concentration_index(drawn):
    values, weights = drawn
    rank = equity.ridits(weights)
    fitted = np.polyfit(rank, values, 1, w=np.sqrt(weights))[0]
    slope = equity.slope_index(values, weights)
    assert slope == pytest.approx(fitted, rel=1e-5, abs=1e-6)
    spread = np.average((rank - 0.5) ** 2, weights=weights)
    generalized = equity.generalized_concentration(values, weights)
    assert generalized == pytest.approx(2 * spread * slope, abs=1e-9)
