"""How is a box of conditions found? The patient rule induction method: peel a thin slice off, again and again, from where it pays most.

    density    share of the points in the box at which it happens
    coverage   share of all points at which it happens that are in the box
    peel       of every end of every lever, take off the slice of at least `peel` of the points in the box that gains most density for
               each point lost; stop at `least` of all points, or if none gains
    choose     of all boxes on the way, the one with the largest harmonic mean of density and coverage
    lean       take a restriction off again if it could be chance: P(as many hits or more | density without it) > 0.05, binomial

Levers are numbers; one of words is a number for each word. Own code, since ema_workbench has other interfaces on Python 3.11 and 3.12
and brings statsmodels, seaborn and Platypus for these lines; its trajectory on a planted example is kept in the tests as an oracle.

Sources
-------
Friedman, J. H. & Fisher, N. I. (1999). Bump hunting in high-dimensional data. Statistics and Computing 9, 123-143.
Bryant, B. P. & Lempert, R. J. (2010). Thinking inside the box: a participatory, computer-assisted approach to scenario discovery.
    Technological Forecasting and Social Change 77(1), 34-49.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "find_box", "peelings"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
CHANCE = 0.05


@dataclass(frozen=True)
class Box:
    """A box: the ends of each lever, `(k,)`, infinite if it is free; the points inside and how often it happens there."""

    low: Array
    high: Array
    inside: int
    hits: int
    all_hits: int

    @property
    def density(self) -> float:
        """Share of the points inside at which it happens."""
        return self.hits / self.inside if self.inside else 0.0

    @property
    def coverage(self) -> float:
        """Share of the points at which it happens that are inside."""
        return self.hits / self.all_hits if self.all_hits else 0.0

    @property
    def merit(self) -> float:
        """The harmonic mean of density and coverage."""
        both = self.density + self.coverage
        return 2 * self.density * self.coverage / both if both else 0.0

    def holds(self, x: Array) -> Flags:
        """Return which points `(n, k)` are inside."""
        return np.asarray(((x > self.low) & (x <= self.high)).all(axis=1))

    def without(self, x: Array, happens: Flags, lever: int, high: bool) -> Box:
        """Return the box with one end of one lever free."""
        ends = [self.low.copy(), self.high.copy()]
        ends[high][lever] = np.inf if high else -np.inf
        return counted(x, happens, *ends)


def counted(x: Array, happens: Flags, low: Array, high: Array) -> Box:
    """Return a box with its counts at points `(n, k)`."""
    box = Box(low, high, 0, 0, int(happens.sum()))
    inside = box.holds(x)
    return Box(low, high, int(inside.sum()), int(happens[inside].sum()), box.all_hits)


def find_box(x: Array, happens: Flags, peel: float = 0.05, least: float = 0.05) -> Box:
    """Return the box of levers `(n, k)` in which it happens most, with no restriction that could be chance."""
    way = peelings(x, happens, peel, least)
    best = max(way, key=lambda box: box.merit)
    while weakest := least_sure(best, x, happens):
        best = weakest
    return best


def peelings(x: Array, happens: Flags, peel: float = 0.05, least: float = 0.05) -> list[Box]:
    """Return every box on the way, from all points on."""
    k = x.shape[1]
    way = [counted(x, happens, np.full(k, -np.inf), np.full(k, np.inf))]
    while True:
        before = way[-1]
        tried = [box for j in range(k) for high in (False, True) if (box := peeled(before, x, happens, j, high, peel))]
        tried = [box for box in tried if box.inside >= max(1.0, least * len(x)) and box.density > before.density]
        if not tried:
            return way
        # The density gained for each point lost: a thick slice off a lever of few values must pay for its thickness.
        gains = [(box.density - before.density) / (before.inside - box.inside) for box in tried]
        way.append(tried[int(np.argmax(gains))])


def peeled(box: Box, x: Array, happens: Flags, lever: int, high: bool, peel: float) -> Box | None:
    """Return the box with a slice off one end, cut halfway between the last point that goes and the first that stays."""
    there = np.sort(x[box.holds(x), lever])
    at = max(1, int(np.ceil(peel * len(there))))
    if high:
        there = -there[::-1]
    if len(there) <= at or there[at - 1] == there[-1]:
        return None
    stays = there[np.searchsorted(there, there[at - 1], side="right")]
    cut = float((there[at - 1] + stays) / 2)
    low, top = box.low.copy(), box.high.copy()
    if high:
        top[lever] = -cut
    else:
        low[lever] = cut
    return counted(x, happens, low, top)


def least_sure(box: Box, x: Array, happens: Flags) -> Box | None:
    """Return the box without the restriction that is most likely chance, None if none is."""
    ends = [(j, high) for j in range(x.shape[1]) for high in (False, True) if np.isfinite((box.low, box.high)[high][j])]
    freer = [box.without(x, happens, j, high) for j, high in ends]
    doubts = [chance(box, other) for other in freer]
    return freer[int(np.argmax(doubts))] if doubts and max(doubts) > CHANCE else None


def chance(box: Box, freer: Box) -> float:
    """Return P(as many hits or more in the box), if hits fell in it as often as in the freer one."""
    from scipy.special import bdtrc

    return 1.0 if box.hits == 0 else float(bdtrc(box.hits - 1, box.inside, freer.density))
