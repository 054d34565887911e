"""Do runs take the numbers of their seed, the same in every arm and with any number of workers, and only those that are open?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim import evidence
from sim.engine.mesa_model import HealingModel
from sim.evidence.posterior import Posterior
from sim.outcomes import spread_shares
from sim.outcomes.registry import levels
from sim.processes.stress.distress import fade_all, settle_all
from sim.scenario import ScenarioFaults, drawn, drawn_paths, loads, scenario_folder, tally, with_numbers_from
from sim.studies.compare import run_batch

RATE, SHARE = "stress.distress.recovery_rate", "stress.distress.late"
FIRST, LEVEL, FADING = (f"events.hurricane_katrina.{name}" for name in ("first_impact", "strain_level", "fading"))
ELSEWHERE = "events.hurricane_ike.first_impact"
ROWS = np.array([[0.028, 0.30, -1.3, -0.3, 0.5], [0.036, 0.60, -1.1, -0.5, -0.5], [0.045, 0.85, -0.9, -0.7, -1.5]])
TABLE = Posterior((RATE, SHARE, FIRST, LEVEL, ELSEWHERE), ROWS)
TEXT = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8")
SMALL = {"weeks": 30, "scale": 1.0}


def town(table: Posterior = TABLE, **changes: str):
    """The small town with numbers from a made-up table; `changes` are lines put into the file by the line they follow."""
    text = TEXT
    for after, line in changes.items():
        mark = {"event": '[event]\nkind = "hurricane_katrina"\n', "end": ""}[after]
        text = text.replace(mark, mark + line + "\n") if mark else f"{text}\n{line}\n"
    return with_numbers_from(replace(loads(text), posterior=table), "posterior")


def same(a, b) -> bool:
    return all(
        np.array_equal(getattr(a, part)[name], getattr(b, part)[name])
        for part in ("weekly", "final", "histograms")
        for name in getattr(a, part)
    )


@pytest.fixture(scope="module")
def alone():
    return run_batch(town(), seeds=4, workers=1, **SMALL)


def test_a_seed_has_its_row_and_a_run_says_so() -> None:
    model = HealingModel(town(), seed=5, scale=0.2)
    assert model.plan.book[RATE].value == ROWS[1, 0] and model.plan.event.first_impact == ROWS[1, 2]
    assert model.world.book is model.plan.book
    assert model.plan.numbers_from == "values"
    assert drawn(model.plan, 2) is model.plan


def test_two_workers_give_the_same_bytes_as_one(alone) -> None:
    assert same(alone, run_batch(town(), seeds=4, workers=2, **SMALL))


def test_each_seed_and_arm_is_the_run_with_that_row_written_in_the_file(alone) -> None:
    for seed in (1, 3, 4):
        rate, share, first, level, _ = TABLE.values[(seed - 1) % 3]
        fading = drawn(town(), seed).event.fading
        numbers = (
            f'"{RATE}" = {rate}\n"{SHARE}" = {share}\n"{FIRST}" = {first}\n"{LEVEL}" = {level}\n"{FADING}" = {fading}'
        )
        by_hand = run_batch(loads(f"{TEXT}\n[numbers]\n{numbers}\n"), seeds=[seed], workers=1, **SMALL)
        for name, counts in by_hand.weekly.items():
            assert np.array_equal(counts[:, 0], alone.weekly[name][:, seed - 1]), name


def test_differences_between_arms_stay_paired() -> None:
    results = run_batch(town(), seeds=6, workers=1, **SMALL)
    cases = levels(results, "prevalence_end")[0][..., results.group("all", "all")]
    assert cases[0].std() > 3 * (cases[1] - cases[0]).std() > 0


def test_values_give_the_bytes_of_a_scenario_that_never_heard_of_draws() -> None:
    plain = loads(TEXT.replace('numbers_from = "values"\n', ""))
    assert plain.numbers_from == "values" and plain.posterior is None
    asked_back = run_batch(town(), seeds=2, workers=1, numbers="values", **SMALL)
    before = run_batch(plain, seeds=2, workers=1, **SMALL)
    assert same(asked_back, before) and asked_back.drawn == before.drawn == {}


def test_only_what_is_open_and_concerns_the_scenario_is_drawn() -> None:
    assert drawn_paths(town()) == ((RATE, SHARE, FIRST, LEVEL), (FADING,))
    held = town(end=f'[numbers]\n"{RATE}" = 0.03\n"{FIRST}" = -1.0')
    assert drawn_paths(held) == ((SHARE, LEVEL), (FADING,))
    run = drawn(held, 1)
    assert run.book[RATE].value == 0.03 and run.event.first_impact == -1.0 and run.event.strain_level == ROWS[0, 3]
    other = loads(TEXT, book=evidence.load().with_values({SHARE: 0.5}))
    assert SHARE not in drawn_paths(replace(other, numbers_from="posterior", posterior=TABLE)).calibrated


def test_a_number_of_the_event_that_the_author_gives_is_the_middle() -> None:
    plan = town(event="first_impact = -0.2")
    assert [drawn(plan, seed).event.first_impact for seed in (1, 2, 3)] == pytest.approx([-0.4, -0.2, 0.0])
    assert drawn(plan, 1).event.strain_level == ROWS[0, 3]


def test_an_event_that_was_not_calibrated_is_drawn_from_its_range() -> None:
    shared = Posterior((RATE, ELSEWHERE), TABLE.values[:, [0, 4]])
    plan, number = town(shared), evidence.load()[FIRST]
    assert drawn_paths(plan) == ((RATE,), (FIRST, LEVEL, FADING))
    values = np.array([drawn(plan, seed).event.first_impact for seed in range(1, 401)])
    assert np.median(values) == pytest.approx(number.value, abs=0.03)
    inside = np.mean((values > number.low) & (values < number.high))
    assert 0.92 < inside < 0.98
    assert drawn(plan, 1).event.first_impact == drawn(plan, 1).event.first_impact != drawn(plan, 2).event.first_impact
    assert tally(plan)["calibrated"] == 1 and tally(plan)["by_range"] == 3


def test_what_is_held_is_counted() -> None:
    plan = town()
    assumed = plan.book.grades()["assumed"]
    drawn_assumed = sum(plan.book[path].grade == "assumed" for path in drawn_paths(plan).calibrated)
    assert tally(plan) == {"calibrated": 4, "by_range": 1, "assumed_held": assumed - drawn_assumed, "draws": 3}


def test_nothing_compiles_again_for_another_draw(alone) -> None:
    before = [len(rule.signatures) for rule in (fade_all, settle_all)]
    HealingModel(town(), seed=9, scale=0.2).run_for(3)
    assert [len(rule.signatures) for rule in (fade_all, settle_all)] == before


def test_a_word_nearly_right_is_asked_about() -> None:
    with pytest.raises(ScenarioFaults, match="Did you mean 'posterior'"):
        loads(TEXT.replace('numbers_from = "values"', 'numbers_from = "postrior"'))
    with pytest.raises(ValueError, match="one of values, posterior"):
        run_batch(loads(TEXT), seeds=1, numbers="guesses")


def test_the_spread_parts_into_luck_and_numbers(alone) -> None:
    fixed = run_batch(town(), seeds=4, workers=1, numbers="values", **SMALL)
    table = spread_shares(fixed, alone, ["recovered"])
    row = table[(table["stratum"] == "all") & (table["arm"] == alone.baseline)].iloc[0]
    level = levels(fixed, "recovered")[0][0, :, fixed.group("all", "all")]
    assert row["spread_luck"] == pytest.approx(level.std(ddof=1))
    assert row["from_numbers"] == pytest.approx(1 - row["spread_luck"] ** 2 / row["spread_both"] ** 2)
    assert row["from_numbers"] > 0.5 and np.isnan(row["change_from_numbers"])
    with pytest.raises(ValueError, match="seeds"):
        spread_shares(run_batch(town(), seeds=2, workers=1, **SMALL), alone)
