"""How do worker processes start, and how do they end? Fresh, quiet, and at once when somebody stops waiting.

Workers are started afresh (spawn), the same on every system. Three habits of Python stand in the way of people and are set aside here:
a worker imports the script that started it, so a script of three plain lines would start itself again and again; Ctrl-C reaches every
process of a terminal, so each worker would print a trace of its own; and a stopped pool first ends the runs under way.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Any, TypeVar

__all__ = ["outcomes_as_they_end"]

Outcome = TypeVar("Outcome")
Job = tuple[Any, ...]


def outcomes_as_they_end(
    act: Callable[..., Outcome], jobs: list[Job], workers: int, prepare: Callable[..., None], given: Job
) -> Iterator[tuple[Job, Outcome]]:
    """Yield each job with what `act(*job)` gave, as they end, from workers that each began with `prepare(*given)`.

    Whatever ends this early (a run that raises, Ctrl-C, a caller who has enough) ends the workers at once. A worker that is killed
    raises `BrokenProcessPool`.
    """
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, ready, (prepare, given)) as pool:
        try:
            with apart():
                futures = {pool.submit(act, *job): job for job in jobs}
            for future in as_completed(futures):
                yield futures.pop(future), future.result()
        except BaseException:
            for worker in set(multiprocessing.active_children()) - others:
                worker.terminate()
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def ready(prepare: Callable[..., None], given: Job) -> None:
    """Leave Ctrl-C to the process that started this one, and prepare."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare(*given)


@contextmanager
def apart() -> Iterator[None]:
    """Let processes that start inside know nothing of our script, nor hear Ctrl-C before they are ready to leave it to us."""
    main = sys.modules["__main__"]
    hidden = {name: main.__dict__.get(name) for name in ("__file__", "__spec__")}
    main.__dict__.update(dict.fromkeys(hidden))
    held = hasattr(signal, "pthread_sigmask")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if held else set()
    try:
        yield
    finally:
        main.__dict__.update(hidden)
        if held:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
