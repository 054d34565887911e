"""Make the small table of counties that the dashboard offers: every county of eight states in at most 16 areas of about as many people.

    python experiments/places/areas.py COUNTY_NAMES.csv          columns statefp, countyfp, name, as the Census Bureau names counties

A county is cut in two, again and again, across its longer side, so that both sides have as many people. An area has the sums and means
of its tracts (`tracts.py`: ACS 2014-18; households or people as weights) and is called by where it is in its county. No damage is in it.

Source: the tracts of ../shared/data/us_tracts_8_states, which cites OEPS (CC BY 4.0); names of counties from the Census Bureau (public
domain).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from tracts import COLUMNS, eight_states, tract_frame, weights_of

TARGET = Path(__file__).resolve().parents[2] / "sim" / "dashboard" / "assets" / "counties.csv.gz"
STATES = {"06": "California", "12": "Florida", "15": "Hawaii", "22": "Louisiana", "28": "Mississippi", "34": "New Jersey",
          "36": "New York", "48": "Texas"}  # fmt: skip
PEOPLE, DEEPEST = 5000, 4
OF_EVENT = ("exposure", "exposure_days")
DIRECTIONS = ("East", "North-east", "North", "North-west", "West", "South-west", "South", "South-east")


def halves(table: pd.DataFrame, deep: int) -> list[pd.DataFrame]:
    """Return the areas of a county: cut across the longer side, `deep` times, so that both sides have as many people."""
    if deep == 0 or len(table) < 2:
        return [table]
    wide = np.ptp(table["lon"]) * np.cos(np.radians(table["lat"].mean())) > np.ptp(table["lat"])
    order = table.sort_values("lon" if wide else "lat", kind="stable")
    cut = int(np.searchsorted(order["population"].cumsum(), order["population"].sum() / 2)) + 1
    cut = min(max(cut, 1), len(order) - 1)
    return [*halves(order.iloc[:cut], deep - 1), *halves(order.iloc[cut:], deep - 1)]


def area_of(tracts: pd.DataFrame) -> dict[str, float]:
    """Return the row of an area: its people, and means of the columns weighted by people or households."""
    row = {"population": float(tracts["population"].sum())}
    for name in COLUMNS:
        if name in ("place", "population", *OF_EVENT) or tracts[name].notna().sum() == 0:
            continue
        weights = weights_of(tracts, name).where(tracts[name].notna(), 0.0)
        if weights.sum() > 0:
            row[name] = round(float((tracts[name].fillna(0.0) * weights).sum() / weights.sum()), 4)
    return row


def named(rows: pd.DataFrame) -> list[str]:
    """Return a name for each area: its direction and distance from the middle of the people, each once."""
    middle = [np.average(rows[key], weights=rows["population"]) for key in ("lon", "lat")]
    east = (rows["lon"] - middle[0]) * np.cos(np.radians(middle[1])) * 69.09
    north = (rows["lat"] - middle[1]) * 69.09
    found, seen = [], {}
    for x, y in zip(east, north, strict=True):
        far = float(np.hypot(x, y))
        turn = round(float(np.degrees(np.arctan2(y, x))) / 45) % 8
        name = "Centre" if far < 1 else f"{DIRECTIONS[turn]}, {far:.0f} mi"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def county(code: str, name: str) -> pd.DataFrame:
    """Return the areas of a county."""
    tracts = tract_frame(code, 2018)
    tracts = tracts[(tracts["population"] > 0) & tracts["lon"].notna()]
    if tracts.empty:
        return pd.DataFrame()
    deep = int(np.clip(np.floor(np.log2(max(tracts["population"].sum() / PEOPLE, 1))), 0, DEEPEST))
    rows = pd.DataFrame([area_of(area) for area in halves(tracts, deep)])
    rows.insert(0, "place", named(rows) if len(rows) > 1 else [name])
    rows.insert(0, "county", name)
    rows.insert(0, "state", STATES[code[:2]])
    return rows


def main(names: Path) -> None:
    """Write the table."""
    known = pd.read_csv(names, dtype=str)
    called = dict(zip(known["statefp"] + known["countyfp"], known["name"], strict=True))
    codes = sorted({code[:5] for code in eight_states().index})
    table = pd.concat([county(code, called[code]) for code in codes if code in called], ignore_index=True)
    table["population"] = table["population"].round().astype(int)
    table.to_csv(TARGET, index=False, compression={"method": "gzip", "mtime": 0})
    print(
        f"{len(table)} areas of {table.groupby(['state', 'county']).ngroups} counties, {TARGET.stat().st_size:,} bytes"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
