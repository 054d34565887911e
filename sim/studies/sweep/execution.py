"""How is a sweep run and resumed? Missing or damaged runs are made; each result is on the disk before the next is asked for.

    sweep(experiment, folder)      begin, or go on where the same experiment was left
    resume(folder)                 go on with what the folder says; failed runs are tried again

An undisturbed sweep and one that was killed, filled the disk or was damaged, and then resumed, leave the same files.
"""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.saving import DamagedResultsError, write_bytes
from sim.scenario import NO_EVENT
from sim.studies.designs import need
from sim.studies.parallel import Ending, Engine, Here, Processes, Work
from sim.studies.small_sample import PlanCase, refuse_alike
from sim.studies.sweep.experiment import Experiment, experiment_of, load_experiment
from sim.studies.sweep.job import Job
from sim.studies.sweep.manifest import manifest_of, plan_in
from sim.studies.sweep.plan import SweepPlan, code_digest, libraries
from sim.studies.sweep.store import POINTS, RUNS, Store, StoreScan, read_manifest, write_manifest
from sim.studies.sweep.worker import WorkerTown, begin_runs

__all__ = [
    "NoSuchRunError",
    "OtherCodeError",
    "OtherSweepError",
    "SweepSummary",
    "opened",
    "opened_to_run",
    "repeat",
    "resume",
    "sweep",
]

# Levers that change what a plan holds, and how many points that move them are looked at.
OF_PLANS, MOST_LOOKED_AT = ("programme.", "arm.", "policy."), 50
Progress = Callable[[int, int], None]
Begin = Callable[[Experiment, str], Callable[[Job], bytes]]


class OtherSweepError(ValueError):
    """The folder holds another sweep."""


class NoSuchRunError(LookupError):
    """A number that no run of the sweep has."""


class OtherCodeError(ValueError):
    """The sweep was begun with another version of the model: its runs would not belong together."""


@dataclass(frozen=True)
class SweepSummary:
    """Outcome of a sweep: runs in all, intact, made in this session, failed; and where they are.

    >>> told.done, told.failed  # what the example of `sweep` was told
    (2, 0)
    """

    folder: Path
    runs: int
    done: int
    made: int
    failed: int

    @property
    def left(self) -> int:
        """Runs that are neither there nor failed."""
        return self.runs - self.done - self.failed


def sweep(
    experiment: Experiment | Mapping[str, Any] | str | os.PathLike[str], folder: str | os.PathLike[str],
    workers: int | None = None, engine: Engine | None = None, progress: Progress | None = None, allow_code: bool = False,
) -> SweepSummary:  # fmt: skip
    """Run an experiment and save each run in a folder; return how many runs were done, made now and failed.

    `experiment` is a TOML file, its tables as a dict, or an `Experiment` (the docstring of `sim.studies.sweep` lists the keys). `workers`
    is the number of processes (all cores by default, 0 for this process) unless an `engine` is given; `progress(done, total)` counts
    runs; Python that the experiment names is run only with `allow_code`. A folder that holds the same
    experiment is resumed; OtherSweepError if it holds another. Raises `ScenarioFaults` for an experiment that cannot be run,
    SmallSampleError for a scale at which two plans become one, NoLibraryError without pyarrow.

    >>> from tempfile import mkdtemp
    >>> tiny = {"scenario": "minimal", "scale": 0.1, "weeks": 4, "seeds": 1, "arms": ["usual_care"],
    ...         "design": {"kind": "grid", "points": 2}, "lever": {"programme.clinic.slots": {"low": 4, "high": 8}}}
    >>> folder = mkdtemp()
    >>> told = sim.sweep(tiny, folder, workers=1)
    >>> told.done
    2
    """
    need("A sweep", "pyarrow", "pyarrow>=17")
    if isinstance(experiment, Mapping):
        experiment = experiment_of(experiment, allow_code=allow_code)
    asked = experiment if isinstance(experiment, Experiment) else load_experiment(experiment, allow_code)
    plan, folder = SweepPlan.of(asked), Path(folder)
    refuse_small(plan)
    store = Store(folder, plan.digest)
    with store.held():
        lay_out(plan, store)
        return closed(store, go_on(plan, store, engine or engine_for(workers), progress))


def refuse_small(plan: SweepPlan) -> None:
    """Raise SmallSampleError if two plans of a point become one in the sample; points that move other things have the same plans."""
    asked = plan.experiment
    seen: set[str] = set()
    for point in plan.points:
        of_plans = {path: value for path, value in point.items() if path.startswith(OF_PLANS)}
        if asked.scale >= 1.0 or len(asked.arms) < 2 or len(seen) == MOST_LOOKED_AT:
            return
        if (key := repr(of_plans)) not in seen:
            seen.add(key)
            scenario = asked.scenario_at(point)
            beside = ", ".join(f"{path} = {value}" for path, value in of_plans.items())
            refuse_alike(
                [PlanCase(scenario, arm, beside) for arm in asked.arms if arm != NO_EVENT], asked.seeds, asked.scale
            )


def resume(
    folder: str | os.PathLike[str], workers: int | None = None, engine: Engine | None = None,
    progress: Progress | None = None, time_limit: float | None = None, allow_code: bool = False,
) -> SweepSummary:  # fmt: skip
    """Continue the sweep in a folder: runs that are missing, damaged or failed are made.

    `workers`, `engine` and `progress` are those of `sim.sweep`; `time_limit` is the longest time for one run in seconds, as at the start
    if None; a sweep with the user's own Python code needs `allow_code`. DamagedResultsError if there is no sweep, OtherCodeError
    if it was started with another version of the model.

    >>> sim.resume(folder, workers=1).done  # the folder of the example of `sweep`; all is there
    2
    """
    need("A sweep", "pyarrow", "pyarrow>=17")
    plan, store = opened_to_run(folder, allow_code)
    if time_limit is not None:
        plan = replace(plan, experiment=replace(plan.experiment, time_limit=time_limit))
    with store.held():
        go_back_in(plan, store)
        return closed(store, go_on(plan, store, engine or engine_for(workers), progress))


def repeat(folder: str | os.PathLike[str], run: int, allow_code: bool = False) -> Path:
    """Make one run in this process, put its file into the folder and return it; what the run raises comes through as it is.

    NoSuchRunError for a number that the sweep does not have.
    """
    plan, store = opened_to_run(folder, allow_code)
    if not 0 <= run < len(plan):
        raise NoSuchRunError(f"{folder} has no run {run}; it has 0 to {len(plan) - 1:,}")
    check_code(store)
    content = WorkerTown(plan.experiment).run(plan.job(run))
    with store.held():
        return store.put(run, content)


def opened(folder: str | os.PathLike[str]) -> tuple[SweepPlan, Store]:
    """Return the plan and the store of a folder; DamagedResultsError if it holds no sweep of this version."""
    plan = plan_in(read_manifest(Path(folder)), Path(folder))
    return plan, Store(Path(folder), plan.digest)


def opened_to_run(folder: str | os.PathLike[str], allow_code: bool) -> tuple[SweepPlan, Store]:
    """Return the plan and the store of a folder whose runs are to be made; `ScenarioFaults` if that needs code that is not allowed."""
    plan, store = opened(folder)
    return replace(plan, experiment=plan.experiment.permitted(allow_code)), store


def engine_for(workers: int | None) -> Engine:
    """Return the engine for a number of workers: this process for 0."""
    return Here() if workers == 0 else Processes(workers)


def lay_out(plan: SweepPlan, store: Store) -> None:
    """Write what the sweep is about, unless the folder says just that already."""
    try:
        said = read_manifest(store.folder)
    except DamagedResultsError:
        if any(store.files()) and not store.scan(len(plan)).done:
            raise OtherSweepError(
                f"{store.folder / RUNS} holds runs of something else. Choose another --out."
            ) from None
        said = {}
    if said and said["digest"] != plan.digest:
        raise OtherSweepError(
            f"{store.folder} holds another sweep ({said['title']}). Choose another --out, or delete that folder."
        )
    if said:
        go_back_in(plan, store)
        return
    content = points_file(plan)
    write_bytes(store.folder / POINTS, content)
    write_manifest(store.folder, manifest_of(plan, command(), content))


def go_back_in(plan: SweepPlan, store: Store) -> None:
    """Make sure that a sweep goes on with the model that it began with, and that its points are there."""
    check_code(store)
    note_libraries(store)
    try:
        store.points(read_manifest(store.folder)["points_sha256"])
    except DamagedResultsError:
        write_bytes(store.folder / POINTS, points_file(plan))


def closed(store: Store, told: SweepSummary) -> SweepSummary:
    """Write into the manifest how far the sweep is, and when that was."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    write_manifest(
        store.folder, {**read_manifest(store.folder), "done": told.done, "failed": told.failed, "ended": now}
    )
    return told


def check_code(store: Store) -> None:
    """Raise OtherCodeError if the model is not the one that the sweep was begun with."""
    said = read_manifest(store.folder)
    if said["code"] != code_digest():
        raise OtherCodeError(
            f"{store.folder} was begun with another version of the model ({said['libraries']['community-healing']}, "
            f"{said['code'][:12]}; this is {code_digest()[:12]}): its runs would not belong together. Go back to that version, or begin "
            "anew with another --out."
        )


def note_libraries(store: Store) -> None:
    """Log which libraries are others than when the sweep began; the same numbers are hoped for then, and `verify` tells."""
    before, now = read_manifest(store.folder)["libraries"], libraries()
    changed = [f"{name} {before.get(name)} -> {now[name]}" for name in now if before.get(name) != now[name]]
    if changed:
        store.log(f"other libraries than at the start: {', '.join(changed)}")


def go_on(
    plan: SweepPlan, store: Store, engine: Engine, progress: Progress | None = None, begin: Begin = begin_runs
) -> SweepSummary:
    """Run what is not there whole; each ending is on the disk before the next is asked for. `begin` is what workers begin with."""
    start = time.monotonic()
    found = store.scan(len(plan))
    store.clean(found)
    store.log(
        f"{command()}: {found.done} of {len(plan)} runs are there, {len(found.damaged)} damaged, {len(found.parts)} half written; "
        f"scanned in {time.monotonic() - start:.2f} s; {engine.name}"
    )
    made = failed = 0
    try:
        for ending in endings(plan, store, engine, found, begin):
            keep(store, ending)
            made, failed = made + (not ending.wrong), failed + bool(ending.wrong)
            if progress:
                progress(found.done + made + failed, len(plan))
    except BaseException as problem:
        store.log(f"stopped: {type(problem).__name__} {problem}; {found.done + made} of {len(plan)} runs are there")
        raise
    store.clean(StoreScan(found.whole, [], store.parts()))
    store.log(f"{made} runs made, {failed} failed, {time.monotonic() - start:.1f} s")
    return SweepSummary(store.folder, len(plan), found.done + made, made, failed)


def endings(plan: SweepPlan, store: Store, engine: Engine, found: StoreScan, begin: Begin) -> Iterator[Ending]:
    """Yield how each run ended that was not there."""
    if found.whole.all():
        return iter(())
    limit = plan.experiment.time_limit or None
    work = Work(begin, (plan.experiment, code_digest()), limit, store.log)
    return engine.endings(work, plan.jobs(missing(found.whole)))


def missing(whole: NDArray[np.bool_]) -> Iterator[int]:
    """Yield the runs that are not there, in order."""
    return (int(run) for run in np.flatnonzero(~whole))


def keep(store: Store, ending: Ending) -> None:
    """Put the result of a run on the disk, or how it failed."""
    job: Job = ending.job
    if not ending.wrong:
        store.put(job.run, ending.outcome)
        return
    again = f"healing study resume {shlex.quote(str(store.folder))} --run {job.run}"
    store.note_failure(job.run, {
        "run": job.run, "point": job.point, "arm": job.arm, "seed": job.seed, "levers": job.levers, "kind": ending.wrong,
        "said": ending.said, "again": again, "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    })  # fmt: skip
    last = ending.said.strip().splitlines()[-1:] or [""]
    store.log(f"run {job.run} failed ({ending.wrong}): {last[0][:300]}. Again: {again}")


def points_file(plan: SweepPlan) -> bytes:
    """Return the table of points as a Parquet file: the number of each and its levers."""
    import pyarrow as pa

    from sim.studies.sweep.table import bytes_of, column_type, in_column

    columns = {"point": pa.array(range(len(plan.points)), pa.int64())}
    for lever in plan.experiment.levers:
        kind = column_type(lever.values)
        columns[lever.path] = pa.array([in_column(point[lever.path], kind)[0] for point in plan.points], kind)
    return bytes_of(pa.table(columns))


def command() -> str:
    """Return what was typed."""
    return " ".join(map(shlex.quote, [Path(sys.argv[0]).name, *sys.argv[1:]]))
