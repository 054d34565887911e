"""What does each process of the week cost, and how close is that to the limit of this machine's memory?

    ns          processor time of the process / residents / weeks, the first week left out
    moved       bytes per resident of the columns that it declares: each read once, and those it writes written back once; for a
                process that follows ties, also 4 bytes a tie, the start of a resident's ties (8) and their number in each layer (5)
    bandwidth   bytes that a plain copy of 128 MB moves per nanosecond (read and written), the best of five
    roof        moved / bandwidth            the cost of a process that only fetches and stores its columns
    times roof  ns / roof

Here each process visits all residents before the next begins; in a run, adjacent processes that treat each resident independently visit
one chunk of residents together (chunks.py), which takes less: `together`.
A process that touches only some residents (care) declares columns of which it reads a few rows, so it may cost less than its roof; so
may every process in a town that fits into the processor's cache. Processor time, not wall-clock time: other work on the machine does
not count, except if both wait for memory.
Source: Williams, Waterman & Patterson 2009, Roofline, Communications of the ACM 52:65-76, doi:10.1145/1498765.1498785.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cache
from time import process_time
from typing import Any

import numpy as np

from sim.engine.record import READ_EACH_WEEK
from sim.engine.run import Run
from sim.population.residents import COLUMNS
from sim.processes.process import Process
from sim.processes.state import World
from sim.scenario import Scenario

__all__ = ["Cost", "Profile", "bandwidth", "bytes_moved", "profile"]

COPIED, TIMES = 2**27, 5
RECORD = "record"


class Timed:
    """Wraps a process and adds up its processor time in seconds; it is not lazy, so it defers nothing."""

    def __init__(self, act: Callable[[World], None]) -> None:
        self.act, self.spent = act, 0.0

    def __call__(self, world: World) -> None:
        """Act, and add the time taken."""
        start = process_time()
        self.act(world)
        self.spent += process_time() - start


@dataclass(frozen=True)
class Cost:
    """One process: ns and bytes for each person and week, and its roof in ns."""

    name: str
    ns: float
    moved: float
    roof: float

    @property
    def times_roof(self) -> float:
        """How many times as long as memory alone would take."""
        return self.ns / self.roof if self.roof else float("inf")


@dataclass(frozen=True)
class Profile:
    """The cost of a week: residents, weeks counted, bytes per nanosecond (GB/s), and each process in the order of the week.

    `together`: the ns of a week in a normal run, record included, in which adjacent processes share a chunk of residents.
    """

    people: int
    weeks: int
    bandwidth: float
    costs: tuple[Cost, ...]
    together: float

    @property
    def week(self) -> Cost:
        """The total of all processes."""
        sums = (sum(getattr(cost, part) for cost in self.costs) for part in ("ns", "moved", "roof"))
        return Cost("the week", *sums)

    def facts(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        rows = [{**asdict(cost), "times_roof": cost.times_roof if cost.roof else None} for cost in self.costs]
        head = {"people": self.people, "weeks": self.weeks, "bandwidth_gb_s": self.bandwidth}
        return {
            **head,
            "week_ns": self.week.ns,
            "week_roof": self.week.roof,
            "together_ns": self.together,
            "processes": rows,
        }


@cache
def bandwidth() -> float:
    """Return the bytes that a copy moves per nanosecond on this machine, read and written; measured once."""
    source, target = np.ones(COPIED, np.uint8), np.zeros(COPIED, np.uint8)
    fastest = float("inf")
    for _ in range(TIMES):
        start = process_time()
        np.copyto(target, source)
        fastest = min(fastest, process_time() - start)
    return 2 * COPIED / max(fastest, 1e-9) / 1e9


def bytes_moved(reads: frozenset[str], writes: frozenset[str]) -> int:
    """Return the bytes per resident of the columns that are read, or written back; a column that is only written is fetched too."""
    size = {name: np.dtype(COLUMNS[name].dtype).itemsize for name in reads | writes}
    return sum(size.values()) + sum(size[name] for name in writes)


def tie_bytes(run: Run) -> float:
    """Return the bytes per resident read by a process that follows the ties."""
    ties = run.community.ties
    return (ties.givers.nbytes + ties.indptr.nbytes + ties.layer_counts.nbytes) / max(len(run.world.residents), 1)


def profile(
    plan: Scenario, arm: str | None = None, seed: int = 1, scale: float | None = None, weeks: int | None = None
) -> Profile:
    """Run one arm and return what each process cost, with the record of the week as the last; `weeks` ends it early."""
    shortened = replace(plan, weeks=weeks or plan.weeks)
    run = Run(shortened, arm, seed, scale)
    again = Run(shortened, arm, seed, scale, community=run.community, strata=run.record.strata)
    counted = run.plan.weeks - 1
    processes = run.schedule
    clocks = [Timed(process) for process in processes]
    record = Timed(run.record.take)
    run.schedule = tuple(clocks)  # type: ignore[arg-type]
    run.record.take = record  # type: ignore[method-assign]
    run.step()
    for clock in (*clocks, record):
        clock.spent = 0.0
    for _ in range(counted):
        run.step()
    people = len(run.world.residents)
    each = 1e9 / people / max(counted, 1)
    moved = [moved_by(process, run) for process in processes] + [float(bytes_moved(READ_EACH_WEEK, frozenset()))]
    names = [*(process.name for process in processes), RECORD]
    fast = bandwidth()
    costs = (
        Cost(name, clock.spent * each, size, size / fast)
        for name, clock, size in zip(names, (*clocks, record), moved, strict=True)
    )
    return Profile(people, counted, fast, tuple(costs), lived_together(again, counted) * each)


def lived_together(run: Run, weeks: int) -> float:
    """Return the seconds of processor time of this many weeks after the first."""
    run.step()
    start = process_time()
    for _ in range(weeks):
        run.step()
    return process_time() - start


def moved_by(process: Process, run: Run) -> float:
    """Return the maximum bytes per resident that a process moves."""
    return bytes_moved(process.reads, process.writes) + (tie_bytes(run) if process.ties else 0.0)
