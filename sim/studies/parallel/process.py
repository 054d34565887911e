"""How does a worker process start, work and end? Fresh, quiet, and at once when nobody waits for it any longer.

Workers are started fresh (spawn), the same on every system, and each has its own connection to this process: one job there, one outcome
back, the next job. Nothing is shared between workers, no lock and no queue, so ending one at any moment leaves nothing behind that
another waits for (Python's own pool of processes can wait for ever when its workers are ended while they speak).

Two more habits of Python are set aside here: a worker imports the script that started it, so a script of three plain lines would start
itself again and again; and Ctrl-C reaches every process of a terminal, so each worker would print its own trace.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import Any, Self

from sim.kernels.interrupts import undisturbed

__all__ = ["RAISED", "READY", "CannotBeginError", "Worker", "WorkerEndedError", "apart", "fit_to_travel"]

READY, WELL, RAISED = "ready", "well", "raised"


class WorkerEndedError(RuntimeError):
    """A worker ended before its outcome came: killed, or out of memory."""


class CannotBeginError(RuntimeError):
    """Workers start and then cannot begin: nothing can be run."""


@dataclass
class Worker:
    """A worker process, our end of its line, and the job it is at (None: none), how often that was tried, and since when it is at it.

    `began` is None while the worker still begins.
    """

    process: Any
    line: Connection
    job: Any = None
    tries: int = 0
    ready: bool = False
    began: float | None = None

    @classmethod
    def start(cls, begin: Callable[..., Callable[[Any], Any]], given: tuple[Any, ...]) -> Self:
        """Start a worker that begins with `act = begin(*given)` and does `act(job)` until its line ends."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, begin, given), daemon=True)
        try:
            with apart():
                process.start()
        except BaseException:
            # Ctrl-C that was put off comes here: nobody would end this worker, and it would complain of its line.
            if process.pid is not None:
                process.kill()
                process.join()
            raise
        # Only the worker holds its end now, so that its death is heard as the end of the line.
        theirs.close()
        return cls(process, ours)

    def take(self, job: Any, tries: int) -> None:
        """Give the worker its next job; if it has gone away meanwhile, the end of its line says so later."""
        self.job, self.tries = job, tries
        if self.ready:
            self.began = time.monotonic()
        with suppress(OSError):
            self.line.send(job)

    def hear(self) -> Any:
        """Return what the worker says next; WorkerEndedError if it is gone."""
        try:
            return self.line.recv()
        except (EOFError, OSError):
            self.process.join()
            raise WorkerEndedError(f"a worker ended with code {self.process.exitcode}") from None

    def end(self) -> None:
        """End the worker now, whatever it is at."""
        self.process.kill()
        self.process.join()
        self.line.close()


def work(line: Connection, begin: Callable[..., Callable[[Any], Any]], given: tuple[Any, ...]) -> None:
    """Begin, say so, then do one job after the other until the line ends."""
    begin_quietly()
    try:
        act = begin(*given)
        said = ""
    except BaseException:
        said = traceback.format_exc()
    with suppress(OSError):  # nobody may wait for it any longer
        line.send((READY, said))
    while not said:
        try:
            job = line.recv()
        except (EOFError, OSError):
            return
        try:
            ended: tuple[str, Any] = WELL, act(job)
        except BaseException as problem:
            ended = RAISED, fit_to_travel(problem)
        try:
            line.send(ended)
        except OSError:
            return
        except Exception as problem:
            line.send((RAISED, fit_to_travel(problem)))


def begin_quietly() -> None:
    """Leave Ctrl-C to the process that started this one, and end when that one does, however it does and whatever we are at."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def fit_to_travel(problem: BaseException) -> tuple[Exception, str]:
    """Return a problem, with its trace as a note, and the trace; only its words if it cannot be sent to another process or is no error."""
    trace = traceback.format_exc()
    sent: Exception = RuntimeError(f"{type(problem).__name__}: {problem}")
    with suppress(Exception):
        pickle.loads(pickle.dumps(problem))
        sent = problem if isinstance(problem, Exception) else sent
    sent.add_note(trace)
    return sent, trace


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
