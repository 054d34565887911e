"""What number is in a cell, and in which unit is a column? Counts, percentages and shares told apart by name and size.

share       no value above 1, unless the name says percent and its namesakes go above 1
percent     some value above 1 and none above 100
count       some value above 100: divided by people or households
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.inputs.faults import FaultList, shown
from sim.scenario.census.names import says_percent

__all__ = ["Floats", "numbers", "unit_of"]

Floats = NDArray[np.float64]
MISSING = frozenset(
    {"", "-", "--", "n", "na", "n/a", "nan", "null", "none", "(x)", "x", "**", "***", "*", ".", "..", "…", "\u2013"}
)
PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# What the census and the CDC write where they have no number; no share, count, latitude or longitude is as far below 0.
NO_NUMBER = -198.0
SHOWN = 3


def numbers(name: str, given: Sequence[str], faults: FaultList) -> Floats:
    """Return a column as numbers, `(p,)`, NaN where a cell is blank or says that there is none; other words add faults."""
    found = np.full(len(given), np.nan)
    wrong: list[int] = []
    for row, cell in enumerate(given):
        text = cell.strip().rstrip("%+").replace(",", "").replace(" ", "")
        if text.casefold() in MISSING:
            continue
        if PLAIN.fullmatch(text):
            found[row] = float(text)
        else:
            wrong.append(row)
    for row in wrong[:SHOWN]:
        more = f" {len(wrong) - SHOWN:,} more cells of this column are no numbers." if len(wrong) > SHOWN else ""
        faults.add(f"row {row + 2}, column {name}", shown(given[row]), "a number, or nothing", more.strip())
    found[(found <= NO_NUMBER) | np.isinf(found)] = np.nan
    return found


def unit_of(name: str, values: Floats, percent_elsewhere: bool) -> str:
    """Return whether a column holds a share, a percent or a count; `percent_elsewhere`: others that say percent go above 1."""
    known = values[np.isfinite(values)]
    most = float(known.max()) if len(known) else 0.0
    if most > 100.0 + 1e-6:
        return "count"
    if most > 1.0 + 1e-6:
        return "percent"
    return "percent" if says_percent(name) and percent_elsewhere else "share"
