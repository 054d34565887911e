"""Who asks for help, and who is sought out? Need is seen, then help is asked for; outreach looks for people instead.

    sees a need     awareness < seen(severity)          a fixed trait against a share that rises with severity
    asks            with chance per week case, serious or distress, for those who see a need, are out of care and not pausing
    is sought out   outreach programmes call on residents in an order of their own (priority, then luck), as many as there are free slots

The weekly chances are those *before* barriers; what is left after them is the entry that surveys count.
Sources: Wang et al. 2007, 2008 (entry; low perceived need the main reason); Andrade et al. 2014; Shalev et al. 2011 (outreach funnel).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.care.capacity import free_slots, priority_classes
from sim.care.offers import offers_of
from sim.community.residents import EVER, HAPPENED
from sim.community.world import World
from sim.compiled import kernel
from sim.process import process

__all__ = ["AskingNumbers", "seek"]

ASK, CONTACT = draws.DECISION["ask"], draws.DECISION["contact"]
PERCEIVED, ASKED = EVER["perceived"], EVER["asked"]
ASKED_NOW = HAPPENED["asked"]
GROWN = 18
FREE_CHOICE = -1
MOST_ASKS = 250


class AskingNumbers(NamedTuple):
    """From which severity, how many see a need, and how many of them ask in a week."""

    PATH = "care.asking"
    distress_from: np.float32
    serious_from: np.float32
    seen_distress: np.float32
    seen_case: np.float32
    seen_serious: np.float32
    distress: np.float32
    case: np.float32
    serious: np.float32
    pause: np.float32


@kernel
def ask_all(
    seed: int, week: int, numbers: AskingNumbers, uid: NDArray[np.int64], age: NDArray[np.uint8],
    severity: NDArray[np.float32], awareness: NDArray[np.float32], care: NDArray[np.uint8],
    ask_again: NDArray[np.int16], asks: NDArray[np.uint8], ever: NDArray[np.uint8],
    happened: NDArray[np.uint8], rows: NDArray[np.int32],
) -> int:  # fmt: skip
    """Write the rows of those who ask this week, in order of rows; return how many."""
    count = 0
    for i in range(uid.shape[0]):
        s = severity[i]
        if s < numbers.distress_from or age[i] < GROWN:
            continue
        if s >= numbers.serious_from:
            seen, chance = numbers.seen_serious, numbers.serious
        elif s >= np.float32(1.0):
            seen, chance = numbers.seen_case, numbers.case
        else:
            seen, chance = numbers.seen_distress, numbers.distress
        if awareness[i] >= seen:
            continue
        ever[i] |= PERCEIVED
        if care[i] != 0 or week < ask_again[i] or asks[i] >= MOST_ASKS:
            continue
        if draws.uniform(seed, ASK, uid[i], week) < chance:
            asks[i] += 1
            happened[i] |= ASKED_NOW
            ever[i] |= ASKED
            rows[count] = i
            count += 1
    return count


@kernel
def call_on(
    order: NDArray[np.int32], start: int, free: int, youngest: int, oldest: int, least: np.float32,
    most: np.float32, bit: int, age: NDArray[np.uint8], severity: NDArray[np.float32],
    care: NDArray[np.uint8], used: NDArray[np.uint16], called: NDArray[np.int32],
) -> tuple[int, int]:  # fmt: skip
    """Go down a call list from `start`, once round at most, until `free` residents fit; return how many and where it stopped."""
    count, at = 0, start
    for _ in range(order.shape[0]):
        if count >= free:
            break
        i = order[at]
        at = at + 1 if at + 1 < order.shape[0] else 0
        if care[i] != 0 or used[i] & bit or age[i] < youngest or age[i] > oldest:
            continue
        if severity[i] >= least and severity[i] <= most:
            called[count] = i
            count += 1
    return count, at


def call_lists(world: World) -> dict[int, NDArray[np.int32]]:
    """Return, for each site of an outreach programme in this arm, the order in which its residents are called on."""
    offers, sites, r = offers_of(world), world.sites, world.residents
    lists = {}
    for site, k in enumerate(sites.site_programme):
        if not (offers.outreach[k] and offers.in_arm[k]):
            continue
        rows = np.flatnonzero(sites.nearest[r.place, k] == site).astype(np.int32)
        luck = draws.uniforms(world.seed, CONTACT, r.uid[rows], int(offers.key[k]) & 0xFFFFFF)
        classes = priority_classes(world, int(k))[rows]
        lists[site] = rows[np.lexsort((r.uid[rows], luck, classes))]
    return lists


def reach_out(world: World) -> None:
    """Let outreach programmes call on as many residents as they have free slots."""
    offers, sites, r = offers_of(world), world.sites, world.residents
    lists = world.once("care.call_lists", call_lists)
    places_on_lists = world.once("care.call_places", lambda _: dict.fromkeys(lists, 0))
    free = free_slots(world)
    for site, order in lists.items():
        k = int(sites.site_programme[site])
        if free[site] <= 0 or len(order) == 0:
            continue
        called = np.empty(min(int(free[site]), len(order)), np.int32)
        count, places_on_lists[site] = call_on(
            order, places_on_lists[site], len(called), int(offers.youngest[k]), int(offers.oldest[k]),
            offers.least[k], offers.most[k], 1 << k, r.age, r.severity, r.care, r.used, called,
        )  # fmt: skip
        rows = called[:count]
        rows = rows[r.happened[rows] & ASKED_NOW == 0]
        note_call(world, rows, k)


def note_call(world: World, rows: NDArray[np.int32], k: int) -> None:
    """Put residents who were called on among those who ask, with the programme that called."""
    r = world.residents
    r.asks[rows] = np.minimum(r.asks[rows].astype(np.int64) + 1, MOST_ASKS)
    r.happened[rows] |= ASKED_NOW
    r.ever[rows] |= ASKED
    wishes = world.memo["care.wishes"]
    wishes[world.asking.count : world.asking.count + len(rows)] = k
    world.asking.extend(rows)


@process(
    reads="uid age severity awareness care ask_again asks ever happened place site used",
    writes="asks ever happened refused_by",
)
def seek(world: World) -> None:
    """Find out who asks for help this week, and whom outreach calls on."""
    r = world.residents
    wishes = world.once("care.wishes", lambda w: np.full(len(w.residents), FREE_CHOICE, np.int8))
    r.happened[:] = 0
    r.refused_by[:] = -1
    world.asking.count = ask_all(
        world.seed, world.week, world.numbers(AskingNumbers), r.uid, r.age, r.severity,
        r.awareness, r.care, r.ask_again, r.asks, r.ever, r.happened, world.asking.rows,
    )  # fmt: skip
    wishes[: world.asking.count] = FREE_CHOICE
    reach_out(world)


