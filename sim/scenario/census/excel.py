"""How is a workbook read? The values of one sheet as text, percent cells with their sign; the extra `excel`."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

from sim.inputs.faults import FaultList, ScenarioFaults
from sim.scenario.census.grid import MOST_ROWS, Grid, chosen, library

__all__ = ["workbook"]

MOST_CELLS = 5_000_000


def workbook(raw: bytes, faults: FaultList, sheets: Sequence[str]) -> Grid:
    """Return the rows of the one sheet that holds a table, or of the one that is named."""
    library("a workbook (.xlsx)", "openpyxl", "openpyxl>=3.1", "excel", faults)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        rows = {sheet.title: rows_of(sheet, faults) for sheet in book.worksheets if sheet.sheet_state == "visible"}
    except ScenarioFaults:
        raise
    except (KeyError, ValueError, OSError, TypeError, BadZipFile, SyntaxError) as problem:
        raise faults.fatal("", f"a workbook that cannot be read ({problem})", "an .xlsx file, or CSV") from None
    tables = [title for title, found in rows.items() if is_table(found)]
    if not tables:
        raise faults.fatal("", "a workbook without a table", "a sheet with a header and at least one row")
    title = chosen(tables, sheets, "sheet", faults)
    others = [name for name in rows if name != title]
    said = f"sheet {title!r}" + (f"; the sheets {', '.join(map(repr, others[:8]))} were not read" if others else "")
    return Grid(rows[title], (said,))


def is_table(rows: list[list[str]]) -> bool:
    """Say whether a sheet has at least two rows of at least two cells."""
    return sum(sum(map(bool, row)) >= 2 for row in rows[:200]) >= 2


def rows_of(sheet: Any, faults: FaultList) -> list[list[str]]:
    """Return the cells of a sheet as text."""
    rows: list[list[str]] = []
    cells = 0
    for row in sheet.iter_rows():
        cells += len(row)
        if cells > MOST_CELLS:
            raise faults.fatal(
                "", f"more than {MOST_CELLS:,} cells in a sheet", "one county, city or region", "Cut it down first."
            )
        rows.append([written(cell) for cell in row])
        if len(rows) > MOST_ROWS:
            raise faults.fatal("", f"more than {MOST_ROWS:,} rows", "one county, city or region", "Cut it down first.")
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def written(cell: Any) -> str:
    """Return one cell as a person sees it: whole numbers without a point, percent with its sign, dates by year."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, int | float):
        percent = "%" in str(getattr(cell, "number_format", ""))
        text = f"{value * 100 if percent else value:.12g}"
        return f"{text}%" if percent else text if "e" not in text else repr(value)
    return str(value).strip()
