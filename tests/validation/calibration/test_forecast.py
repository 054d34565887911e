"""Does the model's forecast of a later wave know the first wave and nothing else of its event, in a world in which the answer is known?"""

from __future__ import annotations

from dataclasses import replace
from math import exp, hypot

import numpy as np
import pytest

from sim.validation import skill, surveys
from sim.validation.calibration import forecast as one
from sim.validation.calibration import waves
from sim.validation.calibration.emulator import percent_of
from sim.validation.calibration.hierarchy import HYPER, SHARED, asking_error, towns_of
from sim.validation.calibration.prior import plan_of
from sim.validation.calibration.simulation import to_estimate_from
from sim.validation.calibration.tables import sobol
from sim.validation.calibration.waves import same_event
from sim.validation.skill.waves import Pair, Wave, probit

pytest.importorskip("sklearn")
FIRST = Wave(
    "B", "flood", "a town", "K6", "13", None, None, None, 6.0, 20.0, None, None, 2000.0, "waite2017", "page", "open"
)
PAIR = Pair(FIRST, replace(FIRST, months=18.0, percent=9.0))
QUAKE = Pair(replace(FIRST, event="C", kind="earthquake"), replace(FIRST, event="C", kind="earthquake", months=12.0))


def weights(months: float) -> tuple[float, float]:
    """How a figure hangs on the two numbers of its event."""
    return 0.6 * exp(-months / 12.0), 0.6 * (1.0 - exp(-months / 12.0))


class Made:
    """A stage whose towns are a straight line of the event's two numbers in probits."""

    def __init__(self, asked, plan, columns, workers, tick, kept) -> None:
        self.plan, self.columns = plan, columns

    def table(self, step: str, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        luck, told = np.random.RandomState(5), []
        for column in self.columns:
            impact, strain, _ = self.plan.own(column.event)
            a, b = weights(column.figure.months)
            told.append(percent_of(-1.2 + a * z[:, impact] + b * z[:, strain] + 0.02 * luck.standard_normal(len(z))))
        return z, np.stack(told, axis=1)


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """A world of straight lines, in which the walk over shared numbers stays at their prior and notes the events it weighs."""
    found: list[set[str]] = []

    def prior(plan, targets, kept: int, steps: int, seed: int) -> np.ndarray:
        found.append({target.emulator.column.event for target in targets})
        return np.random.RandomState(seed).standard_normal((kept, len(plan.paths)))

    monkeypatch.setattr(one, "EstimationInputs", Made)
    monkeypatch.setattr(waves, "EstimationInputs", Made)
    monkeypatch.setattr(one, "sample", prior)
    monkeypatch.setattr(one, "points_for", lambda plan, points: sobol(points, len(plan.paths)))
    return found


def by_hand(draws: int = 200_000) -> tuple[float, float]:
    """Return middle and spread of the later wave from many made-up events, each as likely as its first wave."""
    luck, plan = np.random.RandomState(2), plan_of(towns_of([FIRST, PAIR.later]))
    hyper = HYPER[:, 0] + HYPER[:, 1] * luck.standard_normal((draws, len(HYPER)))
    own = hyper[:, :3] + np.exp(hyper[:, 3:6]) * luck.standard_normal((draws, 3))
    impact, strain = (plan.parameters[plan.shared + j].z(own[:, j]) for j in (0, 1))
    (a, b), (c, d), survey = weights(6.0), weights(18.0), np.exp(hyper[:, 6])
    first = -1.2 + a * impact + b * strain
    error = np.hypot(hypot(asking_error(FIRST), 0.02), survey)
    weight = np.exp(-0.5 * ((first - probit(20.0)) / error) ** 2) / error
    later = -1.2 + c * impact + d * strain + np.hypot(asking_error(PAIR.later), survey) * luck.standard_normal(draws)
    order = np.argsort(later)
    low, middle, high = np.interp([0.05, 0.5, 0.95], np.cumsum(weight[order]) / weight.sum(), later[order])
    return float(middle), float(high - low) / 3.29


def test_a_later_wave_follows_from_the_first_as_many_made_up_events_say(weighed: list[set[str]]) -> None:
    told, (middle, spread) = one.forecast([PAIR], points=256), by_hand()
    assert told.median[0] == pytest.approx(middle, abs=0.08)
    assert (told.high - told.low)[0] / 3.29 == pytest.approx(spread, rel=0.15)


def test_other_events_say_how_events_fall_and_waves_kept_for_the_end_say_nothing(weighed: list[set[str]]) -> None:
    falling = [
        Pair(replace(FIRST, event=f"E{n}"), replace(FIRST, event=f"E{n}", months=18.0, percent=1.0)) for n in range(6)
    ]
    kept = [Pair(*(replace(wave, split="held_out") for wave in (pair.first, pair.later))) for pair in falling]
    alone, among, beside = (one.forecast([PAIR, *others], points=256).median[0] for others in ([], falling, kept))
    assert among < alone - 0.1
    assert beside == pytest.approx(alone, abs=0.03)


@pytest.mark.slow
def test_nothing_of_the_later_wave_is_known_and_the_whole_event_is_left_out(weighed: list[set[str]]) -> None:
    moved = replace(PAIR, later=replace(PAIR.later, percent=60.0, n=FIRST.n))
    both, other = one.forecast([PAIR, QUAKE], points=256), one.forecast([moved, QUAKE], points=256)
    assert both.median[0] == pytest.approx(other.median[0], abs=0.03)
    ike = replace(FIRST, event="I", source="pietrzak2012")
    one.forecast([Pair(ike, replace(ike, months=18.0))], points=256)
    assert "hurricane_ike" in weighed[0] and weighed[-1] == weighed[0] - {"hurricane_ike"}


def test_all_figures_of_the_event_are_left_out_by_their_sources() -> None:
    informing = {name: each for name, each in to_estimate_from(surveys.load()).items() if each.informs == "all"}
    pairs = skill.pairs_of(skill.load())
    out = {pair.event: same_event(pair, pairs, informing) for pair in pairs}
    assert out["Hurricane Katrina 2005"] == {"hurricane_katrina"}
    assert out["Hurricane Ike 2008"] == {"hurricane_ike"}
    assert not out["September 11 2001"], "it informs no shared number, so there is nothing to leave out"
    assert not out["England winter floods 2013-14"]
    assert towns_of([pair.first for pair in pairs])["pairs_flood"].event["kind"] not in SHARED


def test_a_wave_is_as_sure_as_the_people_asked_make_it() -> None:
    assert asking_error(replace(FIRST, n=200.0)) == pytest.approx(asking_error(FIRST) * np.sqrt(10.0), rel=0.02)
    told = replace(FIRST, low=18.0, high=22.0)
    assert asking_error(told) == pytest.approx((probit(22.0) - probit(18.0)) / 3.92)
