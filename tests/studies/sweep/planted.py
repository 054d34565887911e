"""Runs that cost nothing, some of them planted to go wrong; light to import, so that workers start at once."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Planted:
    """Stands for an experiment: so many seeds, how long a run takes, and which runs go wrong how."""

    seeds: tuple[int, ...]
    wrong: tuple[tuple[int, str], ...] = ()
    seconds: float = 0.0
    time_limit: float = 0.0
    size: int = 3000
    arms: tuple[str, ...] = ("one",)
    levers: tuple[Any, ...] = ()
    title: str = "planted"

    @property
    def runs_a_point(self) -> int:
        return len(self.seeds)


class CannotTravelError(Exception):
    """An exception that cannot be sent from one process to another."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(one)
        self.line = open(os.devnull)  # noqa: SIM115, PTH123


def content_of(run: int, size: int) -> bytes:
    """The file of a planted run."""
    return hashlib.shake_256(str(run).encode()).digest(size)


def begin_planted(experiment: Planted, _: str) -> Callable[[Any], bytes]:
    """Make planted runs."""
    wrong = dict(experiment.wrong)

    def act(job: Any) -> bytes:
        time.sleep(experiment.seconds)
        match wrong.get(job.run):
            case "raises":
                raise ValueError("not this one")
            case "cannot travel":
                raise CannotTravelError(1, 2)
            case "loops":
                while True:
                    time.sleep(0.01)
            case "exits":
                os._exit(3)
            case "leaves":
                raise SystemExit(5)
            case "is killed":
                os.kill(os.getpid(), signal.SIGKILL)
        return content_of(job.run, experiment.size)

    return act
