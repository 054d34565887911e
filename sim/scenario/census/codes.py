"""By which published codes are our columns known? A recipe says which columns make one of ours; the first that is all there is taken.

American Community Survey, detailed tables B01001 (sex by age), B03002 (race by Hispanic origin), B17001, B25003, B25010, B25044, B28002,
B27010; CDC/ATSDR Social Vulnerability Index (E_ counts, EP_ percent); CDC PLACES; population tables of HDX (T_, F_); the General
Community Profile of Australia (G01, G02, G37); topic summaries of England and Wales (TS); Statistics Canada. Lines of profiles and
subject tables, which differ by year, are in `lines.py`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["CODES", "EXPECTED", "Recipe", "cells", "year_of_file"]

YEAR = re.compile(r"ACS(?:DP|ST|DT|CP)?[15]Y(\d{4})|ACS_(\d\d)_[15]YR", re.IGNORECASE)


class Recipe(NamedTuple):
    """Columns to add up and to take off, columns to divide by, whether the rest of 1 is meant, percent or not, and what to know of it."""

    above: tuple[str, ...]
    below: tuple[str, ...] = ()
    rest: bool = False
    percent: bool = False
    less: tuple[str, ...] = ()
    note: str = ""


def year_of_file(file: str) -> int | None:
    """Return the year that the name of an export says: ACSDP5Y2022.DP05-Data.csv, ACS_16_5YR_B01003_with_ann.csv."""
    found = YEAR.search(file)
    return (int(found[1]) if found[1] else 2000 + int(found[2])) if found else None


def cells(table: str, *numbers: int) -> tuple[str, ...]:
    """Return the estimates of some lines of a detailed table: B01001_003E."""
    return tuple(f"{table}_{number:03d}E" for number in numbers)


def redistricting(*numbers: int) -> Recipe:
    """Return lines of table P2 of the redistricting census (Hispanic or not, by race), over everybody."""
    return Recipe(tuple(f"P2_{number:03d}N" for number in numbers), ("P2_001N",))


def ages(first: int, last: int) -> Recipe:
    """Return some lines of B01001 for men, and the same 24 lines on for women, over everybody."""
    lines = range(first, last + 1)
    return Recipe((*cells("B01001", *lines), *cells("B01001", *(n + 24 for n in lines))), cells("B01001", 1))


def svi(name: str, *, below: str = "E_TOTPOP", rest: bool = False, note: str = "") -> tuple[Recipe, Recipe]:
    """Return a line of the vulnerability index: as percent, which has the right denominator, else its count."""
    return Recipe((f"EP_{name}",), rest=rest, percent=True, note=note), Recipe(
        (f"E_{name}",), (below,), rest=rest, note=note
    )


def fives(*first: int) -> Recipe:
    """Return age groups of five years as HDX has them, over everybody."""
    return Recipe(tuple(f"T_{age:02d}_{age + 4:02d}" for age in first), ("T_TL",))


def australian(*names: str) -> Recipe:
    """Return age groups of the General Community Profile, over everybody."""
    return Recipe(tuple(f"Age_{name}_P" for name in names), ("Tot_P_P",))


def british(*ages: str) -> Recipe:
    """Return age groups of the topic summaries of England and Wales, over everybody."""
    return Recipe(tuple(f"Age: Aged {age}" for age in ages), ("Age: Total",))


def british_fives(*first: int) -> tuple[str, ...]:
    """Return age groups of five years as the Office for National Statistics calls them."""
    return tuple(f"{age} to {age + 4} years" for age in first)


POOR_ENGLISH = "SVI counts who speaks English less than well, our own column less than very well: a narrower group"
INTERNET = "of households in SVI 2022, of people in SVI 2020"
ADULTS = "adults of 18 to 64 without insurance"
CARS, TENURE = "Number of cars or vans: ", "Tenure of household: "
# HDX writes the last age group in several ways.
OLDEST = ("T_80Plus", "T_80PLUS", "T_80_plus")

CODES: dict[str, tuple[Recipe, ...]] = {
    "population": tuple(Recipe((code,)) for code in (
        "B01003_001E", "B01001_001E", "B03002_001E", "P1_001N", "P2_001N", "P001001", "E_TOTPOP", "Tot_P_P", "T_TL", "TotalPopulation",
        "Residence type: Total", "Sex: Total: All persons", "Sex: All persons", "Age: Total",
        "Age: Total: All usual residents", "Total: All usual residents")),
    "share_female": (Recipe(cells("B01001", 26), cells("B01001", 1)), Recipe(("Tot_P_F",), ("Tot_P_P",)), Recipe(("F_TL",), ("T_TL",)),
                     Recipe(("Sex: Female",), ("Sex: Total: All persons",)), Recipe(("Sex: Female",), ("Sex: All persons",))),
    "share_age_0_14": (ages(3, 5), australian("0_4_yr", "5_14_yr"), fives(0, 5, 10),
                       british("4 years and under", *british_fives(5, 10))),
    "share_age_15_24": (ages(6, 10), australian("15_19_yr", "20_24_yr"), fives(15, 20), british(*british_fives(15, 20))),
    "share_age_25_44": (ages(11, 14), australian("25_34_yr", "35_44_yr"), fives(25, 30, 35, 40),
                        british(*british_fives(25, 30, 35, 40))),
    "share_age_45_64": (ages(15, 19), australian("45_54_yr", "55_64_yr"), fives(45, 50, 55, 60),
                        british(*british_fives(45, 50, 55, 60))),
    "share_age_65_plus": (ages(20, 25), *svi("AGE65"), australian("65_74_yr", "75_84_yr", "85ov"),
                          *(Recipe(("T_65_69", "T_70_74", "T_75_79", last), ("T_TL",)) for last in OLDEST),
                          british(*british_fives(65, 70, 75, 80), "85 years and over")),
    "share_white": (Recipe(cells("B03002", 3), cells("B03002", 1)),
                    redistricting(5),
                    *svi("MINRTY", rest=True)),
    "share_black": (Recipe(cells("B03002", 4), cells("B03002", 1)),
                    redistricting(6), *svi("AFAM")),
    "share_hispanic": (Recipe(cells("B03002", 12), cells("B03002", 1)),
                    redistricting(2), *svi("HISP")),
    "share_asian": (Recipe(cells("B03002", 6), cells("B03002", 1)),
                    redistricting(8), *svi("ASIAN")),
    "share_other": (Recipe(cells("B03002", 5, 7, 8, 9), cells("B03002", 1)),
                    redistricting(7, 9, 10, 11),
                    Recipe(("EP_AIAN", "EP_NHPI", "EP_TWOMORE", "EP_OTHERRACE"), percent=True),
                    Recipe(("E_AIAN", "E_NHPI", "E_TWOMORE", "E_OTHERRACE"), ("E_TOTPOP",))),
    "share_poverty": (Recipe(cells("B17001", 2), cells("B17001", 1)), *svi("POV")),
    "share_owner": (Recipe(cells("B25003", 2), cells("B25003", 1)),
                    Recipe(("O_OR_Total", "O_MTG_Total"), ("Total_Total",)),
                    *(Recipe((f"{TENURE}Owned",), (f"{TENURE}{all_}",)) for all_ in ("Total: All households", "Total")),
                    Recipe(("Owner",), ("Total - Private households by tenure - 25% sample data",))),
    "mean_household_size": (Recipe(cells("B25010", 1)), Recipe(("E_TOTPOP",), ("E_HH",), less=("E_GROUPQ",)),
                            Recipe(("E_TOTPOP",), ("E_HH",)),
                            Recipe(("Average_household_size",)), Recipe(("Average household size",))),
    "share_no_vehicle": (Recipe(cells("B25044", 3, 10), cells("B25044", 1)), Recipe(cells("B08201", 2), cells("B08201", 1)),
                         *svi("NOVEH", below="E_HH"),
                         *(Recipe((f"{CARS}No cars or vans in household",), (f"{CARS}{all_}",))
                           for all_ in ("Total: All households", "Total"))),
    "share_no_internet": (Recipe(cells("B28002", 13), cells("B28002", 1)),
                          *svi("NOINT", below="E_HH", note=INTERNET)),
    "share_insured": (Recipe(cells("B27010", 17, 33, 50, 66), cells("B27010", 1), rest=True),
                      *svi("UNINSUR", rest=True),
                      Recipe(("ACCESS2_CrudePrev",), rest=True, percent=True, note=ADULTS),
                      Recipe(("ACCESS2_AdjPrev",), rest=True, percent=True, note=ADULTS)),
    "share_limited_english": svi("LIMENG", note=POOR_ENGLISH),
    "vulnerability": (Recipe(("RPL_THEMES",), note="rank in the nation, or in the state where the file is a state's"),),
    "exposure": (),
}  # fmt: skip
"""Recipes of published codes for each of our columns."""

EXPECTED = {
    "B17001_002E": "below poverty", "B25003_002E": "owner", "B01001_026E": "female", "B03002_003E": "white alone",
    "B03002_012E": "hispanic", "B25044_003E": "no vehicle", "P2_002N": "hispanic", "P2_005N": "white alone",
    "B28002_013E": "no internet", "B27010_017E": "no health", "B25010_001E": "total", "B01003_001E": "total",
}  # fmt: skip
"""A word that the label of a code has to hold where labels say more than "Total"."""
