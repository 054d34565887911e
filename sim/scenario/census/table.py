"""How do rows of text become a table? Lines above the header and notes below are left out and said; a second header is kept as labels.

Everything stays text here: what a column means, and in which unit it is, `mapping.py` finds out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sim.inputs.faults import FaultList, several, shown
from sim.scenario.census.grid import Grid

__all__ = ["Raw", "rows_of", "table_of"]

MOST_COLUMNS, MOST_ABOVE, RAGGED = 3000, 30, 20
# Words under codes in the second header of data.census.gov and of American FactFinder.
LABELS = frozenset({"Geography", "Geographic Area Name", "Id", "Id2", "id", "Target Geo Id"})


@dataclass(frozen=True)
class Raw:
    """A table as text: its file, columns by name in order, the code of each row ("" without), and what to know of its reading.

    `labels` is the second header by column, `origin` the file of a column that was joined, `lines` the line of each row in its file,
    `twice` the names that stand above several columns (the second is called `name (2)`), `units` the units that the format itself says,
    `chosen_by` the columns by which its rows were chosen.
    """

    file: str
    columns: dict[str, list[str]]
    codes: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    sign: str = ","
    twice: frozenset[str] = frozenset()
    units: dict[str, str] = field(default_factory=dict)
    chosen_by: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.lines)


def table_of(grid: Grid, file: str, faults: FaultList) -> Raw:
    """Return rows under their header."""
    rows = [(line, row) for line, row in enumerate(grid.rows, 1) if any(cell.strip() for cell in row)]
    at = header_at([row for _, row in rows])
    if len(rows) < at + 2:
        raise faults.fatal("", "no row below the header", "a header and at least one row")
    header = [" ".join(name.split()) for name in trimmed(rows[at][1])]
    if len(header) > MOST_COLUMNS:
        raise faults.fatal("row 1", f"{len(header):,} columns", f"at most {MOST_COLUMNS:,}")
    said = list(grid.said)
    if at:
        said.append(f"{several(at, 'line')} above the header left out, such as {shown(' '.join(rows[0][1]).strip())}")
    body, notes = without_notes(rows[at + 1 :], len(header))
    if notes:
        said.append(f"{several(notes, 'line')} of notes below the table left out")
    header, twice = told_apart(header)
    body = [(line, squared(line, row, len(header), faults)) for line, row in body]
    faults.raise_if_any()
    labels: dict[str, str] = {}
    if body and second_header(body[0][1]):
        labels = {name: cell for name, cell in zip(header, body[0][1], strict=True) if name}
        body = body[1:]
    elif any(name.startswith(("Estimate!!", "Percent!!")) for name in header):
        labels = {name: name for name in header if name}
    if not body:
        raise faults.fatal("", "no row below the header", "a header and at least one row")
    columns = {name: [row[n].strip() for _, row in body] for n, name in enumerate(header) if name}
    lines = tuple(line for line, _ in body)
    return same_once(Raw(file, columns, ("",) * len(lines), lines, labels, {}, tuple(said), grid.sign, twice))


def trimmed(row: list[str]) -> list[str]:
    """Return a row without blank cells at its end."""
    last = max((n for n, cell in enumerate(row, 1) if cell.strip()), default=0)
    return row[:last]


def filled(row: list[str]) -> int:
    """Return how many cells of a row hold something."""
    return sum(bool(cell.strip()) for cell in row)


def header_at(rows: list[list[str]]) -> int:
    """Return which row is the header: the first that is nearly as wide as the widest; titles above it have a cell or two."""
    widest = max((filled(row) for row in rows[:200]), default=0)
    return next((n for n, row in enumerate(rows[:MOST_ABOVE]) if filled(row) >= max(1, 0.6 * widest)), 0)


def without_notes(rows: list[tuple[int, list[str]]], width: int) -> tuple[list[tuple[int, list[str]]], int]:
    """Return the rows without those at the end that hold a single cell of a wide table, and how many these were."""
    end = len(rows)
    while width > 2 and end > 1 and filled(rows[end - 1][1]) == 1:
        end -= 1
    return rows[:end], len(rows) - end


def squared(line: int, row: list[str], width: int, faults: FaultList) -> list[str]:
    """Return a row as wide as the header, blanks beyond it cut; a fault where cells are missing or too many hold something."""
    if len(row) > width and not filled(row[width:]):
        return row[:width]
    if len(row) != width and len(faults.found) < RAGGED:
        faults.add(f"row {line}", f"{len(row)} cells", f"{width} cells, as in the header")
    return [*row[:width], *[""] * (width - len(row))]


def told_apart(header: list[str]) -> tuple[list[str], frozenset[str]]:
    """Return names that stand once each, the second of a name as `name (2)`, and which names stood several times."""
    seen: dict[str, int] = {}
    found = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        found.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return found, frozenset(name for name, count in seen.items() if name and count > 1)


def same_once(raw: Raw) -> Raw:
    """Return a table without second columns that hold the same as the first of their name."""
    twice, columns = set(raw.twice), dict(raw.columns)
    for name in raw.twice:
        others = [other for other in columns if other.startswith(f"{name} (")]
        if all(columns[other] == columns[name] for other in others):
            twice.discard(name)
            for other in others:
                del columns[other]
    return replace(raw, columns=columns, twice=frozenset(twice))


def second_header(row: list[str]) -> bool:
    """Say whether the first row is a second header: words under codes, or the hashtags of humanitarian data (HXL)."""
    held = [cell for cell in row if cell]
    tags = sum(cell.startswith("#") for cell in held)
    return tags * 2 > len(held) or any(
        cell in LABELS or cell.startswith(("Estimate!!", "Percent!!", "Estimate;", "Annotation of")) for cell in held
    )


def rows_of(raw: Raw, rows: Sequence[int]) -> Raw:
    """Return some rows of a table."""
    columns = {name: [values[row] for row in rows] for name, values in raw.columns.items()}
    codes = tuple(raw.codes[row] for row in rows)
    return replace(raw, columns=columns, codes=codes, lines=tuple(raw.lines[row] for row in rows))
