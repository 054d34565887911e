"""Who lived where each hazard of the catalogue struck, and how many did it strike? The place tables of one scenario a hazard.

    python experiments/places/cases.py      rewrites the tables of `CASES` in scenarios/

Tracts of one or more counties are joined into places: New York's by its own neighbourhood tabulation areas, all others by the nearest
centre of centres.csv, entered from memory. The census figures come from ../shared/data as in tracts.py. Exposure, the share of
homes or persons struck, is not in our data: each case documents its rule below; scenarios/SOURCE.md repeats it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from experiments.places.build import MILES_PER_DEGREE, mean_by_area, miles_between, rounded, write
from experiments.places.tracts import COLUMNS, SHARED, tract_frame

__all__ = ["CASES", "Case", "case_table", "rewrite"]

HERE = Path(__file__).parent
SCENARIOS = HERE.parents[1] / "scenarios"
NEW_YORK = {"36005": "Bronx", "36047": "Brooklyn", "36061": "Manhattan", "36081": "Queens", "36085": "Staten Island"}
NTAS = Path("new_york_city", "tracts.csv")
NOT_LIVED_IN = ("park-cemetery", "Airport", "Rikers Island")

# Sandy. Which neighbourhoods the water reached, and whether it took most, some or few of the homes, is from memory (sandy.csv); the
# three shares are scaled by one factor so that 443,000 residents lived in flooded parts, as the city counted ("A Stronger, More
# Resilient New York", 2013). In their homes the water stayed for a day or two.
WATER = {"most": 0.8, "some": 0.3, "few": 0.05}
IN_THE_WATER = 443_000
DAYS_OF_WATER = 1.5
# Northridge, 17 January 1994: epicentre (USGS) and a share of homes that falls by e every six miles, a fifth at the epicentre.
# With six in ten struck homes uninhabitable (hazards.toml) that is the order of the 20,000 to 30,000 dwellings vacated (from memory).
EPICENTRE, HOMES_AT_EPICENTRE, MILES_OF_SHAKING, VALLEY_MILES, VALLEY_SOUTH = (-118.537, 34.213), 0.2, 6.0, 13.0, 34.12
# The Camp Fire, November 2018: it burnt about 14,000 homes (CAL FIRE: 18,804 structures), nine in ten in Paradise. By place, from memory.
BURNT = {
    "Paradise North": 0.88, "Paradise South": 0.88, "Magalia": 0.35, "Concow and Berry Creek": 0.25,
    "Forest Ranch and Cohasset": 0.03, "Durham": 0.04,
}  # fmt: skip
# Buffalo, 14 May 2022: people who were there, lost a loved one, or live within sight and hearing. One in eight at the place,
# falling by e every half mile (assumed): some thousand people, for ten dead, three injured, the people in and around the shop and
# their families.
PLACE_OF_SHOOTING, STRUCK_AT_PLACE, MILES_OF_SIGHT = (-78.8522, 42.9113), 0.125, 0.5
# COVID-19 in New York, spring 2020: seriously ill is taken as seven times those in hospital; people in hospital for 1,000 residents by
# borough from memory of the city's tables of June 2020. Within a borough as 0.6 + 0.8 * vulnerability of the place (assumed).
IN_HOSPITAL = {"Bronx": 8.2, "Brooklyn": 5.2, "Manhattan": 4.6, "Queens": 7.1, "Staten Island": 4.7}
ILL_FOR_ONE_IN_HOSPITAL = 7
# West, Texas, 17 April 2013: some 350 homes in a tract of 1,500 destroyed or badly damaged, 15 dead, more than 160 injured (from memory).
BLAST, STRUCK_BY_BLAST, COUNTRY_MILES = (-97.0917, 31.8024), {"West": 0.25}, 16.0


@dataclass(frozen=True)
class Case:
    """One place table: its counties, which of their tracts belong to it, the place of each, and the exposure of each place."""

    counties: tuple[str, ...]
    places: Callable[[pd.DataFrame, Path], pd.Series]
    exposure: Callable[[pd.DataFrame, Path], pd.Series]
    days: float = 0.0


@cache
def neighbourhoods(data: Path) -> pd.DataFrame:
    """Return the neighbourhood and the share of women (ACS 2008-12) of every tract of New York, by tract number."""
    table = pd.read_csv(data / NTAS, dtype={"geoid": str}).set_index("geoid")
    return table[["nta", "borough", "share_female"]]


def new_york(tracts: pd.DataFrame, data: Path) -> pd.Series:
    """Return the neighbourhood of every tract; none for parks, airports and the jail island."""
    area = neighbourhoods(data)["nta"].reindex(tracts.index)
    return area.mask(area.str.startswith(NOT_LIVED_IN))


def reached_by_water(tracts: pd.DataFrame, data: Path) -> pd.Series:
    """Return the neighbourhood of the tracts that the water of 2012 reached."""
    area = new_york(tracts, data)
    return area.where(area.isin(pd.read_csv(HERE / "sandy.csv")["place"]))


def nearest(table: str, miles: float = np.inf, to: tuple[float, float] = (0.0, 0.0), south: float = -90.0) -> Callable[
    [pd.DataFrame, Path], pd.Series
]:  # fmt: skip
    """Return the rule that puts each tract within a number of miles of a point, north of a latitude, to the nearest centre of a table."""

    def place_of(tracts: pd.DataFrame, _: Path) -> pd.Series:
        centres = pd.read_csv(HERE / "centres.csv")
        centres = centres[centres["table"] == table]
        names = centres["place"].to_numpy()[miles_between(tracts, centres).argmin(axis=1)]
        near = (miles_from(tracts, to) < miles) & (tracts["lat"] > south)
        return pd.Series(names, index=tracts.index).where(near)

    return place_of


def in_the_city(tracts: pd.DataFrame, data: Path) -> pd.Series:
    """Return the neighbourhood of the tracts of the city of Buffalo, which have numbers to 72 and from 163 to 171."""
    number = tracts.index.str[5:9].astype(int)
    inside = (number <= 72) | ((number >= 163) & (number <= 171))
    return nearest("shooting")(tracts, data).where(inside)


def miles_from(tracts: pd.DataFrame, point: tuple[float, float]) -> pd.Series:
    """Return how far each tract or place is from a point of longitude and latitude."""
    east = (tracts["lon"] - point[0]) * np.cos(np.radians(point[1]))
    return MILES_PER_DEGREE * np.hypot(east, tracts["lat"] - point[1])


def fading(point: tuple[float, float], most: float, miles: float) -> Callable[[pd.DataFrame, Path], pd.Series]:
    """Return the rule of an exposure that falls with distance: most * exp(-distance / miles)."""
    return lambda places, _: most * np.exp(-miles_from(places, point) / miles)


def named(shares: dict[str, float]) -> Callable[[pd.DataFrame, Path], pd.Series]:
    """Return the rule of an exposure given place by place, 0 for the rest."""
    return lambda places, _: pd.Series(places.index.map(shares), index=places.index).fillna(0.0)


def under_water(places: pd.DataFrame, _: Path) -> pd.Series:
    """Return the share of homes in the water of 2012, of all of which `IN_THE_WATER` residents lived there."""
    water = pd.read_csv(HERE / "sandy.csv").set_index("place")["water"].reindex(places.index)
    share = water.map(WATER).astype(float)
    return share * IN_THE_WATER / (share * places["population"]).sum()


def seriously_ill(places: pd.DataFrame, data: Path) -> pd.Series:
    """Return the share of people seriously ill in the spring of 2020."""
    borough = neighbourhoods(data).drop_duplicates("nta").set_index("nta")["borough"].reindex(places.index)
    level = borough.map(IN_HOSPITAL) / 1000 * ILL_FOR_ONE_IN_HOSPITAL
    return level * (0.6 + 0.8 * places["vulnerability"].fillna(0.5))


CASES = {
    "sandy_places.csv": Case(tuple(NEW_YORK), reached_by_water, under_water, DAYS_OF_WATER),
    "pandemic_places.csv": Case(tuple(NEW_YORK), new_york, seriously_ill),
    "earthquake_places.csv": Case(
        ("06037",), nearest("earthquake", VALLEY_MILES, EPICENTRE, VALLEY_SOUTH),
        fading(EPICENTRE, HOMES_AT_EPICENTRE, MILES_OF_SHAKING),
    ),
    "wildfire_places.csv": Case(("06007",), nearest("wildfire"), named(BURNT)),
    "shooting_places.csv": Case(("36029",), in_the_city, fading(PLACE_OF_SHOOTING, STRUCK_AT_PLACE, MILES_OF_SIGHT)),
    "industrial_accident_places.csv": Case(
        ("48309", "48217"), nearest("industrial_accident", COUNTRY_MILES, BLAST), named(STRUCK_BY_BLAST)
    ),
}  # fmt: skip


def case_table(case: Case, data: Path = SHARED) -> pd.DataFrame:
    """Return the place table of a case around 2018, one row a place, rounded, in the order of their names."""
    tracts = pd.concat([tract_frame(county, 2018, data) for county in case.counties])
    if set(case.counties) == set(NEW_YORK):
        tracts["share_female"] = neighbourhoods(data)["share_female"].reindex(tracts.index)
    area = case.places(tracts, data)
    means = {name: mean_by_area(tracts, name, area) for name in COLUMNS if name not in ("place", "population")}
    places = pd.DataFrame(means).assign(population=tracts["population"].groupby(area).sum())
    places = places[places["population"] > 0].rename_axis("place")
    places["exposure"] = case.exposure(places, data)
    places["exposure_days"] = np.where(places["exposure"].round(3) > 0, case.days, 0.0)
    return rounded(places.reset_index().loc[:, list(COLUMNS)])


def rewrite(folder: Path, data: Path = SHARED) -> None:
    """Write the table of every case to a folder and print a summary."""
    for name, case in CASES.items():
        table = case_table(case, data)
        write(table, folder / name)
        people, struck = table["population"].sum(), (table["population"] * table["exposure"]).sum()
        homes = (table["population"] * table["exposure"] / table["mean_household_size"]).sum()
        print(
            f"{folder / name}: {len(table)} places, {people:,.0f} residents, {struck:,.0f} struck, {homes:,.0f} homes"
        )


if __name__ == "__main__":
    rewrite(SCENARIOS)
