"""What goes on after the hazard? Secondary stressors fade as the community is rebuilt, and daily life has its ups and downs.

    stressor <- stressor * exp(-fade / stressor_weeks)             fade = fade_poor below the poverty line, else 1; policies quicken it
    hassles  <- hassles * kept + push * sqrt(12) * (luck - 1/2)    kept = exp(-1 / weeks), push = spread * sqrt(1 - kept^2)

Hassles are what moves people over the cut-off and back while the city as a whole hardly changes: without them nearly everybody who
is a case stays one, which no panel shows. Their luck is even, not normal; over some weeks that makes no difference.
Sources: Kessler et al. 2008 (stressors explain the rise from 6.5 to 18.5 months after Katrina); the anchor model's slower payments;
Kanner, Coyne, Schaefer & Lazarus 1981 (daily hassles).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.arithmetic import exp64
from sim.community.in_force import factor
from sim.community.world import World, found_under
from sim.compiled import kernel
from sim.process import process

__all__ = ["unfold", "usual_hassles"]

HASSLES = draws.DECISION["hassles"]


@found_under("stress.distress")
class FadeNumbers(NamedTuple):
    """How fast secondary stressors fade."""

    stressor_weeks: np.float32
    fade_poor: np.float32


@found_under("aftermath.hassles")
class HassleNumbers(NamedTuple):
    """How large daily hassles are, and how long a spell of them lasts."""

    spread: np.float32
    weeks: np.float32


@kernel
def fade(income: NDArray[np.float32], stressor: NDArray[np.float32], kept: np.float32, kept_poor: np.float32) -> None:
    """Let the stressors of every resident fade by one week."""
    for i in range(stressor.shape[0]):
        stressor[i] *= kept_poor if income[i] < np.float32(1.0) else kept


@kernel
def go_up_and_down(
    seed: int, week: int, uid: NDArray[np.int64], kept: np.float32, push: np.float32, hassles: NDArray[np.float32]
) -> None:
    """Move every resident's hassles by this week's luck; `push` is the width of the luck, sqrt(12) standard deviations."""
    for i in range(hassles.shape[0]):
        luck = draws.uniform32(seed, HASSLES, uid[i], week) - np.float32(0.5)
        hassles[i] = hassles[i] * kept + push * luck


@process(reads="uid hassles", writes="hassles")
def usual_hassles(world: World) -> None:
    """Give every resident the hassles of a usual week, before anything has happened."""
    r, numbers = world.residents, world.numbers(HassleNumbers)
    r.hassles[:] = float(numbers.spread) * draws.normals(world.seed, HASSLES, r.uid, 0)


@process(reads="uid income stressor hassles", writes="stressor hassles")
def unfold(world: World) -> None:
    """Let secondary stressors fade, and daily life go on."""
    r, fading, daily = world.residents, world.numbers(FadeNumbers), world.numbers(HassleNumbers)
    quicker, for_poor = factor(world, "fade"), float(fading.fade_poor) * factor(world, "fade_poor")
    kept = exp64(-quicker / float(fading.stressor_weeks))
    kept_poor = exp64(-quicker * for_poor / float(fading.stressor_weeks))
    fade(r.income, r.stressor, np.float32(kept), np.float32(kept_poor))
    spell = exp64(-1.0 / float(daily.weeks))
    push = float(daily.spread) * np.sqrt(12.0 * (1.0 - spell**2))
    go_up_and_down(world.seed, world.week, r.uid, np.float32(spell), np.float32(push), r.hassles)
