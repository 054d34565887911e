"""Is a normal year at rest, does a shock fade and stay within the questionnaire, and do delayed onset and relapse follow without a rule?"""

import numpy as np
import pytest

from sim.kernels.scale import latent_cut, link
from sim.population.residents import CASE_FROM
from sim.processes import stress
from sim.processes.stress.coping import AVOIDANCE, PROBLEM
from sim.processes.stress.distress import DistressNumbers, usual_strain


def settle_down(world, weeks: int) -> None:
    """Let severity follow what weighs, which does not move."""
    for week in range(1, weeks + 1):
        world.week = week
        stress.feel(world)
        stress.remember(world)


def test_severity_is_one_at_the_cut_off_with_slope_one_and_stays_below_the_highest_score():
    highest = np.float32(2.42)
    assert link(np.float32(0.0), highest) == pytest.approx(1.0, abs=1e-6)
    assert link(np.float32(0.01), highest) == pytest.approx(1.01, abs=2e-4)
    shown = [link(np.float32(z), highest) for z in np.linspace(-30, 150, 400)]
    assert (np.diff(shown) >= 0).all() and min(shown) >= 0 and max(shown) <= highest


@pytest.mark.parametrize("severity", [0.1, 1.0, 2.0, 2.41])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.9, -0.05])
def test_a_cut_of_severity_is_the_same_cut_of_latent_distress(severity, share):
    highest = 2.42
    z = np.log(severity * (highest - 1) / (highest - severity)) * (highest - 1) / highest
    after = link(np.float32(z - latent_cut(severity, share, highest)), np.float32(highest))
    assert after == pytest.approx(min(severity * (1 - share), highest), rel=1e-4)


def test_a_shock_closes_the_same_share_of_the_distance_each_week(make_model):
    world = make_model().world
    r, numbers = world.residents, world.numbers(DistressNumbers)
    r.pace[:], r.coping[:] = 1.0, PROBLEM
    before = r.shock.copy()
    settle_down(world, 1)
    assert np.allclose(r.shock, before / (1 + numbers.recovery_rate * r.fading), rtol=1e-5)
    settle_down(world, 2000)
    assert np.allclose(r.severity[r.fading > 0.2], r.set_point[r.fading > 0.2], atol=0.02)


def test_people_differ_in_how_fast_a_shock_fades(make_model):
    """Fast at first and slow later, as a power of time: the second half takes longer than the first."""
    world = make_model().world
    r, numbers = world.residents, world.numbers(DistressNumbers)
    r.pace[:], r.coping[:], r.shock[:] = 1.0, PROBLEM, 1.0
    left, half = [1.0], 0.5
    for _ in range(400):
        settle_down(world, 1)
        left.append(float(r.shock.mean()))
    to_half, to_quarter = (next(week for week, mean in enumerate(left) if mean < share) for share in (half, half**2))
    assert to_quarter - to_half > 1.1 * to_half
    assert to_half < np.log(2) / float(numbers.recovery_rate) * 1.5


def test_avoidance_slows_change(make_model):
    slow, fast = make_model().world, make_model().world
    for world, way in ((slow, AVOIDANCE), (fast, PROBLEM)):
        world.residents.coping[:] = way
        settle_down(world, 1)
    assert (slow.residents.severity >= fast.residents.severity).all()
    assert slow.residents.severity.mean() > fast.residents.severity.mean()


def test_delayed_onset_needs_no_rule(make_model):
    model = make_model(arm="nothing")
    r = model.world.residents
    early = r.severity >= CASE_FROM
    model.run_for(60)
    assert ((r.onset > 26) & ~early & (r.severity >= CASE_FROM)).any()


def test_skills_lower_the_set_point_for_good_and_a_relief_of_symptoms_fades(make_model):
    treated, relieved, alone = (make_model().world for _ in range(3))
    treated.residents.skills[:] = 0.5
    relieved.residents.shock[:] -= np.float32(0.5)
    for world in (treated, relieved, alone):
        settle_down(world, 2)
    assert relieved.residents.severity.mean() < 0.9 * alone.residents.severity.mean()
    for world in (treated, relieved, alone):
        world.residents.fading[:] = 1.0
        settle_down(world, 600)
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


def test_first_impact_goes_along_with_strain(make_model):
    world = make_model().world
    r = np.corrcoef(usual_strain(world), world.residents.severity)[0, 1]
    assert 0.45 < r < 0.85
