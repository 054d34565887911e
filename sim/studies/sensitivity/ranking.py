"""How often would another plan look best? The arms in order at every point, beside their order at the default numbers.

    best_share    share of points at which an arm is the best one; points with several best ones are shared out
    reordered     share of points at which the order of the arms is not that of the default numbers
    other_best    share of points at which the arm that is best at the default numbers is not

Ties of two arms count as no change of order. Fewer cases and a smaller gap are better, more reach is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["BETTER", "Ranking", "ranking"]

Array = NDArray[np.float64]
BETTER = {"prevalence": "low", "reach": "high", "gap": "low"}


class Ranking(NamedTuple):
    """How the arms of one measure rank over points: `best_share` `(arms,)`, and shares of points at which the order changes."""

    best_share: Array
    reordered: float
    other_best: float
    points: int


def ranking(levels: Array, default: Array, better: str) -> Ranking:
    """Return how arms rank by levels `(points, arms)`, against their order in `default` `(arms,)`; points without a number are left out."""
    sign = 1.0 if better == "low" else -1.0
    known = levels[np.isfinite(levels).all(axis=1)] * sign
    if len(known) == 0 or not np.isfinite(default).all():
        return Ranking(np.full(levels.shape[1], np.nan), float("nan"), float("nan"), 0)
    best = known == known.min(axis=1, keepdims=True)
    by_default = np.argsort(default * sign, kind="stable")
    steps = np.diff(known[:, by_default], axis=1)
    return Ranking(
        best_share=(best / best.sum(axis=1, keepdims=True)).mean(axis=0),
        reordered=float((steps < 0).any(axis=1).mean()),
        other_best=float((~best[:, by_default[0]]).mean()),
        points=len(known),
    )
