"""How well are the fitted numbers known? The posterior: joint draws of all of them, as `healing calibrate --write` wrote them.

    # comments                                        any number, above the header
    stress.distress.recovery_rate,events.hurricane_ike.first_impact,...     one column per path, as in [numbers] of a scenario
    0.0341,-0.512,...                                 one row per draw

Numbers of one row belong together: if distress fades faster, the first impact that fits the same survey is higher. Drawn
independently, they would describe events that no survey has seen. All rows have equal weight and are in random order:
runs with seeds 1 to 20 take the first twenty.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.evidence.parameters import Evidence, EvidenceError, nearest
from sim.evidence.reading import FOLDER, OF_EVENTS, load

__all__ = ["TABLE", "Posterior", "load_posterior"]

TABLE = FOLDER / "posterior.csv"
MOST_BYTES, MOST_FAULTS = 32 * 1024 * 1024, 20
REMAKE = 'Write it with `healing calibrate --write`, or run with numbers_from = "values" (--numbers values).'


@dataclass(frozen=True, eq=False)
class Posterior:
    """Draws of the calibrated numbers: `values` is `(draws, paths)`; `notes` are the comment lines of the file without their #."""

    paths: tuple[str, ...]
    values: NDArray[np.float64]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    def draw(self, k: int) -> dict[str, float]:
        """Return draw k by path; k is taken modulo the number of draws, so that every integer has a draw."""
        return dict(zip(self.paths, self.values[k % len(self.values)].tolist(), strict=True))

    def medians(self) -> dict[str, float]:
        """Return the median of each number over the draws, by path."""
        return dict(zip(self.paths, np.median(self.values, axis=0).tolist(), strict=True))

    def ranges(self, share: float = 0.90) -> dict[str, tuple[float, float]]:
        """Return the central range that holds `share` of the draws of each number, by path."""
        tail = (1.0 - share) / 2.0
        low, high = np.quantile(self.values, [tail, 1.0 - tail], axis=0).tolist()
        return dict(zip(self.paths, zip(low, high, strict=True), strict=True))


def load_posterior(path: Path = TABLE, book: Evidence | None = None) -> Posterior:
    """Return the draws of a table, checked against the numbers of `book` (the package's own by default).

    Raises EvidenceError with all faults, and how to rebuild the table.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise EvidenceError([f"{path.name}: larger than {MOST_BYTES // 1024**2} MB. {REMAKE}"])
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError:
        raise EvidenceError([f"{path}: there is no table of draws. {REMAKE}"]) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise EvidenceError([f"{path}: cannot be read ({problem}). {REMAKE}"]) from None
    notes = tuple(line.lstrip("# ").rstrip() for line in lines if line.startswith("#"))
    # A comment or a blank line leaves an empty row, so that faults name the line of the file.
    rows = list(csv.reader("" if line.startswith("#") else line for line in lines))
    numbered = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1) if any(row)]
    if len(numbered) < 2:
        raise EvidenceError([f"{path.name}: no draw below the header. {REMAKE}"])
    paths, found = tuple(numbered[0][1]), book or load()
    wrong = list(header_faults(paths, found)) or list(row_faults(paths, numbered[1:], found))
    if wrong:
        more = [f"and {len(wrong) - MOST_FAULTS} more faults."] if len(wrong) > MOST_FAULTS else []
        raise EvidenceError([f"{path.name}: {fault}" for fault in [*wrong[:MOST_FAULTS], *more, REMAKE]])
    values = np.array([[float(cell) for cell in row] for _, row in numbered[1:]])
    return Posterior(paths, values, notes)


def header_faults(paths: Sequence[str], book: Evidence) -> Iterator[str]:
    """Yield the faults of the columns: unknown, duplicated, or not allowed to vary by draw."""
    for path in dict.fromkeys(paths):
        parts = path.split(".")
        if paths.count(path) > 1:
            yield f"column {path!r} appears {paths.count(path)} times."
        if path not in book:
            yield f"column {path!r}: no number has this path.{nearest(path, book)}"
        elif parts[0] == "community":
            yield f"column {path!r} decides who lives here, and all draws share one population. Leave it out."
        elif parts[0] == "events" and parts[-1] not in OF_EVENTS:
            yield f"column {path!r}: of an event only {' and '.join(OF_EVENTS)} are drawn. Leave it out."


def row_faults(paths: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]], book: Evidence) -> Iterator[str]:
    """Yield the faults of the draws: wrong number of cells, non-finite numbers, or values that the unit does not allow."""
    columns: dict[str, list[float]] = {path: [] for path in paths}
    for line, row in rows:
        if len(row) != len(paths):
            yield f"line {line}: {len(row)} cells. Give {len(paths)}, as in the header."
            continue
        for path, cell in zip(paths, row, strict=True):
            value = finite(cell)
            if value is None:
                yield f"line {line}, {path}: {cell[:40]!r} is not a finite number."
            else:
                columns[path].append(value)
    for end in (min, max):
        try:
            book.with_values({path: end(values) for path, values in columns.items() if values})
        except EvidenceError as problem:
            yield from problem.messages


def finite(cell: str) -> float | None:
    """Return the finite number in a cell, or None."""
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
