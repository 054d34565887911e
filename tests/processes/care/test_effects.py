"""Does a session do what its numbers say, and no more?"""

import numpy as np

from sim.processes import care
from sim.processes.care.offers import offers_of


def in_first_session(world, k: int, count: int) -> np.ndarray:
    """Put some residents in care of programme `k`, before their first session."""
    r = world.residents
    rows = np.arange(count, dtype=np.int32)
    r.attachment_avoidance[:], r.attachment_anxiety[:], r.collectivism[:] = 0, 0, 0
    r.care[rows], r.programme[rows], r.sessions[rows], r.courses[rows] = 2, k, 0, 1
    world.attending.extend(rows)
    world.week = int(offers_of(world).opens[k]) + 1
    return rows


def row_of(world, intervention: str) -> int:
    return next(k for k, p in enumerate(world.scenario.programmes.values()) if p.intervention == intervention)


def test_a_session_cuts_symptoms_and_teaches_skills(make_model):
    world = make_model().world
    offers, k = offers_of(world), row_of(world, "cbt")
    before = world.residents.severity.copy()
    rows = in_first_session(world, k, 50)
    care.deliver(world)
    r = world.residents
    assert np.allclose(r.severity[rows], before[rows] * (1 - offers.symptom_cut[k]))
    assert (r.skills[rows] == offers.skills_gain[k]).all()
    assert np.array_equal(r.severity[50:], before[50:])


def test_a_course_ends_after_its_sessions_and_frees_the_slot(make_model):
    world = make_model().world
    offers, k = offers_of(world), row_of(world, "cbt")
    rows = in_first_session(world, k, 80)
    for _ in range(int(offers.sessions[k])):
        care.deliver(world)
        world.week += 1
    r = world.residents
    assert world.attending.count == 0
    assert (r.care[rows] == 0).all()
    finished = r.sessions[rows] == offers.sessions[k]
    assert 0.5 < finished.mean() < 1.0


def test_dropout_over_a_course_is_the_published_share(make_model):
    world = make_model().world
    offers, k = offers_of(world), row_of(world, "cbt")
    n = len(world.residents)
    rows = in_first_session(world, k, n)
    for _ in range(int(offers.sessions[k])):
        care.deliver(world)
        world.week += 1
    stopped = (world.residents.sessions[rows] < offers.sessions[k]).mean()
    expected = 1 - (1 - offers.dropout[k]) ** (offers.sessions[k] - 1)
    assert abs(stopped - expected) < 4 * np.sqrt(expected * (1 - expected) / n)


def test_a_programme_that_closes_lets_its_people_go(make_model):
    world = make_model().world
    offers, k = offers_of(world), row_of(world, "cbt")
    rows = in_first_session(world, k, 10)
    world.week = int(offers.closes[k])
    care.deliver(world)
    assert (world.residents.care[rows] == 0).all()
    assert (world.residents.sessions[rows] == 0).all()
