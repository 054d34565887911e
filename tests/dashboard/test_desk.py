"""Does the session answer as the command line does, keep completed runs, and stop on request?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.dashboard import Question
from sim.dashboard.rounds import DONE, Round
from sim.dashboard.session import FIRM_SEEDS, LOOK_SEEDS
from sim.studies.compare import run_batch
from tests.dashboard.conftest import until


def done(desk: Any) -> Round:
    return until(lambda: desk.round if desk.round and desk.round.state == DONE else None)


def test_a_firm_answer_is_what_compare_computes_run_for_run(desk: Any) -> None:
    desk.ask(Question.of("minimal"))
    desk.look()
    first = done(desk)
    # Two plans, the event without help, and no event.
    assert first.total == 4 * LOOK_SEEDS and desk.answer.results.seeds == (1, 2, 3)
    desk.firm()
    second = done(desk)
    # The town of this scenario is small enough to be looked at whole: the seeds of the look are not run again.
    assert (second.kept_before, second.total) == (4 * LOOK_SEEDS, 4 * FIRM_SEEDS)
    ours, theirs = desk.answer.results, run_batch("minimal", seeds=4, workers=1)
    assert len(ours.seeds) == FIRM_SEEDS
    for part in ("weekly", "final", "histograms"):
        for name, table in getattr(theirs, part).items():
            np.testing.assert_array_equal(getattr(ours, part)[name][:, :4], table)


def test_a_moved_slider_looks_again_and_runs_only_the_plans_that_feel_it(desk: Any) -> None:
    desk.ask(Question.of("minimal"))
    desk.look()
    done(desk)
    before = desk.answer
    desk.ask(desk.question.moved("programme.first_aid.slots", 24))
    assert done(desk).kept_before == 3 * LOOK_SEEDS
    after = desk.answer
    assert after is not before and after.results.scenario == "minimal_changed"
    assert (after.results.weekly["cases"][0] == before.results.weekly["cases"][0]).all()
    assert (after.results.weekly["cases"][1] != before.results.weekly["cases"][1]).any()


def test_cancelling_stops_and_keeps_what_was_run(desk: Any) -> None:
    desk.ask(Question.of("minimal").moved("programme.clinic.slots", 9))
    desk.firm()
    until(lambda: desk.round.done > desk.round.kept_before + 6)
    desk.cancel()
    assert desk.round.state == "cancelled" and desk.round.done < desk.round.total
    assert not [job for job in desk.bench.left if job.ticket == desk.round.ticket]
    assert 1 <= len(desk.answer.results.seeds) < FIRM_SEEDS and not desk.answer.complete


def test_faults_are_said_and_the_question_stays(desk: Any) -> None:
    desk.ask(Question.of("minimal"))
    kept = desk.question
    desk.ask(kept.moved("programme.clinic.closes", 2))
    assert "closes" in desk.faults and desk.question is kept
    desk.ask(kept)
    assert desk.faults == ""


@pytest.mark.parametrize("reached", [True, False])
def test_stories_are_told_of_somebody_reached_and_of_somebody_missed(desk: Any, reached: bool) -> None:
    desk.ask(Question.of("minimal"))
    desk.tell("first_aid", "usual_care", None, reached)
    told = until(lambda: desk.stories.get(("first_aid", "usual_care", None, reached)))
    began = bool((told.life.columns["care"] == 2).any())
    assert began is reached
    assert told.other.arm == "usual_care" and told.paragraphs


def test_a_worker_that_dies_is_replaced_and_its_run_made_again(desk: Any) -> None:
    desk.ask(Question.of("minimal").moved("programme.clinic.slots", 10))
    desk.firm()
    until(lambda: desk.round.done > desk.round.kept_before + 2)
    desk.bench.pool.crew[0].process.kill()
    round_ = done(desk)
    assert round_.done == round_.total


def test_a_run_that_loses_its_worker_twice_is_said(desk: Any) -> None:
    desk.ask(Question.of("minimal").moved("programme.clinic.slots", 11))
    desk.firm()

    def failed_by_killing() -> bool:
        for worker in list(desk.bench.pool.crew):
            worker.process.kill()
        return desk.round.state == "failed"

    until(failed_by_killing)
    assert "worker ended" in desk.round.said
    desk.look()
    done(desk)


def test_a_resident_that_nobody_is_is_said_and_not_another_told_of(desk: Any) -> None:
    desk.ask(Question.of("minimal"))
    desk.tell("first_aid", "usual_care", 5000, True)
    problem = until(lambda: desk.stories.get(("first_aid", "usual_care", 5000, True)))
    assert isinstance(problem, Exception) and "no resident 5000" in str(problem)


def test_a_sample_in_which_two_plans_become_one_runs_nothing_and_says_why(desk: Any, monkeypatch: Any) -> None:
    desk.ask(Question.of("minimal").moved("programme.first_aid.slots", 1))
    monkeypatch.setattr("sim.dashboard.session.LOOK_PEOPLE", 10)
    desk.look()
    assert desk.round.state == "failed" and "two plans become one" in desk.round.said and not desk.running
