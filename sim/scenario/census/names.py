"""By which words do people call our columns? Compared as bags: `Pct_No_Vehicle`, `share_hh_no_vehicle_2018`, `NoVehicleP`: {no, vehicle}.

Published codes stand in `codes.py`, lines of profiles and subject tables in `lines.py`. What looks like one of ours and is not, or what
could stand for damage, is known by words, too, so that it can be said that it was passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = [
    "DAMAGE", "HOUSEHOLDS", "INSTEAD", "KEYS", "MORE", "OF_HOUSEHOLDS", "SIMILAR", "SUMS", "TOTALS", "UNITS", "VACANT", "WORDS", "bag",
    "kind_of",
    "means", "parts", "year_of",
]  # fmt: skip


KEYS = {
    "geoid": ("geoid", "geo id", "geo id2", "geo id 2", "geoid10", "geoid20", "geoid 10", "geoid 20", "geoidfq", "affgeoid", "tract fips",
              "fips", "fips code", "geo code", "geography code", "area code", "locationid", "location id", "fips st cnty", "county fips",
              "stcnty", "block geoid", "geo", "geography"),
    "tract": ("tractce", "tract", "census tract", "tract id", "ct"),
    "zip": ("zcta", "zcta5", "zcta5ce10", "zcta5ce20", "zip", "zip code", "zipcode", "zip5", "zip code tabulation area", "postal code",
            "postcode"),
    "any code": ("code", "place code", "region code"),
    "place": ("place", "name", "location", "geo display label", "geographic area name", "neighbourhood", "neighborhood", "nta name", "nta",
              "area", "community", "locality", "locationname", "location name", "town", "village", "municipality", "place name",
              "area name", "tract name", "namelsad", "tract", "district", "ward", "region", "county name", "county", "geography", "zip",
              "zip code", "zcta", "ort", "gemeinde", "commune", "comune", "municipio"),
    "lon": ("lon", "long", "lng", "longitude", "intptlon", "intptlong", "intptlon10", "intptlon20", "intptlon 10", "intptlon 20", "x",
            "centroid x", "centroid lon", "centlon", "point x", "center lon", "outline lon"),
    "lat": ("lat", "latitude", "intptlat", "intptlat10", "intptlat20", "intptlat 10", "intptlat 20", "y", "centroid y", "centroid lat",
            "centlat", "point y", "center lat", "outline lat"),
}  # fmt: skip
"""Words for what a place is called and where it lies."""

WORDS: dict[str, tuple[str, ...]] = {
    "population": ("pop", "population", "total pop", "tot pop", "total population", "residents", "pop total", "persons", "inhabitants",
                   "pop tot", "people", "usual residents", "all residents", "einwohner", "habitants", "poblacion"),
    "share_female": ("female", "women", "females", "frauen", "weiblich", "femmes", "mujeres", "femmine"),
    "share_age_0_14": ("age 0 14", "under 15", "age under 15", "children 0 14", "0 to 14 years", "aged 0 to 14"),
    "share_age_15_24": ("age 15 24", "15 to 24 years"),
    "share_age_25_44": ("age 25 44", "25 to 44 years"),
    "share_age_45_64": ("age 45 64", "45 to 64 years"),
    "share_age_65_plus": ("age 65 plus", "age 65", "over 65", "ovr 65", "age ov 65", "age over 65", "65 plus", "65 and over", "elderly",
                          "age 65 and over", "age 65 up", "65 years and over", "aged 65 and over"),
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
                          "without internet subscription", "no broadband", "without broadband"),
    "share_insured": ("insured", "health insurance", "health insured", "insurance", "with health insurance"),
    "share_limited_english": ("limited english", "lim eng", "limeng", "limited english proficiency", "lep", "english less than very well",
                              "english less than well",
                              "eng less very well", "limited english speaking", "speaks english less than very well"),
    "vulnerability": ("vulnerability", "svi", "rpl themes", "svi overall", "svi overall rank", "svi smryrnk", "smryrnk",
                      "social vulnerability", "social vulnerability index"),
    "exposure": ("exposure", "struck", "damaged homes", "flooded homes", "flood popw", "destroyed", "damaged", "flooded", "flood",
                 "flood land", "inundated", "burned", "homes destroyed", "damage", "exposed", "affected", "impacted"),
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

DAMAGE = re.compile(
    r"damage|destroy|flood|inundat|depth|wind|surge|burn|struck|displac|evacuat|registrations|claims|shaking|mmi|pga|intensity|loss",
    re.IGNORECASE,
)
"""What could stand for `exposure`: said where a table has it and we could not take it."""

SIMILAR = (
    (re.compile(r"(e_|ep_)?pov(erty)?_?(150|200|185|125)|(150|200|185|125).*pov", re.IGNORECASE), "share_poverty",
     "another line than the poverty line: not the same"),
    (re.compile(r"(e|ep)_age17|.*(under_?18|age_?0_?(to_?)?17).*", re.IGNORECASE),
     "share_age_0_14", "under 18: our youngest age is 0 to 14"),
    (re.compile(r"(e|ep)_(unemp|hburd|nohsdp|disabl|sngpnt|munit|mobile|crowd|groupq)", re.IGNORECASE), "",
     "nothing of ours"),
    (re.compile(r"(mhlth|depression|lacktrpt|loneliness|emotionspt)_\w+prev", re.IGNORECASE), "",
     "distress before the event, or access: no column of ours yet"),
    (re.compile(r"(rpl_theme[1-4])", re.IGNORECASE), "vulnerability", "the rank of one theme, not of all"),
    (re.compile(r".*(km|kilomet).*(care|clinic|hospital|health|facilit).*|.*(care|clinic|hospital|health|facilit).*(km|kilomet).*",
                re.IGNORECASE), "miles_to_care", "in kilometres: ours are miles"),
    (re.compile(r"(displacedhouseholds|shelterneeds)", re.IGNORECASE), "exposure", "homes that people had to leave: fewer than struck"),
)  # fmt: skip
"""Columns that look like one of ours and are not: pattern, which of ours ("" for none), and why."""

# Tables that are no tables of places, by columns that only they have, and what they are.
OTHERS = (
    ({"npi", "entity type code"}, "health-care providers (NPPES)"),
    ({"geography_id", "speed_25_3"}, "internet on offer by area (FCC): availability, not subscription"),
    ({"location_id", "block_geoid"}, "internet on offer at each address (FCC): availability, not subscription"),
    ({"hpsa name", "hpsa id"}, "areas short of health workers (HRSA), not people"),
    ({"name1", "type_facility"}, "facilities (SAMHSA), not people"),
    ({"ncessch"}, "schools (NCES), not people"),
    ({"damagedzipcode", "rpfvl"}, "registrations, one row a person (OpenFEMA): add them up by tract or ZIP first"),
    ({"validregistrations", "disasternumber"}, "damage (OpenFEMA): give a table of people first and this one with a second --places"),
)  # fmt: skip

TOTALS = re.compile(
    r"((grand|city|county|state|parish|national|over) ?)?(sub)?totals?\b.*|.*\b(sub)?totals?|sum|all|overall|"
    r"all (places|areas|tracts|residents)|"
    r"united states|gesamt|insgesamt|zusammen|summe|ensemble|totale|total general|suma",
    re.IGNORECASE,
)
"""Names of rows that hold the sum of the others."""

OF_HOUSEHOLDS = ("share_owner", "share_no_vehicle", "share_no_internet")
# Words that change no meaning; a percent sign by any name is remembered apart.
SILENT = frozenset({
    "percent", "pct", "perc", "percentage", "share", "rate", "prop", "proportion", "p", "of", "the", "e", "est", "estimate", "ep",
    "households", "hhs", "hh", "residents", "homes", "units", "persons", "acs", "n", "num", "count", "counts", "cnt", "fraction", "frac",
    "population", "individuals", "in",
})  # fmt: skip
# Words that say how much of a thing is meant and nothing about the thing: a name is more than these.
HOW_MUCH = frozenset({"total", "tot", "number", "all", "mean", "average", "avg", "min", "max"})
YEAR = re.compile(r"(?:19|20)\d\d")
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z_]+|\d+")


def kind_of(columns: Iterable[str]) -> str:
    """Return what a table is that holds no people, "" where that is not known."""
    names = {name.lower() for name in columns}
    return next((words for known, words in OTHERS if known <= names), "")


def parts(name: str) -> list[str]:
    """Return the words of a column's name in small letters, digits apart, without years."""
    found = [word.lower() for word in PART.findall(name.replace("%", " pct ").replace("'", ""))]
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


def year_of(name: str) -> int:
    """Return the last year in a name, 0 where there is none."""
    return max((int(year) for year in YEAR.findall(name)), default=0)
