"""What does a process see? The residents, their ties and places, the care on offer, the numbers, the week and the seed.

The world is state without behaviour. Lists of rows (residents who ask, wait, attend, are referred, have bonds from a group) are kept
beside the columns so that care touches only the residents concerned; they follow from the columns and never hold information
of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

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
# The fields of the world that `World.once` makes.
Made = Literal[
    "policies", "policy_weeks", "wishes", "hurdles", "call_lists", "place_classes", "referred_to", "room_for_ended", "support_scratch",
    "thread_pool", "around", "own_care_rows", "usual_support",
]  # fmt: skip


def found_under(path: str) -> Callable[[type[Bundle]], type[Bundle]]:
    """Set the evidence path of a bundle of numbers (a NamedTuple); `{hazard}` is the hazard of the event."""

    def mark(bundle: type[Bundle]) -> type[Bundle]:
        bundle.PATH = path  # type: ignore[attr-defined]
        return bundle

    return mark


class Pass(NamedTuple):
    """A kernel that treats each row alone, its shared arguments, and the columns (n, ...) passed to it by rows (chunks.py)."""

    kernel: Callable[..., Any]
    shared: tuple[Any, ...]
    columns: tuple[NDArray[Any], ...]


@dataclass
class RowList:
    """Rows of residents in order of arrival: the first `count` entries of `rows`, shape `(n,)`."""

    rows: NDArray[np.int32]
    count: int = 0

    @classmethod
    def empty(cls, n: int) -> RowList:
        """Return a list with room for all `n` residents."""
        return cls(np.zeros(n, dtype=np.int32))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[np.int32]:
        return np.array(self.rows[: self.count], dtype=dtype)

    def extend(self, rows: NDArray[np.int32]) -> None:
        """Add rows at the end; each resident is in it at most once, so there is always room."""
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
    # Numbers of the evidence by the bundle that asks for them.
    memo: dict[type, Any] = field(default_factory=dict)
    # What a process makes when it is first needed (`once`), each said where it is made; None: not yet.
    policies: Any = None
    policy_weeks: Any = None
    by_stage: dict[tuple[str, int], Any] = field(default_factory=dict)
    wishes: Any = None
    hurdles: Any = None
    call_lists: Any = None
    place_classes: Any = None
    referred_to: Any = None
    room_for_ended: Any = None
    support_scratch: Any = None
    thread_pool: Any = None
    around: Any = None
    own_care_rows: Any = None
    usual_support: Any = None
    # Residents whom each policy reached, and those whom it changed, `(n,)` each, by its name.
    reached: dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = field(default_factory=dict)
    # Deferred passes over the residents; None: everything is done at once.
    put_off: list[Pass] | None = None

    def __post_init__(self) -> None:
        n = len(self.residents)
        self.asking, self.waiting, self.attending, self.bonded, self.referred = (RowList.empty(n) for _ in range(5))

    def numbers(self, bundle: type[Bundle]) -> Bundle:
        """Return the evidence numbers of a process, cached per run: `bundle` is marked by `found_under`."""
        if bundle not in self.memo:
            path = bundle.PATH.format(hazard=self.scenario.event.hazard)  # type: ignore[attr-defined]
            self.memo[bundle] = self.book.fill(bundle, path)
        return self.memo[bundle]  # type: ignore[no-any-return]

    def once(self, name: Made, make: Callable[[World], Any]) -> Any:
        """Return the field `name`, which `make(self)` gives the first time that this run asks for it."""
        if getattr(self, name) is None:
            setattr(self, name, make(self))
        return getattr(self, name)
