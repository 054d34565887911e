"""How do bereaved and displaced people grieve? They go back and forth between loss and restoration; being stuck slows change.

    log odds of a week of loss = loss_base + loss_by_anxiety * attachment_anxiety - loss_by_avoidance * attachment_avoidance
                                 - loss_by_year * weeks / 52 + swing * orientation
    orientation <- orientation + turn * (way - orientation)         way = -1 in a week of loss, +1 in a week of restoration
    pace        <- pace * (1 - stuck_slows * max(|orientation| - stuck_from, 0) / (1 - stuck_from))

Only people who lost someone, or live away from home this week, count; for all others orientation is 0. Trials have not shown yet that
oscillation itself helps (Lund 2010), so the effect is small and assumed.
Sources: Stroebe & Schut 1999, 2010 (dual-process model); Fiore 2019 (review).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.arithmetic import exp32
from sim.kernels.compiled import kernel
from sim.processes.chunks import later
from sim.processes.process import process
from sim.processes.state import World, found_under

__all__ = ["GriefNumbers", "oscillate"]

GRIEF = random_streams.DECISION["grief"]
WEEKS_A_YEAR = 52.0


@found_under("stress.grief")
class GriefNumbers(NamedTuple):
    """What orients a person to loss or restoration, and the effect of being stuck."""

    loss_base: np.float32
    loss_by_anxiety: np.float32
    loss_by_avoidance: np.float32
    loss_by_year: np.float32
    swing: np.float32
    turn: np.float32
    stuck_from: np.float32
    stuck_slows: np.float32


@kernel
def oscillate_all(
    seed: int, week: int, numbers: GriefNumbers, uid: NDArray[np.int64],
    bereaved: NDArray[np.uint8], back_home: NDArray[np.int16], attachment_anxiety: NDArray[np.float32],
    attachment_avoidance: NDArray[np.float32], orientation: NDArray[np.float32], pace: NDArray[np.float32],
) -> None:  # fmt: skip
    """Let those concerned turn to loss or to restoration with this week's random numbers.

    All draw it, concerned or not: a loop without branches runs on many residents at once.
    """
    n, one, zero = numbers, np.float32(1.0), np.float32(0.0)
    now = n.loss_base - n.loss_by_year * np.float32(week / WEEKS_A_YEAR)
    for i in range(uid.shape[0]):
        concerned = np.float32((bereaved[i] != 0) | (back_home[i] > week))
        odds = exp32(
            now + n.loss_by_anxiety * attachment_anxiety[i] - n.loss_by_avoidance * attachment_avoidance[i]
            + n.swing * orientation[i]
        )  # fmt: skip
        luck = random_streams.uniform32(seed, GRIEF, uid[i], week)
        way = one - np.float32(2.0) * np.float32(luck * (one + odds) < odds)
        turned = concerned * (orientation[i] + n.turn * (way - orientation[i]))
        stuck = max(abs(turned) - n.stuck_from, zero) / (one - n.stuck_from)
        orientation[i] = turned
        pace[i] *= one - n.stuck_slows * stuck


@process(
    reads="uid bereaved back_home attachment_anxiety attachment_avoidance orientation pace",
    writes="orientation pace",
    lazy=True,
)
def oscillate(world: World) -> None:
    """Let the bereaved and the displaced go back and forth between loss and restoration."""
    r = world.residents
    columns = (
        r.uid, r.bereaved, r.back_home, r.attachment_anxiety, r.attachment_avoidance, r.orientation, r.pace,
    )  # fmt: skip
    later(world, oscillate_all, (world.seed, world.week, world.numbers(GriefNumbers)), columns)
