"""Does care from before the event go on as often and as long as declared, and does it change who asks?"""

import numpy as np
import pytest

from sim.population.residents import HAPPENED
from sim.processes import care
from sim.processes.care.own_care import OwnCareNumbers
from sim.processes.care.seeking import AskingNumbers, KnowingNumbers

KNOWN, NEVER = 0, -1


def within_luck(share: float, chance: float, n: int) -> bool:
    return abs(share - chance) < 4 * np.sqrt(chance * (1 - chance) / n)


@pytest.mark.parametrize("struck", [0, 1])
def test_care_goes_on_unless_the_event_breaks_it_off(make_model, struck):
    world = make_model().world
    r, n = world.residents, world.numbers(OwnCareNumbers)
    r.own_care_until[:], r.struck[:], r.back_home[:] = KNOWN, struck, -1
    r.own_care_until[::3] = NEVER
    care.carry_on(world)
    knows = np.arange(len(r)) % 3 > 0
    goes_on = r.own_care_until[knows] > 0
    broken = float(n.interrupted_struck if struck else n.interrupted_near)
    assert within_luck(goes_on.mean(), float(n.weeks) / (float(n.weeks) + 52) * (1 - broken), len(goes_on))
    assert r.own_care_until[knows][goes_on].mean() == pytest.approx(float(n.weeks) + 0.5, rel=0.15)
    assert (r.own_care_until[~knows] == NEVER).all()


def test_living_away_breaks_it_off_as_being_struck_does(make_model):
    world = make_model().world
    r = world.residents
    found = []
    for struck, back_home in ((1, -1), (0, 7), (0, -1)):
        r.own_care_until[:], r.struck[:], r.back_home[:] = KNOWN, struck, back_home
        care.carry_on(world)
        found.append(r.own_care_until.copy())
    assert (found[0] == found[1]).all()
    assert (found[0] > 0).sum() < (found[2] > 0).sum()


def test_nobody_asks_while_own_care_goes_on_and_those_who_know_care_ask_sooner(make_model):
    world = make_model().world
    r, chance = world.residents, float(world.numbers(AskingNumbers).case)
    r.severity[:], r.usual[:], r.awareness[:], r.age[:] = 1.2, 0.3, 0.999, 40
    r.own_care_until[:] = KNOWN
    r.own_care_until[::2] = 15
    asked = np.zeros(2)
    for world.week in range(1, 21):
        care.seek(world)
        asks = r.happened & HAPPENED["asked"] > 0
        assert world.week >= 15 or not asks[::2].any()
        asked += asks[1::2].sum(), asks[::2].sum() if world.week >= 15 else 0
        r.ask_again[:], r.asks[:], r.care[:] = 0, 0, 0
    sooner = chance * float(world.numbers(KnowingNumbers).asks_sooner)
    half = len(r) // 2
    assert within_luck(asked[0] / 20 / half, sooner, 20 * half)
    assert within_luck(asked[1] / 6 / half, sooner, 6 * half)


def test_as_many_begin_care_of_their_own_in_a_normal_week_as_end_it(make_model):
    world = make_model(arm="no_event").world
    r, numbers = world.residents, world.numbers(OwnCareNumbers)
    shares = []
    for world.week in range(1, 209):
        care.go_back(world)
        known = r.own_care_until >= 0
        shares.append((r.own_care_until[known] > world.week).mean())
    expected = float(numbers.weeks) / (float(numbers.weeks) + 52)
    assert np.mean(shares[:52]) == pytest.approx(np.mean(shares[-52:]), abs=0.06) == pytest.approx(expected, abs=0.06)
