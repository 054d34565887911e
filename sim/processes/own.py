"""How does the user's own process take part in the week? With its own columns, and checked against what it declares.

    class Training(sim.Process):
        \"\"\"Weekly training at work.\"\"\"
        had = sim.column("uint8", "sessions", 0, (0, 6), "Sessions of training had.")
        reads, writes, arm = "work had", "had skills", "training"

        def step(self, world): ...

`begin` runs once in week 0, `step` every week, before `before` (a process of the schedule). Both see a world whose residents refuse what
was not declared: a column that is read without being in `reads` or `writes`, or written without being in `writes`, stops the run and says
in which line. What is written must stay in the bounds of its column. `draw` gives each resident a keyed random number, the same in
every arm. A process with an `arm` acts in that plan only; a plan of that name is added to scenarios without one, as the baseline is.
"""

from __future__ import annotations

import linecache
import traceback
import zlib
from collections.abc import Iterable
from dataclasses import Field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.inputs.faults import question
from sim.kernels.columns import Column, ColumnTable
from sim.kernels.own import OwnDeclaration
from sim.kernels.random_streams import uniforms
from sim.processes.process import Process
from sim.processes.schedule import SCHEDULE
from sim.processes.state import World
from sim.scenario.code_in_plan import code_of
from sim.scenario.own_code import OwnCodeError

__all__ = ["GuardedWorld", "OwnProcess", "begin_own", "guarded", "schedule_of"]

# Decisions of the package have small numbers; those of own code are above.
OWN_DECISIONS = 0x80000000


class OwnProcess(OwnDeclaration):
    """Base of a custom process (`sim.Process`): declare columns, `reads` and `writes`, and write `step(world)`.

    >>> class Rest(sim.Process):
    ...     reads, writes = "hassles", "hassles"
    ...     def step(self, world):
    ...         world.residents.hassles *= 0.9
    >>> sim.run(sim.with_code("minimal", Rest), weeks=4, scale=0.1).weeks
    4
    """

    own_kind = "process"
    verb = "step"
    reads = ""
    writes = ""
    before = "stress.feel"
    arm = ""

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """Return the columns that this process adds to residents, by name."""
        found: dict[str, Column] = {}
        for kind in reversed(cls.__mro__):
            for name, item in vars(kind).items():
                if isinstance(item, Field) and "column" in item.metadata:
                    found[name] = Column(name=name, **item.metadata["column"])
        return found

    def begin(self, world: Any) -> None:
        """Do something once, in week 0, after the event."""

    def step(self, world: Any) -> None:
        """Do this week's work."""

    def acts_in(self, arm: str) -> bool:
        """Return whether this process takes part in an arm."""
        return self.arm in ("", arm)

    def draw(self, world: Any, decision: str = "") -> NDArray[np.float64]:
        """Return a random number from 0 to 1 for each resident and this week, `(n,)`: the same in every arm."""
        key = zlib.crc32(f"{self.name} {decision}".encode()) | OWN_DECISIONS
        return uniforms(world.seed, key, world.every_uid, world.week)

    def check(self) -> None:
        """Raise ValueError for a column whose start is outside its bounds."""
        for name, one in self.columns().items():
            if not one.low <= one.start <= one.high:
                raise ValueError(f"column {name}: starts at {one.start:g}, outside {one.low:g} to {one.high:g}")


class GuardedColumns:
    """The residents as own code sees them: declared columns, those that are not in `writes` read-only."""

    def __init__(self, table: ColumnTable, who: str, reads: frozenset[str], writes: frozenset[str]) -> None:
        object.__setattr__(self, "held", (table, who, reads, writes))

    def __len__(self) -> int:
        return len(self.held[0])

    def __getattr__(self, name: str) -> Any:
        table, who, reads, writes = object.__getattribute__(self, "held")
        if name not in table.declared:
            raise OwnCodeError(f"{who}: residents have no column {name!r}. {question(name, table.declared)}".strip())
        if name in writes:
            return getattr(table, name)
        if name not in reads:
            raise OwnCodeError(f"{who} reads {name!r}, which it does not declare; add it to its reads")
        view = getattr(table, name).view()
        view.flags.writeable = False
        return view

    def __setattr__(self, name: str, value: Any) -> None:
        table, who, _, writes = self.held
        if name not in writes:
            raise OwnCodeError(f"{who} writes {name!r}, which it does not declare; add it to its writes")
        column = getattr(table, name)
        if value is not column:
            column[:] = value


class GuardedWorld:
    """The world as own code sees it: everything that a process of the package may read, and residents that hold it to its word."""

    def __init__(self, world: World, who: str, reads: Iterable[str] = (), writes: Iterable[str] = ()) -> None:
        columns = GuardedColumns(world.residents, who, frozenset(reads), frozenset(writes))
        object.__setattr__(self, "world", world)
        object.__setattr__(self, "residents", columns)

    @property
    def every_uid(self) -> NDArray[np.int64]:
        """The key of each resident, `(n,)`, for draws."""
        return self.world.residents.uid  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "world"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise OwnCodeError(f"world.{name} cannot be set by your own code; keep state in a column of your own")


def guarded(who: str, act: Any, world: World, reads: Iterable[str], writes: Iterable[str] = ()) -> Any:
    """Return `act` of a guarded world; OwnCodeError says in which week and line it failed, and how."""
    try:
        return act(GuardedWorld(world, who, reads, writes))
    except Exception as problem:
        raise OwnCodeError(f"week {world.week}, {told(who, problem)}") from problem


def told(who: str, problem: Exception) -> str:
    """Return what went wrong in own code, with the line that did it."""
    own = [
        frame
        for frame in traceback.extract_tb(problem.__traceback__)
        if "/sim/" not in frame.filename.replace("\\", "/")
    ]
    last = own[-1] if own else None
    line = (
        f" ({last.filename}, line {last.lineno}: {linecache.getline(last.filename, last.lineno or 0).strip()})"
        if last
        else ""
    )
    if isinstance(problem, OwnCodeError):
        return f"{problem}{line}"
    if "read-only" in str(problem) or "readonly" in str(problem):
        return f"{who} writes a column that it does not declare; add it to its writes{line}"
    return f"{who}: {type(problem).__name__}: {problem}{line}"


def own_processes(world: World) -> tuple[OwnProcess, ...]:
    """Return the own processes that take part in this run's arm."""
    return tuple(one for one in code_of(world.scenario, "process") if one.acts_in(world.arm))


def begin_own(world: World) -> None:
    """Give residents the columns of all own processes of the scenario, and begin those of this arm."""
    for one in code_of(world.scenario, "process"):
        add_columns(world, one)
    for one in own_processes(world):
        check_names(world, one)
        if type(one).begin is not OwnProcess.begin:
            guarded(one.name, one.begin, world, one.reads.split(), one.writes.split())
            stay_in_bounds(world, one)


def add_columns(world: World, one: OwnProcess) -> None:
    """Add the columns of a process; OwnCodeError for a name that is taken by another meaning."""
    for name, declared in one.columns().items():
        if world.residents.declared.get(name, declared) != declared:
            raise OwnCodeError(f"{one.name}: residents have a column {name!r} already; choose another name")
        world.residents.add(declared)


def check_names(world: World, one: OwnProcess) -> None:
    """Raise OwnCodeError for a declared column that residents do not have."""
    for name in (*one.reads.split(), *one.writes.split()):
        if name not in world.residents.declared:
            near = question(name, world.residents.declared)
            raise OwnCodeError(f"{one.name} declares {name!r}, which no resident has. {near}".strip())


def stay_in_bounds(world: World, one: OwnProcess) -> None:
    """Raise OwnCodeError if something that was written is outside the bounds of its column, or not a number."""
    for name in one.writes.split():
        values, declared = getattr(world.residents, name), world.residents.declared[name]
        if len(values) and not (values.min() >= declared.low and values.max() <= declared.high):
            raise OwnCodeError(
                f"week {world.week}, {one.name} writes {values.min():g} to {values.max():g} into {name}; "
                f"allowed is {declared.low:g} to {declared.high:g} ({declared.unit})"
            )


class OwnStep(Process):
    """An own process as a step of the week; it can be pickled as far as the process can."""

    def __reduce__(self) -> tuple[Any, ...]:
        return as_step, (self.act.keywords["one"],)  # type: ignore[attr-defined]


def take_step(world: World, one: OwnProcess) -> None:
    """Let an own process do its week's work, and hold it to what it declares."""
    guarded(one.name, one.step, world, one.reads.split(), one.writes.split())
    stay_in_bounds(world, one)


def as_step(one: OwnProcess) -> Process:
    """Return an own process as a step of the week."""
    reads, writes = frozenset(one.reads.split()), frozenset(one.writes.split())
    return OwnStep(f"own.{one.name}", reads, writes, partial(take_step, one=one))


def schedule_of(world: World, schedule: tuple[Process, ...] = SCHEDULE) -> tuple[Process, ...]:
    """Return the week of a run: the schedule, with its arm's own processes where they ask to be. OwnCodeError for an unknown place."""
    steps = list(schedule)
    for one in own_processes(world):
        names = [step.name for step in steps]
        if one.before not in names:
            near = question(one.before, names)
            raise OwnCodeError(f"{one.name}: before = {one.before!r} is no process of the week. {near}".strip())
        steps.insert(names.index(one.before), as_step(one))
    return tuple(steps)
