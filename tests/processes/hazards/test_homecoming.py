"""Who comes back, who settles elsewhere, and is that counted as it should be?"""

from dataclasses import replace

import numpy as np
import pytest

from sim.engine.mesa_model import HealingModel
from sim.processes.hazards.footprint import household_heads, struck_around
from sim.processes.hazards.homecoming import home_table, lives_at_home, share_at_home
from sim.processes.stress.appraisal import AppraisalNumbers, appraise
from sim.scenario import loads
from tests.small_town import TEXT, town

LONG, SHARES = 2001, (0.8, 0.4, 0.05)


def world_with(exposure: tuple[float, float, float] = SHARES, **numbers: float):
    """The town of three hundred just after a flood, with numbers of who settles and shares of struck homes of its own."""
    text = TEXT
    for before, now in zip(SHARES, exposure, strict=True):
        text = text.replace(f"\nexposure = {before}\n", f"\nexposure = {now}\n")
    plan = loads(text)
    stems = {"renter": "aftermath.settling", "vulnerable": "aftermath.settling"}
    own = {f"{stems.get(name, 'hazards.flood')}.{name}": value for name, value in numbers.items()}
    return HealingModel(
        replace(plan, book=plan.book.with_values(own)), "nothing", 1, community=replace(town(), places=plan.places)
    ).world


def gone(world, rows=slice(None)) -> float:
    return float(world.residents.settled_elsewhere[rows].mean())


def test_more_settle_elsewhere_where_more_was_struck():
    spared, hit = (world_with(exposure=shares) for shares in ((0.02, 0.02, 0.02), (0.95, 0.95, 0.95)))
    assert gone(spared) < 0.05
    assert gone(hit) > 0.35


def test_a_town_that_was_spared_loses_nobody():
    r = world_with(exposure=(0.0, 0.0, 0.0)).residents
    assert (r.back_home == -1).all() and not r.settled_elsewhere.any()


def test_the_odds_are_as_declared():
    world = world_with(settles_struck=0.5, settles_near=0.5, vulnerable=9.0, renter=2.0)
    r, places = world.residents, world.community.places
    odds = struck_around(places)[r.place] * 9.0 ** (places.vulnerability[r.place] - 0.5)
    odds *= np.where(r.owner == 1, 1.0, 2.0)
    heads = np.unique(household_heads(r.household))
    expected = (odds / (1 + odds))[heads]
    off = r.settled_elsewhere[heads].mean() - expected.mean()
    assert abs(off) < 3 * np.sqrt((expected * (1 - expected)).sum()) / len(heads)


def test_around_is_town_times_the_mean_of_town_and_place():
    places = world_with().community.places
    share = float(np.average(places.exposure, weights=places.population))
    assert struck_around(places) == pytest.approx(share * (share + places.exposure) / 2)


@pytest.mark.parametrize(("chance", "all_of_them"), [(0.0, False), (1.0, True)])
def test_nobody_or_everybody_at_the_ends(chance, all_of_them):
    world = world_with(settles_struck=chance, settles_near=chance)
    assert (world.residents.settled_elsewhere == all_of_them).all()


def test_a_household_settles_as_one_and_was_away_before():
    r = world_with().residents
    assert np.array_equal(r.settled_elsewhere, r.settled_elsewhere[household_heads(r.household)])
    assert (r.back_home[r.settled_elsewhere == 1] >= 1).all()


def test_the_threat_of_living_away_ends_where_somebody_has_settled():
    world = world_with()
    r, weight = world.residents, world.numbers(AppraisalNumbers)
    r.loss[:], r.hassles[:], r.media[:], r.struck[:] = 0.0, 0.0, 0.0, 0
    r.back_home[:], r.settled_elsewhere[:], r.home_lost[:], r.income_lost[:] = 5, 1, 0, 0
    for world.week, away in ((4, weight.away), (5, 0.0)):
        appraise(world)
        assert np.allclose(r.threat, away)
    assert not lives_at_home(r.back_home, r.settled_elsewhere, LONG).any()


def test_the_table_counts_who_is_at_home_by_place_and_class():
    world = world_with()
    r, places = world.residents, world.community.places
    r.back_home[:], r.settled_elsewhere[:] = -1, 0
    first = np.flatnonzero(r.place == 0)
    r.back_home[first[: len(first) // 2]] = 30
    early, late = (home_table(r, places, week) for week in (29, 30))
    assert early["at_home"][0] == pytest.approx(1 - len(first) // 2 / len(first)) and (early["at_home"][1:] == 1).all()
    assert (late["at_home"] == 1).all()
    assert early["struck_class"].tolist() == ["flooded", "partly", "partly"]
    whole = share_at_home(early, [])
    assert whole["residents"].item() == len(r) and whole["at_home"].item() == pytest.approx(
        1 - len(first) // 2 / len(r)
    )
    assert share_at_home(early, ["struck_class"])["at_home"]["flooded"] == early["at_home"][0]
