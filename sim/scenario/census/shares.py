"""How does one of our columns come out of a census table? As it is, as a count over people or homes, as a sum, or as the rest of 1."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.scenario.census.cells import Floats, unit_of
from sim.scenario.census.names import (
    CODES,
    HOUSEHOLDS,
    INSTEAD,
    MORE,
    OF_HOUSEHOLDS,
    SUMS,
    UNITS,
    VACANT,
    WORDS,
    Recipe,
    year_of,
)
from sim.scenario.census.reader import Reader
from sim.scenario.places import COLUMNS

__all__ = ["made_column"]


def made_column(reader: Reader, name: str, people: Floats) -> Floats | None:
    """Return one of our columns: by a published code, by words, as a sum of counts, or as the rest of 1; None where nothing fits."""
    for one in CODES.get(name, ()):
        made = reader.recipe(one)
        if made is not None:
            reader.made_of[name] = told(one)
            return bounded(name, made)
    if found := reader.by_words(*WORDS.get(name, ())):
        return with_more(reader, name, found, people)
    parts = [reader.by_words(words) for words in SUMS.get(name, ())]
    if parts and None not in parts:
        chosen = [part for part in parts if part]
        below = reader.by_words_in(year_of(chosen[0]), *WORDS["population"]) or reader.made_of["population"]
        reader.made_of[name] = f"{' + '.join(chosen)} over {below}"
        return bounded(name, divided(np.sum([reader.column(part) for part in chosen], axis=0), reader.column(below)))
    if found := reader.by_words(*INSTEAD.get(name, ())):
        return as_share(reader, name, found, people, rest=True)
    return household_size(reader) if name == "mean_household_size" else None


def with_more(reader: Reader, name: str, found: str, people: Floats) -> Floats | None:
    """Return a column as a share, with the columns of the same year that a table tells apart and we do not."""
    made = as_share(reader, name, found, people, rest=False)
    told = reader.made_of.get(name)
    for more in reader.named(*MORE.get(name, ())):
        if made is not None and year_of(more) == year_of(found):
            added = as_share(reader, name, more, people, rest=False)
            made = None if added is None else made + np.nan_to_num(added)
            told = f"{told} + {reader.made_of[name]}"
    if made is None or told is None:
        return made
    reader.made_of[name] = told
    return bounded(name, made)


def household_size(reader: Reader) -> Floats | None:
    """Return residents for each household, where the table has no mean but says how many households there are."""
    found = homes(reader)
    if found is None:
        return None
    of_year = reader.by_words_in(found.year, *WORDS["population"]) if found.year else None
    below = of_year or reader.made_of["population"]
    reader.made_of["mean_household_size"] = f"{below} over {found.words}"
    return bounded("mean_household_size", divided(reader.column(below), found.number))


def told(one: Recipe) -> str:
    """Return a recipe in words."""
    above = (
        " + ".join(one.above)
        if len(one.above) < 4
        else f"{one.above[0]} ... {one.above[-1]} ({len(one.above)} columns)"
    )
    over = f" over {' + '.join(one.below)}" if one.below else ""
    return f"{'1 less ' if one.rest else ''}{above}{over}{', percent' if one.percent else ''}"


def divided(above: Floats, below: Floats) -> Floats:
    """Return a quotient, NaN where nobody is below."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: Floats = np.where(below > 0, above / below, np.nan)
    return quotient


def as_share(reader: Reader, name: str, found: str, people: Floats, rest: bool) -> Floats | None:
    """Return a column as a share of 1, or as it is where ours is no share; None where a count has nothing to be divided by."""
    values = reader.column(found)
    if not (name.startswith("share_") or name in ("exposure", "vulnerability")):
        reader.made_of[name] = found
        return bounded(name, values)
    unit = unit_of(found, values, reader.percents)
    over = ""
    if unit == "percent":
        values = values / 100.0
    elif unit == "count":
        below, over = (homes(reader), " over households") if name in OF_HOUSEHOLDS else (people, " over population")
        below = below.number if isinstance(below, Households) else below
        if below is None:
            reader.notes.append(
                f"{found} counts households, and no column says how many there are: it was left unused."
            )
            return None
        values = divided(values, below)
    reader.made_of[name] = f"{'1 less ' if rest else ''}{found}, {'a ' if unit != 'percent' else ''}{unit}{over}"
    return bounded(name, 1.0 - values if rest else values)


class Households(NamedTuple):
    """The households of each place `(p,)`, the year they were counted in (0: not said), and in words what they were made of."""

    number: Floats
    year: int
    words: str


def homes(reader: Reader) -> Households | None:
    """Return the households of each place: as counted, or homes less those in which nobody lives; None where no column says them."""
    if name := reader.by_words(*HOUSEHOLDS):
        return Households(reader.column(name), year_of(name), name)
    for units in sorted(reader.named(*UNITS), key=year_of, reverse=True):
        vacant = reader.by_words_in(year_of(units), *VACANT)
        if vacant:
            count, empty = reader.column(units), reader.column(vacant)
            unit = unit_of(vacant, empty, reader.percents)
            left = count - empty if unit == "count" else count * (1.0 - empty / (100.0 if unit == "percent" else 1.0))
            return Households(left, year_of(units), f"{units} less {vacant}")
    return None


def bounded(name: str, values: Floats) -> Floats:
    """Return a column inside what a place may have: rounding is cut off, what cannot be is no number."""
    rule = COLUMNS[name].rule
    low, high = float(getattr(rule, "low")), float(getattr(rule, "high"))  # noqa: B009 - a rule of numbers
    slack = 0.05 if high == 1.0 else 0.0
    possible = (values >= low - slack) & (values <= high + slack)
    found: Floats = np.where(possible, np.clip(values, low, high), np.nan)
    return found
