from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from sim.outcomes import OUTCOMES, cascade, equity_table, narrowing, paired
from sim.outcomes.phrases import apart, moved, said, signed, verdict
from sim.outcomes.results import Results
from sim.outcomes.spread import gap, spread
from sim.outcomes.student import quantile, tail
from sim.outcomes.words import count, made_from, month, percent, seed_words, since
from sim.report.text import FINDINGS, Spread, best_arm, difference, headline, level
from sim.report.text.cheers import cheers
from sim.report.text.money import unit_of
from sim.report.text.sentences import place_changes, turned_away
from sim.report.text.tables import NUMBERS, behind, compared, equity, grades
from tests.fake_results import fake_results

SEEDS = 8


@cache
def two_arms() -> Results:
    return fake_results(seed=3, arms=2, seeds=SEEDS, weeks=30, people=900, places=4)


def ending(*shares: list[float], groups: dict[tuple[str, str], list[list[float]]] | None = None) -> Results:
    """Return results in which the arms end with these shares above the cut-off, one for each seed."""
    results = two_arms()
    cases = np.zeros_like(results.weekly["cases"])
    cases[...] = np.array(shares)[:, :, None, None] * results.people
    for pair, values in (groups or {}).items():
        g = results.group(*pair)
        cases[..., g] = (np.array(values) * results.people[g])[:, :, None]
    return replace(results, weekly={**results.weekly, "cases": cases})


def test_better_arm_is_said_to_be_lower_with_its_range() -> None:
    base = [0.20, 0.22, 0.18, 0.21, 0.19, 0.20, 0.22, 0.18]
    results = ending(base, [share - 0.05 for share in base])
    first, second, _ = headline(results)
    assert "20.0% of adults" in first
    assert "15.0%" in second
    assert "5.0 percentage points lower than under “Usual care”" in second
    assert (
        "(expected difference \u22125.0 to \u22125.0 percentage points; one city may see \u22125.0 to \u22125.0)"
        in second
    )
    assert verdict("prevalence_end", difference(results, "prevalence_end", "pfa")) == "better"


def test_worse_arm_is_said_to_be_worse() -> None:
    results = ending([0.20] * SEEDS, [0.24, 0.25, 0.26, 0.25, 0.24, 0.25, 0.26, 0.25])
    second = headline(results)[1]
    assert second.startswith("No other plan ends lower: the closest, “Psychological first aid”, has 25.0%")
    assert "5.0 percentage points higher" in second
    assert "worse on “cases at the end”" in FINDINGS["differences"](results)


def test_noise_is_not_sold_as_a_finding() -> None:
    results = ending([0.20] * SEEDS, [0.18, 0.22, 0.17, 0.23, 0.19, 0.20, 0.21, 0.19])
    second = headline(results)[1]
    assert "cannot be told apart from “Usual care”" in second
    assert "fewer" not in second
    assert "No plan is known to move away from “Usual care” in any week" in FINDINGS["fan"](results)
    assert verdict("prevalence_end", difference(results, "prevalence_end", "pfa")) == "unclear"


def test_one_seed_says_nothing_about_luck() -> None:
    results = fake_results(arms=2, seeds=1, weeks=20, people=600, places=3)
    words = " ".join([*headline(results), *(find(results) for find in FINDINGS.values())])
    assert "nine of ten" not in words
    assert "one run" in words
    assert verdict("reach", difference(results, "reach", "pfa")) == "unknown"
    assert "nan" not in words


def test_gap_sentence_names_the_groups_and_follows_them() -> None:
    poor, rich = ("income", "poorest fifth"), ("income", "richest fifth")
    noise = np.linspace(-0.01, 0.01, SEEDS)
    groups = {
        poor: [list(0.40 + noise), list(0.24 + noise)],
        rich: [list(0.10 + noise), list(0.08 + noise)],
    }
    third = headline(ending([0.2] * SEEDS, [0.16] * SEEDS, groups=groups))[2]
    assert "poorest fifth by income are furthest behind: 40.0% still have probable PTSD, against 10.0%" in third
    assert (
        "a gap of 30.0 percentage points (expected difference +30.0 to +30.0 percentage points; one city may see"
        in third
    )
    assert "a ratio of 4.0" in third and "a ratio of 3.0" in third
    assert (
        "that gap is 14.0 percentage points narrower than under “Usual care” (expected difference \u221214.0 to \u221214.0"
        in third
    )


def test_groups_within_luck_are_not_called_behind() -> None:
    noise = np.array([0.05, -0.05] * (SEEDS // 2))
    groups = {("sex", "women"): [list(0.2 + noise + 0.001)] * 2, ("sex", "men"): [list(0.2 - noise)] * 2}
    from sim.report.text import gap_sentence

    words = gap_sentence(ending([0.2] * SEEDS, [0.2] * SEEDS, groups=groups), "prevalence_end", "sex")
    assert "the groups cannot be told apart" in words
    assert "furthest behind" not in words


def test_next_plan_is_named_with_its_money() -> None:
    results = fake_results(arms=5, seeds=6, weeks=40, people=1500)
    second = headline(results)[1]
    assert "comes next" in second
    assert "million USD" in second
    quoted = re.findall(r"“(.*?)”", second)
    assert set(quoted) <= set(results.arm_labels)


def test_single_arm_still_has_three_sentences() -> None:
    results = fake_results(arms=1, seeds=3, weeks=20, people=600)
    assert best_arm(results) is None
    sentences = headline(results)
    assert len(sentences) == 3
    assert "begin a course" in sentences[1]
    assert FINDINGS["differences"](results).startswith("Only one plan")


def test_numbers_agree_with_the_outcomes() -> None:
    results = fake_results(arms=3, seeds=6, weeks=40, people=1500)
    table = paired(results).set_index(["arm", "outcome", "stratum", "group"])
    for arm in results.arms[1:]:
        for name in OUTCOMES:
            ours, theirs = difference(results, name, arm), table.loc[(arm, name, "all", "all")]
            np.testing.assert_allclose([*ours[:3]], [theirs["difference"], theirs["low"], theirs["high"]])
            assert verdict(name, ours) == theirs["verdict"]
    pair = gap(results, "prevalence_end", results.arms[1], "income")
    row = narrowing(results, ["income"], ["prevalence_end"]).set_index("arm").loc[results.arms[1]]
    assert pair is not None
    assert (pair.worst, pair.best) == (row["worst_group"], row["best_group"])
    np.testing.assert_allclose(spread(pair.by_seed).value, row["gap"])
    np.testing.assert_allclose(pair.ratio, row["ratio"])


def test_cascade_and_refusals_agree_with_the_outcomes() -> None:
    results = fake_results(arms=1, seeds=4, weeks=40, people=1500)
    table = cascade(results)
    begun = table[(table["stratum"] == "all") & (table["step"] == "started")]["share_of_need"].mean()
    assert f"{100 * begun:.0f} begin a course" in FINDINGS["cascade"](results)
    total, by_barrier = turned_away(results, "usual_care")
    assert total.value == pytest.approx(sum(one.value for one in by_barrier.values()))
    assert f"{total.value:.0f} ({total.low:.0f} to {total.high:.0f}) are turned away" in FINDINGS["refusals"](results)


def test_map_counts_every_neighbourhood_once() -> None:
    results = fake_results(arms=3, seeds=6, weeks=40, people=2000, places=6)
    best = best_arm(results)
    assert best is not None
    names = [results.groups[g][1] for g in results.members("place")]
    changes = place_changes(results, best, names)
    lower = sum(change.told_apart and change.value < 0 for change in changes)
    assert f"lower in {lower} of 6 neighbourhoods" in FINDINGS["map"](results)
    assert "false discovery rate" in FINDINGS["map"](results)
    table = (
        paired(results).query("arm == @best and outcome == 'prevalence_end' and stratum == 'place'").set_index("group")
    )
    assert [verdict("prevalence_end", change) for change in changes] == table.loc[names, "verdict"].tolist()


def test_tiny_groups_give_no_nan_and_no_error() -> None:
    results = fake_results(arms=2, seeds=2, weeks=10, people=40, places=12)
    words = [*headline(results), *(find(results) for find in FINDINGS.values())]
    for numbers in NUMBERS.values():
        table = numbers(results)
        assert all(len(row) == len(table.head) for row in table.rows)
        words += [cell for row in table.rows for cell in row]
    assert not any("nan" in text for text in words)


def test_nobody_asks_and_nobody_is_ill() -> None:
    results = ending([0.0] * SEEDS, [0.0] * SEEDS)
    nothing = {name: np.zeros_like(values) for name, values in results.final.items()}
    weekly = {name: np.zeros_like(values) for name, values in results.weekly.items()}
    results = replace(results, final=nothing, weekly=weekly)
    words = " ".join([*headline(results), *(find(results) for find in FINDINGS.values())])
    assert "nan" not in words
    assert "Nobody who asked" in FINDINGS["refusals"](results)
    assert "Nobody was in need" in FINDINGS["cascade"](results)


def test_tables_hold_the_numbers_of_the_outcomes() -> None:
    results = fake_results(arms=3, seeds=5, weeks=40, people=1500)
    rows = {(row[0], row[1]): row for row in equity(results).rows}
    for record in equity_table(results, outcomes=["prevalence_end"]).to_dict("records"):
        label = results.arm_labels[results.arms.index(record["arm"])]
        row = rows[record["stratum"], label]
        assert row[3] == f"{record['worst_group']} {percent(record['worst'])}"
        assert row[5].startswith(f"{100 * record['gap']:.1f}")
    assert [row[0] for row in compared(results).rows] == list(results.arm_labels)
    assert len(behind(results).rows) == 3
    assert grades(results).caption == "What the 50 numbers of the model rest on."


def seen(value: float, reach: float, error: float, runs: int) -> Spread:
    """Return a difference with what one city may see, as far on both sides, and its standard error."""
    far = quantile(0.95, runs - 1) * error
    p = float(tail(abs(value) / error if error else 0.0, runs - 1))
    return Spread(value, value - reach, value + reach, error, value - far, value + far, p, runs, 1.0, 1.0, 0.005)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            seen(-0.011, 0.003, 0.001, 8),
            "is 1.1 percentage points lower than X (expected difference \u22121.3 to \u22120.9 percentage points; one city "
            "may see \u22121.4 to \u22120.8)",
        ),
        (
            seen(0.0025, 0.003, 0.001, 8),
            "is 0.2 percentage points higher than X, less than the 0.5 percentage points that we call important (expected difference "
            "+0.1 to +0.4 percentage points; one city may see \u22120.1 to +0.5)",
        ),
        (
            seen(0.001, 0.004, 0.002, 8),
            "cannot be told apart from X (expected difference \u22120.3 to +0.5 percentage points; one city may see \u22120.3 to +0.5)",
        ),
        (seen(0.0, 0.0, 0.0, 8), "is the same as X"),
        (
            seen(-0.011, 0.003, 0.001, 8)._replace(drawn=True, sure=0.75, beyond=0.625),
            "is 1.1 percentage points lower than X on average, but in only 75% of the draws of the numbers, so that it hangs on what is "
            "not known about them (expected difference \u22121.3 to \u22120.9 percentage points; one city "
            "may see \u22121.4 to \u22120.8; beyond 0.5 in 62% of the "
            "draws)",
        ),
        (
            seen(-0.011, 0.003, 0.001, 4),
            "is 1.1 percentage points lower than X in the mean of 4 runs, too few for a verdict, which takes 6",
        ),
        (
            Spread(-0.01, np.nan, np.nan),
            "is 1.0 percentage points lower than X in the one run made, too few for a verdict, which takes 6",
        ),
        (Spread(np.nan, np.nan, np.nan), "cannot be compared, for want of numbers"),
    ],
)
def test_differences_in_words(given: Spread, words: str) -> None:
    assert apart("prevalence_end", given, "X") == words


def test_words_for_numbers() -> None:
    assert said("prevalence_end", Spread(0.085, 0.082, 0.088)) == "8.5% (8.2% to 8.8%)"
    assert said("mean_wait", Spread(3.1, 2.9, 3.4)) == "3.1 weeks (2.9 to 3.4)"
    assert moved("mean_wait", Spread(-2.0, -2.5, -1.5), "shorter") == "2.0 weeks shorter"
    assert [signed(x) for x in (-0.04, 0.0, 0.3, -0.3)] == ["0.0", "0.0", "+0.3", "\u22120.3"]
    assert [count(n) for n in (0, 7, 99, 12_345, -280, 300_000)] == ["0", "7", "99", "12,000", "-280", "300,000"]
    assert [since(week) for week in (1, 10, 26, 52, 104)] == ["1 week", "10 weeks", "6 months", "1 year", "2 years"]
    assert seed_words((1, 2, 3)) == "1 to 3"
    assert seed_words((3, 5, 9)) == "3, 5 and 9"
    assert month(two_arms(), 0) == "Aug 2018"


def test_levels_are_means_with_what_one_city_may_see() -> None:
    shares = [0.20, 0.22, 0.18, 0.21, 0.19, 0.20, 0.23, 0.17]
    found = level(ending(shares, shares), "prevalence_end", "usual_care")
    reach = quantile(0.95, 7) * np.std(shares, ddof=1) * np.sqrt(9 / 8)
    np.testing.assert_allclose([*found[:3]], [np.mean(shares), np.mean(shares) - reach, np.mean(shares) + reach])


def test_made_from_says_runs_seeds_scale_and_people() -> None:
    words = made_from(fake_results(arms=2, seeds=3, weeks=20, people=600))
    assert "2 plans, 3 runs of each (seeds 1 to 3), 20 weeks" in words
    assert "10% sample of the city" in words


def test_costs_of_a_small_town_are_told_in_thousands_and_of_a_city_in_millions() -> None:
    assert unit_of([{"extra_cost": 15_352.0}, {"extra_cost": 0.0}]) == (1e3, "thousand")
    assert unit_of([{"extra_cost": -2.4e6}, {"extra_cost": 900.0}]) == (1e6, "million")


@pytest.mark.parametrize(("weeks", "less"), [(52, "2.9%"), (104, "5.7%"), (522, "25.6%")])
def test_what_discounting_would_have_changed_at_most_is_said(weeks: int, less: str) -> None:
    # The last week, at 3 percent a year: 1 - 1.03 ** -years.
    told = dict(cheers(replace(fake_results(), weeks=weeks)).rows)["10: discounting"]
    assert told.endswith(f"at 3% a year what is spent and gained in the last week would count {less} less")
