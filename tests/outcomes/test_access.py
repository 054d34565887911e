"""The cascade of care, refusals and waits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.outcomes import STEPS, cascade, refusals, waits
from tests.fake_results import fake_results


@pytest.fixture(scope="module")
def results():
    return fake_results(arms=2, seeds=2, weeks=30, people=400, places=4)


def everybody(frame, arm="usual_care", seed=1):
    """Return the rows of all adults in one run."""
    return frame[(frame["arm"] == arm) & (frame["seed"] == seed) & (frame["stratum"] == "all")]


def test_cascade_goes_down_step_by_step(results):
    frame = cascade(results)
    assert list(frame) == [
        "arm", "seed", "stratum", "group", "step", "people", "share_of_need", "share_of_previous",
    ]  # fmt: skip
    steps = everybody(frame).set_index("step")
    assert list(steps.index) == list(STEPS)
    way = steps.loc["need":"finished"]
    assert way["people"].is_monotonic_decreasing
    product = way["share_of_previous"].iloc[1:].prod()
    assert product == pytest.approx(way["share_of_need"].iloc[-1])


def test_first_and_last_step_of_the_cascade(results):
    steps = everybody(cascade(results)).set_index("step")
    need, adults = results.final["need"][0, 0, 0], results.people[0]
    assert steps.loc["need", "share_of_need"] == 1
    assert steps.loc["need", "share_of_previous"] == pytest.approx(need / adults)
    # Most recover without care: no share of those who finished.
    assert np.isnan(steps.loc["recovered", "share_of_previous"])


def test_refusals_by_barrier(results):
    frame = refusals(results)
    assert list(frame) == ["arm", "seed", "stratum", "group", "barrier", "refusals", "per_100_asks"]
    assert refusals(replace(results, barriers=())).empty
    rows = everybody(frame)
    assert tuple(rows["barrier"]) == results.barriers
    assert rows["refusals"].sum() == results.weekly["refused"][0, 0, :, 0].sum()
    asks = results.weekly["asked"][0, 0, :, 0].sum()
    assert rows["per_100_asks"].to_numpy() == pytest.approx(100 * rows["refusals"].to_numpy() / asks)


def test_waits(results):
    frame = waits(results)
    assert list(frame) == [
        "arm", "seed", "stratum", "group", "mean_weeks", "median_weeks", "p90_weeks", "started",
        "still_waiting",
    ]  # fmt: skip
    known = frame[frame["started"] > 0]
    assert (known["median_weeks"] <= known["p90_weeks"]).all()
    none = frame[frame["started"] == 0]
    assert len(none) > 0
    assert none[["mean_weeks", "median_weeks", "p90_weeks"]].isna().all(axis=None)
    row = everybody(frame).iloc[0]
    counts = results.histograms["wait"][0, 0, 0]
    waited = np.repeat(np.arange(53), counts.astype(int))
    assert row["mean_weeks"] == pytest.approx(waited.mean())
    assert row["median_weeks"] == np.sort(waited)[(len(waited) + 1) // 2 - 1]
