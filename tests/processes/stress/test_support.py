"""Does support flow along the ties, and does it tire those who give?"""

import numpy as np

from sim.processes import stress
from sim.processes.stress.coping import PROBLEM, SEEKING
from sim.processes.stress.support import STEPS, SupportNumbers, gather, of_week, show


def shown_by(world, giving_age: int = 16) -> np.ndarray:
    """What residents show to their ties, as bytes."""
    r = world.residents
    shown = np.zeros(len(r), np.uint8)
    show(np.float32(0.3), np.uint8(giving_age), r.age, r.fatigue, r.severity, r.coping, shown)
    return shown


def test_what_residents_show_is_their_offer_and_two_signs(make_model):
    world = make_model().world
    r = world.residents
    r.age[:], r.fatigue[:], r.severity[:], r.coping[:] = 40, 0.0, 0.0, PROBLEM
    assert (shown_by(world) == STEPS + 128).all()
    r.fatigue[0], r.coping[1], r.severity[2], r.age[3] = 1.0, SEEKING, 2.0, 10
    shown = shown_by(world)
    assert shown[0] == 128
    assert shown[1] == STEPS + 128 + 64
    assert shown[2] == round(0.7 * STEPS)
    assert shown[3] == 128
    assert shown_by(world, 10)[3] == STEPS + 128


def test_gathering_is_the_plain_sum_over_ties(make_model):
    world = make_model().world
    ties, shown = world.community.ties, shown_by(world)
    sums = [np.zeros(len(world.residents), np.int32) for _ in range(4)]
    gather(shown, ties.givers, ties.indptr[:-1], ties.indptr[1:], ties.layer_counts, *sums)
    for i in range(0, len(shown), 37):
        givers = ties.givers[ties.indptr[i] : ties.indptr[i + 1]]
        kin = int(ties.layer_counts[i, :2].sum())
        offers = (shown[givers] & STEPS).astype(int)
        assert sums[0][i] == offers[:kin].sum()
        assert sums[1][i] == offers[kin:].sum()
        assert sums[2][i] == (shown[givers] >> 6 & 1).sum()
        assert sums[3][i] == (shown[givers] >> 7).sum()


def test_residents_without_ties_receive_nothing_and_keep_the_average_pace(make_model):
    world = make_model().world
    r, ties = world.residents, world.community.ties
    alone = np.flatnonzero(np.diff(ties.indptr) == 0)
    world.week = 1
    stress.share_support(world)
    assert (r.support[alone] == 0).all()
    assert np.allclose(r.pace[alone], 1.0)


def test_support_seeking_around_somebody_tires(make_model):
    calm, loaded = make_model().world, make_model().world
    for world, way in ((calm, PROBLEM), (loaded, SEEKING)):
        world.residents.coping[:] = way
        world.week = 1
        stress.share_support(world)
    tied = np.diff(calm.community.ties.indptr) > 0
    assert (loaded.residents.fatigue[tied] > calm.residents.fatigue[tied]).all()


def test_healthy_ties_double_the_pace_between_few_and_enough(make_model):
    numbers = make_model().world.numbers(SupportNumbers)
    per_share = float(of_week(0, numbers, 1.0).pace_per_share)
    span = float(numbers.friends_enough - numbers.friends_few)
    assert np.isclose(np.exp(per_share * span), 2.0, rtol=1e-5)


def test_ties_other_than_kin_wear_out_and_distress_erodes_late(make_model):
    numbers = make_model().world.numbers(SupportNumbers)
    first, year, late = (of_week(week, numbers, 1.0) for week in (0, 26, 104))
    assert first.others > year.others > late.others
    assert late.kin / first.kin > late.others / first.others
    assert first.erosion == year.erosion == 0
    assert late.erosion > 0


def test_when_ties_are_worn_and_erosion_is_full_stands_in_the_evidence(make_model):
    declared = make_model().world.numbers(SupportNumbers)
    later = declared._replace(wear_weeks=np.float32(208), erosion_from=np.float32(39), erosion_full=np.float32(104))
    assert of_week(60, later, 1.0).others > of_week(60, declared, 1.0).others
    assert of_week(39, later, 1.0).erosion == 0 < of_week(39, declared, 1.0).erosion
    assert of_week(90, later, 1.0).erosion < of_week(90, declared, 1.0).erosion == of_week(78, declared, 1.0).erosion
