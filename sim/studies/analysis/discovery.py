"""Under which conditions does an outcome occur? A box of levers, in words and as a table, and whether other points would give the same.

    discover(levers, happens)     at which points it happens, a box of conditions (`sim.studies.analysis.box`)

Reproduced: the points are drawn again with replacement, the box is found again, and we ask how often it restricts the same end of the same
lever, and how dense it is at the points that were not drawn. A rule that other points would not have given is no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.studies.analysis.box import Array, Box, Flags, counted, find_box

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FEWEST", "Discovery", "discover"]

RESAMPLES = 50
FEWEST = 8
FIRM = 0.5


@dataclass(frozen=True)
class Discovery:
    """A box and how far it holds. `conditions` has one row for each end that is restricted; shares are NaN if nothing was found."""

    points: int
    happens: int
    density: float
    coverage: float
    inside: int
    density_left_out: float
    conditions: pd.DataFrame

    @property
    def base(self) -> float:
        """Share of all points at which it happens."""
        return self.happens / self.points if self.points else float("nan")

    def sentence(self, what: str) -> str:
        """Return the answer in a sentence; `what` completes "At ... points"."""
        told = f"{what} at {self.happens} of {self.points} points ({self.base:.0%})."
        if self.happens in (0, self.points):
            return f"{told} So there is no condition to look for."
        if self.conditions.empty:
            return f"{told} No lever tells where: no box holds more of them than chance would."
        where = " and ".join(condition_words(row) for row in self.conditions.to_dict(orient="records"))
        firm = (self.conditions["reproduced"] >= FIRM).all()
        said = (
            f"{told} It does so mostly where {where}: there at {self.density:.0%} of {self.inside} points, which are "
            f"{self.coverage:.0%} of all at which it does. In new draws of the points such a box keeps {self.density_left_out:.0%}."
        )
        return said if firm else f"{said} Not every condition came back in half of the draws: read it as a hint."


def condition_words(row: dict[str, Any]) -> str:
    """Return one restriction in words."""
    limit = row["limit"] if isinstance(row["limit"], str) else f"{row['limit']:.4g}"
    side = row["side"] if row["side"].startswith("is") else f"is {row['side']}"
    return f"{row['lever']} {side} {limit}"


def discover(
    levers: pd.DataFrame, happens: pd.Series[bool], peel: float = 0.05, least: float = 0.05, luck: int = 1
) -> Discovery:
    """Return under which levers (one row a point, its index the point) it happens; points without a value are left out.

    Conditions have columns lever, side ("above", "at most", "is", "is not"), limit, density_without, coverage_without (the box without
    this one restriction) and reproduced (share of draws that restrict the same end). ValueError for fewer than 8 points.
    """
    known = happens.dropna().astype(bool)
    x, columns = numeric(levers.loc[known.index])
    flags = known.to_numpy()
    if len(flags) < FEWEST:
        raise ValueError(f"{len(flags)} points are too few to look for conditions; at least {FEWEST}")
    if not columns or flags.all() or not flags.any():
        whole = counted(x, flags, np.full(x.shape[1], -np.inf), np.full(x.shape[1], np.inf))
        return told(whole, x, flags, columns, np.zeros((2, x.shape[1])), float("nan"))
    box = find_box(x, flags, peel, least)
    again, left_out = resampled(x, flags, peel, least, luck)
    return told(box, x, flags, columns, again, left_out)


def numeric(levers: pd.DataFrame) -> tuple[Array, list[tuple[str, str]]]:
    """Return the levers as numbers `(n, k)`, and of each column its lever and, for one of words, the word that is 1 in it."""
    parts: list[NDArray[np.float64]] = []
    names: list[tuple[str, str]] = []
    for name in levers.columns:
        column = levers[name]
        if column.dtype.kind in "fiub":
            parts.append(column.to_numpy(float))
            names.append((name, ""))
        else:
            for word in sorted(set(column.astype(str))):
                parts.append((column.astype(str) == word).to_numpy(float))
                names.append((name, word))
    return (np.stack(parts, axis=1) if parts else np.empty((len(levers), 0))), names


def resampled(x: Array, happens: Flags, peel: float, least: float, luck: int) -> tuple[Array, float]:
    """Return how often each end is restricted when points are drawn again, `(2, k)`, and the density at points that were not drawn."""
    random = np.random.default_rng(luck)
    ends, inside, hits = np.zeros((2, x.shape[1])), 0, 0
    for _ in range(RESAMPLES):
        drawn = random.integers(0, len(x), len(x))
        box = find_box(x[drawn], happens[drawn], peel, least)
        ends += np.isfinite((box.low, box.high))
        out = np.setdiff1d(np.arange(len(x)), drawn)
        there = out[box.holds(x[out])]
        inside, hits = inside + len(there), hits + int(happens[there].sum())
    return ends / RESAMPLES, hits / inside if inside else float("nan")


def told(
    box: Box, x: Array, happens: Flags, columns: list[tuple[str, str]], again: Array, left_out: float
) -> Discovery:
    """Return a box as a table of restrictions, in the order of the levers."""
    import pandas as pd

    rows = []
    for j, (lever, word) in enumerate(columns):
        for high, end in enumerate((box.low, box.high)):
            if not np.isfinite(end[j]):
                continue
            freer = box.without(x, happens, j, bool(high))
            side = ("is not" if high else "is") if word else ("at most" if high else "above")
            rows.append({
                "lever": lever, "side": side, "limit": word or float(end[j]), "density_without": freer.density,
                "coverage_without": freer.coverage, "reproduced": float(again[high, j]),
            })  # fmt: skip
    names = ["lever", "side", "limit", "density_without", "coverage_without", "reproduced"]
    table = pd.DataFrame(rows, columns=names)
    return Discovery(len(x), int(happens.sum()), box.density, box.coverage, box.inside, left_out, table)
