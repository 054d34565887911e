"""Who makes the runs? Processes of this machine by default, this very process for a look, or a cluster (`cluster.py`).

An engine is told what to do and hands back how each run ended, in any order; nothing else differs between engines. It holds no
results, writes nothing, and takes the next job when there is somebody free to do it.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from sim.studies.pool import Crew, Ending

__all__ = ["Engine", "Here", "Processes", "EngineTask"]


@dataclass(frozen=True)
class EngineTask:
    """What to do: `act = begin(*given)` once for each worker, then `act(job)`, in `limit` seconds at most.

    `told` hears what the log should know.
    """

    begin: Callable[..., Callable[[Any], Any]]
    given: tuple[Any, ...]
    limit: float | None = None
    told: Callable[[str], None] = lambda words: None


class Engine(Protocol):
    """Whoever makes runs."""

    @property
    def name(self) -> str:
        """What the log calls it."""

    def endings(self, work: EngineTask, jobs: Iterable[Any]) -> Iterator[Ending]:
        """Yield how each job ended, as they end."""


@dataclass(frozen=True)
class Processes:
    """Worker processes of this machine; one that goes away is replaced, and its run tried once more."""

    workers: int | None = None

    @property
    def name(self) -> str:
        """What the log calls it."""
        return f"{self.count} processes here"

    @property
    def count(self) -> int:
        """How many workers."""
        return self.workers or os.cpu_count() or 1

    def endings(self, work: EngineTask, jobs: Iterable[Any]) -> Iterator[Ending]:
        """Yield how each job ended, as they end."""
        return Crew(work.begin, work.given, self.count, work.limit, work.told).endings(jobs)


@dataclass(frozen=True)
class Here:
    """The process that asks: nothing to start, but a run that exits takes all with it, and there is no time limit."""

    name: str = "this process"

    def endings(self, work: EngineTask, jobs: Iterable[Any]) -> Iterator[Ending]:
        """Yield how each job ended, one after the other."""
        act = work.begin(*work.given)
        for job in jobs:
            try:
                ending = Ending(job, act(job))
            except Exception:
                ending = Ending(job, None, "raised", traceback.format_exc())
            yield ending
