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
from sim.population.settle import EASY_TO_LOOK_AT, NODE_ATTRIBUTES
from sim.population.strata import Strata
from sim.processes.process import Process
from sim.processes.schedule import OPENING, SCHEDULE
from sim.scenario import Scenario

__all__ = ["OPENING", "SCHEDULE", "BeyondHorizonError", "HealingModel"]


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


class BeyondHorizonError(RuntimeError):
    """A week after the last one of the scenario."""


class HealingModel(mesa.Model):  # type: ignore[misc]
    """One arm of a scenario under one seed: a Mesa model whose residents are rows of columns.

    `plan` is a scenario or its name (Mesa keeps the word `scenario` for itself), with this seed's numbers if it draws them.
    Community and strata may be passed in, so that many runs share one population; the model works on its own copies of the
    columns. `datacollector` starts with the measures of the record, counted over adults; replace it with your
    own for more.
    `scale` is the share of the people; `step()` simulates one week, up to the horizon of the scenario: `running` is False there, and a
    further week is refused. `agent_class` is a subclass of `Resident` with methods of your own.
    `residents` are views of the columns that `help(sim.Residents)`
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
        opening: tuple[Process, ...] = OPENING, threads: int = 1, rng: Any = UNSET,
        agent_class: type[Resident] = Resident, **mesa_options: Any,
    ) -> None:  # fmt: skip
        seed = seed_of(seed, rng)
        if not (isinstance(agent_class, type) and issubclass(agent_class, Resident)):
            raise TypeError(f"agent_class={agent_class!r}: give a subclass of sim.engine.agents.Resident")
        super().__init__(rng=seed, **mesa_options)
        self.agent_class = agent_class
        # Views of residents that have been seen, by row: Mesa's own sets hold agents weakly, and would lose them at once.
        self.views: dict[int, Resident] = {}
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
        self.everybody = ResidentSet(self, np.arange(len(self.world.residents), dtype=np.int32))
        self.measures = mesa.DataCollector({name: partial(adults_counted, j) for j, name in enumerate(MEASURES)})
        self.datacollector = self.measures
        self.collect()

    @property
    def week(self) -> int:
        """The week that the columns show: 0 just after the event."""
        return self.world.week

    def step(self) -> None:
        """Run one week and record it; `running` turns False at the horizon, after which BeyondHorizonError is raised."""
        self.refuse_beyond(1)
        self.engine_run.step()
        self.collect()
        self.running = self.week < self.plan.weeks

    def _wrapped_step(self, *args: Any, **kwargs: Any) -> None:
        # Mesa counts a step before it is made: refuse first.
        self.refuse_beyond(1)
        super()._wrapped_step(*args, **kwargs)

    def refuse_beyond(self, weeks: float) -> None:
        """Raise BeyondHorizonError if so many more weeks are more than are left."""
        left = self.plan.weeks - self.week
        if weeks > left:
            raise BeyondHorizonError(
                f"{self.plan.name} ends in week {self.plan.weeks}; {left} of {weeks:g} weeks are left. "
                "For a longer horizon, pass a scenario with more weeks: dataclasses.replace(plan, weeks=520)"
            )

    def collect(self) -> None:
        """Copy this week's measures to the attributes that Mesa reads."""
        self.counts = self.record.cells[self.week, :FIRST_CHILD_CELL].sum(axis=0).tolist()
        self.measures.collect(self)

    def run(self) -> Record:
        """Run all remaining weeks and return the record."""
        while self.week < self.plan.weeks:
            self.step()
        return self.record

    def run_for(self, duration: float) -> None:
        """Run this many weeks; BeyondHorizonError, before any of them, if fewer are left."""
        self.refuse_beyond(duration)
        if hasattr(mesa.Model, "run_for"):
            super().run_for(duration)
            return
        for _ in range(int(duration)):
            self.step()

    def run_until(self, end_time: float) -> None:
        """Run to the end of a week; BeyondHorizonError if it is after the horizon."""
        self.run_for(end_time - self.week)

    def resident(self, row: int) -> Resident:
        """Return one resident as a Mesa agent; IndexError for an unknown row."""
        if not 0 <= row < len(self.world.residents):
            raise IndexError(f"no resident {row}; there are rows 0 to {len(self.world.residents) - 1}")
        return self.agent_class.view(self, int(row))

    @property
    def residents(self) -> ResidentSet:
        """All residents as a set of Mesa agents that works on whole columns; in-place changes of it last, as in Mesa."""
        return self.everybody

    def to_networkx(self, layer: str | None = None, attributes: Any = None, limit: int = EASY_TO_LOOK_AT) -> Any:
        """Return the ties as a directed graph from giver to taker, with attributes of each resident as they are this week.

        `attributes` are names of columns; place, household, age, female, race, income, severity, care and coping if None.
        """
        names = NODE_ATTRIBUTES if attributes is None else tuple(attributes)
        return self.community.to_networkx(layer, limit, names, self.world.residents)

    @property
    def agents(self) -> AgentSet:
        """All agents: the residents, and any other agents of this model.

        With other agents it is a plain Mesa set with one object for each resident: slow for a city, so use
        `agents_by_type[Resident]` there.
        """
        others = super().agents
        if len(others) == 0:
            return self.residents
        return AgentSet([*self.held_views(), *others], random=self.random)

    def held_views(self) -> list[Resident]:
        """Return a view of each resident, all of them held by the model."""
        for row in range(len(self.world.residents)):
            self.views.setdefault(row, self.agent_class.view(self, row))
        return [self.views[row] for row in self.everybody.rows.tolist()]

    @property
    def agents_by_type(self) -> dict[type, AgentSet]:
        """The residents and every other type of agent, each with its set."""
        return {self.agent_class: self.residents, **super().agents_by_type}

    @property
    def agent_types(self) -> list[type]:
        """The types of agents, residents first."""
        return list(self.agents_by_type)

    def __getstate__(self) -> dict[str, Any]:
        # Views are made again when they are seen.
        return {**super().__getstate__(), "views": {}}

    def remove_all_agents(self) -> None:
        """Refuse: residents stay for the whole run."""
        raise TypeError(
            "residents stay for the whole run; remove others with model.agents.select(agent_type=Clinic).do('remove'), "
            "or make a new model"
        )


def adults_counted(measure: int, model: HealingModel) -> float:
    """Return a measure of the current week, over all adults; severity, healing and growth as sums."""
    total = model.counts[measure]
    return float(total / STEP if measure in SUMS else total)
