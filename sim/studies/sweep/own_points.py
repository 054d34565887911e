"""Where are the points of a design that was made elsewhere? In a table (Parquet or CSV): a column for each lever, a row for each point."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.inputs.faults import FaultList, shown, visible
from sim.studies.designs import need

__all__ = ["with_points"]

ENDINGS = (".parquet", ".csv")
MOST_BYTES = 500_000_000


def with_points(tables: Mapping[str, Any], folder: Path, faults: FaultList) -> dict[str, Any]:
    """Return the tables of an experiment with the points of `[design] file` as values of its levers; faults are added.

    A column `point` is left out. The levers of the file and those of the table must not be the same.
    """
    design = tables.get("design", {})
    file = design.get("file") if isinstance(design, dict) else None
    if not isinstance(file, str):
        return dict(tables)
    path = folder / file
    if path.suffix not in ENDINGS or not path.is_file() or path.stat().st_size > MOST_BYTES:
        faults.add(
            "[design] file", shown(visible(file)), f"a table of points that is there, ending in {' or '.join(ENDINGS)}"
        )
        return dict(tables)
    if design.get("kind") != "list":
        faults.add("[design] kind", shown(design.get("kind", "grid")), 'kind = "list", for points of your own')
        return dict(tables)
    columns = {name: values for name, values in columns_of(path).items() if name != "point"}
    levers = dict(tables.get("lever", {}))
    for name, values in columns.items():
        if name in levers or any(value is None for value in values):
            what = "a lever of the file as well" if name in levers else "an empty cell"
            faults.add(
                "[design] file", f"column {visible(name)!r}: {what}", "each lever once, with a value in each row"
            )
        levers[name] = {"values": values}
    return {**tables, "lever": levers}


def columns_of(path: Path) -> dict[str, list[Any]]:
    """Return the columns of a table as plain values."""
    need("A table of points", "pyarrow", "pyarrow>=17")
    if path.suffix == ".csv":
        from pyarrow import csv

        return dict(csv.read_csv(path).to_pydict())
    from pyarrow import parquet

    return dict(parquet.read_table(path).to_pydict())
