"""How are weeks run? `Run` is one arm under one seed with its record; `begin` and `live` do without, for trials and surveys.

    Scenario, Community, seed --Run--> week 0, recorded --step--> week 1, recorded ... --run--> Record
                              --world_of--> World --begin--> week 0 --live--> week 1 ...

What happens in a week is the schedule (`sim.processes.schedule`). `HealingModel` is a `Run` with a Mesa interface; a batch does not
load Mesa. A `Run` draws the numbers of its seed if the scenario asks for that; `begin` and `live` use the scenario's own.
"""

from __future__ import annotations

from dataclasses import replace

from sim.engine.record import Record
from sim.engine.warm import note_warm
from sim.population import Community, settle
from sim.population.residents import Residents
from sim.population.sites import Sites, in_this_run, site_table
from sim.population.strata import Strata
from sim.processes.care.offers import keys_of
from sim.processes.chunks import catch_up
from sim.processes.own import begin_own, schedule_of
from sim.processes.process import Process
from sim.processes.schedule import OPENING, SCHEDULE
from sim.processes.state import World
from sim.scenario import NO_EVENT, Scenario, drawn, load, spared, without_event
from sim.scenario.code_in_plan import code_of
from sim.scenario.places import Places

__all__ = ["Run", "begin", "live", "sites_of_run", "world_of"]


class Run:
    """One arm of a scenario under one seed, week by week, with its record.

    `plan` is a scenario or its name, with this seed's numbers if it draws them. Community and strata may be passed in, so that many
    runs share one population; a run works on its own copies of the columns. `threads` share the work of
    each week, with the same bytes for any number of them: for one large run, not for many (those have processes).
    The arm `no_event` is there in every scenario. Raises KeyError for an unknown arm.
    """

    def __init__(
        self, plan: Scenario | str, arm: str | None = None, seed: int = 1, scale: float | None = None, *,
        community: Community | None = None, strata: Strata | None = None,
        schedule: tuple[Process, ...] = SCHEDULE, opening: tuple[Process, ...] = OPENING, threads: int = 1,
    ) -> None:  # fmt: skip
        self.plan = drawn(load(plan) if isinstance(plan, str) else plan, seed)
        settled = community or settle(self.plan, self.plan.default_scale if scale is None else scale)
        if arm == NO_EVENT:
            self.plan, settled = without_event(self.plan), replace(settled, places=spared(settled.places))
        self.arm, self.seed = arm_of(self.plan, arm), seed
        self.community = settled
        self.world = world_of(self.plan, self.arm, settled, seed, settled.residents.copy())
        self.world.threads = threads
        self.record = Record(
            strata or Strata.of(settled, self.plan.strata.values()), self.plan.weeks, len(self.plan.barriers) + 2,
            len(self.plan.programmes), code_of(self.plan, "analyzer"),
        )  # fmt: skip
        for step in opening:
            step(self.world)
        begin_own(self.world)
        self.schedule = schedule_of(self.world, schedule)
        self.record.take(self.world)

    @property
    def week(self) -> int:
        """The week that the columns show: 0 just after the event."""
        return self.world.week

    def step(self) -> None:
        """Run one week and record it; nothing happens after the horizon."""
        if self.week < self.plan.weeks:
            live(self.world, self.schedule)
            self.record.take(self.world)

    def run(self) -> Record:
        """Run all remaining weeks and return the record."""
        while self.week < self.plan.weeks:
            self.step()
        return self.record


def arm_of(plan: Scenario, arm: str | None) -> str:
    """Return the arm asked for, or the first; KeyError lists the arms."""
    if arm is not None and arm not in plan.arms:
        raise KeyError(f"no arm {arm!r}; there are: {', '.join(plan.arms)}")
    return arm or next(iter(plan.arms))


def world_of(plan: Scenario, arm: str, town: Community, seed: int, residents: Residents) -> World:
    """Return a world before the event."""
    return World(residents, town, sites_of_run(plan, arm, town.places, town.scale, seed), plan, arm, seed, plan.book)


def sites_of_run(plan: Scenario, arm: str, places: Places, scale: float, seed: int) -> Sites:
    """Return the sites of a scenario with the slots that an arm has in a run of a sample."""
    keys = {[*plan.programmes].index(name): key for name, key in keys_of(plan, arm).items()}
    travel = [bool(plan.channels[p.channel].get("travel", 1)) for p in plan.programmes.values()]
    return in_this_run(site_table(plan, places, scale), places, scale, keys, seed, travel)


def begin(plan: Scenario, arm: str, town: Community, seed: int) -> World:
    """Return a new world in week 0, just after the event."""
    world = world_of(plan, arm, town, seed, town.residents.copy())
    for step in OPENING:
        step(world)
    begin_own(world)
    return world


def live(world: World, schedule: tuple[Process, ...] | None = None) -> None:
    """Run one week of a schedule, by default the model's with the own processes of the scenario.

    Work on individual residents is done together, chunk by chunk (chunks.py).
    """
    world.week += 1
    try:
        for step in schedule_of(world) if schedule is None else schedule:
            if getattr(step, "lazy", False):
                world.put_off = world.put_off or []
            else:
                catch_up(world)
                world.put_off = None
            step(world)
        catch_up(world)
        note_warm()
    finally:
        # After an error nothing of this week is left over.
        world.put_off = None
