"""What are the places called, where do they lie, and which is more vulnerable? Read, and made up aloud where the table does not say."""

from __future__ import annotations

from collections import Counter

import numpy as np

from sim.inputs.faults import can_be_seen, shown
from sim.scenario.census.cells import Floats
from sim.scenario.census.ids import column_of
from sim.scenario.census.reader import Reader

__all__ = ["place_names", "positions", "rank_vulnerability"]

MILES_A_DEGREE = 69.0
RANKED = {"share_poverty": 1, "share_no_vehicle": 1, "share_limited_english": 1, "share_owner": -1, "share_insured": -1}


def positions(reader: Reader) -> dict[str, Floats]:
    """Return longitude and latitude of each place; side by side, a mile apart, where the table has none."""
    found = {key: column_of(reader.raw, key) for key in ("lon", "lat")}
    if found["lon"] is None or found["lat"] is None:
        return laid_out(reader)
    columns = {key: reader.cells(str(name), negative=True).values for key, name in found.items()}
    reader.made_of |= {key: str(name) for key, name in found.items()}
    reader.used |= {key: (str(name),) for key, name in found.items()}
    for key, most in (("lon", 180.0), ("lat", 90.0)):
        if (np.abs(columns[key]) > most).any():
            row = int(np.flatnonzero(np.abs(columns[key]) > most)[0])
            reader.faults.add(
                f"row {reader.raw.lines[row]}, column {found[key]}", f"{columns[key][row]:g}", f"degrees from {-most:g} to {most:g}",
                "Are the two columns swapped?" if key == "lat" and (np.abs(columns["lon"]) <= 90.0).all()
                else "Is it in metres of a map projection? Save it as longitude and latitude (EPSG 4326).",
            )  # fmt: skip
    nowhere = (columns["lon"] == 0) & (columns["lat"] == 0)
    if nowhere.any():
        reader.note(f"Positions at 0, 0 were taken for 'unknown': {int(nowhere.sum())}.")
        columns = {key: np.where(nowhere, np.nan, values) for key, values in columns.items()}
    blank = ~np.isfinite(columns["lon"]) | ~np.isfinite(columns["lat"])
    if blank.all():
        return laid_out(reader)
    if blank.any():
        reader.note(f"Places without a position: {int(blank.sum())}. They were put in the middle of the others.")
        columns = {key: np.where(blank, np.nanmean(values[~blank]), values) for key, values in columns.items()}
    return columns


def laid_out(reader: Reader) -> dict[str, Floats]:
    """Return positions side by side in the order of the codes, row by row of a square, a mile apart."""
    order = (
        np.argsort(np.array(reader.raw.codes), kind="stable") if any(reader.raw.codes) else np.arange(len(reader.raw))
    )
    at = np.empty(len(order), np.int64)
    at[order] = np.arange(len(order))
    side = int(np.ceil(np.sqrt(len(order))))
    reader.made_of["lon"] = reader.made_of["lat"] = "side by side, a mile apart"
    reader.note(
        "The table has no positions (ACS tables have none): places lie side by side in the order of their codes, a mile apart, so that "
        "distances to help are made up. Join a Census Gazetteer file for better ones: --places gazetteer.txt beside your table."
    )
    return {"lon": -98.0 + (at % side) / 54.0, "lat": 39.0 + (at // side) / MILES_A_DEGREE}


def rank_vulnerability(reader: Reader, columns: dict[str, Floats]) -> None:
    """Rank places by what makes them vulnerable where the table has no index."""
    used = [name for name in RANKED if name in columns]
    if "vulnerability" in columns or len(used) < 2 or len(reader.raw) < 3:
        return
    ranks = [ranked(RANKED[name] * columns[name]) for name in used]
    columns["vulnerability"] = np.round(ranked(np.nanmean(ranks, axis=0)), 3)
    words = ", ".join(name.removeprefix("share_").replace("_", " ") for name in used)
    reader.made_of["vulnerability"] = f"rank among these places in {words}"


def ranked(values: Floats) -> Floats:
    """Return the rank of each value from 0 (lowest) to 1, equal ones sharing theirs; the middle where there is no number."""
    known = np.sort(values[np.isfinite(values)])
    if len(known) < 2:
        return np.full(len(values), 0.5)
    below, up_to = (np.searchsorted(known, values, side) for side in ("left", "right"))
    rank: Floats = np.where(np.isfinite(values), (below + up_to - 1) / 2 / (len(known) - 1), 0.5)
    return rank


def worded(column: str, name: str, row: int) -> str:
    """Return what a place is called: `Tract 12` where a column of tracts holds numbers, `Place 3` where nothing does."""
    number = name and not any(letter.isalpha() for letter in name)
    return f"Tract {name}" if number and "tract" in column.lower() else name or f"Place {row}"


def told_name(cell: str) -> str:
    """Return the name in a cell, "" for one of which nothing can be seen; signs that a spreadsheet takes for a formula are left out."""
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in cell).split())[:80]
    return name.lstrip("=+-@").strip() if can_be_seen(name) else ""


def place_names(reader: Reader) -> list[str]:
    """Return a name for each row, each once: by the name it has, by its code, or by its number."""
    column = column_of(reader.raw, "place")
    plain = reader.raw.columns[column] if column else [""] * len(reader.raw)
    names = [
        worded(column or "", told_name(name) or code, n)
        for n, (name, code) in enumerate(zip(plain, reader.raw.codes, strict=True), 1)
    ]
    folded = [name.casefold() for name in names]
    twice = {name for name, count in Counter(folded).items() if count > 1}
    reader.used["place"] = (column,) if column else ()
    reader.made_of["place"] = column or ("the code" if any(reader.raw.codes) else "the number of the row")
    if twice:
        reader.note(
            f"{len(twice)} names stand more than once, such as {shown(next(iter(sorted(twice))))}: the code was added."
        )
    seen: dict[str, int] = {}
    found = []
    for name, small, code in zip(names, folded, reader.raw.codes, strict=True):
        seen[small] = seen.get(small, 0) + 1
        found.append(f"{name} ({code or seen[small]})" if small in twice else name)
    return found
