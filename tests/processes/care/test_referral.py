"""Stepped care: does a screen err as often as it says, and is whom it should be referred on, and nobody else?"""

from __future__ import annotations

import numpy as np
import pytest

from sim.inputs.faults import ScenarioFaults
from sim.population.residents import HAPPENED
from sim.processes.care.offers import offers_of
from sim.processes.care.referral import targets
from sim.processes.care.screening import ScreenNumbers, fits
from sim.scenario import loads, scenario_folder
from tests.conftest import MORE_HELP

TEXT = (scenario_folder() / "minimal.toml").read_text(encoding="utf-8") + MORE_HELP
TRUTH = '\n[numbers]\n"care.screening.sensitivity" = 1.0\n"care.screening.specificity" = 1.0\n'
STEPS = """
[programme.steps]
intervention = "pfa"
channel = "outreach"
slots = 60
sites = "everywhere"
opens = 1
{first}

[programme.next_step]
intervention = "skills_for_psychological_recovery"
channel = "telephone"
slots = 200
opens = {opens}
{second}

[arm.stepped]
programmes = ["steps", "next_step"]
"""


def text_of(first: str = "", second: str = "", opens: int = 1) -> str:
    return TEXT + STEPS.format(first=first, second=second, opens=opens)


@pytest.fixture
def stepped(make_model):
    """Make the model of the town with two steps of care; `first` and `second` are lines of the two programmes."""

    def make(first: str = "", second: str = "", opens: int = 1, more: str = "", seed: int = 1):
        return make_model("stepped", seed, plan=loads(text_of(first, second, opens) + more))

    return make


def same_to_the_byte(a, b) -> bool:
    a.run_for(30)
    b.run_for(30)
    return all(
        np.array_equal(getattr(a.world.residents, c), getattr(b.world.residents, c))
        for c in a.world.residents.columns()
    )


# What changes nothing.


def test_a_referral_that_concerns_nobody_changes_nothing_at_all(stepped):
    assert same_to_the_byte(stepped(), stepped('then = "next_step"\nthen_from = 10'))


def test_a_screen_that_never_errs_changes_nothing_at_all(stepped):
    bounds = "min_severity = 0.7\nmax_severity = 2.0"
    truth = stepped(bounds, bounds)
    assert same_to_the_byte(truth, stepped(f"{bounds}\nscreened = true", f"{bounds}\nscreened = true", more=TRUTH))


def test_a_screen_without_bounds_has_nothing_to_ask(stepped):
    assert same_to_the_byte(stepped(), stepped("screened = true", "screened = true"))


def test_a_screen_that_errs_changes_who_comes(stepped):
    bounds = "min_severity = 1.0"
    truth, screened = stepped(bounds), stepped(f"{bounds}\nscreened = true")
    truth.step()
    screened.step()
    started = [m.world.residents.happened & HAPPENED["started"] > 0 for m in (truth, screened)]
    assert not np.array_equal(*started)


# How the screen errs.


@pytest.fixture(scope="module")
def offers():
    """One programme for those at the cut-off or above, one for those at it or below, both screened."""
    from sim.engine.mesa_model import HealingModel
    from sim.population import settle

    plan = loads(text_of("min_severity = 1.0\nscreened = true", "max_severity = 1.0\nscreened = true"))
    model = HealingModel(plan, "stepped", 1, community=settle(plan, 1.0))
    names = list(plan.programmes)
    found = offers_of(model.world)
    return found[names.index("steps")], found[names.index("next_step")]


NUMBERS = ScreenNumbers(np.float32(0.86), np.float32(0.93), np.float32(26))


def admitted(offer, severity: float) -> np.ndarray:
    return np.array([fits(3, 1, NUMBERS, person, severity, offer) for person in range(4000)])


@pytest.mark.parametrize(("severity", "share"), [(1.2, 0.86), (1.0, 0.86), (0.8, 0.07)])
def test_the_screen_errs_as_often_as_it_says(offers, severity, share):
    assert abs(admitted(offers[0], severity).mean() - share) < 0.02


@pytest.mark.parametrize("severity", [0.3, 0.99, 1.01, 3.0])
def test_two_steps_that_meet_at_a_cut_off_share_everybody_out(offers, severity):
    assert (admitted(offers[0], severity) != admitted(offers[1], severity)).all()


def test_a_screen_is_repeated_after_half_a_year_and_not_before(offers):
    first, same, again = (
        np.array([fits(3, week, NUMBERS, p, 0.8, offers[0]) for p in range(2000)]) for week in (1, 25, 26)
    )
    assert (first == same).all()
    assert 0.04 < first.mean() < 0.1 and (first & again).mean() < 0.02


# Who is referred, and when.


def test_those_with_distress_left_are_called_on_the_week_after(stepped):
    model = stepped('then = "next_step"\nthen_from = 0.6')
    model.step()
    r, names = model.world.residents, list(model.plan.programmes)
    ended = r.happened & HAPPENED["finished"] > 0
    waiting = np.zeros(len(r), bool)
    waiting[np.asarray(model.world.referred)] = True
    old_enough = r.age >= 18
    assert waiting.any() and (waiting <= ended).all() and not (ended & old_enough & ~waiting & (r.severity > 0.9)).any()
    assert (targets(model.world)[waiting] == names.index("next_step")).all()
    asks, pausing = r.asks.copy(), r.ask_again.copy()
    model.step()
    assert (pausing[waiting] > model.week).all(), "nobody would have asked by herself so soon"
    assert (r.asks[waiting] == asks[waiting] + 1).all()
    went_on = r.programme[waiting] == names.index("next_step")
    refused = r.refused_by[waiting] >= 0
    assert went_on.any() and (went_on | refused).all()


def test_a_referral_waits_for_the_next_step_to_open(stepped):
    model = stepped('then = "next_step"\nthen_from = 0.6', opens=6)
    model.run_for(5)
    k = list(model.plan.programmes).index("next_step")
    waiting = np.asarray(model.world.referred).copy()
    assert len(waiting) > 5 and not (model.world.residents.used >> k & 1).any()
    model.step()
    r = model.world.residents
    assert (r.programme[waiting] == k).sum() > 0
    assert (targets(model.world)[waiting] == -1).all() or len(np.asarray(model.world.referred))


def test_being_referred_brings_more_people_on(stepped):
    alone, linked = stepped(), stepped('then = "next_step"\nthen_from = 0.6')
    for model in (alone, linked):
        model.run_for(26)
    k = list(alone.plan.programmes).index("next_step")
    began = [(model.world.residents.used >> k & 1).sum() for model in (alone, linked)]
    assert began[1] > 1.3 * began[0]


def test_nobody_is_referred_where_the_next_step_is_not_in_the_arm(make_model):
    plan = loads(text_of('then = "next_step"\nthen_from = 0.0') + '\n[arm.first_only]\nprogrammes = ["steps"]\n')
    model = make_model("first_only", plan=plan)
    model.run_for(10)
    assert model.world.referred.count == 0


# What is read.


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ('then = "next_stp"', "", "'next_step'"),
        ('then = "steps"', "", "leads back: steps -> steps"),
        ('then = "next_step"', 'then = "steps"', "leads back: steps -> next_step -> steps"),
        ('screened = "yes"', "", "Write true, without quotes."),
        ("then_from = -1", "", "from 0 to 10"),
        ("then = 3", "", "[programme.steps] then"),
    ],
)
def test_slips_in_steps_are_named(first, second, says):
    with pytest.raises(ScenarioFaults) as caught:
        loads(text_of(first, second))
    assert says in str(caught.value)


def test_a_step_may_lead_into_a_circle_only_where_the_circle_is():
    with pytest.raises(ScenarioFaults) as caught:
        loads(
            text_of('then = "next_step"', 'then = "clinic"').replace(
                "\nopens = 4\n", '\nopens = 4\nthen = "next_step"\n', 1
            )
        )
    said = str(caught.value)
    assert "next_step -> clinic -> next_step" in said and "[programme.steps]" not in said
