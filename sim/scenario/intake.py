"""What of a scenario is invented, and how was its table of places read? `[intake]`, as `healing new --places` writes it.

    [intake]
    plans_from = "new_orleans"        the scenario whose plans were taken over
    slots = { clinic = 12 }           as they were taken over: a programme that has other slots by now is not invented any more
    notes = ["..."]                   what there was to say of the reading

What is invented is told from the scenario as it is, not from how it came about: a line goes as soon as somebody puts in a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.inputs.faults import FaultList, shown
from sim.inputs.keys import fields_of, key, read_keys
from sim.inputs.rules import Each, TableRule, Text

__all__ = ["Intake", "read_intake"]

MOST_NOTES, LONGEST = 200, 600
LINE = Text(LONGEST, "text")


@dataclass(frozen=True, kw_only=True)
class Intake:
    """How a table of places was read, and what was taken over from another scenario."""

    tables: tuple[str, ...] = key(Each(LINE, 0, 20), "The files that the table of places was made from.", ())
    cells: str = key(LINE, "The file that says of each cell what it was made of.", "")
    columns: Mapping[str, str] = key(TableRule(), "Our columns, each with what it was made of.", otherwise="none")
    notes: tuple[str, ...] = key(Each(LINE, 0, MOST_NOTES), "What there was to say of the reading.", ())
    stand_ins: tuple[str, ...] = key(Each(LINE, 0, 40), "Columns of the files that could stand for damage.", ())
    plans_from: str = key(LINE, "The scenario whose plans were taken over.", "")
    event_from: str = key(LINE, "The scenario whose event was taken over.", "")
    slots: Mapping[str, int] = key(TableRule(), "Sessions a week of each programme, as taken over.", otherwise="none")
    sites: Mapping[str, int] = key(TableRule(), "Number of sites of each programme, as taken over.", otherwise="none")
    positions: str = key(LINE, "How positions were made up, where the files had none.", "")


def read_intake(tables: Mapping[str, Any], faults: FaultList) -> Intake | None:
    """Return the table `[intake]`, None without one or after adding faults."""
    table, before = tables.get("intake"), len(faults.found)
    if table is None:
        return None
    if not isinstance(table, dict):
        faults.add("[intake]", shown(table), "a table, as healing new writes it", "Delete it.")
        return None
    values = read_keys(fields_of(Intake), table, "intake", faults)
    for name, kind in (("columns", str), ("slots", int), ("sites", int)):
        held = values.setdefault(name, {})
        if any(not isinstance(value, kind) for value in held.values()):
            faults.add(f"[intake] {name}", shown(held), f"a table of {'texts' if kind is str else 'whole numbers'}")
    return Intake(**values) if len(faults.found) == before else None
