"""How does Mesa see a run? The Mesa model: a run of the schedule whose residents can be read as agents.

To Mesa, residents are agents: `model.agents` holds a view of each row, created on access (see agents/). What happens in a
week, and in what order, is in `sim.processes.schedule`; how weeks are run in `sim.engine.run`.
"""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim.engine.agents import Resident, ResidentSet
from sim.engine.counting import FIRST_CHILD_CELL, STEP, SUMS
from sim.engine.record import MEASURES, Record
from sim.engine.run import Run
from sim.population import Community
from sim.population.strata import Strata
from sim.processes.process import Process
from sim.processes.schedule import OPENING, SCHEDULE
from sim.scenario import Scenario

__all__ = ["OPENING", "SCHEDULE", "HealingModel"]


class Unset(Enum):
    """That an argument was not given, where None means something else."""

    UNSET = "unset"


UNSET = Unset.UNSET
MOST_SEED = 2**63


def seed_of(seed: int | Unset | None, rng: Any) -> int:
    """Return the seed of a run from Mesa's two arguments: 1 if neither is given, a fresh one for None, a draw from a generator."""
    if seed is not UNSET and rng is not UNSET and not (seed is None or rng is None):
        raise ValueError(f"seed={seed!r} and rng={rng!r}: give one of them")
    given = rng if seed is UNSET or (seed is None and rng is not UNSET) else seed
    if given is UNSET:
        return 1
    if given is None:
        return int(np.random.SeedSequence().generate_state(1, np.uint64)[0] >> np.uint64(1))
    if isinstance(given, np.random.Generator):
        return int(given.integers(MOST_SEED - 1))
    if isinstance(given, np.random.SeedSequence):
        return int(given.generate_state(1, np.uint64)[0] >> np.uint64(1))
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or not 0 <= given < MOST_SEED:
        raise ValueError(
            f"{given!r} is no seed: a seed is a whole number from 0 to 2 ** 63 - 1, or None for a fresh one"
        )
    return int(given)


class HealingModel(mesa.Model):  # type: ignore[misc]
    """One arm of a scenario under one seed: a Mesa model whose residents are rows of columns.

    `plan` is a scenario or its name (Mesa keeps the word `scenario` for itself), with this seed's numbers if it draws them.
    Community and strata may be passed in, so that many runs share one population; the model works on its own copies of the
    columns. `datacollector` starts with the measures of the record, counted over adults; replace it with your
    own for more.
    `scale` is the share of the people; `step()` simulates one week. `residents` are views of the columns that `help(sim.Residents)`
    lists, each with its unit and range.
    `seed` is 1 unless given; None draws a fresh one, as in Mesa, and `rng` (a seed or a NumPy generator) does the same as there. The seed
    in force is `luck_seed`. Mesa 3.3.1's own `batch_run` repeats one seed for all its iterations; that of 3.5 gives each its own.
    Raises KeyError for an unknown arm, ValueError for a seed that is not a whole number from 0, or for both `seed` and `rng`.

    >>> model = sim.HealingModel("minimal", "first_aid", seed=1, scale=0.3)
    >>> for _ in range(4):
    ...     model.step()
    >>> model.week, len(model.residents)
    (4, 300)
    """

    def __init__(
        self, plan: Scenario | str, arm: str | None = None, seed: int | Unset | None = UNSET,
        scale: float | None = None, *, community: Community | None = None,
        strata: Strata | None = None, schedule: tuple[Process, ...] = SCHEDULE,
        opening: tuple[Process, ...] = OPENING, threads: int = 1, rng: Any = UNSET, **mesa_options: Any,
    ) -> None:  # fmt: skip
        seed = seed_of(seed, rng)
        super().__init__(rng=seed, **mesa_options)
        self.engine_run = Run(
            plan, arm, seed, scale, community=community, strata=strata, schedule=schedule, opening=opening, threads=threads
        )  # fmt: skip
        self.plan, self.arm, self.luck_seed, self.schedule = (
            self.engine_run.plan,
            self.engine_run.arm,
            seed,
            self.engine_run.schedule,
        )
        self.community, self.world, self.record = (
            self.engine_run.community,
            self.engine_run.world,
            self.engine_run.record,
        )
        self.all_rows = np.arange(len(self.world.residents), dtype=np.int32)
        self.kept: list[Resident] | None = None
        self.measures = mesa.DataCollector({name: partial(adults_counted, j) for j, name in enumerate(MEASURES)})
        self.datacollector = self.measures
        self.collect()

    @property
    def week(self) -> int:
        """The week that the columns show: 0 just after the event."""
        return self.world.week

    def step(self) -> None:
        """Run one week and record it; `running` turns False at the horizon."""
        if self.week >= self.plan.weeks:
            self.running = False
            return
        self.engine_run.step()
        self.collect()
        self.running = self.week < self.plan.weeks

    def collect(self) -> None:
        """Copy this week's measures to the attributes that Mesa reads."""
        self.counts = self.record.cells[self.week, :FIRST_CHILD_CELL].sum(axis=0).tolist()
        self.measures.collect(self)

    def run(self) -> Record:
        """Run all remaining weeks and return the record."""
        while self.week < self.plan.weeks:
            self.step()
        return self.record

    if not hasattr(mesa.Model, "run_for"):

        def run_for(self, duration: float) -> None:
            """Run this many weeks (in Mesa from 3.5 on)."""
            for _ in range(int(duration)):
                self.step()

    def resident(self, row: int) -> Resident:
        """Return one resident as a Mesa agent; IndexError for an unknown row."""
        if not 0 <= row < len(self.world.residents):
            raise IndexError(f"no resident {row}; there are rows 0 to {len(self.world.residents) - 1}")
        return Resident.view(self, int(row))

    @property
    def residents(self) -> ResidentSet:
        """All residents as a set of Mesa agents that works on whole columns."""
        return ResidentSet(self, self.all_rows)

    @property
    def agents(self) -> AgentSet:
        """All agents: the residents, and any other agents of this model.

        With other agents it is a plain Mesa set with one object for each resident: slow for a city, so use
        `agents_by_type[Resident]` there.
        """
        others = super().agents
        if len(others) == 0:
            return self.residents
        if self.kept is None:
            self.kept = list(self.residents)
        return AgentSet([*self.kept, *others], random=self.random)

    @property
    def agents_by_type(self) -> dict[type, AgentSet]:
        """The residents and every other type of agent, each with its set."""
        return {Resident: self.residents, **super().agents_by_type}

    @property
    def agent_types(self) -> list[type]:
        """The types of agents, residents first."""
        return list(self.agents_by_type)


def adults_counted(measure: int, model: HealingModel) -> float:
    """Return a measure of the current week, over all adults; severity, healing and growth as sums."""
    total = model.counts[measure]
    return float(total / STEP if measure in SUMS else total)
