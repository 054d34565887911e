"""Is each figure measured as its publication did it? On made-up columns, where the answer is known by counting."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.validation import surveys
from sim.validation.surveys.groups import log_odds
from sim.validation.surveys.plan import SurveyFigure, week_of
from sim.validation.surveys.relations import told

NUMBER = surveys.load()["katrina"].figures[0].published
LATER, EARLIER = 12.0, 3.0


def figure(measure: str, **keys: Any) -> SurveyFigure:
    return SurveyFigure(
        measure=measure,
        months=LATER,
        label="x",
        published=NUMBER,
        **{"group": {}, "against": {}, "since": EARLIER, **keys},
    )


def said(**columns: list[float]) -> dict[str, np.ndarray]:
    """Four people; columns that are not given are 0."""
    names = ("severity", "ever", "care", "struck", "support", "growth", "threat", "efficacy")
    found = {name: np.zeros(4) for name in names} | {
        "onset": np.full(4, -1),
        "last_case": np.full(4, -1),
        "own_care_until": np.full(4, -1),
    }
    found |= {name: np.array(values) for name, values in columns.items()}
    return found | {"ever": found["ever"].astype(np.uint8), "care": found["care"].astype(np.uint8)}


def value(one: SurveyFigure, now: dict[str, np.ndarray], then: dict[str, np.ndarray] | None = None) -> float:
    return surveys.measured(one, {week_of(LATER): now, week_of(EARLIER): then or now})


def test_cases_are_at_or_above_the_cut_off() -> None:
    now = said(severity=[1.0, 0.99, 2.0, 0.0], struck=[1, 1, 0, 0])
    assert value(figure("cases"), now) == 50.0
    assert value(figure("cases", group={"struck": [1, 1]}), now) == 50.0
    assert np.isnan(value(figure("cases", group={"struck": [2, 2]}), now))


def test_ever_and_over_go_by_what_is_remembered() -> None:
    now = said(severity=[1.5, 0.5, 0.2, 0.1], onset=[3, 5, -1, -1])
    assert value(figure("ever"), now) == 50.0 and value(figure("over"), now) == 50.0


def test_courses_add_up_to_everybody() -> None:
    then, now = said(severity=[0.5, 1.5, 1.5, 0.5]), said(severity=[0.5, 0.5, 1.5, 1.5])
    shares = {name: value(figure("course", of=name), now, then) for name in ("low", "remitting", "chronic", "delayed")}
    assert shares == dict.fromkeys(shares, 25.0)
    assert value(figure("remitted"), now, then) == 50.0


def test_spells_last_from_the_first_week_to_the_last() -> None:
    now = said(severity=[0.5, 0.5, 2.0, 0.1], onset=[0, 1, 2, 60], last_case=[4, 40, 52, 60])
    assert value(figure("lasted"), now) == pytest.approx(100 / 3)
    assert value(figure("outlasted"), now) == pytest.approx(200 / 3)
    assert value(figure("duration"), now) == pytest.approx((5 + 40 + 1) / 3 / (365.25 / 7 / 12))


def test_lines_part_those_below_from_those_above() -> None:
    now = said(severity=[0.1, 0.25, 0.5, 3.0])
    assert value(figure("below", line=0.25), now) == 25.0
    assert value(figure("above", line=0.25), now) == 75.0
    assert value(figure("above", line=2.4), now) == 25.0


def test_care_that_began_and_ended() -> None:
    now = said(ever=[16, 16, 4, 0], care=[2, 0, 0, 0])
    assert value(figure("reached"), now) == 50.0 and value(figure("ended"), now) == 50.0
    week = week_of(LATER)
    now = said(ever=[16, 0, 0, 0], care=[0, 0, 0, 0], own_care_until=[-1, week + 1, week, 0])
    assert value(figure("reached"), now) == 75.0, (
        "care of one's own that went on counts, what broke off at the event does not"
    )
    assert value(figure("ended"), now) == pytest.approx(200 / 3)


def test_odds_compare_two_groups() -> None:
    sides = {"group": {"struck": [1, 1]}, "against": {"struck": [0, 0]}}
    now = said(severity=[1.5, 0.5, 0.5, 0.5], struck=[1, 1, 0, 0], ever=[16, 0, 0, 0])
    assert value(figure("odds", **sides), now) == pytest.approx(5.0)
    assert value(figure("odds_of_care", **sides), now) == pytest.approx(5.0)
    assert np.isnan(value(figure("odds", group={"struck": [3, 3]}, against={}), now))
    assert log_odds(np.zeros(4, np.bool_), np.ones(4, np.bool_)) == pytest.approx(np.log(0.5 / 4.5))


def test_a_difference_is_in_standard_deviations() -> None:
    n = 400
    struck = np.repeat([0, 1], n // 2)
    spread = np.tile([-0.5, 0.5], n // 2)
    now = said(severity=1.0 + 0.5 * struck + spread) | {"struck": struck}
    one = figure("difference", group={"struck": [1, 1]}, against={"struck": [0, 0]})
    assert value(one, now) == pytest.approx(0.82**0.5, abs=0.01)


def test_what_is_asked_goes_together_less_than_what_is_meant_and_facts_lose_less():
    now = said(severity=[0.0, 0.5, 1.0, 1.5], support=[4.0, 3.0, 2.0, 1.0]) | {"struck": np.array([0, 0, 1, 1])}
    asked, fact = (value(figure("correlation", of=of), now) for of in ("support", "struck"))
    assert asked == pytest.approx(-((0.82 * 0.8) ** 0.5))
    assert fact == pytest.approx(np.corrcoef([0, 0, 1, 1], [0.0, 0.5, 1.0, 1.5])[0, 1] * 0.82**0.5)


def test_correlations_now_and_with_what_was_before() -> None:
    now = said(
        severity=[0.0, 0.5, 1.0, 1.5], support=[3.0, 1.0, 2.0, 2.0], threat=[1.0, 2.0, 3.0, 4.0], efficacy=[1.0] * 4
    )
    then = said(support=[4.0, 3.0, 2.0, 1.0])
    assert value(figure("correlation", of="support"), now, then) == pytest.approx(-told("support"))
    assert -0.9 < value(figure("correlation", of="support", since=0.0), now) < 0.0
    assert value(figure("correlation", of="gap", since=0.0), now) == pytest.approx(told("gap"))


def test_a_curve_that_bends_up_is_below_nothing() -> None:
    hill = said(severity=[0.0, 0.5, 1.0, 1.5], growth=[0.0, 1.0, 1.0, 0.0])
    assert value(figure("curve", of="growth"), hill) == pytest.approx(told("growth"))
    valley = said(severity=[0.0, 0.5, 1.0, 1.5], growth=[1.0, 0.0, 0.0, 1.0])
    assert value(figure("curve", of="growth"), valley) == pytest.approx(-told("growth"))


def test_the_delayed_had_more_symptoms_than_the_low_before() -> None:
    then, now = said(severity=[0.5, 0.8, 0.4, 1.5]), said(severity=[0.5, 1.2, 0.4, 0.2])
    assert value(figure("excess"), now, then) == pytest.approx(100 * (0.8 / 0.45 - 1))
    assert np.isnan(value(figure("excess"), then, then | {"severity": np.full(4, 2.0)}))


def test_at_home_are_those_who_never_left_or_are_back_for_good() -> None:
    week = week_of(LATER)
    now = said(back_home=[-1, week, week + 1, week], settled_elsewhere=[0, 0, 0, 1])
    assert value(figure("home"), now) == 50.0
