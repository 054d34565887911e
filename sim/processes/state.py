"""What does a process see? The residents, their ties and places, the care on offer, the numbers, the week and the seed.

The world is state and has no behaviour. Lists of rows (who asks, waits, attends, is referred, has bonds from a group) are kept
beside the columns so that care touches only those concerned; they follow from the columns and are never the only place where
something is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.evidence import Evidence
    from sim.population.residents import Residents
    from sim.population.settle import Community
    from sim.population.sites import Sites
    from sim.scenario import Scenario

__all__ = ["Pass", "RowList", "World", "found_under"]

Bundle = TypeVar("Bundle")


def found_under(path: str) -> Callable[[type[Bundle]], type[Bundle]]:
    """Say under which path of the evidence the numbers of a bundle (a NamedTuple) stand; `{hazard}` is what struck."""

    def mark(bundle: type[Bundle]) -> type[Bundle]:
        bundle.PATH = path  # type: ignore[attr-defined]
        return bundle

    return mark


class Pass(NamedTuple):
    """A kernel that does each row alone, what it is given as it is, and the columns (n, ...) of which it gets rows (parts.py)."""

    kernel: Callable[..., Any]
    shared: tuple[Any, ...]
    columns: tuple[NDArray[Any], ...]


@dataclass
class RowList:
    """Rows of residents in the order they came: the first `count` entries of `rows`, shape `(n,)`."""

    rows: NDArray[np.int32]
    count: int = 0

    @classmethod
    def empty(cls, n: int) -> RowList:
        """Return a list with room for all `n` residents."""
        return cls(np.zeros(n, dtype=np.int32))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[np.int32]:
        return np.array(self.rows[: self.count], dtype=dtype)

    def extend(self, rows: NDArray[np.int32]) -> None:
        """Add rows at the end; each resident stands in it at most once, so there is always room."""
        self.rows[self.count : self.count + len(rows)] = rows
        self.count += len(rows)


@dataclass
class World:
    """Everything that a process may read or write."""

    residents: Residents
    community: Community
    sites: Sites
    scenario: Scenario
    arm: str
    seed: int
    book: Evidence
    week: int = 0
    threads: int = 1
    asking: RowList = field(init=False)
    waiting: RowList = field(init=False)
    attending: RowList = field(init=False)
    bonded: RowList = field(init=False)
    referred: RowList = field(init=False)
    memo: dict[Any, Any] = field(default_factory=dict)
    # Passes over the residents that wait for others to go with them; None: everything is done at once.
    put_off: list[Pass] | None = None

    def __post_init__(self) -> None:
        n = len(self.residents)
        self.asking, self.waiting, self.attending, self.bonded, self.referred = (RowList.empty(n) for _ in range(5))

    def numbers(self, bundle: type[Bundle]) -> Bundle:
        """Return the evidence numbers that a process asks for: `bundle` is one marked by `found_under`; read once a run."""
        if bundle not in self.memo:
            path = bundle.PATH.format(hazard=self.scenario.event.hazard)  # type: ignore[attr-defined]
            self.memo[bundle] = self.book.fill(bundle, path)
        return self.memo[bundle]  # type: ignore[no-any-return]

    def once(self, key: str, make: Any) -> Any:
        """Return what `make(self)` gave the first time this run asked for `key`."""
        if key not in self.memo:
            self.memo[key] = make(self)
        return self.memo[key]
