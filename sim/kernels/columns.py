"""What is a column? One array for one property of all residents, declared once with meaning, unit and bounds.

The declaration serves allocation, the bounds test, Mesa's attributes, axis labels, `healing explain` and the catalogue of columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from types import MappingProxyType
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["Column", "ColumnTable", "column", "columns_of", "described"]


@dataclass(frozen=True)
class Column:
    """One declared column: dtype, unit, starting value, closed bounds, meaning and, if it has one, source key."""

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
        """Return a new array of shape `(n,)` filled with the starting value."""
        return np.full(n, self.start, dtype=self.dtype)

    def described(self) -> str:
        """Return meaning, dtype, unit, range or labels, start and source in words, as `help` shows a column."""
        codes = ", ".join(f"{code} {label}" for code, label in enumerate(self.labels))
        source = f"; source: {self.source}" if self.source else ""
        return (
            f"{self.meaning} {self.dtype}; unit: {self.unit}; {f'codes: {codes}' if codes else f'range: {self.low:g} to {self.high:g}'}; "
            f"at first {self.start:g}{source}."
        )


def column(
    dtype: str, unit: str, start: float, bounds: tuple[float, float], meaning: str,
    *, source: str = "", labels: tuple[str, ...] = (),
) -> Any:  # fmt: skip
    """Declare a column inside a dataclass of columns or an own process; its name is the attribute's.

    `dtype` as NumPy names it, `unit` in words, its value at the `start`, closed `bounds`, and a meaning in one sentence.

    >>> class Visits(sim.Process):
    ...     seen = sim.column("uint8", "visits", 0, (0, 52), "Visits had.")
    >>> Visits.columns()["seen"].unit
    'visits'
    """
    declared = {"dtype": dtype, "unit": unit, "start": start, "low": bounds[0], "high": bounds[1],
                "meaning": meaning, "source": source, "labels": labels}  # fmt: skip
    return field(metadata={"column": declared})


def columns_of(table: type) -> dict[str, Column]:
    """Return the declared columns of a dataclass, in order of declaration."""
    return {
        item.name: Column(name=item.name, **item.metadata["column"])
        for item in fields(table)
        if "column" in item.metadata
    }


def described(columns: Mapping[str, Column]) -> str:
    """Return a list of columns with meaning, unit, range and source, for a docstring."""
    return "\n".join(f"    {name}: {column.described()}" for name, column in columns.items())


class ColumnTable:
    """Base of a dataclass of declared columns: one row per resident, all columns of the same length.

    `sim.population.residents.Residents` is the table of our week; a schedule of other processes may bring one of its own. The docstring
    of a table lists its columns, from their declarations.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # The dataclass decorator comes later: the fields are still plain attributes, without their names.
        declared = {
            name: Column(name=name, **item.metadata["column"])
            for name, item in vars(cls).items()
            if isinstance(item, Field) and "column" in item.metadata
        }
        cls.__doc__ = (
            f"{(cls.__doc__ or cls.__name__).rstrip()}\n\n    Columns, each of shape `(n,)`:\n\n{described(declared)}\n"
        )

    # Columns that a run adds to its own residents (`add`), by name.
    added: ClassVar[Mapping[str, Column]] = MappingProxyType({})

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """Return the declaration of every column."""
        return columns_of(cls)

    @property
    def declared(self) -> dict[str, Column]:
        """The declaration of every column of these residents, those of own processes included."""
        return {**self.columns(), **self.added}

    def add(self, declared: Column) -> None:
        """Add a column, filled with its starting value."""
        self.__dict__["added"] = {**self.added, declared.name: declared}
        setattr(self, declared.name, declared.allocate(len(self)))

    @classmethod
    def blank(cls, n: int) -> Self:
        """Return `n` residents with every column at its starting value."""
        return cls(**{name: declared.allocate(n) for name, declared in cls.columns().items()})

    def __len__(self) -> int:
        return len(getattr(self, next(iter(self.columns()))))

    def copy(self) -> Self:
        """Return a table with its own copies of the columns, so that a run leaves the original unchanged."""
        twin = type(self)(**{name: getattr(self, name).copy() for name in self.columns()})
        for name, declared in self.added.items():
            twin.add(declared)
            getattr(twin, name)[:] = getattr(self, name)
        return twin

    def take(self, rows: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """Return the values of every column for the given rows."""
        return {name: getattr(self, name)[rows] for name in (*self.columns(), *self.added)}
