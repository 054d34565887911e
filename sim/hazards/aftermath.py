"""What goes on after the hazard? Secondary stressors fade as the community is rebuilt, slower for the poor.

    stressor <- stressor * exp(-fade / stressor_weeks),   fade = fade_poor below the poverty line, else 1

Sources: Kessler et al. 2008 (stressors explain the rise from 6.5 to 18.5 months after Katrina); the anchor model's slower payments.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import exp64
from sim.community.world import World
from sim.compiled import kernel
from sim.process import process

__all__ = ["unfold"]


class FadeNumbers(NamedTuple):
    """How fast secondary stressors fade."""

    PATH = "stress.distress"
    stressor_weeks: np.float32
    fade_poor: np.float32


@kernel
def fade(
    income: NDArray[np.float32], stressor: NDArray[np.float32], kept: np.float32, kept_poor: np.float32
) -> None:
    """Let the stressors of every resident fade by one week."""
    for i in range(stressor.shape[0]):
        stressor[i] *= kept_poor if income[i] < np.float32(1.0) else kept


@process(reads="income stressor", writes="stressor")
def unfold(world: World) -> None:
    """Let secondary stressors fade as the community is rebuilt."""
    r, numbers = world.residents, world.numbers(FadeNumbers)
    kept = exp64(-1.0 / float(numbers.stressor_weeks))
    kept_poor = exp64(-float(numbers.fade_poor) / float(numbers.stressor_weeks))
    fade(r.income, r.stressor, np.float32(kept), np.float32(kept_poor))
