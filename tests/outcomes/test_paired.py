"""Differences between arms, seed by seed; and whether they narrow the differences between groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.outcomes import OUTCOMES, narrowing, paired
from sim.outcomes.paired import differences
from tests.fake_results import fake_results


@pytest.fixture(scope="module")
def results():
    return fake_results(arms=3, seeds=4, weeks=30, people=400, places=4)


def test_columns_and_rows(results):
    frame = paired(results)
    assert list(frame) == [
        "arm", "outcome", "stratum", "group", "people", "level_baseline", "level", "difference", "low", "high", "expected_low",
        "expected_high", "standard_error", "runs", "q", "matters", "beyond", "verdict", "ratio", "variance_ratio",
    ]  # fmt: skip
    assert len(frame) == 2 * len(OUTCOMES) * len(results.groups)
    assert set(frame["arm"]) == {"pfa", "groups"}
    known = frame.dropna(subset=["difference"])
    assert known["difference"].to_numpy() == pytest.approx((known["level"] - known["level_baseline"]).to_numpy())


def test_one_arm_has_nothing_to_compare_with():
    frame = paired(fake_results(arms=1, seeds=2, weeks=8, people=100, places=2))
    assert frame.empty
    assert "variance_ratio" in frame


def test_variance_ratio_on_constructed_luck():
    # Two arms share luck of variance 9 and have noise of variance 1 each: (10 + 10) / 2 = 10.
    rng = np.random.default_rng(4)
    luck = 3 * rng.normal(size=40_000)
    one, two = (luck + rng.normal(size=luck.size) for _ in range(2))
    assert differences(one, two, 0.9, axis=-1)["variance_ratio"] == pytest.approx(10, rel=0.05)
    apart = rng.permutation(two)
    assert differences(one, apart, 0.9, axis=-1)["variance_ratio"] == pytest.approx(1, rel=0.05)


def test_difference_by_hand():
    level, baseline = np.array([3.0, 4, 8, np.nan]), np.array([1.0, 3, 5, 7])
    columns = differences(level, baseline, 0.5, axis=-1)
    assert columns["difference"] == pytest.approx(2)
    assert (columns["low"], columns["high"]) == pytest.approx((1, 3)), "three runs hold half of further ones"
    assert (columns["expected_low"], columns["expected_high"]) == pytest.approx((2 - 1.6859, 2 + 1.6859), abs=1e-4)
    assert columns["ratio"] == pytest.approx(15 / 9)
    assert columns["standard_error"] == pytest.approx(1 / np.sqrt(3))
    assert columns["variance_ratio"] == pytest.approx((7 + 4) / 1)


def test_arms_turned_round_turn_the_sign(results):
    forth = paired(results, baseline="usual_care").query("arm == 'pfa'")
    back = paired(results, baseline="pfa").query("arm == 'usual_care'")
    assert back["difference"].to_numpy() == pytest.approx(-forth["difference"].to_numpy(), nan_ok=True)
    assert back["low"].to_numpy() == pytest.approx(-forth["high"].to_numpy(), nan_ok=True)
    assert back["variance_ratio"].to_numpy() == pytest.approx(forth["variance_ratio"].to_numpy(), nan_ok=True)


def test_an_arm_that_changes_nothing(results):
    def same(values):
        return values[[0, 0, 2]]

    twin = replace(
        results,
        final={name: same(values) for name, values in results.final.items()},
        weekly={name: same(values) for name, values in results.weekly.items()},
    )
    rows = paired(twin).query("arm == 'pfa' and stratum == 'all'")
    assert (rows[["difference", "low", "high", "standard_error"]] == 0).all(axis=None)
    assert rows["variance_ratio"].isna().all()


def test_unknown_arm(results):
    with pytest.raises(KeyError, match="no arm 'magic'"):
        paired(results, baseline="magic")


def test_narrowing_follows_the_groups_of_the_baseline(results):
    at = results.members("sex")
    cases = {name: values.copy() for name, values in results.weekly.items()}
    people = results.people[at].astype(float)
    shares = np.array([[0.1, 0.3], [0.1, 0.2], [0.3, 0.1]])
    cases["cases"][:, :, -1, at] = (shares * people)[:, None]
    frame = narrowing(replace(results, weekly=cases), ("sex",), ("prevalence_end",)).set_index("arm")
    assert list(frame["worst_group"]) == ["women", "women"]
    assert frame["gap_baseline"].to_numpy() == pytest.approx(0.2)
    # In the last arm the tables are turned: the gap between the same two groups is negative.
    assert frame["gap"].to_numpy() == pytest.approx([0.1, -0.2])
    assert frame["change"].to_numpy() == pytest.approx([-0.1, -0.4])
    assert frame["ratio"].to_numpy() == pytest.approx([2, 1 / 3])
