"""Can these places be where the table puts them? Held against the box around their state, and against each other.

What a box tells: columns that are swapped, a minus that was lost, a place in another state or far out at sea. What it cannot
tell: whether a place inside the box of its state is on land, which takes a coastline; that is said. Outside the United States places are
held against each other alone.
"""

from __future__ import annotations

import re

import numpy as np

from sim.inputs.faults import shown
from sim.scenario.census.cells import Floats
from sim.scenario.census.ids import DIGITS, code_columns, keys_of
from sim.scenario.census.reader import Reader
from sim.scenario.census.table import Raw

__all__ = ["american", "far_away", "out_of_place"]

FAR, FAR_DEGREES, MILES_A_DEGREE, MOST_NAMED, MARGIN = 10.0, 1.0, 69.0, 12, 0.25
# West, south, east and north of each state in whole degrees, outward (Alaska also has islands east of 172 degrees).
BOX = re.compile(r"(\d\d) (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
BOXES = {state: tuple(map(int, box)) for state, *box in BOX.findall(
    "01 -89 30 -84 36, 02 -180 51 -129 72, 04 -115 31 -109 38, 05 -95 33 -89 37, 06 -125 32 -114 43, 08 -110 36 -102 42, "
    "09 -74 40 -71 43, 10 -76 38 -75 40, 11 -78 38 -76 39, 12 -88 24 -80 32, 13 -86 30 -80 36, 15 -179 18 -154 29, "
    "16 -118 41 -111 50, 17 -92 36 -87 43, 18 -89 37 -84 42, 19 -97 40 -90 44, 20 -103 36 -94 41, 21 -90 36 -81 40, "
    "22 -95 28 -88 34, 23 -72 42 -66 48, 24 -80 37 -75 40, 25 -74 41 -69 43, 26 -91 41 -82 49, 27 -98 43 -89 50, 28 -92 30 -88 35, "
    "29 -96 35 -89 41, 30 -117 44 -104 50, 31 -105 39 -95 44, 32 -121 35 -114 43, 33 -73 42 -70 46, 34 -76 38 -73 42, "
    "35 -110 31 -103 38, 36 -80 40 -71 46, 37 -85 33 -75 37, 38 -105 45 -96 50, 39 -85 38 -80 42, 40 -104 33 -94 38, "
    "41 -125 41 -116 47, 42 -81 39 -74 43, 44 -72 41 -71 43, 45 -84 32 -78 36, 46 -105 42 -96 46, 47 -91 34 -81 37, "
    "48 -107 25 -93 37, 49 -115 36 -109 43, 50 -74 42 -71 46, 51 -84 36 -75 40, 53 -125 45 -116 50, 54 -83 37 -77 41, "
    "55 -93 42 -86 48, 56 -112 40 -104 46, 60 -172 -15 -168 -11, 66 144 13 145 14, 69 144 14 147 21, 72 -68 17 -65 19, "
    "78 -66 17 -64 19"
)}  # fmt: skip
ALASKA, ISLANDS = "02", 172.0


def far_away(reader: Reader, names: list[str], lon: Floats, lat: Floats) -> None:
    """Say which places are far from the rest, and add a fault for those that cannot be where they are put."""
    across = (lon - np.median(lon)) * np.cos(np.deg2rad(np.median(lat)))
    away = np.hypot(across, lat - np.median(lat))
    limit = max(FAR * float(np.median(away)), FAR_DEGREES)
    if len(away) > 2:
        for row in np.flatnonzero(away > limit)[:MOST_NAMED]:
            reader.note(
                f"Look again: {names[row]} is {away[row] * MILES_A_DEGREE:,.0f} miles from the middle of the others. Is its position right?"
            )
    if american(reader.raw) and "code" in keys_of(reader.raw):
        out_of_place(reader, names, lon, lat)
    else:
        reader.note(
            "Positions were held against each other alone: whether they are in the right country, or on land, was not checked."
        )


def out_of_place(reader: Reader, names: list[str], lon: Floats, lat: Floats) -> None:
    """Add a fault for each place outside the box around its state, with the nearest fix; say what a box cannot tell."""
    wrong = [
        row
        for row, code in enumerate(reader.raw.codes)
        if len(code) in DIGITS and not within(code[:2], float(lon[row]), float(lat[row]))
    ]
    for row in wrong[:MOST_NAMED]:
        state, x, y = reader.raw.codes[row][:2], float(lon[row]), float(lat[row])
        reader.faults.add(
            f"row {reader.raw.lines[row]}", f"longitude {x:g} and latitude {y:g} of {shown(names[row])}",
            f"a position in the state of its code, {state}", likely(state, x, y),
        )  # fmt: skip
    if len(wrong) > MOST_NAMED:
        reader.faults.add("", f"{len(wrong):,} places outside the state of their code", "positions in that state")
    reader.note(
        "Positions were held against the box around each state: whether a place inside it is on land takes a coastline, "
        "and was not checked."
    )


def within(state: str, lon: float, lat: float) -> bool:
    """Say whether a position is in the box around a state; of codes of no state nothing is known."""
    if state not in BOXES:
        return True
    west, south, east, north = BOXES[state]
    across = west - MARGIN <= lon <= east + MARGIN or (state == ALASKA and lon >= ISLANDS)
    return across and south - MARGIN <= lat <= north + MARGIN


def likely(state: str, lon: float, lat: float) -> str:
    """Return what most likely happened to a position that is not in its state."""
    for x, y, words in (
        (lat, lon, "Are the two columns swapped?"),
        (-lon, lat, "Is the minus of the longitude missing?"),
        (-abs(lat), abs(lon), "Are the two columns swapped, and is a minus missing?"),
        (lon, -lat, "Is the minus of the latitude one too many?"),
        (lon / 10, lat / 10, "Was the decimal point moved?"),
    ):
        if within(state, x, y):
            return words
    return "Is its code right, and its position?"


def american(raw: Raw) -> bool:
    """Say whether the codes are surely those of the US Census Bureau."""
    used = code_columns(raw).get("code", ("",))
    cells = raw.columns.get(used[0], [""])
    return any("US" in cell[5:12] for cell in cells[:3]) or "fips" in used[0].lower() or len(raw.codes[0]) in (11, 12)
