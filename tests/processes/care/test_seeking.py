"""Does asking follow need and recognition, and does outreach look for people instead?"""

import numpy as np
import pytest

from sim.population.residents import EVER, HAPPENED
from sim.processes import care
from sim.processes.care.capacity import free_slots
from sim.processes.care.seeking import AskingNumbers


def asked(world) -> np.ndarray:
    return world.residents.happened & HAPPENED["asked"] > 0


def test_nobody_asks_without_distress(make_model):
    world = make_model().world
    world.residents.severity[:] = 0.4
    for world.week in range(1, 30):
        care.seek(world)
        assert not asked(world).any()


def test_children_do_not_ask_by_themselves(make_model):
    world = make_model().world
    world.residents.severity[:], world.residents.awareness[:] = 2.0, 0.0
    for world.week in range(1, 20):
        care.seek(world)
        assert (world.residents.age[asked(world)] >= 18).all()


def test_those_who_see_no_need_do_not_ask(make_model):
    world = make_model().world
    world.residents.severity[:], world.residents.awareness[:], world.residents.own_care_until[:] = 2.0, 0.99, -1
    for world.week in range(1, 20):
        care.seek(world)
        assert not asked(world).any()
    assert not (world.residents.ever & EVER["perceived"]).any()


def test_serious_distress_asks_more_often_by_the_published_chances(make_model):
    world = make_model().world
    r, numbers = world.residents, world.numbers(AskingNumbers)
    r.awareness[:], r.age[:], r.own_care_until[:], r.usual[:] = 0.0, 40, -1, 0.3
    shares = []
    for severity, chance in ((1.2, numbers.case), (2.0, numbers.serious)):
        r.severity[:], asks = severity, 0
        for world.week in range(1, 41):
            care.seek(world)
            asks += asked(world).sum()
            r.ask_again[:], r.asks[:] = 0, 0
        shares.append(asks / 40 / len(r))
        assert abs(shares[-1] - chance) < 4 * np.sqrt(chance / 40 / len(r))
    assert shares[1] > shares[0]


def test_nobody_asks_a_programme_for_what_is_usual(make_model):
    """Help for the distress of a normal year is care of one's own; the event adds asks by as much as it adds distress."""
    world = make_model().world
    r, numbers = world.residents, world.numbers(AskingNumbers)
    r.awareness[:], r.age[:], r.own_care_until[:], r.severity[:], asks = 0.0, 40, -1, 2.0, 0
    r.usual[::2], r.usual[1::2] = 2.0, 1.2
    for world.week in range(1, 41):
        care.seek(world)
        asks += asked(world)
        r.ask_again[:], r.asks[:] = 0, 0
    assert not asks[::2].any()
    assert asks[1::2].mean() / 40 == pytest.approx(float(numbers.serious - numbers.case), rel=0.3)


def test_residents_in_care_or_waiting_do_not_ask_again(make_model):
    world = make_model().world
    r = world.residents
    r.severity[:], r.awareness[:], r.age[:] = 2.0, 0.0, 40
    r.care[::2] = 1
    for world.week in range(1, 20):
        care.seek(world)
        assert not asked(world)[::2].any()


def test_outreach_calls_on_no_more_than_it_has_slots(make_model):
    world = make_model("pfa").world
    outreach = [p.name for p in world.scenario.programmes.values() if p.entry == "outreach"]
    assert outreach, "the small scenario has an outreach programme"
    world.residents.severity[:], world.residents.awareness[:], world.residents.own_care_until[:] = 1.2, 0.999, -1
    for world.week in range(1, 12):
        free = free_slots(world)
        care.seek(world)
        called = world.wishes[: world.asking.count]
        assert (called >= 0).all()
        for site, k in enumerate(world.sites.site_programme):
            rows = world.asking.rows[: world.asking.count][called == k]
            here = world.sites.nearest[world.residents.place[rows], k] == site
            assert here.sum() <= free[site]


def test_taking_people_off_call_lists_who_would_be_passed_over_changes_nothing(make_model, monkeypatch):
    found = []
    for every in (3, 10_000):
        monkeypatch.setattr("sim.processes.care.outreach.SHORTENED_EVERY", every)
        model = make_model("pfa")
        while model.week < 30:
            model.step()
        found.append((model.world.residents.severity.tobytes(), model.world.residents.asks.tobytes()))
        lists = model.world.call_lists
        assert (np.diff(lists.start) >= 0).all() and lists.start[-1] == len(lists.rows)
    assert found[0] == found[1]
