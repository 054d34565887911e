"""What happens after the hazard? Secondary stressors come and fade as the community is rebuilt, and daily life has its ups and downs.

    stressor = 1 - late                                                    just after the event
    stressor <- stressor / (1 + fade / stressor_weeks) + late * (exp(-(week - 1) / late_weeks) - exp(-week / late_weeks))
    fade     = sqrt(fading) * (fade_poor below the poverty line, else 1); policies quicken it
    hassles  <- hassles * kept + push * sqrt(12) * (luck - 1/2)    kept = exp(-1 / weeks), push = spread * sqrt(1 - kept^2)

People who recover slowly from the shock are also those whose stressors last: `fading` (stress/distress.py) differs between people by its
spread, for stressors by half of that on the log scale. With one rate for all, no trauma of a single person could last ten years for a
quarter of people who became cases and three months for a fifth, which is what surveys find.

Not all secondary stressors are there at once: savings run out, claims are refused, leases end, help goes home. That share, `late`,
comes over months; without it a population that rises from one year to the next, as after Katrina, cannot have many who recover.

Hassles are what moves people over the cut-off and back while the city as a whole hardly changes: without them nearly everyone who
is a case stays one, which no panel shows. Their random numbers are uniform, not normal; over some weeks that makes no difference.
Sources: Kessler et al. 2008 (stressors explain the rise from 6.5 to 18.5 months after Katrina); Kaniasty & Norris 1993 (help
that goes home); the anchor model's slower payments;
Kanner, Coyne, Schaefer & Lazarus 1981 (daily hassles).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.arithmetic import exp64
from sim.kernels.compiled import kernel
from sim.processes.active_policies import factor
from sim.processes.chunks import later
from sim.processes.process import process
from sim.processes.state import World, found_under

__all__ = ["first_stressors", "unfold", "usual_hassles"]

HASSLES = random_streams.DECISION["hassles"]


@found_under("stress.distress")
class FadeNumbers(NamedTuple):
    """How fast secondary stressors fade, and which share of them comes late."""

    stressor_weeks: np.float32
    fade_poor: np.float32
    late: np.float32
    late_weeks: np.float32


@found_under("aftermath.hassles")
class HassleNumbers(NamedTuple):
    """How large daily hassles are, and how long a spell of them lasts."""

    spread: np.float32
    weeks: np.float32


@kernel
def come_and_fade(
    fade: np.float32, fade_poor: np.float32, new: np.float32, income: NDArray[np.float32], fading: NDArray[np.float32],
    stressor: NDArray[np.float32],
) -> None:  # fmt: skip
    """Let the stressors of every resident fade by one week, and those come that come late."""
    one = np.float32(1.0)
    for i in range(stressor.shape[0]):
        rate = np.sqrt(fading[i]) * (fade_poor if income[i] < one else fade)
        stressor[i] = stressor[i] / (one + rate) + new


@kernel
def go_up_and_down(
    seed: int, week: int, kept: np.float32, push: np.float32, uid: NDArray[np.int64], hassles: NDArray[np.float32]
) -> None:
    """Move every resident's hassles at random; `push` is the width of the uniform distribution, sqrt(12) standard deviations."""
    for i in range(hassles.shape[0]):
        luck = random_streams.uniform32(seed, HASSLES, uid[i], week) - np.float32(0.5)
        hassles[i] = hassles[i] * kept + push * luck


@process(reads="uid hassles", writes="hassles")
def usual_hassles(world: World) -> None:
    """Give every resident the hassles of a usual week, before anything has happened."""
    r, numbers = world.residents, world.numbers(HassleNumbers)
    r.hassles[:] = float(numbers.spread) * random_streams.normals(world.seed, HASSLES, r.uid, 0)


@process(reads="stressor", writes="stressor")
def first_stressors(world: World) -> None:
    """Give every resident the secondary stressors that are there at once."""
    world.residents.stressor[:] = np.float32(1.0) - world.numbers(FadeNumbers).late


def come_late(week: int, fading: FadeNumbers) -> np.float32:
    """Return the share of secondary stressors that comes in this week."""
    before, after = (exp64(-weeks / float(fading.late_weeks)) for weeks in (week - 1, week))
    return np.float32(float(fading.late) * (before - after))


@process(reads="uid income fading stressor hassles", writes="stressor hassles", lazy=True)
def unfold(world: World) -> None:
    """Let secondary stressors come and fade, and daily life go on."""
    r, fading, daily = world.residents, world.numbers(FadeNumbers), world.numbers(HassleNumbers)
    quicker, for_poor = factor(world, "fade"), float(fading.fade_poor) * factor(world, "fade_poor")
    rate = quicker / float(fading.stressor_weeks)
    rates = np.float32(rate), np.float32(rate * for_poor), come_late(world.week, fading)
    later(world, come_and_fade, rates, (r.income, r.fading, r.stressor))
    spell = exp64(-1.0 / float(daily.weeks))
    push = float(daily.spread) * np.sqrt(12.0 * (1.0 - spell**2))
    luck = (world.seed, world.week, np.float32(spell), np.float32(push))
    later(world, go_up_and_down, luck, (r.uid, r.hassles))
