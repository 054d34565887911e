"""Are surveys asked again under other lucks and numbers, and the same whoever asks?"""

from __future__ import annotations

import pytest

from sim.validation import evaluation, surveys
from sim.validation.surveys.respondents import SurveyTown, ask
from tests.validation.surveys.test_plan import GOOD

RECOVERY = "stress.distress.recovery_rate"
IMPACT = "events.hurricane_ike.first_impact"


@pytest.fixture(scope="module")
def small() -> surveys.Survey:
    return surveys.loads(GOOD)["small"]


def test_each_luck_gives_a_value_of_its_own(small: surveys.Survey) -> None:
    row = surveys.run(small, 3)[0]
    low, middle, high = row.spread
    assert len(row.values) == 3 and low <= middle <= high
    assert row.values == surveys.run(small, 3)[0].values


def test_a_harder_event_of_a_draw_makes_more_cases(small: surveys.Survey) -> None:
    mild, hard = (surveys.run(small, 1, ({IMPACT: impact},))[0].values[0] for impact in (-1.5, 0.5))
    assert mild < hard
    other = surveys.run(small, 1, ({"events.earthquake.first_impact": 0.9},))[0].values
    assert other == surveys.run(small, 1)[0].values


def test_draws_take_turns(small: surveys.Survey) -> None:
    draws: surveys.Draws = ({IMPACT: -1.5}, {IMPACT: 0.5})
    values = surveys.run(small, 3, draws)[0].values
    assert values[1] > max(values[0], values[2])


def test_numbers_of_the_survey_stay_as_they_are() -> None:
    own = surveys.loads(GOOD.replace("people = 600", f'people = 600\nnumbers = {{ "{RECOVERY}" = 0.04 }}'))["small"]
    assert surveys.run(own, 1, ({RECOVERY: 0.028},))[0].values == surveys.run(own, 1)[0].values


def test_those_who_are_asked_are_the_same_in_every_week(small: surveys.Survey) -> None:
    answers = ask(SurveyTown.of(small), 1)
    assert set(answers) == {0, 4}
    assert (answers[0]["uid"] == answers[4]["uid"]).all() and (answers[4]["age"] >= small.min_age).all()


@pytest.mark.slow
def test_the_same_bytes_on_any_number_of_workers(small: surveys.Survey) -> None:
    text = GOOD + GOOD.replace("small", "later").replace("months = 1.0", "months = 3.0")
    both = list(surveys.loads(text).values())
    assert evaluation.check(both, 2, workers=1) == evaluation.check(both, 2, workers=2)
