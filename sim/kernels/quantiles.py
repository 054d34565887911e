"""Between which ends do nine values in ten lie? The middle of several runs, and its ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = ["middle_range"]

ENDS = (0.05, 0.5, 0.95)


def middle_range(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the 5th percentile, the median and the 95th of those values that are numbers; nan where none is."""
    known = [value for value in values if np.isfinite(value)]
    if not known:
        return float("nan"), float("nan"), float("nan")
    low, middle, high = np.quantile(known, ENDS).tolist()
    return low, middle, high
