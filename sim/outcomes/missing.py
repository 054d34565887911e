"""What is the answer if there is none? Division, means and quantiles that say NaN and stay silent.

Nobody in a group waited, nobody in it was in need, a batch has one seed only: each of these is an
honest "not known", which must neither raise, nor warn, nor turn into a zero or an infinity.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.outcomes.student import quantiles

__all__ = ["FREE", "divide", "mean", "quantile", "band", "variance"]

Array = NDArray[np.float64]
FREE = (-np.inf, np.inf)
"""The bounds of a number that has none."""


def divide(above: ArrayLike, below: ArrayLike) -> Array:
    """Return `above / below`, NaN if `below` is zero or either is missing; shapes broadcast."""
    top, bottom = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    answer = np.full(top.shape, np.nan)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        np.divide(top, bottom, out=answer, where=bottom != 0)
    answer[~np.isfinite(answer)] = np.nan
    return answer


def mean(values: ArrayLike, axis: int = -1) -> Array:
    """Return the mean of the known values along an axis, NaN if none is known."""
    given = np.asarray(values, float)
    known = np.isfinite(given)
    return divide(np.where(known, given, 0.0).sum(axis=axis), known.sum(axis=axis))


def variance(values: ArrayLike, axis: int = -1) -> Array:
    """Return the sample variance of the known values along an axis, NaN for fewer than two."""
    given = np.asarray(values, float)
    known = np.isfinite(given)
    centre = np.expand_dims(mean(given, axis), axis)
    squares = np.where(known, (given - centre) ** 2, 0.0).sum(axis=axis)
    return divide(squares, np.maximum(known.sum(axis=axis) - 1, 0))


def quantile(values: ArrayLike, share: float, axis: int = -1) -> Array:
    """Return the quantile of the known values along an axis, linear between neighbours.

    The same as `numpy.quantile` if all is known; NaN if nothing is. Written out because
    `numpy.nanquantile` visits one slice at a time, which takes a second for an equity table.
    """
    given = np.asarray(values, float)
    return in_order(given, np.maximum(np.isfinite(given).sum(axis=axis) - 1, 0) * share, axis)


def in_order(given: Array, at: Array, axis: int) -> Array:
    """Return what is found at a place, counted from 0, among the known values in order; between two of them on a straight line."""
    ordered = np.sort(np.where(np.isfinite(given), given, np.nan), axis=axis)
    last = np.isfinite(ordered).sum(axis=axis, keepdims=True) - 1
    position = np.clip(np.expand_dims(at, axis), 0, np.maximum(last, 0))
    below = np.floor(position).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(last, 0))
    low: Any = np.take_along_axis(ordered, below, axis)
    high: Any = np.take_along_axis(ordered, above, axis)
    answer: Array = np.squeeze(low + (high - low) * (position - below), axis=axis)
    return answer


def band(values: ArrayLike, interval: float, axis: int = -1, within: tuple[float, float] = FREE) -> tuple[Array, Array]:
    """Return the prediction interval of one further run, which is what one city may see; NaN for fewer than two runs.

    Enough runs (19 for nine in ten): values number `(n + 1) * tail` from either end, which hold that share whatever the distribution.
    Fewer: `mean -+ t * s * sqrt(1 + 1 / n)`, Student's t, cut at `within`. Either way it holds `interval` of further runs and not
    less; quantiles of few runs are narrower than that (nine in ten of 20 runs would hold 82 percent).
    One run says nothing about chance, so it gets no band rather than one of no width.
    """
    given = np.asarray(values, float)
    runs = np.isfinite(given).sum(axis=axis)
    tail = (1 - interval) / 2
    centre, spread = mean(given, axis), np.sqrt(variance(given, axis))
    with np.errstate(invalid="ignore"):
        reach = quantiles(1 - tail, np.maximum(runs - 1, 0)) * spread * np.sqrt(1 + divide(1.0, runs))
    enough = (runs + 1) * tail >= 1 - 1e-9
    ends = []
    for sign, share in ((-1, tail), (1, 1 - tail)):
        ordered = in_order(given, (runs + 1) * share - 1, axis)
        ends.append(np.where(enough, ordered, np.clip(centre + sign * reach, *within)))
    low, high = (np.where(runs < 2, np.nan, end) for end in ends)
    return low, high
