"""What reminds people of the event? Anniversaries, the news, and what happens again.

    anniversary   1 in the week in which a year has gone by, 0 from `anniversary_weeks` before and after it
    pulse         exp(-(week - latest) / again_weeks), if `latest` is the latest week of `again` in the scenario's event; else 0
    reminder      reminder * anniversary + again * pulse                             threat, for people who were struck
    news          media * the hazard's media * max(exp(-week / media_weeks), anniversary, pulse)
                  threat, times how closely a person follows the news (in standard deviations, so that it is nothing on average)

An aftershock, a second wave or another attack is a pulse: one more exposure for all who were struck, which fades, and news once more.
Sources: Houston 2009 (following the coverage and post-traumatic stress: r = 0.15), Abdalla et al. 2021; Schwartz et al. 2019 (each
further exposure); how long any of it lasts is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from sim.kernels.arithmetic import exp64
from sim.processes.state import World, found_under

__all__ = ["news", "reminder"]

YEAR = 52


@found_under("stress.appraisal")
class ReminderNumbers(NamedTuple):
    """How much threat reminders, repeated exposure and the news are."""

    reminder: np.float32
    again: np.float32
    media: np.float32


@found_under("aftermath.reminders")
class ReminderFade(NamedTuple):
    """How long anniversaries, repeated exposure and the news remind."""

    anniversary_weeks: np.float32
    again_weeks: np.float32
    media_weeks: np.float32


@found_under("hazards.{hazard}")
class CoverageNumbers(NamedTuple):
    """The presence of the hazard in the news."""

    media: np.float32


def anniversary(week: int, width: float) -> float:
    """Return how much of an anniversary there is: 1 in its week, 0 from `width` weeks before or after."""
    distance = min(week % YEAR, YEAR - week % YEAR) if week >= YEAR // 2 else YEAR
    return max(1.0 - distance / width, 0.0)


def pulse(week: int, again: Sequence[int], fades: float) -> float:
    """Return what is left of the latest time that it happened again: 1 in its week, a third `fades` weeks later."""
    latest = max((at for at in again if at <= week), default=None)
    return 0.0 if latest is None else exp64(-(week - latest) / fades)


def reminder(world: World) -> np.float32:
    """Return the threat that this week's reminders add for people who were struck."""
    weight, lasts = world.numbers(ReminderNumbers), world.numbers(ReminderFade)
    once_more = pulse(world.week, world.scenario.event.again, float(lasts.again_weeks))
    yearly = anniversary(world.week, float(lasts.anniversary_weeks))
    return np.float32(float(weight.reminder) * yearly + float(weight.again) * once_more)


def news(world: World) -> np.float32:
    """Return the threat that this week's news add for each standard deviation by which a person follows them more closely."""
    lasts, coverage = world.numbers(ReminderFade), world.numbers(CoverageNumbers)
    present = max(
        exp64(-world.week / float(lasts.media_weeks)),
        anniversary(world.week, float(lasts.anniversary_weeks)),
        pulse(world.week, world.scenario.event.again, float(lasts.again_weeks)),
    )
    return np.float32(float(world.numbers(ReminderNumbers).media) * float(coverage.media) * present)
