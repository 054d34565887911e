"""Prevalence, trajectories and weeks to recovery."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.outcomes import prevalence, trajectories, weeks_to_recovery
from sim.outcomes.course import quantile_of_counts
from tests.fake_results import fake_results


@pytest.fixture(scope="module")
def results():
    return fake_results(arms=2, seeds=2, weeks=30, people=400, places=4)


def one(frame: pd.DataFrame, **chosen):
    """Return the only row with the given cells."""
    for name, value in chosen.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_prevalence_is_the_weekly_table_in_long_form(results):
    frame = prevalence(results)
    assert list(frame) == ["arm", "seed", "week", "stratum", "group", "people", "value", "share"]
    assert len(frame) == results.weekly["cases"].size
    row = one(frame, arm="pfa", seed=2, week=17, stratum="race", group="Black")
    at = results.group("race", "Black")
    assert row["value"] == results.weekly["cases"][1, 1, 17, at]
    assert row["share"] == pytest.approx(row["value"] / results.people[at])


def test_prevalence_of_another_measure_and_of_none(results):
    severity = prevalence(results, "severity")
    assert severity["share"].max() > 1
    with pytest.raises(KeyError, match="no weekly measure 'joy'; there are: cases, serious"):
        prevalence(results, "joy")


def test_trajectories_share_out_every_group(results):
    frame = trajectories(results)
    assert list(frame) == ["arm", "seed", "stratum", "group", "trajectory", "share"]
    whole = frame.groupby(["arm", "seed", "stratum", "group"])["share"].sum()
    assert whole.to_numpy() == pytest.approx(1)


def test_weeks_to_recovery_columns_and_cells(results):
    frame = weeks_to_recovery(results)
    assert list(frame) == [
        "arm", "seed", "stratum", "group", "mean_weeks", "median_weeks", "recovered_share",
        "mean_weeks_as_case", "half_recovered_by",
    ]  # fmt: skip
    row = one(frame, arm="usual_care", seed=1, stratum="all", group="all")
    final = {name: values[0, 0, 0] for name, values in results.final.items()}
    assert row["mean_weeks"] == pytest.approx(final["recovery_weeks"] / final["need_recovered"])
    assert row["mean_weeks_as_case"] == pytest.approx(final["case_weeks"] / final["need"])
    assert 0 <= row["recovered_share"] <= 1


def test_those_who_never_recover_count_in_the_half(results):
    frame = weeks_to_recovery(results)
    known = frame.dropna(subset=["half_recovered_by", "median_weeks"])
    assert (known["half_recovered_by"] >= known["median_weeks"]).all()
    reached = frame["half_recovered_by"].notna()
    assert (reached == (frame["recovered_share"] >= 0.5)).all()


def test_nobody_in_need_is_unknown(results):
    none = {name: values * 0 for name, values in results.final.items()}
    empty = {name: values * 0 for name, values in results.histograms.items()}
    frame = weeks_to_recovery(replace(results, final=none, histograms=empty))
    assert frame.iloc[:, 4:].isna().all(axis=None)


def test_quantile_of_counts_by_hand():
    counts = np.array([[0.0, 2, 0, 1, 1], [0, 0, 0, 0, 0], [0, 0, 0, 0, 5]])
    assert quantile_of_counts(counts, 0.5) == pytest.approx([1, np.nan, 4], nan_ok=True)
    assert quantile_of_counts(counts, 0.75) == pytest.approx([3, np.nan, 4], nan_ok=True)
    more = np.array([10.0, 10, 10])
    assert quantile_of_counts(counts, 0.5, more) == pytest.approx([np.nan, np.nan, 4], nan_ok=True)


def test_a_group_keeps_its_numbers_when_groups_change_places(results):
    order = np.random.default_rng(1).permutation(len(results.groups))
    shuffled = replace(
        results,
        groups=tuple(results.groups[i] for i in order),
        people=results.people[order],
        weekly={name: values[..., order] for name, values in results.weekly.items()},
        final={name: values[..., order] for name, values in results.final.items()},
        histograms={name: values[:, :, order] for name, values in results.histograms.items()},
    )
    keys = ["arm", "seed", "stratum", "group"]
    for table in (weeks_to_recovery, lambda r: prevalence(r).query("week == 3").drop(columns="week")):
        before, after = (table(r).sort_values(keys).reset_index(drop=True) for r in (results, shuffled))
        pd.testing.assert_frame_equal(before, after)
