"""How does one of our columns come out of a census table? As it is, as a count over people or homes, as a sum, or as the rest of 1."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.inputs.faults import several, shown
from sim.scenario.census.cells import Floats
from sim.scenario.census.codes import CODES, Recipe
from sim.scenario.census.lines import line_recipes
from sim.scenario.census.names import (
    HOUSEHOLDS,
    INSTEAD,
    MORE,
    OF_HOUSEHOLDS,
    SUMS,
    UNITS,
    VACANT,
    WORDS,
    parts,
    year_of,
)
from sim.scenario.census.reader import Reader
from sim.scenario.census.units import LIMITS, flag, refuse, unit_of, within
from sim.scenario.places import COLUMNS

__all__ = ["made_column", "recipes", "told"]

WHOLES = ("share_", "exposure", "vulnerability")
DAYS = ("exposure_days",)
# Damage as OpenFEMA counts it: inspected homes less those without damage, by who lives in them.
INSPECTED, WITHOUT = "totalInspected", {"noFemaInspectedDamage": "owners", "totalInspectedWithNoDamage": "renters"}


def recipes(reader: Reader, name: str) -> list[Recipe]:
    """Return the recipes of published codes for one of our columns, in the codes of this table."""
    return [*CODES.get(name, ()), *line_recipes(reader, name)]


def made_column(reader: Reader, name: str, people: Floats) -> Floats | None:
    """Return one of our columns: as asked, by a published code, by words, as a sum of counts, as the rest of 1; None where nothing fits."""
    if name in reader.answers.use:
        return asked_for(reader, name, reader.answers.use[name], people)
    for one in recipes(reader, name):
        made = reader.recipe(one)
        if made is not None:
            used = (reader.by_code[code.upper()] for code in (*one.above, *one.less, *one.below))
            return kept(reader, name, made, told(one), *used)
    if name == "exposure" and (damaged := damage(reader)) is not None:
        return damaged
    if worded := reader.by_words(*WORDS.get(name, ())):
        return with_more(reader, name, worded, people)
    parts_of = [reader.by_words(words) for words in SUMS.get(name, ())]
    if parts_of and None not in parts_of:
        chosen = [part for part in parts_of if part]
        below = reader.by_words_in(year_of(chosen[0]), *WORDS["population"]) or reader.used["population"][0]
        made = np.sum([reader.column(part) for part in chosen], axis=0)
        return kept(
            reader, name, divided(made, reader.column(below)), f"{' + '.join(chosen)} over {below}", *chosen, below
        )
    if instead := reader.by_words(*INSTEAD.get(name, ())):
        return as_share(reader, name, instead, people, rest=True)
    return household_size(reader) if name == "mean_household_size" else None


def kept(reader: Reader, name: str, made: Floats, words: str, *used: str) -> Floats:
    """Keep what one of our columns was made of, and return it inside what a place may have."""
    reader.made_of[name], reader.used[name] = words, used
    return bounded(reader, name, made)


def asked_for(reader: Reader, name: str, column: str, people: Floats) -> Floats | None:
    """Return one of our columns from the column that `--use` names."""
    if column not in reader.raw.columns:
        reader.question(column, f"--use {name}={column}", f"a column of the table: {some_of(reader)}", "")
        return None
    return as_share(reader, name, column, people, rest=False)


def some_of(reader: Reader) -> str:
    """Return the first names of columns."""
    return ", ".join(list(reader.raw.columns)[:12])


def damage(reader: Reader) -> Floats | None:
    """Return the share of homes that OpenFEMA's inspectors found damaged; None without its columns, or after asking for homes."""
    without = [name for name in WITHOUT if name in reader.raw.columns]
    if not without or INSPECTED not in reader.raw.columns or "disasterNumber" not in reader.raw.columns:
        return None
    found = homes(reader)
    if found is None:
        reader.question(INSPECTED, "a count of homes", "how many households there are beside it",
                        "Join a table with households: B25003, or a column called households.")  # fmt: skip
        return None
    tenure = " and ".join(WITHOUT[name] for name in without)
    reader.note(
        f"exposure counts homes of {tenure} that FEMA inspected and found damaged, over all households: a lower bound. Homes that nobody "
        "registered are not in it; a place without a row has no registrations: 0."
    )
    struck = np.nan_to_num(reader.column(INSPECTED)) - np.sum(
        [np.nan_to_num(reader.column(name)) for name in without], axis=0
    )
    words = f"{INSPECTED} less {' + '.join(without)}, a count over {found.words}"
    made = np.clip(divided(struck, found.number), 0.0, 1.0)
    return kept(reader, "exposure", made, words, INSPECTED, *without, *found.columns)


def with_more(reader: Reader, name: str, found: str, people: Floats) -> Floats | None:
    """Return a column as a share, with the columns of the same year that a table tells apart and we do not."""
    made = as_share(reader, name, found, people, rest=False)
    words, used = reader.made_of.get(name), reader.used.get(name, ())
    for more in reader.named(*MORE.get(name, ())):
        if made is not None and year_of(more) == year_of(found):
            added = as_share(reader, name, more, people, rest=False)
            made = None if added is None else made + np.nan_to_num(added)
            words, used = f"{words} + {reader.made_of[name]}", (*used, *reader.used[name])
    if made is None or words is None:
        return made
    return kept(reader, name, made, words, *dict.fromkeys(used))


def household_size(reader: Reader) -> Floats | None:
    """Return residents for each household, where the table has no mean but says how many households there are."""
    found = homes(reader)
    if found is None:
        return None
    of_year = reader.by_words_in(found.year, *WORDS["population"]) if found.year else None
    below = of_year or reader.used["population"][0]
    made = divided(reader.column(below), found.number)
    return kept(reader, "mean_household_size", made, f"{below} over {found.words}", below, *found.columns)


def told(one: Recipe) -> str:
    """Return a recipe in words."""
    above = (
        " + ".join(one.above)
        if len(one.above) < 4
        else f"{one.above[0]} ... {one.above[-1]} ({len(one.above)} columns)"
    )
    over = f" over {' + '.join(one.below)}" if one.below else ""
    less = f" less {' + '.join(one.less)}" if one.less else ""
    note = f" ({one.note})" if one.note else ""
    return f"{'1 less ' if one.rest else ''}{above}{less}{over}{', percent' if one.percent else ''}{note}"


def divided(above: Floats, below: Floats) -> Floats:
    """Return a quotient, NaN where nobody is below."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: Floats = np.where(below > 0, above / below, np.nan)
    return quotient


def as_share(reader: Reader, name: str, found: str, people: Floats, rest: bool) -> Floats | None:
    """Return a column as a share of 1, or as it is where ours is no share; None after a question, or where a count has no denominator."""
    read = reader.cells(found)
    if not name.startswith(WHOLES) or name in DAYS:
        inside(reader, name, found, read.values)
        return kept(reader, name, read.values, found, found)
    below, over, used = denominator(reader, name, found, people)
    for_all = None if reader.unit_said(found) else reader.answers.units.get("all")
    answered = reader.answers.units.get(found) or for_all
    if answered:
        unit: str | None = answered.unit
        if not within(found, read.values, answered.unit, LIMITS[answered.unit], reader.raw.lines, reader.faults):
            return None
    else:
        # An index of vulnerability is a rank from 0 to 1 by what it is called.
        hint = reader.raw.units.get(found, "") or (
            "share" if name == "vulnerability" and not reader.unit_said(found) else ""
        )
        unit = unit_of(found, read, hint, below, reader.raw.lines, reader.faults)
    if unit is None:
        return None
    if unit == "percent" and not answered and reader.unit_said(found) == "share":
        reader.note(f"{found} calls itself a share, and its numbers are above 1: it was read as percent.")
    values = read.values / 100.0 if unit == "percent" else read.values
    if unit == "count":
        if below is None:
            no_denominator(reader, name, found)
            return None
        if not fits(reader, found, values, below, over):
            return None
        values = divided(values, below)
    words = f"{'1 less ' if rest else ''}{found}, {'a ' if unit != 'percent' else ''}{unit}{f' over {over}' if unit == 'count' else ''}"
    return kept(reader, name, 1.0 - values if rest else values, words, found, *(used if unit == "count" else ()))


def inside(reader: Reader, name: str, found: str, values: Floats) -> None:
    """Add a fault where a number that is no share is outside what a place may have."""
    rule = COLUMNS[name].rule
    low, high = float(getattr(rule, "low")), float(getattr(rule, "high"))  # noqa: B009 - a rule of numbers
    outside = np.flatnonzero((values < low) | (values > high))
    if len(outside) and name != "mean_household_size":
        refuse(found, values, [int(row) for row in outside], COLUMNS[name].allowed, reader.raw.lines, reader.faults)


def denominator(reader: Reader, name: str, found: str, people: Floats) -> tuple[Floats | None, str, tuple[str, ...]]:
    """Return what a count would be divided by, in words and by the names of its columns: as answered, homes or households, or people."""
    answered = reader.answers.units.get(found)
    if answered and answered.below:
        if answered.below in reader.raw.columns:
            return reader.column(answered.below), answered.below, (answered.below,)
        reader.question(
            answered.below, f"--unit {found}=count/{answered.below}", f"a column of the table: {some_of(reader)}", ""
        )
        return None, "", ()
    if name == "exposure" and not {"people", "residents", "persons", "population"} & set(parts(found)):
        units = reader.by_code.get("E_HU") or reader.by_code.get("B25001_001E") or reader.by_words(*UNITS)
        if units:
            return reader.column(units), units, (units,)
        households = homes(reader)
        return (households.number, households.words, households.columns) if households else (None, "", ())
    if name in OF_HOUSEHOLDS:
        households = homes(reader)
        return (households.number, households.words, households.columns) if households else (None, "", ())
    return people, reader.used["population"][0], reader.used["population"]


def no_denominator(reader: Reader, name: str, found: str) -> None:
    """Ask what a count of homes is divided by; a count of households without any is noted and left unused."""
    if name == "exposure":
        fix = f"Write {flag(found, 'count/COLUMN')}, with the column of all homes or people."
        reader.question(
            found, f"a count ({shown(found)}) and no column of all homes", "a count with what it is a part of", fix
        )
    else:
        reader.note(f"{found} counts households, and no column says how many there are: it was left unused.")


def fits(reader: Reader, found: str, values: Floats, below: Floats, over: str) -> bool:
    """Say whether no count is above what it is a part of; a fault with the rows where one is."""
    outside = np.flatnonzero((below > 0) & (values > below * 1.02 + 5))
    if not len(outside):
        return True
    some = ", ".join(f"{values[row]:g} of {below[row]:g} (row {reader.raw.lines[row]})" for row in outside[:3])
    fix = f"Write {flag(found, 'count/COLUMN')} for another whole, or {flag(found, 'percent')}."
    reader.question(found, some, f"counts that are no more than {over}", fix)
    return False


class Households(NamedTuple):
    """The households of each place `(p,)`, the year they were counted in (0: not said), in words what they were made of, their columns."""

    number: Floats
    year: int
    words: str
    columns: tuple[str, ...]


def homes(reader: Reader) -> Households | None:
    """Return the households of each place: as counted, or homes less those in which nobody lives; None where no column says them."""
    for code in ("B25003_001E", "B25044_001E", "B11001_001E", "E_HH"):
        if name := reader.by_code.get(code):
            return Households(reader.column(name), 0, name, (name,))
    if name := reader.by_words(*HOUSEHOLDS):
        return Households(reader.column(name), year_of(name), name, (name,))
    for units in sorted(reader.named(*UNITS), key=year_of, reverse=True):
        vacant = reader.by_words_in(year_of(units), *VACANT)
        if vacant:
            count, empty = reader.column(units), reader.column(vacant)
            unit = unit_of(
                vacant, reader.cells(vacant), reader.unit_said(vacant), count, reader.raw.lines, reader.faults
            )
            left = count - empty if unit == "count" else count * (1.0 - empty / (100.0 if unit == "percent" else 1.0))
            return Households(left, year_of(units), f"{units} less {vacant}", (units, vacant))
    return None


def bounded(reader: Reader, name: str, values: Floats) -> Floats:
    """Return a column inside what a place may have: rounding is cut off, what cannot be is no number and is said."""
    rule = COLUMNS[name].rule
    low, high = float(getattr(rule, "low")), float(getattr(rule, "high"))  # noqa: B009 - a rule of numbers
    slack = 0.05 if high == 1.0 else 0.0
    possible = (values >= low - slack) & (values <= high + slack)
    outside = np.flatnonzero(np.isfinite(values) & ~possible)
    made_of = reader.made_of.get(name, name)
    if len(outside) and high == 1.0:
        some = ", ".join(f"{values[row]:.4g} (row {reader.raw.lines[row]})" for row in outside[:3])
        reader.question(name, f"{some} from {made_of}", "a share from 0 to 1", "Mend the rows, or blank them.")
    elif len(outside):
        reader.note(f"{name}: {several(len(outside), 'number')} from {made_of} cannot be and were left blank.")
    found: Floats = np.where(possible, np.clip(values, low, high), np.nan)
    return found
