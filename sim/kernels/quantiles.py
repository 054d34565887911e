"""The median of several runs, and the range that holds nine in ten."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["middle_range"]

ENDS = (0.05, 0.5, 0.95)


def middle_range(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the 5th percentile, the median and the 95th, ignoring nan; nan if no value is left."""
    known = [value for value in values if np.isfinite(value)]
    if not known:
        return float("nan"), float("nan"), float("nan")
    low, middle, high = np.quantile(known, ENDS).tolist()
    return low, middle, high
