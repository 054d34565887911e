"""The reference week as a custom SCHEDULE on our engine: its own columns, a kernel for each mechanism, run by `run.live`.

    SCHEDULE = (meet, feel, ask, admit, treat, write_down)

Each equation of week.py is one small kernel; `in_chunks` runs the two dense ones over 1,024 people at a time, while their columns
are near. People in queues and in treatment are lists of rows, so that events touch only the rows concerned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from week import (
    ASK,
    CHOICE,
    GROUPS,
    NEIGHBOURS,
    QUEUES,
    RISK,
    RULES,
    SEED,
    SESSIONS,
    STOP,
    STRESSOR,
    People,
    Rules,
    fade,
    slots,
)

from sim.engine.run import live, world_of
from sim.kernels import random_streams
from sim.kernels.arithmetic import logistic32
from sim.kernels.columns import ColumnTable, column
from sim.kernels.compiled import kernel
from sim.population import Community
from sim.population.ties import Ties
from sim.processes.process import process
from sim.scenario import loads

CHUNK = 1024
Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Rows = NDArray[np.int32]


@dataclass
class Townspeople(ColumnTable):
    """The columns of the reference week."""

    uid: NDArray[np.int64] = column("int64", "key", 0, (0, 2**63 - 1), "Identity: keys all random draws.")
    group: Bytes = column("uint8", "income group", 0, (0, 4), "Fifth by income.")
    risk: Floats = column("float32", "chance a week", 0, (0, 1), "The risk of a stressor: that of the group.")
    base: Floats = column("float32", "severity", 0, (0, 60), "Long-term severity in quiet times.")
    exposure: Floats = column("float32", "strain", 0, (0, 4), "Effect of the event.")
    resources: Floats = column("float32", "strain", 0, (0, 1), "What can be done about it.")
    stigma: Floats = column("float32", "share", 0, (0, 1), "What deters from asking.")
    severity: Floats = column("float32", "case cut-offs", 0, (0, 60), "How severe it is.")
    stress: Floats = column("float32", "strain", 0, (0, 10), "What daily life adds.")
    met: Floats = column("float32", "severity", 0, (0, 60), "The mean severity of ten neighbours.")
    care: Bytes = column("uint8", "state", 0, (0, 2), "Out of care, waiting, in treatment.")
    at: Bytes = column("uint8", "queue", 0, (0, 2), "Which of the three.")
    sessions: Bytes = column("uint8", "sessions", 0, (0, 12), "Sessions of this treatment.")
    asks: Bytes = column("uint8", "yes or no", 0, (0, 1), "Asks for help this week.")


@kernel
def mean_of_ten(neighbours: Rows, severity: Floats, met: Floats) -> None:
    """Write the mean severity of each person's ten neighbours."""
    for i in range(met.shape[0]):
        total = np.float32(0.0)
        for k in range(NEIGHBOURS):
            total += severity[np.uint32(neighbours[i, k])]
        met[i] = total * np.float32(1.0 / NEIGHBOURS)


@process(reads="severity", writes="met")
def meet(world: Any) -> None:
    """Update the mean of each person's ten neighbours."""
    neighbours = world.community.ties.givers.reshape(-1, NEIGHBOURS)
    mean_of_ten(neighbours, world.residents.severity, world.residents.met)


@kernel
def strike_some(seed: int, week: int, rules: Rules, uid: NDArray[np.int64], risk: Floats, stress: Floats) -> None:
    """Add this week's random stressors, and let the old ones fade."""
    for i in range(uid.shape[0]):
        hit = np.float32(random_streams.uniform32(seed, STRESSOR, uid[i], week) < risk[i])
        stress[i] = rules.keeps * stress[i] + rules.shock * hit


@kernel
def feel_some(
    left: np.float32, rules: Rules, base: Floats, exposure: Floats, resources: Floats, met: Floats, stress: Floats,
    severity: Floats,
) -> None:  # fmt: skip
    """Update the appraisal, and move severity to its target."""
    for i in range(base.shape[0]):
        strain = exposure[i] * left + stress[i] - rules.by_resources * resources[i] + rules.by_met * met[i]
        target = base[i] + rules.pull * max(strain, np.float32(0.0))
        severity[i] += rules.rate * (target - severity[i])


@kernel
def ask_some(
    seed: int, week: int, rules: Rules, uid: NDArray[np.int64], group: Bytes, stigma: Floats, severity: Floats, care: Bytes,
    asks: Bytes,
) -> None:  # fmt: skip
    """Mark who asks for help; everyone draws, so that the loop has no branches."""
    for i in range(uid.shape[0]):
        odds = (
            rules.ask_base + rules.ask_by_severity * severity[i] - rules.ask_by_stigma * stigma[i]
            + rules.ask_by_group * np.float32(group[i])
        )  # fmt: skip
        wants = random_streams.uniform32(seed, ASK, uid[i], week) < logistic32(odds)
        asks[i] = np.uint8(wants & (care[i] == 0) & (severity[i] >= np.float32(1.0)))


@kernel
def in_chunks(
    seed: int, week: int, left: np.float32, rules: Rules, uid: NDArray[np.int64], group: Bytes, risk: Floats, base: Floats,
    exposure: Floats, resources: Floats, stigma: Floats, met: Floats, stress: Floats, severity: Floats, care: Bytes, asks: Bytes,
) -> None:  # fmt: skip
    """Update 1,024 people and their requests, then the next chunk."""
    for first in range(0, uid.shape[0], CHUNK):
        c = slice(first, min(first + CHUNK, uid.shape[0]))
        strike_some(seed, week, rules, uid[c], risk[c], stress[c])
        feel_some(left, rules, base[c], exposure[c], resources[c], met[c], stress[c], severity[c])
        ask_some(seed, week, rules, uid[c], group[c], stigma[c], severity[c], care[c], asks[c])


@process(reads="uid group risk base exposure resources stigma met stress severity care", writes="stress severity asks")
def feel_and_ask(world: Any) -> None:
    """Update everyone for a week, and mark who asks for help."""
    r = world.residents
    in_chunks(
        world.seed, world.week, fade(world.week), RULES, r.uid, r.group, r.risk, r.base, r.exposure, r.resources, r.stigma, r.met,
        r.stress, r.severity, r.care, r.asks,
    )  # fmt: skip


@kernel
def line_up(
    seed: int,
    week: int,
    uid: NDArray[np.int64],
    asks: Bytes,
    care: Bytes,
    at: Bytes,
    queue: Rows,
    length: NDArray[np.int64],
) -> None:
    """Put new requests behind earlier ones, in the order of rows; `queue` (3, n) holds rows, `length` (3,) how many."""
    for i in range(asks.shape[0]):
        if asks[i]:
            k = np.uint8(random_streams.uniform32(seed, CHOICE, uid[i], week) * np.float32(QUEUES))
            care[i], at[i] = 1, k
            queue[k, length[k]] = i
            length[k] += 1


@process(reads="uid asks", writes="care at")
def wait(world: Any) -> None:
    """Add new requests to the queues."""
    r = world.residents
    queue, length, _ = lines_of(world)
    line_up(world.seed, world.week, r.uid, r.asks, r.care, r.at, queue, length)


def lines_of(world: Any) -> tuple[Rows, NDArray[np.int64], NDArray[np.int64]]:
    """Return the queues of a run, made when first asked for."""
    if lines not in world.memo:
        world.memo[lines] = lines(world)
    return world.memo[lines]


def lines(world: Any) -> tuple[Rows, NDArray[np.int64], NDArray[np.int64]]:
    """Return three empty queues, their lengths, and how many of each are through."""
    # Some wait more than once; a queue keeps all entries, and grows with arrivals.
    return (
        np.empty((QUEUES, 2 * len(world.residents)), np.int32),
        np.zeros(QUEUES, np.int64),
        np.zeros(QUEUES, np.int64),
    )


@kernel
def let_in(
    slots: int, queue: Rows, length: NDArray[np.int64], through: NDArray[np.int64], inside: Rows, count: int, care: Bytes,
    at: Bytes, sessions: Bytes,
) -> int:  # fmt: skip
    """Fill the free slots of the three treatments from the heads of their queues; return how many are inside."""
    free = np.full(QUEUES, slots)
    for a in range(count):
        free[at[inside[a]]] -= 1
    for k in range(QUEUES):
        while free[k] > 0 and through[k] < length[k]:
            i = queue[k, through[k]]
            through[k] += 1
            free[k] -= 1
            care[i], sessions[i] = 2, 0
            inside[count] = i
            count += 1
    return count


@kernel
def hold_sessions(
    seed: int, week: int, rules: Rules, inside: Rows, count: int, uid: NDArray[np.int64], care: Bytes, sessions: Bytes,
    severity: Floats,
) -> int:  # fmt: skip
    """Treat everyone in treatment; return how many continue."""
    kept = 0
    for a in range(count):
        i = inside[a]
        severity[i] *= rules.cut
        sessions[i] += 1
        if sessions[i] >= SESSIONS or random_streams.uniform32(seed, STOP, uid[i], week) < rules.stops:
            care[i] = 0
        else:
            inside[kept] = i
            kept += 1
    return kept


@process(reads="uid at sessions severity", writes="care sessions severity")
def treat(world: Any) -> None:
    """Fill the free slots, and hold this week's sessions."""
    r, inside = world.residents, world.attending
    queue, length, through = lines_of(world)
    inside.count = let_in(slots(len(r)), queue, length, through, inside.rows, inside.count, r.care, r.at, r.sessions)
    inside.count = hold_sessions(
        world.seed, world.week, RULES, inside.rows, inside.count, r.uid, r.care, r.sessions, r.severity
    )


@kernel
def sum_up(group: Bytes, severity: Floats, care: Bytes, found: NDArray[np.float64]) -> None:
    """Add up severity, cases and people in treatment by group, `(5, 3)`."""
    for i in range(group.shape[0]):
        row = found[group[i]]
        row[0] += severity[i]
        row[1] += severity[i] >= np.float32(1.0)
        row[2] += care[i] == 2


@process(reads="group severity care", writes="")
def write_down(world: Any) -> None:
    """Record the week."""
    r, found = world.residents, np.zeros((GROUPS, 3))
    sum_up(r.group, r.severity, r.care, found)
    world.memo.setdefault("record", []).append(found.T)


SCHEDULE = (meet, feel_and_ask, wait, treat, write_down)

STORY = """
title = "The reference week"
start = 2024-01-01
weeks = 104
[event]
kind = "hurricane_katrina"
[[place]]
place = "Town"
population = {people}
lon = -90.0
lat = 30.0
[programme.clinic]
intervention = "cbt"
channel = "clinic"
slots = 1
sites = 1
[arm.only]
programmes = ["clinic"]
"""


class Town:
    """A world with its own columns, run by the schedule above."""

    def __init__(self, people: People) -> None:
        n = len(people)
        r = Townspeople.blank(n)
        for name in people._fields[:-1]:
            getattr(r, name)[:] = getattr(people, name)
        r.risk[:] = RISK[people.group]
        ties = Ties(np.arange(n + 1) * NEIGHBOURS, people.neighbours.ravel(), np.empty((n, 0), np.uint8))
        plan = loads(STORY.format(people=n))
        town = Community("reference", 1.0, r, plan.places, ties, np.array([0, n]), n)
        self.world = world_of(plan, "only", town, SEED, r)

    def step(self) -> None:
        """Run one week."""
        live(self.world, SCHEDULE)

    @property
    def record(self) -> list[np.ndarray]:
        """The record of each week."""
        return self.world.memo["record"]

    @property
    def severity(self) -> np.ndarray:
        """Severity now, `(n,)`."""
        return self.world.residents.severity


def build(people: People) -> Town:
    """Return the town, ready for its first week."""
    return Town(people)
