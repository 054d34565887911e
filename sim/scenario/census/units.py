"""In which unit is a column? Its name says so, its cells may; its size never does.

    count     E_, n_, num, count, total           divided by a number of people or homes that is named
    percent   EP_, pct, percent, %, cells with %  divided by 100
    share     share, prop, fraction, and our own names
    nothing   what its numbers leave possible; where that is more than one thing, a question with each reading

A share of which every number is above 1 is a share in percent, and is said. Anything else outside its unit is a fault with the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from shlex import quote
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.inputs.faults import FaultList, shown
from sim.scenario.census.cells import CellColumn, Floats
from sim.scenario.census.names import parts

__all__ = ["LIMITS", "UNITS", "Unit", "flag", "refuse", "said_by", "unit_of", "within"]

UNITS = ("share", "percent", "count")
PERCENT = frozenset({"percent", "pct", "perc", "percentage", "crudeprev", "adjprev", "prozent", "pourcentage"})
SHARE = frozenset({"share", "prop", "proportion", "fraction", "frac", "anteil"})
COUNT = frozenset({"count", "counts", "n", "num", "number", "cnt", "nr", "anzahl", "nombre"})
# A whole that was rounded, in percent and as a share.
SLACK = 1.01
LIMITS = {"share": SLACK, "percent": 100 * SLACK, "count": np.inf}
ROWS = 3


class Unit(NamedTuple):
    """The unit of a column, and the column that a count is divided by where somebody has said so."""

    unit: str
    below: str = ""


def said_by(name: str, cells: CellColumn | None = None, hint: str = "") -> str:
    """Return the unit that a name says, or its cells, or its format; "" for none."""
    words = parts(name)
    if hint:
        return hint
    if (
        name.lower().startswith("ep_")
        or PERCENT & set(words)
        or "percent" in name.lower()
        or (words and "p" in (words[0], words[-1]))
    ):
        return "percent"
    if cells is not None and cells.percent:
        return "percent"
    if SHARE & set(words):
        return "share"
    if name.lower().startswith("e_") or COUNT & set(words):
        return "count"
    return "share" if name in ("exposure", "vulnerability") else ""


def unit_of(
    name: str, cells: CellColumn, hint: str, below: Floats | None, lines: Sequence[int], faults: FaultList
) -> str | None:
    """Return the unit of a column, None after adding the fault or the question; `below` is what its count would be divided by."""
    values = cells.values
    said = said_by(name, cells, hint)
    if not np.isfinite(values).any():
        return said or "share"
    if said == "share":
        return of_share(name, values, lines, faults)
    if said == "percent" and len(rows := of_two_scales(values)) and not cells.percent:
        refuse(
            name, values, rows, "one scale: these are at most 1, all others ten times as much or more", lines, faults
        )
        return None
    if said:
        return said if within(name, values, said, LIMITS[said], lines, faults) else None
    if mixed(values):
        above = np.flatnonzero(values > SLACK)
        refuse(name, values, above, "one scale: most numbers are shares up to 1, these are not", lines, faults)
        return None
    readings = possible(cells, below)
    if len(readings) == 1:
        return next(iter(readings))
    known = values[np.isfinite(values)]
    if not readings:
        worst = np.flatnonzero(np.nan_to_num(values) >= known.max())
        refuse(name, values, worst, "shares up to 1, percent up to 100, or whole numbers", lines, faults)
        return None
    ask(name, known, readings, below is not None, faults)
    return None


def of_share(name: str, values: Floats, lines: Sequence[int], faults: FaultList) -> str | None:
    """Return how a column that calls itself a share is written: as one, or in percent where every number is above 1."""
    if not within(name, values, "share", 100 * SLACK, lines, faults):
        return None
    known = values[np.isfinite(values) & (values != 0)]
    if not (known > SLACK).any():
        return "share"
    if (known > 1).all():
        return "percent"
    above = np.flatnonzero(values > SLACK)
    refuse(name, values, above, "one scale: shares up to 1, or all of them percent", lines, faults)
    return None


def within(name: str, values: Floats, unit: str, limit: float, lines: Sequence[int], faults: FaultList) -> bool:
    """Say whether no number is outside its unit; add a fault with the rows where one is."""
    outside = np.flatnonzero((values < 0) | (values > limit))
    if len(outside):
        allowed = {"percent": "percent from 0 to 100", "share": "a share from 0 to 1, or percent up to 100"}
        refuse(name, values, outside, allowed.get(unit, "a count, 0 or more"), lines, faults)
    return not len(outside)


def refuse(
    name: str, values: Floats, rows: Iterable[int], allowed: str, lines: Sequence[int], faults: FaultList
) -> None:
    """Add a fault with the rows that are outside; with the way out that a flag gives."""
    rows = [int(row) for row in rows]
    some = ", ".join(f"{values[row]:g} (row {lines[row]})" for row in rows[:ROWS])
    more = f" and {len(rows) - ROWS} more" if len(rows) > ROWS else ""
    fix = f"Mend the rows, or say what the column is: {flag(name, 'percent')} (or share, or count/COLUMN)."
    faults.add(f"column {name}", some + more, allowed, fix)


def flag(name: str, unit: str) -> str:
    """Return the flag that says the unit of a column, as a shell takes it."""
    return f"--unit {quote(f'{name}={unit}')}"


def mixed(values: Floats) -> bool:
    """Say whether most numbers are at most 1 and some are above it: a share with other numbers among it."""
    known = values[np.isfinite(values) & (values != 0)]
    above = known > SLACK
    return bool(above.any() and above.mean() < 0.5 and (known <= 1).any() and not (known == np.round(known)).all())


def of_two_scales(values: Floats) -> NDArray[np.int64]:
    """Return the rows of shares among percentages: numbers up to 1, a quarter or more, and none from there to tenfold."""
    with np.errstate(invalid="ignore"):
        small, large = (values > 0) & (values <= 1), values > 1
    apart = min(small.sum(), large.sum()) >= 2 and min(small.sum(), large.sum()) * 4 >= small.sum() + large.sum()
    found = np.flatnonzero(small)
    return found if apart and values[large].min() >= 10 * values[small].max() else found[:0]


def possible(cells: CellColumn, below: Floats | None) -> Mapping[str, str]:
    """Return the units in which the numbers of a column without one could be, with the mean that each would make."""
    values = cells.values
    known = values[np.isfinite(values)]
    if not len(known) or (known < 0).any():
        return {}
    if not known.any():
        return {"share": "0"}
    found = {}
    if known.max() <= SLACK:
        found["share"] = f"a share, on average {known.mean():.3g}"
    if known.max() <= 100 * SLACK:
        found["percent"] = f"percent, on average {known.mean() / 100:.3g} as a share"
    if not cells.decimals and (known == np.round(known)).all():
        if below is None:
            found["count"] = "a count"
        else:
            fits = below[np.isfinite(values)] >= known
            if fits.all():
                share = float(known.sum() / max(np.nansum(below[np.isfinite(values)]), 1.0))
                found["count"] = f"a count, on average {share:.3g} as a share"
    return found


def ask(name: str, known: Floats, readings: Mapping[str, str], divided: bool, faults: FaultList) -> None:
    """Add the question which of several readings of a column is meant."""
    some = ", ".join(f"{value:g}" for value in known[:ROWS])
    over = "" if divided else "/COLUMN"
    flags = " or ".join(flag(name, unit + (over if unit == "count" else "")) for unit in readings)
    told = "; or ".join(readings.values())
    given = f"{shown(name)} with {some}, whose name says no unit"
    faults.add(f"column {name}", given, f"one of these readings: {told}", f"Which is it? Write {flags}.")
