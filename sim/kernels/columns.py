"""What is a column? One array for one property of all residents, declared once with meaning, unit and bounds.

The declaration serves allocation, the bounds test, Mesa's attributes, axis labels, `healing explain` and the catalogue of columns.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["Column", "ColumnTable", "column", "columns_of"]


@dataclass(frozen=True)
class Column:
    """One declared column: dtype, unit, starting value, closed bounds, meaning and (where one exists) source key."""

    name: str
    dtype: str
    unit: str
    start: float
    low: float
    high: float
    meaning: str
    source: str = ""
    labels: tuple[str, ...] = ()

    def allocate(self, n: int) -> NDArray[Any]:
        """Return a fresh array of shape `(n,)` filled with the starting value."""
        return np.full(n, self.start, dtype=self.dtype)


def column(
    dtype: str, unit: str, start: float, bounds: tuple[float, float], meaning: str,
    *, source: str = "", labels: tuple[str, ...] = (),
) -> Any:  # fmt: skip
    """Declare a column inside a dataclass of columns; its name is the attribute's."""
    declared = {"dtype": dtype, "unit": unit, "start": start, "low": bounds[0], "high": bounds[1],
                "meaning": meaning, "source": source, "labels": labels}  # fmt: skip
    return field(metadata={"column": declared})


def columns_of(table: type) -> dict[str, Column]:
    """Return the declared columns of a dataclass, in the order they stand."""
    return {
        item.name: Column(name=item.name, **item.metadata["column"])
        for item in fields(table)
        if "column" in item.metadata
    }


class ColumnTable:
    """What a dataclass of declared columns can do: one row for each resident, all columns of the same length.

    `sim.population.residents.Residents` is the table of our week; a schedule of other processes may bring one of its own.
    """

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """Return the declaration of every column."""
        return columns_of(cls)

    @classmethod
    def blank(cls, n: int) -> Self:
        """Return `n` residents with every column at its starting value."""
        return cls(**{name: declared.allocate(n) for name, declared in cls.columns().items()})

    def __len__(self) -> int:
        return len(getattr(self, next(iter(self.columns()))))

    def copy(self) -> Self:
        """Return a table with columns of its own, so that a run leaves the settled one as it was."""
        return type(self)(**{name: getattr(self, name).copy() for name in self.columns()})

    def take(self, rows: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """Return the values of every column for the given rows."""
        return {name: getattr(self, name)[rows] for name in self.columns()}
