"""Do workers start from anywhere, keep quiet and end with those who wait for them?"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.studies.parallel import WorkerEndedError, outcomes

ROOT = Path(__file__).resolve().parents[2]


def prepared(act: Callable[[int], int]) -> Callable[[int], int]:
    """Do what a worker does at its start: nothing here."""
    return act


def doubled(number: int) -> int:
    if number < 0:
        os._exit(1)
    if number > 99:
        time.sleep(60)
    if number == 99:
        raise ValueError("not this one")
    return 2 * number


def run(*numbers: int) -> dict[int, int]:
    return dict(outcomes(prepared, (doubled,), numbers, 2))


def test_each_job_comes_back_with_its_outcome() -> None:
    assert run(1, 2, 3) == {1: 2, 2: 4, 3: 6}


def test_a_run_that_raises_ends_the_others_at_once() -> None:
    start = time.monotonic()
    with pytest.raises(ValueError, match="not this one"):
        run(100, 99)
    assert time.monotonic() - start < 30
    assert not multiprocessing.active_children()


def test_a_killed_worker_is_said() -> None:
    with pytest.raises(WorkerEndedError):
        run(-1, 1)


def test_a_caller_who_has_enough_ends_the_workers() -> None:
    found = outcomes(prepared, (doubled,), (1, 100), 2)
    assert next(found) == (1, 2)
    found.close()
    assert not multiprocessing.active_children()


def test_a_plain_script_without_any_guard_may_start_workers(tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text(
        "import sim\n"
        "results = sim.compare('minimal', seeds=2, weeks=4, scale=0.3, workers=2)\n"
        "print('arms', *results.arms, __file__[-7:])\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "mine.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "arms usual_care first_aid mine.py\n", done.stderr


class CannotTravelError(Exception):
    """An exception that cannot be sent from one process to another."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(one)


def troubled(_: int) -> int:
    raise CannotTravelError(1, 2)


def test_a_problem_that_cannot_travel_is_told_all_the_same() -> None:
    with pytest.raises(RuntimeError, match="CannotTravelError"):
        list(outcomes(prepared, (troubled,), (1, 2), 2))


def test_ending_the_workers_while_they_speak_never_waits_for_them() -> None:
    for _ in range(5):
        found = outcomes(prepared, (doubled,), range(90), 2)
        next(found)
        start = time.monotonic()
        found.close()
        assert time.monotonic() - start < 5
    assert not multiprocessing.active_children()
