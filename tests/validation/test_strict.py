"""Does the strict rule count what it says, and are fitted, held-out and following figures never mixed?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.evidence.score import Tally, load_score, tally_of
from sim.inputs.faults import ScenarioFaults
from sim.validation import surveys, trials
from sim.validation.strict import StrictClaim, judge, meets, sampling_interval
from sim.validation.surveys.claims import claim_of, nulls_of
from sim.validation.trials.claims import claim_of as claim_of_trial
from sim.validation.trials.claims import nulls_of as nulls_of_trial
from tests.validation.skill.test_boards import row
from tests.validation.surveys.test_plan import GOOD

TRIAL = """
[x]
label = "X."
meaning = "X."
gives = { intervention = "cbt", channel = "clinic" }
[[x.figure]]
measure = "cases"
week = 4
follows = "x: cases 5"
"""
CLAIM = StrictClaim(10.0, 9.0, 12.0, "published", "survey", "held out")


@pytest.mark.parametrize(("value", "met"), [(12.0, True), (9.0, True), (8.5, True), (8.4, False), (12.1, False)])
def test_inside_the_interval_or_within_fifteen_percent(value: float, met: bool) -> None:
    assert meets(value, CLAIM) is met


def test_an_assumed_interval_is_as_good_as_none() -> None:
    assumed = replace(CLAIM, range="assumed")
    assert not meets(12.0, assumed) and meets(11.5, assumed)
    assert judge(11.0, assumed).uncounted == "assumed interval"
    assert judge(float("nan"), CLAIM).verdict == "miss"


def test_every_reason_is_told_and_standing_is_one_of_three() -> None:
    wrong = replace(CLAIM, range="assumed", grade="assumed", nulls=(9.9, 50.0), follows="a: cases 6")
    told = judge(10.0, wrong)
    assert told.uncounted == "assumed interval; assumed value; a null would pass; follows a: cases 6"
    assert told.standing == "follows"
    assert (judge(10.0, CLAIM).standing, judge(10.0, CLAIM).uncounted) == ("held_out", "")
    assert judge(10.0, replace(CLAIM, role="fitted")).standing == "fitted"


def test_what_a_null_would_pass_is_judged_by_the_same_rule() -> None:
    effect = StrictClaim(0.3, -0.1, 0.7, "published", "trial", "held out", nulls=(0.0,))
    assert judge(0.3, effect).uncounted == "a null would pass"
    assert not judge(0.3, replace(effect, low=0.1)).uncounted


def test_computed_intervals_are_those_of_the_people_asked() -> None:
    assert sampling_interval(14.9, 815) == pytest.approx((11.4, 18.4), abs=0.06)
    assert sampling_interval(64.5, 3083) == pytest.approx((62.1, 66.9), abs=0.06)
    assert sampling_interval(1.0, 20)[0] == 0.0


def survey_of(*figures: tuple[str, str, str]) -> surveys.Survey:
    head, _, figure = GOOD.partition("[[")
    text = head + "".join(
        "[[" + figure.replace("months = 1.0", f"months = {m}\n{more}").replace("value = 10.0", f"value = {v}")
        for m, v, more in figures
    )
    return surveys.loads(text)["small"]


def test_an_earlier_wave_of_the_same_people_is_a_null_and_a_fitted_one_ties() -> None:
    one = survey_of(("1.0", "10.0", 'role = "fitted"'), ("6.0", "6.0", ""), ("1.0", "12.0", ""))
    first, later, tied = one.figures
    assert nulls_of(one, first) == () and nulls_of(one, later) == (10.0, 12.0)
    assert (
        claim_of(one, tied).follows == "fitted small: cases 1"
        and judge(10.0, claim_of(one, tied)).standing == "follows"
    )
    assert claim_of(one, later).follows == ""


def test_a_figure_follows_only_from_one_that_is_there() -> None:
    one = survey_of(("1.0", "10.0", ""), ("6.0", "6.0", 'follows = "small: cases 1"'))
    assert claim_of(one, one.figures[1]).follows == "small: cases 1"
    with pytest.raises(ScenarioFaults) as caught:
        survey_of(("1.0", "10.0", ""), ("6.0", "6.0", 'follows = "small: case 1"'))
    assert "small: cases 1" in str(caught.value)
    with pytest.raises(ScenarioFaults) as caught:
        trials.loads(TRIAL)
    assert "x: cases 4" in str(caught.value)


def test_nulls_of_trials_are_no_effect_the_other_arm_and_no_change() -> None:
    known = trials.load()
    cbt, pm_plus = known["cbt"], known["pm_plus"]
    assert nulls_of_trial(cbt, cbt.figures[0]) == (0.571,) and nulls_of_trial(cbt, cbt.figures[1]) == ()
    assert nulls_of_trial(pm_plus, pm_plus.figures[1]) == (0.0, 0.45)
    telehealth = known["telehealth"]
    assert judge(0.0, claim_of_trial(telehealth, telehealth.figures[1])).uncounted == "a null would pass"


def test_sums_never_mix_what_was_fitted_held_out_and_what_follows() -> None:
    rows = [
        row(1.0, 1.0, "SD", "a"),
        row(1.0, 1.0, "SD", "b", strict="miss"),
        row(1.0, 1.0, "SD", "c", standing="fitted"),
        row(1.0, 1.0, "SD", "d", standing="follows", uncounted="follows a"),
        row(1.0, 1.0, "SD", "e", uncounted="assumed interval"),
        row(1.0, 1.0, "SD", "f", kind="trial"),
    ]
    assert [tally_of(rows, "survey", one) for one in ("held_out", "fitted", "follows")] == [(1, 2), (1, 1), (1, 1)]
    assert tally_of(rows, "trial", "held_out") == Tally(1, 1)


def test_the_written_score_has_the_strict_rule() -> None:
    score = load_score()
    assert score is not None and all(one.strict and one.standing for one in score.rows)
    held = tally_of(score.rows, "survey", "held_out")
    assert 8 <= held.of <= sum(one.kind == "survey" and one.role == "held_out" for one in score.rows)
