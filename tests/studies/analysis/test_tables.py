"""Do differences, regret, gaps, indices and Shapley values say what can be worked out by hand?"""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from sim.population.strata import INCOMES
from sim.studies.analysis.indices import indices
from sim.studies.analysis.report import widening
from sim.studies.analysis.robustness import differences, mean_interval, regret
from sim.studies.analysis.shapley import shapley
from sim.studies.analysis.values import NoSuchRowsError, by_point, change, gap, level, lever_table
from sim.studies.sweep.experiment import experiment_of


def long_table(values: dict[tuple[int, str, int], dict[str, float]]) -> pd.DataFrame:
    """A table as `sim.read_sweep` gives it: by point, arm and seed, prevalence of everybody, the poorest and the richest."""
    rows = []
    for run, ((point, arm, seed), groups) in enumerate(values.items()):
        for group, value in groups.items():
            stratum = "all" if group == "all" else "income"
            for week, found in ((0, -1.0), (8, value)):
                rows.append((run, point, arm, seed, week, stratum, group, "prevalence_end", found, 10.0 * point))
    names = ["run_id", "point", "arm", "seed", "week", "stratum", "group", "measure", "value", "event.reach"]
    return pd.DataFrame(rows, columns=names)


POOR, RICH = INCOMES[0], INCOMES[-1]
TABLE = long_table({
    (0, "usual", 1): {"all": 0.30, POOR: 0.5, RICH: 0.2}, (0, "usual", 2): {"all": 0.32, POOR: 0.5, RICH: 0.3},
    (0, "tele", 1): {"all": 0.20, POOR: 0.5, RICH: 0.1}, (0, "tele", 2): {"all": 0.26, POOR: 0.5, RICH: 0.2},
    (1, "usual", 1): {"all": 0.10, POOR: 0.2, RICH: 0.1}, (1, "usual", 2): {"all": 0.10, POOR: 0.2, RICH: 0.1},
    (1, "tele", 1): {"all": 0.14, POOR: 0.1, RICH: 0.1}, (1, "tele", 2): {"all": 0.12, POOR: 0.1, RICH: 0.1},
})  # fmt: skip


def test_levels_are_of_the_last_week_and_gaps_of_worse_less_better() -> None:
    assert level(TABLE, "prevalence_end")["value"].tolist() == [0.20, 0.26, 0.30, 0.32, 0.14, 0.12, 0.10, 0.10]
    found = gap(TABLE, "prevalence_end")
    assert found["value"].to_numpy() == pytest.approx([0.4, 0.3, 0.3, 0.2, 0.0, 0.0, 0.1, 0.1])
    assert lever_table(TABLE)["event.reach"].to_dict() == {0: 0.0, 1: 10.0}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("reach",), "prevalence_end"),
        (("prevalence_end", "race"), "all, income"),
        (("prevalence_end", "income", "x"), POOR),
    ],
)
def test_what_was_not_kept_is_told_with_what_was(asked: tuple[str, ...], said: str) -> None:
    with pytest.raises(NoSuchRowsError, match=said):
        level(TABLE, *asked)


def test_telehealth_widens_the_gap_at_the_first_point_only() -> None:
    wider = change(gap(TABLE, "prevalence_end"), "tele", "usual")
    assert by_point(wider).to_numpy() == pytest.approx([0.1, -0.1])
    assert widening(wider, "low").tolist() == [True, False]
    assert widening(wider, "high").tolist() == [False, True]
    assert widening(wider, "low", beyond=0.2).tolist() == [False, False]


def test_differences_are_paired_and_their_interval_holds_points_and_seeds() -> None:
    row = differences(level(TABLE, "prevalence_end"), "usual").iloc[0]
    apart = [-0.10, -0.06, 0.04, 0.02]
    assert (row["arm"], row["points"], row["pairs"], row["positive"]) == ("tele", 2, 4, 0.5)
    assert row["difference"] == pytest.approx(np.mean(apart))
    # Point means -0.08, 0.03; seed means -0.03, -0.02; Student's t of one degree of freedom at 95% is 6.3138.
    error = np.sqrt(np.var([-0.08, 0.03], ddof=1) / 2 + np.var([-0.03, -0.02], ddof=1) / 2)
    assert row["high"] - row["difference"] == pytest.approx(6.313752 * error, rel=1e-5)


def test_the_interval_of_the_mean_covers_as_often_as_it_says_or_more() -> None:
    random, covered = np.random.default_rng(1), 0
    for _ in range(100):
        noise = random.normal(size=(12, 1)) + random.normal(size=(1, 8)) + random.normal(size=(12, 8))
        index = pd.MultiIndex.from_product([range(12), range(8)], names=["point", "seed"])
        low, high = mean_interval(pd.DataFrame({"value": noise.ravel()}, index=index).reset_index())
        covered += low <= 0 <= high
    assert 0.86 <= covered / 100 <= 1


def test_one_run_has_no_interval() -> None:
    assert np.isnan(mean_interval(pd.DataFrame({"point": [0], "seed": [1], "value": [2.0]}))).all()


def test_regret_by_hand() -> None:
    found = regret(level(TABLE, "prevalence_end"), "low", within=0.03, good_enough=0.2).set_index("arm")
    assert found.loc["usual", "regret_max"] == pytest.approx(0.08) and found.loc[
        "usual", "regret_mean"
    ] == pytest.approx(0.04)
    assert found.loc["tele", "regret_max"] == pytest.approx(0.03) and found.loc["tele", "near_best"] == 1.0
    assert found["best"].to_dict() == {"tele": 0.5, "usual": 0.5}
    assert found["good_enough"].to_dict() == {"tele": 0.5, "usual": 0.5}


def test_indices_of_a_planted_line_name_the_lever_that_moves_it() -> None:
    pytest.importorskip("SALib")
    from sim.studies.sweep.design import unit_points

    for kind, points, word in (("morris", 6, "mu_star"), ("saltelli", 64, "total")):
        experiment = experiment_of({
            "scenario": "minimal", "design": {"kind": kind, "points": points},
            "lever": {"barriers.cost.effect": {}, "barriers.trust.effect": {}, "barriers.stigma.effect": {}},
        })  # fmt: skip
        x = unit_points(experiment.design, len(experiment.levers))
        values = pd.DataFrame({"point": range(len(x)), "seed": 1, "value": 3 * x[:, 1] + x[:, 2]})
        found = indices(experiment, values)
        assert found["lever"].tolist() == ["barriers.trust.effect", "barriers.stigma.effect", "barriers.cost.effect"]
        assert found[word].to_numpy() == pytest.approx([3, 1, 0] if kind == "morris" else [0.9, 0.1, 0], abs=0.06)
        assert (found[f"{word}_low"] <= found[word]).all() and (found[word] <= found[f"{word}_high"]).all()
    with pytest.raises(ValueError, match="morris or saltelli"):
        indices(experiment_of({"scenario": "minimal"}), values)


def test_shapley_is_the_mean_over_all_orders_and_sums_to_the_whole() -> None:
    values = np.random.default_rng(5).normal(size=(16, 3))
    slow = np.zeros((4, 3))
    for order in permutations(range(4)):
        there = 0
        for i in order:
            slow[i] += values[there | 1 << i] - values[there]
            there |= 1 << i
    assert shapley(values) == pytest.approx(slow / 24)
    assert shapley(values).sum(axis=0) == pytest.approx(values[15] - values[0])
    with pytest.raises(ValueError, match="power of two"):
        shapley(values[:5])
