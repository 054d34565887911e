"""Is what is lost what the footprint says, and do households share their home's fate?"""

from dataclasses import replace

import numpy as np
import pytest

from sim.engine.mesa_model import HealingModel
from sim.population import settle
from sim.processes import hazards
from sim.processes.around import around, felt, reference_exposure
from sim.processes.hazards.aftermath import FadeNumbers
from sim.processes.hazards.footprint import LeavingNumbers, LossNumbers, household_heads
from sim.scenario import ScenarioFaults, loads
from tests.small_town import TEXT, town


def test_homes_are_struck_by_the_share_of_their_place(make_model):
    world = make_model().world
    r, places = world.residents, world.community.places
    heads = np.unique(household_heads(r.household))
    for q, share in enumerate(places.exposure):
        homes = r.struck[heads[r.place[heads] == q]]
        assert abs(homes.mean() - share) < 4 * np.sqrt(max(share * (1 - share), 0.01) / len(homes))


def test_a_household_shares_its_home_its_leaving_and_its_return(make_model):
    r = make_model().world.residents
    heads = household_heads(r.household)
    for column in (r.struck, r.home_lost, r.exposure, r.bereaved, r.back_home, r.settled_elsewhere):
        assert np.array_equal(column, column[heads])


def test_losses_are_likelier_in_struck_homes(make_model):
    world = make_model().world
    r, chance = world.residents, world.numbers(LossNumbers)
    struck = r.struck == 1
    adults = (r.age >= 18) & (r.income >= 1)
    for mine, expected in ((struck, chance.income_struck), (~struck, chance.income_near)):
        rows = adults & mine
        assert abs(r.income_lost[rows].mean() - expected) < 4 * np.sqrt(0.25 / rows.sum())
    assert not r.income_lost[r.age < 18].any()


def test_struck_households_are_away_for_longer(make_model):
    world = make_model().world
    r, leaving = world.residents, world.numbers(LeavingNumbers)
    struck = r.struck == 1
    assert (r.back_home[struck] > 0).mean() > (r.back_home[~struck] > 0).mean()
    away = r.back_home[struck & (r.back_home > 0)]
    assert 0.4 * leaving.weeks_struck < away.mean() < 2 * leaving.weeks_struck


def test_the_same_homes_are_struck_under_every_seed(make_model):
    one, other = make_model(seed=1).world.residents, make_model(seed=2).world.residents
    assert np.array_equal(one.struck, other.struck)
    assert not np.array_equal(one.income_lost, other.income_lost)


def test_stressors_fade_slower_below_the_poverty_line(make_model):
    world = make_model().world
    r, numbers = world.residents, world.numbers(FadeNumbers)
    r.stressor[:] = 1.0
    world.memo[FadeNumbers] = numbers._replace(late=np.float32(0.0))
    for world.week in range(1, 53):
        hazards.unfold(world)
    poor = r.income < 1
    for group, slower in ((poor, numbers.fade_poor), (~poor, 1.0)):
        rate = np.sqrt(r.fading[group]) * slower / numbers.stressor_weeks
        assert group.any() and np.allclose(r.stressor[group], (1.0 + rate) ** -52, rtol=1e-4)


def test_late_stressors_come_over_months_and_add_up_to_their_share(make_model):
    world = make_model().world
    r, never = world.residents, np.float32(1e9)
    world.memo[FadeNumbers] = FadeNumbers(never, np.float32(1.0), np.float32(0.4), np.float32(10.0))
    hazards.first_stressors(world)
    assert np.allclose(r.stressor, 0.6)
    for world.week in range(1, 11):
        hazards.unfold(world)
    assert np.allclose(r.stressor, 1.0 - 0.4 * np.exp(-1.0), rtol=1e-4)
    for world.week in range(11, 200):
        hazards.unfold(world)
    assert np.allclose(r.stressor, 1.0, rtol=1e-4)


def test_hassles_go_up_and_down_around_the_usual_and_are_a_persons_own(make_model):
    world = make_model().world
    r = world.residents
    spread = float(world.book["aftermath.hassles.spread"].value)
    start = r.hassles.copy()
    for world.week in range(1, 105):
        hazards.unfold(world)
    assert abs(r.hassles.std() / spread - 1) < 0.1
    assert abs(r.hassles.mean()) < 4 * spread / np.sqrt(len(r))
    kept = np.exp(-104 / world.book["aftermath.hassles.weeks"].value)
    assert abs(np.corrcoef(start, r.hassles)[0, 1] - kept) < 0.15


def struck_by(hazard: str, own: str = "") -> HealingModel:
    """The town of three hundred just after a hazard, with tables of its own in the file."""
    event = 'kind = "hurricane_katrina"'
    return HealingModel(
        loads(TEXT.replace(event, f'{event}\nhazard = "{hazard}"') + own), "nothing", 1, community=town()
    )


def test_a_flood_takes_the_homes_that_it_strikes():
    r = struck_by("flood").world.residents
    assert r.struck.any() and np.array_equal(r.struck, r.home_lost)


def test_violence_strikes_persons_and_takes_no_homes():
    model = struck_by("violence")
    r, chance = model.world.residents, model.world.numbers(LossNumbers)
    heads = household_heads(r.household)
    assert not np.array_equal(r.struck, r.struck[heads])
    assert not r.home_lost.any() and (r.back_home == -1).all()
    assert np.array_equal(r.bereaved, r.bereaved[heads])
    shares = [r.struck[r.place == q].mean() for q in range(3)]
    assert shares == pytest.approx([0.8, 0.4, 0.05], abs=0.15)
    strain = model.world.book["hazards.violence.strain_struck"].value
    unhurt = (r.income_lost == 0) & (r.injured == 0) & (r.bereaved == 0)
    assert np.allclose(r.loss[unhurt & (r.struck == 1)], strain) and not r.loss[unhurt & (r.struck == 0)].any()
    assert chance.injury_struck > chance.injury_near


def struck_as(kind: str, share: float, more: str = "") -> HealingModel:
    """The town in which so many are struck everywhere, after an event of the catalogue."""
    text = TEXT.replace('kind = "hurricane_katrina"', f'kind = "{kind}"')
    for there in ("0.8", "0.4", "0.05"):
        text = text.replace(f"\nexposure = {there}\n", f"\nexposure = {share}\n")
    plan = loads(text + more)
    return HealingModel(plan, "nothing", 1, community=settle(plan, 1.0))


def test_the_population_of_the_fit_is_the_measure_of_what_is_around():
    """A town struck as the people of the survey were stands where their figures are."""
    for kind in ("mass_violence", "september_11", "wildfire", "industrial_accident"):
        share = loads(TEXT.replace('"hurricane_katrina"', f'"{kind}"')).event.struck
        world = struck_as(kind, share).world
        assert around(world) == pytest.approx(1.0), kind
        assert world.residents.exposure.mean() == pytest.approx(reference_exposure(world), abs=0.08), kind


def test_what_is_struck_around_weighs_and_nothing_does_where_nothing_is():
    worlds = [struck_as("hurricane_katrina", share).world for share in (0.0, 0.02, 0.3, 0.9)]
    shares = [float(around(world).mean()) for world in worlds]
    assert shares[0] == 0.0 < shares[1] < 1.0 < shares[2] < shares[3]
    assert [float(felt(world).max()) for world in worlds][2:] == [1.0, 1.0]
    r = worlds[0].residents
    for lost in ("exposure", "struck", "home_lost", "income_lost", "injured", "bereaved", "shock", "disruption"):
        assert not getattr(r, lost).any(), lost
    assert (r.back_home == -1).all()


def test_survivors_fare_worse_than_the_town_around_them():
    there, around = (struck_as("mass_violence", share).world.residents for share in (1.0, 0.01))
    assert around.severity.mean() < 0.8 * there.severity.mean()


def test_an_event_that_does_not_say_counts_from_the_areas_hit_by_katrina():
    world = struck_as("hurricane_ike", 0.18).world
    assert around(world) != pytest.approx(1.0)
    other = struck_as("hurricane_ike", 0.18).world
    other.scenario = replace(other.scenario, event=replace(other.scenario.event, struck=None))
    other.around = None
    assert around(other) == pytest.approx(1.0)


def test_a_hazard_may_be_the_scenarios_own():
    own = """
[hazard.landslide]
like = "flood"
label = "Landslide"
home = 0.5
leaving_struck = 0.0
leaving_near = 0.0
settles_struck = 0.0
settles_near = 0.0
"""
    r = struck_by("landslide", own).world.residents
    assert 0.3 < r.home_lost[r.struck == 1].mean() < 0.7
    assert not r.home_lost[r.struck == 0].any() and (r.back_home == -1).all()


@pytest.mark.parametrize(
    ("hazard", "own", "says"),
    [
        ("floood", "", "Did you mean 'flood'"),
        ("flood", '[hazard.landslide]\nlike = "flod"', "Did you mean 'flood'"),
        ("flood", '[hazard.landslide]\nlike = "flood"\nhome = 2.0', "0 to 1"),
        ("flood", '[hazard.landslide]\nlike = "flood"\nintended = 3', "1 (yes) or 0 (no)"),
        ("flood", '[hazard.landslide]\nlike = "flood"\nhomes = 1.0', "Did you mean 'home'"),
    ],
)
def test_a_hazard_that_is_not_there_is_refused_kindly(hazard, own, says):
    with pytest.raises(ScenarioFaults) as caught:
        struck_by(hazard, own)
    assert says in str(caught.value)
