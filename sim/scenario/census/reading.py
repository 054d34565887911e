"""How does a file become a table with codes? Its rows are opened, chosen, laid out as one row a place, and given the codes of places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.inputs.faults import FaultList, visible
from sim.scenario.census.ids import with_codes
from sim.scenario.census.joining import where
from sim.scenario.census.layouts import laid_out
from sim.scenario.census.opening import read_grid
from sim.scenario.census.table import Raw, table_of

__all__ = ["read"]


def read(path: Path, faults: FaultList, sheets: Sequence[str] = (), only_where: Mapping[str, str] | None = None) -> Raw:
    """Return a table, only the rows whose columns hold what is asked for; raises `ScenarioFaults` if it cannot be read at all."""
    here = faults.beside(visible(path.name) or visible(str(path)))
    raw = where(table_of(read_grid(path, here, sheets), path.name, here), only_where or {}, here)
    here.raise_if_any()
    return with_codes(laid_out(raw, here), here)
