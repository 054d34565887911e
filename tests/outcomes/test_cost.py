"""Spending, and spending for each week of illness averted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.cli.summary import price_of_health
from sim.outcomes import cost_effectiveness, costs
from sim.outcomes.student import quantile as t
from tests.fake_results import fake_results


@pytest.fixture(scope="module")
def results():
    return fake_results(arms=3, seeds=6, weeks=30, people=400, places=4, scale=0.1)


def with_final(results, **by_arm_and_seed):
    """Replace the totals of all adults by given tables `(A, S)`."""
    final = {name: values.copy() for name, values in results.final.items()}
    for name, table in by_arm_and_seed.items():
        final[name][:, :, 0] = table
    return replace(results, final=final)


def test_costs_are_for_the_whole_community(results):
    frame = costs(results)
    assert list(frame) == [
        "arm", "seed", "stratum", "group", "cost", "sessions", "per_person", "per_person_in_need",
        "per_session",
    ]  # fmt: skip
    row = frame.iloc[0]
    assert row["cost"] == pytest.approx(results.final["cost"][0, 0, 0] / 0.1)
    assert row["per_person"] == pytest.approx(row["cost"] * 0.1 / results.people[0])
    assert row["per_session"] == pytest.approx(row["cost"] / row["sessions"])


def test_cost_per_case_week_by_hand(results):
    made = with_final(
        results,
        cost=[[100] * 6, [160, 140, 150] * 2, [90] * 6],
        case_weeks=[[50, 60, 70] * 2, [45, 50, 60] * 2, [60, 70, 80] * 2],
    )
    frame = cost_effectiveness(made).set_index("arm")
    pfa = frame.loc["pfa"]
    # 150 USD more for 25 weeks fewer over three seeds; a tenth of the city was simulated.
    assert pfa["cost_per_case_week"] == pytest.approx(150 / 25)
    assert pfa["extra_cost"] == pytest.approx(500)
    assert pfa["case_weeks_averted"] == pytest.approx(250 / 3)
    assert pfa["extra_cost_se"] == pytest.approx(np.std([600, 400, 500] * 2, ddof=1) / np.sqrt(6))
    # Twelve, four and five USD a week, twice: one city may see what Student's t says.
    assert pfa["cost_per_case_week_high"] == pytest.approx(
        7 + t(0.95, 5) * np.std([12, 4, 5] * 2, ddof=1) * np.sqrt(7 / 6)
    )
    assert pfa["finding"] == "costs more, less illness"
    assert frame.loc["groups", "finding"] == "costs less, more illness"
    assert np.isnan(frame.loc["groups", "cost_per_case_week"])
    assert frame.loc["usual_care", "finding"] == "no difference"


def test_no_band_when_a_seed_averts_nothing(results):
    made = with_final(results, cost=[[1] * 6, [2] * 6, [2] * 6], case_weeks=[[9] * 6, [1, 9, 2] * 2, [9] * 6])
    frame = cost_effectiveness(made).set_index("arm")
    assert frame.loc["pfa", "cost_per_case_week"] > 0
    assert np.isnan(frame.loc["pfa", "cost_per_case_week_low"])
    assert frame.loc["groups", "finding"] == "costs more, the same illness"


def test_chance_is_no_finding_and_few_runs_give_no_verdict(results):
    noise = with_final(
        results, cost=[[1] * 6, [2] * 6, [2] * 6], case_weeks=[[9] * 6, [8, 10, 9, 7, 11, 10], [9, 8, 9, 9, 10, 9]]
    )
    assert set(cost_effectiveness(noise)["finding"][1:]) == {"costs more, illness cannot be told apart"}
    few = cost_effectiveness(fake_results(arms=2, seeds=5, weeks=20, people=300, places=3))
    assert few["finding"][1].endswith("too few runs for a verdict on illness")


def test_cost_per_healthy_year_by_hand_and_of_older_results(results):
    made = with_final(
        results,
        cost=[[100] * 6, [160, 140, 150] * 2, [160, 140, 150] * 2],
        dalys=[[5, 6, 7] * 2, [4.5, 5, 6] * 2, [6, 7, 8] * 2],
    )
    frame = cost_effectiveness(made).set_index("arm")
    assert frame.loc["pfa", "dalys_averted"] == pytest.approx(25 / 3)
    assert frame.loc["pfa", "cost_per_daly"] == pytest.approx(150 / 2.5)
    assert frame.loc["pfa", "cost_per_daly_high"] == pytest.approx(
        70 + t(0.95, 5) * np.std([120, 40, 50] * 2, ddof=1) * np.sqrt(7 / 6)
    )
    assert np.isnan(frame.loc["groups", "cost_per_daly"])
    older = replace(made, final={name: total for name, total in made.final.items() if name != "dalys"})
    assert cost_effectiveness(older)["cost_per_daly"].isna().all()


def test_the_price_of_health_is_told_in_words_where_there_is_none():
    def told(extra, averted, low=1.0):
        return price_of_health(
            {
                "extra_cost": extra, "dalys_averted": averted, "dalys_averted_low": low, "cost_per_daly": extra / (averted or 1),
                "cost_per_daly_low": 4000.0 if low > 0 else np.nan, "cost_per_daly_high": 6000.0,
            }
        )  # fmt: skip

    assert told(5000, 0) == told(5000, -2) == "costs more, averts nothing"
    assert told(-5000, 3) == "costs no more, averts 3"
    assert told(5000, 1) == "5,000 [dim]4,000…6,000[/dim]"
    assert "averts nothing in some runs" in told(5000, 1, low=-1.0)
    assert told(5000, 1, low=np.nan) == "5,000"
    assert told(5000, np.nan) == "-"


def test_another_baseline_and_none(results):
    frame = cost_effectiveness(results, baseline="pfa").set_index("arm")
    assert frame.loc["pfa", "extra_cost"] == 0
    with pytest.raises(KeyError, match="no arm 'magic'; there are: usual_care, pfa, groups"):
        cost_effectiveness(results, baseline="magic")
