"""What did the model say of each pair when it was last asked? A table that reports read without running anything.

# numbers 3f0c...        the digest of the numbers that the forecasts were made with
event,population,instrument,cutoff,first_months,months,first,published,model,low,high          percent; 90 percent band
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from sim import evidence
from sim.evidence.score import MARK
from sim.inputs.csv_file import read_cells
from sim.inputs.faults import FaultList
from sim.validation.skill.scores import Told
from sim.validation.skill.waves import Pair, probit, share_of

__all__ = ["KEPT", "kept_text", "kept_words", "load_kept"]

KEPT = Path(evidence.__file__).parent / "skill.csv"
COLUMNS = (
    "event",
    "population",
    "instrument",
    "cutoff",
    "first_months",
    "months",
    "first",
    "published",
    "model",
    "low",
    "high",
)
MOST = 5000
WORDS = "# words "


def kept_text(pairs: Sequence[Pair], told: Told, digest: str, words: str) -> str:
    """Return the forecasts of the pairs as CSV, below the digest of the numbers."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for pair, *ends in zip(pairs, told.median, told.low, told.high, strict=True):
        writer.writerow((*key_of(pair), *(f"{share_of(float(z)):.4g}" for z in ends)))
    return f"{MARK}{digest}\n{WORDS}{words}\n{stream.getvalue()}"


def kept_words(digest: str, path: Path = KEPT) -> str:
    """Return in a sentence what came of the forecasts; empty if nothing was kept, or the numbers have changed since."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    same = len(lines) > 1 and lines[0] == f"{MARK}{digest}" and lines[1].startswith(WORDS)
    return lines[1].removeprefix(WORDS) if same else ""


def key_of(pair: Pair) -> tuple[str, ...]:
    """Return what a pair is found again by: who, when, and what was published."""
    first, later = pair.first, pair.later
    return (*first.people, *(f"{one:g}" for one in (first.months, later.months, first.percent, later.percent)))


def load_kept(pairs: Sequence[Pair], digest: str, path: Path = KEPT) -> Told | None:
    """Return the kept forecasts of these pairs; None if the numbers or the pairs have changed since. Raises `ScenarioFaults`."""
    if not path.is_file():
        return None
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0] != f"{MARK}{digest}":
        return None
    faults = FaultList(path.name)
    cells = read_cells("\n".join(["", "", *lines[2:]]) + "\n", COLUMNS, COLUMNS, MOST, faults)
    faults.raise_if_any()
    assert cells is not None
    found = {}
    for at in range(len(cells.rows)):
        row = [cells.columns[name][at] for name in COLUMNS]
        found[(*map(str, row[:4]), *(f"{one:g}" for one in row[4:8]))] = [probit(float(one)) for one in row[8:]]
    if any(key_of(pair) not in found for pair in pairs):
        return None
    return Told(*np.array([found[key_of(pair)] for pair in pairs]).T)
