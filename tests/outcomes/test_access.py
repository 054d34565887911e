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
    # Whoever is offered help need not see a need, so that step is a share of need alone.
    product = way.loc["asked", "share_of_need"] * way.loc["passed":"finished", "share_of_previous"].prod()
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


def with_waits(results, began, left):
    """Replace the waits of all adults, by weeks waited, in every arm and seed."""
    histograms = {name: np.zeros_like(values) for name, values in results.histograms.items()}
    for name, counts in (("wait", began), ("unserved", left)):
        for weeks, count in counts.items():
            histograms[name][..., 0, weeks] = count
    return replace(results, histograms={**results.histograms, **histograms})


def test_waits(results):
    frame = waits(results)
    assert list(frame) == [
        "arm", "seed", "stratum", "group", "mean_weeks", "median_weeks", "p90_weeks", "over_4", "over_13", "over_26", "joined", "started",
        "unserved", "still_waiting",
    ]  # fmt: skip
    known = frame.dropna(subset=["median_weeks", "p90_weeks"])
    assert len(known) and (known["median_weeks"] <= known["p90_weeks"]).all()
    assert (frame["joined"] == frame["started"] + frame["unserved"]).all()
    none = frame[frame["joined"] == 0]
    assert len(none) > 0
    assert none[["mean_weeks", "median_weeks", "p90_weeks", "over_4"]].isna().all(axis=None)


def test_waits_of_everybody_who_joined_by_hand(results):
    # Ten joined. Two began at once, two after 5 weeks; one left after 3, five wait in week 9: half have begun by no week that is known.
    row = everybody(waits(with_waits(results, {0: 2, 5: 2}, {3: 1, 9: 5}))).iloc[0]
    assert np.isnan(row["median_weeks"]) and np.isnan(row["over_13"])
    # After 0 weeks 8 of 10 wait, and of the 7 still there in week 5 two begin.
    assert row["over_4"] == pytest.approx(0.8)
    # With all served in the end: of ten, 2 + 3 begin within 6 weeks.
    row = everybody(waits(with_waits(results, {0: 2, 6: 3, 20: 5}, {}))).iloc[0]
    assert (row["median_weeks"], row["p90_weeks"], row["over_13"]) == (6, 20, pytest.approx(0.5))
    # A wait of 52 weeks and more is known to be that long, and no longer.
    row = everybody(waits(with_waits(results, {0: 1, 52: 9}, {}))).iloc[0]
    assert np.isnan(row["median_weeks"]) and row["over_26"] == pytest.approx(0.9)


def test_those_who_left_or_wait_do_not_shorten_waits(results):
    few, many = (everybody(waits(with_waits(results, {2: 5, 8: 5}, left))).iloc[0] for left in ({}, {8: 40}))
    assert few["median_weeks"] == 2 and np.isnan(many["median_weeks"])
    assert many["over_4"] > few["over_4"]


def test_no_share_of_the_cascade_is_over_all(results):
    final = {**results.final, "need_asked": results.final["need_perceived"] + 5}
    frame = cascade(replace(results, final=final))
    assert frame[frame["step"].isin(["asked", "recovered"])]["share_of_previous"].isna().all()
    assert frame["share_of_previous"].max() <= 1.0
