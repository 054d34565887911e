"""What is a resident to Mesa? An agent that is a view of one row.

A view holds only its model and its row: reading an attribute reads the column, writing one writes it. Views are created on
access, so a city of a million costs nothing until residents are accessed one by one. The model holds the first 100,000 that were seen, so
that Mesa's own sets and events, which hold agents weakly, keep them; beyond those, two views of one row are equal but may be two objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet
from numpy.typing import NDArray

from sim.inputs.faults import question
from sim.kernels.columns import Column, described
from sim.population.residents import COLUMNS
from sim.processes.stress import strain_shares

__all__ = ["Resident", "declared_of", "fitting", "no_such_column"]

# So many views are held by a model once they were seen (some 15 MB); those of larger towns live as long as they are referenced.
HELD_VIEWS = 100_000

# Columns that other state depends on: the order of rows, the random draws, the lists of waiting and attending residents.
HELD = {
    "uid": "it keys all random draws", "place": "rows are sorted by it", "household": "rows are sorted by it",
    "care": "it follows the waiting lists", "programme": "it follows the waiting lists",
    "site": "it follows the waiting lists",
}  # fmt: skip


def fitting(name: str, value: Any, declared: Mapping[str, Column] = COLUMNS) -> NDArray[Any]:
    """Return a value or an array of values in the form of the column `name`.

    Raises AttributeError for a column that may not be written by hand, TypeError for anything but numbers and ValueError for values
    outside the column's bounds, or fractions in a column of whole numbers.
    """
    column, given = declared[name], np.asarray(value)
    if name in HELD:
        raise AttributeError(f"{name} cannot be written: {HELD[name]}")
    if given.dtype.kind not in "biuf":
        raise TypeError(f"{name}: given {value!r}; allowed is a number ({column.unit})")
    if not ((given >= column.low) & (given <= column.high)).all():
        raise ValueError(f"{name}: given {value!r}; allowed is {column.low:g} to {column.high:g} ({column.unit})")
    held = given.astype(column.dtype)
    if held.dtype.kind != "f" and (held != given).any():
        raise ValueError(f"{name}: given {value!r}; allowed are whole numbers ({column.unit})")
    return held


def no_such_column(name: str, declared: Mapping[str, Column] = COLUMNS) -> AttributeError:
    """Return the error for an unknown column, with the nearest name."""
    return AttributeError(f"residents have no column {name!r}. {question(name, declared)}".strip(), name=name)


def declared_of(model: Any) -> Mapping[str, Column]:
    """Return the declaration of every column of a model's residents, those of own processes included."""
    residents = model.world.residents
    return residents.declared if residents.added else COLUMNS


class ColumnView:
    """One column as an attribute of a view: plain Python numbers out, checked numbers in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.__doc__ = COLUMNS[name].described()

    def __get__(self, resident: Resident | None, owner: type | None = None) -> Any:
        if resident is None:
            return self
        return getattr(resident.model.world.residents, self.name)[resident.row].item()

    def __set__(self, resident: Resident, value: Any) -> None:
        getattr(resident.model.world.residents, self.name)[resident.row] = fitting(self.name, value)


class Resident(mesa.Agent):  # type: ignore[misc]
    """One resident as a Mesa agent: a view of one row, with every column of `sim.population.residents` as an attribute."""

    model: mesa.Model
    row: int

    def __init__(self, *_: Any, **__: Any) -> None:
        raise TypeError("residents come from the community; ask for one with model.resident(row)")

    @classmethod
    def view(cls, model: mesa.Model, row: int) -> Resident:
        """Return a view of one row of the model."""
        held: dict[int, Resident] = model.__dict__.setdefault("views", {})
        if row in held:
            return held[row]
        seen = object.__new__(cls)
        seen.__dict__.update(model=model, row=row)
        if len(held) < HELD_VIEWS:
            held[row] = seen
        return seen

    @property
    def unique_id(self) -> int:
        """The resident's own key `uid`: the same in every model of the community, and far above the numbers that Mesa assigns."""
        return int(self.model.world.residents.uid[self.row])

    @property
    def place_name(self) -> str:
        """The name of the place of the home."""
        return str(self.model.community.places.names[self.place])

    def ties(self, layer: str | None = None) -> AgentSet:
        """Return the people who support this resident, of all layers or one.

        `layer` is one of household, kin, neighbours, work, friends; ValueError names the nearest for any other.
        """
        ties, first, names = self.model.community.ties, 0, self.model.community.ties.names
        last = len(names)
        if layer is not None:
            if layer not in names:
                raise ValueError(f"no layer {layer!r}; there are: {', '.join(names)}. {question(layer, names)}".strip())
            first = names.index(layer)
            last = first + 1
        counts = ties.layer_counts[self.row].astype(np.int64)
        start = ties.indptr[self.row]
        return self.model.residents.of(ties.givers[start + counts[:first].sum() : start + counts[:last].sum()])

    def strain_shares(self) -> dict[str, float]:
        """Return the biological, psychological and social shares of this resident's strain, which add up to 1."""
        shares = strain_shares(self.model.world, np.array([self.row]))
        return {kind: float(share[0]) for kind, share in shares.items()}

    def label(self, name: str) -> str:
        """Return the label of a coded column's value, such as "avoidance" for coping; the number itself if it has no labels."""
        declared = declared_of(self.model)
        if name not in declared:
            raise no_such_column(name, declared)
        value, labels = getattr(self, name), declared[name].labels
        return labels[value] if labels else str(value)

    def remove(self) -> None:
        """Refuse: residents stay for the whole run."""
        raise TypeError("residents stay for the whole run; choose some with model.agents.select")

    def __getattr__(self, name: str) -> Any:
        # Columns of own processes: those of the model are attributes of the class.
        declared = declared_of(self.__dict__["model"]) if "model" in self.__dict__ else {}
        if name in declared:
            return getattr(self.model.world.residents, name)[self.row].item()
        raise no_such_column(name, declared or COLUMNS)

    def __setattr__(self, name: str, value: Any) -> None:
        # A view may vanish at any moment, so anything that is not in a column would be lost silently.
        declared = declared_of(self.model)
        if name in COLUMNS or isinstance(getattr(type(self), name, None), property):
            super().__setattr__(name, value)
        elif name in declared:
            getattr(self.model.world.residents, name)[self.row] = fitting(name, value, declared)
        else:
            raise no_such_column(name, declared)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Resident) and other.row == self.row and other.model is self.model

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).view, (self.model, self.row)

    def __repr__(self) -> str:
        return f"<Resident {self.row} of {self.place_name}: {self.age} years, severity {self.severity:.2f}>"


Resident.__doc__ = f"{Resident.__doc__}\n\n    Attributes, one value of each column:\n\n{described(COLUMNS)}\n"
for _name in COLUMNS:
    setattr(Resident, _name, ColumnView(_name))
