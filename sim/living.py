"""How are weeks lived through without a record? For those who ask only some residents, in some weeks: trials and surveys.

    Scenario, Community, seed --world_of--> World --begin--> week 0 --live--> week 1 ...

What happens in a week is the model's own schedule; `HealingModel` adds the record and Mesa's view of it, and draws the numbers of its
seed where the scenario asks for that. Here the numbers are those that the scenario holds, whatever its `numbers_from`.
"""

from __future__ import annotations

from sim.community import Community
from sim.community.residents import Residents
from sim.community.sites import site_table
from sim.community.world import World
from sim.model import OPENING, SCHEDULE
from sim.process import Process
from sim.scenario import Scenario

__all__ = ["begin", "live", "world_of"]


def world_of(plan: Scenario, arm: str, town: Community, seed: int, residents: Residents) -> World:
    """Return a world as the model makes one, without its record."""
    sites = site_table(plan, town.places, town.scale)
    return World(residents, town, sites, plan, arm, seed, plan.book)


def begin(plan: Scenario, arm: str, town: Community, seed: int) -> World:
    """Return a world of its own in week 0, just after the event."""
    world = world_of(plan, arm, town, seed, town.residents.copy())
    for happening in OPENING:
        happening(world)
    return world


def live(world: World, schedule: tuple[Process, ...] = SCHEDULE) -> None:
    """Live through one week."""
    world.week += 1
    for happening in schedule:
        happening(world)
