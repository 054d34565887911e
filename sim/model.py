"""In what order does a week happen? The schedule, and the Mesa model that runs it.

    OPENING   once, when the hazard strikes: usual support, losses, taking stock, first appraisal, first severity
    SCHEDULE  every week after that, read from left to right

Both are literal tuples of processes. Researchers may pass a schedule of their own; it is never computed from priorities.
"""

from __future__ import annotations

from typing import Any

import mesa

from sim import care, hazards, stress
from sim.community import Community, settle
from sim.community.sites import site_table
from sim.community.world import World
from sim.process import Process
from sim.record import Record
from sim.scenario import Scenario, load
from sim.strata import Strata

__all__ = ["OPENING", "SCHEDULE", "HealingModel"]

OPENING: tuple[Process, ...] = (
    stress.usual_support, hazards.strike, stress.take_stock, stress.appraise, stress.first_impact,
    stress.remember,
)  # fmt: skip
SCHEDULE: tuple[Process, ...] = (
    hazards.unfold, stress.appraise, stress.cope, stress.share_support, care.seek,
    care.pass_barriers, care.admit, care.deliver, stress.feel, stress.remember,
)  # fmt: skip


class HealingModel(mesa.Model):  # type: ignore[misc]
    """One arm of a scenario under one seed: a Mesa model whose residents are rows of columns.

    `plan` is a scenario or its name (Mesa keeps the word `scenario` for itself). Community and strata may be passed in, so that
    many runs share one settled community; the model works on columns of its own and leaves the settled ones untouched.
    """

    def __init__(
        self, plan: Scenario | str, arm: str | None = None, seed: int = 1,
        scale: float | None = None, *, community: Community | None = None,
        strata: Strata | None = None, schedule: tuple[Process, ...] = SCHEDULE, **mesa_options: Any,
    ) -> None:  # fmt: skip
        super().__init__(rng=seed, **mesa_options)
        self.plan = load(plan) if isinstance(plan, str) else plan
        self.arm = arm or next(iter(self.plan.arms))
        self.luck_seed, self.schedule = seed, schedule
        settled = community or settle(self.plan, self.plan.default_scale if scale is None else scale)
        self.community = settled
        self.world = World(
            residents=settled.residents.copy(), community=settled,
            sites=site_table(self.plan, settled.places, settled.scale), scenario=self.plan,
            arm=self.arm, seed=seed, book=self.plan.book,
        )  # fmt: skip
        self.record = Record(
            strata or Strata.of(settled), self.plan.weeks, len(self.plan.barriers) + 2,
            len(self.plan.programmes),
        )  # fmt: skip
        for happening in OPENING:
            happening(self.world)
        self.record.take(self.world)

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
        self.record.take(self.world)
        self.running = self.week < self.plan.weeks

    def run(self) -> Record:
        """Live through all weeks that are left and return the record."""
        while self.week < self.plan.weeks:
            self.step()
        return self.record
