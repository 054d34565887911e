"""How are columns of a census table found? By published code, or by the words of their names; what has been made of them is kept."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.inputs.faults import FaultList
from sim.scenario.census.cells import Floats, numbers
from sim.scenario.census.names import Recipe, means, says_percent, year_of
from sim.scenario.census.table import Raw

__all__ = ["Reader"]

# A later column is taken before an older one if it knows at least this share of what the older one knows.
NEARLY = 0.9


class Reader:
    """One table with its columns by name, by code and by words, and what has been made of them so far."""

    def __init__(self, raw: Raw, faults: FaultList) -> None:
        self.raw, self.faults = raw, faults
        self.by_code = {name.upper(): name for name in raw.columns}
        self.known: dict[str, float] = {}
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

    def share_known(self, name: str) -> float:
        """Return the share of rows in which a column has a number; words that are none are no fault yet."""
        if name not in self.known:
            words = FaultList("")
            values = numbers("", self.raw.columns[name], words)
            # A column of words is not passed over as if it were blank: reading it tells that they are no numbers.
            self.known[name] = 1.0 if words.found else float(np.isfinite(values).mean())
        return self.known[name]

    def named(self, *wanted: str) -> list[str]:
        """Return the columns that these words name, those of the first words first; without columns that are blank throughout."""
        found = {name: None for words in wanted for name in self.raw.columns if means(name, words)}
        return [name for name in found if self.share_known(name) > 0]

    def by_words(self, *wanted: str) -> str | None:
        """Return the column that one of these words names: the latest that knows nearly as many places as any, then the best words."""
        found = self.named(*wanted)
        enough = NEARLY * max((self.share_known(name) for name in found), default=0.0)
        good = [name for name in found if self.share_known(name) >= enough]
        latest = max((year_of(name) for name in good), default=0)
        if any(year_of(name) > latest for name in found):
            passed = max(found, key=year_of)
            self.notes.append(
                f"{passed} knows {self.share_known(passed):.0%} of the places: an older column that knows more was taken."
            )
        return next((name for name in good if year_of(name) == latest), None)

    def by_words_in(self, year: int, *wanted: str) -> str | None:
        """Return the column of one year that one of these words names."""
        return next((name for name in self.named(*wanted) if year_of(name) == year), None)

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
