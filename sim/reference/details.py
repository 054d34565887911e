"""Columns of tables, hindrances and random streams, explained by name.

Columns of tables are described in columns.toml; random streams and hindrances next to their declarations.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sim.reference.explanation import Explanation, sentence

__all__ = ["Column", "small_print", "table_columns"]

Column = dict[str, str]


def small_print() -> Iterator[Explanation]:
    """Yield columns of tables, hindrances and random streams."""
    for part in (columns, hindrances, streams):
        yield from part()


@cache
def table_columns() -> dict[str, Column]:
    """Return `unit` and `meaning` of each column of a table, by name."""
    themes = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
    return {name: said for theme in themes.values() for name, said in theme.items()}


def columns() -> Iterator[Explanation]:
    """Yield the columns of the tables that functions return and files hold."""
    for name, said in table_columns().items():
        yield Explanation("column of tables", name, "", said["meaning"], unit=said["unit"])


def hindrances() -> Iterator[Explanation]:
    """Yield what barriers measure about a resident and a programme."""
    from sim.evidence import load
    from sim.evidence.reading import HINDRANCE_MEANS

    barriers = load().table("barriers")
    for name, meaning in HINDRANCE_MEANS.items():
        mine = tuple(barrier for barrier, entry in barriers.items() if entry["hindrance"] == name)
        yield Explanation("hindrance", name, "", meaning, related=(*mine, "barrier"))


def streams() -> Iterator[Explanation]:
    """Yield the random streams: what each decides."""
    from sim.kernels.random_streams import DECIDES, DECISION

    for name, number in DECISION.items():
        text = f"{sentence(DECIDES[name])} Stream {number}: the same for the same seed and person in every arm."
        yield Explanation("random stream", f"draws.{name}", "", text, related=("seed",))
