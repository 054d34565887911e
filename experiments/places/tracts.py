"""What do the census and the satellite say about each tract? One row a tract, in the columns of a place table.

    households          = housing units * (1 - vacant)
    mean_household_size = min(residents / households, 1.5 * that of the county)
    share_owner         = 1 - renter households per resident * mean_household_size
    share_hispanic      = Hispanic adults per resident / adults per resident            (2010: see `race_2010`)
    other groups        = (group - Hispanic residents of that race), scaled so that all five sum to 1
    exposure            = flooded share near where people lived, or of the land where that is missing
    exposure_days       = mean days under water of all homes / exposure: the days of those struck

Sources: ../shared/data/us_tracts_8_states (OEPS) and ../shared/data/new_orleans_katrina; scenarios/SOURCE.md says column by column
which year is used for which. A figure missing from the data is left missing, and the model takes the national one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

__all__ = ["COLUMNS", "PER_HOUSEHOLD", "SHARED", "YEARS", "tract_frame", "tract_table", "weights_of"]

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
EIGHT_STATES = Path("us_tracts_8_states", "tract_base_LA_MS_TX_FL_NY_NJ_CA_HI.csv.gz")
KATRINA = Path("new_orleans_katrina", "tracts.csv")
ORLEANS = "22071"
YEARS = (2000, 2018)

AGES = ("share_age_0_14", "share_age_15_24", "share_age_25_44", "share_age_45_64", "share_age_65_plus")
RACES = ("share_white", "share_black", "share_hispanic", "share_asian", "share_other")
COLUMNS = (
    "place", "population", "lon", "lat", "share_female", *AGES, *RACES, "share_poverty", "share_owner",
    "mean_household_size", "share_no_vehicle", "share_no_internet", "share_insured", "vulnerability",
    "exposure", "exposure_days", "miles_to_care",
)  # fmt: skip
# These describe households: their mean over an area is weighted by them.
PER_HOUSEHOLD = ("share_owner", "mean_household_size", "share_no_vehicle", "share_no_internet")

# Race of Hispanic residents of the USA (2010 and 2000 censuses, C2010BR-02 and C2KBR/01-1; from memory, unverified).
# What is left, mostly "some other race" and several races, is counted under Other.
HISPANIC_RACES = {
    2010: {"share_white": 0.530, "share_black": 0.025, "share_asian": 0.004},
    2000: {"share_white": 0.479, "share_black": 0.020, "share_asian": 0.003},
}
# City-wide levels around 2005 for columns missing from the bundle's census 2000 tables; SOURCE.md gives the reasons.
LEVELS_2005 = MappingProxyType({"share_no_vehicle": 0.27, "share_no_internet": 0.56, "share_insured": 0.80})
LARGEST_HOUSEHOLDS = 1.5
# Cut in 2010 out of the tract of the parish jail, whose share of women (0.17) it carries in the tables of 2000.
SEX_UNKNOWN = "22071007101"


@cache
def eight_states(data: Path = SHARED) -> pd.DataFrame:
    """Return the tracts of the eight states, one row a tract, by 11-digit tract number."""
    table = pd.read_csv(data / EIGHT_STATES, dtype={"GEOID": str})
    return table.set_index(table.pop("GEOID").str.zfill(11))


@cache
def katrina(data: Path = SHARED) -> pd.DataFrame:
    """Return what is known of the tracts of New Orleans alone: the flood, sex and tenure, by tract number."""
    table = pd.read_csv(data / KATRINA, dtype={"geoid": str}).set_index("geoid")
    table.loc[SEX_UNKNOWN, "share_female_2000"] = np.nan
    return table


def ages(source: pd.DataFrame, census: int) -> pd.DataFrame:
    """Return the five age bands as shares of all residents whose age was counted in that census."""

    def counted(*bands: str) -> pd.Series:
        return sum(source[f"Age{band}_{census}"] for band in bands)

    youth = counted("15_19", "20_24")
    bands = (
        counted("0_4", "5_14"), youth, counted("15_44") - youth,
        counted("45_49", "50_54", "55_59", "60_64"), counted("Ov65"),
    )  # fmt: skip
    people = sum(bands)
    return pd.DataFrame({name: band / people.where(people > 0) for name, band in zip(AGES, bands, strict=True)})


def disjoint(races: pd.DataFrame, hispanic: pd.Series, census: int) -> pd.DataFrame:
    """Return five groups that do not overlap from census races that include Hispanic residents.

    Hispanic residents leave each race in the proportions of the nation; what stays is scaled to fill the rest of the tract.
    """
    split = HISPANIC_RACES[census]
    leaving = {name: split.get(name, 1.0 - sum(split.values())) for name in races}
    staying = pd.DataFrame({name: (races[name] - hispanic * leaving[name]).clip(lower=0.0) for name in races})
    scaled = staying.mul((1.0 - hispanic) / staying.sum(axis=1), axis=0)
    return scaled.assign(share_hispanic=hispanic).loc[:, list(RACES)]


def race_2000(source: pd.DataFrame) -> pd.DataFrame:
    """Return the five groups of the 2000 census; Other is the remainder of the printed races, since the source's own column is broken."""
    share = source[["WhiteP_2000", "BlackP_2000", "AsianP_2000", "HispP_2000"]] / 100
    share.columns = ["share_white", "share_black", "share_asian", "share_hispanic"]
    hispanic = share.pop("share_hispanic")
    share["share_other"] = (1.0 - share.sum(axis=1, min_count=3)).clip(lower=0.0)
    return disjoint(share, hispanic, 2000)


def race_2010(source: pd.DataFrame) -> pd.DataFrame:
    """Return the five groups of the 2010 census.

    The source's HispP_2010 counts Hispanic adults only, over residents of every age: it never exceeds the share of adults, and in
    the 273 tracts that were over 95 percent Hispanic in 2000 it is 0.967 of that share. So it is divided by the share of adults.
    """
    percent = source[["WhiteP_2010", "BlackP_2010", "AsianP_2010"]] / 100
    percent.columns = ["share_white", "share_black", "share_asian"]
    others = source[["OtherP_2010", "AmIndP_2010", "PacIsP_2010"]].sum(axis=1, min_count=3) / 100
    adults = (source["Age18_64_2010"] + source["AgeOv65_2010"]) / source["TotPop_2010"]
    hispanic = (source["HispP_2010"] / 100 / adults.where(lambda a: a > 0)).clip(upper=1.0)
    return disjoint(percent.assign(share_other=others), hispanic, 2010)


def homes(people: pd.Series, units: pd.Series, vacant: pd.Series) -> pd.DataFrame:
    """Return households and their mean size; the cap keeps dormitories and jails from passing as large families."""
    households = (units * (1.0 - vacant / 100)).where(lambda h: h > 0)
    known = households.notna()
    cap = LARGEST_HOUSEHOLDS * people[known].sum() / households[known].sum()
    size = (people / households).where(people > 0).clip(lower=1.0, upper=cap)
    return pd.DataFrame({"households": households.fillna(0.0), "mean_household_size": size})


def columns_2018(source: pd.DataFrame, local: pd.DataFrame) -> pd.DataFrame:
    """Return the columns around 2018: ACS 2014-18, with ages and race of the 2010 census and sex of 2000 where known.

    Tracts that were empty in 2010 take ages and race of 2000.
    """
    people = source["TotPop_2018"].fillna(0)
    home = homes(people, source["TotUnits_2018"], source["VacantP_2018"])
    renters = source["RentalP_2018"] / 100 * home["mean_household_size"]
    single = pd.DataFrame({
        "population": people,
        "share_female": local["share_female_2000"],
        "share_poverty": source["PovP_2018"] / 100,
        "share_owner": (1.0 - renters).clip(0.0, 1.0),
        "share_no_vehicle": source["NoVehicleHhP_2018"] / 100,
        "share_no_internet": source["NoInternetHhP_2019"] / 100,
        "share_insured": source["InsuredP_2018"] / 100,
        "vulnerability": source["SVI2018_Overall"],
    })  # fmt: skip
    age = ages(source, 2010).fillna(ages(source, 2000))
    race = race_2010(source).fillna(race_2000(source))
    return pd.concat([single, home, age, race], axis=1)


def columns_2000(source: pd.DataFrame, local: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the 2000 census.

    Car, internet and insurance are the pattern of 2018 moved to the level of 2005, for New Orleans; elsewhere they are missing.
    """
    people = source["TotPop_2000"].fillna(0)
    home = homes(people, source["TotUnits_2000"], source["VacantP_2000"])
    home["mean_household_size"] = local["mean_hh_size_2000"].fillna(home["mean_household_size"])
    single = pd.DataFrame({
        "population": people,
        "share_female": local["share_female_2000"],
        "share_poverty": source["PovP_2000"] / 100,
        "share_owner": local["share_owner_occupied_2000"],
        "share_no_vehicle": source["NoVehicleHhP_2018"] / 100,
        "share_no_internet": source["NoInternetHhP_2019"] / 100,
        "share_insured": source["InsuredP_2018"] / 100,
        "vulnerability": local["vuln2000_index_within_parish"],
    })  # fmt: skip
    table = pd.concat([single, home, ages(source, 2000), race_2000(source)], axis=1)
    at_home = bool(source.index.str.startswith(ORLEANS).all())
    for name, level in LEVELS_2005.items():
        table[name] = moved_to(table[name], weights_of(table, name), level) if at_home else np.nan
    return table


def weights_of(table: pd.DataFrame, column: str) -> pd.Series:
    """Return the weights for a mean of the column: households, residents in struck homes, or residents."""
    if column == "exposure_days":
        return table["population"] * table["exposure"]
    return table["households" if column in PER_HOUSEHOLD else "population"]


def moved_to(share: pd.Series, weight: pd.Series, level: float) -> pd.Series:
    """Shift shares on the log-odds scale until their weighted mean is `level`; their order among tracts stays as it was."""
    known = share.notna() & (weight > 0)
    odds = share.clip(0.005, 0.995) / (1.0 - share.clip(0.005, 0.995))
    low, high = -8.0, 8.0
    for _ in range(60):
        shift = (low + high) / 2
        moved = odds * np.exp(shift) / (1.0 + odds * np.exp(shift))
        mean = np.average(moved[known], weights=weight[known])
        low, high = (shift, high) if mean < level else (low, shift)
    return moved


def flood(local: pd.DataFrame) -> pd.DataFrame:
    """Return the flooded share and the mean days under water where it flooded; 0 outside New Orleans.

    Both are measured around homes, or over the land of the tract where no homes were counted.
    """
    share = local["flood_share_popw"].fillna(local["flood_share_land"]).fillna(0.0)
    days = local["flood_days_popw"].fillna(local["flood_days_mean"]).fillna(0.0)
    struck = (days / share.where(share > 0)).clip(upper=local["flood_days_max"]).fillna(0.0)
    return pd.DataFrame({"exposure": share, "exposure_days": struck})


def tract_frame(county: str, year: int, data: Path = SHARED) -> pd.DataFrame:
    """Return every tract of a county with the columns of a place table and its `households`, by 11-digit tract number.

    `county` is the five-digit FIPS code, `year` 2000 or 2018. Raises KeyError for a county that the eight states do not have.
    """
    if year not in YEARS:
        raise ValueError(f"year: {year} given, allowed are {YEARS}")
    states = eight_states(data)
    source = states[states.index.str.startswith(county)] if len(county) == len(ORLEANS) else states[:0]
    if source.empty:
        raise KeyError(f"county: no tract of {county!r} in {EIGHT_STATES}; five digits, as in {ORLEANS!r}")
    local = katrina(data).reindex(source.index)
    table = (columns_2018 if year == YEARS[1] else columns_2000)(source, local)
    number = source.index.str[5:9].str.lstrip("0") + "." + source.index.str[9:]
    table = table.assign(
        place="Tract " + number, lon=source["lon"], lat=source["lat"],
        miles_to_care=source["MhMinDistMiles_2020"],
    )  # fmt: skip
    return pd.concat([table, flood(local)], axis=1)


def tract_table(
    county: str, year: int = 2018, *, exposure: Mapping[str, float] | float | None = None,
    days: Mapping[str, float] | float | None = None, inhabited: bool = False, data: Path = SHARED,
) -> pd.DataFrame:  # fmt: skip
    """Return the place table of a county, one row a tract, in the order of `COLUMNS`.

    `exposure` and `days` say what another hazard does: one number for all, or one for each 11-digit tract number (0 for the
    rest).
    `inhabited` leaves out tracts without residents. Missing values are left missing.
    """
    table = tract_frame(county, year, data)
    for column, given in (("exposure", exposure), ("exposure_days", days)):
        if isinstance(given, Mapping):
            table[column] = pd.Series(given, dtype=float).reindex(table.index).fillna(0.0)
        elif given is not None:
            table[column] = float(given)
    if inhabited:
        table = table[table["population"] > 0]
    return table.loc[:, list(COLUMNS)].reset_index(drop=True)
