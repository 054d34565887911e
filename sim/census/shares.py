"""How does one of our columns come out of a census table? As it is, as a count over people or homes, as a sum, or as the rest of 1."""

from __future__ import annotations

import numpy as np

from sim.census.cells import Floats, unit_of
from sim.census.names import CODES, HOUSEHOLDS, INSTEAD, OF_HOUSEHOLDS, SUMS, WORDS, Recipe, year_of
from sim.census.reader import Reader
from sim.places import COLUMNS

__all__ = ["made_column"]


def made_column(reader: Reader, name: str, people: Floats) -> Floats | None:
    """Return one of our columns: by a published code, by words, as a sum of counts, or as the rest of 1; None where nothing fits."""
    for one in CODES.get(name, ()):
        made = reader.recipe(one)
        if made is not None:
            reader.made_of[name] = told(one)
            return bounded(name, made)
    if found := reader.by_words(*WORDS.get(name, ())):
        return as_share(reader, name, found, people, rest=False)
    parts = [reader.by_words(words) for words in SUMS.get(name, ())]
    if parts and None not in parts:
        chosen = [part for part in parts if part]
        below = reader.by_words_in(year_of(chosen[0]), *WORDS["population"]) or reader.made_of["population"]
        reader.made_of[name] = f"{' + '.join(chosen)} over {below}"
        return bounded(name, divided(np.sum([reader.column(part) for part in chosen], axis=0), reader.column(below)))
    if found := reader.by_words(*INSTEAD.get(name, ())):
        return as_share(reader, name, found, people, rest=True)
    return None


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
        if below is None:
            reader.notes.append(
                f"{found} counts households, and no column says how many there are: it was left unused."
            )
            return None
        values = divided(values, below)
    reader.made_of[name] = f"{'1 less ' if rest else ''}{found}, {'a ' if unit != 'percent' else ''}{unit}{over}"
    return bounded(name, 1.0 - values if rest else values)


def homes(reader: Reader) -> Floats | None:
    """Return the households of each place, None where no column says them."""
    name = reader.by_words(*HOUSEHOLDS)
    return None if name is None else reader.column(name)


def bounded(name: str, values: Floats) -> Floats:
    """Return a column inside what a place may have: rounding is cut off, what cannot be is no number."""
    rule = COLUMNS[name].rule
    low, high = float(getattr(rule, "low")), float(getattr(rule, "high"))  # noqa: B009 - a rule of numbers
    slack = 0.05 if high == 1.0 else 0.0
    possible = (values >= low - slack) & (values <= high + slack)
    found: Floats = np.where(possible, np.clip(values, low, high), np.nan)
    return found
