"""Is healing something of its own: moved by what the theories name, apart from symptoms, and restored when life is?"""

import numpy as np
import pytest

from sim.processes import stress


def three(world) -> dict[str, np.ndarray]:
    r = world.residents
    return {"agency": r.agency.copy(), "meaning": r.meaning.copy(), "connection": r.connection.copy()}


def after(make_model, weeks: int = 10, **changed: float) -> dict[str, float]:
    """The means of all columns of healing after some weeks in which only healing moves."""
    world = make_model().world
    for name, by in changed.items():
        getattr(world.residents, name)[:] += by
    for week in range(1, weeks + 1):
        world.week = week
        stress.heal(world)
    return {
        name: float(getattr(world.residents, name).mean()) for name in ("agency", "meaning", "connection", "growth")
    }


@pytest.mark.parametrize(
    ("changed", "moved", "up"),
    [
        ({"efficacy": 0.5}, "agency", True),
        ({"threat": 1.0}, "agency", False),
        ({"skills": 0.5}, "agency", True),
        ({"support": 0.1}, "connection", True),
        ({"severity": 0.5}, "connection", False),
        ({"back_home": 50}, "connection", False),
        ({"loss": 1.0}, "meaning", False),
        ({"growth": 0.3}, "meaning", True),
        ({"coping": 4}, "meaning", True),
        ({"coping": 4}, "growth", True),
        ({"support": 0.4}, "growth", True),
    ],
)
def test_each_follows_what_the_theories_name(make_model, changed, moved, up):
    quiet, other = after(make_model), after(make_model, **changed)
    assert (other[moved] - quiet[moved] > 0.003) if up else (other[moved] - quiet[moved] < -0.003)


def test_growth_is_an_inverted_u_of_distress(make_model):
    world = make_model().world
    r = world.residents
    grown = []
    for severity in (0.0, 0.5, 2.0, 8.0):
        r.growth[:], r.severity[:], world.week = 0, severity, 1
        stress.heal(world)
        grown.append(float(r.growth.mean()))
    assert grown[0] == 0
    assert grown[0] < grown[1] < grown[2] > grown[3]


def test_the_event_shakes_those_who_lost_and_not_the_others(make_model):
    r = make_model().world.residents
    index = (r.agency + r.meaning + r.connection) / 3
    lost = r.loss > 0.5
    assert (index - r.whole)[lost].mean() < (index - r.whole)[~lost].mean() - 0.01
    assert abs((index - r.whole)[~lost]).mean() < 0.05


def test_healing_moves_with_symptoms_and_is_more_than_their_absence(make_model):
    model = make_model()
    model.run_for(52)
    r = model.world.residents
    grown = r.age >= 18
    index = (r.agency + r.meaning + r.connection)[grown] / 3
    assert -0.75 < np.corrcoef(index, np.log(r.severity[grown]))[0, 1] < -0.25


def test_the_biological_psychological_and_social_terms_add_up_to_strain(make_model):
    model = make_model()
    model.run_for(3)
    world = model.world
    stress.appraise(world)
    rows = np.arange(50)
    terms, shares = stress.strain_terms(world, rows), stress.strain_shares(world, rows)
    r = world.residents
    strain = (r.disposition + r.threat - r.efficacy)[rows]
    assert np.allclose(sum(terms.values()), strain, atol=1e-5)
    assert np.allclose(sum(shares.values()), 1.0)
    assert all((share >= 0).all() for share in shares.values())


def test_a_resident_can_be_asked_for_the_shares(make_model):
    shares = make_model().resident(3).strain_shares()
    assert set(shares) == {"biological", "psychological", "social"}
    assert sum(shares.values()) == pytest.approx(1.0)
