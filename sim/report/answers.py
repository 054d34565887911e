"""How is an answer to a planner's question kept, and read again for the report? As files that open without us.

slots.json      question, sentences, limits, tables in words, and every number, for programs
slots.png       the picture
slots_NAME.csv  the numbers, one table a file
slots.xlsx      the same as a workbook, if openpyxl is installed
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sim.outcomes.printed import Table
from sim.outcomes.saving import write_bytes, write_csv, write_text
from sim.report import figures
from sim.report.sheets import write_frames
from sim.studies.planning.answer import Answer, facts

__all__ = ["FOLDER", "ORDER", "SavedAnswer", "keep", "kept"]

FOLDER, DPI = "answers", 110
ORDER = (
    "slots", "sites", "delay", "turned_away", "internet", "fallback", "needs", "staffing", "budget", "monthly", "languages",
    "children", "4ws",
    "siteplan", "situation",
)  # fmt: skip
"""The questions in the order of the report; what is kept under another name is left alone."""


@dataclass(frozen=True)
class SavedAnswer:
    """An answer as it lies in a folder, read again for the report; `picture` is empty where there is none."""

    name: str
    question: str
    found: tuple[str, ...]
    limits: tuple[str, ...]
    tables: tuple[Table, ...]
    caption: str
    command: str
    picture: bytes


def keep(answer: Answer, folder: Path) -> list[Path]:
    """Write an answer into a folder and return the files; what was answered to the same question before is replaced."""
    text = json.dumps(facts(answer), indent=1, ensure_ascii=False, allow_nan=False)
    files = [write_csv(folder / f"{answer.name}_{name}.csv", frame) for name, frame in answer.data.items()]
    if answer.drawing is not None:
        files.append(write_bytes(folder / f"{answer.name}.png", figures.png(figures.draw(answer.drawing), DPI)))
    if answer.data and find_spec("openpyxl"):
        files.append(write_bytes(folder / f"{answer.name}.xlsx", as_workbook(answer)))
    return [*files, write_text(folder / f"{answer.name}.json", text + "\n")]


def as_workbook(answer: Answer) -> bytes:
    """Return the frames of an answer as a workbook, a sheet each, numbers with a format that can be read."""
    import pandas as pd

    content = io.BytesIO()
    with pd.ExcelWriter(content, engine="openpyxl") as writer:
        write_frames(writer, answer.data)
    return content.getvalue()


def kept(folder: Path) -> list[SavedAnswer]:
    """Return the answers that lie in a folder, in the order of the questions; a file that is not one of ours is left out."""
    found = (read(folder, name) for name in ORDER)
    return [answer for answer in found if answer is not None]


def read(folder: Path, name: str) -> SavedAnswer | None:
    """Return one kept answer, None where there is none that can be read."""
    try:
        said = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        picture = folder / f"{name}.png"
        return SavedAnswer(
            name, str(said["question"]), tuple(map(str, said["found"])), tuple(map(str, said["limits"])),
            tuple(table_of(one) for one in said["tables"]), str(said["caption"]), str(said["command"]),
            picture.read_bytes() if picture.is_file() else b"",
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return None


def table_of(said: Mapping[str, Any]) -> Table:
    """Return a table as it was kept."""
    return Table(str(said["caption"]), list(map(str, said["head"])), [list(map(str, row)) for row in said["rows"]])
