"""Do forecasts on paper say what they should where the answer is known, from other events alone, and as the first look at them found?"""

from __future__ import annotations

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest

from sim.validation import skill
from sim.validation.skill.paper import PAPER, left_out
from sim.validation.skill.scores import near_percent
from sim.validation.skill.waves import Pair, Wave, probit, share_of

WAVE = Wave("A", "flood", "a town", "K6", "13", None, False, None, 6.0, 20.0, None, None, 400.0, "x", "page", "open")


def pair(event: str, first: tuple[float, float], later: tuple[float, float], **more: object) -> Pair:
    one = replace(WAVE, event=event, months=first[0], percent=first[1], **more)  # type: ignore[arg-type]
    return Pair(one, replace(one, months=later[0], percent=later[1]))


def world(of) -> list[Pair]:
    """Three events of two pairs each that follow one rule to the letter."""
    starts = {"A": ((2.0, 30.0), (6.0, 12.0)), "B": ((1.0, 8.0), (12.0, 40.0)), "C": ((3.0, 20.0), (9.0, 15.0))}
    return [
        pair(event, one, (one[0] + months, of(one[1], one[0], one[0] + months)), normal_year=3.0)
        for event, waves in starts.items()
        for one, months in zip(waves, (4.0, 20.0), strict=True)
    ]


RULES = {
    "no change": lambda p, t1, t2: p,
    "constant rate": lambda p, t1, t2: p * exp(-0.03 * (t2 - t1)),
    "constant change": lambda p, t1, t2: share_of(probit(p) - 0.35),
    "capped log-month": lambda p, t1, t2: share_of(probit(p) - 0.34 * min(log(t2 / t1), log(4.0))),
    "excess, a power of time": lambda p, t1, t2: 3.0 + (p - 3.0) * (t2 / t1) ** -0.45,
    "grand mean": lambda p, t1, t2: 11.0,
}
NUMBERS = {"constant rate": 0.03, "constant change": -0.35, "capped log-month": -0.34, "excess, a power of time": 0.45}


@pytest.mark.parametrize("name", PAPER)
def test_each_forecast_meets_a_world_of_its_own_rule(name: str) -> None:
    pairs = world(RULES[name])
    told = left_out(PAPER[name], pairs)
    assert told.median == pytest.approx([one.seen for one in pairs], abs=1e-4)
    if name in NUMBERS:
        assert PAPER[name].fit(pairs) == pytest.approx(NUMBERS[name], abs=1e-4)


def test_the_event_itself_says_nothing_of_its_forecast() -> None:
    pairs = world(RULES["constant change"])
    away = [replace(one, later=replace(one.later, percent=90.0)) if one.event == "A" else one for one in pairs]
    for paper in PAPER.values():
        before, after = left_out(paper, pairs), left_out(paper, away)
        mine = [at for at, one in enumerate(pairs) if one.event == "A"]
        assert before.median[mine] == pytest.approx(after.median[mine])


def test_tied_questions_have_no_normal_year() -> None:
    tied = pair("A", (1.0, 20.0), (4.0, 10.0), normal_year=5.0, tied=True)
    loose = pair("A", (1.0, 20.0), (4.0, 10.0), normal_year=5.0)
    says = PAPER["excess, a power of time"].says
    assert share_of(says(0.5, tied)) == pytest.approx(10.0)
    assert share_of(says(0.5, loose)) == pytest.approx(5.0 + 15.0 / 2.0)


def test_a_band_is_as_wide_as_the_others_are_off() -> None:
    pairs = [
        pair(event, (1.0, 20.0), (4.0, share_of(probit(20.0) + d)))
        for event, d in (("A", 0.0), ("B", 0.3), ("C", -0.3))
    ]
    told = left_out(PAPER["no change"], pairs)
    assert (told.high - told.median)[0] == pytest.approx(1.645 * 0.3, rel=1e-3)


def test_the_first_look_at_these_forecasts_is_found_again() -> None:
    """The first look had 7 events and 18 pairs that were not written down, so its numbers are met near by and not to the digit.

    Ours of that time, without September 11 (tied questions, two samples by telephone) and the mothers (first read as a wave of the city),
    are 6 events and 16 pairs. Differences below .05 cannot be told.
    """
    later = ("Chi-Chi", "Oklahoma", "Fukushima", "Mexico", "September 11")
    pairs = [
        one
        for one in skill.pairs_of(skill.load())
        if not one.event.startswith(later) and "mothers" not in one.first.population and one.first.split != "held_out"
    ]
    known = {"Hurricane Katrina 2005", "Hurricane Ike 2008", "England winter floods 2013-14", "Indian Ocean tsunami 2004 (Thailand)",
             "COVID-19 United Kingdom 2020", "Killeen shooting 1991"}  # fmt: skip
    pairs = [one for one in pairs if one.event in known]
    assert len(pairs) == 16
    found = {}
    for name, paper in PAPER.items():
        seen, events = np.array([one.seen for one in pairs]), [one.event for one in pairs]
        found[name] = skill.skill_of(name, left_out(paper, pairs), seen, events, near_percent(share_of))
    first_look = {
        "no change": 0.371,
        "constant rate": 0.297,
        "excess, a power of time": 0.251,
        "capped log-month": 0.227,
        "constant change": 0.217,
    }
    for name, error in first_look.items():
        assert found[name].error == pytest.approx(error, abs=0.055), name
    assert found["no change"].near == pytest.approx(0.17, abs=0.05)
    assert max(found, key=lambda name: found[name].error) == "grand mean"
