"""How far is a sweep, what will it cost, and does it still say what the model says? Status, estimate, and runs made again.

status(folder)        every file read and checked; the pace is that of the last runs
estimate(plan)        two runs made here; minutes and megabytes follow
verify(folder)        some runs, chosen at random, made again: their files must be the same to the last bit
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.studies.parallel import Engine, Work
from sim.studies.sweep.execution import check_code, engine_for, opened_to_run
from sim.studies.sweep.plan import SweepPlan, code_digest
from sim.studies.sweep.reader import found_in
from sim.studies.sweep.store import InUseError, Store
from sim.studies.sweep.table import table_from
from sim.studies.sweep.worker import WorkerTown, begin_runs

__all__ = ["Estimate", "SweepStatus", "Verified", "estimate", "status", "verify"]

Progress = Callable[[int, int], None]
LAST = 200
STARTING = 6.0


@dataclass(frozen=True)
class SweepStatus:
    """Progress of a sweep: runs, damaged files, whether a process is at work, and the seconds left at the last pace (None: unknown)."""

    title: str
    runs: int
    done: int
    failed: int
    damaged: int
    at_work: bool
    seconds_left: float | None
    failures: dict[int, dict[str, Any]]

    @property
    def left(self) -> int:
        """Runs that are neither there nor failed."""
        return self.runs - self.done - self.failed


def status(folder: str | os.PathLike[str]) -> SweepStatus:
    """Return how far the sweep in a folder is: runs done, failed, damaged and left, and the seconds left.

    DamagedResultsError if there is no sweep in it.

    >>> found = sim.sweep_status(folder)  # the folder of the example of `sweep`
    >>> found.done, found.left
    (2, 0)
    """
    said, store = found_in(folder)
    runs = int(said["runs"])
    found, failed = store.scan(runs), store.failures()
    failed = {run: note for run, note in failed.items() if run < runs and not found.whole[run]}
    left = runs - found.done - len(failed)
    pace = seconds_a_run(store)
    return SweepStatus(
        said["title"], runs, found.done, len(failed), len(found.damaged), at_work(store),
        pace * left if pace is not None else None, failed,
    )  # fmt: skip


def at_work(store: Store) -> bool:
    """Return whether a process holds the folder."""
    try:
        with store.held():
            return False
    except InUseError:
        return True
    except OSError:
        # A folder that nobody can write into: an archive.
        return False


def seconds_a_run(store: Store) -> float | None:
    """Return how long the last runs took, one after the other on the clock; None of fewer than three."""
    times = sorted(path.stat().st_mtime for path in store.files() if store.run_of(path) is not None)[-LAST:]
    return (times[-1] - times[0]) / (len(times) - 1) if len(times) > 2 else None


@dataclass(frozen=True)
class Estimate:
    """The cost of a sweep: points, runs, seconds of one run and of all with so many workers, bytes of all."""

    points: int
    runs: int
    workers: int
    a_run: float
    seconds: float
    bytes: int


def estimate(plan: SweepPlan, workers: int) -> Estimate:
    """Make two runs here (the second is timed: it has nothing to compile) and return what all of them take."""
    town = WorkerTown(plan.experiment)
    town.run(plan.job(0))
    # From the middle: another point, so that what has to be rebuilt for each point counts.
    start = time.perf_counter()
    size = len(town.run(plan.job(len(plan) // 2)))
    a_run = time.perf_counter() - start
    return Estimate(
        len(plan.points), len(plan), workers, a_run, STARTING + a_run * len(plan) / workers, size * len(plan)
    )


@dataclass(frozen=True)
class Verified:
    """Runs made again: how many, those whose files are the same, those whose numbers are (other libraries wrote the file), the rest."""

    again: tuple[int, ...]
    same: tuple[int, ...]
    same_numbers: tuple[int, ...]
    different: tuple[int, ...]


def verify(
    folder: str | os.PathLike[str], runs: int = 20, luck: int | None = None, workers: int | None = None,
    engine: Engine | None = None, progress: Progress | None = None, allow_code: bool = False,
) -> Verified:  # fmt: skip
    """Repeat some runs of a sweep, chosen at random, and compare their files with those in the folder, byte by byte.

    `runs` is how many, `luck` the seed of the choice (another choice each time if None). The answer lists the numbers of the runs that
    were repeated, the same, the same in their numbers (another pyarrow wrote the file) and different. DamagedResultsError if a file is not
    what was written; OtherCodeError if the model has changed since.

    >>> sim.verify_sweep(folder, runs=1, luck=1, workers=1).different  # the folder of the example of `sweep`
    ()
    """
    plan, store = opened_to_run(folder, allow_code)
    check_code(store)
    kept: dict[int, Path] = {run: path for run, path, _ in store.whole_files(len(plan))}
    chosen = np.random.default_rng(luck).permutation(sorted(kept))[:runs]
    work = Work(begin_runs, (plan.experiment, code_digest()))
    compared: dict[str, list[int]] = {"same": [], "numbers": [], "different": []}
    for ending in (engine or engine_for(workers)).endings(work, plan.jobs(int(run) for run in sorted(chosen))):
        run, before = ending.job.run, kept[ending.job.run].read_bytes()
        compared["different" if ending.wrong else compare(before, ending.outcome)].append(run)
        if progress:
            progress(sum(map(len, compared.values())), len(chosen))
    same, numbers, different = (tuple(sorted(runs)) for runs in compared.values())
    return Verified(tuple(sorted(map(int, chosen))), same, numbers, different)


def compare(before: bytes, now: bytes) -> str:
    """Return "same" for the same bytes, "numbers" for the same table in other bytes, else "different"."""
    if before == now:
        return "same"
    return "numbers" if table_from(before).equals(table_from(now)) else "different"
