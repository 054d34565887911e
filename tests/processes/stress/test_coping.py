"""Does coping follow the appraisal, and does each way do what it says?"""

import numpy as np
import pytest

from sim.population.residents import COPING_WAYS
from sim.processes import stress
from sim.processes.stress.coping import AVOIDANCE, EMOTION, PROBLEM, SEEKING


def shares(world) -> np.ndarray:
    """The share of each way of coping over fifty weeks of luck, with nothing else changing."""
    counts = np.zeros(len(COPING_WAYS))
    severity, stressor = world.residents.severity.copy(), world.residents.stressor.copy()
    for week in range(1, 51):
        world.week = week
        stress.cope(world)
        counts += np.bincount(world.residents.coping, minlength=len(COPING_WAYS))
        world.residents.severity[:], world.residents.stressor[:] = severity, stressor
    return counts / counts.sum()


@pytest.mark.parametrize(
    ("column", "way"),
    [("efficacy", PROBLEM), ("threat", EMOTION), ("attachment_avoidance", AVOIDANCE), ("severity", SEEKING)],
)
def test_each_way_grows_with_what_calls_for_it(make_model, column, way):
    low, high = make_model().world, make_model().world
    getattr(high.residents, column)[:] += np.float32(1.0)
    assert shares(high)[way] > shares(low)[way] + 0.02


def test_avoidant_attachment_keeps_from_seeking_support(make_model):
    low, high = make_model().world, make_model().world
    high.residents.attachment_avoidance[:] += np.float32(1.0)
    assert shares(high)[SEEKING] < shares(low)[SEEKING] - 0.02


def test_only_problem_focused_coping_touches_stressors_and_only_relief_touches_the_shock(make_model):
    world = make_model().world
    r = world.residents
    stressor, shock = r.stressor.copy(), r.shock.copy()
    world.week = 1
    stress.cope(world)
    assert np.array_equal(r.stressor < stressor, r.coping == PROBLEM)
    relieved = (r.coping == EMOTION) | (r.coping == AVOIDANCE)
    assert np.array_equal(r.shock < shock, relieved)


def test_the_luck_of_coping_is_the_residents_own(make_model):
    one, other = make_model().world, make_model().world
    one.week = other.week = 3
    other.residents.severity[0] = 5.0
    stress.cope(one)
    stress.cope(other)
    assert np.array_equal(one.residents.coping[1:], other.residents.coping[1:])
