"""How is a page put together? Headings, tables and cells in Markdown, from plain values."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from sim.evidence import Number
from sim.evidence.bibliography import named

__all__ = ["NUMBER_HEAD", "cell", "code", "doc", "first_sentence", "number_row", "table", "texts"]

NUMBER_HEAD = ("Number", "Value", "Range", "Unit", "Grade", "Source", "Meaning")


@cache
def texts(name: str) -> dict[str, Any]:
    """Return the literal texts of a page, from the TOML file of the same name."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def cell(text: object) -> str:
    """Return a value escaped for a table cell."""
    return " ".join(str(text).replace("|", "\\|").split())


def code(words: Iterable[str]) -> str:
    """Return names as code, separated by commas; a dash if there are none."""
    return ", ".join(f"`{word}`" for word in words) or "-"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(cell, line))} |" for line in lines)


def doc(of: ModuleType | type | object) -> str:
    """Return a docstring without its indentation: prose as it is, equations as code blocks."""
    return inspect.cleandoc(getattr(of, "__doc__", None) or "")


def first_sentence(text: str) -> str:
    """Return the first line of a docstring."""
    return text.strip().splitlines()[0] if text.strip() else ""


def number_row(number: Number, name: str = "") -> list[str]:
    """Return a number of the evidence as a row under `NUMBER_HEAD`."""
    within = f"{number.low:g} to {number.high:g}"
    said = (f"`{name or number.path}`", f"{number.value:g}", within, number.unit, number.grade, named(number.source))
    return [*said, number.meaning]
