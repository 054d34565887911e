"""Emulators, the walk, events left out and coverage, in a world in which the answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from sim.validation.calibration.coverage import cover
from sim.validation.calibration.emulator import emulate, percent_of, probit_of
from sim.validation.calibration.leave_out import leave_out
from sim.validation.calibration.posterior import sample, targets_of, with_further_events
from sim.validation.calibration.prior import plan_of
from sim.validation.calibration.simulation import columns_of
from tests.validation.calibration.world import LUCK, lines, made_up

pytest.importorskip("emcee")


def test_an_emulator_finds_the_line_and_says_how_much_luck_there_is():
    plan, columns, z, figures = made_up()
    emulators = emulate(plan, columns, z, figures)
    fresh = np.random.RandomState(2).standard_normal((50, len(plan.paths)))
    truth = probit_of(lines(plan, columns, fresh, 0.0))
    for j, one in enumerate(emulators):
        assert np.abs(one(fresh) - truth[:, j]).mean() < LUCK
        assert one.spread == pytest.approx(LUCK, rel=0.4)
        assert one.explained > 0.99


def test_an_event_with_a_single_figure_is_emulated_too():
    """scikit-learn drops the axis of a lone figure: `healing calibrate --file` once ended in a mistake of ours there."""
    plan, columns, z, figures = made_up()
    (one,) = emulate(plan, columns[:1], z, figures[:, :1])
    assert one(z[:5]).shape == (5,) and one.explained > 0.99


def test_too_few_points_are_refused_by_name():
    plan, columns, z, figures = made_up()
    with pytest.raises(ValueError, match=r"storm: cases, 6 months: only 10 simulated points"):
        emulate(plan, columns, z[:10], figures[:10])


def test_the_walk_finds_what_the_algebra_says():
    """A line with a normal prior and a normal error has a normal posterior, known exactly."""
    plan, columns, z, figures = made_up()
    targets = targets_of(emulate(plan, columns, z, figures), plan.error)
    draws = sample(plan, targets, 2000, 2500)
    slopes = np.zeros((4, len(plan.paths)))
    rest = np.zeros(4)
    for i, one in enumerate(targets):
        impact, strain, _ = plan.own(one.emulator.column.event)
        early = one.emulator.column.figure.months == 6
        slopes[i, impact if early else strain], slopes[i, 0] = 0.5, -0.2 if early else -0.3
        rest[i] = one.value - (-1.0 if early else -1.2)
    weight = np.diag([1.0 / one.error**2 for one in targets])
    spread = np.linalg.inv(np.eye(len(plan.paths)) + slopes.T @ weight @ slopes)
    mean = spread @ slopes.T @ weight @ rest
    # The emulators have seen the lines with luck: their slopes are off by a little, and so is the mean.
    assert draws.mean(axis=0) == pytest.approx(mean, abs=0.18)
    assert draws.std(axis=0) == pytest.approx(np.sqrt(np.diag(spread)), abs=0.12)


def test_a_further_event_meets_its_figures_and_moves_nothing_else():
    plan, columns, z, figures = made_up("event")
    emulators = emulate(plan, columns, z, figures)
    targets = targets_of(emulators, plan.error)
    quake = [one for one in targets if one.emulator.column.event == "earthquake"]
    before = sample(plan, [one for one in targets if one not in quake], 300, 800)
    after = with_further_events(plan, before, quake)
    own = plan.own("earthquake")
    others = [j for j in range(len(plan.paths)) if j not in own]
    assert np.array_equal(after[:, others], before[:, others])
    for one in quake:
        p = one.emulator.column.figure.published
        assert p.low < np.median(percent_of(one.emulator(after))) < p.high


def test_the_same_seed_gives_the_same_draws():
    plan, columns, z, figures = made_up()
    targets = targets_of(emulate(plan, columns, z, figures), plan.error)
    assert np.array_equal(sample(plan, targets, 50, 200, seed=4), sample(plan, targets, 50, 200, seed=4))
    assert not np.array_equal(sample(plan, targets, 50, 200, seed=4), sample(plan, targets, 50, 200, seed=5))


@pytest.mark.slow
def test_a_left_out_event_is_predicted_from_the_others_and_better_from_its_first_wave():
    plan, columns, z, figures = made_up()
    told = leave_out(plan, emulate(plan, columns, z, figures), 600)
    assert {(one.event, one.knows) for one in told} == {
        (event, knows) for event in ("hurricane_katrina", "earthquake") for knows in ("nothing of it", "its first wave")
    }
    # Both events have the same figures, so the other one is a perfect guide in the middle, and wide.
    for one in told:
        assert one.inside and one.high - one.low > 3.0
    assert sum(one.knows == "its first wave" for one in told) == 2
    # 15 percent at 6 and 9 at 18 months in the other event: one rate meets the left-out one exactly.
    assert [round(one.constant, 6) for one in told if one.months == 18] == [9.0] * 4


@pytest.mark.slow
def test_bands_hold_truths_as_often_as_they_say_and_wrong_ones_do_not():
    plan, columns, z, figures = made_up(later="held out")
    emulators = emulate(plan, columns, z, figures)
    flat = np.zeros(len(plan.paths)), np.eye(len(plan.paths))
    truths = np.random.RandomState(9).standard_normal((120, len(plan.paths)))
    towns = [lines(plan, columns, truths, luck_seed=seed) for seed in (3, 4)]
    rows = cover(plan, emulators, truths, *towns, flat, 250)
    assert {row.kind for row in rows} == {"number", "prediction"}
    half, most = (np.mean([row.share(level) for row in rows]) for level in (0, 1))
    assert abs(half - 0.5) < 0.06 and abs(most - 0.9) < 0.04
    # A truth from somewhere else than believed is not held: the check can fail.
    away = lines(plan, columns, truths + 2.0)
    moved = cover(plan, emulators, truths + 2.0, away, away, flat, 250)
    assert np.mean([row.share(1) for row in moved]) < 0.75


@pytest.mark.slow
def test_an_event_of_ones_own_takes_the_shared_numbers_as_they_are(monkeypatch):
    from sim.validation.calibration import one_event
    from tests.validation.calibration.world import asked

    known = asked()
    monkeypatch.setattr(one_event, "figures_at", lambda surveys, plan, z, *rest: lines(plan, columns_of(surveys), z))
    plan = plan_of(known)
    shared = {one.path: np.full(50, float(one.value(np.array(0.0)))) for one in plan.parameters[: plan.shared]}
    found = one_event.estimate(known, shared)
    assert [one.event for one in found] == ["hurricane_katrina", "earthquake"]
    for one in found:
        for j, column in enumerate(one.columns):
            assert np.median(one.figures[:, j]) == pytest.approx(column.figure.published.value, rel=0.15)
        middle, low, high = one.range(0)
        assert low < middle < high
    # The same two waves: the same two numbers.
    assert found[0].range(0)[0] == pytest.approx(found[1].range(0)[0], abs=0.15)
