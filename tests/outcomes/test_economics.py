"""Worked examples: ratios and dominance, net benefit, acceptability, information and the plane, each computed by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.outcomes import acceptability_curve, equity_plane, value_for_money
from sim.outcomes.economics import acceptability, best_mean, equity_impact, information, ladder, net_benefit
from sim.outcomes.results import Results
from sim.outcomes.value import may_be_best, money_and_effect
from sim.report.text.money import MONEY_FINDINGS, cost_sentences
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


def priced(cost: list[list[float]], dalys: list[list[float]], drawn: dict[str, int] | None = None) -> Results:
    """Return results whose arms have these costs and healthy years lost, a row an arm and a number a run."""
    results = fake_results(arms=len(cost), seeds=len(cost[0]), weeks=8, people=200, places=2, scale=1.0)
    g = results.group("all", "all")
    final = {name: values.copy() for name, values in results.final.items()}
    final["cost"][..., g], final["dalys"][..., g] = cost, dalys
    return replace(results, final=final, drawn=drawn or {})


NOISE = [0.4, -0.6, 0.1, 0.5, -0.3, -0.1, 0.2, -0.2]


def test_a_plan_is_dominated_only_if_that_is_known() -> None:
    cost = [[0.0] * 8, [10.0] * 8, [12.0] * 8]
    clear = priced(cost, [[9.0] * 8, [5.0 + n for n in NOISE], [7.0 + n for n in NOISE]])
    vague = priced(cost, [[9.0] * 8, [5.0 + n for n in NOISE], [5.05 + n for n in NOISE[::-1]]])
    for results, known in ((clear, True), (vague, False)):
        row = value_for_money(results).set_index("arm").loc["groups"]
        assert (row["standing"], row["against"], row["certain"]) == ("dominated", "pfa", known)
    said = {known: " ".join(cost_sentences(results)) for results, known in ((clear, True), (vague, False))}
    assert "buys less health for the money than other plans, or mixes of them." in said[True]
    assert "on average, which is not known: chance could have made it" in said[False]


def test_a_gain_inside_noise_is_not_priced_and_no_best_buy_is_named() -> None:
    noisy = priced([[0.0] * 8, [1e5] * 8], [[9.0] * 8, [8.95 + n for n in NOISE]])
    assert not value_for_money(noisy).set_index("arm").loc["pfa", "certain"]
    assert "is not known: it cannot be told apart from chance" in cost_sentences(noisy)[0]
    assert "cannot be told: “Usual care” and “Psychological first aid” cannot be told apart" in MONEY_FINDINGS[
        "acceptability"
    ](noisy)
    clear = priced([[0.0] * 8, [1e5] * 8], [[9.0] * 8, [5.0 + n for n in NOISE]])
    assert "USD on “Psychological first aid” is the best buy" in MONEY_FINDINGS["acceptability"](clear)


def test_cost_and_effect_are_taken_together() -> None:
    # Alone, cost and healthy years both are noise; run by run what is gained is worth 10 more than it costs.
    gained = [20.0 * n for n in NOISE]
    both = priced(
        [[0.0] * 8, [100.0 * gain - 10.0 - n for gain, n in zip(gained, NOISE, strict=True)]],
        [[50.0] * 8, [50.0 - gain for gain in gained]],
    )
    cost, effect = money_and_effect(both)
    assert may_be_best(cost, effect, np.array([100.0]), False).tolist() == [[False, True]]


def test_information_is_worth_something_only_where_numbers_are_drawn() -> None:
    cost, dalys = [[0.0] * 8, [1e5] * 8], [[9.0] * 8, [8.0 + n for n in NOISE]]
    assert acceptability_curve(priced(cost, dalys))["information"].isna().all()
    assert (acceptability_curve(priced(cost, dalys, {"calibrated": 9}))["information"] >= 0).all()


def test_fewer_than_six_runs_rank_nothing() -> None:
    few = priced([[0.0] * 5, [1e5] * 5], [[9.0] * 5, [1.0, 1.1, 1.2, 1.0, 1.1]])
    assert "there is no verdict on the best buy: it takes 6" in MONEY_FINDINGS["acceptability"](few)
    assert acceptability_curve(few)["may_be_best"].all()
    assert "too few runs for a verdict" in cost_sentences(few)[0]
