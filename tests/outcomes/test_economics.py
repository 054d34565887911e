"""Worked examples: ratios and dominance, net benefit, acceptability, information and the plane, each computed by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.outcomes import acceptability_curve, equity_plane, value_for_money
from sim.outcomes.economics import acceptability, best_mean, equity_impact, information, ladder, net_benefit
from tests.fake_results import fake_results

# Five plans as in textbooks: nothing, A, B (by extension), C, D (dominated by C).
COST = np.array([0.0, 100.0, 400.0, 500.0, 600.0])
EFFECT = np.array([0.0, 10.0, 15.0, 30.0, 29.0])


def test_the_ladder_of_a_worked_example() -> None:
    steps = {step.plan: step for step in ladder(COST, EFFECT)}
    assert steps[0].standing == "first"
    assert (steps[1].standing, steps[1].against, steps[1].icer) == ("next", 0, 10.0)
    assert (steps[2].standing, steps[2].against) == ("by extension", 3), "from A to C costs 20 a unit, from A to B 60"
    assert (steps[3].standing, steps[3].against, steps[3].icer) == ("next", 1, 20.0)
    assert (steps[4].standing, steps[4].against) == ("dominated", 3)


def test_a_plan_that_saves_money_and_helps_dominates_the_baseline() -> None:
    steps = ladder(np.array([100.0, 80.0]), np.array([0.0, 5.0]))
    assert [(step.plan, step.standing) for step in steps] == [(1, "first"), (0, "dominated")]


def test_of_two_that_are_the_same_the_first_stays() -> None:
    assert [step.standing for step in ladder(np.array([1.0, 1.0]), np.array([2.0, 2.0]))] == ["first", "dominated"]


money = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=7)


@given(money)
def test_every_plan_stands_once_and_ratios_only_rise(plans: list[tuple[int, int]]) -> None:
    cost, effect = (np.array(side, float) for side in zip(*plans, strict=True))
    steps = ladder(cost, effect)
    assert sorted(step.plan for step in steps) == list(range(len(plans)))
    up = [step for step in steps if step.standing in ("first", "next")]
    icers = [step.icer for step in up[1:]]
    assert icers == sorted(icers) and up[0].standing == "first"
    for worth in (0.0, 0.5, 3.0, 40.0):
        best = net_benefit(cost, effect, worth).max()
        assert max(net_benefit(cost, effect, worth)[step.plan] for step in up) == pytest.approx(best), (
            "the best is on the ladder"
        )


def test_acceptability_and_its_frontier() -> None:
    cost = np.array([[0.0, 0.0, 0.0, 0.0], [100.0, 100.0, 100.0, 100.0]])
    effect = np.array([[0.0, 0.0, 0.0, 0.0], [1.0, 2.0, 5.0, 0.0]])
    at = np.array([0.0, 49.0, 51.0, 1000.0])
    assert acceptability(cost, effect, at)[:, 1].tolist() == [0.0, 0.25, 0.5, 0.75]
    # Mean effect 2: worth it from 50 on, although half of the runs say no until 100.
    assert best_mean(cost, effect, at).tolist() == [0, 0, 1, 1]


def test_ties_are_shared() -> None:
    same = np.ones((4, 3))
    assert acceptability(same, same, np.array([10.0])).tolist() == [[0.25] * 4]


def test_information_by_hand() -> None:
    cost, effect = np.array([[0.0, 0.0], [100.0, 100.0]]), np.array([[0.0, 0.0], [0.0, 4.0]])
    # At 50 a unit: runs are worth -100 and +100; knowing which brings (0 + 100) / 2 instead of max(0, 0).
    assert information(cost, effect, np.array([50.0])) == pytest.approx([50.0])
    assert information(cost, effect, np.array([0.0])) == pytest.approx([0.0])


def test_a_narrower_gap_is_above_0() -> None:
    poorest, richest = np.array([[10.0], [7.0]]), np.array([[4.0], [3.0]])
    assert equity_impact(poorest, richest, 0).tolist() == [[0.0], [2.0]]


def test_tables_of_results_agree_with_the_functions() -> None:
    results = fake_results(arms=4, seeds=3, weeks=20, people=600, places=4)
    g = results.group("all", "all")
    dalys = results.final.get("dalys", results.final["case_weeks"] / 500.0)
    results = replace(results, final={**results.final, "dalys": dalys})
    table = value_for_money(results).set_index("arm")
    averted = (dalys[0, :, g] - dalys[2, :, g]).mean() / results.scale
    assert table.loc["groups", "dalys_averted"] == pytest.approx(averted)
    assert np.isnan(table.loc["usual_care", "cost_per_daly"])
    curve = acceptability_curve(results)
    assert curve.groupby("worth")["share"].sum().to_numpy() == pytest.approx(1.0)
    assert (curve.groupby("worth")["best_mean"].sum() == 1).all()
    plane = equity_plane(results).set_index("arm")
    assert plane.loc["usual_care", "health"] == plane.loc["usual_care", "equity"] == 0.0


def test_money_and_people_are_for_the_whole_community() -> None:
    results = fake_results(arms=3, seeds=3, weeks=20, people=600, places=4)
    g = results.group("all", "all")
    results = replace(results, scale=0.5, final={**results.final, "dalys": results.final["case_weeks"] / 500.0})
    table = value_for_money(results).set_index("arm")
    for a, arm in enumerate(results.arms):
        assert table.loc[arm, "cost"] == pytest.approx(2 * results.final["cost"][a, :, g].mean())
        fewer = (results.weekly["cases"][0] - results.weekly["cases"][a])[:, -1, g]
        assert table.loc[arm, "cases_averted"] == pytest.approx(2 * fewer.mean())


def test_results_without_healthy_years_say_so_and_do_not_fail() -> None:
    results = fake_results(arms=2, seeds=2, weeks=20, people=300, places=3)
    old = replace(results, final={name: values for name, values in results.final.items() if name != "dalys"})
    assert equity_plane(old).empty
    assert value_for_money(old)["dalys_averted"].isna().all()
