"""Student's t and false discovery rates against SciPy and against simulation."""

from __future__ import annotations

import numpy as np
import pytest

from sim.outcomes.student import discoveries, quantile, quantiles, tail


def test_tails_and_quantiles_are_those_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    t = np.array([0.0, 0.01, 0.5, 1.0, 2.0, 5.0, 20.0, np.inf])
    for df in (1, 2, 5, 19, 100, 5_000):
        assert tail(t, df) == pytest.approx(2 * stats.t.sf(t, df), rel=1e-9, abs=1e-14)
        assert quantile(0.95, df) == pytest.approx(stats.t.ppf(0.95, df), rel=1e-7)


def test_what_is_not_known_stays_not_known():
    assert np.isnan(tail([1.0, np.nan], [0, 5])).all()
    assert np.isnan(quantiles(0.95, [0, 0])).all()
    assert quantiles(0.95, [[1, 2]]).shape == (1, 2)


def test_discoveries_by_hand():
    # Three comparisons: .01 * 3 / 1, .02 * 3 / 2, .5 * 3 / 3; the one not known counts for nothing.
    assert discoveries([0.02, np.nan, 0.5, 0.01]) == pytest.approx([0.03, np.nan, 0.5, 0.03], nan_ok=True)
    assert discoveries([[0.04, 0.05], [0.9, 0.8]]) == pytest.approx(np.array([[0.05, 0.05], [0.9, 0.9]]))


def test_of_true_nulls_few_families_have_a_discovery():
    p = np.random.default_rng(1).random((4_000, 30))
    assert (discoveries(p) < 0.1).any(axis=1).mean() == pytest.approx(0.1, abs=0.015)
