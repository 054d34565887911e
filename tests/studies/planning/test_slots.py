"""How many slots: waits are counted of everybody who joins, the answer keeps its promise, and one slot less would not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.report.answers import keep, kept
from sim.scenario import Scenario
from sim.scenario.source import ScenarioSource
from sim.studies.compare import Stage
from sim.studies.planning.answer import NoAnswerError, facts
from sim.studies.planning.fewest import SlotSearch, fewest_slots, is_enough, lines_now
from sim.studies.planning.queues import Watch, watch
from sim.studies.planning.slots import ask_slots

SEARCH = SlotSearch("usual_care", 4, 0.1, (1, 2))


@pytest.fixture(scope="module")
def stage(scenario: Scenario) -> Stage:
    patient = scenario.book.with_values({"care.waiting.leaves": 0.0})
    clinic = replace(scenario.programmes["clinic"], sites=("Old Town", "Riverside"), ramp_weeks=0)
    return Stage.build(replace(scenario, book=patient, programmes={**scenario.programmes, "clinic": clinic}), 1.0)


def test_with_no_slot_everybody_who_joins_waits_too_long(stage: Stage) -> None:
    none = watch(stage, Watch("usual_care", 1, 4, (0,) * len(lines_now(stage, SEARCH).slots)))
    assert none.joined.sum() > 50 and np.array_equal(none.late, none.joined)
    assert none.in_use.sum() == 0 and none.late_share == 1.0


def test_with_a_slot_for_everybody_nobody_waits(stage: Stage) -> None:
    plenty = watch(stage, Watch("usual_care", 1, 0, (2000,) * len(lines_now(stage, SEARCH).slots)))
    assert plenty.joined.sum() > 50 and plenty.late.sum() == 0


def test_slots_in_use_never_exceed_slots(stage: Stage) -> None:
    lines = watch(stage, Watch("usual_care", 1, 4))
    assert (lines.in_use <= lines.slots).all() and lines.in_use.max() > 0
    assert (lines.late <= lines.joined).all()


def test_the_answer_keeps_its_promise_and_half_of_it_would_not(stage: Stage) -> None:
    found = fewest_slots(stage, SEARCH)
    assert (found.late <= SEARCH.few * found.joined)[found.chosen].all()
    for site in np.flatnonzero(found.chosen):
        fewer = found.slots.copy()
        fewer[site] //= 2
        lines = [watch(stage, Watch(SEARCH.arm, seed, SEARCH.within, tuple(map(int, fewer)))) for seed in SEARCH.seeds]
        assert not is_enough(lines, SEARCH.few)[site]


def test_an_answer_is_told_kept_and_read_again(scenario: Scenario, tmp_path) -> None:
    answer = ask_slots(scenario, seeds=(1,), scale=1.0)
    assert "%" in answer.found[0] and "Clinic therapy" in answer.found[1]
    assert any("has not seen" in sentence for sentence in answer.found)
    keep(answer, tmp_path)
    (read,) = kept(tmp_path)
    assert read.question == answer.question and read.tables == answer.tables and read.picture.startswith(b"\x89PNG")
    lines = facts(answer)["scenario_lines"]["clinic"]
    assert lines["sites"] == ["Old Town"]
    again = ScenarioSource.of("minimal").scenario({f"programme.clinic.{key}": value for key, value in lines.items()})
    assert again.programmes["clinic"].slots == lines["slots"], "what is printed can be put into the scenario"


def test_a_plan_nobody_asks_in_is_refused_in_words(scenario: Scenario) -> None:
    with pytest.raises(NoAnswerError, match="nobody waits"):
        ask_slots(scenario, arm="nothing")
