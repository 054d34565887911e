"""How is JSON read as a table? The lists of the Census API, the features of GeoJSON, or records as OpenFEMA gives them."""

from __future__ import annotations

import json
from typing import Any

from sim.inputs.faults import FaultList
from sim.scenario.census.grid import MIDDLE, MOST_ROWS, Grid

__all__ = ["json_grid"]

KINDS = "the lists of the Census API, GeoJSON, or a list of records"
DEGREES = ("CRS84", "4326", "4269", "4258", "7844", "4617")


def json_grid(text: str, faults: FaultList, said: tuple[str, ...] = ()) -> Grid:
    """Return the rows of a JSON text; raises `ScenarioFaults` where it is of another kind."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise faults.fatal("", f"JSON that cannot be read ({str(problem)[:80]})", KINDS) from None
    if isinstance(held, dict) and isinstance(held.get("features"), list):
        return features(held, said)
    if isinstance(held, dict) and isinstance(held.get("data"), list) and (names := socrata(held)):
        return Grid([names, *([cell(value) for value in row] for row in held["data"])], said)
    if isinstance(held, dict):
        lists = {name: value for name, value in held.items() if isinstance(value, list) and value}
        held = next(iter(lists.values())) if len(lists) == 1 else held
    if not isinstance(held, list) or not held or len(held) > MOST_ROWS:
        raise faults.fatal("", "JSON of another kind", KINDS)
    if all(isinstance(row, list) for row in held):
        return Grid([[cell(value) for value in row] for row in held], said)
    if all(isinstance(row, dict) for row in held):
        return Grid(records(held), said)
    raise faults.fatal("", "JSON of another kind", KINDS)


def socrata(held: dict[str, Any]) -> list[str]:
    """Return the names of columns that an export of Socrata keeps beside its rows; none in any other JSON."""
    try:
        return [str(column["name"]) for column in held["meta"]["view"]["columns"]]
    except (KeyError, TypeError):
        return []


def cell(value: Any) -> str:
    """Return one value as the text of a cell."""
    if value is None or isinstance(value, dict | list):
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value).strip()


def records(rows: list[dict[str, Any]]) -> list[list[str]]:
    """Return records as rows under the names that any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return [names, *([cell(row.get(name)) for name in names] for row in rows)]


def features(held: dict[str, Any], said: tuple[str, ...]) -> Grid:
    """Return the attributes of GeoJSON (or Esri JSON) with the middle of each outline."""
    from sim.scenario.census.maps import middle, outer_of_geojson

    crs = str(((held.get("crs") or {}).get("properties") or {}).get("name", "CRS84"))
    rows = []
    for feature in held["features"][:MOST_ROWS]:
        row = dict(feature.get("properties") or feature.get("attributes") or {})
        lon, lat = middle(outer_of_geojson(feature.get("geometry") or {}))
        rows.append({**row, MIDDLE[0]: lon, MIDDLE[1]: lat})
    if not any(name in crs for name in DEGREES):
        said = (*said, f"positions are in {crs} and were not read; save it as longitude and latitude (EPSG 4326)")
        rows = [{name: value for name, value in row.items() if name not in MIDDLE} for row in rows]
    return Grid(records(rows), said)
