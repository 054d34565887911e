"""Where are runs made? Processes of this machine by default, this very process for a look, or a cluster (`sweep/cluster.py`).

An engine is told what to do and hands back how each run ended, in any order; nothing else differs between engines. It holds no
results, writes nothing, and takes the next job when a worker is free to do it.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sim.engine.warm import kernels_are_warm
from sim.studies.parallel.pool import Ending, Pool, Work
from sim.studies.parallel.process import RAISED

__all__ = ["Engine", "Here", "Processes", "outcomes"]

J = TypeVar("J")
T = TypeVar("T")


class Engine(Protocol):
    """An engine that makes runs."""

    @property
    def name(self) -> str:
        """Its name in the log."""

    def endings(self, work: Work, jobs: Iterable[Any]) -> Iterator[Ending]:
        """Yield how each job ended, as they end."""


@dataclass(frozen=True)
class Processes:
    """Worker processes of this machine; one that goes away is replaced, and its run tried once more."""

    workers: int | None = None

    @property
    def name(self) -> str:
        """Its name in the log."""
        return f"{self.count} processes here"

    @property
    def count(self) -> int:
        """The number of workers."""
        return self.workers or os.cpu_count() or 1

    def endings(self, work: Work, jobs: Iterable[Any]) -> Iterator[Ending]:
        """Yield how each job ended, as they end; if nothing is compiled yet, the first job compiles alone."""
        return Pool(work, self.count, one_first=not kernels_are_warm()).endings(jobs)


@dataclass(frozen=True)
class Here:
    """The process that asks: nothing to start, but a run that exits takes all with it, and there is no time limit."""

    name: str = "this process"

    def endings(self, work: Work, jobs: Iterable[Any]) -> Iterator[Ending]:
        """Yield how each job ended, one after the other."""
        act = work.begin(*work.given)
        for job in jobs:
            try:
                ending = Ending(job, act(job))
            except Exception as problem:
                ending = Ending(job, None, RAISED, traceback.format_exc(), problem)
            yield ending


def outcomes(
    begin: Callable[..., Callable[[J], T]], given: tuple[Any, ...], jobs: Sequence[J], workers: int | None = None
) -> Iterator[tuple[J, T]]:
    """Yield each job with its outcome, as they end: in this process, one after the other, for one worker (None: one a core).

    What a job raises is raised here and ends the others at once, as do Ctrl-C and a caller who has enough. WorkerEndedError if the
    same job lost its worker twice.
    """
    count = min(workers or os.cpu_count() or 1, len(jobs))
    engine: Engine = Processes(count) if count > 1 else Here()
    with closing(engine.endings(Work(begin, given), jobs)) as endings:  # type: ignore[type-var]
        for ending in endings:
            if ending.problem:
                raise ending.problem
            yield ending.job, ending.outcome
