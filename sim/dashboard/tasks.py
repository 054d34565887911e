"""Tasks for the worker processes: build a population, run one plan, tell one resident's story. Each is a frozen dataclass.

A worker keeps the populations it built last, so that moving a slider does not rebuild them. The cache only saves time.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sim.report.story import Story
from sim.report.story.life import follow, missed_person, reached_person
from sim.scenario import Scenario
from sim.studies.compare import RunOutcome, Stage

__all__ = ["Live", "Settle", "Task", "Tell", "Warm", "do"]

# Quick look and full run of one scenario, and those of the scenario before.
MOST_TOWNS = 4
TOWNS: OrderedDict[Any, Stage] = OrderedDict()


class Task(Protocol):
    """A task for a worker."""

    def do(self) -> Any:
        """Run the task and return its result."""


@dataclass(frozen=True)
class InTown:
    """The fields that every task has: the scenario, the scale, and the cache key of the population."""

    scenario: Scenario
    scale: float
    town: Any

    def stage(self) -> Stage:
        """Return the population, built only if it is not cached, with the scenario as it is now."""
        if self.town not in TOWNS:
            TOWNS[self.town] = Stage.build(self.scenario, self.scale)
            while len(TOWNS) > MOST_TOWNS:
                TOWNS.popitem(last=False)
        TOWNS.move_to_end(self.town)
        return replace(TOWNS[self.town], scenario=self.scenario)


@dataclass(frozen=True)
class Settle(InTown):
    """Build a population."""

    def do(self) -> Stage:
        """Return the population."""
        return self.stage()


@dataclass(frozen=True)
class Live(InTown):
    """Run one plan with one seed."""

    arm: str
    seed: int

    def do(self) -> RunOutcome:
        """Return the outcome of the run."""
        return self.stage().run_one(self.arm, self.seed)


@dataclass(frozen=True)
class Tell(InTown):
    """Tell the story of one resident under one plan and another: `person` is a row, or None to choose one here.

    `reached` says whom to choose: a person who got far on the path to help, or a person who needed help and never began a course.
    """

    arm: str
    against: str
    person: int | None = None
    reached: bool = True
    seed: int = 1

    def do(self) -> Story:
        """Return the story."""
        town = self.stage().community
        choose = reached_person if self.reached else missed_person
        row = choose(self.scenario, self.arm, self.seed, town) if self.person is None else self.person
        arms = [self.arm] if self.against == self.arm else [self.arm, self.against]
        life, *other = follow(self.scenario, arms, row, self.seed, town=town)
        return Story(life, 0, self.scenario.weeks, other[0] if other else None)


@dataclass(frozen=True)
class Warm(InTown):
    """Run a few weeks, so that the kernels are compiled or loaded in advance."""

    arm: str

    def do(self) -> None:
        """Run and discard the result."""
        stage = self.stage()
        replace(stage, scenario=replace(self.scenario, weeks=4)).run_one(self.arm, 1)


def do(task: Task) -> Any:
    """Run a task."""
    return task.do()


def nothing() -> None:
    """Prepare nothing: a worker builds what its first task needs."""
