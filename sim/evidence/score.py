"""How does the model compare with published figures, and with which numbers?

    sim/evidence/score.csv --load--> Score       one row a published figure, written by `healing evaluate --write`, never by hand

    # numbers 3f0c...                             the digest of the numbers that the check was made with
    survey,figure,group,months,unit,published,low,high,source,role,model,model_low,model_high,verdict,within
    kind,range,standing,strict,uncounted,why    further columns: survey or trial; where the interval is from; the strict rule
                                                (sim.validation.strict): fitted, held_out or follows, pass or miss, and why it does not
                                                count

Reports and pages read this table and never run the check again. `digest` says in a few letters which values the numbers have: a score
made with other values is a score of another model, and whoever shows it must say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import NamedTuple

from sim.evidence.parameters import Evidence
from sim.inputs.csv_file import Cells, read_cells
from sim.inputs.faults import FaultList, shown

__all__ = [
    "COLUMNS",
    "FURTHER",
    "ROLES",
    "SCORE",
    "STANDINGS",
    "VERDICTS",
    "Score",
    "Scored",
    "Tally",
    "digest",
    "load_score",
    "read_score",
    "tally_of",
]

SCORE = Path(__file__).parent / "score.csv"
MARK, WHY = "# numbers ", "why"
MOST = 5000
ROLES = ("fitted", "held_out")
STANDINGS = (*ROLES, "follows")
VERDICTS = ("pass", "miss")
WITHIN = ("interval", "20%", "neither")
TEXTS = ("survey", "figure", "group", "unit", "source", "role", "verdict", "within")
NUMBERS = ("months", "published", "low", "high", "model", "model_low", "model_high")
COLUMNS = ("survey", "figure", "group", "months", "unit", "published", "low", "high", "source", "role", "model", "model_low",
           "model_high", "verdict", "within")  # fmt: skip
FURTHER = ("kind", "range", "standing", "strict", "uncounted")


@dataclass(frozen=True, slots=True)
class Scored:
    """One published figure, and what the model says of it: a median (nan if it says nothing) with its interval, None for unknown ends.

    `months` after the event; `role` fitted (a number of ours was made from it) or held_out; `within` says by which rule it passes.
    The last five are empty in a table that was written before there was a strict rule.
    """

    survey: str
    figure: str
    group: str
    months: float | None
    unit: str
    published: float
    low: float | None
    high: float | None
    source: str
    role: str
    model: float
    model_low: float | None
    model_high: float | None
    verdict: str
    within: str
    kind: str = ""
    range: str = ""
    standing: str = ""
    strict: str = ""
    uncounted: str = ""

    @property
    def use(self) -> str:
        """What the figure was used for: its standing, or its role in a table without one."""
        return self.standing or self.role

    @property
    def counts(self) -> bool:
        """True if the strict score counts the figure; what follows from another is counted there alone."""
        return bool(self.strict) and not self.uncounted

    @property
    def is_missed(self) -> bool:
        """True if the model misses it by the lenient rule, or by the strict one if it counts there."""
        return not self.met or (self.counts and self.strict == "miss")

    @property
    def is_clear(self) -> bool:
        """True if neither interval nor value is assumed and no null would pass; it may follow from another figure."""
        return bool(self.strict) and all(
            reason.startswith("follows") for reason in self.uncounted.split("; ") if reason
        )

    @property
    def is_assumed(self) -> bool:
        """True if its interval or its value is assumed."""
        return "assumed" in self.uncounted

    @property
    def met(self) -> bool:
        """True if the model's median lies inside the published interval, or within a fifth of the published value."""
        return self.verdict == "pass"


class Tally(NamedTuple):
    """The number of figures met, and their total."""

    met: int
    of: int

    def __str__(self) -> str:
        return f"{self.met} of {self.of}"


def tally_of(rows: Iterable[Scored], kind: str, standing: str) -> Tally:
    """Return how many figures of a kind and standing are met by the strict rule, of those that count.

    Of what follows from other figures it says how many are met of those that nothing else is against.
    """
    mine = [row for row in rows if row.kind == kind and row.standing == standing and row.is_clear]
    return Tally(sum(row.strict == "pass" for row in mine), len(mine))


@dataclass(frozen=True, slots=True)
class Score:
    """All figures that were checked, and the digest of the numbers that they were checked with (empty if none was written).

    `why` says of each row what was known of the reason for a miss; it is empty if the table has no such column.
    """

    numbers: str
    rows: tuple[Scored, ...]
    why: tuple[str, ...] = ()

    def reason(self, row: Scored) -> str:
        """Return what the table says of why a figure is missed; empty if it says nothing."""
        return next((said for one, said in zip(self.rows, self.why, strict=False) if one is row), "")

    def of(self, role: str) -> tuple[Scored, ...]:
        """Return the figures of one use: fitted, held_out, or follows."""
        return tuple(row for row in self.rows if row.use == role)


def digest(book: Evidence) -> str:
    """Return twelve letters that identify the declared values of a book, whatever their order, ranges, sources or words."""
    lines = "".join(f"{path}={book[path].value!r}\n" for path in sorted(book))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()[:12]


def load_score(path: Path = SCORE) -> Score | None:
    """Return the score kept with the evidence, or None if nothing has been checked yet; raises `ScenarioFaults`."""
    return read_score(path.read_text(encoding="utf-8"), path.name) if path.is_file() else None


def read_score(text: str, name: str = "score.csv") -> Score:
    """Return the score of a text; raises `ScenarioFaults` that lists every fault."""
    lines = text.splitlines()
    made_with = next((line.removeprefix(MARK).strip() for line in lines if line.startswith(MARK)), "")
    # A comment becomes a blank line, which no row is made of, so that faults name the lines of the file.
    table = "".join("\n" if line.startswith("#") else f"{line}\n" for line in lines)
    faults = FaultList(name)
    cells = read_cells(table, (*COLUMNS, *FURTHER, WHY), COLUMNS, MOST, faults)
    rows = rows_of(cells, faults) if cells else ()
    faults.raise_if_any()
    reasons = cells.columns.get(WHY, []) if cells else []
    return Score(made_with, rows, tuple("" if said is None else str(said) for said in reasons))


def rows_of(cells: Cells, faults: FaultList) -> tuple[Scored, ...]:
    """Return the rows of a table; what does not belong in a cell is added to the faults."""
    found = []
    for at, where in enumerate(cells.rows):
        given = {name: cells.columns[name][at] for name in COLUMNS}
        if check(given, where, faults):
            texts = {name: text(given[name]) for name in TEXTS}
            values = {name: number(given[name]) for name in NUMBERS}
            texts |= {name: text(cells.columns[name][at]) for name in FURTHER if name in cells.columns}
            found.append(Scored(**texts, **{**values, "model": nan if values["model"] is None else values["model"]}))  # type: ignore[arg-type]
    return tuple(found)


def text(given: object) -> str:
    """Return a cell as a text, empty if it is blank."""
    return "" if given is None else str(given)


def number(given: float | None) -> float | None:
    """Return a cell as a number, None if it is blank."""
    return None if given is None else float(given)


def check(given: Mapping[str, object], where: str, faults: FaultList) -> bool:
    """Return whether the cells of a row hold what they may, and add a fault for each that does not."""
    before = len(faults.found)
    for name, allowed in (("role", ROLES), ("verdict", VERDICTS), ("within", WITHIN)):
        if given[name] not in allowed:
            faults.add(f"{where} {name}", shown(given[name]), f"one of {', '.join(allowed)}")
    for name in NUMBERS:
        needed = name == "published"
        if not isinstance(given[name], int | float) and (needed or given[name] is not None):
            faults.add(f"{where} {name}", shown(given[name]), "a number" if needed else "a number or nothing")
    return len(faults.found) == before
