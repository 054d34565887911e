"""Do changes reach the scenario, and only in their proper place?"""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.dashboard.files import command, scenario_text
from sim.dashboard.inputs import assumed_paths, number_control, programme_controls
from sim.dashboard.question import MINE, Question, moved, with_own
from sim.inputs.rules import NumberRule, Whole
from sim.scenario import Programme, ScenarioFaults, fields_of, loads
from sim.studies.compare import Stage


@pytest.fixture(scope="module")
def question() -> Question:
    return Question.of("minimal")


def test_a_moved_slider_is_laid_over_the_scenario_and_taken_back(question: Question) -> None:
    more = moved(question, {"path": "programme.clinic.slots", "value": 12.0, "whole": True})
    assert more.scenario().programmes["clinic"].slots == 12
    assert (more.name, question.name) == ("minimal_changed", "minimal")
    assert more.moved("programme.clinic.slots", None).over == ()
    number = moved(question, {"path": "care.asking.case", "value": 0.06, "whole": False})
    assert number.scenario().book["care.asking.case"].value == 0.06


def test_never_means_as_the_file_or_to_the_end(question: Question) -> None:
    stays = moved(question, {"path": "programme.clinic.closes", "value": "never"})
    assert stays.scenario().programmes["clinic"].closes is None
    longer = moved(question, {"path": "programme.first_aid.closes", "value": "never"})
    assert longer.scenario().programmes["first_aid"].closes == longer.scenario().weeks


def test_what_no_scenario_may_hold_is_said_in_full(question: Question) -> None:
    with pytest.raises(ScenarioFaults, match=r"closes: given week 3"):
        moved(question, {"path": "programme.clinic.closes", "value": 3.0, "whole": True}).scenario()


def test_only_what_a_run_rests_on_makes_it_run_again(question: Question) -> None:
    more = question.moved("programme.first_aid.slots", 30)
    assert more.behind("usual_care") == question.behind("usual_care")
    assert more.behind("first_aid") != question.behind("first_aid")
    assert more.town == question.town
    assert question.moved("people_seed", 7).town != question.town
    # And so it is: the run of a plan does not feel what was moved of a programme that it does not hold.
    stage = Stage.build(question.scenario(), 0.3)
    here = stage.run_one("usual_care", 1)
    there = replace(stage, scenario=more.scenario()).run_one("usual_care", 1)
    for part in ("weekly", "final", "histograms"):
        for name, table in getattr(here, part).items():
            np.testing.assert_array_equal(table, getattr(there, part)[name])


def test_a_plan_of_ones_own_is_compared_in_the_last_place(question: Question) -> None:
    own = with_own(question, "Both, and rides", ["clinic", "first_aid"], ["transport"])
    assert own.arms == ("usual_care", "first_aid", MINE)
    plan = own.scenario().arms[MINE]
    assert (plan.label, plan.programmes, plan.policies) == ("Both, and rides", ("clinic", "first_aid"), ("transport",))


def test_six_plans_at_most_are_compared() -> None:
    city = Question.of("new_orleans")
    assert len(city.arms) == 6
    more = city.moved("arm.seventh.programmes", ("clinic",))
    assert len(more.comparing(more.scenario().arms).arms) == 6
    assert city.comparing(["telehealth", "usual_care", "unknown"]).arms == ("usual_care", "telehealth")


@pytest.mark.parametrize("named", ["minimal", "new_orleans"])
def test_the_scenario_handed_out_is_the_one_on_the_page(named: str) -> None:
    asked = Question.of(named).moved("care.asking.case", 0.06).moved("programme.clinic.slots", 11)
    asked = with_own(asked, "Mine", ["clinic"], [])
    told, ours = loads(scenario_text(asked), name=asked.name), asked.scenario()
    assert told.programmes == ours.programmes
    assert told.arms == ours.arms
    assert told.numbers == ours.numbers
    assert told.places.names == ours.places.names
    assert "# " in scenario_text(asked)


@pytest.mark.parametrize("named", ["minimal", "new_orleans", "katrina"])
def test_no_slider_offers_what_no_scenario_may_hold(named: str) -> None:
    scenario = Question.of(named).scenario()
    rules = {item.name: item.rule for item in fields_of(Programme)}
    for programme in scenario.programmes.values():
        for control in programme_controls(scenario, programme):
            rule = rules[control.path.rpartition(".")[2]]
            if isinstance(rule, Whole | NumberRule):
                assert rule.low <= control.low < control.high <= rule.high
            assert control.low <= control.value <= control.high
            assert (control.high - control.low) / control.step == pytest.approx(
                round((control.high - control.low) / control.step)
            )
    for path in assumed_paths(scenario):
        control = number_control(scenario, path)
        assert control.low < control.high and control.meaning and control.unit and scenario.book[path].is_judged


def test_the_command_of_an_own_file_is_what_a_shell_takes(tmp_path: Path) -> None:
    home = tmp_path / "my town's plan.toml"
    home.write_text(Question.of("minimal").text, encoding="utf-8")
    asked = Question.of(str(home))
    words = shlex.split(command(asked))
    assert words[:3] == ["healing", "compare", str(home)] and words[3:] == ["--arm", "usual_care", "--arm", "first_aid"]
    changed = asked.moved("programme.clinic.slots", 11)
    assert shlex.split(command(changed))[2] == "my town's plan_changed.toml"
    # The download has that name, and the text that gives this answer.
    (tmp_path / shlex.split(command(changed))[2]).write_text(scenario_text(changed), encoding="utf-8")
    assert Question.of(str(tmp_path / "my town's plan_changed.toml")).scenario().programmes["clinic"].slots == 11
