"""Does distress cost resources, most those who have least, and do they come back slowly?"""

import numpy as np

from sim.processes import stress


def moved(make_model, severity: float, means: float, lost: float = 0.0, weeks: int = 26) -> float:
    """What resources have changed by after half a year at one severity."""
    world = make_model().world
    r = world.residents
    r.severity[:], r.means[:] = severity, means
    r.resources[:] = start = np.float32(means - lost)
    for _ in range(weeks):
        stress.lose_and_gain(world)
    return float(r.resources[0] - start)


def test_only_cases_lose(make_model):
    assert moved(make_model, 1.2, 0.0) < -0.1
    assert moved(make_model, 0.8, 0.0) == 0.0


def test_whoever_has_least_loses_fastest_and_regains_slowest(make_model):
    assert moved(make_model, 1.2, -2.0) < moved(make_model, 1.2, 2.0) < 0
    assert 0 < moved(make_model, 0.5, -2.0, lost=0.5) < moved(make_model, 0.5, 2.0, lost=0.5) < 0.5


def test_losses_are_faster_than_gains(make_model):
    assert -moved(make_model, 1.2, 0.0) > moved(make_model, 0.5, 0.0, lost=0.15)
