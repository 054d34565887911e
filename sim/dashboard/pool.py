"""Who does the work while the page stays alive? A few processes that stay warm, and one thread that hands out jobs and hears of them.

    bench = Bench(workers, heard)      heard(job, outcome or exception) is called in the thread of the bench
    bench.ask(jobs)                    behind those that wait; bench.ask(jobs, first=True) before them
    bench.drop(ticket)                 forget the jobs of a ticket that have not begun

A job that has begun ends on its own (a second or so); what it leaves is handed over like any other, and kept or not by whoever asked.
The first job of all goes to one worker alone, so that kernels are compiled once; the others start when it has ended.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import wait
from typing import Any, NamedTuple

from sim.dashboard.tasks import Task, do, nothing
from sim.studies.worker import Worker, WorkerEndedError, apart, work

__all__ = ["Bench", "PooledTask"]


class PooledTask(NamedTuple):
    """One task, with the ticket of the round that it belongs to and the key under which its outcome is kept."""

    ticket: int
    key: Hashable
    task: Task


Heard = Callable[[PooledTask, Any], None]


class Bench:
    """Warm workers; every method may be called from any thread."""

    def __init__(self, heard: Heard, workers: int | None = None) -> None:
        self.heard, self.count = heard, workers or os.cpu_count() or 1
        self.left: deque[PooledTask] = deque()
        self.lock = threading.Lock()
        self.ears, self.bell = Pipe(duplex=False)
        self.crew: list[Worker] = []
        self.at: dict[int, PooledTask] = {}
        self.ended = False
        self.warm = False
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
            self.bell.send(None)

    def attend(self) -> None:
        """Hand out jobs and hear how they end, until the bench is ended."""
        try:
            while not self.ended:
                self.hand_out()
                lines = {worker.line: worker for worker in self.crew if worker.job is not None}
                for line in wait([self.ears, *lines]):
                    if line is self.ears:
                        self.ears.recv()
                    else:
                        self.hear(lines[line])  # type: ignore[index]
        finally:
            for worker in self.crew:
                worker.end()

    def hand_out(self) -> None:
        """Give waiting jobs to workers that have none; start those that are missing."""
        while True:
            missing = len(self.crew) < (self.count if self.warm else 1)
            free = None if missing else next((worker for worker in self.crew if worker.job is None), None)
            with self.lock:
                if not self.left or (free is None and not missing):
                    return
                job = self.left.popleft()
            if free is None:
                with apart():
                    free = Worker.start(work, do, nothing, ())
                self.crew.append(free)
            self.at[id(free)] = job
            try:
                free.take((job.task,))
            except OSError as problem:
                self.replace(free, WorkerEndedError(str(problem)))

    def hear(self, worker: Worker) -> None:
        """Take what a worker says and tell whoever listens."""
        try:
            _, outcome = worker.hear()
        except (WorkerEndedError, OSError) as problem:
            self.replace(worker, problem)
            return
        worker.job, self.warm = None, True
        job = self.at.pop(id(worker))
        self.hand_out()
        self.tell(job, outcome)

    def replace(self, worker: Worker, problem: Exception) -> None:
        """Forget a worker that went away and say so of its job; the next job gets a fresh one."""
        self.crew.remove(worker)
        job = self.at.pop(id(worker))
        worker.end()
        self.tell(job, problem)

    def tell(self, job: PooledTask, outcome: Any) -> None:
        """Tell whoever listens; what goes wrong there must not end the bench."""
        try:
            self.heard(job, outcome)
        except Exception as problem:
            self.heard(job, problem)
