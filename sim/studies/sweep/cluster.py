"""How do runs reach other machines? By Dask: a scheduler that is there already, or one started here with workers of its own.

    Cluster("tcp://node1:8786")        whatever workers that scheduler has, also those that come later
    Cluster("local", workers=2)        a scheduler and workers on this machine

Workers write nothing: each result comes back over the wire and is put on the disk here, so no shared disk is needed. A worker that goes
away loses nothing but time: Dask gives its runs to others. Each worker makes one run at a time and must have the same version of the
model. A time limit is kept between two lines of Python, as soon as the run comes to one.

`how_to_run()` says how to start schedulers and workers on Slurm and Kubernetes.
"""

from __future__ import annotations

import ctypes
import pickle
import threading
import time
import traceback
import uuid
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from sim.studies.designs import need
from sim.studies.parallel import Ending, Work, apart

__all__ = ["Cluster", "ClusterLostError", "how_to_run", "run_there"]

LOCAL = "local"
# What each worker has waiting behind the run it is at, so that it never waits for us.
AHEAD = 2
KEPT = 4
RECOUNT = 1.0
PATIENCE = "20s"
PAGE = Path(__file__).with_name("cluster.md")


class ClusterLostError(RuntimeError):
    """The scheduler cannot be reached, or went away."""


class TooLongError(BaseException):
    """A run reached its time limit."""


@dataclass(frozen=True)
class Cluster:
    """The workers of a Dask cluster: the address of its scheduler, or "local" for one that is started here with so many workers."""

    address: str
    workers: int | None = None

    @property
    def name(self) -> str:
        """Its name in the log."""
        return f"Dask at {self.address}"

    def endings(self, work: Work, jobs: Iterable[Any]) -> Iterator[Ending]:
        """Yield how each job ended, as they end. ClusterLostError if the scheduler cannot be reached or goes away."""
        need("A cluster", "distributed", "distributed>=2024.8")
        from distributed import as_completed

        stream = iter(jobs)
        payload = zlib.compress(pickle.dumps((work.begin, work.given)))
        with self.client() as client:
            at: dict[str, Any] = {}
            done = as_completed(loop=client.loop)
            places, counted = 1, 0.0

            def hand_out() -> None:
                nonlocal places, counted
                # Workers come and go; asking the scheduler for them each time would cost as much as a run.
                if time.monotonic() - counted > RECOUNT:
                    places, counted = max(1, sum(client.nthreads().values())), time.monotonic()
                for job in islice(stream, max(0, AHEAD * places - len(at))):
                    future = client.submit(run_there, payload, job, work.limit, key=f"run-{uuid.uuid4().hex}")
                    at[future.key] = job
                    done.add(future)

            hand_out()
            for future in done:
                job = at.pop(future.key)
                yield ending_of(future, job, work)
                hand_out()

    @contextmanager
    def client(self) -> Iterator[Any]:
        """Give a client of the scheduler; whatever was started for it is ended."""
        from distributed import Client, LocalCluster

        if self.address != LOCAL:
            try:
                client = Client(self.address, timeout=PATIENCE)
            except (OSError, ValueError) as problem:
                raise ClusterLostError(f"{self.address}: no scheduler answers there ({problem})") from None
            with client:
                yield client
            return
        with apart():
            cluster = LocalCluster(n_workers=self.workers, threads_per_worker=1, processes=True, dashboard_address=None)
        with cluster, Client(cluster) as client:
            yield client


def ending_of(future: Any, job: Any, work: Work) -> Ending:
    """Return how a job ended from what Dask says of it."""
    if future.status == "finished":
        wrong, said = future.result()
        return Ending(job, said) if not wrong else Ending(job, None, wrong, said)
    if future.status == "cancelled":
        raise ClusterLostError("the scheduler went away; every run that ended is saved")
    problem = future.exception()
    work.told(f"Dask gave a run up: {problem}")
    return Ending(job, None, "died", f"{type(problem).__name__}: {problem}")


ONE_AT_A_TIME = threading.Lock()


@lru_cache(maxsize=KEPT)
def begun(payload: bytes) -> Callable[[Any], Any]:
    """Begin a sweep, once in each worker, and return what makes its runs."""
    begin, given = pickle.loads(zlib.decompress(payload))
    act: Callable[[Any], Any] = begin(*given)
    return act


def run_there(payload: bytes, job: Any, limit: float | None) -> tuple[str, Any]:
    """Do one job in a worker, which begins when it meets a sweep for the first time; return what went wrong ("": nothing) and what came."""
    with ONE_AT_A_TIME:
        try:
            act = begun(payload)
            with at_most(limit):
                return "", act(job)
        except TooLongError:
            return "too long", f"more than the time limit of {limit:g} s"
        except BaseException:
            return "raised", traceback.format_exc()


@contextmanager
def at_most(seconds: float | None) -> Iterator[None]:
    """Raise TooLongError in this thread when time is up."""
    if seconds is None:
        yield
        return
    thread, guard, over = threading.get_ident(), threading.Lock(), threading.Event()

    def end() -> None:
        with guard:
            if not over.is_set():
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(TooLongError))

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        with guard:
            over.set()
        timer.cancel()


def how_to_run() -> str:
    """Return the page on Slurm and Kubernetes."""
    return PAGE.read_text(encoding="utf-8")
