"""Who takes part, and how do they come to what their arm is given? A town of our own, an event, and residents enrolled at random.

    against (seed) --to the week before entry--> who is eligible --random draw-->  who is enrolled
    assigned       enrolled residents are on the waiting list in the week of entry, and there is a slot for each
    offered        they are offered it once, and meet the barriers of the channel

Both arms are the same residents with the same random numbers: counterfactual twins. Few residents are enrolled, so they do not lift each
other by getting better together. What happens from there on is the model's own week: barriers, slots, sessions and severity.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import begin, live, world_of
from sim.inputs.toml_file import toml_of
from sim.kernels import random_streams
from sim.population import Community, settle
from sim.population.residents import EVER, HAPPENED
from sim.processes import care
from sim.processes.process import Process
from sim.processes.schedule import SCHEDULE
from sim.processes.state import World
from sim.scenario import Scenario, loads
from sim.validation.trials.plan import Trial

__all__ = ["Columns", "Enrolment", "Follow", "follow", "scenario_of"]

ENROL = random_streams.DECISION["enrol"]
PEOPLE = 8000
MOST_KEPT = 24
NOBODY_ASKS = 10.0
PLACE = {"place": "Town", "population": PEOPLE, "lon": 0.0, "lat": 0.0, "exposure": 0.5, "exposure_days": 7.0}
OPEN = {"slots": 1_000_000, "sites": 1, "price": 0.0, "entry": "ask"}
ENROL_READS = frozenset(("place", "asks", "happened", "ever"))
ENROL_WRITES = ENROL_READS | {"care", "programme", "since", "site"}
Columns = dict[str, NDArray[Any]]


def scenario_of(trial: Trial, numbers: Mapping[str, float] | None = None) -> Scenario:
    """Return the scenario of a trial: one town, its event, a programme and a plan for each arm; `numbers` are put over the trial's own."""
    programmes = {"given": trial.gives} | ({"against": trial.against} if trial.against is not None else {})
    ages = {"min_age": trial.min_age, "max_age": trial.max_age}
    parts = ['title = "A trial"', "start = 2000-01-01", f"weeks = {max(trial.weeks, 4)}"]
    parts += ["[event]", toml_of({"kind": trial.event}), "[[place]]", toml_of(PLACE | trial.place)]
    for name, keys in programmes.items():
        # Nobody is as severe as that, so nobody comes by themselves: who takes part is enrolled.
        parts += [f"[programme.{name}]", toml_of(ages | OPEN | keys | {"min_severity": NOBODY_ASKS})]
    for arm in ("against", "given"):
        parts += [f"[arm.{arm}]", toml_of({"programmes": [arm] if arm in programmes else []})]
    parts += ["[numbers]", toml_of({**trial.numbers, **(numbers or {})})]
    return loads("\n".join(parts), name=f"trial_{trial.name}")


@dataclass(frozen=True)
class Enrolment:
    """A step of the week of entry: the enrolled join the programme of their arm, or are offered it."""

    rows: NDArray[np.int32]
    week: int
    programme: int
    offered: bool

    def __call__(self, world: World) -> None:
        """Act in the week of entry, and in no other."""
        if world.week == self.week:
            (self.offer if self.offered else self.join)(world)

    def join(self, world: World) -> None:
        """Put the enrolled on the waiting list; the engine admits them in the same week."""
        r, rows = world.residents, self.rows
        r.care[rows], r.programme[rows], r.since[rows] = 1, self.programme, self.week
        r.site[rows] = world.sites.nearest[r.place[rows], self.programme]
        r.happened[rows] |= HAPPENED["joined"]
        r.ever[rows] |= EVER["passed"]
        world.waiting.extend(rows)

    def offer(self, world: World) -> None:
        """Let the enrolled ask for the programme, whether or not they would have asked by themselves."""
        r, asking, wishes = world.residents, world.asking, world.wishes
        asked = np.isin(asking.rows[: asking.count], self.rows)
        wishes[: asking.count][asked] = self.programme
        more = self.rows[~np.isin(self.rows, asking.rows[: asking.count])]
        wishes[asking.count : asking.count + len(more)] = self.programme
        r.asks[more] += 1
        r.happened[more] |= HAPPENED["asked"]
        r.ever[more] |= EVER["asked"]
        asking.extend(more)


@dataclass(frozen=True)
class Follow:
    """The record of one seed: the columns of the enrolled at entry (week 0) and in each week of a figure, arm by arm."""

    given: dict[int, Columns]
    against: dict[int, Columns]


class SharedTown:
    """What several trials or evaluations of one share: the town, and its people as they are in the week before entry."""

    def __init__(self) -> None:
        self.towns: dict[str, Community] = {}
        self.worlds: dict[str, World] = {}

    def town(self, plan: Scenario, place: str) -> Community:
        """Return the people of a place, settled once; `place` names all that they depend on."""
        if place not in self.towns:
            self.towns = {place: settle(plan, 1.0)}
        return self.towns[place]

    def world(self, trial: Trial, plan: Scenario, seed: int) -> World:
        """Return a world of its own in the week before entry, where nobody has been helped yet, whatever help comes after."""
        others = {path: value for path, value in plan.numbers.items() if not path.startswith("interventions.")}
        place = json.dumps([trial.place, others])
        key = json.dumps([place, trial.event, trial.after, seed])
        if key not in self.worlds:
            if len(self.worlds) >= MOST_KEPT:
                self.worlds.pop(next(iter(self.worlds)))
            self.worlds[key] = begun(plan, self.town(plan, place), seed, trial.after)
        return self.worlds[key]


KEPT = SharedTown()


def begun(plan: Scenario, town: Community, seed: int, weeks: int) -> World:
    """Live through the weeks from the event to entry."""
    world = begin(plan, "against", town, seed)
    for _ in range(weeks):
        live(world)
    return world


def eligible(trial: Trial, world: World) -> NDArray[np.int32]:
    """Return the rows of those enrolled, in order of rows: all who fit, or as many of them at random as are wanted."""
    r = world.residents
    fits = (r.severity >= trial.min_severity) & (r.severity <= trial.max_severity) & (r.care == 0)
    for name, (least, most) in trial.who.items():
        fits &= (getattr(r, name) >= least) & (getattr(r, name) <= most)
    rows = np.flatnonzero(fits & (r.age >= trial.min_age) & (r.age <= trial.max_age)).astype(np.int32)
    luck = random_streams.uniforms(world.seed, ENROL, r.uid[rows], 0)
    return np.sort(rows[np.argsort(luck, kind="stable")[: trial.enrolled]])


def follow(trial: Trial, plan: Scenario, seed: int) -> Follow:
    """Live through both arms of a trial under one seed."""
    before = KEPT.world(trial, plan, seed)
    rows = eligible(trial, before)
    return Follow(*(course(trial, plan, arm, before, rows) for arm in ("given", "against")))


def course(trial: Trial, plan: Scenario, arm: str, before: World, rows: NDArray[np.int32]) -> dict[int, Columns]:
    """Live through one arm from entry on; return the columns of the enrolled by week."""
    world = world_of(plan, arm, before.community, before.seed, before.residents.copy())
    world.week = before.week
    schedule = schedule_of(trial, plan, arm, rows)
    asked = {0, *(week for figure in trial.figures for week in (figure.week, figure.since))}
    left = {0: world.residents.take(rows)}
    for week in range(1, max(asked) + 1):
        live(world, schedule)
        if week in asked:
            left[week] = world.residents.take(rows)
    return left


def schedule_of(trial: Trial, plan: Scenario, arm: str, rows: NDArray[np.int32]) -> tuple[Process, ...]:
    """Return the week with the step of enrolment in it: before barriers where help is offered, after them where it is assigned."""
    if arm not in plan.programmes:
        return SCHEDULE
    act = Enrolment(rows, trial.after + 1, list(plan.programmes).index(arm), trial.entry == "offered")
    enrol = Process("trials.enrol", ENROL_READS, ENROL_WRITES, act)
    at = SCHEDULE.index(care.pass_barriers) + (trial.entry == "assigned")
    return (*SCHEDULE[:at], enrol, *SCHEDULE[at:])
