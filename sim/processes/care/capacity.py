"""Who gets a slot, and who goes on waiting? Whole slots of each site and week; first come, first served inside a priority.

    slots(site, week)  = whole part of slots(site) * min((week - opens + 1) / ramp, 1) while open and not shut, else 0; in a sample
                         part * slots(site in the sample) rounded by the site's random number, part = that whole part over slots(site)
    free(site)         = slots - residents attending there, who keep their weekly slot to the end of the course
    leaves the queue   with chance `leaves` a week, keyed by the n-th ask and the weeks waited

Priority classes are small whole numbers, lower first: by severity (serious, case, other) or by vulnerability of the place (thirds).
Sources: the anchor model has no queue at all; waiting from "waitattend2023" (5% lower odds of attendance for each week).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.compiled import kernel
from sim.population.residents import CASE_FROM, EVER, HAPPENED
from sim.processes.care.levers import slots_now, whole_now
from sim.processes.care.offers import Offers, offers_of
from sim.processes.chunks import kept, over_list
from sim.processes.process import process
from sim.processes.state import World, found_under

__all__ = ["admit", "class_of", "free_slots", "place_classes", "slots_this_week"]

WAITING = random_streams.DECISION["waiting"]
STARTED = EVER["started"]
STARTED_NOW, LEFT_NOW = HAPPENED["started"], HAPPENED["left_queue"]
CLASSES, ADMITTED = 3, -1
BY_SEVERITY, BY_VULNERABILITY = 1, 2
WEEKS_KEYED = 4096


@found_under("care.waiting")
class WaitingNumbers(NamedTuple):
    """The parameters of giving up a place in line."""

    leaves: np.float32


@found_under("care.asking")
class PauseNumbers(NamedTuple):
    """The pause before a person asks again."""

    pause: np.float32


@found_under("care.course")
class ClassNumbers(NamedTuple):
    """What counts as serious when slots are given by severity."""

    serious_class: np.float32


def slots_this_week(world: World) -> NDArray[np.int64]:
    """Return the whole slots of every site in this week, shape `(m,)`: none before opening or after closing."""
    slots, whole = slots_now(world), whole_now(world)
    return slots_of(world.week, world.sites.site_programme, slots, whole, world.sites.luck, offers_of(world))


@kernel
def slots_of(
    week: int, site_programme: NDArray[np.int8], slots: NDArray[np.int32], whole: NDArray[np.int32], luck: NDArray[np.float64],
    offers: Offers,
) -> NDArray[np.int64]:  # fmt: skip
    """Return the whole slots of every site in a week, `(m,)`: as large a part of its own as of those in the whole city."""
    now = np.zeros(slots.shape[0], np.int64)
    for m in range(slots.shape[0]):
        offer = offers[site_programme[m]]
        if offer.in_arm and offer.opens <= week < offer.closes and not offer.shut:
            there = np.int64(whole[m]) * min(week - offer.opens + 1, offer.ramp) // offer.ramp
            if slots[m] == whole[m] or whole[m] == 0:
                now[m] = there if whole[m] else slots[m]
            else:
                now[m] = np.int64(np.float64(slots[m]) * there / whole[m] + luck[m])
    return now


def attending_at(world: World) -> NDArray[np.int64]:
    """Return how many residents attend each site, shape `(m,)`."""
    rows = world.attending.rows[: world.attending.count]
    return np.bincount(world.residents.site[rows], minlength=len(world.sites.slots))


def free_slots(world: World) -> NDArray[np.int64]:
    """Return the free slots of every site in this week, shape `(m,)`, never below 0."""
    free: NDArray[np.int64] = np.maximum(slots_this_week(world) - attending_at(world), 0)
    return free


def place_classes(world: World) -> NDArray[np.int8]:
    """Return the class of every place, `(p,)`: 0 for the most vulnerable third of places, 2 for the least."""

    def rank(world: World) -> NDArray[np.int8]:
        vulnerability = world.community.places.vulnerability
        low, high = np.quantile(vulnerability, [1 / 3, 2 / 3])
        thirds: NDArray[np.int8] = (2 - (vulnerability > low) - (vulnerability > high)).astype(np.int8)
        return thirds

    classes: NDArray[np.int8] = world.once("place_classes", rank)
    return classes


@kernel
def class_of(rule: int, severity: np.float32, serious: np.float32, of_place: int) -> int:
    """Return a person's priority class under a rule this week, lower first."""
    if rule == BY_SEVERITY:
        return 2 - int(severity >= CASE_FROM) - int(severity >= serious)
    return of_place if rule == BY_VULNERABILITY else 0


@kernel
def classify(
    rows: NDArray[np.int32], offers: Offers, serious: np.float32, of_place: NDArray[np.int8],
    programme: NDArray[np.int8], place: NDArray[np.int16], severity: NDArray[np.float32], site: NDArray[np.int16],
    classes: NDArray[np.int8], sites: NDArray[np.int16],
) -> None:  # fmt: skip
    """Write the class of each waiting row under the rule of the programme waited for, and the site that is waited for."""
    for w in range(rows.shape[0]):
        i = rows[w]
        sites[w] = site[i]
        rule = offers[programme[i]].priority
        classes[w] = 0 if rule == 0 else class_of(rule, severity[i], serious, of_place[place[i]])


@kernel
def leave_queue(
    seed: int, week: int, pause: int, leaves: float, rows: NDArray[np.int32],
    offers: Offers, uid: NDArray[np.int64], asks: NDArray[np.uint8],
    programme: NDArray[np.int8], since: NDArray[np.int16], care: NDArray[np.uint8],
    ask_again: NDArray[np.int16], in_line: NDArray[np.int16], happened: NDArray[np.uint8],
) -> int:  # fmt: skip
    """Let some give up waiting, and all if the programme has closed; keep the others' order and return how many stay.

    People who wait live all over the city: what is asked of each is fetched first, in a loop that does nothing else, so that the waits for
    memory overlap.
    """
    person, waited = np.empty(rows.shape[0], np.int64), np.empty(rows.shape[0], np.int64)
    nth, closes = np.empty(rows.shape[0], np.int64), np.empty(rows.shape[0], np.int64)
    for w in range(rows.shape[0]):
        i = rows[w]
        person[w], nth[w], waited[w], closes[w] = uid[i], asks[i], week - since[i], offers[programme[i]].closes
    kept = 0
    for w in range(rows.shape[0]):
        i = rows[w]
        occasion = nth[w] * WEEKS_KEYED + waited[w]
        tired = waited[w] > 0 and random_streams.uniform(seed, WAITING, person[w], occasion) < leaves
        if tired or week >= closes[w]:
            care[i] = 0
            in_line[i] = -1 if offers[programme[i]].outreach else waited[w]
            since[i] = week
            ask_again[i] = week + pause
            happened[i] |= LEFT_NOW
        else:
            rows[kept] = i
            kept += 1
    return kept


@kernel
def admit_all(
    week: int, rows: NDArray[np.int32], classes: NDArray[np.int8], sites: NDArray[np.int16], free: NDArray[np.int64],
    programme: NDArray[np.int8], since: NDArray[np.int16],
    waited: NDArray[np.int16], care: NDArray[np.uint8], sessions: NDArray[np.uint8],
    courses: NDArray[np.uint8], used: NDArray[np.uint16], happened: NDArray[np.uint8],
    ever: NDArray[np.uint8], offers: Offers, admitted: NDArray[np.int32],
) -> tuple[int, int]:  # fmt: skip
    """Give free slots class by class in order of arrival; return how many were admitted and how many still wait."""
    count = 0
    for wanted in range(CLASSES):
        if free.sum() == 0:
            break
        for w in range(rows.shape[0]):
            if classes[w] != wanted or free[sites[w]] == 0:
                continue
            i = rows[w]
            free[sites[w]] -= 1
            waited[i] = -1 if offers[programme[i]].outreach else week - since[i]
            care[i], since[i], sessions[i] = 2, week, 0
            courses[i] += 1
            used[i] |= np.uint16(1 << programme[i])
            happened[i] |= STARTED_NOW
            ever[i] |= STARTED
            classes[w] = ADMITTED
            admitted[count] = i
            count += 1
    kept = 0
    for w in range(rows.shape[0]):
        if classes[w] != ADMITTED:
            rows[kept] = rows[w]
            kept += 1
    return count, kept


@process(
    reads="uid place severity asks programme since care site courses used happened ever",
    writes="care since ask_again waited sessions courses used happened ever",
)
def admit(world: World) -> None:
    """Let some leave the queue, then give this week's free slots."""
    r, offers, queue = world.residents, offers_of(world), world.waiting
    pause, leaves = int(world.numbers(PauseNumbers).pause), float(world.numbers(WaitingNumbers).leaves)
    serious, of_place, everybody = (
        world.numbers(ClassNumbers).serious_class,
        place_classes(world),
        queue.rows[: queue.count],
    )

    def leave(part: slice) -> tuple[int]:
        stay = leave_queue(
            world.seed, world.week, pause, leaves, everybody[part], offers, r.uid, r.asks, r.programme, r.since, r.care,
            r.ask_again, r.waited, r.happened,
        )  # fmt: skip
        return (stay,)

    (queue.count,) = kept(world, leave, everybody)
    rows = queue.rows[: queue.count]
    classes, sites, admitted = (
        np.empty(len(rows), np.int8),
        np.empty(len(rows), np.int16),
        np.empty(len(rows), np.int32),
    )

    def look(part: slice) -> None:
        classify(
            rows[part], offers, serious, of_place, r.programme, r.place, r.severity, r.site, classes[part], sites[part]
        )

    over_list(world, len(rows), look)
    count, queue.count = admit_all(
        world.week, rows, classes, sites, free_slots(world), r.programme, r.since, r.waited, r.care, r.sessions,
        r.courses, r.used, r.happened, r.ever, offers, admitted,
    )  # fmt: skip
    world.attending.extend(admitted[:count])
