"""How are columns of a census table found? By published code, or by the words of their names; what has been made of them is kept."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from sim.inputs.faults import FaultList, shown
from sim.scenario.census.answers import Answers
from sim.scenario.census.cells import CellColumn, Floats, marks_of, numbers
from sim.scenario.census.codes import EXPECTED, Recipe, year_of_file
from sim.scenario.census.names import bag, means, year_of
from sim.scenario.census.table import Raw
from sim.scenario.census.units import said_by

__all__ = ["Reader"]

# A later column is taken before an older one if it knows at least this share of what the older one knows.
NEARLY = 0.9
SAMPLE = 60


class Reader:
    """One table with its columns by name, by code and by words, and what has been made of them so far."""

    def __init__(self, raw: Raw, faults: FaultList, answers: Answers | None = None) -> None:
        self.raw, self.faults, self.answers = raw, faults, answers or Answers()
        self.by_code = {name.upper(): name for name in raw.columns}
        self.known: dict[str, float] = {}
        self.cache: dict[str, CellColumn] = {}
        self.asked: set[str] = set()
        # What was made of which columns: in words, by the names of the columns, and in which unit.
        self.made_of: dict[str, str] = {}
        self.used: dict[str, tuple[str, ...]] = {}
        self.notes: list[str] = []

    def note(self, words: str) -> None:
        """Keep what there is to know, once."""
        if words not in self.notes:
            self.notes.append(words)

    def question(self, column: str, given: str, allowed: str, fix: str) -> None:
        """Add a question as a fault, once."""
        if column not in self.asked:
            self.asked.add(column)
            self.faults.add(f"column {column}", given, allowed, fix)

    def cells(self, name: str, *, people: bool = False, negative: bool = False) -> CellColumn:
        """Return one column of the table as numbers, with how it is written; what there is to say of it is noted."""
        if name not in self.cache:
            file = self.raw.origin.get(name, self.raw.file)
            whole = self.unit_said(name) == "count"
            found = numbers(
                name, self.raw.columns[name], self.faults, self.raw.lines, people=people, whole=whole, negative=negative,
                of_table=self.answers.decimal or self.mark, sign=self.raw.sign,
            )  # fmt: skip
            base = name.partition(" (")[0]
            if base in self.raw.twice:
                self.question(
                    base, f"{shown(base)} above several columns of {file}", "each column once", "Rename one of them."
                )
            for words in found.said:
                self.note(f"{name}: {words}.")
            self.cache[name] = found
        return self.cache[name]

    def unit_said(self, name: str) -> str:
        """Return the unit that somebody, the format or the name itself says; "" for none."""
        answered = self.answers.units.get(name)
        return answered.unit if answered else said_by(name, None, self.raw.units.get(name, ""))

    def column(self, name: str) -> Floats:
        """Return one column of the table as numbers."""
        return self.cells(name).values

    @cached_property
    def mark(self) -> str:
        """What stands before decimals in the cells of this table that tell."""
        found = {mark for values in self.raw.columns.values() for mark in marks_of(values[:SAMPLE])}
        return found.pop() if len(found) == 1 else ""

    def year_of(self, code: str) -> int | None:
        """Return the year of a survey: as answered, or as the name of the file says."""
        name = self.by_code.get(code, "")
        return self.answers.vintage or year_of_file(self.raw.origin.get(name, self.raw.file))

    def share_known(self, name: str) -> float:
        """Return the share of rows in which a column has a number; words that are none are no fault yet."""
        if name not in self.known:
            words = FaultList("")
            values = numbers("", self.raw.columns[name], words).values
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
            self.note(
                f"{passed} knows {self.share_known(passed):.0%} of the places: an older column that knows more was taken."
            )
        best = [name for name in good if year_of(name) == latest]
        if not best:
            return None
        # Of several columns of the same thing one that says share or percent has the right denominator, a count has it not.
        same = [name for name in best if bag(name) == bag(best[0])]
        return min(same, key=lambda name: ("share", "percent", "", "count").index(self.unit_said(name)))

    def by_words_in(self, year: int, *wanted: str) -> str | None:
        """Return the column of one year that one of these words names."""
        return next((name for name in self.named(*wanted) if year_of(name) == year), None)

    def has(self, one: Recipe) -> bool:
        """Say whether every column of a recipe is there, and some number in it."""
        names = [self.by_code.get(name.upper()) for name in (*one.above, *one.below, *one.less)]
        return None not in names and any(self.share_known(name) > 0 for name in names[: len(one.above)] if name)

    def recipe(self, one: Recipe) -> Floats | None:
        """Return what a recipe makes, None where a column of it is not there."""
        if not self.has(one):
            return None
        above, below, less = ([self.checked(name) for name in some] for some in (one.above, one.below, one.less))
        made = np.sum(above, axis=0) - np.sum(less, axis=0) if less else np.sum(above, axis=0)
        if below:
            with np.errstate(divide="ignore", invalid="ignore"):
                made = np.where(np.sum(below, axis=0) > 0, made / np.sum(below, axis=0), np.nan)
        made = made / 100.0 if one.percent else made
        found: Floats = 1.0 - made if one.rest else made
        return found

    def checked(self, code: str) -> Floats:
        """Return the column of a code; a fault where its label says that another line is meant."""
        name = self.by_code[code.upper()]
        label, expected = self.raw.labels.get(name, "").casefold(), EXPECTED.get(code.upper(), "")
        if label.count("!!") > 1 and expected not in label:
            self.question(
                name, f"the label {shown(label)}", f"a label with {expected!r}", "Is it the table that its code says?"
            )
        return self.column(name)
