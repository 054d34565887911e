"""A row of the field's catalogue: its texts, where the model implements it, how it is switched off, and the test behind it.

    where   a process ("stress.cope"), numbers of the evidence ("stress.coping", all below it), a catalogue entry ("interventions.emdr"),
            a key of scenario files ("programme.price"), a column ("residents.agency"), an outcome ("outcomes.healing"), or a
            scenario file ("scenarios/sandy.toml")
    off     number -> the value at which the mechanism has no effect; catalogue entry -> None, which removes it (an intervention has
            no effect, a channel or policy is dropped, a hazard causes no losses); "programme.key" -> the value for every programme

Whether all of this exists is looked up on request (status.py), and never typed by hand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.evidence import Evidence, Number
from sim.inputs.faults import WrongUseError, question

__all__ = ["GROUPS", "ROWS", "CatalogueRow", "numbers_of", "row_named", "written"]

GROUPS = {
    "frameworks": "Frameworks",
    "healing": "Healing, apart from recovery and resilience",
    "interventions": "Interventions",
    "settings": "Settings and channels",
    "risks": "Risks",
    "policies": "Policies",
    "events": "Events",
    "stepped care": "Stepped care",
}
ABSENT = "absent"
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class CatalogueRow:
    """One row: `name` is what `healing explain` accepts, `test` is `file::function`, `town` what the ablation's small town needs.

    `meaning` is empty if a catalogue entry of the same name has one. `moves` names the columns that an ablation must change. A row
    that only reads results of other mechanisms (`reads_only`) has nothing to switch off.
    """

    name: str
    label: str
    group: str
    where: tuple[str, ...]
    test: str
    off: Mapping[str, Any] = field(default_factory=dict)
    meaning: str = ""
    town: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    moves: tuple[str, ...] = ("severity",)
    reads_only: bool = False


def numbers_of(row: CatalogueRow, book: Evidence) -> list[Number]:
    """Return the numbers of a row: those at or below its paths, and those that switch it off."""
    stems = (*row.where, *row.off)
    return [
        number for path, number in book.items() if any(path == stem or path.startswith(f"{stem}.") for stem in stems)
    ]


def written(value: Any) -> str:
    """Return a value as written in a scenario file, lists by their length."""
    if isinstance(value, list | tuple):
        return f"{len(value)} of them"
    return f"{value:g}" if isinstance(value, float) else repr(value).replace("'", '"').lower()


def read_rows() -> dict[str, CatalogueRow]:
    """Return the rows of rows.toml by name, in the order of the groups."""
    tables = tomllib.loads(Path(__file__).with_name("rows.toml").read_text(encoding="utf-8"))
    rows = {}
    for name, table in tables.items():
        off = {
            path: None if value == ABSENT else tuple(value) if isinstance(value, list) else value
            for path, value in table.pop("off", {}).items()
        }
        lists: dict[str, Any] = {key: tuple(table.pop(key)) for key in ("where", "moves") if key in table}
        rows[name] = CatalogueRow(name=name, off=off, **lists, **table)
    return rows


ROWS = read_rows()


def row_named(name: str) -> CatalogueRow:
    """Return the row of a name, written with spaces, hyphens or underscores; WrongUseError names the nearest."""
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    if plain not in ROWS:
        said = (f"Unknown catalogue entry {name!r}.", question(plain, ROWS), "All of them: healing explain catalogue")
        raise WrongUseError(" ".join(part for part in said if part))
    return ROWS[plain]
