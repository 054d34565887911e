"""The equity table, the groups left behind and the numbers to quote."""

from __future__ import annotations

import warnings
from dataclasses import replace
from time import process_time

import numpy as np
import pandas as pd
import pytest

from sim.outcomes import OUTCOMES, STRATA, equity, equity_table, headline, leaves_behind, narrowing
from sim.outcomes.registry import count, levels
from sim.outcomes.results import FINAL, STATES
from sim.outcomes.student import quantile as t
from tests.fake_results import fake_results

MEASURES = (
    "level", "best", "worst", "gap", "ratio", "concentration_index", "erreygers", "slope_index",
    "relative_index",
)  # fmt: skip


@pytest.fixture(scope="module")
def results():
    return fake_results(arms=3, seeds=4, weeks=40, people=800, places=6)


@pytest.fixture(scope="module")
def table(results):
    return equity_table(results)


def with_prevalence(results, stratum, shares):
    """Set the cases of the last week so that the groups of a stratum have the given shares `(A, S, g)`."""
    weekly = {name: values.copy() for name, values in results.weekly.items()}
    at = results.members(stratum)
    weekly["cases"][:, :, -1, at] = np.asarray(shares) * results.people[at]
    return replace(results, weekly=weekly)


def row_of(frame, **cells):
    for name, value in cells.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def test_every_outcome_counts_what_is_recorded(results):
    for name, outcome in OUTCOMES.items():
        assert outcome.numerator in FINAL or outcome.numerator.removesuffix("_at_end") in STATES
        assert outcome.denominator in FINAL or outcome.denominator == "people"
        value, people = levels(results, name)
        assert value.shape == people.shape == (3, 4, len(results.groups))
        known = value[np.isfinite(value)]
        assert (known >= 0).all()
        assert not (known > outcome.bound(results)).any()
    with pytest.raises(KeyError, match="no outcome 'luck'; there are: prevalence_end"):
        levels(results, "luck")
    with pytest.raises(KeyError):
        count(results, "luck")


def test_equity_table_columns_and_rows(results, table):
    expected = ["arm", "outcome", "stratum"]
    for name in MEASURES:
        if name in {"best", "worst"}:
            expected.append(f"{name}_group")
        expected += [name, f"{name}_low", f"{name}_high", f"{name}_se"]
    assert list(table) == expected
    keys = [(a, o, s) for a in results.arms for o in OUTCOMES for s in STRATA]
    assert list(table[["arm", "outcome", "stratum"]].itertuples(index=False, name=None)) == keys


def test_rows_agree_with_themselves(table):
    # The worst is at least as bad as the best, and gap and ratio follow from the levels shown.
    low = table["outcome"].map(lambda name: OUTCOMES[name].better == "low")
    worse = np.where(low, table["worst"] - table["best"], table["best"] - table["worst"])
    assert (worse >= -1e-12).all()
    assert table["gap"].to_numpy() == pytest.approx(worse)
    assert table["ratio"].to_numpy() == pytest.approx((table["worst"] / table["best"]).to_numpy())
    for name in ("level", "best", "worst", "gap"):
        assert (table[f"{name}_low"] <= table[name] + 1e-12).all()
        assert (table[name] <= table[f"{name}_high"] + 1e-12).all()


def test_indices_are_for_income_only(table):
    indices = list(MEASURES[5:])
    income = table["stratum"] == "income"
    assert table.loc[~income, indices].isna().all(axis=None)
    bounded = income & (table["outcome"] != "mean_wait")
    assert table.loc[bounded, indices].notna().all(axis=None)
    unbounded = table.loc[income & (table["outcome"] == "mean_wait")]
    assert unbounded["erreygers"].isna().all()
    assert unbounded["concentration_index"].notna().all()


def test_worst_and_best_by_hand(results):
    shares = np.tile([0.5, 0.4, 0.3, 0.2, 0.1], (3, 4, 1))
    shares[:, :, 0] += [0.02, -0.02, 0.01, -0.01]
    row = row_of(
        equity_table(with_prevalence(results, "income", shares), ("income",), ("prevalence_end",)),
        arm="pfa",
    )
    assert (row["worst_group"], row["best_group"]) == ("poorest fifth", "richest fifth")
    assert row["gap"] == pytest.approx(0.4)
    assert row["ratio"] == pytest.approx(5)
    noise = np.std([0.02, -0.02, 0.01, -0.01], ddof=1)
    assert row["gap_se"] == pytest.approx(noise / 2)
    assert row["gap_low"] == pytest.approx(0.4 - t(0.95, 3) * noise * np.sqrt(5 / 4))


def test_indices_by_hand(results):
    at = results.members("income20")
    people = results.people[at]
    line = 0.4 - 0.2 * equity.ridits(people)
    made = with_prevalence(results, "income20", np.broadcast_to(line, (3, 4, 20)))
    row = row_of(equity_table(made, ("income",), ("prevalence_end",)), arm="pfa")
    assert row["slope_index"] == pytest.approx(-0.2)
    assert row["relative_index"] == pytest.approx(0.5)
    assert row["concentration_index"] == pytest.approx(equity.concentration_index(line, people))
    assert row["erreygers"] == pytest.approx(equity.erreygers(line, people))
    assert row["slope_index_low"] == pytest.approx(-0.2)


def test_equal_groups_have_no_gap(results):
    flat = np.full((3, 4, 20), 0.25)
    made = with_prevalence(with_prevalence(results, "income", flat[..., :5]), "income20", flat)
    rows = equity_table(made, ("income",), ("prevalence_end",))
    for name in ("gap", "concentration_index", "erreygers", "slope_index"):
        assert rows[name].to_numpy() == pytest.approx(0, abs=1e-12)
    assert rows["ratio"].to_numpy() == pytest.approx(1)


def test_conditional_outcomes_rank_those_in_need(results):
    value, need = levels(results, "reach")
    at = results.members("income20")
    index = equity.concentration_index(value[0][:, at].mean(axis=0), need[0][:, at].mean(axis=0))
    row = row_of(equity_table(results, ("income",), ("reach",)), arm="usual_care")
    assert row["concentration_index"] == pytest.approx(index)


def test_groups_of_few_people_are_not_called_worst(results):
    made = with_prevalence(results, "race", np.tile([0.1, 0.2, 0.3, 0.4, 0.99], (3, 4, 1)))
    smallest = results.people[results.members("race")].tolist()
    few = smallest[-1] + 1
    assert set(equity_table(made, ("race",), ("prevalence_end",))["worst_group"]) == {"Other"}
    hidden = equity_table(made, ("race",), ("prevalence_end",), fewest=few)
    assert set(hidden["worst_group"]) != {"Other"}
    nobody = equity_table(made, ("race",), ("prevalence_end",), fewest=10**9)
    assert nobody["worst_group"].isna().all()
    assert nobody[["worst", "best", "gap", "ratio"]].isna().all(axis=None)
    assert nobody["level"].notna().all()


def test_children_are_not_compared(results):
    rows = equity_table(results, ("age",))
    assert not {"children 0-17"} & ({*rows["worst_group"]} | {*rows["best_group"]})


def test_order_of_groups_does_not_matter(results, table):
    # Twentieths keep their order: it is their rank.
    order = [i for i in range(len(results.groups)) if results.groups[i][0] == "income20"]
    order = [i for i in reversed(range(len(results.groups))) if i not in order] + order
    shuffled = replace(
        results,
        groups=tuple(results.groups[i] for i in order),
        people=results.people[order],
        weekly={name: values[..., order] for name, values in results.weekly.items()},
        final={name: values[..., order] for name, values in results.final.items()},
    )
    numbers = [name for name in table if not name.endswith("_group")]
    pd.testing.assert_frame_equal(equity_table(shuffled)[numbers], table[numbers])


def test_one_seed_has_levels_and_no_bands():
    rows = equity_table(fake_results(arms=1, seeds=1, weeks=8, people=300, places=3))
    assert rows["level"].notna().all()
    assert rows[["level_low", "gap_high", "ratio_low"]].isna().all(axis=None)


def test_nobody_ill_is_silent(results):
    nobody = replace(
        results,
        weekly={name: values * 0 for name, values in results.weekly.items()},
        final={name: values * 0 for name, values in results.final.items()},
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = equity_table(nobody)
        leaves_behind(nobody)
        headline(nobody)
    assert rows.loc[rows["outcome"] == "reach", "level"].isna().all()
    assert (rows.loc[rows["outcome"] == "chronic", "level"] == 0).all()


def test_unknown_names_are_named(results):
    with pytest.raises(KeyError, match="no stratum 'shoe size'; there are: all, income"):
        equity_table(results, ("shoe size",))
    with pytest.raises(KeyError, match="no outcome 'luck'"):
        equity_table(results, outcomes=("luck",))


def test_large_batches_take_well_under_a_second():
    small = fake_results(arms=5, seeds=4, weeks=20, people=400, places=160)
    many = replace(
        small,
        seeds=tuple(range(20)),
        weekly={name: np.tile(values, (1, 5, 1, 1)) for name, values in small.weekly.items()},
        final={name: np.tile(values, (1, 5, 1)) for name, values in small.final.items()},
    )
    equity_table(small, ("sex",))
    start = process_time()
    equity_table(many)
    assert process_time() - start < 1


def test_leaves_behind_finds_the_worst_of_all(results):
    frame = leaves_behind(results)
    assert len(frame) == len(results.arms) * len(OUTCOMES)
    assert list(frame["arm"].unique()) == list(results.arms)
    every = tuple(s for s in dict(results.groups) if s not in {"all", "income20"})
    table = equity_table(results, every)
    for (arm, outcome), rows in table.groupby(["arm", "outcome"]):
        found = row_of(frame, arm=arm, outcome=outcome)
        worst = rows["worst"].max() if OUTCOMES[outcome].better == "low" else rows["worst"].min()
        assert found["level"] == pytest.approx(worst)
        same = row_of(rows, stratum=found["stratum"])
        assert found["group"] == same["worst_group"]
        assert found["gap_to_best"] == pytest.approx(same["gap"])
        assert found["ratio_to_best"] == pytest.approx(same["ratio"])
        assert found["overall"] == pytest.approx(same["level"])
        assert found["gap_to_overall"] >= -1e-9


def test_leaves_behind_counts_the_whole_community(results):
    row = leaves_behind(results, ("chronic",), ("sex",)).iloc[0]
    at = results.group("sex", row["group"])
    assert row["people"] == pytest.approx(results.people[at] / results.scale)
    assert row["share_of_people"] == pytest.approx(results.people[at] / results.people[0])
    nobody = leaves_behind(results, fewest=10**9)
    assert nobody[["group", "level", "people"]].isna().all(axis=None)


def test_headline_quotes_every_arm(results):
    frame = headline(results)
    assert tuple(frame["arm"]) == results.arms
    assert tuple(frame["label"]) == results.arm_labels
    wanted = {
        "prevalence", "change", "ratio_to_baseline", "fewer_cases", "reach", "median_wait", "income_gap",
        "income_ratio", "concentration_index", "cost", "extra_cost", "case_weeks_averted",
        "cost_per_case_week", "dalys_averted", "cost_per_daly",
    }  # fmt: skip
    assert {f"{name}{end}" for name in wanted for end in ("", "_low", "_high")} <= set(frame)
    cases = results.weekly["cases"][:, :, -1, 0]
    fewer = (cases[[0]] - cases).mean(axis=1) / results.scale
    assert frame["fewer_cases"].to_numpy() == pytest.approx(fewer)
    assert frame["change"].to_numpy() == pytest.approx(-fewer * results.scale / results.people[0])
    baseline = frame.iloc[0]
    assert (baseline["change"], baseline["extra_cost"], baseline["ratio_to_baseline"]) == (0, 0, 1)


def test_the_gap_of_a_group_with_itself_is_not_known():
    results = fake_results(arms=2, seeds=6, weeks=10, people=300, places=1)
    alone = results.members("place")
    assert len(alone) == 1
    row = equity_table(results, ("place",), ("prevalence_end",)).iloc[0]
    assert row["worst_group"] is None and np.isnan(row["gap"]) and np.isnan(row["ratio"])
    assert narrowing(results, ["place"], ["prevalence_end"])["change"].isna().all()
    assert narrowing(results, ["place"], ["prevalence_end"])["verdict"].tolist() == ["unknown"]
    assert leaves_behind(results, ["prevalence_end"], ["place"])["group"].isna().all()
