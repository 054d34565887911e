"""What is an answer made of? The question, sentences, what it cannot tell, tables, a picture and the numbers behind, kept as files.

slots.json      question, sentences, limits, tables in words, and every number, for programs
slots.png       the picture
slots_NAME.csv  the numbers, one table a file
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.findings.tables import Table

if TYPE_CHECKING:
    import pandas as pd

    from sim.figures import Figure

__all__ = ["FOLDER", "ORDER", "Answer", "Kept", "NoAnswerError", "facts", "keep", "kept"]

FOLDER, DPI = "answers", 110
ORDER = ("slots", "sites", "delay", "turned_away", "internet", "fallback")
"""The questions in the order of the report; what is kept under another name is left alone."""


class NoAnswerError(ValueError):
    """A question that this scenario gives no answer to; the message says why."""


@dataclass(frozen=True)
class Answer:
    """One answer: `found` are sentences, `limits` what it cannot tell, `tables` in words, `data` the numbers as frames by name."""

    name: str
    question: str
    found: tuple[str, ...]
    limits: tuple[str, ...]
    tables: tuple[Table, ...]
    data: Mapping[str, pd.DataFrame]
    command: str = ""
    figure: Figure | None = None
    caption: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """An answer as it lies in a folder, read again for the report; `picture` is empty where there is none."""

    name: str
    question: str
    found: tuple[str, ...]
    limits: tuple[str, ...]
    tables: tuple[Table, ...]
    caption: str
    command: str
    picture: bytes


def facts(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON has it."""
    return {
        "name": answer.name, "question": answer.question, "found": list(answer.found), "limits": list(answer.limits),
        "command": answer.command, "caption": answer.caption, "tables": [table._asdict() for table in answer.tables],
        "data": {name: plain(frame) for name, frame in answer.data.items()}, **answer.more,
    }  # fmt: skip


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as JSON takes them: what is no number is null."""
    rows: list[dict[str, Any]] = json.loads(frame.to_json(orient="records", double_precision=12))
    return rows


def keep(answer: Answer, folder: Path) -> list[Path]:
    """Write an answer into a folder and return the files; what was answered to the same question before is replaced."""
    from sim import figures
    from sim.saving import write_bytes, write_csv, write_text

    text = json.dumps(facts(answer), indent=1, ensure_ascii=False, allow_nan=False)
    files = [write_csv(folder / f"{answer.name}_{name}.csv", frame) for name, frame in answer.data.items()]
    if answer.figure is not None:
        files.append(write_bytes(folder / f"{answer.name}.png", figures.png(answer.figure, DPI)))
    return [*files, write_text(folder / f"{answer.name}.json", text + "\n")]


def kept(folder: Path) -> list[Kept]:
    """Return the answers that lie in a folder, in the order of the questions; a file that is not one of ours is left out."""
    found = (read(folder, name) for name in ORDER)
    return [answer for answer in found if answer is not None]


def read(folder: Path, name: str) -> Kept | None:
    """Return one kept answer, None where there is none that can be read."""
    try:
        said = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        picture = folder / f"{name}.png"
        return Kept(
            name, str(said["question"]), tuple(map(str, said["found"])), tuple(map(str, said["limits"])),
            tuple(table_of(one) for one in said["tables"]), str(said["caption"]), str(said["command"]),
            picture.read_bytes() if picture.is_file() else b"",
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        return None


def table_of(said: Mapping[str, Any]) -> Table:
    """Return a table as it was kept."""
    return Table(str(said["caption"]), list(map(str, said["head"])), [list(map(str, row)) for row in said["rows"]])
