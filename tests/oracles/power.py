"""How small a bug could a check still see? A figure of the engine beside its known answer, with the error it has by luck alone.

    z             = (seen - known) / error                          error: standard error of `seen` if nothing is wrong
    agrees        if |z| <= z(1 - ALPHA / 2)
    smallest_bug  = (z(1 - ALPHA / 2) + z(POWER)) * error           what moves `known` by that much is caught with chance POWER

Seeds are fixed, so a check passes always or never; ALPHA is the chance that a change of somebody's luck, and nothing else, makes it
fail: about one in a hundred for all checks of this folder together. Each check states what it has to see (`sees`), and fails where it
could not: a test with too few people is a fault of the test. A planted bug shows that it can fail at all (`caught`).
Source of the formula: any textbook on sample sizes, for instance Chow, Shao & Wang 2008, Sample size calculations in clinical research.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

ALPHA = 1e-4
POWER = 0.9
CRITICAL = NormalDist().inv_cdf(1.0 - ALPHA / 2.0)
REACH = CRITICAL + NormalDist().inv_cdf(POWER)


@dataclass(frozen=True)
class Check:
    """One figure of the engine (`seen`) beside the known answer, and its standard error if nothing is wrong."""

    claim: str
    seen: float
    known: float
    error: float

    @property
    def z(self) -> float:
        """How many standard errors lie between what was seen and what is known."""
        return (self.seen - self.known) / self.error

    @property
    def smallest_bug(self) -> float:
        """The smallest shift of the figure that would be caught with chance POWER."""
        return REACH * self.error

    @property
    def caught(self) -> bool:
        """Whether the figure differs from the known answer by more than luck."""
        return abs(self.z) > CRITICAL

    def agrees(self, sees: float) -> None:
        """Fail if the figure differs from the known answer, or if a shift by `sees` would go unnoticed."""
        assert self.smallest_bug <= sees, f"{self.claim}: blind below {self.smallest_bug:.3g}, has to see {sees:.3g}"
        assert not self.caught, f"{self.claim}: {self.seen:.6g} seen, {self.known:.6g} known, z = {self.z:.1f}"


@dataclass(frozen=True)
class Spread:
    """A variance of the engine beside the known one, as a ratio, with the degrees of freedom of a sample of normal figures."""

    claim: str
    ratio: float
    freedom: int

    @property
    def smallest_bug(self) -> float:
        """The smallest factor on the variance that would be caught with chance POWER."""
        return float(stats.chi2.ppf(1.0 - ALPHA / 2.0, self.freedom) / stats.chi2.ppf(1.0 - POWER, self.freedom))

    @property
    def caught(self) -> bool:
        """Whether the ratio differs from 1 by more than luck."""
        low, high = stats.chi2.ppf([ALPHA / 2.0, 1.0 - ALPHA / 2.0], self.freedom) / self.freedom
        return not low <= self.ratio <= high

    def agrees(self, sees: float) -> None:
        """Fail if the ratio is not 1, or if a factor of `sees` would go unnoticed."""
        assert self.smallest_bug <= sees, f"{self.claim}: blind below {self.smallest_bug:.3g}, has to see {sees:.3g}"
        assert not self.caught, f"{self.claim}: variance {self.ratio:.3g} times what it should be"


def share(claim: str, count: float, n: float, known: float) -> Check:
    """Check `count` of `n` independent people against a known chance."""
    return Check(claim, count / n, known, float(np.sqrt(known * (1.0 - known) / n)))


def total(claim: str, count: float, chances: ArrayLike) -> Check:
    """Check a share of independent people, each with a chance of their own: `count` against the mean of `chances` `(n,)`."""
    p = np.asarray(chances, float)
    return Check(claim, count / p.size, float(p.mean()), float(np.sqrt((p * (1.0 - p)).sum()) / p.size))


def mean(claim: str, values: ArrayLike, known: float) -> Check:
    """Check the mean of independent values `(n,)`, whose error is taken from their own spread."""
    v = np.asarray(values, float).ravel()
    return Check(claim, float(v.mean()), known, float(v.std(ddof=1) / np.sqrt(v.size)))
