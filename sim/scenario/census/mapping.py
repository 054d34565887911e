"""Which columns of a census table make ours, and what is missing? Each of ours with what it was made of, in words and cell by cell.

share of people       count / population          share of households       count / households
race/ethnicity        Hispanic residents of any race are counted once: the other groups share what is left where they overlap
vulnerability         where no index is given: the mean rank among the places in poverty, cars, insurance and the like that are
positions             where none are given: side by side in the order of the codes, a mile apart; said aloud
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.inputs.faults import FaultList, shown
from sim.scenario.census.answers import Answers
from sim.scenario.census.cells import Floats
from sim.scenario.census.checks import one_row_each, passed_over, shrunk, stand_ins, wholes
from sim.scenario.census.names import WORDS, kind_of
from sim.scenario.census.placing import place_names, positions, rank_vulnerability
from sim.scenario.census.reader import Reader
from sim.scenario.census.shares import made_column, recipes, told
from sim.scenario.census.sites import SiteTable, with_sites
from sim.scenario.census.table import Raw, rows_of
from sim.scenario.census.whereabouts import far_away
from sim.scenario.places import AGES, COLUMNS, MOST_PLACES, RACE_SHARES

__all__ = ["Mapped", "mapped", "only"]

TOLERANCE = 0.02
OURS = tuple(name for name in COLUMNS if name not in ("place", "population", "lon", "lat"))
LISTED = 6


@dataclass(frozen=True)
class Mapped:
    """Our columns `(p,)`, NaN where a place says nothing, names of places, and what each was made of: in words and by columns of the table.

    `notes` says what to know of the reading, `stand_ins` which columns could stand for damage where nothing says it. `raw` holds the rows
    that became places.
    """

    names: tuple[str, ...]
    columns: dict[str, Floats]
    made_of: dict[str, str]
    notes: tuple[str, ...]
    used: Mapping[str, tuple[str, ...]]
    stand_ins: tuple[str, ...]
    raw: Raw

    @property
    def missing(self) -> tuple[str, ...]:
        """Our columns of which the table says nothing."""
        return tuple(name for name in COLUMNS if name != "place" and name not in self.columns)

    @property
    def people(self) -> int:
        """Residents of all places."""
        return int(self.columns["population"].sum())


def mapped(
    raw: Raw, faults: FaultList, answers: Answers | None = None, national: Mapping[str, float] | None = None,
    notes: Sequence[str] = (), sites: Sequence[SiteTable] = (),
) -> Mapped:  # fmt: skip
    """Return our columns made of a table, its empty places and sums left out. Adds every fault and question, and raises them.

    `answers` are those that somebody has given, `national` figures to hold the shares against, `notes` what is known already,
    `sites` lists of clinics and schools, whose distances are computed.
    """
    reader, people = places_of(raw, faults, answers, notes)
    columns = {"population": people}
    for name in OURS:
        made = made_column(reader, name, people)
        if made is not None:
            columns[name] = made
    whole(reader, columns)
    names = place_names(reader)
    columns |= positions(reader)
    if reader.made_of["lon"] in reader.raw.columns:
        far_away(reader, names, columns["lon"], columns["lat"])
    with_sites(reader, names, columns, sites)
    rank_vulnerability(reader, columns)
    faults.raise_if_any()
    reader.notes += [*blanks(columns), *shrunk(columns, national or {}, reader.made_of), *passed_over(reader)]
    found = stand_ins(reader) if "exposure" not in columns else []
    return Mapped(tuple(names), columns, reader.made_of, tuple(reader.notes), reader.used, tuple(found), reader.raw)


def places_of(raw: Raw, faults: FaultList, answers: Answers | None, notes: Sequence[str]) -> tuple[Reader, Floats]:
    """Return a reader of the rows that are places, and their residents `(p,)`: without empty rows, and without sums of others."""
    first = Reader(raw, faults, answers)
    people = population(first)
    if not first.made_of:
        faults.raise_if_any()
    sums, left_out = wholes(raw, people, faults)
    # Rows whose residents cannot be read stay in until every other fault has been found, too.
    alive = np.nan_to_num(people) > 0
    kept = [int(row) for row in np.flatnonzero(alive | (len(faults.found) > 0)) if row not in sums]
    reader = Reader(rows_of(raw, kept), faults, answers)
    reader.made_of |= first.made_of
    reader.used |= first.used
    reader.notes += [*notes, *first.notes, *left_out, *empty(raw, people, sums)]
    if not 1 <= len(kept) <= MOST_PLACES:
        fix = "Cut the table down, or use --only CODE."
        faults.add("", f"{len(kept):,} places with residents", f"1 to {MOST_PLACES:,}", fix)
        faults.raise_if_any()
    one_row_each(reader.raw, faults)
    return reader, people[kept]


def population(reader: Reader) -> Floats:
    """Return the residents of each place, `(p,)`, NaN where they are not known; a fault where no column says them."""
    asked = reader.answers.use.get("population")
    codes = [one for one in recipes(reader, "population") if reader.has(one)]
    name = asked or (
        reader.by_code[codes[0].above[0].upper()] if codes else tagged(reader) or reader.by_words(*WORDS["population"])
    )
    if name is None or name not in reader.raw.columns:
        no_people(reader)
        return np.zeros(len(reader.raw))
    reader.made_of["population"] = told(codes[0]) if codes and not asked and not codes[0].note else name
    reader.used["population"] = (name,)
    values = reader.cells(name, people=True).values
    parts = np.flatnonzero(np.isfinite(values) & (np.abs(values - np.round(values)) > 1e-6))
    if len(parts):
        if np.nanmax(values) < 1000 or "thousand" in name.lower():
            some = ", ".join(f"{values[row]:g} (row {reader.raw.lines[row]})" for row in parts[:3])
            fix = "Are they thousands of people? Write them in full."
            reader.faults.add(f"column {name}", some, "whole people", fix)
        reader.note(f"{name}: parts of people in {len(parts)} rows were rounded.")
    negative = np.flatnonzero(values < 0)
    if len(negative):
        given = f"{values[negative[0]]:g} (row {reader.raw.lines[negative[0]]})"
        reader.faults.add(f"column {name}", given, "0 or more people")
    people: Floats = np.floor(values + 0.5)
    return people


def tagged(reader: Reader) -> str | None:
    """Return the column that a hashtag calls all people."""
    wanted = ("#population", "#population+total", "#population+all", "#affected+all")
    return next((name for name in reader.raw.columns if reader.raw.labels.get(name, name).lower() in wanted), None)


def no_people(reader: Reader) -> None:
    """Add the fault of a table that does not say how many people live in a place, with what the table is where that is known."""
    what = kind_of(reader.raw.columns)
    some = ", ".join(list(reader.raw.columns)[:12])
    fix = "Join one that has it: a second --places." if not what else ""
    given = f"a table of {what}" if what else f"no column of residents among {some} ..."
    reader.faults.add("", given, "a table with a column such as population, or B01003_001E", fix)


def empty(raw: Raw, people: Floats, sums: list[int]) -> list[str]:
    """Say which rows were left out because nobody lives there, or because nothing says how many do."""
    nobody, unknown = (
        [int(row) for row in np.flatnonzero(some) if row not in sums] for some in (people == 0, np.isnan(people))
    )
    said = [f"Rows without residents were left out: {len(nobody)}."] if nobody else []
    if unknown:
        some = ", ".join(raw.codes[row] or f"row {raw.lines[row]}" for row in unknown[:LISTED])
        said.append(f"Rows that do not say how many people live there were left out: {len(unknown)} ({some}).")
    return said


def blanks(columns: Mapping[str, Floats]) -> list[str]:
    """Say which columns are blank in some places, where the figure of the nation stands in."""
    found = {name: int(np.isnan(values).sum()) for name, values in columns.items()}
    some = ", ".join(f"{name} ({count})" for name, count in found.items() if count)
    places = len(columns["population"])
    return [f"Blank in some of the {places} places, which take the figure of the nation: {some}."] if some else []


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
            reader.used[left[0]] = tuple(dict.fromkeys(name for one in given for name in reader.used.get(one, ())))
            given = list(group)
        if not given:
            continue
        total = np.nansum([columns[name] for name in given], axis=0)
        off = (total > 1.0 + TOLERANCE) | ((len(given) == len(group)) & (total < 1.0 - TOLERANCE) & (total > 0))
        if off.any():
            reader.note(
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
        reader.note(
            f"In {int(over.sum())} places the groups overlap (Hispanic residents are of any race): they were counted as Hispanic only, and "
            "the other groups share the rest in proportion."
        )
        for name in others:
            columns[name] = np.where(
                over, columns[name] * (1.0 - hispanic) / np.where(total > 0, total, 1.0), columns[name]
            )


def only(raw: Raw, prefix: str, faults: FaultList) -> Raw:
    """Return the rows whose code begins so; a fault where there is none."""
    rows = [row for row, code in enumerate(raw.codes) if code.startswith(prefix)]
    if not rows:
        some = f", such as {shown(raw.codes[0])}" if any(raw.codes) else ""
        faults.add("", f"no row whose code begins with {prefix}", f"the code of a state, county or tract{some}")
    return rows_of(raw, rows)
