"""What is an answer made of? The question, sentences, what it cannot tell, tables, a drawing and the numbers behind."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.outcomes.printed import Drawing, Table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Answer", "NoAnswerError", "facts"]


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
    drawing: Drawing | None = None
    caption: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


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
