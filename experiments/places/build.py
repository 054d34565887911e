"""Which neighbourhoods does the model see? Tracts of New Orleans joined into areas, and the place tables of scenarios/ rewritten.

    python experiments/places/build.py                                  rewrites scenarios/new_orleans_places.csv, katrina_places.csv
    python experiments/places/build.py --tracts 06007 butte_places.csv  writes every tract of a county of the eight states

Each tract goes to the nearest centre of neighbourhoods.csv; a centre with fewer than `SMALLEST` residents in either year is
dropped and its tracts go to the next nearest. Areas are therefore approximations named after the nearest well-known neighbourhood,
and not the city's official boundaries. Reads ../shared/data (see tracts.py); sources and licences are in scenarios/SOURCE.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from experiments.places.tracts import (
    AGES,
    COLUMNS,
    ORLEANS,
    RACES,
    SHARED,
    YEARS,
    tract_frame,
    tract_table,
    weights_of,
)

__all__ = ["TABLES", "area_table", "areas", "rounded", "write"]

ROOT = Path(__file__).resolve().parents[2]
CENTRES = Path(__file__).with_name("neighbourhoods.csv")
TABLES = {"katrina_places.csv": 2000, "new_orleans_places.csv": 2018}
SMALLEST = 1500
MILES_PER_DEGREE = 69.05
DECIMALS = {"population": 0, "lon": 4, "lat": 4, "mean_household_size": 2, "exposure_days": 2, "miles_to_care": 2}
DECIMALS_OF_SHARES = 3


def miles_between(tracts: pd.DataFrame, centres: pd.DataFrame) -> np.ndarray:
    """Return the distance of every tract from every centre, shape (tracts, centres)."""
    east = np.subtract.outer(tracts["lon"].to_numpy(), centres["lon"].to_numpy())
    north = np.subtract.outer(tracts["lat"].to_numpy(), centres["lat"].to_numpy())
    return MILES_PER_DEGREE * np.hypot(east * np.cos(np.radians(tracts["lat"].mean())), north)


def areas(data: Path = SHARED) -> pd.Series:
    """Return the area of every tract of New Orleans, by tract number; the same in both years."""
    centres = pd.read_csv(CENTRES)
    people = pd.DataFrame({year: tract_frame(ORLEANS, year, data)["population"] for year in YEARS})
    tracts = tract_frame(ORLEANS, YEARS[0], data)
    while True:
        nearest = miles_between(tracts, centres).argmin(axis=1)
        area = pd.Series(centres["place"].to_numpy()[nearest], index=tracts.index, name="area")
        fewest = people.groupby(area).sum().min(axis=1).reindex(centres["place"]).fillna(0.0)
        if fewest.min() >= SMALLEST:
            return area
        centres = centres[centres["place"] != fewest.idxmin()]


def mean_by_area(tracts: pd.DataFrame, column: str, area: pd.Series) -> pd.Series:
    """Return the mean of a column in each area over the tracts that have a value; 0 days where no home was struck."""
    weight = weights_of(tracts, column).where(tracts[column].notna(), 0.0)
    total, weights = ((part * weight).groupby(area).sum() for part in (tracts[column].fillna(0.0), 1.0))
    return (total / weights).fillna(0.0) if column == "exposure_days" else total / weights


def area_table(year: int, data: Path = SHARED) -> pd.DataFrame:
    """Return the place table of New Orleans in that year, one row per area, rounded, in the order of their names."""
    tracts, area = tract_frame(ORLEANS, year, data), areas(data)
    means = {name: mean_by_area(tracts, name, area) for name in COLUMNS if name not in ("place", "population")}
    table = pd.DataFrame(means).assign(population=tracts["population"].groupby(area).sum())
    return rounded(table.rename_axis("place").reset_index().loc[:, list(COLUMNS)])


def rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Round a place table; ages and census groups still sum to exactly 1, the largest of them taking what rounding leaves."""
    numbers = table.set_index("place")
    rounded_to = {name: DECIMALS.get(name, DECIMALS_OF_SHARES) for name in numbers}
    numbers = numbers.round(rounded_to)
    for group in (list(AGES), list(RACES)):
        known = numbers.index[numbers[group].notna().all(axis=1)]
        for place in known:
            largest = numbers.loc[place, group].idxmax()
            left = 1.0 - numbers.loc[place, group].sum()
            numbers.loc[place, largest] = round(numbers.loc[place, largest] + left, DECIMALS_OF_SHARES)
    return numbers.reset_index()


def written(value: float | str, decimals: int) -> str:
    """Return a cell as text: fixed decimals, nothing for a missing value."""
    if isinstance(value, str):
        return value
    return "" if pd.isna(value) else f"{value:.{decimals}f}"


def write(table: pd.DataFrame, path: Path) -> None:
    """Write a place table as CSV, with the same bytes for the same numbers."""
    cells = {name: [written(value, DECIMALS.get(name, DECIMALS_OF_SHARES)) for value in table[name]] for name in table}
    pd.DataFrame(cells).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def rebuild(folder: Path, data: Path = SHARED) -> None:
    """Write the tables of New Orleans to a folder and print a summary."""
    for name, year in TABLES.items():
        table = area_table(year, data)
        write(table, folder / name)
        homes = np.average(table["exposure"], weights=table["population"])
        people = int(table["population"].sum())
        print(f"{folder / name}: {len(table)} places, {people:,} residents, {homes:.1%} of homes struck")


def main() -> None:
    """Rewrite the tables of scenarios/, or write the tracts of one county."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=SHARED, help="folder of the shared data")
    parser.add_argument(
        "--tracts", nargs=2, metavar=("COUNTY", "PATH"), help="a county's FIPS code, and where to write"
    )
    parser.add_argument("--year", type=int, choices=YEARS, default=YEARS[1], help="year of the tract table")
    asked = parser.parse_args()
    if not asked.tracts:
        rebuild(ROOT / "scenarios", asked.data)
        return
    county, path = asked.tracts
    table = rounded(tract_table(county, asked.year, data=asked.data))
    write(table, Path(path))
    print(f"{path}: {len(table)} tracts, {int(table['population'].sum()):,} residents")


if __name__ == "__main__":
    main()
