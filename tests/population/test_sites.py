"""Sites: slots come to the programme's total, twins share, and the nearest site is the nearest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sim.kernels.sphere import miles_between
from sim.population import site_table
from sim.population.distance import choose_places, cumulative_pull
from sim.population.sites import in_this_run, rounded
from sim.scenario import Scenario


def test_slots_sum_to_the_programme(plan: Callable[..., Scenario]) -> None:
    scenario = plan()
    for scale in (1.0, 0.5, 0.03):
        sites = site_table(scenario, scenario.places, scale)
        for k, programme in enumerate(scenario.programmes.values()):
            mine = sites.site_programme == k
            assert (
                sites.whole[mine].sum() == programme.slots
                and abs(sites.slots[mine].sum() - programme.slots * scale) <= 0.5
            )
        assert sites.whole.min() > 0


@pytest.mark.parametrize("scale", [1.0, 0.37, 0.1, 0.013, 0.002])
def test_over_runs_every_site_has_its_share_of_slots_at_any_scale(plan: Callable[..., Scenario], scale: float) -> None:
    scenario = plan()
    sites, keys = site_table(scenario, scenario.places, scale), {k: 1000 + k for k in range(len(scenario.programmes))}
    travel = [True] * len(keys)
    runs = [in_this_run(sites, scenario.places, scale, keys, seed, travel) for seed in range(1, 1001)]
    mean = np.mean([run.slots for run in runs], axis=0)
    # Of a thousand runs the golden section leaves a hundredth of a slot; of twenty a tenth.
    assert mean == pytest.approx(scale * sites.whole, abs=0.01)
    assert np.mean([run.slots for run in runs[:20]], axis=0) == pytest.approx(scale * sites.whole, abs=0.12)
    for run in runs[:50]:
        near = run.nearest[run.nearest >= 0]
        assert (run.slots[near] > 0).all(), "nobody waits where there is no slot"
        for k in range(len(keys)):
            assert (run.nearest[:, k] >= 0).all() == (run.slots[run.site_programme == k].sum() > 0)


def test_a_plan_with_more_slots_never_has_fewer_in_the_same_run() -> None:
    for u in np.linspace(0.01, 0.99, 23):
        slots = [int(rounded(np.array([whole * 0.1]), u)[0]) for whole in (3, 8, 14)]
        assert slots == sorted(slots)


def test_slots_follow_the_people_nearby(plan: Callable[..., Scenario]) -> None:
    scenario = plan()
    clinic = scenario.programmes["clinic"]
    twins = replace(scenario, programmes={"clinic": replace(clinic, sites=("Centre", "Bayou", "Centre"))})
    sites = site_table(twins, scenario.places)
    assert sites.site_place.tolist() == [0, 1, 0]
    assert abs(int(sites.slots[0]) - int(sites.slots[2])) <= 1, "two sites of one place share its people"
    assert sites.slots[0] + sites.slots[2] == round(90 * 6000 / 9061)


def test_the_nearest_site_and_its_miles(plan: Callable[..., Scenario]) -> None:
    scenario = plan()
    places, sites = scenario.places, site_table(scenario, scenario.places)
    at = sites.site_place[sites.nearest[:, 0]]
    assert at.tolist() == [0, 1, 0, 1]
    assert sites.miles[:2, 0].tolist() == [0.0, 0.0]
    expected = miles_between(places.lon, places.lat, places.lon[at[3:4]], places.lat[at[3:4]])[3, 0]
    assert sites.miles[3, 0] == pytest.approx(expected)
    assert np.all(sites.miles[:, [1, 2]] == 0.0), "outreach and telehealth need no travel"
    assert (sites.nearest.dtype, sites.miles.dtype, sites.slots.dtype) == (np.int16, np.float32, np.int32)


def test_a_programme_without_slots_has_no_site(plan: Callable[..., Scenario]) -> None:
    scenario = plan()
    none = replace(scenario, programmes={"clinic": replace(scenario.programmes["clinic"], slots=0)})
    assert len(site_table(none, scenario.places)) == 0


def test_great_circle_miles() -> None:
    orleans, york = (np.array([-90.0715]), np.array([29.9511])), (np.array([-74.006]), np.array([40.7128]))
    assert miles_between(*orleans, *york)[0, 0] == pytest.approx(1171, abs=3)
    assert miles_between(*york, *york)[0, 0] == 0.0


def test_people_go_near_and_to_many_people() -> None:
    lon, lat = np.array([-90.0, -90.01, -90.02, -91.0]), np.full(4, 30.0)
    pull = cumulative_pull(lon, lat, np.array([100.0, 100.0, 300.0, 1e6]), 3.0)
    goes = choose_places((np.arange(10_000) + 0.5) / 10_000, np.zeros(10_000, np.int64), pull)
    counts = np.bincount(goes, minlength=4)
    assert counts[0] == 0
    assert counts[2] > 2 * counts[1]
    assert counts[3] < 100


def test_slots_are_split_over_sites_as_said(plan: Callable[..., Scenario]) -> None:
    scenario = plan()
    clinic = replace(scenario.programmes["clinic"], sites=("Centre", "Bayou"), split=(1, 8))
    sites = site_table(replace(scenario, programmes={"clinic": clinic}), scenario.places)
    assert sites.slots.tolist() == [10, 80]
