"""Is each barrier felt by those it concerns, and by nobody else?"""

import numpy as np
import pytest

from sim.processes.care.barriers import barred_by
from sim.processes.care.hindrances import KINDS, Asker, HindranceNumbers, hindrance
from sim.processes.care.offers import barrier_names, hurdles_of, offers_of

TRAITS = ("race", "income", "insured", "vehicle", "internet", "english", "stigma", "trust", "collectivism")


@pytest.fixture
def asking(make_model):
    """A world, its residents, and the names of its programmes."""
    model = make_model()
    return model.world, model.world.residents, list(model.plan.programmes)


def asker(residents, i: int, person: int = 0, situation: int = 0) -> Asker:
    """Resident `i` as barriers see her."""
    return Asker(person, 1, 40, 1.5, 0, *(getattr(residents, name)[i].item() for name in TRAITS), situation)


def felt(asking, kind: str, programme: str, i: int = 0, miles: float = 2.0) -> float:
    world, who, names = asking
    numbers = world.numbers(HindranceNumbers)
    offer = offers_of(world)[names.index(programme)]
    return hindrance(KINDS.index(kind), miles, asker(who, i), offer, numbers)


def programme_of(asking, channel: str) -> str:
    world, _, names = asking
    return next(n for n in names if world.scenario.programmes[n].channel == channel)


def test_price_weighs_less_with_insurance_and_more_in_poverty(asking):
    _, who, _ = asking
    clinic = programme_of(asking, "clinic")
    who.income[0], who.insured[0] = 2.0, 0
    full = felt(asking, "price_share", clinic)
    who.insured[0] = 1
    insured = felt(asking, "price_share", clinic)
    who.income[0] = 0.5
    poor = felt(asking, "price_share", clinic)
    assert full > poor > insured > 0


def test_price_weighs_less_from_the_income_that_counts_as_rich(asking):
    world, who, _ = asking
    clinic, numbers = programme_of(asking, "clinic"), world.numbers(HindranceNumbers)
    who.insured[0], who.income[0] = 0, np.nextafter(numbers.rich_from, np.float32(0))
    full = felt(asking, "price_share", clinic)
    who.income[0] = numbers.rich_from
    assert felt(asking, "price_share", clinic) == pytest.approx(full * numbers.price_rich)


def test_distance_weighs_more_without_a_car(asking):
    _, who, _ = asking
    clinic = programme_of(asking, "clinic")
    who.vehicle[0] = 1
    by_car = felt(asking, "travel_miles", clinic)
    who.vehicle[0] = 0
    assert felt(asking, "travel_miles", clinic) > 2 * by_car


def test_only_what_needs_internet_asks_for_it(asking):
    _, who, _ = asking
    who.internet[0] = 0
    assert felt(asking, "no_internet", programme_of(asking, "telehealth")) == 1
    assert felt(asking, "no_internet", programme_of(asking, "clinic")) == 0
    who.internet[0] = 1
    assert felt(asking, "no_internet", programme_of(asking, "telehealth")) == 0


def test_language_stands_in_the_way_of_those_who_speak_little_english(asking):
    _, who, _ = asking
    clinic = programme_of(asking, "clinic")
    who.english[0] = 1
    assert felt(asking, "language_gap", clinic) == 0
    who.english[0], who.race[0] = 0, 3
    assert felt(asking, "language_gap", clinic) == 1


def test_chance_to_pass_is_the_exponential_of_effect_times_hindrance(asking):
    world, who, names = asking
    offers, k = offers_of(world), names.index(programme_of(asking, "clinic"))
    b = list(world.scenario.barriers).index("stigma")
    hurdles, effects = hurdles_of(world)
    alone = np.where(np.arange(len(hurdles)) == b, effects[k], 0.0)
    who.stigma[:] = 1.0
    expected = np.exp(effects[k, b] * offers.stigma_share[k])
    numbers = world.numbers(HindranceNumbers)
    passed = [
        barred_by(1, 1.0, asker(who, 0, person), offers[k], hurdles, alone, numbers) < 0 for person in range(4000)
    ]
    assert abs(np.mean(passed) - expected) < 4 * np.sqrt(expected * (1 - expected) / 4000)


def test_race_is_no_barrier(asking):
    world, _, _ = asking
    assert not {"race", "minority"} & set(world.scenario.barriers)
    assert barrier_names(world.scenario)[-2:] == ("declined", "none_open")


def test_refusals_carry_the_barrier_that_caused_them(make_model):
    model = make_model()
    seen = set()
    while model.week < 40:
        model.step()
        r = model.world.residents
        refused = r.refused_by >= 0
        assert np.array_equal(refused, r.happened & 2 > 0)
        seen |= set(r.refused_by[refused].tolist())
    assert len(seen) >= 3
