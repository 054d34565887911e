"""What has been answered already? The flags of `healing new --places`, read once: units, columns to use, rows, sheets, year, decimals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sim.inputs.faults import FaultList, question, shown
from sim.scenario.census.table import Raw
from sim.scenario.census.units import UNITS, Unit
from sim.scenario.places import COLUMNS

__all__ = ["Answers", "answers", "check_names"]

MARKS = {"point": ".", "comma": ","}


@dataclass(frozen=True)
class Answers:
    """Units by column, our columns by the name of theirs, rows by column and value, sheets, the year of a survey, the mark of decimals."""

    units: Mapping[str, Unit] = field(default_factory=dict)
    use: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    vintage: int | None = None
    decimal: str = ""


def answers(
    units: Sequence[str] = (), use: Sequence[str] = (), where: Sequence[str] = (), sheets: Sequence[str] = (),
    vintage: int | None = None, decimal: str = "",
) -> Answers:  # fmt: skip
    """Return what the flags say: `COLUMN=count/OTHER`, `exposure=COLUMN`, `COLUMN=VALUE`; every one that says nothing adds a fault."""
    faults = FaultList("options")
    found = {}
    for name, said in pairs("--unit", units, "homes_damaged=count/housing_units", faults):
        unit, _, below = said.partition("/")
        if unit not in UNITS:
            faults.add(f"--unit {name}", shown(unit), f"one of {', '.join(UNITS)}", question(unit, UNITS))
        found[name] = Unit(unit, below)
    chosen = pairs("--use", use, "exposure=homes_damaged", faults)
    for name, _ in chosen:
        if name not in COLUMNS:
            faults.add(f"--use {name}", shown(name), f"one of {', '.join(COLUMNS)}", question(name, COLUMNS))
    rows = dict(pairs("--where", where, "year=2020", faults))
    if decimal not in ("", *MARKS):
        faults.add("--decimal", shown(decimal), "point or comma", question(decimal, MARKS))
    faults.raise_if_any()
    return Answers(found, dict(chosen), rows, tuple(sheets), vintage, MARKS.get(decimal, ""))


def check_names(given: Answers, tables: Sequence[Raw], faults: FaultList) -> None:
    """Add a fault for each answer about a column that no table has."""
    known = [name for raw in tables for name in raw.columns]
    for name in given.units:
        if name != "all" and name not in known:
            faults.add(
                f"--unit {name}", "a column that no table has", f"one of {', '.join(known[:12])}", question(name, known)
            )
    for name in given.where:
        if not any(name in raw.chosen_by for raw in tables):
            faults.add(
                f"--where {name}",
                "a column that no table has",
                f"one of {', '.join(known[:12])}",
                question(name, known),
            )


def pairs(flag: str, said: Sequence[str], example: str, faults: FaultList) -> list[tuple[str, str]]:
    """Return name and value of each `NAME=VALUE`."""
    found = []
    for text in said:
        name, sign, value = text.rpartition("=") if flag != "--where" else text.partition("=")
        if not (sign and name.strip() and value.strip()):
            faults.add(flag, shown(text), f"NAME=VALUE, such as {example}")
        found.append((name.strip(), value.strip()))
    return found
