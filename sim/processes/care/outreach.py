"""Whom does outreach contact? Residents near a site, in a fixed order, as many as there are free slots.

    order   by nearest site, then priority class when the programme is first used, then random
    call    down the list from where last week ended, at most once round, until as many eligible people were met as there are free slots

People outside the age limits and, from time to time, people who have had the programme are removed: they would be skipped every time.
An eligible person is out of care, has not begun this programme before, and has an admitted age, severity and situation.
A no, or a barrier, holds until a new round of calls begins (every `round` weeks, for all at once): nobody is contacted week after week.
People who asked by themselves this week count as met, but are not listed twice.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.compiled import kernel
from sim.population.residents import EVER, HAPPENED
from sim.processes.care.capacity import ClassNumbers, class_of, free_slots, place_classes
from sim.processes.care.eligibility import belongs, situation_now
from sim.processes.care.offers import Offers, offers_of
from sim.processes.care.screening import ScreenNumbers, fits
from sim.processes.state import World, found_under

__all__ = ["MOST_ASKS", "put_down", "reach_out"]

CONTACT = random_streams.DECISION["contact"]
ASKED, ASKED_NOW = EVER["asked"], HAPPENED["asked"]
MOST_ASKS = 250
# A position on a list as one integer: the site, two bits of class, then 46 random bits.
DRAW_BITS, CLASS_BITS = 46, 2
SHORTENED_EVERY = 4


@found_under("care.calling")
class RoundNumbers(NamedTuple):
    """How long a refusal lasts."""

    round: np.float32


class CallLists(NamedTuple):
    """The lists of all outreach sites of an arm, end to end: list j is `rows[start[j]:start[j + 1]]`, for `site[j]`.

    `at` (lists,) is where each continues, counted from its start.
    """

    rows: NDArray[np.int32]
    start: NDArray[np.int64]
    site: NDArray[np.int64]
    at: NDArray[np.int64]


@kernel
def list_places(
    seed: int, k: int, rule: int, occasion: int, serious: np.float32, of_place: NDArray[np.int8],
    nearest: NDArray[np.int16], uid: NDArray[np.int64], place: NDArray[np.int16],
    severity: NDArray[np.float32], keys: NDArray[np.uint64],
) -> None:  # fmt: skip
    """Write every resident's position on the lists of programme `k` as one sorting key, `(n,)`."""
    for i in range(uid.shape[0]):
        draw = np.uint64(random_streams.uniform(seed, CONTACT, uid[i], occasion) * 2.0**DRAW_BITS)
        first = class_of(rule, severity[i], serious, of_place[place[i]])
        group = (np.uint64(nearest[place[i], k]) << np.uint64(CLASS_BITS)) | np.uint64(first)
        keys[i] = (group << np.uint64(DRAW_BITS)) | draw


def lists_of(world: World, k: int) -> list[tuple[int, NDArray[np.int32]]]:
    """Return (site, rows in calling order) for the sites of one outreach programme."""
    offers, sites, r = offers_of(world), world.sites, world.residents
    keys = np.empty(len(r), np.uint64)
    list_places(
        world.seed, k, int(offers.priority[k]), int(offers.key[k]) & 0xFFFFFF,
        world.numbers(ClassNumbers).serious_class, place_classes(world), sites.nearest, r.uid, r.place, r.severity, keys,
    )  # fmt: skip
    fitting = np.flatnonzero((r.age >= offers.youngest[k]) & (r.age <= offers.oldest[k]))
    order = fitting[np.argsort(keys[fitting], kind="stable")].astype(np.int32)
    near = sites.nearest[r.place[order], k]
    cuts = np.flatnonzero(np.diff(near)) + 1
    return [(int(sites.nearest[r.place[rows[0]], k]), rows) for rows in np.split(order, cuts) if len(rows)]


def call_lists(world: World) -> CallLists:
    """Return the lists of all outreach programmes of this arm, built on first use."""
    offers = offers_of(world)
    mine = [int(k) for k in np.flatnonzero(offers.outreach & offers.in_arm)]
    lists = [entry for k in mine if (world.sites.nearest[:, k] >= 0).all() for entry in lists_of(world, k)]
    lengths = [len(rows) for _, rows in lists]
    return CallLists(
        rows=np.concatenate([rows for _, rows in lists] or [np.empty(0, np.int32)]),
        start=np.cumsum([0, *lengths]),
        site=np.array([site for site, _ in lists], np.int64),
        at=np.zeros(len(lists), np.int64),
    )


@kernel
def shorten(
    programmes: NDArray[np.int8], used: NDArray[np.uint16], rows: NDArray[np.int32], start: NDArray[np.int64],
    at: NDArray[np.int64],
) -> int:  # fmt: skip
    """Remove people who have begun the programme before from the lists, and return how many entries are left."""
    count = 0
    for j in range(at.shape[0]):
        first, last, k = start[j], start[j + 1], programmes[j]
        here = first + at[j]
        start[j], at[j] = count, 0
        for e in range(first, last):
            if e == here:
                at[j] = count - start[j]
            if used[rows[e]] >> k & 1 == 0:
                rows[count] = rows[e]
                count += 1
        # If everyone from there to the end has begun it, the list restarts from its beginning.
        if at[j] >= count - start[j]:
            at[j] = 0
    start[at.shape[0]] = count
    return count


def shortened(world: World, lists: CallLists) -> CallLists:
    """Return the lists without people who have begun the programme before; each continues where it was."""
    left = shorten(world.sites.site_programme[lists.site], world.residents.used, lists.rows, lists.start, lists.at)
    return lists._replace(rows=lists.rows[:left])


@kernel
def put_down(
    i: int, k: int, count: int, asks: NDArray[np.uint8], ever: NDArray[np.uint8], happened: NDArray[np.uint8],
    asking: NDArray[np.int32], wishes: NDArray[np.int8],
) -> int:  # fmt: skip
    """Add a person contacted by programme `k` after the first `count` who ask, and return how many ask now."""
    asks[i] = min(asks[i] + 1, MOST_ASKS)
    happened[i] |= ASKED_NOW
    ever[i] |= ASKED
    asking[count], wishes[count] = i, k
    return count + 1


@kernel
def call_all(
    seed: int, week: int, screen: ScreenNumbers, lists: CallLists, free: NDArray[np.int64],
    site_programme: NDArray[np.int8], offers: Offers, uid: NDArray[np.int64],
    severity: NDArray[np.float32], care: NDArray[np.uint8], situation: NDArray[np.uint16],
    back_home: NDArray[np.int16], used: NDArray[np.uint16], said_no: NDArray[np.uint16], asks: NDArray[np.uint8], ever: NDArray[np.uint8],
    happened: NDArray[np.uint8], asking: NDArray[np.int32], wishes: NDArray[np.int8], count: int,
) -> int:  # fmt: skip
    """Go down every list; add the people contacted, with the programme that called, after the first `count` who ask."""
    for j in range(lists.site.shape[0]):
        k = site_programme[lists.site[j]]
        offer = offers[k]
        start, length, met = lists.start[j], lists.start[j + 1] - lists.start[j], 0
        for _ in range(length):
            if met >= free[lists.site[j]]:
                break
            i = lists.rows[start + lists.at[j]]
            lists.at[j] = lists.at[j] + 1 if lists.at[j] + 1 < length else 0
            if care[i] != 0 or (used[i] | said_no[i]) >> k & 1:
                continue
            if not fits(seed, week, screen, uid[i], severity[i], offer):
                continue
            if offer.only and not belongs(offer.only, situation_now(int(situation[i]), week, int(back_home[i]))):
                continue
            met += 1
            if happened[i] & ASKED_NOW:
                continue
            count = put_down(i, k, count, asks, ever, happened, asking, wishes)
    return count


def reach_out(world: World, wishes: NDArray[np.int8]) -> None:
    """Let outreach programmes contact as many residents as they have free slots."""
    lists: CallLists = world.once("call_lists", call_lists)
    if len(lists.site) == 0:
        return
    if world.week % SHORTENED_EVERY == 0:
        world.call_lists = lists = shortened(world, lists)
    r, asking = world.residents, world.asking
    if world.week % int(world.numbers(RoundNumbers).round) == 0:
        r.said_no[:] = 0
    asking.count = call_all(
        world.seed, world.week, world.numbers(ScreenNumbers), lists, free_slots(world), world.sites.site_programme,
        offers_of(world), r.uid, r.severity, r.care, r.situation, r.back_home, r.used, r.said_no, r.asks, r.ever,
        r.happened, asking.rows, wishes, asking.count,
    )  # fmt: skip
