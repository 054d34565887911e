"""What is a process? One step of the week, with the columns it may read and the columns it may write.

A process is a plain function of a `World`. The declaration beside it is a contract: a test runs every process with a spy on the
columns and fails on any undeclared access. The ODD page is generated from the same lines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.processes.state import World

__all__ = ["Process", "process"]


@dataclass(frozen=True)
class Process:
    """A step of the week: call it with the world; `reads` and `writes` name columns of the residents, `ties`: it follows their ties.

    `lazy`: it accesses columns only by `chunks.later` or after `chunks.catch_up`, so that its work may be deferred and done together
    with that of adjacent processes in the schedule.
    """

    name: str
    reads: frozenset[str]
    writes: frozenset[str]
    act: Callable[[World], None]
    ties: bool = False
    lazy: bool = False

    def __repr__(self) -> str:
        # Short, as schedules are default arguments and `help` prints them.
        return f"<Process {self.name}>"

    def __call__(self, world: World) -> None:
        """Run this step of the week."""
        self.act(world)

    def __reduce__(self) -> tuple[Any, ...]:
        # The module knows the process by the function's name, so a pickle stores where to find it.
        return found_at, (self.act.__module__, self.act.__name__)


def found_at(module: str, name: str) -> Any:
    """Return the attribute of a module by its name."""
    return getattr(import_module(module), name)


def process(
    reads: str, writes: str, *, ties: bool = False, lazy: bool = False
) -> Callable[[Callable[[World], None]], Process]:
    """Declare a function of the world as a process; the column names are in one string, separated by spaces."""

    def declare(act: Callable[[World], None]) -> Process:
        # A process of the package is named by its family (stress, care, hazards), one from a notebook or a script by its module.
        parts = act.__module__.removeprefix("sim.processes").split(".")
        name = f"{(parts[1:] or parts)[0]}.{act.__name__}"
        declared = Process(name, frozenset(reads.split()), frozenset(writes.split()), act, ties, lazy)
        declared_doc = act.__doc__ or ""
        object.__setattr__(declared, "__doc__", declared_doc)
        return declared

    return declare
