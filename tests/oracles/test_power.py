"""Does the smallest visible bug mean what it says? A bug of that size is caught as often as promised, and no bug nearly never."""

import numpy as np
import pytest

from tests.oracles.power import ALPHA, POWER, REACH, Check, Spread, mean, share, total


def test_a_bug_of_the_smallest_visible_size_is_caught_as_often_as_promised():
    rng = np.random.default_rng(1)
    known, n, runs = 0.3, 10_000, 4000
    bug = share("", 0, n, known).smallest_bug
    caught = [share("", count, n, known).caught for count in rng.binomial(n, known + bug, runs)]
    # The chance to catch shifts a little with the spread at known + bug; a tenth of 4000 runs has an error of half a point.
    share("power", sum(caught), runs, POWER).agrees(0.03)
    assert not any(share("", count, n, known).caught for count in rng.binomial(n, known, 2000))


def test_a_factor_on_a_variance_is_caught_as_often_as_promised():
    rng = np.random.default_rng(2)
    freedom, runs = 99, 2000
    factor = Spread("", 1.0, freedom).smallest_bug
    caught = [Spread("", ratio, freedom).caught for ratio in factor * rng.chisquare(freedom, runs) / freedom]
    share("power", sum(caught), runs, POWER).agrees(0.04)
    assert not Spread("", 1.0, freedom).caught


def test_a_check_that_could_not_see_the_bug_fails_even_where_figures_agree():
    with pytest.raises(AssertionError, match="blind below"):
        share("too few people", 3, 10, 0.3).agrees(0.05)
    with pytest.raises(AssertionError, match="blind below"):
        Spread("too few runs", 1.0, 10).agrees(2.0)
    with pytest.raises(AssertionError, match="z = 10"):
        Check("far off", 2.0, 1.0, 0.1).agrees(1.0)


def test_errors_by_hand():
    assert share("", 40, 100, 0.5).error == pytest.approx(0.05)
    assert total("", 40, np.full(100, 0.5)).error == pytest.approx(0.05)
    assert mean("", [0.0, 1.0, 0.0, 1.0], 0.5).error == pytest.approx(np.sqrt(1 / 3) / 2)
    assert ALPHA == 1e-4 and pytest.approx(3.891 + 1.282, abs=1e-3) == REACH
