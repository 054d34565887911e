"""By which names do census tables call our columns? Codes of the American Community Survey first, then words that people write.

A recipe says which columns make one of ours: one that holds it as it is, or counts over other counts. The first recipe whose columns are
all there is taken. Words are compared as bags: `Pct_No_Vehicle`, `share_hh_no_vehicle_2018` and `NoVehicleP` all are {no, vehicle}.

Codes: American Community Survey, detailed tables B01001 (sex by age), B03002 (race by Hispanic origin), B17001, B25003, B25010, B25044,
B28002, B27010; subject tables S1701, S2701, S1601; profile DP05. RPL_THEMES: CDC/ATSDR Social Vulnerability Index.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = [
    "CODES", "HOUSEHOLDS", "INSTEAD", "KEYS", "MORE", "OF_HOUSEHOLDS", "SUMS", "UNITS", "VACANT", "WORDS", "Recipe", "bag", "means",
    "says_percent", "year_of",
]  # fmt: skip


class Recipe(NamedTuple):
    """Columns to add up, columns to divide by (none: the table's own population), whether the rest of 1 is meant, and percent or not."""

    above: tuple[str, ...]
    below: tuple[str, ...] = ()
    rest: bool = False
    percent: bool = False


def cells(table: str, *numbers: int) -> tuple[str, ...]:
    """Return the estimates of some lines of a detailed table: B01001_003E."""
    return tuple(f"{table}_{number:03d}E" for number in numbers)


def ages(first: int, last: int) -> Recipe:
    """Return some lines of B01001 for men, and the same 24 lines on for women, over everybody."""
    lines = range(first, last + 1)
    return Recipe((*cells("B01001", *lines), *cells("B01001", *(n + 24 for n in lines))), cells("B01001", 1))


def profile(*numbers: int) -> Recipe:
    """Return some counts of profile DP05 over everybody."""
    return Recipe(tuple(f"DP05_{number:04d}E" for number in numbers), ("DP05_0001E",))


CODES: dict[str, tuple[Recipe, ...]] = {
    "population": tuple(Recipe((code,)) for code in ("B01003_001E", "B01001_001E", "B03002_001E", "DP05_0001E", "S0101_C01_001E",
                                                     "P1_001N", "P001001", "E_TOTPOP")),
    "share_female": (Recipe(cells("B01001", 26), cells("B01001", 1)), profile(3)),
    "share_age_0_14": (ages(3, 5), profile(5, 6, 7)),
    "share_age_15_24": (ages(6, 10), profile(8, 9)),
    "share_age_25_44": (ages(11, 14), profile(10, 11)),
    "share_age_45_64": (ages(15, 19), profile(12, 13, 14)),
    "share_age_65_plus": (ages(20, 25), profile(15, 16, 17)),
    "share_white": (Recipe(cells("B03002", 3), cells("B03002", 1)),),
    "share_black": (Recipe(cells("B03002", 4), cells("B03002", 1)),),
    "share_hispanic": (Recipe(cells("B03002", 12), cells("B03002", 1)),),
    "share_asian": (Recipe(cells("B03002", 6), cells("B03002", 1)),),
    "share_other": (Recipe(cells("B03002", 5, 7, 8, 9), cells("B03002", 1)),),
    "share_poverty": (Recipe(cells("B17001", 2), cells("B17001", 1)), Recipe(("S1701_C03_001E",), percent=True)),
    "share_owner": (Recipe(cells("B25003", 2), cells("B25003", 1)),),
    "mean_household_size": (Recipe(cells("B25010", 1)),),
    "share_no_vehicle": (Recipe(cells("B25044", 3, 10), cells("B25044", 1)), Recipe(cells("B08201", 2), cells("B08201", 1)),
                         Recipe(("EP_NOVEH",), percent=True)),
    "share_no_internet": (Recipe(cells("B28002", 13), cells("B28002", 1)), Recipe(("EP_NOINT",), percent=True)),
    "share_insured": (Recipe(("S2701_C03_001E",), percent=True), Recipe(("S2701_C05_001E",), rest=True, percent=True),
                      Recipe(cells("B27010", 17, 33, 50, 66), cells("B27010", 1), rest=True),
                      Recipe(("EP_UNINSUR",), rest=True, percent=True)),
    "share_limited_english": (Recipe(("S1601_C06_001E",), percent=True), Recipe(("EP_LIMENG",), percent=True)),
    "vulnerability": (Recipe(("RPL_THEMES",)),),
}  # fmt: skip
"""Recipes of published codes for each of our columns."""

KEYS = {
    "geoid": ("geo id", "geoid", "geography", "geoid10", "geoid20", "fips", "fips code", "tract fips", "tractce", "ct", "geo code",
              "area code", "census tract", "tract id", "code"),
    "place": ("place", "name", "neighbourhood", "neighborhood", "nta name", "nta", "area", "community", "locality", "town", "village",
              "municipality", "place name", "area name", "tract name", "tract", "district", "location", "ward", "zip", "zip code",
              "zcta"),
    "lon": ("lon", "long", "lng", "longitude", "intptlon", "intptlong", "intptlon10", "intptlon20", "x", "centroid x", "centroid lon",
            "centlon", "point x"),
    "lat": ("lat", "latitude", "intptlat", "intptlat10", "intptlat20", "y", "centroid y", "centroid lat", "centlat", "point y"),
}  # fmt: skip
"""Words for what a place is called and where it lies."""

WORDS: dict[str, tuple[str, ...]] = {
    "population": ("pop", "population", "total pop", "tot pop", "total population", "residents", "pop total", "persons", "inhabitants",
                   "pop tot", "people"),
    "share_female": ("female", "women", "females"),
    "share_age_0_14": ("age 0 14", "under 15", "age under 15", "children 0 14"),
    "share_age_15_24": ("age 15 24",),
    "share_age_25_44": ("age 25 44",),
    "share_age_45_64": ("age 45 64",),
    "share_age_65_plus": ("age 65 plus", "age 65", "over 65", "ovr 65", "age ov 65", "age over 65", "65 plus", "65 and over", "elderly",
                          "age 65 and over", "age 65 up"),
    "share_white": ("white nh", "nh white", "white non hispanic", "non hispanic white", "white", "white alone", "wht"),
    "share_black": ("black nh", "nh black", "black non hispanic", "non hispanic black", "black", "african american", "blk",
                    "black alone", "black or african american"),
    "share_hispanic": ("hispanic", "hisp", "latino", "hispanic or latino", "latinx", "hispanic latino"),
    "share_asian": ("asian nh", "nh asian", "asian non hispanic", "non hispanic asian", "asian", "asian alone"),
    "share_other": ("other nh", "nh other", "other non hispanic", "non hispanic other", "other", "other race", "other races",
                    "some other race"),
    "share_poverty": ("poverty", "pov", "poor", "below poverty", "poor below poverty", "below poverty line", "poverty level",
                      "in poverty", "pop below poverty"),
    "share_owner": ("owner", "owner occupied", "home owner", "homeowner", "own", "owners", "home ownership", "homeownership", "owned"),
    "mean_household_size": ("mean household size", "household size", "hh size", "mean hh size", "average household size",
                            "avg household size", "avg hh size", "persons per household", "average hh size"),
    "share_no_vehicle": ("no vehicle", "no car", "without car", "without vehicle", "no vehicles", "zero vehicle", "no veh", "noveh",
                         "carless", "without a car", "without a vehicle", "no vehicle available"),
    "share_no_internet": ("no internet", "without internet", "no int", "noint", "no internet access", "no internet subscription",
                          "without internet subscription", "no broadband"),
    "share_insured": ("insured", "health insurance", "health insured", "insurance", "with health insurance"),
    "share_limited_english": ("limited english", "lim eng", "limeng", "limited english proficiency", "lep", "english less than very well",
                              "english less than well", "eng less very well"),
    "vulnerability": ("vulnerability", "svi", "rpl themes", "svi overall", "svi overall rank", "svi smryrnk", "smryrnk",
                      "social vulnerability", "social vulnerability index"),
    "exposure": ("exposure", "struck", "damaged homes", "flooded homes", "flood popw", "destroyed", "damaged", "flooded", "flood",
                 "flood land", "inundated", "burned"),
    "exposure_days": ("exposure days", "flood days popw", "flood days", "days flooded", "days under water", "flood days mean"),
    "miles_to_care": ("miles to care", "mh min dist miles", "mh min dist", "mhmindist", "mhmindistmiles", "miles to mental health",
                      "miles to mental health care", "distance to care miles", "miles to clinic"),
}  # fmt: skip
"""Words for a column that holds one of ours as it is: a share, a percentage, a count of people, or a number of its own unit; those
that fit best stand first (of two columns for White residents the one without Hispanic ones, homes that were struck before land)."""

MORE: dict[str, tuple[str, ...]] = {
    "share_other": ("am ind", "amind", "american indian", "american indian or alaska native", "american indian and alaska native",
                    "aian", "native american", "pac is", "pacis", "pacific islander", "native hawaiian",
                    "native hawaiian and other pacific islander", "native hawaiian or pacific islander", "nhpi", "two or more",
                    "two or more races", "multiracial", "multi race", "multiple races"),
}  # fmt: skip
"""Words for columns that are added to one of ours, where the table has that one too, for the same year and in the same unit."""

INSTEAD = {
    "share_insured": ("uninsured", "no insurance", "without insurance", "no health insurance", "uninsur", "without health insurance"),
    "share_no_vehicle": ("with vehicle", "has car", "with car", "any vehicle"),
    "share_no_internet": ("with internet", "internet", "internet access", "internet subscription", "has internet"),
    "share_owner": ("renter", "renters", "renter occupied", "rent", "rented"),
    "share_female": ("male", "males", "men"),
}  # fmt: skip
"""Words for a column that holds the rest of 1 of ours."""

SUMS: dict[str, tuple[str, ...]] = {
    "share_age_0_14": ("age 0 4", "age 5 14"),
    "share_age_15_24": ("age 15 19", "age 20 24"),
    "share_age_45_64": ("age 45 49", "age 50 54", "age 55 59", "age 60 64"),
}
"""Words for counts of people that add up to one of ours."""

HOUSEHOLDS = (
    "households",
    "hh",
    "total households",
    "occupied units",
    "occupied housing units",
    "tot hh",
    "number of households",
)
"""Words for what counts of households are divided by."""

UNITS = ("units", "housing units", "total units", "total housing units", "tot units", "homes")
VACANT = ("vacant", "vacant units", "vacant homes", "vacant housing units", "vacancy")
"""Words for all homes, and for those in which nobody lives: what is left are households."""

OF_HOUSEHOLDS = ("share_owner", "share_no_vehicle", "share_no_internet")
# Words that change no meaning; a percent sign by any name is remembered apart.
SILENT = frozenset({
    "percent", "pct", "perc", "percentage", "share", "rate", "prop", "proportion", "p", "of", "the", "e", "est", "estimate", "ep",
    "households", "hhs", "hh", "residents", "homes", "units", "persons", "acs",
})  # fmt: skip
# Words that say how much of a thing is meant and nothing about the thing: a name is more than these.
HOW_MUCH = frozenset({"total", "tot", "number", "count", "all", "mean", "average", "avg", "min", "max"})
PERCENT = frozenset({"percent", "pct", "perc", "percentage", "p", "ep"})
YEAR = re.compile(r"(?:19|20)\d\d")
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def parts(name: str) -> list[str]:
    """Return the words of a column's name in small letters, digits apart, without years."""
    found = [word.lower() for word in PART.findall(name.replace("%", " pct "))]
    return [word for word in found if not YEAR.fullmatch(word)]


def bag(name: str) -> frozenset[str]:
    """Return the words of a name that carry its meaning; all of them where none would be left."""
    words = parts(name)
    return frozenset(word for word in words if word not in SILENT) or frozenset(words)


def means(name: str, words: str) -> bool:
    """Say whether a column's name means these words: the same words, or the same but for silent ones."""
    if bag(name) == frozenset(words.split()) or frozenset(parts(name)) == frozenset(words.split()):
        return True
    return bag(name) == bag(words) and not bag(words) <= HOW_MUCH | SILENT


def says_percent(name: str) -> bool:
    """Say whether a column calls itself a percentage."""
    return bool(PERCENT & set(parts(name)))


def year_of(name: str) -> int:
    """Return the last year in a name, 0 where there is none."""
    return max((int(year) for year in YEAR.findall(name)), default=0)
