"""How many slots of what, where and when, so that almost no one waits longer than N weeks? A search site by site, with the same seeds.

    late(site, slots) <= few        the fewest slots of each site for which it holds, over all seeds together

Every site has a line of its own, so all sites are halved towards their answer at the same time: a round is one run for each seed. The top
to start from is what would be taken if there were always a slot. People weigh nothing but barriers when they choose, so a long line does
not send them elsewhere; lines still depend on each other a little (who is helped here does not ask there), so the answer is run as a
whole, and sites that fall short by then get a twentieth more until none does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.population.sites import Sites, site_table
from sim.studies.compare import Stage
from sim.studies.planning.answer import NoAnswerError
from sim.studies.planning.queues import Lines, Watch, watch

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["FewestSlots", "SlotSearch", "fewest_slots", "judged", "lines_now", "searched"]

Whole = NDArray[np.int64]
Tick = Callable[[int, int], None]
MOST_SLOTS = 2_000_000_000
FIRST_NEW = 1_000_000
CLOSE, MORE, ROUNDS, DOUBLINGS = 0.03, 1.05, 30, 8


@dataclass(frozen=True)
class SlotSearch:
    """The goal: fewer than `few` of people who join a line wait longer than `within` weeks, in this arm, under these seeds."""

    arm: str
    within: int
    few: float
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class FewestSlots:
    """Result of the search: the sites, which of them were searched `(m,)`, their slots `(m,)` in the sample, and the lines of each seed."""

    sites: Sites
    chosen: NDArray[np.bool_]
    slots: Whole
    lines: tuple[Lines, ...]
    runs: int

    @property
    def joined(self) -> Whole:
        """People who joined each line, over all seeds, `(m,)`."""
        return joined(self.lines)

    @property
    def late(self) -> Whole:
        """Those of them who waited too long, `(m,)`."""
        return late(self.lines)


def joined(lines: Sequence[Lines]) -> Whole:
    """Return how many joined each line in all seeds together, `(m,)`."""
    people: Whole = np.sum([one.joined for one in lines], axis=0)
    return people


def late(lines: Sequence[Lines]) -> Whole:
    """Return how many of them waited too long, `(m,)`."""
    people: Whole = np.sum([one.late for one in lines], axis=0)
    return people


def searched(scenario: Scenario, arm: str) -> tuple[str, ...]:
    """Return the programmes of an arm that people ask for: outreach calls on as many as it has slots, so nobody waits for it."""
    return tuple(n for n in scenario.arms[arm].programmes if scenario.programmes[n].entry != "outreach")


def lines_now(stage: Stage, asked: SlotSearch) -> FewestSlots:
    """Return the lines with the slots as they are planned."""
    lines = tuple(watch(stage, Watch(asked.arm, seed, asked.within)) for seed in asked.seeds)
    sites = sites_of(stage)
    return FewestSlots(sites, sought(stage, asked.arm, sites), sites.slots.astype(np.int64), lines, len(lines))


def sites_of(stage: Stage) -> Sites:
    """Return the sites of a stage."""
    return site_table(stage.scenario, stage.community.places, stage.community.scale)


def sought(stage: Stage, arm: str, sites: Sites) -> NDArray[np.bool_]:
    """Return at which sites slots are searched, `(m,)`."""
    names = tuple(stage.scenario.programmes)
    wanted = [names.index(name) for name in searched(stage.scenario, arm)]
    return np.isin(sites.site_programme, wanted)


def fewest_slots(stage: Stage, asked: SlotSearch, tick: Tick | None = None) -> FewestSlots:
    """Return the fewest slots of each site with which almost no one waits too long.

    Raises NoAnswerError if the arm has no programme that people ask for, or if no number of slots is enough (slots that come
    slowly, say, for a programme that opens to a crowd).
    """
    roomy = with_every_site(stage, asked.arm)
    planned, sites = sites_of(stage), sites_of(roomy)
    chosen = sought(stage, asked.arm, sites)
    if not chosen.any():
        raise NoAnswerError(f"{asked.arm} has no programme that people ask for, so nobody waits in it")
    given = slots_as_planned(planned, sites)
    made = 0

    def run(slots: Whole) -> tuple[Lines, ...]:
        nonlocal made
        lines = []
        for seed in asked.seeds:
            lines.append(watch(roomy, Watch(asked.arm, seed, asked.within, tuple(map(int, slots)))))
            made += 1
            if tick:
                tick(made, max(made, 14 * len(asked.seeds)))
        return tuple(lines)

    high = top(run, given, chosen, roomy, asked)
    low = np.where(chosen, 0, high)
    while (open_ := chosen & (high - low > np.maximum(1, CLOSE * high))).any():
        middle = np.where(open_, (low + high) // 2, high)
        enough = is_enough(run(middle), asked.few)
        high, low = np.where(open_ & enough, middle, high), np.where(open_ & ~enough, middle, low)
    slots, lines = settled(run, high, chosen, asked.few)
    return FewestSlots(sites, chosen, slots, lines, made)


def judged(stage: Stage, asked: SlotSearch, found: FewestSlots) -> tuple[Lines, ...]:
    """Return the lines with the slots that were found, under as many seeds that the search has not seen."""
    roomy, slots = with_every_site(stage, asked.arm), tuple(map(int, found.slots))
    return tuple(watch(roomy, Watch(asked.arm, seed + FIRST_NEW, asked.within, slots)) for seed in asked.seeds)


def is_enough(lines: Sequence[Lines], few: float) -> NDArray[np.bool_]:
    """Return at which sites few enough wait too long, `(m,)`."""
    return late(lines) <= few * joined(lines)


def with_every_site(stage: Stage, arm: str) -> Stage:
    """Return the stage with so many slots that every site opens, also in a small sample; the search then sets the slots of each."""
    plan, wanted = stage.scenario, searched(stage.scenario, arm)
    plenty = int(100 * len(stage.community.residents) / stage.community.scale)
    more = {n: replace(p, slots=plenty, split=()) if n in wanted else p for n, p in plan.programmes.items()}
    return replace(stage, scenario=replace(plan, programmes=more))


def slots_as_planned(planned: Sites, sites: Sites) -> Whole:
    """Return the planned slots of sites that are not searched, in the order of `sites`; 0 if the plan has none."""
    known: dict[tuple[int, int], list[int]] = {}
    for k, place, slots in zip(planned.site_programme, planned.site_place, planned.slots, strict=True):
        known.setdefault((int(k), int(place)), []).append(int(slots))
    found = [known.get((int(k), int(p)), []) for k, p in zip(sites.site_programme, sites.site_place, strict=True)]
    return np.array([slots.pop(0) if slots else 0 for slots in found], np.int64)


def top(
    run: Callable[[Whole], tuple[Lines, ...]], given: Whole, chosen: NDArray[np.bool_], stage: Stage, asked: SlotSearch
) -> Whole:
    """Return slots that are enough at every site: those that would be taken if there were always one, more if they come slowly."""
    everybody = len(stage.community.residents)
    most = np.max(
        [one.in_use.max(axis=0) for one in run(np.where(chosen, min(1000 * everybody, MOST_SLOTS), given))], axis=0
    )
    high = np.where(chosen, np.maximum(most, 1), given)
    for _ in range(DOUBLINGS):
        enough = is_enough(run(high), asked.few) | ~chosen
        if enough.all():
            return high
        high = np.where(enough, high, 2 * high)
    raise NoAnswerError(
        f"no number of slots is enough for {asked.within} weeks: programmes open, or come into their slots, too slowly"
    )


def settled(
    run: Callable[[Whole], tuple[Lines, ...]], slots: Whole, chosen: NDArray[np.bool_], few: float
) -> tuple[Whole, tuple[Lines, ...]]:
    """Return the slots with which all sites together keep the promise, and their lines."""
    for _ in range(ROUNDS):
        lines = run(slots)
        short = chosen & ~is_enough(lines, few)
        if not short.any():
            return slots, lines
        slots = np.where(short, np.ceil(MORE * slots).astype(np.int64) + (slots < 20), slots)
    raise NoAnswerError("the lines of these programmes depend on each other too much for a search site by site")
