"""How well are events predicted that nothing was estimated from? Each event is left out in turn, and its figures predicted twice.

    unseen        the shared numbers from all other events; the event's own two from the spread of those of the others
    first wave    its earliest figure is known, and no other
    constant rate a model without people: p(t) = p(t1) * exp(-rate * (t - t1)) from the first wave, one rate for all from the other
                  events; unseen, the mean of the other events' first waves stands for p(t1)

A prediction is a median with its 90 percent band over draws: numbers that are not known, what a model of averages leaves out, and luck.
The comparison is the absolute error on the probit scale, where 1 to 2 percent is as far as 16 to 24.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.validation.calibration.emulator import Emulator, percent_of, probit_of
from sim.validation.calibration.one_thread import on_one_thread
from sim.validation.calibration.posterior import FittedTarget, informs_all, sample, targets_of, with_further_events
from sim.validation.calibration.prior import CalibrationPlan

__all__ = ["Prediction", "constant_rate", "events_of", "leave_out"]

Floats = NDArray[np.float64]
DRAWS = 256


@dataclass(frozen=True)
class Prediction:
    """One figure of an event that was left out, in percent: median and 90 percent band, and what a constant rate says."""

    event: str
    knows: str
    figure: str
    months: float
    published: float
    value: float
    low: float
    high: float
    constant: float

    @property
    def inside(self) -> bool:
        """Whether the published value lies in the band."""
        return self.low <= self.published <= self.high

    def error(self, of: float) -> float:
        """Return how far a prediction is from the published value, in probits."""
        return float(abs(probit_of(of) - probit_of(self.published)))


def events_of(targets: Sequence[FittedTarget]) -> list[str]:
    """Return the events of the targets, in order."""
    return list(dict.fromkeys(one.emulator.column.event for one in targets))


@on_one_thread
def leave_out(plan: CalibrationPlan, emulators: Sequence[Emulator], steps: int, seed: int = 1) -> list[Prediction]:
    """Return the predictions for every event, unseen and from its first wave."""
    targets = targets_of(emulators, plan.error)
    found: list[Prediction] = []
    informing = [one for one in targets if informs_all(one.emulator)]
    walks: dict[tuple[str, ...], Floats] = {(): sample(plan, informing, DRAWS, steps, seed)}
    for n, event in enumerate(events_of(targets)):
        mine = [one for one in targets if one.emulator.column.event == event]
        others = [one for one in targets if one.emulator.column.event != event]
        # An event that does not inform the shared numbers leaves the walk as it is.
        without = (event,) if any(one in informing for one in mine) else ()
        if without not in walks:
            walks[without] = sample(plan, [one for one in informing if one not in mine], DRAWS, steps, seed)
        shared = walks[without]
        draws = with_further_events(plan, shared, further(others), seed + n)
        first = min(mine, key=lambda one: one.emulator.column.figure.months)
        unseen = like_the_others(plan, draws, event, events_of(others), seed + n)
        known = with_further_events(plan, draws, [first], seed + n)
        for knows, z in (("nothing of it", unseen), ("its first wave", known)):
            shown = [one for one in mine if not (knows == "its first wave" and one is first)]
            found += [
                prediction(plan, one, knows, z, constant_rate(one, first, others, knows), seed + n) for one in shown
            ]
    return found


def further(targets: Sequence[FittedTarget]) -> list[FittedTarget]:
    """Return the targets of events whose figures the walk has not weighed."""
    return [one for one in targets if not informs_all(one.emulator)]


def like_the_others(plan: CalibrationPlan, draws: Floats, event: str, others: Sequence[str], seed: int) -> Floats:
    """Return the draws with the event's two numbers drawn as one more of the other events: normal, their mean and spread."""
    out, luck = draws.copy(), np.random.RandomState(seed)
    own = plan.columns(event)[-2:]
    theirs = np.array([plan.columns(other)[-2:] for other in others])
    seen = draws[:, theirs]
    mean, n = seen.mean(axis=1), len(others)
    # A single other event says where events lie and not how far apart: then the prior's spread stands, 1.
    spread = seen.std(axis=1, ddof=1) * np.sqrt(1.0 + 1.0 / n) if n > 1 else np.ones((len(draws), 2))
    out[:, own] = mean + spread * luck.standard_normal((len(out), 2))
    return out


def prediction(
    plan: CalibrationPlan, target: FittedTarget, knows: str, z: Floats, constant: float, seed: int
) -> Prediction:
    """Return a figure as predicted from draws z, with luck and the error of averages in its band."""
    luck = np.random.RandomState(seed)
    drawn = target.emulator.drawn(z, luck) + target.error * luck.standard_normal(len(z))
    low, middle, high = percent_of(np.quantile(drawn, [0.05, 0.5, 0.95]))
    column = target.emulator.column
    name = f"{column.survey.name}: {column.figure.label}"
    published = column.figure.published.value
    return Prediction(
        column.event, knows, name, column.figure.months, published, float(middle), float(low), float(high), constant
    )


def constant_rate(target: FittedTarget, first: FittedTarget, others: Sequence[FittedTarget], knows: str) -> float:
    """Return what one rate of recovery for everybody says of a figure, in percent."""
    waves = [one for one in others if one.emulator.column.figure.measure == "cases"]
    falls, firsts = [], []
    for event in events_of(waves):
        mine = sorted(
            (one for one in waves if one.emulator.column.event == event),
            key=lambda one: one.emulator.column.figure.months,
        )
        begun = mine[0].emulator.column.figure
        firsts.append(np.log(begun.published.value))
        for one in mine[1:]:
            later = one.emulator.column.figure
            if later.months > begun.months:
                falls.append((np.log(begun.published.value / later.published.value), later.months - begun.months))
    fall = np.array(falls)
    rate = max(float((fall[:, 0] * fall[:, 1]).sum() / (fall[:, 1] ** 2).sum()), 0.0)
    figure, known = target.emulator.column.figure, first.emulator.column.figure
    start = known.published.value if knows == "its first wave" else float(np.exp(np.mean(firsts)))
    kept = np.exp(-rate * (figure.months - figure.since))
    if figure.measure == "course":
        return float({"chronic": start * kept, "remitting": start * (1 - kept), "low": 100 - start}.get(figure.of, 0.0))
    if figure.measure == "lasted":
        return float(100.0 * (1.0 - np.exp(-rate * figure.since)))
    if figure.measure in ("over", "remitted"):
        return float(100.0 * (1.0 - kept))
    return float(start * np.exp(-rate * (figure.months - known.months)))
