"""In what order does a week happen? The schedule, and the Mesa model that runs it.

    OPENING   once, when the hazard strikes: usual support, losses, taking stock, first appraisal, first severity,
              and the policies that hold from the start
    SCHEDULE  every week after that, read from left to right

Both are literal tuples of processes. Researchers may pass a schedule of their own; it is never computed from priorities.
To Mesa, residents are agents: `model.agents` holds a view of each row, made when somebody looks (see agents.py).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import mesa
import numpy as np
from mesa.agent import AgentSet

from sim import care, hazards, stress
from sim.agents import Resident, ResidentSet
from sim.community import Community, settle
from sim.community.sites import site_table
from sim.community.world import World
from sim.counting import FIRST_CHILD_CELL, STEP, SUMS
from sim.process import Process
from sim.record import MEASURES, Record
from sim.scenario import Scenario, drawn, load
from sim.strata import Strata

__all__ = ["OPENING", "SCHEDULE", "HealingModel"]

OPENING: tuple[Process, ...] = (
    stress.usual_support, hazards.usual_hassles, hazards.strike, hazards.first_stressors, stress.take_stock, stress.appraise,
    stress.first_impact, stress.shake, stress.remember, care.note_situation, care.enact,
)  # fmt: skip
SCHEDULE: tuple[Process, ...] = (
    care.enact, hazards.unfold, stress.appraise, stress.cope, stress.share_support, stress.oscillate, stress.press,
    care.seek, care.pass_barriers, care.admit, care.deliver, care.refer, stress.feel, stress.lose_and_gain, stress.heal,
    stress.remember,
)  # fmt: skip


class HealingModel(mesa.Model):  # type: ignore[misc]
    """One arm of a scenario under one seed: a Mesa model whose residents are rows of columns.

    `plan` is a scenario or its name (Mesa keeps the word `scenario` for itself), with this seed's numbers where it draws them.
    Community and strata may be passed in, so that many runs share one settled community; the model works on columns of its own and
    leaves the settled ones untouched. `datacollector` starts with the measures of the record, counted over adults; put one of your
    own in its place for more.
    Raises KeyError for an arm that is not there.
    """

    def __init__(
        self, plan: Scenario | str, arm: str | None = None, seed: int | None = 1,
        scale: float | None = None, *, community: Community | None = None,
        strata: Strata | None = None, schedule: tuple[Process, ...] = SCHEDULE, **mesa_options: Any,
    ) -> None:  # fmt: skip
        seed = 1 if seed is None else int(seed)
        super().__init__(rng=seed, **mesa_options)
        self.plan = drawn(load(plan) if isinstance(plan, str) else plan, seed)
        self.arm = arm_of(self.plan, arm)
        self.luck_seed, self.schedule = seed, schedule
        settled = community or settle(self.plan, self.plan.default_scale if scale is None else scale)
        self.community = settled
        self.world = World(
            residents=settled.residents.copy(), community=settled,
            sites=site_table(self.plan, settled.places, settled.scale), scenario=self.plan,
            arm=self.arm, seed=seed, book=self.plan.book,
        )  # fmt: skip
        self.record = Record(
            strata or Strata.of(settled, self.plan.strata.values()), self.plan.weeks, len(self.plan.barriers) + 2,
            len(self.plan.programmes),
        )  # fmt: skip
        self.everybody = np.arange(len(settled.residents), dtype=np.int32)
        self.kept: list[Resident] | None = None
        for happening in OPENING:
            happening(self.world)
        self.measures = mesa.DataCollector({name: partial(adults_counted, j) for j, name in enumerate(MEASURES)})
        self.datacollector = self.measures
        self.write_down()

    @property
    def week(self) -> int:
        """The week that the columns show: 0 just after the event."""
        return self.world.week

    def step(self) -> None:
        """Live through one week and write it down; `running` turns False at the horizon."""
        if self.week >= self.plan.weeks:
            self.running = False
            return
        self.world.week += 1
        for happening in self.schedule:
            happening(self.world)
        self.write_down()
        self.running = self.week < self.plan.weeks

    def write_down(self) -> None:
        """Write the present week into the record, and its measures where Mesa looks for them."""
        self.record.take(self.world)
        self.counts = self.record.cells[self.week, :FIRST_CHILD_CELL].sum(axis=0).tolist()
        self.measures.collect(self)

    def run(self) -> Record:
        """Live through all weeks that are left and return the record."""
        while self.week < self.plan.weeks:
            self.step()
        return self.record

    if not hasattr(mesa.Model, "run_for"):

        def run_for(self, duration: float) -> None:
            """Live through so many weeks (Mesa has this from 3.5 on)."""
            for _ in range(int(duration)):
                self.step()

    def resident(self, row: int) -> Resident:
        """Return one resident as a Mesa agent; IndexError for a row that nobody has."""
        if not 0 <= row < len(self.world.residents):
            raise IndexError(f"no resident {row}; there are rows 0 to {len(self.world.residents) - 1}")
        return Resident.view(self, int(row))

    @property
    def residents(self) -> ResidentSet:
        """All residents as a set of Mesa agents that works on whole columns."""
        return ResidentSet(self, self.everybody)

    @property
    def agents(self) -> AgentSet:
        """All agents: the residents, and whatever other agents have been made for this model.

        With others among them it is a plain set of Mesa with one object for each resident: slow for a city, so ask
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


def arm_of(plan: Scenario, arm: str | None) -> str:
    """Return the arm that was asked for, or the first; KeyError names those that there are."""
    if arm is not None and arm not in plan.arms:
        raise KeyError(f"no arm {arm!r}; there are: {', '.join(plan.arms)}")
    return arm or next(iter(plan.arms))


def adults_counted(measure: int, model: HealingModel) -> float:
    """Return a measure of the present week, over all adults; severity, healing and growth as sums."""
    total = model.counts[measure]
    return float(total / STEP if measure in SUMS else total)
