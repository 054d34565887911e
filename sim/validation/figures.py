"""How is a published figure read? The same for surveys and trials: its list of tables, its number and range, whom it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sim import evidence
from sim.inputs.faults import FaultList, shown
from sim.inputs.keys import at
from sim.population.residents import Residents

__all__ = ["check_columns", "named_tables", "read_figures", "read_published"]

Figure = TypeVar("Figure")


def read_figures(
    given: Any, where: str, faults: FaultList, read: Callable[[Mapping[str, Any], str, FaultList], Figure | None], least: int = 0
) -> tuple[Figure, ...]:  # fmt: skip
    """Return the figures under `where`, each as `read` gives it; faults are added, also for fewer than `least`."""
    if not isinstance(given, list) or len(given) < least or not all(isinstance(table, dict) for table in given):
        some = "one or more tables" if least else "tables"
        faults.add(at(where, "figure"), shown(given), f"{some} [[{where}.figure]]")
        return ()
    found = (read(table, f"[[{where}.figure]] {n}", faults) for n, table in enumerate(given, 1))
    return tuple(figure for figure in found if figure is not None)


def read_published(given: Any, where: str, faults: FaultList) -> evidence.Number | None:
    """Return the published number of a figure, with its range and source; None after adding faults."""
    published, wrong = evidence.read_number(given if isinstance(given, dict) else {}, where, evidence.sources())
    for fault in wrong:
        faults.add(
            at(where, "published"), fault, "value, low, high, unit, source, grade and meaning, as in all evidence"
        )
    return published


def named_tables(tables: Mapping[str, Any], kind: str, faults: FaultList, least: int = 0) -> dict[str, Any]:
    """Return the tables `[kind.NAME]` of a file by name; a fault for anything else, and for fewer than `least`."""
    given = tables.get(kind, {})
    if not isinstance(given, dict) or len(given) < least or not all(isinstance(one, dict) for one in given.values()):
        some = "one or more tables" if least else "tables"
        faults.add(at(kind, ""), shown(given), f"{some} with a name, such as [{kind}.first]")
        return {}
    return given


def in_order(ends: Any) -> bool:
    """Return whether this is a list of two numbers, the smaller first."""
    numbers = isinstance(ends, list) and all(
        isinstance(end, int | float) and not isinstance(end, bool) for end in ends
    )  # fmt: skip
    return numbers and len(ends) == 2 and bool(ends[0] <= ends[1])


def check_columns(groups: Mapping[str, Any], where: str, faults: FaultList) -> None:
    """Add a fault for each column that there is not, or whose ends are no two numbers in order."""
    for column, ends in groups.items():
        if column not in Residents.columns() or not in_order(ends):
            fix = faults.did_you_mean(column, Residents.columns())
            faults.add(f"{where}.{column}", shown(ends), "a column of the residents with [least, greatest]", fix)
