"""How well are events predicted that nothing was estimated from? Each event is left out in turn, and its figures predicted twice.

    unseen        the shared numbers from all other events; the event's own from the spread of those of the others
    first wave    its earliest figure is known, and no other

It is compared with forecasts on paper, made from other events alone:

    no change        p(t) = p(t1)
    constant rate    p(t) = p(t1) * exp(-rate * (t - t1)), one rate for all; of people who recover, 1 - exp(-rate * t)
    constant change  z(t) = z(t1) + c in probits

p(t1) is the first wave of *the same people*; unseen, the mean of other events' first waves is taken for it, as long after the event as
these were on average. Another population of the event is no later wave (mothers are not a third wave of their city), and what nobody asked
(a figure that merely follows from another) is no wave at all: there is then no forecast on paper, and averages leave the figure out.

A prediction is a median with its 90 percent band over draws: numbers that are not known, what a model of averages leaves out, and chance.
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
from sim.validation.surveys import SurveyFigure

__all__ = ["Prediction", "events_of", "leave_out", "on_paper"]

Floats = NDArray[np.float64]
DRAWS = 256


@dataclass(frozen=True)
class Prediction:
    """One figure of an event that was left out, in percent: median and 90 percent band, and what forecasts on paper say (nan: nothing)."""

    event: str
    knows: str
    figure: str
    months: float
    published: float
    value: float
    low: float
    high: float
    no_change: float
    constant: float
    change: float

    @property
    def inside(self) -> bool:
        """Whether the published value is in the band."""
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
            start = first if knows == "its first wave" else None
            found += [prediction(plan, one, knows, z, on_paper(one, start, others), seed + n) for one in shown]
    return found


def further(targets: Sequence[FittedTarget]) -> list[FittedTarget]:
    """Return the targets of events whose figures the walk has not weighed."""
    return [one for one in targets if not informs_all(one.emulator)]


def like_the_others(plan: CalibrationPlan, draws: Floats, event: str, others: Sequence[str], seed: int) -> Floats:
    """Return the draws with the event's own numbers drawn as one more of the other events: normal, their mean and spread."""
    out, luck = draws.copy(), np.random.RandomState(seed)
    own = plan.own(event)
    theirs = np.array([plan.own(other) for other in others])
    seen = draws[:, theirs]
    mean, n = seen.mean(axis=1), len(others)
    # A single other event says where events are, not how far apart: then the prior's spread applies, 1.
    spread = seen.std(axis=1, ddof=1) * np.sqrt(1.0 + 1.0 / n) if n > 1 else np.ones((len(draws), len(own)))
    out[:, own] = mean + spread * luck.standard_normal((len(out), len(own)))
    return out


def prediction(
    plan: CalibrationPlan, target: FittedTarget, knows: str, z: Floats, paper: Paper, seed: int
) -> Prediction:
    """Return a figure as predicted from draws z, with chance and the error of averages in its band."""
    luck = np.random.RandomState(seed)
    drawn = target.emulator.drawn(z, luck) + target.error * luck.standard_normal(len(z))
    low, middle, high = percent_of(np.quantile(drawn, [0.05, 0.5, 0.95]))
    column = target.emulator.column
    name = f"{column.survey.name}: {column.figure.label}"
    published = column.figure.published.value
    return Prediction(
        column.event, knows, name, column.figure.months, published, float(middle), float(low), float(high), *paper
    )


Paper = tuple[float, float, float]
NOTHING = float("nan")


def on_paper(target: FittedTarget, first: FittedTarget | None, others: Sequence[FittedTarget]) -> Paper:
    """Return what no change, a constant rate and a constant change say of a figure in percent; nan if they say nothing.

    `first` is the event's first wave, None if nothing of it is known.
    """
    starts, pairs = waves_of(others)
    falls = np.array([(np.log(a.published.value / b.published.value), b.months - a.months) for a, b in pairs])
    # Without a single pair in other events nothing is known of how cases fall.
    rate = max(float((falls[:, 0] * falls[:, 1]).sum() / (falls[:, 1] ** 2).sum()), 0.0) if pairs else 0.0
    figure = target.emulator.column.figure
    if figure.follows:
        return NOTHING, NOTHING, NOTHING
    if figure.measure in ("over", "remitted", "lasted"):
        months = figure.since if figure.measure == "lasted" else figure.months - figure.since
        return NOTHING, float(100.0 * (1.0 - np.exp(-rate * months))), NOTHING
    if figure.measure != "cases" or (first is not None and people(first) != people(target)):
        return NOTHING, NOTHING, NOTHING
    if first is None:
        begun = float(np.exp(np.mean([np.log(one.published.value) for one in starts])))
        months = figure.months - float(np.mean([one.months for one in starts]))
    else:
        known = first.emulator.column.figure
        begun, months = known.published.value, figure.months - known.months
    shifts = [float(probit_of(b.published.value) - probit_of(a.published.value)) for a, b in pairs]
    shift = sum(shifts) / max(len(shifts), 1)
    return begun, float(begun * np.exp(-rate * months)), float(percent_of(probit_of(begun) + shift))


def people(target: FittedTarget) -> tuple[str, str]:
    """Return of whom a figure is: the survey, and its group."""
    column = target.emulator.column
    return column.survey.name, str(column.figure.group)


def waves_of(targets: Sequence[FittedTarget]) -> tuple[list[SurveyFigure], list[tuple[SurveyFigure, SurveyFigure]]]:
    """Return the first waves of all populations, and each later wave with the first of the same people."""
    series: dict[tuple[str, str], list[SurveyFigure]] = {}
    for one in targets:
        figure = one.emulator.column.figure
        if figure.measure == "cases" and not figure.follows:
            series.setdefault(people(one), []).append(figure)
    ordered = [sorted(mine, key=lambda figure: figure.months) for mine in series.values()]
    return [mine[0] for mine in ordered], [(mine[0], later) for mine in ordered for later in mine[1:]]
