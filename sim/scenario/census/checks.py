"""What in this table is not what it seems? Sums among the parts, rows of one place, shrunk columns, places far away, columns passed over.

Whatever cannot be a place of its own is left out and said; what would be a guess is refused with the rows; what is merely odd is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import numpy as np

from sim.inputs.faults import FaultList, several, shown
from sim.scenario.census.cells import Floats
from sim.scenario.census.ids import DIGITS, code_columns, column_of, level
from sim.scenario.census.joining import many_rows
from sim.scenario.census.names import DAMAGE, INSTEAD, SIMILAR, TOTALS, WORDS, bag
from sim.scenario.census.reader import Reader
from sim.scenario.census.table import Raw

__all__ = ["one_row_each", "passed_over", "shrunk", "stand_ins", "wholes"]

NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
MARGIN = re.compile(
    r"^(M|MP|EPL|SPL|F|RPL)_|_\d{3}(M|EA|MA)$|_\d{4}(M|EA|MA|PM|PMA|PEA)$|95CI|margin|moe", re.IGNORECASE
)
NEAR_SUM, FEWEST_PARTS = 0.02, 3
LOW, HIGH, FULLER = 0.01, 0.9, 5.0
# Shares that are near 0 or near 1 in many a county.
UNEVEN = ("share_white", "share_black", "share_asian", "share_hispanic", "share_other", "share_limited_english")
MOST_NAMED = 12
EXPOSED = {word for words in WORDS["exposure"] for word in bag(words)}
# Words of our columns that many another column has.
COMMON = frozenset({
    "other", "others", "total", "tot", "all", "and", "with", "without", "level", "line", "less", "more", "very", "over", "under", "not",
    "has", "any", "days", "size", "mean", "average", "years", "land", "mental", "care", "distance", "clinic", "social", "index", "health",
    "low",
})  # fmt: skip


def wholes(raw: Raw, people: Floats, faults: FaultList) -> tuple[list[int], list[str]]:
    """Return the rows that hold the sum of others, and what to say of each; other rows of several levels are a fault."""
    found: dict[int, str] = {}
    place = column_of(raw, "place")
    names = [" ".join(cell.split()) for cell in raw.columns[place]] if place else [""] * len(raw)
    known = np.nan_to_num(people)
    left = float(known.sum())
    for row in range(len(raw)):
        rest = left - float(known[row])
        if TOTALS.fullmatch(names[row]):
            off = "" if abs(known[row] - rest) <= 0.5 else f", though the others sum to {rest:,.0f}"
            found[row], left = f"the sum of the others{off}", rest
        elif len(raw) - len(found) > FEWEST_PARTS and known[row] > 0 and known[row] == rest:
            found[row], left = "exactly the sum of the others", rest
    for row, count in sums_of_neighbours(raw, known, found).items():
        found[row] = f"exactly what {several(count, 'row')} beside it sum to, with codes"
    levels = level(raw)
    full = any(one and one[0].isdigit() and len(one) == 3 for one in levels)
    for row in above_others(raw, known, levels, full):
        found.setdefault(row, "a row of a higher level: its code begins those of others")
    kinds = {levels[row] for row in range(len(raw)) if row not in found and known[row] > 0 and raw.codes[row]}
    us = full or kinds <= {str(length) for length in DIGITS}
    if len(kinds) > 1 and us:
        examples = [
            next(code for code, one in zip(raw.codes, levels, strict=True) if one == kind) for kind in sorted(kinds)
        ]
        faults.add("", f"rows of {len(kinds)} levels, such as {' and '.join(examples)}", "rows of one level (all counties, or all tracts)",
                   "Take one of them out, or use --only.")  # fmt: skip
    said = [
        f"Left out: row {raw.lines[row]}, {shown(names[row] or raw.codes[row])} with {known[row]:,.0f} people: {why}."
        for row, why in list(found.items())[:MOST_NAMED]
    ]
    return sorted(found), said


def sums_of_neighbours(raw: Raw, people: Floats, found: Mapping[int, str]) -> dict[int, int]:
    """Return the rows without a code, among rows with one, that hold the sum of the next or the last few, and how many those are."""
    coded = [bool(one) for one in raw.codes]
    sums = {}
    for row in (
        row for row in range(len(raw)) if any(coded) and not coded[row] and row not in found and people[row] > 0
    ):
        for step in (1, -1):
            at, total = row + step, 0.0
            while 0 <= at < len(raw) and coded[at] and total < people[row]:
                total, at = total + float(people[at]), at + step
            if total == people[row]:
                sums[row] = abs(at - row) - 1
    return sums


def above_others(raw: Raw, people: Floats, levels: list[str], full: bool) -> list[int]:
    """Return the rows whose code begins the codes of others of another level."""
    codes = raw.codes
    if len(set(map(len, filter(None, codes)))) < 2:
        return []
    nuts = all(NUTS.fullmatch(one) for one in codes if one)
    ordered = sorted((one, row) for row, one in enumerate(codes) if one)
    found = []
    for n, (one, row) in enumerate(ordered):
        below = []
        for other, at in ordered[n + 1 :]:
            if not other.startswith(one):
                break
            if len(other) > len(one):
                below.append(at)
        if not below:
            continue
        leaves = max(len(codes[at]) for at in below)
        total = float(sum(people[at] for at in below if len(codes[at]) == leaves))
        if (
            nuts
            or (full and levels[row] != levels[below[0]])
            or abs(total - people[row]) <= NEAR_SUM * max(people[row], 1.0)
        ):
            found.append(row)
    return found


def one_row_each(raw: Raw, faults: FaultList) -> None:
    """Add a fault where several rows are of one place."""
    keys = list(raw.codes)
    if not all(keys):
        place = column_of(raw, "place")
        keys = [code or name.casefold() for code, name in zip(keys, raw.columns[place] if place else keys, strict=True)]
    if any(count > 1 for key, count in Counter(keys).items() if key):
        many_rows(raw, keys, faults)


def shrunk(columns: Mapping[str, Floats], national: Mapping[str, float], made_of: Mapping[str, str]) -> list[str]:
    """Say which shares are on average so low or so high that their unit may be another."""
    said = []
    people = columns["population"]
    for name, values in columns.items():
        known = np.isfinite(values)
        if name not in national or not (name.startswith("share_") or name == "exposure") or not known.any():
            continue
        mean, usual = float(np.average(values[known], weights=people[known])), national[name]
        low = mean < (usual / 100 if name in UNEVEN else LOW) and usual >= LOW
        high = mean > HIGH and 1.0 - mean < (1.0 - usual) / FULLER and name not in UNEVEN
        if low or high:
            said.append(
                f"Look again: {name} is {mean:.2g} on average, that of the nation {usual:.2g}. It was made from {made_of.get(name, name)}: "
                "is that its unit?"
            )
    return said


def passed_over(reader: Reader) -> list[str]:
    """Say which columns look like one of ours and were not used, and why where that is known."""
    used = {name for names in reader.used.values() for name in names}
    same = {bag(name) for name in used}
    ours = {
        word for some in (WORDS, INSTEAD) for known in some.values() for words in known for word in bag(words)
    } - COMMON
    ours = {word for word in ours if len(word) > 2}
    near: dict[str, str] = {}
    nothing, others = [], []
    for name in reader.raw.columns:
        if name in used or MARGIN.search(name) or reader.share_known(name) == 0:
            continue
        why = next(((of, words) for pattern, of, words in SIMILAR if pattern.fullmatch(name)), None)
        if why and why[0]:
            near[name] = why[1]
        elif why:
            nothing.append(name)
        elif bag(name) not in same and bag(name) & ours and not DAMAGE.search(name) and not is_key(reader.raw, name):
            others.append(name)
    # Of other columns on damage those are named that could have been taken instead; OpenFEMA's are parts of what was.
    asked = "exposure" in reader.used and "totalInspected" not in reader.used["exposure"]
    damage = [name for name in reader.raw.columns if asked and DAMAGE.search(name) and name not in {*used, *near}]
    others += [name for name in damage if bag(name) & EXPOSED]
    said = [f"Not used: {name} ({words})." for name, words in list(near.items())[:MOST_NAMED]]
    said += [f"Not used, as the model has no such column: {listed(nothing)}."] if nothing else []
    return said + ([f"Not used, though their names are near ours: {listed(others)}."] if others else [])


def listed(names: list[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def is_key(raw: Raw, name: str) -> bool:
    """Say whether a column holds codes, names or positions."""
    keys = {key for some in code_columns(raw).values() for key in some}
    return name in keys | {column_of(raw, key) for key in ("place", "lon", "lat")}


def stand_ins(reader: Reader) -> list[str]:
    """Return the columns that could stand for damage where `exposure` was not found."""
    numeric = [name for name in reader.raw.columns if DAMAGE.search(name) and not MARGIN.search(name)]
    return [name for name in numeric if any(cell[:1].isdigit() for cell in reader.raw.columns[name])][:MOST_NAMED]
