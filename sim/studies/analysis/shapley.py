"""What does each part contribute, when parts help or hinder each other? Shapley values, exact, from the value of every set of parts.

    contribution[i] = sum over sets S without i of |S|! (k - |S| - 1)! / k! * (value[S + i] - value[S])

They sum to value[all] - value[none]. Sets are whole numbers: bit i says whether part i is in.
Source: Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II, 307-317.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST", "shapley"]

Array = NDArray[np.float64]
MOST = 8


def shapley(values: Array) -> Array:
    """Return the contribution of each part `(k, ...)` from the values of all sets `(2**k, ...)`; ValueError for another length."""
    k = len(values).bit_length() - 1
    if len(values) != 1 << k:
        raise ValueError(f"{len(values)} sets: a power of two is needed, one value for each set")
    sets = np.arange(1 << k)
    sizes = np.array([int(one).bit_count() for one in sets])
    found = np.zeros((k, *values.shape[1:]))
    for i in range(k):
        lacking = sets[(sets >> i) & 1 == 0]
        weights = np.array([factorial(s) * factorial(k - s - 1) / factorial(k) for s in sizes[lacking]])
        found[i] = np.tensordot(weights, values[lacking | (1 << i)] - values[lacking], axes=1)
    return found
