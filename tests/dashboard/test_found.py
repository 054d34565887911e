"""Does the page say in its own words what the numbers say, and no more than chance allows?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.dashboard.headlines import found
from sim.dashboard.words import LANGUAGES, Words
from sim.outcomes.spread import difference
from tests.fake_results import fake_results


@pytest.mark.parametrize("language", LANGUAGES)
def test_three_things_are_said_with_the_numbers_of_the_tables(language: str) -> None:
    results, words = fake_results(seeds=6), Words.of(language)
    said = found(words, results)
    g = results.group("all", "all")
    share = float((results.weekly["cases"][0, :, -1, g] / results.people[g]).mean())
    assert len(said) == 3 and words.share(share) in said[0] and "{" not in "".join(said)


def test_what_luck_alone_could_do_is_not_sold_as_an_effect() -> None:
    results = fake_results(arms=2, seeds=6)
    same = replace(results, weekly={name: table[[0, 0]] for name, table in results.weekly.items()})
    assert "cannot be told apart" in found(Words.of("en"), same)[1]
    assert len(found(Words.of("en"), fake_results(arms=1))) == 2


def test_a_plan_that_does_more_is_said_to_with_its_people() -> None:
    results = fake_results(arms=2, seeds=6)
    less = {name: table.copy() for name, table in results.weekly.items()}
    less["cases"][1] = 0.5 * less["cases"][0]
    better = replace(results, weekly=less)
    assert difference(better, "prevalence_end", "pfa").told_apart
    assert "fewer people" in found(Words.of("en"), better)[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_fewer_than_six_runs_give_no_verdict(language: str) -> None:
    results = fake_results(arms=2, seeds=5)
    less = {name: table.copy() for name, table in results.weekly.items()}
    less["cases"][1] = 0.5 * less["cases"][0]
    assert Words.of(language)(
        "found.better_few", **dict.fromkeys(("plan", "share", "people", "base", "extra"), "1"), runs=5
    )
    said = found(Words.of("en"), replace(results, weekly=less))[1]
    assert "runs of each plan: 5, too few for a verdict" in said
