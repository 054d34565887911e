"""Is anything lost? Runs that go wrong in every way, kill -9 at random moments, full disks, damage: then the same files as undisturbed."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.studies.parallel import Here, Pool, Processes, Work, WorkerEndedError
from sim.studies.sweep.execution import go_on
from sim.studies.sweep.store import InUseError, Store
from tests.studies.sweep.planted import begin_planted
from tests.studies.sweep.world import files_of, planted_plan, undisturbed

ROOT = Path(__file__).resolve().parents[3]
WAYS = ("raises", "cannot travel", "loops", "exits", "leaves", "is killed")


def run(folder: Path, runs: int, engine: Any, **more: Any) -> Any:
    plan = planted_plan(runs, **more)
    store = Store(folder, plan.digest)
    with store.held():
        return go_on(plan, store, engine, begin=begin_planted)


def test_one_run_in_twenty_goes_wrong_and_the_others_are_saved(tmp_path: Path) -> None:
    wrong = tuple((20 * n + 7, way) for n, way in enumerate(WAYS))
    told = run(tmp_path / "sweep", 120, Processes(2), wrong=wrong, time_limit=1.0)
    assert (told.done, told.failed, told.left) == (114, 6, 0)
    failed = Store(tmp_path / "sweep", "ab" * 32).failures()
    assert {said: failed[n]["kind"] for n, said in wrong} == {
        "raises": "raised", "cannot travel": "raised", "loops": "too long", "exits": "died", "leaves": "raised", "is killed": "died",
    }  # fmt: skip
    assert "ValueError: not this one" in failed[7]["said"] and failed[7]["seed"] == 8
    assert failed[7]["again"] == f"healing study resume {tmp_path / 'sweep'} --run 7"
    run(tmp_path / "sweep", 120, Here())
    assert files_of(tmp_path / "sweep") == undisturbed(tmp_path / "whole", 120)


def test_workers_that_only_ever_go_away_end_the_sweep(tmp_path: Path) -> None:
    wrong = tuple((n, "exits") for n in range(100))
    with pytest.raises(WorkerEndedError, match="in a row"):
        run(tmp_path, 100, Processes(1), wrong=wrong)


def test_a_pool_asks_for_jobs_only_when_somebody_is_free() -> None:
    asked = []

    def jobs() -> Any:
        for job in planted_plan(50).jobs(iter(range(50))):
            asked.append(job.run)
            yield job

    endings = Pool(Work(begin_planted, (planted_plan(50).experiment, "")), 2).endings(jobs())
    next(endings)
    assert len(asked) <= 4
    endings.close()


def in_a_process_of_its_own(act: Callable[[], None]) -> int:
    """Start a process, head of a group of its own, that does something and leaves with 0; return its number."""
    child = os.fork()
    # Both sides see to the group, as shells do: whichever comes first, it is there when somebody is to be killed.
    os.setpgid(child, child)
    if child:
        return child
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        act()
        code = 0
    finally:
        os._exit(code)


def workers_of(parent: int) -> list[int]:
    """The processes that a process started."""
    try:
        return [int(n) for n in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []


def kill_at_random(folder: Path, kills: int, luck: random.Random, runs: int, seconds: float) -> int:
    """Sweep until done, killing a worker, the parent or all at random moments; return how often."""
    done = 0
    while True:
        child = in_a_process_of_its_own(lambda: run(folder, runs, Processes(2), seconds=seconds))
        while done < kills:
            time.sleep(luck.uniform(0.0, 0.5))
            if os.waitpid(child, os.WNOHANG)[0]:
                return done
            whom = luck.choice(["worker", "parent", "all"])
            victims = workers_of(child) if whom == "worker" else [child]
            if not victims:
                continue
            done += 1
            if whom == "all":
                os.killpg(child, signal.SIGKILL)
            else:
                os.kill(luck.choice(victims), signal.SIGKILL)
            if whom != "worker":
                break
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.WEXITSTATUS(status) == 0
            return done


forks = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for the children of a process in /proc")


@forks
@pytest.mark.parametrize("kills", [20, pytest.param(200, marks=pytest.mark.slow)])
@pytest.mark.filterwarnings("ignore:This process")
def test_killing_at_random_moments_loses_nothing(kills: int, tmp_path: Path) -> None:
    luck, made, rounds = random.Random(kills), 0, 0
    whole = undisturbed(tmp_path / "whole", 60)
    while made < kills:
        rounds += 1
        folder = tmp_path / f"sweep{rounds}"
        made += kill_at_random(folder, kills - made, luck, 60, 0.02)
        # A run whose worker was killed twice counts as failed until the sweep goes on.
        run(folder, 60, Here())
        assert files_of(folder) == whole
        assert not list(folder.rglob(".*.part"))


def failing(count: int, acts: list[tuple[Any, str]], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the call number `count` of some functions fail as on a full disk; return a counter of calls."""
    calls = [0]

    def fails(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            calls[0] += 1
            if calls[0] == count:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*given, **named)

        return call

    for owner, name in acts:
        monkeypatch.setattr(owner, name, fails(getattr(owner, name)))
    return calls


def test_whichever_write_fails_the_sweep_stops_and_goes_on(tmp_path: Path) -> None:
    whole = undisturbed(tmp_path / "whole", 6)
    for k in range(1, 100):
        folder = tmp_path / f"sweep{k}"
        with pytest.MonkeyPatch.context() as patch:
            calls = failing(k, [(Path, "open"), (os, "fsync"), (Path, "replace"), (Path, "mkdir")], patch)
            try:
                run(folder, 6, Here())
            except OSError:
                stopped = True
            else:
                stopped = False
        assert stopped == (calls[0] >= k)
        files = files_of(folder)
        assert all(whole[name] == content for name, content in files.items() if not name.endswith(".part"))
        run(folder, 6, Here())
        assert files_of(folder) == whole
        if not stopped:
            break
    assert 20 < k < 99


@forks
@pytest.mark.filterwarnings("ignore:This process")
def test_a_limit_on_the_size_of_files_is_a_full_disk(tmp_path: Path) -> None:
    def limited() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        with pytest.raises(OSError, match="File too large"):
            run(tmp_path / "sweep", 4, Here())

    _, status = os.waitpid(in_a_process_of_its_own(limited), 0)
    assert os.WEXITSTATUS(status) == 0
    assert not list((tmp_path / "sweep" / "runs").rglob("*.parquet"))
    run(tmp_path / "sweep", 4, Here())
    assert files_of(tmp_path / "sweep") == undisturbed(tmp_path / "whole", 4)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_runs(tmp_path: Path) -> None:
    # In a process of its own: threads that other tests left behind would be counted too.
    code = (
        "import sys, tracemalloc; from pathlib import Path; from tests.studies.sweep.test_nothing_lost "
        "import Here, run; tracemalloc.start();"
        "runs = int(sys.argv[2]); assert run(Path(sys.argv[1]), runs, Here(), size=20_000).done == runs;"
        "print(tracemalloc.get_traced_memory()[1])"
    )
    peaks = {}
    for runs in (1000, 10_000):
        typed = [sys.executable, "-c", code, str(tmp_path / f"{runs}"), str(runs)]
        found = subprocess.run(
            typed, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
        )
        peaks[runs] = int(found.stdout.split()[-1])
    # A byte for each run says whether it is there, a seed of the plan takes some tens, and names of files are listed now and then: 160 to
    # 260 bytes a run were seen. A run's table is 20,000 bytes.
    assert peaks[10_000] - peaks[1000] < 400 * 9000


def hear_ctrl_c() -> None:
    """Commands that a script starts behind itself are deaf to Ctrl-C, and so is what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def typed(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Start `healing` in a folder where mine.toml asks for runs that take some seconds."""
    (folder / "mine.toml").write_text('scenario = "minimal"\nweeks = 60\nseeds = 40\n')
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *words], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        preexec_fn=hear_ctrl_c,  # noqa: PLW1509
    )  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a sweep that nobody stops."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert (
        typed(folder, "study", "sweep", "mine.toml", "--workers", "1", "--quiet", "--out", "whole").wait(timeout=300)
        == 0
    )
    return files_of(folder / "whole")


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_command_goes_on_to_the_same_files(
    how: signal.Signals, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    first = typed(tmp_path, "study", "sweep", "mine.toml", "--workers", "2", "--out", "stopped")
    until = time.monotonic() + 300
    while len(list((tmp_path / "stopped").rglob("*.parquet"))) < 5:
        assert time.monotonic() < until and first.poll() is None
        time.sleep(0.02)
    first.send_signal(how)
    _, said = first.communicate(timeout=60)
    assert first.returncode == (130 if how == signal.SIGINT else -how)
    if how == signal.SIGINT:
        assert "healing study resume stopped" in said and "Traceback" not in said
    assert typed(tmp_path, "study", "resume", "stopped", "--workers", "2", "--quiet").wait(timeout=300) == 0
    assert files_of(tmp_path / "stopped") == whole
    assert not list((tmp_path / "stopped").rglob("*.part"))


def test_two_sweeps_never_work_in_one_folder(tmp_path: Path) -> None:
    store = Store(tmp_path, "ab" * 32)
    with store.held(), pytest.raises(InUseError, match="another sweep"), Store(tmp_path, "ab" * 32).held():
        pass
    with store.held():
        pass
