"""How do worker processes start, and how do they end? Fresh, quiet, and at once when somebody stops waiting.

Workers are started afresh (spawn), the same on every system, and each has a line of its own to this process: one job there, one outcome
back, the next job. Nothing is shared between workers, no lock and no queue, so ending one at any moment leaves nothing behind that
another waits for (Python's own pool of processes can wait for ever when its workers are ended while they speak).

Two more habits of Python are set aside here: a worker imports the script that started it, so a script of three plain lines would start
itself again and again; and Ctrl-C reaches every process of a terminal, so each worker would print a trace of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, Self, TypeVar

from sim.kernels.interrupts import undisturbed

__all__ = ["Worker", "WorkerEndedError", "apart", "begin_quietly", "outcomes_as_they_end"]

Outcome = TypeVar("Outcome")
Job = tuple[Any, ...]


class WorkerEndedError(RuntimeError):
    """A worker ended before its outcome came: killed, or out of memory."""


@dataclass
class Worker:
    """A worker process, our end of its line, and the job it is at (None: none)."""

    process: Any
    line: Connection
    job: Job | None = None

    @classmethod
    def start(cls, work: Callable[..., None], *given: Any) -> Self:
        """Start a worker that does `work(line, *given)` until its line ends."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, *given), daemon=True)
        process.start()
        # Only the worker holds its end now, so that its death is heard as the end of the line.
        theirs.close()
        return cls(process, ours)

    def take(self, job: Job) -> None:
        """Give the worker its next job."""
        self.job = job
        self.line.send(job)

    def hear(self) -> Any:
        """Return what the worker says next; WorkerEndedError if it is gone."""
        try:
            return self.line.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            raise WorkerEndedError(f"a worker ended with code {self.process.exitcode}") from None

    def end(self) -> None:
        """End the worker now, whatever it is at."""
        self.process.kill()
        self.process.join()
        self.line.close()


def outcomes_as_they_end(
    act: Callable[..., Outcome], jobs: list[Job], workers: int, prepare: Callable[..., None], given: Job
) -> Iterator[tuple[Job, Outcome]]:
    """Yield each job with what `act(*job)` gave, as they end, from workers that each began with `prepare(*given)`.

    Whatever ends this early (a run that raises, Ctrl-C, a caller who has enough) ends the workers at once. Raises WorkerEndedError if
    a worker is killed.
    """
    left, crew = deque(jobs), list[Worker]()
    try:
        with apart():
            for _ in range(min(workers, len(jobs))):
                crew.append(Worker.start(work, act, prepare, given))
        for worker in crew:
            worker.take(left.popleft())
        while busy := {worker.line: worker for worker in crew if worker.job is not None}:
            for line in wait(list(busy)):
                worker = busy[line]  # type: ignore[index]
                job, (well, outcome) = worker.job, worker.hear()
                if not well:
                    raise outcome
                worker.job = None
                if left:
                    worker.take(left.popleft())
                assert job is not None
                yield job, outcome
    finally:
        for worker in crew:
            worker.end()


def work(line: Connection, act: Callable[..., Any], prepare: Callable[..., None], given: Job) -> None:
    """Prepare, then do one job after the other until the line ends."""
    begin_quietly()
    prepare(*given)
    while True:
        try:
            job = line.recv()
        except (EOFError, OSError):
            return
        try:
            line.send((True, act(*job)))
        except Exception as problem:
            line.send((False, fit_to_travel(problem)))


def begin_quietly() -> None:
    """Leave Ctrl-C to the process that started this one, and end when that one does, however it does and whatever we are at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def fit_to_travel(problem: Exception) -> Exception:
    """Return a problem with its trace as a note; its words alone where it cannot be sent to another process."""
    try:
        pickle.loads(pickle.dumps(problem))
    except Exception:
        told: Exception = RuntimeError(f"{type(problem).__name__}: {problem}")
        told.add_note(traceback.format_exc())
        return told
    problem.add_note("".join(traceback.format_exception(problem)))
    return problem


@contextmanager
def apart() -> Iterator[None]:
    """Let processes that start inside know nothing of our script, nor hear Ctrl-C before they are ready to leave it to us.

    They inherit a mask. Here Ctrl-C is put off as well, so that no worker is left half started: a mask of one thread would not do, as
    any other may take the signal for it.
    """
    main = sys.modules["__main__"]
    held = hasattr(signal, "pthread_sigmask")
    with undisturbed():
        if held:
            # Python's own helper for workers lets Ctrl-C through again when it has been started: so it is started first.
            resource_tracker.ensure_running()
        hidden = {name: main.__dict__.get(name) for name in ("__file__", "__spec__")}
        main.__dict__.update(dict.fromkeys(hidden))
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if held else set()
        try:
            yield
        finally:
            main.__dict__.update(hidden)
            if held:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
