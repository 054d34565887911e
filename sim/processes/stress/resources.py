"""Does loss bring more loss? Distress costs work and money, and people with least lose fastest and regain slowest.

    resources <- resources - drain * (1 - cushion * resources)              in a week above the case cut-off through the event
    resources <- resources + refill * (1 + cushion * resources) * (means - resources)        otherwise

`means` are the resources before the event, in doublings of income; they do not change, and hold what usual distress costs.
Loss spirals are fast, gain spirals slow.
Sources: Hobfoll 1989 (conservation of resources); Kessler et al. 2008 (earnings of people with serious distress: four tenths less).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.compiled import kernel
from sim.population.residents import CASE_FROM
from sim.processes.chunks import later
from sim.processes.process import process
from sim.processes.state import World, found_under

__all__ = ["SpiralNumbers", "lose_and_gain"]

LEAST = -4.0


@found_under("stress.spiral")
class SpiralNumbers(NamedTuple):
    """The rates at which resources are lost and regained."""

    drain: np.float32
    refill: np.float32
    cushion: np.float32


@kernel
def lose_and_gain_all(
    numbers: SpiralNumbers,
    severity: NDArray[np.float32],
    usual: NDArray[np.float32],
    means: NDArray[np.float32],
    resources: NDArray[np.float32],
) -> None:
    """Move every resident's resources by one week."""
    one = np.float32(1.0)
    for i in range(resources.shape[0]):
        cushion = numbers.cushion * resources[i]
        case = np.float32((severity[i] >= CASE_FROM) & (usual[i] < CASE_FROM))
        lost = numbers.drain * (one - cushion) * case
        regained = numbers.refill * max(one + cushion, np.float32(0.0)) * (means[i] - resources[i]) * (one - case)
        resources[i] = max(resources[i] - lost + regained, np.float32(LEAST))


@process(reads="severity usual means resources", writes="resources", lazy=True)
def lose_and_gain(world: World) -> None:
    """Let material resources shrink with distress and come back without it."""
    r = world.residents
    later(world, lose_and_gain_all, (world.numbers(SpiralNumbers),), (r.severity, r.usual, r.means, r.resources))
