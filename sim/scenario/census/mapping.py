"""Which columns of a census table make ours, and what is missing? Each of ours with what it was made of, in words.

share of people       count / population          share of households       count / households
race/ethnicity        Hispanic residents of any race are counted once: the other groups share what is left where they overlap
vulnerability         where no index is given: the mean rank among the places in poverty, cars, insurance and the like that are
positions             where none are given: side by side in the order of the codes, a mile apart; said aloud
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.inputs.faults import FaultList
from sim.scenario.census.cells import Floats
from sim.scenario.census.names import CODES, WORDS
from sim.scenario.census.placing import place_names, positions, rank_vulnerability
from sim.scenario.census.reader import Reader
from sim.scenario.census.shares import made_column
from sim.scenario.census.table import Raw
from sim.scenario.places import AGES, COLUMNS, MOST_PLACES, RACE_SHARES

__all__ = ["Mapped", "mapped", "only"]

TOLERANCE = 0.02
OURS = tuple(name for name in COLUMNS if name not in ("place", "population", "lon", "lat"))


@dataclass(frozen=True)
class Mapped:
    """Our columns `(p,)`, NaN where a place says nothing, the names of the places, and in words what each was made of and what to know."""

    names: tuple[str, ...]
    columns: dict[str, Floats]
    made_of: dict[str, str]
    notes: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Our columns of which the table says nothing."""
        return tuple(name for name in COLUMNS if name != "place" and name not in self.columns)

    @property
    def people(self) -> int:
        """Residents of all places."""
        return int(self.columns["population"].sum())


def mapped(raw: Raw, faults: FaultList) -> Mapped:
    """Return our columns made of a table, its empty places left out. Adds every fault; raises them where there are any."""
    first = Reader(raw, faults)
    people = population(first)
    if not first.made_of:
        faults.raise_if_any()
    # Rows whose residents cannot be read stay in until every other fault has been found, too.
    kept = [int(row) for row in np.flatnonzero((people > 0) | (len(faults.found) > 0))]
    reader = Reader(rows_of(raw, kept), faults)
    reader.made_of |= first.made_of
    columns = {"population": people[kept]}
    if dropped := len(raw) - len(kept):
        reader.notes.append(f"Rows without residents were left out: {dropped}.")
    if not 1 <= len(kept) <= MOST_PLACES:
        fix = "Cut the table down, or use --only CODE."
        faults.add("", f"{len(kept):,} places with residents", f"1 to {MOST_PLACES:,}", fix)
        faults.raise_if_any()
    for name in OURS:
        made = made_column(reader, name, columns["population"])
        if made is not None:
            columns[name] = made
    whole(reader, columns)
    columns |= positions(reader)
    rank_vulnerability(reader, columns)
    faults.raise_if_any()
    return Mapped(tuple(place_names(reader)), columns, reader.made_of, tuple(reader.notes))


def population(reader: Reader) -> Floats:
    """Return the residents of each place, `(p,)`; a fault where no column says them."""
    codes = [one for one in CODES["population"] if reader.recipe(one) is not None]
    name = reader.by_code[codes[0].above[0].upper()] if codes else reader.by_words(*WORDS["population"])
    if name is None:
        some = ", ".join(list(reader.raw.columns)[:12])
        reader.faults.add("", f"no column of residents among {some} ...", "a column such as population, or B01003_001E")
        return np.zeros(len(reader.raw))
    reader.made_of["population"] = name
    people: Floats = np.floor(np.nan_to_num(reader.column(name)) + 0.5)
    return people


def whole(reader: Reader, columns: dict[str, Floats]) -> None:
    """Make ages and groups parts of a whole: rounding is spread, overlap with Hispanic residents is taken out, and both are said."""
    overlap(reader, columns)
    for group, what in ((AGES, "ages"), (RACE_SHARES, "census groups")):
        given = [name for name in group if name in columns]
        left = [name for name in group if name not in columns]
        if len(left) == 1:
            total = np.nansum([columns[name] for name in given], axis=0)
            columns[left[0]] = np.maximum(1.0 - total, 0.0)
            reader.made_of[left[0]] = "what the others leave"
            given = list(group)
        if not given:
            continue
        total = np.nansum([columns[name] for name in given], axis=0)
        off = (total > 1.0 + TOLERANCE) | ((len(given) == len(group)) & (total < 1.0 - TOLERANCE) & (total > 0))
        if off.any():
            reader.notes.append(
                f"In {int(off.sum())} places the {what} summed to {total[off].min():.2f} to {total[off].max():.2f}: scaled to 1."
            )
            for name in given:
                columns[name] = np.where(off, columns[name] / np.where(total > 0, total, 1.0), columns[name])


def overlap(reader: Reader, columns: dict[str, Floats]) -> None:
    """Take Hispanic residents out of the other groups where the groups overlap."""
    others = [name for name in RACE_SHARES if name in columns and name != "share_hispanic"]
    if "share_hispanic" not in columns or not others:
        return
    hispanic = np.nan_to_num(columns["share_hispanic"])
    total = np.nansum([columns[name] for name in others], axis=0)
    over = total + hispanic > 1.0 + TOLERANCE
    if over.any():
        reader.notes.append(
            f"In {int(over.sum())} places the groups overlap (Hispanic residents are of any race): they were counted as Hispanic only, and "
            "the other groups share the rest in proportion."
        )
        for name in others:
            columns[name] = np.where(
                over, columns[name] * (1.0 - hispanic) / np.where(total > 0, total, 1.0), columns[name]
            )


def only(raw: Raw, prefix: str) -> Raw:
    """Return the rows whose code begins so."""
    return rows_of(raw, [row for row, code in enumerate(raw.codes) if code.startswith(prefix)])


def rows_of(raw: Raw, rows: list[int]) -> Raw:
    """Return some rows of a table."""
    columns = {name: [values[row] for row in rows] for name, values in raw.columns.items()}
    return Raw(raw.file, columns, tuple(raw.codes[row] for row in rows))
