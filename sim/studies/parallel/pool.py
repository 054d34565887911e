"""How do jobs end when some of them go wrong? Each with an outcome or with what went wrong; none stops the others.

    ended well    what `act` returned
    raised        its trace, whatever it raised, also what cannot be sent from one process to another
    died          the worker went away (killed, out of memory, os._exit): a fresh one takes its place and the job is tried once more
    too long      the time limit was reached: the worker is ended, a fresh one takes its place, the job is not tried again

Jobs may be an endless stream: one is taken when a worker is free for it, so that memory does not grow with their number.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import inf
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from sim.studies.parallel.process import RAISED, READY, CannotBeginError, Worker, WorkerEndedError

__all__ = ["Ending", "Pool", "Work"]

Take = Callable[[], Any]
# So many workers in a row that went away before any job ended well: it is not the jobs.
HOPELESS = 20
# Seconds that the first run may take beyond its limit while kernels are compiled.
COMPILING = 300.0


class Ending(NamedTuple):
    """How a job ended: well, with its outcome, or not, and then why ("raised", "died", "too long"), in which words, and as an exception."""

    job: Any
    outcome: Any = None
    wrong: str = ""
    said: str = ""
    problem: Exception | None = None


@dataclass(frozen=True)
class Work:
    """What to do: `act = begin(*given)` once for each worker, then `act(job)`, in `limit` seconds at most.

    `told` hears about workers that went away.
    """

    begin: Callable[..., Callable[[Any], Any]]
    given: tuple[Any, ...] = ()
    limit: float | None = None
    told: Callable[[str], None] = lambda words: None


@dataclass
class Pool:
    """So many workers for one kind of work. With `one_first` the first job is done alone, so that kernels are compiled once."""

    work: Work
    workers: int
    one_first: bool = False
    crew: list[Worker] = field(default_factory=list)
    again: deque[Any] = field(default_factory=deque)
    lost: int = 0

    def endings(self, jobs: Iterable[Any]) -> Iterator[Ending]:
        """Yield how each job ended, as they end; whatever ends this early ends the workers at once.

        Raises WorkerEndedError if workers only ever go away, and CannotBeginError if they cannot begin.
        """
        stream = iter(jobs)
        return self.serve(lambda: next(stream, None))

    def serve(self, take: Take, bell: Connection | None = None) -> Iterator[Ending]:
        """Yield how each job ended that `take()` gives (None: none now), until none is left.

        With a bell it goes on until that says False, and asks for jobs whenever that says True.
        """
        try:
            while True:
                self.employ(take)
                lines: dict[Any, Worker] = {worker.line: worker for worker in self.crew if worker.job is not None}
                if not lines and bell is None:
                    return
                for line in wait([*lines, *([bell] if bell else [])], self.patience()):
                    if line in lines:
                        yield from self.hear(lines[line], take)
                    elif bell and not bell.recv():
                        return
                yield from self.end_the_slow()
        finally:
            for worker in self.crew:
                worker.end()
            self.crew.clear()

    def employ(self, take: Take) -> None:
        """Give jobs to workers that have none, and start workers while there are jobs for them."""
        while True:
            free = next((worker for worker in self.crew if worker.job is None), None)
            if free is None and len(self.crew) >= (1 if self.one_first else self.workers):
                return
            tries = 1 if self.again else 0
            job = self.again.popleft() if self.again else take()
            if job is None:
                return
            if free is None:
                free = Worker.start(self.work.begin, self.work.given)
                self.crew.append(free)
            free.take(job, tries)

    def hear(self, worker: Worker, take: Take) -> Iterator[Ending]:
        """Take what a worker says: that it is ready, how its job ended, or nothing any more."""
        try:
            said, what = worker.hear()
        except WorkerEndedError as problem:
            yield from self.replace(worker, problem)
            return
        if said == READY:
            if what:
                raise CannotBeginError(f"workers cannot begin:\n{what}")
            worker.ready, worker.began = True, time.monotonic()
            return
        job, worker.job, self.lost, self.one_first = worker.job, None, 0, False
        # The next job first: the worker is at it while we write down this one.
        self.employ(take)
        yield Ending(job, None, RAISED, what[1], what[0]) if said == RAISED else Ending(job, what)

    def replace(self, worker: Worker, problem: WorkerEndedError) -> Iterator[Ending]:
        """Forget a worker that went away; its job is tried once more, then given up."""
        self.dismiss(worker)
        self.lost += 1
        self.work.told(f"{problem}; its run is {'given up' if worker.tries else 'tried once more'}")
        if self.lost > HOPELESS + 2 * self.workers:
            raise WorkerEndedError(f"{self.lost} workers in a row ended before any run did: {problem}") from problem
        if worker.tries:
            yield Ending(worker.job, None, "died", f"{problem}, twice", problem)
        else:
            self.again.append(worker.job)

    def end_the_slow(self) -> Iterator[Ending]:
        """End workers whose job has gone on for longer than the limit."""
        limit, now = self.work.limit, time.monotonic()
        if limit is None:
            return
        for worker in [one for one in self.crew if now - self.since(one) > self.allowed()]:
            self.dismiss(worker)
            self.work.told(f"a run went on for more than {limit:g} s; its worker was ended")
            said = f"more than the time limit of {limit:g} s"
            yield Ending(worker.job, None, "too long", said, TimeoutError(said))

    def dismiss(self, worker: Worker) -> None:
        """End a worker and forget it."""
        self.crew.remove(worker)
        worker.end()

    def patience(self) -> float | None:
        """Return the seconds until the next time limit; None if there is none."""
        if self.work.limit is None:
            return None
        now = time.monotonic()
        first = min(map(self.since, self.crew), default=inf)
        return max(0.0, min(first, now) + self.allowed() - now) + 0.05

    def allowed(self) -> float:
        """Return the seconds that a job may take now."""
        return (self.work.limit or inf) + COMPILING * self.one_first

    @staticmethod
    def since(worker: Worker) -> float:
        """Return when a worker began its job; inf if it still begins, or has none."""
        return inf if worker.began is None or worker.job is None else worker.began
