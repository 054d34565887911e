"""Do two plans differ only by the plan? Programmes for nobody, one person treated, one person more, and how much randomness is shared.

Each function returns what it found; the tests and the page ask for more or fewer seeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import begin, live
from sim.outcomes import paired
from sim.population import Community
from sim.processes.state import World
from sim.scenario import Scenario, load, loads
from sim.studies.compare import run_batch
from tests.promises.same import TABLES
from tests.small_town import town, town_plan, town_text

__all__ = [
    "FIVE_TIMES", "NO_OPS", "QUEUES", "alone", "changed_by_a_stranger", "changed_others", "columns_that_differ", "differences_of_no_ops",
    "ratios", "with_a_stranger", "with_one_more",
]  # fmt: skip

# Programmes and policies that do nothing, each for a reason of its own.
NO_OPS = """
[programme.for_nobody]
intervention = "tf_cbt"
channel = "clinic"
slots = 50
sites = "everywhere"
min_severity = 10.0

[programme.calls_on_nobody]
intervention = "pfa"
channel = "outreach"
slots = 0

[programme.in_no_arm]
intervention = "tf_cbt"
channel = "clinic"
slots = 50
sites = 2

[policy.moves_nothing]
price = 1.0
slots = 1.0
dropout = 1.0
accepts = 1.0

[arm.for_nobody]
programmes = ["clinic", "first_aid", "for_nobody"]

[arm.calls_on_nobody]
programmes = ["clinic", "first_aid", "calls_on_nobody"]

[arm.other_order]
programmes = ["first_aid", "clinic"]

[arm.moves_nothing]
programmes = ["clinic", "first_aid"]
policies = ["moves_nothing"]
"""
SAME_AS = "first_aid"
FIVE_TIMES = ("prevalence_end", "weeks_as_case", "recovered")
# Four hundred slots leave no queue in a town of a thousand; eight leave a long one.
QUEUES = {"with a queue": 8, "without a queue": 400}


def differences_of_no_ops(seeds: Sequence[int], weeks: int = 30) -> dict[str, int]:
    """Return by arm how many cells differ from the arm without what does nothing, and under `cells` how many there are in each."""
    plan = loads(town_text() + NO_OPS)
    arms = (SAME_AS, "for_nobody", "calls_on_nobody", "other_order", "moves_nothing")
    results = run_batch(plan, arms, seeds, 1.0, 1, weeks)
    without = run_batch(town_plan(), [SAME_AS], seeds, 1.0, 1, weeks)
    found = dict.fromkeys((*arms[1:], "in_no_arm"), 0)
    cells = 0
    for table in TABLES:
        for name, values in getattr(results, table).items():
            cells += values[0].size
            for n, arm in enumerate(arms[1:], 1):
                found[arm] += int((values[n] != values[0]).sum())
            if name in getattr(without, table):
                found["in_no_arm"] += int((values[0] != getattr(without, table)[name][0]).sum())
    return {**found, "cells": cells}


def alone(settled: Community, row: int) -> Community:
    """Return the community with every tie of one resident cut, given and taken."""
    ties, n = settled.ties, len(settled)
    kept = (ties.takers() != row) & (ties.givers != row)
    layer = ties.layer()
    counts = np.zeros((n, ties.layer_counts.shape[1]), ties.layer_counts.dtype)
    np.add.at(counts, (ties.takers()[kept], layer[kept]), 1)
    indptr = np.concatenate([[0], np.cumsum(counts.sum(axis=1, dtype=np.int64))])
    return replace(settled, ties=replace(ties, indptr=indptr, givers=ties.givers[kept], layer_counts=counts))


def treat(world: World, row: int, programme: str) -> None:
    """Let one resident begin a course of a programme now."""
    r, k = world.residents, [*world.scenario.programmes].index(programme)
    site = int(np.flatnonzero(world.sites.site_programme == k)[0])
    r.care[row], r.programme[row], r.site[row], r.since[row], r.sessions[row], r.waited[row] = (
        2,
        k,
        site,
        world.week,
        0,
        0,
    )
    r.courses[row] += 1
    world.attending.extend(np.array([row], np.int32))


def changed_others(seed: int, row: int, cut: bool, weeks: int = 30, at: int = 3) -> tuple[int, int]:
    """Return how many columns of others, and of the one, differ at any week after one resident has been treated, ties cut or not."""
    plan = loads(town_text() + NO_OPS)
    settled = alone(town(), row) if cut else town()
    worlds = [begin(plan, "nothing", settled, seed) for _ in range(2)]
    others = np.arange(len(settled)) != row
    elsewhere, here = 0, 0
    for week in range(weeks):
        for world in worlds:
            live(world)
        if week == at:
            treat(worlds[0], row, "clinic")
        for name in worlds[0].residents.columns():
            one, other = (getattr(world.residents, name) for world in worlds)
            elsewhere += bool((one[others] != other[others]).any())
            here += bool(one[row] != other[row])
    return elsewhere, here


def with_one_more(place: int) -> Scenario:
    """Return the town's scenario with one more person in one of its places."""
    plan = town_plan()
    people = plan.places.population.copy()
    people[place] += 1
    return replace(plan, places=replace(plan.places, population=people))


def ratios(slots: int, seeds: int, weeks: int = 104, more: str = "first_aid") -> dict[str, float]:
    """Return the variance ratio of each outcome between a clinic with so many slots and that clinic with `more` beside.

    With `more` empty it is between no help at all and the clinic.
    """
    plan = load("minimal")
    clinic = replace(plan.programmes["clinic"], slots=slots)
    had = (("clinic",), ("clinic", more)) if more else ((), ("clinic",))
    arms = {
        name: replace(plan.arms["usual_care"], name=name, programmes=some) for name, some in zip("ab", had, strict=True)
    }
    moved = replace(plan, programmes={**plan.programmes, "clinic": clinic}, arms=arms)
    table = paired(run_batch(moved, seeds=seeds, scale=1.0, workers=1, weeks=weeks))
    everybody = table[(table["stratum"] == "all") & (table["group"] == "all")]
    return dict(zip(everybody["outcome"], everybody["variance_ratio"].astype(float), strict=True))


def columns_that_differ(
    one: Community, other: Community, rows: NDArray[np.bool_], others: NDArray[np.bool_]
) -> list[str]:
    """Return the columns in which some residents of one community differ from some of another."""
    named = (item.name for item in fields(one.residents) if item.name in one.residents.columns())
    return [
        n for n in named if not np.array_equal(getattr(one.residents, n)[rows], getattr(other.residents, n)[others])
    ]


def with_a_stranger(settled: Community) -> Community:
    """Return the community with one more resident in the last place, tied to nobody; who they are is taken from the last row."""
    r, ties = settled.residents, settled.ties
    more = {name: np.concatenate([values, values[-1:]]) for name in r.columns() for values in [getattr(r, name)]}
    more["uid"][-1] = r.uid.max() + 1
    more["household"][-1] = r.household.max() + 1
    more["work"][-1] = -1
    nobody = np.zeros((1, ties.layer_counts.shape[1]), ties.layer_counts.dtype)
    tied = replace(
        ties,
        indptr=np.concatenate([ties.indptr, ties.indptr[-1:]]),
        layer_counts=np.concatenate([ties.layer_counts, nobody]),
    )
    start = settled.place_start.copy()
    start[-1] += 1
    return replace(settled, residents=type(r)(**more), ties=tied, place_start=start, households=settled.households + 1)


def changed_by_a_stranger(seed: int, arm: str = "nothing", weeks: int = 52) -> int:
    """Return how many columns of those who lived there before differ at any week because a stranger came."""
    plan = town_plan()
    before, after = (begin(plan, arm, settled, seed) for settled in (town(), with_a_stranger(town())))
    n, differ = len(town()), 0
    for _ in range(weeks):
        for world in (before, after):
            live(world)
        for name in before.residents.columns():
            differ += bool((getattr(before.residents, name) != getattr(after.residents, name)[:n]).any())
    return differ
