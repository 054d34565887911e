"""Which line of a profile or subject table is meant? The labels say; without labels the year does, and without both it is a question.

The Census Bureau moves lines from year to year: DP05_0004E is children under five until 2016 and the sex ratio from 2017, S2701_C03 is who
is uninsured until 2014 and who is insured from 2015. Under labels that say nothing (all "Estimate!!Total") those ages are taken that add
up to everybody.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.scenario.census.cells import Floats
from sim.scenario.census.codes import Recipe
from sim.scenario.census.reader import Reader

__all__ = ["Line", "line_recipes"]

FIRST, LAST = 2005, 2099
AGES = ("under 5 years", "5 to 9 years", "10 to 14 years", "15 to 19 years", "20 to 24 years", "25 to 34 years", "35 to 44 years",
        "45 to 54 years", "55 to 59 years", "60 to 64 years", "65 to 74 years", "75 to 84 years", "85 years and over")  # fmt: skip
BANDS = {"share_age_0_14": slice(0, 3), "share_age_15_24": slice(3, 5), "share_age_25_44": slice(5, 7), "share_age_45_64": slice(7, 10),
         "share_age_65_plus": slice(10, 13)}  # fmt: skip
OLD, NEW = (4, FIRST, 2016), (5, 2017, LAST)
# The groups of DP05 that are not Hispanic, in order, with the line of Hispanic residents and of the first of them by year.
GROUPS = ("white alone", "black or african american alone", "american indian and alaska native alone", "asian alone",
          "native hawaiian and other pacific islander alone", "some other race alone", "two or more races")  # fmt: skip
RACES = ((66, 72, 2009, 2016), (71, 77, 2017, 2021), (73, 79, 2022, 2022))
OF_GROUPS = {"share_white": (0,), "share_black": (1,), "share_asian": (3,), "share_other": (2, 4, 5, 6)}


class Line(NamedTuple):
    """One line: words that its label holds (`whole`: as its last part), its code by first and last year, and how it is read."""

    ours: str
    codes: tuple[tuple[str, int, int], ...]
    holds: tuple[str, ...]
    percent: bool = True
    rest: bool = False
    whole: bool = False


def always(code: str) -> tuple[tuple[str, int, int], ...]:
    """Return a code that is the same in every year."""
    return ((code, FIRST, LAST),)


LINES = (
    Line("population", always("DP05_0001E"), ("sex and age", "total population"), percent=False, whole=True),
    Line("population", always("S0101_C01_001E"), ("total", "total population"), percent=False, whole=True),
    Line("share_poverty", always("S1701_C03_001E"), ("percent below poverty", "poverty status is determined")),
    Line("share_poverty", always("DP03_0128PE"), ("below the poverty level", "all people")),
    Line("share_insured", (("S2701_C03_001E", 2015, LAST),), ("percent insured",)),
    Line("share_insured", (("S2701_C05_001E", 2015, LAST), ("S2701_C03_001E", FIRST, 2014)), ("percent uninsured",), rest=True),
    Line("share_insured", always("DP03_0096PE"), ("with health insurance coverage",), whole=True),
    Line("share_limited_english", (("S1601_C06_001E", 2015, LAST),), ("percent", "less than", "population 5 years and over")),
    Line("share_no_internet", always("S2801_C02_019E"), ("percent", "without an internet subscription")),
    Line("share_owner", (("DP04_0046PE", 2015, LAST), ("DP04_0045PE", FIRST, 2014)), ("owner-occupied",), whole=True),
    Line("share_no_vehicle", (("DP04_0058PE", 2015, LAST), ("DP04_0057PE", FIRST, 2014)), ("no vehicles available",), whole=True),
    Line("mean_household_size", (("DP02_0016E", 2019, LAST), ("DP02_0015E", FIRST, 2018)), ("average household size",), percent=False,
         whole=True),
)  # fmt: skip


def line_recipes(reader: Reader, ours: str) -> list[Recipe]:
    """Return the recipes of profiles and subject tables for one of our columns, in the codes of this table."""
    found = []
    for line in LINES:
        if line.ours == ours and (code := code_of(reader, line)):
            found.append(Recipe((code,), percent=line.percent, rest=line.rest))
    if any(name.startswith("DP05_") for name in reader.by_code) or labelled(reader, "DP05", "sex and age"):
        found += profile(reader, ours)
    return found


def parts_of(label: str) -> list[str]:
    """Return the parts of a label in small letters: what is counted (`estimate`, `percent`) stands among the first of them."""
    return [part.strip() for part in label.casefold().replace(":", "").split("!!")]


def labelled(reader: Reader, table: str, *holds: str, percent: bool = False, whole: bool = False) -> str | None:
    """Return the first column of a table whose label holds these words, the last of them in (or, `whole`, as) its last part.

    `percent`: a column of percent in a profile; else an estimate. Margins of error are neither.
    """
    for name, label in reader.raw.labels.items():
        parts = parts_of(label)
        if (
            name not in reader.raw.columns
            or not name.startswith((table, "Estimate", "Percent"))
            or parts[0].startswith("margin")
        ):
            continue
        meant = parts[0] == "percent" if percent else "estimate" in parts[:3]
        words = "!!".join(parts)
        last = parts[-1] == holds[-1] if whole else holds[-1] in parts[-1] or len(holds) == 1
        if meant and last and all(part in words for part in holds):
            return name
    return None


def tells(reader: Reader, table: str) -> bool:
    """Say whether the labels of a table say more than "Total"."""
    return any(
        label.count("!!") > 1
        for name, label in reader.raw.labels.items()
        if name.startswith((table, "Estimate", "Percent"))
    )


def code_of(reader: Reader, line: Line) -> str | None:
    """Return the code of a line in this table: by its label, else by the year, else where only one year has it."""
    table = line.codes[0][0].partition("_")[0]
    there = [name for name in reader.by_code if name.startswith(f"{table}_")]
    if tells(reader, table):
        return labelled(reader, table, *line.holds, percent=line.codes[0][0].endswith("PE"), whole=line.whole)
    if not there:
        return None
    known = [(code, first, last) for code, first, last in line.codes if code in reader.by_code]
    if table == "S2701":
        return insured(reader, line)
    year = reader.year_of(line.codes[0][0])
    if year is not None:
        return next((code for code, first, last in known if first <= year <= last), None)
    if len(line.codes) == 1:
        return known[0][0] if known else None
    if known:
        reader.note(
            f"{' or '.join(code for code, *_ in known)}: the line differs by year. Write --vintage YEAR to read {line.ours}."
        )
    return None


def insured(reader: Reader, line: Line) -> str | None:
    """Return the code of a line of S2701, whose third column is turned round in 2015; a question where nothing tells the year."""
    label = reader.raw.labels.get("S2701_C03_001E", "").casefold()
    year = reader.year_of("S2701_C03_001E")
    if "uninsured" in label:
        year = 2014
    elif "insured" in label or "S2701_C05_001E" in reader.by_code or "S2701_C04_001E" in reader.by_code:
        year = 2015
    if year is None:
        reader.question("S2701_C03_001E", "a table whose year is not said", "who is uninsured (until 2014) or who is insured (from 2015)",
                        "Write --vintage 2014, or the year that it is.")  # fmt: skip
        return None
    return next((code for code, first, last in line.codes if first <= year <= last and code in reader.by_code), None)


def profile(reader: Reader, ours: str) -> list[Recipe]:
    """Return the recipe of profile DP05 for one of our columns: counts over everybody."""
    total = (
        labelled(reader, "DP05", "sex and age", "total population", whole=True)
        if tells(reader, "DP05")
        else "DP05_0001E"
    )
    if not total or total.upper() not in reader.by_code:
        return []
    if tells(reader, "DP05"):
        names = by_label(reader, ours)
        return [Recipe(tuple(names), (total,))] if names and None not in names else []  # type: ignore[arg-type]
    if ours == "share_female":
        return [Recipe(("DP05_0003E",), (total,))]
    if ours in BANDS:
        start = first_line(reader)
        lines = range(start, start + len(AGES))[BANDS[ours]] if start else ()
        return [Recipe(tuple(f"DP05_{line:04d}E" for line in lines), (total,))] if lines else []
    year = reader.year_of("DP05_0001E")
    for hispanic, first, since, until in RACES:
        if year is not None and since <= year <= until:
            at = [hispanic] if ours == "share_hispanic" else [first + n for n in OF_GROUPS.get(ours, ())]
            return [Recipe(tuple(f"DP05_{line:04d}E" for line in at), (total,))] if at else []
    if ours == "share_hispanic" and "DP05_0066E" in reader.by_code:
        reader.note(
            "The lines of DP05 for race differ by year, and nothing says which year it is. Write --vintage YEAR to read them."
        )
    return []


def by_label(reader: Reader, ours: str) -> list[str | None]:
    """Return the columns of DP05 that make one of ours, by their labels."""
    if ours == "share_female":
        return [exactly(reader, "sex and age", "female")]
    if ours in BANDS:
        return [exactly(reader, "sex and age", words) for words in AGES[BANDS[ours]]]
    if ours == "share_hispanic":
        return [exactly(reader, "hispanic or latino and race", "hispanic or latino (of any race)")]
    return [exactly(reader, "not hispanic or latino", GROUPS[n]) for n in OF_GROUPS.get(ours, ())]


def exactly(reader: Reader, within: str, last: str) -> str | None:
    """Return the first count whose label has these words as its last part and others before it."""
    for name, label in reader.raw.labels.items():
        parts = parts_of(label)
        count = "estimate" in parts[:3] and not parts[0].startswith(("percent", "margin"))
        if count and within in parts and parts[-1] == last:
            return name
    return None


def first_line(reader: Reader) -> int | None:
    """Return the line of children under five: by the year, or by which ages add up to everybody; None after asking."""
    year = reader.year_of("DP05_0001E")
    if year is not None:
        return next(start for start, first, last in (OLD, NEW) if first <= year <= last)
    everybody = reader.column("DP05_0001E")
    sums = {start: ages_from(reader, start) for start, *_ in (OLD, NEW)}
    fits = [
        start
        for start, sum_ in sums.items()
        if sum_ is not None and np.nanmax(np.abs(sum_ / np.maximum(everybody, 1) - 1), initial=0) < 0.005
    ]
    if len(fits) == 1 and reader.raw.labels:
        years = "until 2016" if fits[0] == OLD[0] else "from 2017"
        reader.note(
            f"The labels of DP05 do not tell its lines apart; its ages add up to everybody by the lines {years}: read so."
        )
        return fits[0]
    if sums[OLD[0]] is None:
        return None
    told = {OLD[0]: "2016 (DP05_0004E is under five)", NEW[0]: "2022 (DP05_0005E is under five)"}
    fix = " or ".join(f"--vintage {words}" for words in told.values())
    hint = f" Its ages add up by the lines of {told[fits[0]]}." if len(fits) == 1 else ""
    reader.question("DP05_0004E", "lines without labels, of a year that is not said", "labels (the second line of the export) or the year",
                    f"Write {fix}.{hint}")  # fmt: skip
    return None


def ages_from(reader: Reader, start: int) -> Floats | None:
    """Return the sum of thirteen ages from a line on, `(p,)`; None where a line is not there."""
    names = [f"DP05_{line:04d}E" for line in range(start, start + len(AGES))]
    if any(name not in reader.by_code for name in names):
        return None
    return np.asarray(np.sum([reader.column(reader.by_code[name]) for name in names], axis=0))
