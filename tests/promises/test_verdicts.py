"""Does a verdict claim no more than it may? Null comparisons by the hundred, effects that are there, and plans that are the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.outcomes import paired
from sim.outcomes.certainty import TOLD_APART
from sim.outcomes.spread import spread, with_rates
from sim.scenario import loads, scenario_folder

TWINS = """
[programme.another_clinic]
{clinic}
[programme.at_the_door]
{first_aid}
[arm.twin]
programmes = ["another_clinic", "at_the_door"]
"""


def minimal_with_twins() -> sim.Scenario:
    """Return the smallest scenario with a second plan that is the same as `first_aid` but for the names of its programmes."""
    text = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
    bodies = {
        name: text.split(f"[programme.{name}]")[1].split("\n[")[0].replace("label = ", "label = ") for name in ("clinic", "first_aid")
    }  # fmt: skip
    return loads(text + TWINS.format(**bodies))


def test_plans_that_are_the_same_differ_by_exactly_nothing_whatever_they_are_called() -> None:
    results = sim.compare(minimal_with_twins(), ["first_aid", "twin"], seeds=6, weeks=26, scale=0.5, workers=1)
    assert results.weekly["started"][0].sum() > 0
    for name, values in (results.weekly | results.final).items():
        assert name.startswith("sessions_") or (values[0] == values[1]).all(), name
    table = paired(results)
    known = table[table["people"] >= 10].dropna(subset=["difference"])
    assert (known["difference"] == 0).all() and set(known["verdict"]) <= {"same", "unknown"}


@pytest.mark.parametrize("runs", [6, 20, 100])
@pytest.mark.parametrize("kind", ["normal", "skewed", "rare"])
def test_of_differences_that_are_none_about_one_in_ten_is_called_one(runs: int, kind: str) -> None:
    rng = np.random.default_rng(runs)
    draw = {"normal": rng.standard_normal, "skewed": rng.standard_exponential, "rare": lambda n: rng.poisson(0.5, n)}[
        kind
    ]
    found = [spread(draw(runs) - draw(runs)) for _ in range(1500)]
    assert np.mean([one.told_apart for one in found]) <= 0.125
    assert np.mean([one.told_apart for one in found]) >= (0.08 if kind == "normal" else 0.03)


def test_an_effect_of_one_standard_deviation_is_seen_and_the_surer_the_more_runs() -> None:
    rng = np.random.default_rng(5)
    seen = [np.mean([spread(1 + rng.standard_normal(n)).told_apart for _ in range(400)]) for n in (6, 20, 100)]
    assert seen[0] > 0.6 and seen[1] > 0.98 and seen[2] == 1.0


def test_five_runs_give_no_verdict_however_large_the_difference() -> None:
    assert spread(np.array([9.0, 9.1, 9.2, 9.1, 9.0])).verdict() == "unknown"


def test_what_is_not_known_about_numbers_does_not_shrink_with_runs() -> None:
    # An effect that is there in seven of ten draws: its mean is well known, and a verdict would still say too much.
    draws = np.random.default_rng(6).normal(0.5, 1.0, 2000)
    assert spread(draws).told_apart and spread(draws, drawn=True).verdict() == "open"
    assert spread(draws + 1.5, drawn=True).told_apart


def test_of_many_groups_called_different_few_are_so_by_chance() -> None:
    rng = np.random.default_rng(7)
    shifts = np.repeat([0.0, 1.5], [30, 10])
    false, called = 0.0, 0
    for _ in range(100):
        told = np.array(
            [one.told_apart for one in with_rates([spread(shift + rng.standard_normal(20)) for shift in shifts])]
        )
        false += told[:30].sum() / max(told.sum(), 1)
        called += told[30:].sum()
    assert false / 100 < 0.11 and called > 900


def parted(results: sim.Results, one: slice, other: slice) -> sim.Results:
    """Return runs of one plan with some seeds as if they were two plans with the same seeds."""

    def part(tables: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {name: np.stack([values[0, one], values[0, other]]) for name, values in tables.items()}

    return replace(
        results, arms=("a", "b"), arm_labels=("A", "B"), seeds=results.seeds[one], weekly=part(results.weekly),
        final=part(results.final), histograms=part(results.histograms),
    )  # fmt: skip


@pytest.mark.slow
def test_of_a_hundred_comparisons_of_a_plan_with_itself_about_ten_percent_of_outcomes_are_called_different() -> None:
    runs, pairs = 8, 100
    results = sim.compare("minimal", ["first_aid"], seeds=2 * runs * pairs, weeks=20, scale=0.3)
    told = []
    for at in range(pairs):
        first = 2 * runs * at
        table = paired(parted(results, slice(first, first + runs), slice(first + runs, first + 2 * runs)))
        told += (
            table[(table["stratum"] == "all") & (table["verdict"] != "unknown")]["verdict"].isin(TOLD_APART).tolist()
        )
    # Ten outcomes of one comparison are not independent, so that a hundred comparisons know the rate to about four points.
    assert len(told) > 800 and 0.05 < np.mean(told) < 0.15
