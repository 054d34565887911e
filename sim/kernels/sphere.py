"""How far is it from here to there? Great-circle miles.

    miles = 2 * R * asin(sqrt(sin^2(dlat / 2) + cos(lat) * cos(lat') * sin^2(dlon / 2)))        (haversine, R = 3958.76 miles)

Miles are rounded to a millionth, so that the last bit of a machine's own sine decides nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["miles_between"]

RADIUS = 3958.76
DIGITS = 6

Floats = NDArray[np.float64]


def miles_between(lon: Floats, lat: Floats, other_lon: Floats, other_lat: Floats) -> Floats:
    """Return the miles from each point `(p,)` to each of the others `(m,)`, shape `(p, m)`; positions in degrees."""
    east, north = np.radians(other_lon[None, :] - lon[:, None]), np.radians(other_lat[None, :] - lat[:, None])
    level = np.cos(np.radians(lat))[:, None] * np.cos(np.radians(other_lat))[None, :]
    half = np.sin(north / 2) ** 2 + level * np.sin(east / 2) ** 2
    return np.asarray(np.round(2 * RADIUS * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0))), DIGITS))
