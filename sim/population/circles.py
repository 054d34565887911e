"""What is a circle? A few people who meet; adjacent circles form a wider circle.

Residents are put in an order, pool by pool, and each pool is cut into circles of nearly equal size. People close in the order
(next-door neighbours, similar ages) share a circle. The order is based on keyed draws, so a circle does not depend on rows; numbers of
circles have no meaning except that `number // nest` is the wider circle.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.compiled import kernel

__all__ = ["PARTS", "Circles", "blank_circles", "cut", "cut_by", "sorted_by", "squash"]

# The parts are the ways of meeting, in the order in which a pair of people is drawn for a tie.
PARTS = ("household", "kin", "neighbours", "work", "school", "friends", "friends", "friends")
# Bits of a sorting key that hold the order inside a pool; the number of the pool is in the bits above them.
BITS = 44

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Groups = NDArray[np.int32]


class Circles(NamedTuple):
    """The circles of residents in each part (L parts): `group` (n, L) their small circle or -1, `core` (n, L) whether in its core."""

    group: Groups
    core: NDArray[np.bool_]


def blank_circles(n: int) -> Circles:
    """Return circles without any residents yet."""
    return Circles(np.full((n, len(PARTS)), -1, np.int32), np.zeros((n, len(PARTS)), np.bool_))


@kernel
def cut(order: Rows, counts: Rows, size: float, nest: int, group: Groups) -> int:
    """Cut each pool into circles of about `size` and return the next free number.

    `order` lists rows pool by pool, `counts` how many each pool has. A wider circle never spans two pools.
    """
    base, at = 0, 0
    for pool in range(counts.shape[0]):
        members = counts[pool]
        circles = max(int(members / size + 0.5), 1)
        for k in range(members):
            group[order[at]] = base + k * circles // members
            at += 1
        if members > 0:
            base += (circles + nest - 1) // nest * nest
    return base


def cut_by(pool: Rows, within: Floats, rows: Rows, size: float, nest: int, group: Groups, base: int = 0) -> int:
    """Cut `rows` (k,) into circles inside their pools `(k,)` in the order of `within`, in [0, 1); return the next free number.

    Circles already in `group` are kept; new ones begin at `base`, a multiple of `nest`.
    """
    found = np.empty(len(rows), np.int32)
    order = np.argsort((pool << BITS) | (within * 2.0**BITS).astype(np.int64))
    free = cut(order, np.bincount(pool), size, nest, found)
    group[rows] = found + np.int32(base)
    return base + free


def squash(score: Floats) -> Floats:
    """Return standard scores mapped into [0, 1), in the same order."""
    return np.asarray(np.clip((score + 8.0) / 16.0, 0.0, 1.0 - 1e-9))


def sorted_by(first: Rows, then: NDArray[np.int64], draw: Floats) -> Floats:
    """Return numbers in [0, 1) that sort by `first`, then by `then` (0 to 7), then by a uniform draw, `(k,)`."""
    top = float(first.max()) + 1.0 if len(first) else 1.0
    return np.asarray((first + (then + draw) / 8.0) / top)
