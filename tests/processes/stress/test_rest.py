"""Is a normal year at rest, and does everything that an event does have a cause that can be taken away?"""

from dataclasses import replace

import numpy as np
import pytest

from sim.engine import run
from sim.outcomes import due_to_event
from sim.population import settle
from sim.population.residents import CASE_FROM
from sim.scenario import NO_EVENT, ScenarioFaults, load, loads, without_event
from sim.studies.compare import run_batch
from tests.small_town import town_plan, town_text

POINTS = 0.5
PEOPLE = 20_000


def grown_up(population: int) -> run.Run:
    """Adults of a larger small town, without an event."""
    plan = load("minimal")
    places = replace(plan.places, population=plan.places.population * (population // plan.places.people))
    plan = replace(plan, places=places, weeks=208)
    return run.Run(plan, NO_EVENT, 1, 1.0)


def measures(run: run.Run) -> dict[str, float]:
    """Percent of adults who are cases, who are serious, and in care of their own."""
    r = run.world.residents
    adults = r.age >= 18
    return {
        "cases": 100 * (r.severity[adults] >= CASE_FROM).mean(), "serious": 100 * (r.severity[adults] >= 1.5).mean(),
        "own care": 100 * (r.own_care_until[adults] > run.week).mean(),
        "asked": 100 * (r.happened[adults] & 1 > 0).mean(),
    }  # fmt: skip


def apart(run: run.Run, weeks: int) -> dict[str, float]:
    """How many points each measure is from where it began, at the worst of the quarters."""
    begun, worst = measures(run), dict.fromkeys(measures(run), 0.0)
    for _ in range(weeks // 13):
        for _ in range(13):
            run.step()
        worst = {name: max(worst[name], abs(value - begun[name])) for name, value in measures(run).items()}
    return worst


def test_a_year_without_an_event_is_at_rest():
    run = grown_up(PEOPLE)
    r, support = run.world.residents, run.world.residents.support.mean()
    assert 2.0 < measures(run)["cases"] < 6.5
    worst = apart(run, 52)
    assert worst["cases"] < POINTS and worst["serious"] < POINTS and worst["asked"] == 0
    assert worst["own care"] < 2 * POINTS
    assert abs(r.support.mean() - support) < 0.005 and np.array_equal(r.resources, r.means)
    assert np.array_equal(r.severity, r.usual)


@pytest.mark.slow
def test_four_years_without_an_event_are_at_rest():
    run = grown_up(4 * PEOPLE)
    worst = apart(run, 208)
    assert all(points < POINTS for points in worst.values()), worst


def test_people_move_both_ways_over_the_line_without_an_event():
    run = grown_up(PEOPLE)
    before = run.world.residents.severity >= CASE_FROM
    for _ in range(52):
        run.step()
    now = run.world.residents.severity >= CASE_FROM
    assert 0.1 < (before & ~now).sum() / before.sum() < 0.9 and (now & ~before).any()


@pytest.mark.parametrize("arm", ["nothing", "everything"])
def test_an_event_without_causes_is_no_event_to_the_last_byte(arm):
    """No exposure and no news: no losses, no displacement and no disruption either, whatever the event is like elsewhere."""
    text = town_text("flood").replace("again = [9]", "")
    plan = loads(text)
    silent = {"hazards.flood.media": 0.0}
    plan = replace(
        plan, places=replace(plan.places, exposure=np.zeros(len(plan.places))), book=plan.book.with_values(silent), weeks=30,
        arms={"nothing": plan.arms["nothing"], NO_EVENT: plan.arms["nothing"], "everything": plan.arms["everything"]},
    )  # fmt: skip
    town = settle(plan, 1.0)
    worse = replace(plan, event=replace(plan.event, first_impact=2.0, strain_level=1.0))
    one, other = (run.Run(given, arm, 3, community=town) for given in (plan, worse))
    one.run(), other.run()
    for name in one.world.residents.columns():
        assert np.array_equal(getattr(one.world.residents, name), getattr(other.world.residents, name)), name
    if arm == "nothing":
        spared = run.Run(plan, NO_EVENT, 3, community=town)
        spared.run()
        for name in spared.world.residents.columns():
            assert np.array_equal(getattr(one.world.residents, name), getattr(spared.world.residents, name)), name


def test_every_scenario_has_the_arm_and_no_plan_may_have_its_name():
    plan = town_plan()
    lived = run.Run(plan, NO_EVENT, 1)
    assert (lived.arm, lived.plan.arms[NO_EVENT].programmes) == (NO_EVENT, ())
    assert not lived.world.residents.struck.any() and not without_event(plan).places.exposure.any()
    with pytest.raises(ScenarioFaults, match="no_event"):
        loads(town_text("flood") + "\n[arm.no_event]\nprogrammes = []\n")


def test_what_is_due_to_the_event_is_the_difference_seed_by_seed():
    results = run_batch("minimal", seeds=2, workers=1, weeks=26)
    alone = run_batch("minimal", [NO_EVENT], seeds=2, workers=1, weeks=26)
    assert np.array_equal(results.no_event["dalys"], alone.final["dalys"][0])
    table = due_to_event(results).set_index("arm")
    everybody = results.group("all", "all")
    expected = (results.final["case_weeks"][0] - alone.final["case_weeks"][0])[:, everybody].mean() / results.scale
    assert table.loc[results.baseline, "due_weeks"] == pytest.approx(expected)
    assert table.loc[results.baseline, "averted_share"] == 0.0
    assert list(due_to_event(run_batch("minimal", seeds=1, workers=1, weeks=8, due=False)).columns) == ["arm"]
