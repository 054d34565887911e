"""How do jobs end when some of them go wrong? Each with an outcome or with what went wrong; none stops the others.

    ended well    what `act` returned
    raised        its trace, whatever it raised, also what cannot be sent from one process to another
    died          the worker went away (killed, out of memory, os._exit): a fresh one takes its place and the job is tried once more
    too long      the time limit was reached: the worker is ended, a fresh one takes its place, the job is not tried again

Jobs may be an endless stream: one is taken when a worker is free for it, so that memory does not grow with their number.
"""

from __future__ import annotations

import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

from sim.studies.worker import Job, Worker, WorkerEndedError, apart, begin_quietly

__all__ = ["CannotBeginError", "Crew", "Ending"]

READY = "ready"
# So many workers in a row that went away before any job ended well: it is not the jobs.
HOPELESS = 20


class CannotBeginError(RuntimeError):
    """Workers start and then cannot begin: nothing can be run."""


class Ending(NamedTuple):
    """How a job ended: well, with its outcome, or not, and then why ("raised", "died", "too long") and in which words."""

    job: Any
    outcome: Any = None
    wrong: str = ""
    said: str = ""


@dataclass
class Seat(Worker):
    """A worker at its job: how often the job was tried, when it began (None while the worker still begins)."""

    tries: int = 0
    began: float | None = None

    def take(self, job: Job) -> None:
        """Give the worker its next job; if it has gone away meanwhile, the end of its line says so later."""
        with suppress(OSError):
            super().take(job)


@dataclass
class Crew:
    """So many workers that each begin with `act = begin(*given)` and then do `act(job)` for one job after the other.

    `limit` is in seconds, for one job; `told` hears about workers that went away.
    """

    begin: Callable[..., Callable[[Any], Any]]
    given: tuple[Any, ...]
    workers: int
    limit: float | None = None
    told: Callable[[str], None] = lambda words: None
    seats: list[Seat] = field(default_factory=list)
    again: deque[Any] = field(default_factory=deque)
    lost: int = 0

    def endings(self, jobs: Iterable[Any]) -> Iterator[Ending]:
        """Yield how each job ended, as they end; whatever ends this early ends the workers at once.

        Raises WorkerEndedError where workers only ever go away, and CannotBeginError where they cannot begin.
        """
        stream = iter(jobs)
        try:
            self.employ(stream)
            while busy := {seat.line: seat for seat in self.seats if seat.job is not None}:
                for line in wait(list(busy), self.patience()):
                    yield from self.hear(busy[line], stream)  # type: ignore[index]
                yield from self.end_the_slow(stream)
        finally:
            for seat in self.seats:
                seat.end()
            self.seats.clear()

    def employ(self, stream: Iterator[Any]) -> None:
        """Start workers while there are jobs for them."""
        while len(self.seats) < self.workers:
            job = self.next_job(stream)
            if job is None:
                return
            self.seat(*job)

    def next_job(self, stream: Iterator[Any]) -> tuple[Any, int] | None:
        """Return the next job and how often it was tried: those to be tried again come first; None where none is left."""
        if self.again:
            return self.again.popleft(), 1
        job = next(stream, None)
        return None if job is None else (job, 0)

    def seat(self, job: Any, tries: int) -> None:
        """Start a fresh worker on a job."""
        with apart():
            seat = Seat.start(stand_by, self.begin, *self.given)
            self.seats.append(seat)
        seat.take((job,))
        seat.tries = tries

    def hear(self, seat: Seat, stream: Iterator[Any]) -> Iterator[Ending]:
        """Take what a worker says: that it is ready, how its job ended, or nothing any more."""
        job = seat.job[0] if seat.job else None
        try:
            said, what = seat.hear()
        except (WorkerEndedError, OSError) as problem:
            yield from self.replace(seat, stream, problem)
            return
        if said == READY:
            if what:
                raise CannotBeginError(f"workers cannot begin:\n{what}")
            seat.began = time.monotonic()
            return
        seat.job, self.lost = None, 0
        # The next job first: the worker is at it while we write down this one.
        if following := self.next_job(stream):
            seat.take((following[0],))
            seat.tries, seat.began = following[1], time.monotonic()
        yield Ending(job, what) if said == "well" else Ending(job, None, "raised", what)

    def replace(self, seat: Seat, stream: Iterator[Any], problem: Exception) -> Iterator[Ending]:
        """Put a fresh worker in the place of one that went away; its job is tried once more, then given up."""
        job, tries = seat.job[0] if seat.job else None, seat.tries
        self.dismiss(seat)
        self.lost += 1
        self.told(f"{problem}; its run is {'given up' if tries else 'tried once more'}")
        if self.lost > HOPELESS + 2 * self.workers:
            raise WorkerEndedError(f"{self.lost} workers in a row ended before any run did: {problem}") from problem
        if tries:
            yield Ending(job, None, "died", f"{problem}, twice")
        else:
            self.again.append(job)
        self.employ(stream)

    def end_the_slow(self, stream: Iterator[Any]) -> Iterator[Ending]:
        """End workers whose job has gone on for longer than the limit."""
        if self.limit is None:
            return
        now = time.monotonic()
        for seat in [seat for seat in self.seats if seat.began is not None and seat.job is not None]:
            if seat.began is not None and now - seat.began > self.limit:
                job = seat.job[0] if seat.job else None
                self.dismiss(seat)
                self.told(f"a run went on for more than {self.limit:g} s; its worker was ended")
                yield Ending(job, None, "too long", f"more than the time limit of {self.limit:g} s")
                self.employ(stream)

    def dismiss(self, seat: Seat) -> None:
        """End a worker and forget it."""
        self.seats.remove(seat)
        seat.end()

    def patience(self) -> float | None:
        """Return the seconds until the next time limit; None where there is none."""
        begun = [seat.began for seat in self.seats if seat.began is not None and seat.job is not None]
        if self.limit is None:
            return None
        return max(0.0, min(begun, default=time.monotonic()) + self.limit - time.monotonic()) + 0.05


def stand_by(line: Connection, begin: Callable[..., Callable[[Any], Any]], *given: Any) -> None:
    """Begin, say so, then do one job after the other until the line ends."""
    begin_quietly()
    try:
        act = begin(*given)
    except BaseException:
        line.send((READY, traceback.format_exc()))
        return
    line.send((READY, ""))
    while True:
        try:
            (job,) = line.recv()
        except (EOFError, OSError):
            return
        try:
            ended = ("well", act(job))
        except BaseException:
            ended = ("raised", traceback.format_exc())
        try:
            line.send(ended)
        except (OSError, BrokenPipeError):
            return
        except Exception:
            line.send(("raised", traceback.format_exc()))
