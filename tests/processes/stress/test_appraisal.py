"""Does appraisal think as people do: more at stake is more threat, more means is more efficacy?"""

from dataclasses import replace

import numpy as np
import pytest

from sim.processes import stress
from sim.processes.stress.appraisal import AppraisalNumbers
from sim.processes.stress.distress import usual_strain
from sim.processes.stress.reminders import anniversary


def test_threat_adds_up_losses_and_being_away(make_model):
    world = make_model().world
    r, weight = world.residents, world.numbers(AppraisalNumbers)
    world.week = 1
    r.loss[:], r.hassles[:], r.media[:] = 0.0, 0.0, 0.0
    r.back_home[:], r.home_lost[:], r.income_lost[:] = -1, 0, 0
    r.loss[0], r.back_home[1] = 0.7, 5
    stress.appraise(world)
    assert r.threat[0] == np.float32(0.7)
    assert r.threat[1] == weight.away
    assert (r.threat[2:] == 0).all()


def test_lost_homes_and_incomes_are_made_good_and_deaths_and_injuries_stay(make_model):
    world = make_model().world
    r, weight = world.residents, world.numbers(AppraisalNumbers)
    r.hassles[:], r.media[:], r.struck[:], r.back_home[:] = 0.0, 0.0, 0, -1
    r.home_lost[:], r.income_lost[:], r.injured[:], r.bereaved[:] = 0, 0, 0, 0
    r.home_lost[0], r.income_lost[0], r.bereaved[1], r.injured[2] = 1, 1, 1, 1
    stress.take_stock(world)
    world.week = round(float(weight.made_good_weeks) * np.log(2.0))
    stress.appraise(world)
    assert r.threat[0] == pytest.approx(float(weight.home + weight.income) / 2, rel=0.01)
    assert (r.threat[1], r.threat[2]) == (weight.bereavement, weight.injury)


def test_threat_of_being_away_ends_with_the_return(make_model):
    world = make_model().world
    r = world.residents
    r.loss[:], r.hassles[:], r.media[:], r.back_home[:] = 0.0, 0.0, 0.0, 5
    r.home_lost[:], r.income_lost[:] = 0, 0
    for week, away in ((4, True), (5, False), (6, False)):
        world.week = week
        stress.appraise(world)
        assert ((r.threat > 0) == away).all()


def test_each_resource_raises_efficacy_by_its_weight(make_model):
    world = make_model().world
    r, weight = world.residents, world.numbers(AppraisalNumbers)
    stress.appraise(world)
    before = r.efficacy.copy()
    for column, expected in (("self_efficacy", weight.self_efficacy), ("resources", weight.resources)):
        getattr(r, column)[:] += np.float32(1.0)
        stress.appraise(world)
        assert np.allclose(r.efficacy - before, expected, atol=1e-5)
        before = r.efficacy.copy()


def test_strain_without_the_event_is_what_efficacy_leaves_of_hassles_and_disposition(make_model):
    world = make_model().world
    r = world.residents
    assert np.array_equal(usual_strain(world), r.disposition + r.hassles - r.efficacy)


def test_support_counts_by_how_it_differs_between_people_here(make_model, scenario):
    """Mean and spread are those of the town's own ties, so that how far support saturates moves nobody's strain by itself."""
    spreads = {}
    for half in (4.0, 8.0, 16.0):
        plan = replace(scenario, book=scenario.book.with_values({"stress.support.half": half}))
        world = make_model(plan=plan).world
        r, weight = world.residents, world.numbers(AppraisalNumbers)
        rest = r.efficacy - weight.self_efficacy * r.self_efficacy - weight.resources * r.resources
        spreads[half] = (float(rest.mean()), float(rest.std()))
    means, widths = zip(*spreads.values(), strict=True)
    assert max(means) - min(means) < 0.1 and max(widths) / min(widths) < 1.2


def test_anniversaries_remind_and_the_event_itself_does_not():
    assert anniversary(2, 3.0) == 0
    assert anniversary(52, 3.0) == 1
    assert anniversary(51, 3.0) == anniversary(53, 3.0) > 0
    assert anniversary(56, 3.0) == 0
    assert anniversary(104, 3.0) == 1


def test_women_and_residents_with_prior_trauma_bring_more_strain(make_model):
    r = make_model().world.residents
    women = r.female == 1
    assert r.disposition[women].mean() > r.disposition[~women].mean()
    assert np.corrcoef(r.disposition, r.prior_trauma)[0, 1] > 0.1
