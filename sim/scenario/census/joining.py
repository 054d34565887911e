"""How do several tables become one? By code, by ZIP, by county or by name; every place and row that found no partner is said.

Rows of damage that OpenFEMA parts by city are added up. Any other table with several rows for one place is refused: which is meant?
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sim.inputs.faults import FaultList, several, shown, visible
from sim.scenario.census.ids import code_columns, column_of, county_keys, keys_of, stripped
from sim.scenario.census.names import kind_of
from sim.scenario.census.table import Raw, rows_of

__all__ = ["apart_by", "joined", "where"]

DAMAGE, DISASTER = "validRegistrations", "disasterNumber"
EXAMPLES = 3


def joined(tables: Sequence[Raw], faults: FaultList) -> tuple[Raw, list[str]]:
    """Return several tables as one, the rows of the first with the columns of the others, and what did not match."""
    first, *others = tables
    notes = [f"{visible(raw.file)}: {words}." for raw in tables for words in raw.said]
    found = replace(first, columns=dict(first.columns), labels=dict(first.labels), origin={}, units=dict(first.units))
    for other in others:
        here = faults.beside(visible(other.file))
        partners = partners_of(first, other, here)
        if partners is None:
            continue
        how, wanted, given = partners
        added = added_up(other, given, here)
        if added is None:
            continue
        notes += add_columns(found, *added, wanted)
        notes += unmatched(first, added[0], wanted, added[1], how)
    return found, notes


def partners_of(first: Raw, other: Raw, faults: FaultList) -> tuple[str, list[str], list[str]] | None:
    """Return by what two tables are joined, with the key of each row of both; None after adding a fault."""
    ours, theirs = keys_of(first), keys_of(other)
    for kind in ("code", "zip"):
        if kind in ours and kind in theirs:
            one, two = ([stripped(code) for code in some[kind]] for some in (ours, theirs))
            if set(one) & set(two) - {""}:
                return ("ZIP code" if kind == "zip" else "code"), one, two
    if DAMAGE in other.columns and "zip" not in ours:
        one, two = county_keys(first), county_keys(other)
        if set(one) & set(two) - {""}:
            return "name of the county", one, two
    if not ours or not theirs:
        one, two = (names(raw) for raw in (first, other))
        if set(one) & set(two) - {""}:
            return "name of the place", one, two
    refused(first, other, ours, theirs, faults)
    return None


def names(raw: Raw) -> list[str]:
    """Return the names of places as they are compared."""
    column = column_of(raw, "place")
    return [" ".join(cell.casefold().split()) for cell in raw.columns[column]] if column else [""] * len(raw)


def refused(
    first: Raw, other: Raw, ours: dict[str, tuple[str, ...]], theirs: dict[str, tuple[str, ...]], faults: FaultList
) -> None:
    """Add the fault of two tables that have no place in common."""
    if not ours or not theirs:
        if what := kind_of(other.columns):
            faults.add("", f"a table of {what}", "a table with a row and a code for each place")
            return
        faults.add("", "no column with the code of the place in both tables",
                   "GEOID in each of the tables that are to be joined")  # fmt: skip
        return
    (kind, codes), (wanted, known) = next(iter(theirs.items())), next(iter(ours.items()))
    fix = ""
    if kind != wanted:
        fix = "ZIP codes are no codes of counties: call the column of ZIP codes `zip` in both tables."
    elif len(codes[0]) != len(known[0]):
        fix = "The two tables are of different levels (state, county, tract): take both of the same."
    faults.add("", f"codes such as {shown(codes[0])}", f"codes of {first.file}, such as {shown(known[0])}", fix)


def added_up(other: Raw, keys: list[str], faults: FaultList) -> tuple[Raw, list[str]] | None:
    """Return a table with one row for each key: rows of damage added up, any other table as it is; None after adding a fault."""
    if len(set(keys) - {""}) == len([key for key in keys if key]):
        return other, keys
    if DAMAGE not in other.columns:
        many_rows(other, keys, faults)
        return None
    disasters = sorted(set(other.columns.get(DISASTER, [""])))
    if len(disasters) > 1:
        some = ", ".join(disasters[:6])
        fix = f"Write --where {DISASTER}={disasters[-1]}."
        faults.add(f"column {DISASTER}", f"{len(disasters)} disasters: {some}", "rows of one disaster", fix)
        return None
    at: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        at.setdefault(key, []).append(row)
    summed = {name: [total(values, rows) for rows in at.values()] for name, values in other.columns.items()}
    one = rows_of(other, [rows[0] for rows in at.values()])
    return replace(one, columns=summed), list(at)


def total(values: list[str], rows: list[int]) -> str:
    """Return the sum of some cells where all are numbers, else the first."""
    held = [values[row] for row in rows if values[row]]
    try:
        return f"{sum(map(float, held)):.12g}" if held else ""
    except ValueError:
        return held[0]


def many_rows(raw: Raw, keys: Sequence[str], faults: FaultList) -> None:
    """Add the fault of several rows for one place, with the column that tells them apart."""
    twice = next(key for key, count in Counter(keys).items() if key and count > 1)
    lines = [raw.lines[row] for row, key in enumerate(keys) if key == twice]
    given = f"{len(lines)} rows for {shown(twice)} (rows {', '.join(map(str, lines[:4]))})"
    apart = apart_by(raw, keys)
    fix = f"Which are meant? Write --where {apart[0]}={apart[1]}." if apart else "Keep one of them."
    faults.add("", given, "one row for each place", fix)


def apart_by(raw: Raw, keys: Sequence[str]) -> tuple[str, str] | None:
    """Return the column and a value of it that leave one row for each place, the latest value; None where no column does."""
    for name, values in raw.columns.items():
        kinds = set(values)
        pairs = set(zip(keys, values, strict=True))
        if 1 < len(kinds) <= 60 and len(pairs) == len(keys):
            return name, max(kinds)
    return None


def add_columns(found: Raw, other: Raw, keys: list[str], wanted: list[str]) -> list[str]:
    """Add the columns of a table to those found so far; a name that is there already stays as it is, and is said where the two differ."""
    at = {key: row for row, key in enumerate(keys) if key}
    rows = [at.get(key, -1) for key in wanted]
    names = {name for some in code_columns(other).values() for name in some} | {column_of(other, "place")}
    second = []
    for name, values in other.columns.items():
        picked = [values[row] if row >= 0 else "" for row in rows]
        if name in {*names, DISASTER} and name in found.columns:
            continue
        if name not in found.columns:
            found.columns[name] = picked
            found.origin[name] = other.file
            if name in other.labels:
                found.labels[name] = other.labels[name]
            if name in other.units:
                found.units[name] = other.units[name]
        elif DAMAGE in other.columns and DAMAGE in found.origin:
            # Homes of owners and of renters are two tables: what both count is added up.
            found.columns[name] = [total(list(both), [0, 1]) for both in zip(found.columns[name], picked, strict=True)]
        elif any(cell and cell != there for cell, there in zip(picked, found.columns[name], strict=True)):
            second.append(name)
    some = ", ".join(second[:6])
    return (
        [f"{visible(other.file)} has other values of {some}: those of the tables before it were used."]
        if second
        else []
    )


def unmatched(first: Raw, other: Raw, wanted: list[str], given: list[str], how: str) -> list[str]:
    """Say which places of the first table found no row in another, and which of its rows found no place."""
    file, there, asked = visible(other.file), set(given), set(wanted)
    lost = [row for row, key in enumerate(wanted) if key not in there or not key]
    spare = [row for row, key in enumerate(given) if key not in asked or not key]
    notes = [f"{file} was joined by {how}: {len(wanted) - len(lost)} of {len(wanted)} places found."]
    keys = {name for some in code_columns(other).values() for name in some} | {column_of(other, "place") or ""}
    columns = ", ".join([name for name in other.columns if name not in keys][:6])
    if lost:
        some = ", ".join(first.codes[row] or wanted[row] for row in lost[:EXAMPLES])
        have = "has" if len(lost) == 1 else "have"
        notes.append(
            f"Not matched: {several(len(lost), 'place')} {have} no row in {file}, such as {some}: no {columns}."
        )
    if spare:
        some = ", ".join(other.codes[row] or given[row] for row in spare[:EXAMPLES])
        notes.append(f"Not matched: {several(len(spare), 'row')} of {file} of other places, such as {some}.")
    return notes


def where(raw: Raw, wanted: Mapping[str, str], faults: FaultList) -> Raw:
    """Return the rows whose columns hold what `--where` asks for; columns that a table has not are no matter of it."""
    for name, value in wanted.items():
        if name in raw.columns:
            rows = [n for n, cell in enumerate(raw.columns[name]) if cell.casefold() == value.casefold()]
            if not rows:
                some = ", ".join(sorted(set(raw.columns[name]))[:6])
                faults.add(f"column {name}", f"no row with {shown(value)}", f"one of {some}")
            said = f"only rows with {name} = {value}: {len(rows)} of {len(raw)}"
            raw = replace(rows_of(raw, rows), said=(*raw.said, said), chosen_by=(*raw.chosen_by, name))
    return raw
