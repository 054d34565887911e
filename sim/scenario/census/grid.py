"""What is a table before anything is known of it? Rows of text, and the one of several tables in a file that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from sim.inputs.faults import FaultList, ScenarioFaults, shown, visible

__all__ = ["KINDS", "MIDDLE", "MOST_ROWS", "Grid", "chosen", "library"]

MOST_ROWS = 200_000
# How the middle of an outline is called beside the attributes of a map.
MIDDLE = ("outline lon", "outline lat")
KINDS = "a CSV or text table, .xlsx, JSON, GeoJSON, a zipped shapefile, a GeoPackage, or one of them packed"


@dataclass(frozen=True)
class Grid:
    """Rows of text as they were in the file, the sign between cells, and what is to be said about the reading."""

    rows: list[list[str]]
    said: tuple[str, ...] = ()
    sign: str = ","


def chosen(names: Sequence[str], sheets: Sequence[str], what: str, faults: FaultList) -> str:
    """Return the one that is meant: the only one, or the one that `--sheet` names; else a question with all of them."""
    asked = {sheet.casefold() for sheet in sheets}
    meant = [name for name in names if {name.casefold(), name.rpartition("/")[2].casefold()} & asked]
    if len(meant) == 1 or len(names) == 1:
        return (meant or list(names))[0]
    some = ", ".join(shown(name) for name in list(names)[:12])
    fix = f'Write --sheet "{visible(next(iter(names)))}" or another of them.'
    raise ask(faults, f"{len(names)} of them: {some}", f"one {what} with one table", fix)


def library(what: str, module: str, package: str, extra: str, faults: FaultList) -> None:
    """Refuse a file whose library is not installed, with what to type."""
    if find_spec(module) is None:
        fix = f'Type: pip install "{package}" (or the extra {extra}), or save the table as CSV.'
        raise faults.fatal("", f"{what}, for which the library {module} is not installed", KINDS, fix)


def ask(faults: FaultList, given: str, allowed: str, fix: str) -> ScenarioFaults:
    """Return a question as the fault that it is until somebody answers."""
    return faults.fatal("", given, allowed, fix)
