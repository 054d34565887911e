"""Do the designs and indices say what is known of functions that can be worked out by hand?"""

from __future__ import annotations

import numpy as np
import pytest

from sim.studies.sensitivity import ranking, screening

pytest.importorskip("SALib")
PI = np.pi


def ishigami(x: np.ndarray) -> np.ndarray:
    """The function that SALib is tested on: first 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437."""
    a, b, c = ((2 * x - 1) * PI).T
    return np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a)


def test_sobol_of_the_ishigami_function_is_known() -> None:
    found = screening.sobol(3, ishigami(screening.sobol_points(3, 1024, 1)), 1)
    assert found["first"] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.05)
    assert found["total"] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.05)
    for name, true in (("first", [0.3139, 0.4424, 0.0]), ("total", [0.5576, 0.4424, 0.2437])):
        assert np.all(found[f"{name}_low"] - 0.03 <= true) and np.all(true <= found[f"{name}_high"] + 0.03)


def test_morris_of_a_straight_line_is_its_slopes_and_an_interaction_shows_in_sigma() -> None:
    points = screening.morris_points(4, 8, 4, 1)
    assert points.shape == (8 * 5, 4)
    line = screening.morris(points, 3 * points[:, 0] - 0.5 * points[:, 1], 4, 1)
    assert line["mu_star"] == pytest.approx([3, 0.5, 0, 0])
    assert line["mu"] == pytest.approx([3, -0.5, 0, 0])
    assert line["sigma"] == pytest.approx([0, 0, 0, 0], abs=1e-12)
    both = screening.morris(points, points[:, 2] * points[:, 3], 4, 1)
    assert both["mu_star"][:2] == pytest.approx([0, 0]) and np.all(both["sigma"][2:] > 0.1)


def test_a_trajectory_moves_each_number_once() -> None:
    points = screening.morris_points(5, 3, 4, 7)
    for start in range(0, len(points), 6):
        assert screening.moved(points, start) is None
        assert sorted(screening.moved(points, start + step) for step in range(1, 6)) == [0, 1, 2, 3, 4]


def test_only_blocks_without_a_number_are_left_out() -> None:
    points = screening.morris_points(2, 4, 4, 1)
    outcome = points @ np.array([2.0, 1.0])
    outcome[4] = np.nan
    found = screening.morris(points, outcome, 4, 1)
    assert found["trajectories"].tolist() == [3, 3] and found["mu_star"] == pytest.approx([2, 1])
    assert np.isnan(screening.morris(points, np.full(12, np.nan), 4, 1)["mu_star"]).all()
    shares = ishigami(screening.sobol_points(3, 1024, 1))
    shares[7] = np.nan
    assert screening.sobol(3, shares, 1)["samples"].tolist() == [1023] * 3
    assert screening.sobol(3, np.ones(5 * 8), 1)["total"].tolist() == [0, 0, 0]


def test_the_same_seed_gives_the_same_indices() -> None:
    outcome = ishigami(screening.sobol_points(3, 64, 3))
    one, two = (screening.sobol(3, outcome, 3) for _ in range(2))
    assert all(np.array_equal(one[name], two[name]) for name in one)


@pytest.mark.parametrize(("levels", "samples"), [(3, 64), (4, 100)])
def test_what_the_designs_do_not_have_is_refused(levels: int, samples: int) -> None:
    with pytest.raises(ValueError, match=r"even|power"):
        screening.morris_points(3, 2, levels, 1)
        screening.sobol_points(3, samples, 1)


def test_luck_alone_gives_its_floor() -> None:
    luck = np.random.default_rng(1).normal(0, 0.02, (4000, 2)).mean(axis=1)
    points = screening.morris_points(3, 1000, 4, 1)
    found = screening.morris(points, luck, 4, 1)["mu_star"]
    assert found == pytest.approx(screening.floor_of(0.02, 4, 2), rel=0.1)


def test_ranks_of_arms_over_points() -> None:
    levels = np.array([[0.1, 0.2, 0.3], [0.2, 0.1, 0.3], [0.1, 0.1, 0.3], [0.1, 0.3, 0.2], [np.nan, 0, 0]])
    found = ranking.ranking(levels, np.array([0.1, 0.2, 0.3]), "low")
    assert found.points == 4
    assert found.best_share == pytest.approx([2.5 / 4, 1.5 / 4, 0])
    assert found.reordered == pytest.approx(2 / 4) and found.other_best == pytest.approx(1 / 4)
    turned = ranking.ranking(-levels, -np.array([0.1, 0.2, 0.3]), "high")
    assert turned.reordered == found.reordered and turned.best_share == pytest.approx(found.best_share)
