"""Where do places begin and end? Their real outlines, if a file beside the scenario has them: `NAME_outlines.geojson`.

The outer rings of each feature, by its property `place` or the first property that holds the name of a place, are simplified (Douglas and
Peucker) until they are light: a county of 200 tracts takes about 60 kB on the page. Places without an outline stay dots.

Source: Douglas DH, Peucker TK (1973), Cartographica 10(2), 112-122 (from memory, unverified).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.scenario.census.maps import outer_of_geojson

__all__ = ["ENDING", "Outlines", "outlines_beside", "outlines_of"]

ENDING = "_outlines.geojson"
LARGEST, MOST_POINTS, FEWEST = 20 * 1024 * 1024, 60, 4
Ring = NDArray[np.float64]


@dataclass(frozen=True)
class Outlines:
    """Simplified outer rings `(k, 2)` in degrees, by the name of the place."""

    rings: Mapping[str, tuple[Ring, ...]]

    def drawn(self, names: Sequence[str]) -> dict[str, tuple[Ring, ...]]:
        """Return the outlines of these places; empty unless most of them have one."""
        found = {name: self.rings[name] for name in names if name in self.rings}
        return found if len(found) >= 0.5 * len(names) else {}

    def to_json(self) -> str:
        """Return the outlines as GeoJSON."""
        features = [
            {"type": "Feature", "properties": {"place": name},
             "geometry": {"type": "MultiPolygon", "coordinates": [[ring.round(5).tolist()] for ring in rings]}}
            for name, rings in self.rings.items()
        ]  # fmt: skip
        return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def outlines_beside(scenario: Path | None, names: Sequence[str]) -> Outlines | None:
    """Return the outlines in the file beside a scenario; None if there is none or it cannot be read."""
    if scenario is None:
        return None
    path = scenario.with_name(f"{scenario.stem}{ENDING}")
    try:
        if path.stat().st_size > LARGEST:
            return None
        return outlines_of(path.read_text(encoding="utf-8"), names)
    except (OSError, ValueError, RecursionError):
        return None


def outlines_of(text: str, names: Sequence[str]) -> Outlines | None:
    """Return the outlines of places in GeoJSON; None if it has none of them. ValueError for a text that is no JSON."""
    said = json.loads(text)
    features = said.get("features") if isinstance(said, dict) else None
    wanted, found = set(names), {}
    for feature in features if isinstance(features, list) else []:
        name = name_in(feature, wanted)
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if name and isinstance(geometry, dict):
            rings = [
                simplified(ring)
                for ring in outer_of_geojson(geometry)
                if len(ring) >= FEWEST and np.isfinite(ring).all()
            ]
            if rings:
                found[name] = tuple(rings)
    return Outlines(found) if found else None


def name_in(feature: Any, wanted: set[str]) -> str | None:
    """Return the name of a place among the properties of a feature."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    values = properties.values() if isinstance(properties, dict) else ()
    return next((str(value) for value in values if str(value) in wanted), None)


def simplified(ring: Ring) -> Ring:
    """Return a ring with at most so many points that it is light, the corners that matter most kept."""
    span = float(np.ptp(ring, axis=0).max())
    width = span / 2000
    while len(ring) > MOST_POINTS and width < span:
        ring, width = kept(ring, width), width * 2
    return ring


def kept(ring: Ring, width: float) -> Ring:
    """Return the points of a line that are further than `width` from the line without them (Douglas and Peucker, without recursion)."""
    keep = np.zeros(len(ring), np.bool_)
    half = len(ring) // 2
    keep[[0, half, -1]] = True
    left = [(0, half), (half, len(ring) - 1)]
    while left:
        a, b = left.pop()
        if b - a < 2:
            continue
        along = ring[b] - ring[a]
        inner = ring[a + 1 : b] - ring[a]
        long = float(np.hypot(*along))
        away = np.abs(inner[:, 0] * along[1] - inner[:, 1] * along[0]) / long if long else np.hypot(*inner.T)
        furthest = int(np.argmax(away))
        if away[furthest] > width:
            at = a + 1 + furthest
            keep[at] = True
            left += [(a, at), (at, b)]
    return ring[keep]
