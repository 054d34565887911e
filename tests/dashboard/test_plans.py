"""Can plans be copied, renamed and taken out, steps taken back, and is an old answer marked as old?"""

from __future__ import annotations

from typing import Any

import pytest

from sim.dashboard import Question
from sim.dashboard.plans import copied, dropped
from sim.dashboard.question import MOST_PLANS
from sim.dashboard.rounds import CANCELLED, DONE, FIRM
from tests.dashboard.conftest import until


def test_a_copy_is_moved_alone() -> None:
    asked = copied(Question.of("minimal"), "first_aid", "First aid, twice")
    copy = asked.arms[-1]
    plan = asked.scenario().arms[copy]
    own = plan.programmes[-1]
    assert plan.label == "First aid, twice" and plan.programmes[0] == "clinic" and own != "first_aid"
    more = asked.moved(f"programme.{own}.slots", 24)
    assert more.scenario().programmes["first_aid"].slots == 12 and more.behind("first_aid") == asked.behind("first_aid")
    assert more.behind(copy) != asked.behind(copy)
    gone = dropped(more, copy)
    assert gone.sense == Question.of("minimal").sense


def test_six_plans_are_the_most_and_the_last_stays() -> None:
    asked = Question.of("minimal")
    for _ in range(9):
        asked = copied(asked, "first_aid", "again")
    assert len(asked.arms) == MOST_PLANS and asked.scenario()
    for arm in asked.arms:
        asked = dropped(asked, arm)
    assert len(asked.arms) == 1


def test_what_was_done_is_taken_back(desk: Any) -> None:
    desk.ask(Question.of("minimal"))
    before = desk.question
    desk.ask(before.moved("programme.clinic.slots", 20))
    desk.ask(desk.question.moved("programme.clinic.slots", 30))
    desk.undo()
    assert dict(desk.question.over) == {"programme.clinic.slots": 20}
    desk.undo()
    assert desk.question.sense == before.sense


def test_an_answer_to_another_question_is_stale_until_the_new_one_is_there(desk: Any) -> None:
    desk.ask(Question.of("minimal"))
    desk.look()
    until(lambda: desk.round.state == DONE)
    assert not desk.stale
    desk.ask(desk.question.moved("programme.first_aid.slots", 41), look=True)
    assert desk.stale
    until(lambda: not desk.stale)
    desk.ask(desk.question.moved("weeks", 900), look=True)
    desk.cancel()
    assert desk.round.state == CANCELLED and desk.stale and desk.cancelled_stale


def test_the_full_run_follows_a_quick_look_and_ends_when_nobody_looks(desk: Any) -> None:
    desk.ask(Question.of("minimal"))
    desk.follows = True
    desk.tab_opened()
    try:
        desk.ask(desk.question.moved("programme.clinic.slots", 17), look=True)
        until(lambda: desk.round.kind == FIRM)
        desk.tab_closed()
        desk.ask(desk.question.moved("weeks", 900))
        desk.firm()
        until(lambda: desk.round.state == CANCELLED, 20)
    finally:
        desk.follows, desk.tabs = False, 0


@pytest.mark.slow
def test_what_is_kept_stops_growing(desk: Any) -> None:
    from sim.dashboard.session import MOST_KEPT

    desk.ask(Question.of("minimal"))
    desk.look()
    until(lambda: desk.round.state == DONE)
    kept = []
    for slots in range(100, 130):
        desk.ask(desk.question.moved("programme.first_aid.slots", slots), look=True)
        until(lambda: not desk.running)
        kept.append(len(desk.outcomes))
    assert max(kept) <= MOST_KEPT + desk.round.total and kept[-1] == kept[-5]
