"""How likely is a mean as far from zero by chance? Student's t and false discovery rates, without SciPy, which few users need.

    tail(t, df)       = I_x(df / 2, 1 / 2), x = df / (df + t^2)      two-sided; I is the regularised incomplete beta function
    quantile(p, df)   the t that is exceeded with chance 1 - p
    discoveries(p)    q_i = min over j >= i of p_(j) * m / j         Benjamini-Hochberg: of those called different, a share q may be chance

Sources: Student (1908) Biometrika 6, 1; Benjamini & Hochberg (1995) JRSS B 57, 289. The continued fraction is that of Lentz.
"""

from __future__ import annotations

from functools import cache
from math import lgamma

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["discoveries", "quantile", "quantiles", "tail"]

Array = NDArray[np.float64]
TERMS, TINY = 300, 1e-300


def tail(t: ArrayLike, df: ArrayLike) -> Array:
    """Return the two-sided tail of Student's t; shapes broadcast, NaN if an argument is or `df` is not above 0."""
    size, freedom = np.broadcast_arrays(np.abs(np.asarray(t, float)), np.asarray(df, float))
    known = np.isfinite(freedom) & (freedom > 0) & ~np.isnan(size)
    answer = np.full(size.shape, np.nan)
    at = np.where(known, freedom, 1.0)
    squared = np.where(known & np.isfinite(size), size, 0.0) ** 2
    answer[known] = beta(at / (at + squared), at / 2)[known]
    answer[known & np.isinf(size)] = 0.0
    return answer


def beta(x: Array, a: Array) -> Array:
    """Return the regularised incomplete beta function I_x(a, 1/2)."""
    half = np.full(x.shape, 0.5)
    swap = x > (a + 1.0) / (a + 2.5)
    left, right, at = np.where(swap, half, a), np.where(swap, a, half), np.where(swap, 1.0 - x, x)
    with np.errstate(divide="ignore"):
        front = np.exp(left * np.log(at) + right * np.log1p(-at) - betaln(a))
    part = np.where(at > 0, front * fraction(at, left, right) / left, 0.0)
    answer: Array = np.where(swap, 1.0 - part, part)
    return answer


def betaln(a: Array) -> Array:
    """Return the logarithm of the beta function B(a, 1/2)."""
    kinds, where = np.unique(a, return_inverse=True)
    found = np.array([lgamma(kind) + lgamma(0.5) - lgamma(kind + 0.5) for kind in kinds.tolist()])
    return found[where].reshape(a.shape)


def fraction(x: Array, a: Array, b: Array) -> Array:
    """Return the continued fraction of the incomplete beta function by Lentz's method."""

    def floor(value: Array) -> Array:
        return np.where(np.abs(value) < TINY, TINY, value)

    c, d = np.ones(x.shape), 1.0 / floor(1.0 - (a + b) * x / (a + 1.0))
    h = d
    for m in range(1, TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1.0 / floor(1.0 + step * d)
            c = floor(1.0 + step / c)
            h = h * d * c
        if np.all(np.abs(d * c - 1.0) < 1e-14):
            break
    return h


@cache
def quantile(p: float, df: int) -> float:
    """Return the t below which a share `p` (above one half) of Student's t with `df` degrees of freedom is found, by bisection."""
    low, high, wanted = 0.0, 1e4, 2.0 * (1.0 - p)
    while high - low > 1e-10 * max(low, 1.0):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(middle, df) > wanted else (low, middle)
    return high


def quantiles(p: float, df: ArrayLike) -> Array:
    """Return `quantile` for an array of degrees of freedom, NaN if there is none."""
    freedom = np.asarray(df, float)
    kinds, where = np.unique(freedom, return_inverse=True)
    found = np.array([quantile(p, int(kind)) if kind > 0 else np.nan for kind in kinds.tolist()])
    return found[where].reshape(freedom.shape)


def discoveries(p: ArrayLike) -> Array:
    """Return the q-values of Benjamini and Hochberg over the last axis; NaN stays NaN and counts as no comparison."""
    given = np.asarray(p, float)
    order = np.argsort(given, axis=-1)
    ranked = np.take_along_axis(given, order, -1)
    compared = np.isfinite(given).sum(axis=-1, keepdims=True)
    scaled = ranked * compared / np.arange(1, given.shape[-1] + 1)
    least = np.fmin.accumulate(scaled[..., ::-1], axis=-1)[..., ::-1]
    answer = np.empty(given.shape)
    np.put_along_axis(answer, order, np.where(np.isnan(ranked), np.nan, np.minimum(least, 1.0)), -1)
    return answer
