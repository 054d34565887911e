"""Do the bereaved and the displaced go back and forth, and does being stuck slow them?"""

import numpy as np

from sim.processes import stress


def turned(make_model, weeks: int = 40, **changed: float):
    """A world after some weeks in which only grief moves, with everybody bereaved."""
    world = make_model().world
    r = world.residents
    r.bereaved[:] = 1
    for name, by in changed.items():
        getattr(r, name)[:] += by
    for week in range(1, weeks + 1):
        world.week, r.pace[:] = week, 1
        stress.oscillate(world)
    return world


def test_nobody_oscillates_without_a_loss(make_model):
    world = make_model().world
    r = world.residents
    r.bereaved[:], r.back_home[:] = 0, -1
    r.pace[:], world.week = 1, 1
    stress.oscillate(world)
    assert not r.orientation.any()
    assert (r.pace == 1).all()


def test_anxiety_turns_to_loss_and_avoidance_to_restoration(make_model):
    usual = turned(make_model).residents.orientation.mean()
    assert turned(make_model, attachment_anxiety=2.0).residents.orientation.mean() < usual - 0.1
    assert turned(make_model, attachment_avoidance=2.0).residents.orientation.mean() > usual + 0.1


def test_weeks_of_one_kind_call_for_the_other(make_model):
    world = make_model().world
    r = world.residents
    r.bereaved[:], world.week = 1, 1
    r.orientation[:] = 0.9
    stress.oscillate(world)
    from_restoration = (r.orientation < 0.9).mean()
    r.orientation[:] = -0.9
    stress.oscillate(world)
    assert from_restoration > (r.orientation < -0.9).mean()


def test_only_being_stuck_slows_and_never_more_than_it_may(make_model):
    world = turned(make_model, attachment_anxiety=3.0)
    r, stuck_from = world.residents, world.book["stress.grief.stuck_from"].value
    stuck = np.abs(r.orientation) > stuck_from + 1e-4
    assert stuck.any()
    assert (r.pace[stuck] < 1).all()
    assert (r.pace[np.abs(r.orientation) < stuck_from - 1e-4] == 1).all()
    assert r.pace.min() >= 1 - world.book["stress.grief.stuck_slows"].value - 1e-6
