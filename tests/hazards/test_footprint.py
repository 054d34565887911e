"""Is what is lost what the footprint says, and do households share their home's fate?"""

import numpy as np

from sim import hazards
from sim.hazards.aftermath import FadeNumbers
from sim.hazards.footprint import LeavingNumbers, LossNumbers, household_heads


def test_homes_are_struck_by_the_share_of_their_place(make_model):
    world = make_model().world
    r, places = world.residents, world.community.places
    heads = np.unique(household_heads(r.household))
    for q, share in enumerate(places.exposure):
        homes = r.home_lost[heads[r.place[heads] == q]]
        assert abs(homes.mean() - share) < 4 * np.sqrt(max(share * (1 - share), 0.01) / len(homes))


def test_a_household_shares_its_home_its_leaving_and_its_return(make_model):
    r = make_model().world.residents
    heads = household_heads(r.household)
    for column in (r.home_lost, r.exposure, r.bereaved, r.back_home):
        assert np.array_equal(column, column[heads])


def test_losses_are_likelier_in_struck_homes(make_model):
    world = make_model().world
    r, chance = world.residents, world.numbers(LossNumbers)
    struck = r.home_lost == 1
    adults = (r.age >= 18) & (r.income >= 1)
    for mine, expected in ((struck, chance.income_struck), (~struck, chance.income_near)):
        rows = adults & mine
        assert abs(r.income_lost[rows].mean() - expected) < 4 * np.sqrt(0.25 / rows.sum())
    assert not r.income_lost[r.age < 18].any()


def test_struck_households_are_away_for_longer(make_model):
    world = make_model().world
    r, leaving = world.residents, world.numbers(LeavingNumbers)
    struck = r.home_lost == 1
    assert (r.back_home[struck] > 0).mean() > (r.back_home[~struck] > 0).mean()
    away = r.back_home[struck & (r.back_home > 0)]
    assert 0.4 * leaving.weeks_struck < away.mean() < 2 * leaving.weeks_struck


def test_the_same_homes_are_struck_under_every_seed(make_model):
    one, other = make_model(seed=1).world.residents, make_model(seed=2).world.residents
    assert np.array_equal(one.home_lost, other.home_lost)
    assert not np.array_equal(one.income_lost, other.income_lost)


def test_stressors_fade_slower_below_the_poverty_line(make_model):
    world = make_model().world
    r, numbers = world.residents, world.numbers(FadeNumbers)
    r.stressor[:] = 1.0
    for world.week in range(1, 53):
        hazards.unfold(world)
    poor = r.income < 1
    assert np.allclose(r.stressor[~poor], np.exp(-52 / numbers.stressor_weeks), rtol=1e-4)
    assert (r.stressor[poor].min() if poor.any() else 1) > r.stressor[~poor].max()


def test_hassles_go_up_and_down_around_the_usual_and_are_a_persons_own(make_model):
    world = make_model().world
    r = world.residents
    spread = float(world.book["hazards.hassles.spread"].value)
    start = r.hassles.copy()
    for world.week in range(1, 105):
        hazards.unfold(world)
    assert abs(r.hassles.std() / spread - 1) < 0.1
    assert abs(r.hassles.mean()) < 4 * spread / np.sqrt(len(r))
    assert abs(np.corrcoef(start, r.hassles)[0, 1]) < 0.15
