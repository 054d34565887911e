"""What is the answer where there is none? Division, means and quantiles that say NaN and stay silent.

Nobody in a group waited, nobody in it was in need, a batch has one seed only: each of these is an
honest "not known", which must neither raise, nor warn, nor turn into a zero or an infinity.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["divide", "mean", "quantile", "band", "variance"]

Array = NDArray[np.float64]


def divide(above: ArrayLike, below: ArrayLike) -> Array:
    """Return `above / below`, NaN where `below` is zero or either is missing; shapes broadcast."""
    top, bottom = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    answer = np.full(top.shape, np.nan)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        np.divide(top, bottom, out=answer, where=bottom != 0)
    answer[~np.isfinite(answer)] = np.nan
    return answer


def mean(values: ArrayLike, axis: int = -1) -> Array:
    """Return the mean of the known values along an axis, NaN where none is known."""
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

    The same as `numpy.quantile` where all is known; NaN where nothing is. Written out because
    `numpy.nanquantile` visits one slice at a time, which takes a second for an equity table.
    """
    given = np.asarray(values, float)
    ordered = np.sort(np.where(np.isfinite(given), given, np.nan), axis=axis)
    last = np.isfinite(ordered).sum(axis=axis, keepdims=True) - 1
    position = np.maximum(last, 0) * share
    below = np.floor(position).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(last, 0))
    low: Any = np.take_along_axis(ordered, below, axis)
    high: Any = np.take_along_axis(ordered, above, axis)
    answer: Array = np.squeeze(low + (high - low) * (position - below), axis=axis)
    return answer


def band(values: ArrayLike, interval: float, axis: int = -1) -> tuple[Array, Array]:
    """Return the low and high end of the central interval over runs, NaN for fewer than two runs.

    One run says nothing about luck, so it gets no band rather than one of no width.
    """
    given = np.asarray(values, float)
    alone = np.isfinite(given).sum(axis=axis) < 2
    tail = (1 - interval) / 2
    low, high = quantile(given, tail, axis), quantile(given, 1 - tail, axis)
    return np.where(alone, np.nan, low), np.where(alone, np.nan, high)
