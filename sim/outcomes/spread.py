"""How large is a number, and between which values do runs put it? Means over seeds with the range of nine runs in ten.

    difference_s = arm_s - baseline_s        the same seed s: same people, same luck, another plan
    told apart   = the range of nine in ten differences does not hold 0

The range says what luck may do to one city, not how well an average is known, so it does not shrink with more seeds. One seed has no range.
Where runs draw their numbers, it holds what is not known about those as well, drawn alike in both arms of a difference.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import equity
from sim.outcomes.comparison import FEWEST, compare_groups
from sim.outcomes.missing import band, mean
from sim.outcomes.registry import OUTCOMES, levels
from sim.outcomes.results import Results
from sim.outcomes.tables import compared_strata

__all__ = ["INTERVAL", "Gap", "Spread", "at", "best_arm", "difference", "gap", "level", "second_arm", "spread"]

INTERVAL = 0.90
Array = NDArray[np.float64]


class Spread(NamedTuple):
    """A mean over seeds and the range of nine runs in ten, NaN where there are fewer than two."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """True when there is a number at all."""
        return bool(np.isfinite(self.value))

    @property
    def ranged(self) -> bool:
        """True when there are runs enough for a range."""
        return bool(np.isfinite(self.low) and np.isfinite(self.high))

    @property
    def told_apart(self) -> bool:
        """True when a difference has the same sign in nine of ten runs."""
        return self.ranged and (self.low > 0 or self.high < 0)

    def times(self, factor: float) -> Spread:
        """Return the spread in another unit; a negative factor swaps the ends."""
        low, high = sorted((self.low * factor, self.high * factor)) if self.ranged else (np.nan, np.nan)
        return Spread(self.value * factor, low, high)


class Gap(NamedTuple):
    """What lies between two groups of a stratum under one arm: the levels of the worst-off and the best-off, by seed `(S,)`."""

    stratum: str
    worst: str
    best: str
    worst_by_seed: Array
    best_by_seed: Array
    better: Literal["low", "high"]

    @property
    def levels(self) -> tuple[float, float]:
        """The means of the worst-off and of the best-off group."""
        return float(mean(self.worst_by_seed)), float(mean(self.best_by_seed))

    @property
    def by_seed(self) -> Array:
        """How much worse off the first group is than the second, by seed."""
        return equity.gap(self.worst_by_seed, self.best_by_seed, self.better)

    @property
    def ratio(self) -> float:
        """Worst over best, NaN over zero."""
        return float(equity.ratio(*self.levels))


def spread(values: Array) -> Spread:
    """Return mean and range of values over seeds `(S,)`."""
    low, high = band(values, INTERVAL)
    return Spread(float(mean(values)), float(low), float(high))


def at(results: Results, outcome: str, arm: str, stratum: str = "all", group: str = "all") -> Array:
    """Return an outcome by seed `(S,)`; KeyError for an unknown outcome or group."""
    values: Array = levels(results, outcome)[0][results.arms.index(arm), :, results.group(stratum, group)]
    return values


def level(results: Results, outcome: str, arm: str, stratum: str = "all", group: str = "all") -> Spread:
    """Return an outcome of one group under one arm."""
    return spread(at(results, outcome, arm, stratum, group))


def difference(
    results: Results, outcome: str, arm: str, stratum: str = "all", group: str = "all", than: str | None = None
) -> Spread:
    """Return an outcome of one group under an arm minus that under another (the baseline), seed by seed."""
    other = at(results, outcome, than or results.baseline, stratum, group)
    return spread(at(results, outcome, arm, stratum, group) - other)


def gap(results: Results, outcome: str, arm: str, stratum: str | None = None) -> Gap | None:
    """Return the gap under an arm between the groups that are worst and best off under the baseline.

    Without a stratum, of the one where the baseline's gap is widest, those that luck could have made last.
    None where no stratum has two groups of people enough.
    """
    strata = compared_strata(results) if stratum is None else [stratum]
    found = [pair for key in strata if (pair := extremes(results, outcome, key))]
    if not found:
        return None

    def width(pair: tuple[str, str, str]) -> tuple[bool, float]:
        size = spread(between(results, outcome, results.baseline, *pair).by_seed)
        return size.told_apart, size.value

    return between(results, outcome, arm, *max(found, key=width))


def extremes(results: Results, outcome: str, stratum: str) -> tuple[str, str, str] | None:
    """Return a stratum with the groups worst and best off under the baseline; None with fewer than two groups."""
    groups = compare_groups(results, outcome, stratum)
    worst, best = groups.worst[0], groups.best[0]
    return None if worst == best else (stratum, groups.names[worst], groups.names[best])


def between(results: Results, outcome: str, arm: str, stratum: str, worst: str, best: str) -> Gap:
    """Return what lies between two groups under an arm."""
    behind, ahead = (at(results, outcome, arm, stratum, name) for name in (worst, best))
    return Gap(stratum, worst, best, behind, ahead, OUTCOMES[outcome].better)


def enough(results: Results, stratum: str, group: str) -> bool:
    """Return True when a group has people enough to be compared."""
    return bool(results.people[results.group(stratum, group)] >= FEWEST)


def ranked_arms(results: Results, outcome: str = "prevalence_end") -> list[str]:
    """Return the arms but the baseline, the best by the mean of their runs first."""
    sign = 1 if OUTCOMES[outcome].better == "low" else -1
    return sorted(results.arms[1:], key=lambda arm: sign * level(results, outcome, arm).value)


def best_arm(results: Results, outcome: str = "prevalence_end") -> str | None:
    """Return the arm that does best on the average of its runs, the baseline left out; None when there is no other."""
    return next(iter(ranked_arms(results, outcome)), None)


def second_arm(results: Results, outcome: str = "prevalence_end") -> str | None:
    """Return the arm that comes next after the best one; None when there is none."""
    return next(iter(ranked_arms(results, outcome)[1:]), None)
