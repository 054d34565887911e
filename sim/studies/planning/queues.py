"""How long do people wait, site by site? One run watched week by week, with the slots of each site as given.

    joined       people who joined the line of a site, up to the week from which a long wait could no longer be seen
    late         those of them still in line when `within` weeks had passed: anyone who begins after that has waited longer
    gave_up      people who left the line without a course
    in_use       slots taken in a week, by site

A wait is counted from joining the line of a programme that is open, and of everyone who joined: people who begin later, give up later or
are waiting still. A share of courses *begun* leaves out anyone who never got in, and therefore need not fall when slots are added: each
new slot of an overcrowded site begins one more course after a long wait.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import Run
from sim.population.residents import HAPPENED
from sim.studies.compare import Stage

if TYPE_CHECKING:
    from sim.processes.state import World

__all__ = ["Lines", "Watch", "watch"]

Whole = NDArray[np.int64]
ENDED = HAPPENED["finished"] | HAPPENED["dropped"]


class Watch(NamedTuple):
    """A watched run: an arm, its seed, after how many weeks a wait is long, and the slots of each site `(m,)` (None: as planned)."""

    arm: str
    seed: int
    within: int
    slots: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Lines:
    """The lines of one run: joined, late, gave_up and slots by site `(m,)`, in_use by week and site `(W + 1, m)`."""

    joined: Whole
    late: Whole
    gave_up: Whole
    slots: Whole
    in_use: Whole

    @property
    def late_share(self) -> float:
        """The share of all who joined that waited too long; 0 if nobody joined."""
        return float(self.late.sum() / max(self.joined.sum(), 1))


def watch(stage: Stage, asked: Watch) -> Lines:
    """Live through one run and count its lines."""
    run = Run(stage.scenario, asked.arm, asked.seed, community=stage.community, strata=stage.strata)
    world = run.world
    if asked.slots is not None:
        world.sites = replace(world.sites, slots=np.array(asked.slots, np.int32))
    m, weeks = len(world.sites), stage.scenario.weeks
    counted = {name: np.zeros(m, np.int64) for name in ("joined", "late", "gave_up")}
    in_use = np.zeros((weeks + 1, m), np.int64)
    while run.week < weeks:
        run.step()
        note(world, asked.within, weeks, counted)
        in_use[run.week] = taken(world)
    return Lines(**counted, slots=world.sites.slots.astype(np.int64), in_use=in_use)


def note(world: World, within: int, weeks: int, counted: dict[str, Whole]) -> None:
    """Add one week to what is counted."""
    r, m = world.residents, len(world.sites)

    def by_site(rows: NDArray[np.int64]) -> Whole:
        return np.bincount(r.site[rows], minlength=m)

    if world.week <= weeks - within:
        counted["joined"] += by_site(np.flatnonzero(r.happened & HAPPENED["joined"]))
    counted["gave_up"] += by_site(np.flatnonzero(r.happened & HAPPENED["left_queue"]))
    waiting = world.waiting.rows[: world.waiting.count]
    counted["late"] += by_site(waiting[world.week - r.since[waiting] == within])


def taken(world: World) -> Whole:
    """Return the slots taken this week by site, `(m,)`: people who go on attending, and people who ended this week."""
    r, m = world.residents, len(world.sites)
    attending = np.bincount(r.site[world.attending.rows[: world.attending.count]], minlength=m)
    return attending + np.bincount(r.site[np.flatnonzero(r.happened & ENDED)], minlength=m)
