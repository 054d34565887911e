"""What does it cost to make many runs, and to lose none? `make bench` runs this after the week itself.

    runs per second per core   a city of 10,000 people, two years, weekly record and final tables; one worker
    overhead                   rows, Parquet, signature, fsync and progress of a run, against the run itself; all of it, as if nothing
                               overlapped (in a sweep the parent writes while its workers run)
    a new point                the scenario read anew under other levers
    scaling                    two workers against one, from the first result to the last
    resume scan                10,000 files of real size read and checked, and what is missing found; the parent's memory beside it
    Mesa's batch_run           the same model, the same seeds, one process; then with one run that raises

Figures are medians over turns. What else the machine was doing is said (load average), as it decides about scaling.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sys
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT)]

PEOPLE, WEEKS, ARM = 10_000, 104, "telehealth"
RATE = "stress.distress.recovery_rate"
OVERHEAD_BOUND, SCALING_BOUND, SCAN_BOUND = 0.05, 1.8, 5.0
MANY = 10_000


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@cache
def city() -> Any:
    """Settle the people of the scenario, once."""
    from sim.scenario import load
    from sim.studies.compare import Stage

    plan = load("new_orleans")
    return Stage.build(plan, PEOPLE / int(plan.places.population.sum()))


def plan_of(points: int, seeds: int) -> Any:
    """Return a sweep over one number of the evidence: with this many points and seeds, one arm."""
    from sim.studies.sweep.experiment import experiment_of
    from sim.studies.sweep.plan import SweepPlan

    tables = {
        "scenario": "new_orleans", "scale": city().community.scale, "weeks": WEEKS, "arms": [ARM], "seeds": seeds,
        "design": {"points": points}, "lever": {RATE: {}},
    }  # fmt: skip
    return SweepPlan.of(experiment_of(tables))


def alone(runs: int) -> float:
    """Make bare runs and return their seconds."""
    start = perf_counter()
    for seed in range(1, runs + 1):
        city().run_one(ARM, seed)
    return perf_counter() - start


def overhead(runs: int) -> dict[str, float]:
    """Make runs, each at a new point, and return the seconds of each part of one: on the clock, and of the processor (`cpu_`)."""
    from sim.cli.progress import lines
    from sim.studies.sweep.store import Store
    from sim.studies.sweep.table import content_of
    from sim.studies.sweep.worker import WorkerTown

    plan = plan_of(runs, 1)
    town, tick = WorkerTown(plan.experiment), lines()
    town.run(plan.job(0))
    parts: dict[str, list[float]] = {}
    last = (0.0, 0.0)

    def mark(name: str = "") -> None:
        nonlocal last
        now = (perf_counter(), process_time())
        if name:
            parts.setdefault(name, []).append(now[0] - last[0])
            parts.setdefault(f"cpu_{name}", []).append(now[1] - last[1])
        last = now

    with tempfile.TemporaryDirectory(dir=ROOT) as home:
        store = Store(Path(home), plan.digest)
        for run in range(1, runs):
            job = plan.job(run)
            mark()
            stage = town.stage_of(town.scenario_of(job), job)
            mark("point")
            outcome = stage.run_one(job.arm, job.seed)
            mark("run")
            content = content_of(job, plan.experiment, stage, outcome)
            mark("table")
            store.put(run, content)
            tick(run, runs)
            mark("put")
    found = {name: median(times) for name, times in parts.items()}
    kept = {cpu: (found[f"{cpu}table"] + found[f"{cpu}put"]) / found[f"{cpu}run"] for cpu in ("", "cpu_")}
    return {**found, "overhead": kept[""], "cpu_overhead": kept["cpu_"]}


def scaling(runs: int) -> dict[str, float]:
    """One worker and two: seconds a run, from the first result to the last."""
    from sim.studies.parallel import Processes, Work
    from sim.studies.sweep.plan import code_digest
    from sim.studies.sweep.worker import begin_runs

    plan, found = plan_of(1, runs), {}
    for workers in (1, 2):
        times = []
        work = Work(begin_runs, (plan.experiment, code_digest()))
        for _ in Processes(workers).endings(work, plan.jobs(iter(range(runs)))):
            times.append(perf_counter())
        # The first result of each worker carries its start; count what comes after those.
        found[str(workers)] = (times[-1] - times[workers - 1]) / (len(times) - workers)
    return {"one": found["1"], "two": found["2"], "scaling": found["1"] / found["2"]}


def scan() -> dict[str, float]:
    """Write 10,000 files of real size, then read and check them as `resume` does; memory in MB before and after."""
    from sim.studies.sweep.store import Store
    from sim.studies.sweep.worker import WorkerTown

    plan = plan_of(1, 1)
    content = WorkerTown(plan.experiment).run(plan.job(0))
    with tempfile.TemporaryDirectory(dir=ROOT) as home:
        store = Store(Path(home), plan.digest)
        for run in range(0, MANY):
            path = store.path_of(run, own := content + run.to_bytes(8, "big"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(own)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = perf_counter()
        found = store.scan(MANY)
        seconds = perf_counter() - start
        assert found.done == MANY
    return {
        "files": MANY, "bytes_each": len(content), "seconds": seconds,
        "mb_more": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before,
    }  # fmt: skip


def beside_mesa(turns: int, runs: int) -> dict[str, Any]:
    """Make the same runs by Mesa's batch_run, in one process; and see how many survive if one run raises."""
    import warnings

    import mesa

    from sim.engine.mesa_model import HealingModel

    stage = city()

    class Ours(HealingModel):
        """The model with a prepared population, and a run that raises on request."""

        def __init__(self, luck: int, bad: int = 0, **_: Any) -> None:
            if luck == bad:
                raise ValueError("this run raises")
            super().__init__(stage.scenario, ARM, luck, community=stage.community, strata=stage.strata)

    def batch(bad: int) -> float:
        start = perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = mesa.batch_run(
                Ours, {"luck": list(range(1, runs + 1)), "bad": bad}, number_processes=1, max_steps=WEEKS, data_collection_period=-1,
                display_progress=False,
            )  # fmt: skip
        assert len(rows) == runs, len(rows)
        return perf_counter() - start

    theirs, ours = [], []
    for _ in range(turns):
        theirs.append(batch(0) / runs)
        ours.append(alone(runs) / runs)
    try:
        batch(runs // 2)
        kept = runs
    except ValueError:
        kept = 0
    return {
        "a_run": median(theirs),
        "alone": median(ours),
        "runs": runs,
        "kept_when_one_raises": kept,
        "ours_keeps": runs - 1,
    }


def show(found: dict[str, Any]) -> None:
    """Print what was found, and each promise with it."""
    cost, two, files, mesa = found["overhead"], found["scaling"], found["scan"], found["mesa"]
    load = ", ".join(f"{one:.1f}" for one in found["load"])
    print(f"\nSweeps: {PEOPLE:,} people, {WEEKS} weeks, arm {ARM}; load average {load} on {os.cpu_count()} cores")
    print(f"  {'':28}{'clock, ms':>12}{'processor, ms':>16}")
    names = {
        "run": "a run",
        "point": "its point, read anew",
        "table": "its rows as Parquet",
        "put": "on the disk, progress",
    }
    for part, words in names.items():
        print(f"  {words:28}{1e3 * cost[part]:>12.2f}{1e3 * cost['cpu_' + part]:>16.2f}")
    print(f"  store and progress          {100 * cost['overhead']:>11.1f}%{100 * cost['cpu_overhead']:>15.1f}%")
    print(f"  {1 / cost['cpu_run']:.2f} runs per second per core")
    print(f"  two workers                    {1e3 * two['two']:8.1f} ms    one: {1e3 * two['one']:.1f} ms")
    print(
        f"  Mesa's batch_run, one process  {1e3 * mesa['a_run']:8.1f} ms    {100 * (mesa['a_run'] / mesa['alone'] - 1):+.1f}%"
    )
    print(
        f"  one of {mesa['runs']} runs raises: Mesa's batch_run keeps {mesa['kept_when_one_raises']}, a sweep keeps {mesa['ours_keeps']}"
    )
    scanned = f"{files['files']:,} files of {files['bytes_each']:,} bytes"
    print(f"  scan of {scanned}: {files['seconds']:.2f} s, {files['mb_more']:.0f} MB more memory")
    checks = [
        (
            f"store and progress cost less than {100 * OVERHEAD_BOUND:.0f}%",
            f"{100 * cost['overhead']:.1f}%",
            cost["overhead"] < OVERHEAD_BOUND,
        ),
        (f"two workers are at least {SCALING_BOUND} times one", f"{two['scaling']:.2f}", two["scaling"] >= SCALING_BOUND),
        (f"{MANY:,} runs are scanned in less than {SCAN_BOUND:.0f} s", f"{files['seconds']:.2f}", files["seconds"] < SCAN_BOUND),
    ]  # fmt: skip
    print(
        "\n"
        + "\n".join(f"  {'kept  ' if kept else 'BROKEN'}  {promise}: {value}" for promise, value, kept in checks)
        + "\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=5, help="turns of each kind (5)")
    parser.add_argument("--runs", type=int, default=8, help="runs of a turn (8)")
    parser.add_argument("--save", action="store_true", help="add a dated line to sweeps.jsonl")
    options = parser.parse_args()
    start = perf_counter()
    note("sweeps: settling, and runs by turns ...")
    found: dict[str, Any] = {"load": os.getloadavg(), "overhead": overhead(options.turns * options.runs)}
    note("one worker and two ...")
    found["scaling"] = scaling(3 * options.runs)
    note(f"{MANY:,} files ...")
    found["scan"] = scan()
    note("Mesa's batch_run ...")
    found["mesa"] = beside_mesa(options.turns, options.runs)
    show(found)
    note(f"{perf_counter() - start:.0f} s in all")
    if options.save:
        on = {"date": datetime.now(UTC).isoformat(timespec="seconds"), "python": platform.python_version()}
        with (HERE / "sweeps.jsonl").open("a") as history:
            history.write(json.dumps({**on, **found}) + "\n")


if __name__ == "__main__":
    main()
