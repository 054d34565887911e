"""How are shares turned into whole people? By largest remainder, and by rank inside each place.

    largest remainder   whole = floor(share * total); the rest goes to the largest fractions
    rank                (people with a lower score + half of the person's own weight) / all people of the place

A share that is applied to ranks is exact in every place to within one household, whatever the scores are correlated with:
if only the margins of a place are known, this is what iterative proportional fitting without a joint seed gives (the product of the
margins), apart from the correlations that the scores add on purpose.
Source: Lovelace et al. 2015, Evaluating the performance of iterative proportional fitting, JASSS 18(2):21 (integerisation).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["largest_remainder", "ranks_within", "starts_of", "whole_rows"]


def largest_remainder(
    quotas: NDArray[np.float64], total: int, tie_break: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """Return whole numbers next to the quotas `(k,)` that sum to `total`; equal fractions go to the lowest `tie_break`."""
    whole = np.floor(quotas).astype(np.int64)
    breaks = np.arange(len(quotas)) if tie_break is None else tie_break
    order = np.lexsort((breaks, -(quotas - whole)))
    left = total - int(whole.sum())
    whole[order[:left]] += 1
    return whole


def whole_rows(shares: NDArray[np.float64], totals: NDArray[np.int64]) -> NDArray[np.int64]:
    """Split each total `(p,)` by its row of shares `(p, k)`, which need not sum to 1, into whole numbers `(p, k)`."""
    sums = shares.sum(axis=1, keepdims=True)
    quotas = shares / np.where(sums > 0, sums, 1.0) * totals[:, None]
    whole = np.floor(quotas).astype(np.int64)
    order = np.argsort(-(quotas - whole), axis=1, kind="stable")
    place_in_order = np.argsort(order, axis=1, kind="stable")
    left = totals - whole.sum(axis=1)
    result: NDArray[np.int64] = whole + (place_in_order < left[:, None])
    return result


def starts_of(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the start of each group if groups of these sizes are laid end to end, and the end; `(p + 1,)`."""
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    return starts


def ranks_within(
    score: NDArray[np.float64], weight: NDArray[np.int64], start: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the weighted rank in (0, 1) of each score within its place; rows of place q are start[q]:start[q + 1]."""
    rank = np.empty(len(score))
    for first, end in pairwise(start.tolist()):
        order = np.argsort(score[first:end])
        own = weight[first:end][order]
        below = np.cumsum(own)
        rank[first:end][order] = (below - 0.5 * own) / max(float(own.sum()), 1.0)
    return rank
