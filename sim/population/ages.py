"""How old are the people of a place? A pool of ages by quotas, from which households take their members.

    bands     whole numbers of people in each band of age by the place's shares, spread evenly over the years of the band
    65 on     fewer with each year, none over 95

There is at least one adult for every `CROWD` people: if a table has fewer, the oldest children are assumed to be 20.
Source: the bands are those of the US census.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels.compiled import kernel
from sim.kernels.random_streams import DECISION, uniform
from sim.population.numbers import whole

__all__ = [
    "ADULT",
    "BAND_FROM",
    "BAND_TO",
    "NOUGHT",
    "OLDEST",
    "YOUNGEST_PARENT",
    "age_pools",
    "take_any",
    "take_near",
    "with_adults",
]

AGE = whole(DECISION["age"])
NOUGHT, NOBODY = whole(0), whole(-1)
ADULT = 18
OLDEST = whole(95)
YOUNGEST_PARENT = whole(20)
BAND_FROM = np.array([0, 15, 25, 45, 65])
BAND_TO = np.array([15, 25, 45, 65, 96])
# No household is much larger than this; it also keeps the ties of a household countable in a byte.
CROWD = 20


@kernel
def age_pools(
    seed: int, keys: NDArray[np.int64], bands: NDArray[np.int64], low: NDArray[np.int64], high: NDArray[np.int64],
    pools: NDArray[np.int64],
) -> None:  # fmt: skip
    """Count how many people of each age live in each place, `(p, 96)`."""
    for q in range(keys.shape[0]):
        person = NOUGHT
        for band in range(bands.shape[1]):
            years = high[band] - low[band]
            for _ in range(bands[q, band]):
                u = uniform(seed, AGE, (keys[q] << 32) | person, NOUGHT)
                if band == bands.shape[1] - 1:
                    u = 1.0 - np.sqrt(1.0 - u)
                pools[q, low[band] + int(u * years)] += 1
                person += 1


def with_adults(pools: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pools `(p, 96)` with at least one adult for every CROWD people: if there are fewer, the oldest children become adults."""
    missing = -(-pools.sum(axis=1) // CROWD) - pools[:, ADULT:].sum(axis=1)
    for q in np.flatnonzero(missing > 0):
        children = np.repeat(np.arange(ADULT), pools[q, :ADULT])[-missing[q] :]
        pools[q, :ADULT] -= np.bincount(children, minlength=ADULT)
        pools[q, YOUNGEST_PARENT] += len(children)
    return pools


@kernel
def take_near(pool: NDArray[np.int64], wanted: float, low: int, high: int) -> int:
    """Take out of the pool one person of low..high nearest in age to `wanted` and return the age; -1 if there is none."""
    below = int(np.floor(wanted))
    below = high if below > high else (low if below < low else below)
    above = below + 1
    while below >= low or above <= high:
        if below >= low and pool[below] > 0:
            pool[below] -= 1
            return below
        if above <= high and pool[above] > 0:
            pool[above] -= 1
            return above
        below -= 1
        above += 1
    return NOBODY


@kernel
def take_any(pool: NDArray[np.int64], u: float, low: int, high: int) -> int:
    """Take out of the pool the person of low..high at the share `u` by age, and return the age; -1 if there is none."""
    total = NOUGHT
    for age in range(low, high + 1):
        total += pool[age]
    left = int(u * total)
    for age in range(low, high + 1):
        left -= pool[age]
        if left < 0:
            pool[age] -= 1
            return age
    return NOBODY
