"""Tasks for the worker processes: build a population, run one plan, tell one resident's story. Each is a frozen dataclass.

A worker keeps the populations it built last, so that moving a slider does not rebuild them. The cache only saves time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sim.scenario import Scenario
from sim.studies.compare import RunOutcome, Stage
from sim.studies.kept import KeptStages

if TYPE_CHECKING:
    from sim.report.story import Story

__all__ = ["Live", "PooledTask", "Settle", "Task", "Tell", "Warm", "tasks_done"]

# Quick look and full run of one scenario, and those of the scenario before.
MOST_TOWNS = 4


class Task(Protocol):
    """A task for a worker."""

    def do(self, towns: KeptStages) -> Any:
        """Run the task with the populations that the worker keeps, and return its result."""


class PooledTask(NamedTuple):
    """One task, with the ticket of the round that it belongs to and the key under which its outcome is kept."""

    ticket: int
    key: Hashable
    task: Task


@dataclass(frozen=True)
class InTown:
    """The fields that every task has: the scenario, the scale, and the cache key of the population."""

    scenario: Scenario
    scale: float
    town: Any

    def stage(self, towns: KeptStages) -> Stage:
        """Return the population, built only if it is not kept, with the scenario as it is now."""
        return towns.stage(self.town, self.scenario, self.scale)


@dataclass(frozen=True)
class Settle(InTown):
    """Build a population."""

    def do(self, towns: KeptStages) -> Stage:
        """Return the population."""
        return self.stage(towns)


@dataclass(frozen=True)
class Live(InTown):
    """Run one plan with one seed."""

    arm: str
    seed: int

    def do(self, towns: KeptStages) -> RunOutcome:
        """Return the outcome of the run."""
        return self.stage(towns).run_one(self.arm, self.seed)


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

    def do(self, towns: KeptStages) -> Story:
        """Return the story; it is told by code that draws, which is imported when it is needed."""
        from sim.report.story import Story
        from sim.report.story.life import follow, missed_person, reached_person

        town = self.stage(towns).community
        choose = reached_person if self.reached else missed_person
        row = choose(self.scenario, self.arm, self.seed, town) if self.person is None else self.person
        arms = [self.arm] if self.against == self.arm else [self.arm, self.against]
        life, *other = follow(self.scenario, arms, row, self.seed, town=town)
        return Story(life, 0, self.scenario.weeks, other[0] if other else None)


@dataclass(frozen=True)
class Warm(InTown):
    """Run a few weeks, so that the kernels are compiled or loaded in advance."""

    arm: str

    def do(self, towns: KeptStages) -> None:
        """Run and discard the result."""
        stage = self.stage(towns)
        replace(stage, scenario=replace(self.scenario, weeks=4)).run_one(self.arm, 1)


def tasks_done() -> Callable[[PooledTask], Any]:
    """Return the function that runs tasks, in a worker that keeps the populations it built last."""
    towns = KeptStages(MOST_TOWNS)
    return lambda pooled: pooled.task.do(towns)
