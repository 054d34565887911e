"""What can be forecast on paper, from the first wave of an event and what others found after other events?

    no change                       z2 = z1
    constant rate of recovery       p2 = p1 * exp(-rate * (t2 - t1))
    constant change                 z2 = z1 + c
    capped log-month                z2 = z1 + c * min(ln(t2 / t1), ln 4)
    excess over the normal year     p2 = p0 + (p1 - p0) * (t2 / t1)^-a          p0 = 0 if it was not read or questions are tied
    grand mean                      z2 = mean of all later waves, whatever the first

z in probits, p in shares, t in months. The one number of each is the one with the least squared error in probits on all *other* events;
its band is 1.645 times the root mean square error there. No simulation, no residents: rivals that a model has to beat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from sim.validation.skill.scores import NINETY, Told
from sim.validation.skill.waves import Pair, probit

__all__ = ["PAPER", "Paper", "left_out"]

CAP = log(4.0)
COARSE, FINE = 200, 60
GOLDEN = (sqrt(5.0) - 1.0) / 2.0


@dataclass(frozen=True)
class Paper:
    """A forecast with one number at most: what it says of a pair in probits given that number, and the least and greatest it may be."""

    says: Callable[[float, Pair], float]
    least: float = 0.0
    most: float = 0.0

    def fit(self, pairs: Sequence[Pair]) -> float:
        """Return the number with the least squared error in probits on these pairs."""
        return least_of(lambda c: sum((self.says(c, one) - one.seen) ** 2 for one in pairs), self.least, self.most)


def ratio(pair: Pair) -> float:
    """Return ln(t2 / t1); a wave in the month of the event counts as a week after it."""
    return log(max(pair.later.months, 0.25) / max(pair.first.months, 0.25))


def normal(pair: Pair) -> float:
    """Return the percent of a normal year that questions not tied to the event find, 0 if none was read."""
    return 0.0 if pair.first.tied else pair.first.normal_year or 0.0


def constant_rate(rate: float, pair: Pair) -> float:
    """Return the later wave with one rate of recovery a month."""
    return probit(pair.first.percent * exp(-rate * (pair.later.months - pair.first.months)))


def excess(power: float, pair: Pair) -> float:
    """Return the later wave if what is above a normal year fades as a power of time."""
    p0 = normal(pair)
    return probit(p0 + (pair.first.percent - p0) * exp(-power * ratio(pair)))


PAPER = {
    "no change": Paper(lambda c, pair: pair.start),
    "constant rate": Paper(constant_rate, -0.2, 2.0),
    "constant change": Paper(lambda c, pair: pair.start + c, -3.0, 3.0),
    "capped log-month": Paper(lambda c, pair: pair.start + c * min(ratio(pair), CAP), -3.0, 3.0),
    "excess, a power of time": Paper(excess, -2.0, 4.0),
    "grand mean": Paper(lambda c, pair: c, -4.0, 4.0),
}


def left_out(paper: Paper, pairs: Sequence[Pair], known: Sequence[Pair] | None = None) -> Told:
    """Return what a forecast says of each pair, its number fitted to all other events' pairs among `known` (left out: among these)."""
    middle, half = np.zeros(len(pairs)), np.zeros(len(pairs))
    for event in dict.fromkeys(pair.event for pair in pairs):
        others = [pair for pair in (pairs if known is None else known) if pair.event != event]
        number = paper.fit(others) if others else 0.0
        off = [paper.says(number, pair) - pair.seen for pair in others]
        for at, pair in enumerate(pairs):
            if pair.event == event:
                middle[at] = paper.says(number, pair)
                half[at] = NINETY * sqrt(sum(one**2 for one in off) / len(off)) if off else float("nan")
    return Told(middle, middle - half, middle + half)


def least_of(error: Callable[[float], float], least: float, most: float) -> float:
    """Return where an error is least between two ends: the best of a coarse grid, then a golden section around it."""
    if least == most:
        return least
    step = (most - least) / COARSE
    best = min((least + k * step for k in range(COARSE + 1)), key=error)
    low, high = max(best - step, least), min(best + step, most)
    for _ in range(FINE):
        a, b = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, b) if error(a) < error(b) else (a, high)
    return (low + high) / 2.0
