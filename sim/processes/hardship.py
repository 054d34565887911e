"""How much of recovery and help gets through to a person whose life is still disrupted? Less while displaced or short of income.

    share = 1 - away * (back_home > week) - income * income_lost * stressor             never below 0
    pace        <- pace * share                                                          (stress/distress.py)
    a session's effect on symptoms and skills * share                                    (care/effects.py)

`stressor` is the remaining level of secondary stressors: income that is restored no longer counts, and social services that restore it
sooner let people recover sooner. Off by default (both 0): it has not been measured apart from what stressors do to the set point. The
anchor model has it as its *potency*, 1 less 0.1 for displaced people and less 0.2 for people who lost income, the only way social services
work there (its source code; Cohen et al. 2019).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.processes.state import World, found_under

__all__ = ["HardshipNumbers", "share_through"]


@found_under("stress.hardship")
class HardshipNumbers(NamedTuple):
    """How much displacement and lost income reduce recovery and the effect of help."""

    away: np.float32
    income: np.float32


def share_through(world: World, rows: NDArray[np.int32] | slice) -> NDArray[np.float32] | None:
    """Return the share of recovery and help that gets through to some residents, `(k,)`; None if nothing is taken off."""
    r, numbers = world.residents, world.numbers(HardshipNumbers)
    back_home, income_lost, stressor = r.back_home, r.income_lost, r.stressor
    if numbers.away == 0 and numbers.income == 0:
        return None
    lost = numbers.away * (back_home[rows] > world.week) + numbers.income * income_lost[rows] * stressor[rows]
    through: NDArray[np.float32] = np.maximum(np.float32(1.0) - lost, np.float32(0.0)).astype(np.float32)
    return through
