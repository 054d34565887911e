"""Where do people go? The pull of places on each other, which declines with distance.

pull  = people * exp(-miles / distance)                                                     (none of a place on itself)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.kernels.arithmetic import exp64
from sim.kernels.compiled import kernel
from sim.kernels.sphere import miles_between

__all__ = ["choose_places", "cumulative_pull"]

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@kernel
def add_pull(miles: Floats, people: Floats, distance: float, pull: Floats) -> None:
    """Write the cumulative pull of all places on each of some places, `(k, p)`; 0 miles away is the place itself."""
    for a in range(miles.shape[0]):
        total = 0.0
        for b in range(miles.shape[1]):
            if miles[a, b] > 0.0:
                total += people[b] * exp64(-miles[a, b] / distance)
            pull[a, b] = total


def cumulative_pull(lon: Floats, lat: Floats, people: Floats, distance: float) -> Floats:
    """Return the pull of places on each other, summed along each row, `(p, p)`; computed in blocks to save memory."""
    pull = np.empty((len(lon), len(lon)))
    for first in range(0, len(lon), 256):
        some = slice(first, first + 256)
        add_pull(miles_between(lon[some], lat[some], lon, lat), people, distance, pull[some])
    return pull


@kernel
def choose_places(draw: Floats, home: Rows, pull: Floats) -> Rows:
    """Return the place to which each of some residents goes, by cumulative pull on the home place, `(k,)`; `draw` is uniform."""
    out, last = np.empty(draw.shape[0], np.int64), pull.shape[1] - 1
    for i in range(draw.shape[0]):
        wanted = draw[i] * pull[home[i], last]
        low, high = 0, last
        while low < high:
            middle = (low + high) // 2
            if pull[home[i], middle] > wanted:
                high = middle
            else:
                low = middle + 1
        out[i] = low
    return out
