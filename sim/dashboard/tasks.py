"""What can the page have done for it in another process? Settle a town, live one run, tell of one resident: each a frozen task.

A worker keeps the towns that it settled last, so that a moved slider does not settle anybody anew. What is kept only saves time.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any, Protocol

from sim.report.story import Story
from sim.report.story.life import follow, other_person, somebody
from sim.scenario import Scenario
from sim.studies.compare import RunOutcome, Stage

__all__ = ["Live", "Settle", "Task", "Tell", "Warm", "do"]

# A quick look and a firm answer of one scenario, and those of the scenario before.
MOST_TOWNS = 4
TOWNS: OrderedDict[Any, Stage] = OrderedDict()


class Task(Protocol):
    """Something to do in a worker."""

    def do(self) -> Any:
        """Do it and return what came of it."""


@dataclass(frozen=True)
class InTown:
    """What every task of a scenario says: the scenario, at which scale, and what its town is called."""

    scenario: Scenario
    scale: float
    town: Any

    def stage(self) -> Stage:
        """Return the town, settled anew only where it is not remembered, with the scenario as it stands now."""
        if self.town not in TOWNS:
            TOWNS[self.town] = Stage.build(self.scenario, self.scale)
            while len(TOWNS) > MOST_TOWNS:
                TOWNS.popitem(last=False)
        TOWNS.move_to_end(self.town)
        return replace(TOWNS[self.town], scenario=self.scenario)


@dataclass(frozen=True)
class Settle(InTown):
    """Settle a town."""

    def do(self) -> Stage:
        """Return the settled town."""
        return self.stage()


@dataclass(frozen=True)
class Live(InTown):
    """Live one plan with one seed."""

    arm: str
    seed: int

    def do(self) -> RunOutcome:
        """Return what the run leaves."""
        return self.stage().run_one(self.arm, self.seed)


@dataclass(frozen=True)
class Tell(InTown):
    """Tell what happened to one resident under a plan and under another: `person` is a row, or None for one chosen here.

    `reached` says whom to choose: somebody who came far on the way to help, or somebody who needed help and never began a course.
    """

    arm: str
    against: str
    person: int | None = None
    reached: bool = True
    seed: int = 1

    def do(self) -> Story:
        """Return the story."""
        town = self.stage().community
        choose = somebody if self.reached else other_person
        row = choose(self.scenario, self.arm, self.seed, town) if self.person is None else self.person
        arms = [self.arm] if self.against == self.arm else [self.arm, self.against]
        life, *other = follow(self.scenario, arms, row, self.seed, town=town)
        return Story(life, 0, self.scenario.weeks, other[0] if other else None)


@dataclass(frozen=True)
class Warm(InTown):
    """Live through a few weeks, so that the kernels are compiled or read before somebody waits for them."""

    arm: str

    def do(self) -> None:
        """Live and forget."""
        stage = self.stage()
        replace(stage, scenario=replace(self.scenario, weeks=4)).run_one(self.arm, 1)


def do(task: Task) -> Any:
    """Do a task."""
    return task.do()


def nothing() -> None:
    """Prepare nothing: a worker settles what its first task needs."""
