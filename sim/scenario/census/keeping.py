"""What is kept of the reading? The table `[intake]` of a scenario, and each cell of its place table with the cells it was made of."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.inputs.csv_file import harmless
from sim.scenario.census.mapping import Mapped
from sim.scenario.places import COLUMNS

__all__ = ["cells_text", "in_order", "number", "text_of", "told_intake", "value_of"]

LONGEST = 600


def told_intake(
    of: Mapped,
    plans_from: str,
    programmes: Mapping[str, Mapping[str, Any]],
    event: str | None,
    sources: Sequence[str],
    cells: str,
) -> list[str]:
    """Return the table that keeps how the tables were read and what was taken over; reports begin with it."""
    made_up = of.made_of["lon"] if of.made_of["lon"] not in of.raw.columns else ""
    said = {
        "tables": list(sources),
        "cells": cells,
        "plans_from": plans_from,
        "event_from": "" if event else plans_from,
        "positions": made_up,
        "stand_ins": list(of.stand_ins),
    }
    tables = {
        "slots": {name: one["slots"] for name, one in programmes.items() if one.get("slots")},
        "sites": {name: one["sites"] for name, one in programmes.items() if isinstance(one.get("sites"), int)},
        "columns": {name: plain(words) for name, words in in_order(of).items()},
    }
    lines = [f"{key} = {value_of(value)}" for key, value in said.items() if value]
    under = [
        line
        for name, table in tables.items()
        if table
        for line in ["", f"[intake.{name}]", *(f"{key} = {value_of(value)}" for key, value in table.items())]
    ]
    notes = [f"  {text_of(plain(note))}," for note in dict.fromkeys(of.notes[:200])]
    head = "# --- How the tables were read and what was taken over: reports begin with it. A line goes as soon as you put in a number ---"
    return ["", head, "[intake]", *lines, *(["notes = [", *notes, "]"] if notes else []), *under]


def plain(words: str) -> str:
    """Return words as a scenario may hold them: no longer than a line, without letters that are not seen."""
    return "".join(letter if letter.isprintable() else " " for letter in words[:LONGEST])


def cells_text(of: Mapped) -> str:
    """Return each cell of the place table with the columns and the cells that it was made of, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["place", "code", "line", "column", "value", "made of", "cells"])
    for column, values in of.columns.items():
        used = [name for name in of.used.get(column, ()) if name in of.raw.columns]
        for row, place in enumerate(of.names):
            given = "; ".join(f"{name} {of.raw.columns[name][row]}".strip() for name in used)
            value = number(column, values[row]) if np.isfinite(values[row]) else ""
            told = [place, of.raw.codes[row], of.raw.lines[row], column, value, of.made_of.get(column, ""), given]
            writer.writerow([harmless(cell) for cell in told])
    return out.getvalue()


def in_order(of: Mapped) -> dict[str, str]:
    """Return what each column was made of, in the order of our columns."""
    return {name: of.made_of[name] for name in COLUMNS if name in of.made_of}


def number(column: str, value: float) -> float | int:
    """Return a cell as it is written: people whole, positions to ten metres, the rest to four digits."""
    return int(value) if column == "population" else round(float(value), 4)


def text_of(words: str) -> str:
    """Return a text as TOML has it."""
    return json.dumps(words, ensure_ascii=False)


def value_of(value: Any) -> str:
    """Return any value of a scenario as TOML has it."""
    if isinstance(value, Mapping):
        return (
            "{ "
            + ", ".join(
                f"{json.dumps(key) if not key.isidentifier() else key} = {value_of(item)}"
                for key, item in value.items()
            )
            + " }"
        )
    if isinstance(value, list | tuple):
        return "[" + ", ".join(value_of(item) for item in value) + "]"
    if isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if hasattr(value, "isoformat") else repr(value)
