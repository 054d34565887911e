"""Who does the work while the page stays alive? A few processes that stay warm, and one thread that hands out jobs and hears of them.

    bench = Bench(heard, workers)      heard(job, outcome or exception) is called in the thread of the bench
    bench.ask(jobs)                    behind those that wait; bench.ask(jobs, first=True) before them
    bench.drop(ticket)                 forget the jobs of a ticket that have not begun

A job that has begun ends on its own (a second or so); what it leaves is handed over like any other, and kept or not by the one who asked.
The first job of all goes to one worker alone, so that kernels are compiled once; the others start when it has ended.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from multiprocessing import Pipe
from typing import Any

from sim.dashboard.tasks import PooledTask, tasks_done
from sim.studies.parallel import CannotBeginError, Pool, Work, WorkerEndedError

__all__ = ["Bench"]

Heard = Callable[[PooledTask, Any], None]


class Bench:
    """Warm workers; every method may be called from any thread."""

    def __init__(self, heard: Heard, workers: int | None = None) -> None:
        self.heard, self.count = heard, workers or os.cpu_count() or 1
        self.left: deque[PooledTask] = deque()
        self.at: dict[int, PooledTask] = {}
        self.lock = threading.Lock()
        self.ears, self.bell = Pipe(duplex=False)
        self.pool = Pool(Work(tasks_done), self.count, one_first=True)
        self.ended = False
        self.thread = threading.Thread(target=self.attend, name="bench", daemon=True)
        self.thread.start()

    def ask(self, jobs: Iterable[PooledTask], first: bool = False) -> None:
        """Take jobs, behind those that wait, or before them."""
        with self.lock:
            if first:
                self.left.extendleft(reversed(list(jobs)))
            else:
                self.left.extend(jobs)
        self.ring()

    def drop(self, ticket: int) -> None:
        """Forget the jobs of a ticket that have not begun."""
        with self.lock:
            self.left = deque(job for job in self.left if job.ticket != ticket)

    def end(self) -> None:
        """End the workers at once, whatever they are at."""
        self.ended = True
        self.ring()
        self.thread.join(timeout=5)

    def ring(self) -> None:
        """Wake the thread."""
        with suppress(OSError):
            self.bell.send(not self.ended)

    def take(self) -> PooledTask | None:
        """Return the next job; None if there is none now."""
        with self.lock:
            job = self.left.popleft() if self.left else None
        if job is not None:
            self.at[id(job)] = job
        return job

    def attend(self) -> None:
        """Hand out jobs and hear how they end, until the bench is ended; workers that cannot work at all fail the jobs they were given."""
        while not self.ended:
            try:
                for ending in self.pool.serve(self.take, self.ears):
                    self.at.pop(id(ending.job), None)
                    self.tell(ending.job, ending.problem or ending.outcome)
            except (CannotBeginError, WorkerEndedError) as problem:
                self.pool = Pool(Work(tasks_done), self.count, one_first=True)
                given, self.at = list(self.at.values()), {}
                for job in given:
                    self.tell(job, problem)

    def tell(self, job: PooledTask, outcome: Any) -> None:
        """Tell the one who listens; what goes wrong there must not end the bench."""
        try:
            self.heard(job, outcome)
        except Exception as problem:
            self.heard(job, problem)
