"""Where is the middle of each outline on a map? Shapefiles by pyshp, GeoPackages by the database they are; attributes as text.

middle      the centroid of the outer rings, weighted by area; of points their mean. Positions in metres of a projection are not read.
"""

from __future__ import annotations

import io
import math
import sqlite3
import struct
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.inputs.faults import FaultList, ScenarioFaults
from sim.scenario.census.grid import MIDDLE, MOST_ROWS, Grid, chosen, library

__all__ = ["geopackage", "middle", "outer_of_geojson", "shapefile"]

Ring = NDArray[np.float64]
# Systems in degrees: WGS 84, NAD 83, ETRS 89, GDA 2020, NAD 83 (CSRS), NZGD 2000; and those that a file does not say.
DEGREES = frozenset({4326, 4269, 4258, 7844, 4617, 4167, 0, -1})
ENVELOPE = (0, 32, 48, 48, 64)
POINTS, LINES, POLYGONS = (1, 4), (2, 5), (3, 6)


def middle(rings: Sequence[Ring]) -> tuple[float | None, float | None]:
    """Return longitude and latitude of the middle of outer rings `(k, 2)`, of points their mean; none without any."""
    weights, centres = [], []
    for ring in rings:
        if not len(ring):
            continue
        mean = ring.mean(axis=0)
        x, y = (ring - mean).T
        cross = x * np.roll(y, -1) - np.roll(x, -1) * y
        area = float(cross.sum()) / 2
        if len(ring) > 3 and abs(area) > 1e-15:
            at = [float(((v + np.roll(v, -1)) * cross).sum()) / (6 * area) for v in (x, y)]
            weights.append(abs(area))
            centres.append(mean + np.array(at))
        else:
            weights.append(1e-15)
            centres.append(mean)
    if not weights:
        return None, None
    lon, lat = np.average(centres, axis=0, weights=weights)
    return (round(float(lon), 6), round(float(lat), 6)) if math.isfinite(lon + lat) else (None, None)


def outer_of_geojson(geometry: dict[str, Any]) -> list[Ring]:
    """Return the outer rings of a geometry of GeoJSON or Esri JSON, or its points."""
    kind = geometry.get("type")
    held: Any = geometry.get("coordinates")
    try:
        if kind == "Polygon":
            return [ring_of(held[0])]
        if kind == "MultiPolygon":
            return [ring_of(part[0]) for part in held]
        if kind == "Point":
            return [ring_of([held])]
        if kind in ("MultiPoint", "LineString"):
            return [ring_of(held)]
        if kind == "GeometryCollection":
            return [ring for part in geometry["geometries"] for ring in outer_of_geojson(part)]
        if "rings" in geometry:
            return [ring_of(ring) for ring in geometry["rings"]]
        return [ring_of([[geometry["x"], geometry["y"]]])] if "x" in geometry else []
    except (TypeError, IndexError, KeyError, ValueError):
        return []


def ring_of(points: Any) -> Ring:
    """Return points as a column of longitudes and one of latitudes."""
    return np.array([point[:2] for point in points], float).reshape(-1, 2)


def shapefile(parts: Sequence[bytes], faults: FaultList) -> Grid:
    """Return the attributes of a shapefile (its .shp, .dbf, .prj and .cpg, empty where absent) with the middle of each outline."""
    library("a shapefile", "shapefile", "pyshp>=3", "maps", faults)
    import shapefile as pyshp

    shp, dbf, prj, cpg = parts
    if not dbf:
        raise faults.fatal("", "a shapefile without its .dbf", "the .zip as it was downloaded")
    projected = prj.lstrip()[:6].upper() == b"PROJCS"
    try:
        encoding = cpg.decode("ascii", "ignore").strip() or "utf-8"
        with pyshp.Reader(
            shp=io.BytesIO(shp), dbf=io.BytesIO(dbf), encoding=encoding, encodingErrors="replace"
        ) as file:
            header = [field[0] for field in file.fields if field[0] != "DeletionFlag"]
            rows = [
                [written(value) for value in record] + middles(shape) for record, shape in zip(file.records(), file.shapes(), strict=True)
            ][:MOST_ROWS]  # fmt: skip
    except (pyshp.ShapefileException, struct.error, ValueError, LookupError, IndexError, OSError) as problem:
        raise faults.fatal(
            "", f"a shapefile that cannot be read ({problem})", "the .zip as it was downloaded"
        ) from None
    if projected:
        return Grid([header, *(row[:-2] for row in rows)], (unread("a map projection"),))
    return Grid([[*header, *MIDDLE], *rows])


def middles(shape: Any) -> list[str]:
    """Return the middle of a shape of pyshp as two cells."""
    points, starts = ring_of(shape.points or []), [*(getattr(shape, "parts", None) or [0])]
    rings = [points[a:b] for a, b in zip(starts, [*starts[1:], len(points)], strict=True)]
    # In a shapefile outer rings run clockwise: their signed area is negative.
    outer = [ring for ring in rings if len(ring) < 4 or signed(ring) <= 0]
    return [written(value) for value in middle(outer or rings)]


def signed(ring: Ring) -> float:
    """Return twice the area of a ring, negative where it runs clockwise."""
    x, y = (ring - ring.mean(axis=0)).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum())


def written(value: Any) -> str:
    """Return an attribute as text, whole numbers without a point."""
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value).strip()


def unread(what: str) -> str:
    """Say that positions in metres were not read."""
    return f"positions are in {what} and were not read; save it as longitude and latitude (EPSG 4326)"


def geopackage(raw: bytes, faults: FaultList, sheets: Sequence[str]) -> Grid:
    """Return the attributes of the one layer of a GeoPackage with the middle of each outline."""
    base = sqlite3.connect(":memory:")
    try:
        base.deserialize(raw)
        layers = [
            str(row[0]) for row in base.execute("select table_name from gpkg_contents where data_type != 'tiles'")
        ]
        if not layers:
            raise faults.fatal("", "a GeoPackage without a layer of features", "a layer with attributes")
        layer = chosen(layers, sheets, "layer", faults)
        geometry = base.execute(
            "select column_name, srs_id from gpkg_geometry_columns where table_name = ?", (layer,)
        ).fetchone()
        cursor = base.execute(f'select * from "{layer.replace(chr(34), chr(34) * 2)}" limit {MOST_ROWS}')
        names = [item[0] for item in cursor.description]
        return layer_grid(names, cursor, geometry)
    except ScenarioFaults:
        raise
    except (sqlite3.Error, ValueError) as problem:
        raise faults.fatal(
            "", f"a GeoPackage that cannot be read ({problem})", "a .gpkg file as it was downloaded"
        ) from None
    finally:
        base.close()


def layer_grid(names: list[str], rows: Iterator[Any], geometry: tuple[str, int] | None) -> Grid:
    """Return the rows of a layer as text."""
    at = names.index(geometry[0]) if geometry and geometry[0] in names else -1
    kept = [n for n in range(len(names)) if n != at]
    metres = geometry is not None and geometry[1] not in DEGREES
    header = [names[n] for n in kept]
    if at < 0 or metres:
        said = (unread(f"EPSG {geometry[1]}"),) if geometry and metres else ()
        return Grid([header, *([written(row[n]) for n in kept] for row in rows)], said)
    found = [[written(row[n]) for n in kept] + [written(v) for v in middle(outer_of_blob(row[at]))] for row in rows]
    return Grid([[*header, *MIDDLE], *found])


def outer_of_blob(blob: bytes | None) -> list[Ring]:
    """Return the outer rings of a geometry as a GeoPackage holds it; none where it is empty or of another kind."""
    if not blob or blob[:2] != b"GP":
        return []
    try:
        return list(Wkb(blob, 8 + ENVELOPE[(blob[3] >> 1) & 7]).outer())
    except (struct.error, IndexError, ValueError):
        return []


class Wkb:
    """A cursor over well-known binary: points, lines and polygons, alone or several, with or without height."""

    def __init__(self, blob: bytes, at: int) -> None:
        self.blob, self.at, self.order = blob, at, "<"

    def number(self) -> int:
        """Return the next whole number of four bytes."""
        (value,) = struct.unpack_from(f"{self.order}I", self.blob, self.at)
        self.at += 4
        return int(value)

    def points(self, count: int, width: int) -> Ring:
        """Return the next points, two of their `width` numbers each."""
        found = np.frombuffer(self.blob, f"{self.order}f8", count * width, self.at).reshape(count, width)
        self.at += 8 * count * width
        return found[:, :2].astype(float)

    def outer(self) -> Iterator[Ring]:
        """Yield the outer rings of the next geometry."""
        self.order = "<" if self.blob[self.at] else ">"
        self.at += 1
        code = self.number()
        if code & 0x20000000:
            self.number()
        height = (code & 0xFFFF) // 1000
        width = (
            2 + (1 if height in (1, 2) else 2 if height == 3 else 0) + bool(code & 0x80000000) + bool(code & 0x40000000)
        )
        kind = (code & 0xFFFF) % 1000
        if kind == POINTS[0]:
            yield self.points(1, width)
        elif kind == LINES[0]:
            yield self.points(self.number(), width)
        elif kind == POLYGONS[0]:
            rings = [self.points(self.number(), width) for _ in range(self.number())]
            yield from rings[:1]
        elif kind in (POINTS[1], LINES[1], POLYGONS[1], 7):
            for _ in range(self.number()):
                yield from self.outer()
        else:
            raise ValueError(f"geometry {code}")
