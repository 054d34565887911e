"""Which group of a stratum is worst off, and which best?

Both are chosen once for each arm, by the mean over seeds, and kept for every seed: chosen again in
each, noise alone would open a gap. Groups with fewer than `fewest` people to average over are too
few to say. Children are counted but not compared, since the overall level is of adults.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import equity
from sim.outcomes.missing import mean
from sim.outcomes.registry import OUTCOMES, levels
from sim.outcomes.results import Results

__all__ = ["APART", "FEWEST", "Comparison", "compare_groups", "known_strata"]

Array = NDArray[np.float64]
Chosen = NDArray[np.int64]

FEWEST = 10
"""People needed to average over before a group may be called best or worst."""
APART = ("age", "children 0-17")
"""The group that is counted but not compared."""


@dataclass(frozen=True)
class Comparison:
    """The groups of one stratum under one outcome, by arm.

    `at (g,)` are their indices on axis G, `values (A, S, g)` are NaN for groups of too few people,
    `worst` and `best (A,)` are positions in `at`, -1 if fewer than two groups have enough.
    """

    stratum: str
    better: equity.Better
    at: Chosen
    names: tuple[str, ...]
    values: Array
    worst: Chosen
    best: Chosen

    def level(self, chosen: Chosen) -> Array:
        """Return the outcome of the chosen group of each arm, by arm and seed `(A, S)`."""
        picked = np.take_along_axis(self.values, np.maximum(chosen, 0)[:, None, None], axis=-1)
        return np.where(chosen[:, None] >= 0, picked[..., 0], np.nan)

    def label(self, chosen: Chosen) -> list[str | None]:
        """Return the name of the chosen group of each arm, None if there is none."""
        return [self.names[i] if i >= 0 else None for i in chosen]

    def gap(self) -> Array:
        """Return how much worse off the worst-off group is than the best-off, `(A, S)`."""
        return equity.gap(self.level(self.worst), self.level(self.best), self.better)


def compare_groups(results: Results, name: str, stratum: str, fewest: int = FEWEST) -> Comparison:
    """Find the worst-off and best-off group of a stratum in each arm; KeyError names the known strata."""
    value, people = levels(results, name)
    better = OUTCOMES[name].better
    at = _compared(results, stratum)
    enough = mean(people[..., at], axis=1) >= fewest
    values = np.where(enough[:, None], value[..., at], np.nan)
    badness = mean(values, axis=1) * (1 if better == "low" else -1)
    unknown = np.isnan(badness)
    worst = np.where(unknown, -np.inf, badness).argmax(axis=-1)
    best = np.where(unknown, np.inf, badness).argmin(axis=-1)
    # One group alone is neither worst nor best: a gap of a group with itself is not known.
    none = (~unknown).sum(axis=-1) < 2
    return Comparison(
        stratum,
        better,
        at,
        tuple(results.groups[i][1] for i in at),
        values,
        np.where(none, -1, worst),
        np.where(none, -1, best),
    )


def known_strata(results: Results) -> tuple[str, ...]:
    """Return the strata of the results, in order."""
    return tuple(dict.fromkeys(stratum for stratum, _ in results.groups))


def _compared(results: Results, stratum: str) -> Chosen:
    at = [i for i in results.members(stratum) if results.groups[i] != APART]
    if not at:
        raise KeyError(f"no stratum {stratum!r}; there are: {', '.join(known_strata(results))}")
    return np.array(at)
