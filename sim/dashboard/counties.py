"""Which counties can be picked without a file? Those of eight states, in areas (made by `experiments/places/areas.py`)."""

from __future__ import annotations

import csv
import gzip
import io
from functools import cache
from pathlib import Path

__all__ = ["counties", "county_table"]

TABLE = Path(__file__).parent / "assets" / "counties.csv.gz"
NAMES = ("state", "county")


@cache
def rows() -> tuple[dict[str, str], ...]:
    """Return the areas of all counties."""
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def counties() -> dict[str, tuple[str, ...]]:
    """Return the names of the counties by state."""
    found: dict[str, dict[str, None]] = {}
    for row in rows():
        found.setdefault(row["state"], {})[row["county"]] = None
    return {state: tuple(names) for state, names in sorted(found.items())}


def county_table(state: str, county: str) -> str:
    """Return the areas of a county as CSV in the columns of a place table; KeyError for one that is not there."""
    found = [row for row in rows() if (row["state"], row["county"]) == (state, county)]
    if not found:
        raise KeyError(f"no county {county!r} in {state!r}")
    columns = [name for name in found[0] if name not in NAMES and any(row[name] for row in found)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    return out.getvalue()
