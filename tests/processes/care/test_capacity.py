"""Are slots whole and kept, is the queue fair, and is nobody served before opening?"""

import numpy as np
import pytest

from sim.engine.run import begin
from sim.population import settle
from sim.processes import care
from sim.processes.care.capacity import attending_at, slots_this_week
from sim.processes.care.offers import offers_of


@pytest.mark.parametrize("seed", [1, 2])
def test_no_site_ever_uses_more_slots_than_it_has(make_model, scenario, seed):
    for arm in scenario.arms:
        model = make_model(arm, seed)
        while model.week < 60:
            model.step()
            assert (attending_at(model.world) <= slots_this_week(model.world)).all()


def test_nobody_is_served_before_opening_or_outside_the_arm(make_model, scenario):
    for arm in scenario.arms:
        model = make_model(arm)
        offers = offers_of(model.world)
        while model.week < 40:
            model.step()
            r = model.world.residents
            served = r.programme[r.happened & 16 > 0]
            assert (model.week >= offers.opens[served]).all()
            assert offers.in_arm[served].all()


def test_slots_ramp_up_and_end_with_the_programme(make_model):
    world = make_model().world
    offers = offers_of(world)
    k = int(np.flatnonzero(offers.in_arm)[0])
    mine = world.sites.site_programme == k
    world.week = int(offers.opens[k]) - 1
    assert slots_this_week(world)[mine].sum() == 0
    world.week = int(offers.opens[k] + offers.ramp[k])
    assert slots_this_week(world)[mine].sum() == world.sites.slots[mine].sum() > 0
    world.week = int(offers.closes[k])
    assert slots_this_week(world)[mine].sum() == 0


def test_first_come_first_served(make_model):
    """A person who starts has waited at least as long as everyone still waiting at the same site."""
    model = make_model()
    by_order = offers_of(model.world).priority == 0
    checked = 0
    while model.week < 80:
        model.step()
        r = model.world.residents
        started = np.flatnonzero((r.happened & 8 > 0) & (r.waited >= 0))
        waiting = np.flatnonzero(r.care == 1)
        for i in started:
            others = waiting[(r.site[waiting] == r.site[i]) & by_order[r.programme[waiting]]]
            if by_order[r.programme[i]] and len(others):
                assert r.waited[i] >= (model.week - r.since[others]).max()
                checked += 1
    assert checked > 0


def test_lists_and_columns_say_the_same(make_model):
    model = make_model()
    while model.week < 40:
        model.step()
        world, r = model.world, model.world.residents
        assert set(np.asarray(world.waiting).tolist()) == set(np.flatnonzero(r.care == 1).tolist())
        assert set(np.asarray(world.attending).tolist()) == set(np.flatnonzero(r.care == 2).tolist())


def test_some_give_up_waiting_by_the_published_hazard(make_model):
    world = make_model().world
    r = world.residents
    world.sites.slots[:] = 0
    k = int(np.flatnonzero(offers_of(world).in_arm)[0])
    rows = np.arange(len(r), dtype=np.int32)
    r.care[:], r.programme[:], r.site[:], r.since[:] = 1, k, world.sites.nearest[r.place, k], 1
    world.waiting.extend(rows)
    world.week = int(offers_of(world).opens[k]) + 1
    for _ in range(12):
        world.week += 1
        care.admit(world)
    left = 1 - world.waiting.count / len(r)
    expected = 1 - (1 - 0.019) ** 12
    assert abs(left - expected) < 4 * np.sqrt(expected * (1 - expected) / len(r))


@pytest.mark.parametrize("scale", [0.5, 0.1, 0.02])
def test_over_runs_and_weeks_a_sample_has_the_capacity_of_the_whole_city(scenario, scale):
    def capacity(share, seed):
        world = begin(scenario, arm, towns[share], seed)
        total = 0
        for week in range(1, 80):
            world.week = week
            total += int(slots_this_week(world).sum())
        return total

    arm = [*scenario.arms][-1]
    towns = {share: settle(scenario, share) for share in (1.0, scale)}
    seen = np.mean([capacity(scale, seed) for seed in range(1, 201)])
    assert seen == pytest.approx(scale * capacity(1.0, 1), rel=0.02)
