"""How are many jobs done at the same time? One pool of worker processes for comparisons, sweeps, sensitivity, validation, the dashboard.

    outcomes(begin, given, jobs, workers)     each job with its outcome as it ends; what a job raises is raised here
    Processes(workers).endings(work, jobs)    each job with how it ended: a job that fails stops no other

A worker begins once with `act = begin(*given)` and then does `act(job)` for one job after the other: what jobs share belongs to `act`,
and no module keeps anything for them.
"""

from __future__ import annotations

from sim.studies.parallel.engines import Engine, Here, Processes, outcomes
from sim.studies.parallel.pool import Ending, Pool, Work
from sim.studies.parallel.process import CannotBeginError, WorkerEndedError, apart

__all__ = [
    "CannotBeginError", "Ending", "Engine", "Here", "Pool", "Processes", "Work", "WorkerEndedError", "apart", "outcomes",
]  # fmt: skip
