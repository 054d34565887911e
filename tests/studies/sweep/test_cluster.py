"""Does a cluster make the same files as one machine, also when one of its workers is killed? A real scheduler, real workers."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.studies.sweep import sweep
from sim.studies.sweep.cluster import Cluster, ClusterLostError, run_there
from sim.studies.sweep.execution import go_on
from sim.studies.sweep.store import Store
from tests.studies.sweep.planted import begin_planted
from tests.studies.sweep.world import TINY, files_of, planted_plan, undisturbed

ROOT = Path(__file__).resolve().parents[3]
DASK = [sys.executable, "-m", "dask"]


def started(*words: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [*DASK, *words], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )


@contextlib.contextmanager
def cluster_of_two(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers in processes of their own; ended in any case."""
    import json

    file = folder / "scheduler.json"
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    crew = [started("scheduler", "--port", "0", "--host", "127.0.0.1", *common)]
    try:
        until = time.monotonic() + 60
        while not file.exists() or not file.read_text():
            assert time.monotonic() < until, "no scheduler"
            time.sleep(0.1)
        one_each = ["--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--local-directory", str(folder)]
        crew += [started("worker", *one_each, *common) for _ in range(2)]
        yield json.loads(file.read_text())["address"], crew[1:]
    finally:
        for process in crew:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_a_killed_worker_of_a_real_cluster_loses_nothing(tmp_path: Path) -> None:
    plan = planted_plan(80, seconds=0.05, wrong=((7, "raises"), (11, "loops"), (13, "cannot travel")), time_limit=2.0)
    with cluster_of_two(tmp_path) as (address, workers):
        seen: list[int] = []

        def tick(done: int, total: int) -> None:
            seen.append(done)
            if done == 20:
                os.kill(workers[0].pid, signal.SIGKILL)

        store = Store(tmp_path / "sweep", plan.digest)
        with store.held():
            told = go_on(plan, store, Cluster(address), tick, begin_planted)
        assert workers[0].poll() == -signal.SIGKILL
        assert (told.done, told.failed) == (77, 3)
        assert {run: said["kind"] for run, said in store.failures().items()} == {
            7: "raised",
            11: "too long",
            13: "raised",
        }
        well = planted_plan(80)
        with store.held():
            assert go_on(well, store, Cluster(address), None, begin_planted).made == 3
    assert files_of(tmp_path / "sweep") == undisturbed(tmp_path / "whole", 80)


@pytest.mark.slow
def test_a_cluster_leaves_the_same_bytes_as_one_machine(tmp_path: Path, done: Path) -> None:
    sweep(TINY, tmp_path / "local", engine=Cluster("local", 2))
    assert files_of(tmp_path / "local") == files_of(done)
    with cluster_of_two(tmp_path) as (address, _):
        sweep(TINY, tmp_path / "real", engine=Cluster(address))
    assert files_of(tmp_path / "real") == files_of(done)


def test_a_scheduler_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sim.studies.sweep.cluster

    monkeypatch.setattr(sim.studies.sweep.cluster, "PATIENCE", "0.3s")
    with pytest.raises(ClusterLostError, match="no scheduler answers"):
        sweep(TINY, tmp_path, engine=Cluster("tcp://127.0.0.1:9"))


def test_a_worker_keeps_its_time_limit_and_tells_what_went_wrong() -> None:
    import pickle
    import zlib

    plan = planted_plan(4, wrong=((1, "raises"), (2, "loops"), (3, "leaves")))
    payload = zlib.compress(pickle.dumps((begin_planted, (plan.experiment, ""))))
    endings = [run_there(payload, plan.job(run), 0.3) for run in range(4)]
    assert [wrong for wrong, _ in endings] == ["", "raised", "too long", "raised"]
    assert "not this one" in endings[1][1] and "SystemExit" in endings[3][1]
    assert threading.active_count() < 50
