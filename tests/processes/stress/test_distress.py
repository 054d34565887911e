"""Does severity relax to the set point, and do delayed onset and relapse follow without a rule of their own?"""

import numpy as np

from sim.processes import stress
from sim.processes.stress.coping import AVOIDANCE, PROBLEM
from sim.processes.stress.distress import HIGHEST, DistressNumbers, strain_of


def settle_down(world, weeks: int) -> None:
    """Let severity follow a set point that does not move."""
    for week in range(1, weeks + 1):
        world.week = week
        stress.feel(world)
        stress.remember(world)


def test_severity_closes_the_same_share_of_the_distance_each_week(make_model):
    world = make_model().world
    r, numbers = world.residents, world.numbers(DistressNumbers)
    r.pace[:], r.coping[:] = 1.0, PROBLEM
    world.week = 1
    before = r.severity.copy()
    stress.feel(world)
    expected = r.set_point + (before - r.set_point) * np.exp(-numbers.recovery_rate)
    assert np.allclose(r.severity, expected, rtol=1e-5)


def test_half_of_the_distance_is_gone_after_the_half_life(make_model):
    world = make_model().world
    r, numbers = world.residents, world.numbers(DistressNumbers)
    r.pace[:], r.coping[:] = 1.0, PROBLEM
    before = r.severity.copy()
    settle_down(world, round(np.log(2) / float(numbers.recovery_rate)))
    share = (r.severity - r.set_point) / (before - r.set_point)
    assert abs(np.median(share) - 0.5) < 0.02


def test_avoidance_slows_change(make_model):
    slow, fast = make_model().world, make_model().world
    for world, way in ((slow, AVOIDANCE), (fast, PROBLEM)):
        world.residents.coping[:], world.residents.severity[:] = way, HIGHEST
        world.week = 1
        stress.feel(world)
    assert (slow.residents.severity >= fast.residents.severity).all()
    assert slow.residents.severity.mean() > fast.residents.severity.mean()


def test_delayed_onset_needs_no_rule(make_model):
    world = make_model().world
    r = world.residents
    r.severity[:], r.onset[:], r.last_case[:], r.ever[:] = 0.5, -1, -1, 0
    settle_down(world, 60)
    late = r.onset > 26
    assert late.any()
    assert (r.set_point[late] > 1.0).all()


def test_skills_lower_the_set_point_for_good_and_a_relief_of_symptoms_fades(make_model):
    treated, relieved, alone = (make_model().world for _ in range(3))
    treated.residents.skills[:] = 0.5
    relieved.residents.severity[:] *= np.float32(0.5)
    for world in (treated, relieved, alone):
        settle_down(world, 200)
    usual = alone.residents.severity.mean()
    assert treated.residents.severity.mean() < 0.75 * usual
    assert abs(relieved.residents.severity.mean() / usual - 1) < 0.02


def test_memory_keeps_the_first_and_the_last_week_above_the_cut_off(make_model):
    world = make_model().world
    r = world.residents
    r.onset[:], r.last_case[:], r.ever[:] = -1, -1, 0
    for week, severity in ((3, 1.2), (4, 0.8), (9, 1.0), (10, 0.99)):
        world.week = week
        r.severity[0] = severity
        stress.remember(world)
    assert (r.onset[0], r.last_case[0]) == (3, 9)


def test_first_impact_goes_along_with_strain_as_published(make_model):
    world = make_model().world
    strain = strain_of(world)
    r = np.corrcoef(strain, np.log(world.residents.severity))[0, 1]
    assert 0.45 < r < 0.78
