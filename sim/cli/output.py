"""How do numbers reach a reader on stdout? As tables that fit the terminal, or as JSON for programs."""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sim.inputs.faults import without_controls

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

__all__ = [
    "NO_NUMBER",
    "Marked",
    "difference_unit",
    "faint",
    "interval",
    "is_narrow",
    "money",
    "plain_rows",
    "print_json",
    "print_table",
    "shown",
]

WIDE = 170
NO_NUMBER = "-"
NARROW = 110


def print_json(content: Any) -> None:
    """Print JSON; nan and inf become null."""
    print(json.dumps(finite(content), indent=2, ensure_ascii=False, allow_nan=False, default=str))


def finite(content: Any) -> Any:
    """Return the content with plain Python numbers, and None for numbers that are not finite."""
    if isinstance(content, Mapping):
        return {str(key): finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [finite(value) for value in content]
    if hasattr(content, "item"):
        content = content.item()
    return None if isinstance(content, float) and not math.isfinite(content) else content


def plain_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON takes them."""
    return [finite(row) for row in table.to_dict(orient="records")]


def shown(value: float | None, unit: str) -> str:
    """Return a number with as many digits as can be read at a glance; shares as per cent, their differences as points."""
    from sim.outcomes.formats import written

    if value is None or not math.isfinite(value):
        return NO_NUMBER
    if unit.startswith("share") or unit in ("people", "USD"):
        return written(value, unit.split(maxsplit=1)[0])
    if unit == "points":
        return f"{100 * value:.1f}"
    if unit == "index":
        return f"{value:+.3f}"
    if unit == "ratio":
        return f"{value:.2f}"
    return f"{value:,.1f}" if abs(value) < 1000 else f"{value:,.0f}"


def difference_unit(unit: str) -> str:
    """Return the unit of a difference: shares differ by percentage points."""
    return "points" if unit.startswith("share") else unit


def money(value: float) -> str:
    """Return an amount as it is written everywhere, "2.3 million" or "12,000"."""
    from sim.outcomes.formats import written

    return written(value, "USD")


class Marked(str):
    """A cell in which our own marks (`[dim]`, `[bold]`, `[italic]`) are looks; in all other words brackets are brackets."""

    __slots__ = ()


def faint(words: str) -> str:
    """Return words that stay in the background, for the inside of a `Marked` cell."""
    return f"[dim]{words}[/dim]"


def interval(row: Mapping[str, Any], name: str, unit: str) -> str:
    """Return a value with its interval, "12.3% 11.9…12.8"; the value alone where there is none or no room for it."""
    value = shown(row[name], unit)
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    if value == NO_NUMBER or low is None or not math.isfinite(low) or unit == "USD" or is_narrow():
        return value
    ends = (shown(end, unit).removesuffix("%") for end in (low, high))
    return Marked(f"{value} {faint('…'.join(ends))}")


def is_narrow() -> bool:
    """Return whether the reader's terminal is too narrow for intervals."""
    return sys.stdout.isatty() and shutil.get_terminal_size().columns < NARROW


def print_table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str] | None], note: str = "", words: int = 2
) -> None:
    """Print a table, as wide as the terminal or as it needs elsewhere; a row of None draws a line."""
    from rich.text import Text

    console = steady_console()(width=None if sys.stdout.isatty() else WIDE, highlight=False)
    console.print(Text(f"\n{without_controls(title)}", "bold") if title else "")
    console.print(drawn(columns, rows, words))
    if note:
        console.print(Text(without_controls(note), "dim"))


@cache
def steady_console() -> type[Console]:
    """Return Rich's console, which must not end the process if the reader of a pipe leaves: there is a report to write."""
    from rich.console import Console

    class SteadyConsole(Console):
        """A console that leaves a broken pipe to its caller."""

        def on_broken_pipe(self) -> None:
            """Raise what is being handled again, for `reader_may_leave`."""
            raise BrokenPipeError

    return SteadyConsole


def drawn(columns: Sequence[str], rows: Iterable[Sequence[str] | None], words: int) -> Table:
    """Return the table itself: the first `words` columns to the left, numbers to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for at, name in enumerate(columns):
        table.add_column(Text(name), justify="left" if at < words else "right", overflow="fold")
    for row in rows:
        if row is None:
            table.add_section()
        else:
            table.add_row(
                *(Text.from_markup(cell) if isinstance(cell, Marked) else Text(without_controls(cell)) for cell in row)
            )
    return table
