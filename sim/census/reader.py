"""How are columns of a census table found? By published code, or by the words of their names; what has been made of them is kept."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.census.cells import Floats, numbers
from sim.census.names import Recipe, bag, says_percent, year_of
from sim.census.table import Raw
from sim.faults import FaultList

__all__ = ["Reader"]


class Reader:
    """One table with its columns by name, by code and by words, and what has been made of them so far."""

    def __init__(self, raw: Raw, faults: FaultList) -> None:
        self.raw, self.faults = raw, faults
        self.by_code = {name.upper(): name for name in raw.columns}
        self.bags = {name: bag(name) for name in raw.columns}
        self.cache: dict[str, Floats] = {}
        self.made_of: dict[str, str] = {}
        self.notes: list[str] = []

    def column(self, name: str) -> Floats:
        """Return one column of the table as numbers."""
        if name not in self.cache:
            self.cache[name] = numbers(name, self.raw.columns[name], self.faults)
        return self.cache[name]

    @cached_property
    def percents(self) -> bool:
        """Whether columns that call themselves percent go above 1 in this table."""
        said = [self.raw.columns[name] for name in self.raw.columns if says_percent(name)]
        nobody = FaultList("")
        return any(np.nanmax(numbers("", values[:200], nobody), initial=0.0) > 1.0 for values in said[:60])

    def by_words(self, *wanted: str) -> str | None:
        """Return the column that one of these words names: the latest year first, then as they stand."""
        sets = [frozenset(words.split()) for words in wanted]
        found = [name for name, words in self.bags.items() if words in sets]
        return max(found, key=lambda name: (year_of(name), -list(self.bags).index(name))) if found else None

    def by_words_in(self, year: int, *wanted: str) -> str | None:
        """Return the column of one year that one of these words names."""
        sets = [frozenset(words.split()) for words in wanted]
        return next((name for name, words in self.bags.items() if words in sets and year_of(name) == year), None)

    def recipe(self, one: Recipe) -> Floats | None:
        """Return what a recipe makes, None where a column of it is not there."""
        if any(name.upper() not in self.by_code for name in (*one.above, *one.below)):
            return None
        above, below = ([self.column(self.by_code[name.upper()]) for name in some] for some in (one.above, one.below))
        made = np.sum(above, axis=0)
        if below:
            with np.errstate(divide="ignore", invalid="ignore"):
                made = np.where(np.sum(below, axis=0) > 0, made / np.sum(below, axis=0), np.nan)
        made = made / 100.0 if one.percent else made
        found: Floats = 1.0 - made if one.rest else made
        return found
