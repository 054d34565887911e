"""What turns people away? Each barrier is passed or not, at random, in the order of the catalogue.

    chance to pass = exp(effect * hindrance)        effect <= 0, in log odds per unit of hindrance; 0 hindrance always passes

For the small weekly probabilities of entering care, odds and probabilities nearly agree, so a published odds ratio scales entry correctly.
A resident who asks on their own tries the open programmes in a random order and takes the first that no barrier closes; if all are
closed, the refusal is recorded with the barrier of the most wanted programme. A person contacted by outreach may say no.
Race/ethnicity is no barrier: published gaps by race already include cost, distance and trust, and are used only to check the results.
Sources: RAND Health Insurance Experiment (cost on entry); Clement et al. 2015; Pfeiffer et al. 2011; Cabral & Smith 2011.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.arithmetic import exp64
from sim.kernels.compiled import kernel
from sim.population.residents import EVER, HAPPENED
from sim.processes.care.capacity import PauseNumbers
from sim.processes.care.eligibility import belongs, situation_now
from sim.processes.care.hindrances import Asker, HindranceNumbers, hindrance
from sim.processes.care.offers import Hurdles, Offers, hurdles_of, offers_of
from sim.processes.care.screening import ScreenNumbers, fits
from sim.processes.care.seeking import FREE_CHOICE
from sim.processes.chunks import kept
from sim.processes.process import process
from sim.processes.state import World

__all__ = ["pass_barriers"]

CHOICE, BARRIER, ARRIVAL = (
    random_streams.DECISION["choice"],
    random_streams.DECISION["barrier"],
    random_streams.DECISION["arrival"],
)
CONTACT = random_streams.DECISION["contact"]
PASSED = EVER["passed"]
REFUSED_NOW, JOINED_NOW = HAPPENED["refused"], HAPPENED["joined"]
MIX_ASK, MIX_BARRIER = 0x9E3779B1, 0x85EBCA77


@kernel
def barred_by(
    seed: int, miles: float, who: Asker, offer: Any, hurdles: Hurdles, effects: NDArray[np.float64],
    numbers: HindranceNumbers,
) -> int:  # fmt: skip
    """Return the first barrier that turns a person away from a programme, or -1 if none does; `effects` is the programme's, `(B,)`."""
    for b in range(effects.shape[0]):
        if effects[b] == 0.0:
            continue
        met = hindrance(hurdles[b].hindrance, miles, who, offer, numbers)
        if met == 0.0:
            continue
        passes = exp64(effects[b] * met)
        occasion = (offer.key ^ (who.ask * MIX_ASK) ^ (hurdles[b].key * MIX_BARRIER)) & 0xFFFFFFFF
        if passes < 1.0 and random_streams.uniform(seed, BARRIER, who.person, occasion) >= passes:
            return b
    return -1


@kernel
def suits(seed: int, week: int, screen: ScreenNumbers, who: Asker, offer: Any) -> bool:
    """Return whether a programme that residents ask for is open, and admits a person of this age, severity and situation."""
    return bool(
        offer.in_arm
        and not offer.outreach
        and offer.opens <= week < offer.closes
        and not offer.shut
        and offer.youngest <= who.age <= offer.oldest
        and fits(seed, week, screen, who.person, who.severity, offer)
        and belongs(offer.only, who.situation)
    )


@kernel
def wanted_most(
    seed: int, week: int, screen: ScreenNumbers, tried: int, who: Asker, near: NDArray[np.int16], offers: Offers
) -> int:
    """Return the suitable programme, neither tried now nor begun before, that comes first in this request's random order, or -1."""
    best, best_draw = -1, -1.0
    for k in range(offers.shape[0]):
        if (tried | who.used) >> k & 1 or near[k] < 0 or not suits(seed, week, screen, who, offers[k]):
            continue
        occasion = (offers[k].key ^ (who.ask * MIX_ASK)) & 0xFFFFFFFF
        draw = random_streams.uniform(seed, CHOICE, who.person, occasion)
        if draw > best_draw:
            best, best_draw = k, draw
    return best


@kernel
def choose_freely(
    seed: int, week: int, who: Asker, near: NDArray[np.int16], miles: NDArray[np.float32],
    offers: Offers, hurdles: Hurdles, effects: NDArray[np.float64], numbers: HindranceNumbers,
    screen: ScreenNumbers,
) -> tuple[int, int]:  # fmt: skip
    """Return (programme, -1) for the first programme without a barrier, or (-1, the barrier of the most wanted one)."""
    tried, first_bar = 0, effects.shape[1] + 1
    for attempt in range(offers.shape[0]):
        k = wanted_most(seed, week, screen, tried, who, near, offers)
        if k < 0:
            break
        bar = barred_by(seed, miles[k], who, offers[k], hurdles, effects[k], numbers)
        if bar < 0:
            return k, -1
        if attempt == 0:
            first_bar = bar
        tried |= 1 << k
    return -1, first_bar


@kernel
def answer_call(
    seed: int, k: int, miles: float, who: Asker, offer: Any, hurdles: Hurdles,
    effects: NDArray[np.float64], numbers: HindranceNumbers,
) -> tuple[int, int]:  # fmt: skip
    """Return (programme, -1) for an accepted call, or (-1, the reason): a barrier or a no."""
    bar = barred_by(seed, miles, who, offer, hurdles, effects, numbers)
    if bar >= 0:
        return -1, bar
    occasion = (offer.key ^ (who.ask * MIX_ASK)) & 0xFFFFFFFF
    if random_streams.uniform(seed, CONTACT, who.person, occasion) < offer.accepts:
        return k, -1
    return -1, effects.shape[0]


@kernel
def decide_all(
    seed: int, week: int, pause: int, rows: NDArray[np.int32], wishes: NDArray[np.int8],
    uid: NDArray[np.int64], place: NDArray[np.int16], age: NDArray[np.uint8],
    severity: NDArray[np.float32], asks: NDArray[np.uint8], used: NDArray[np.uint16],
    race: NDArray[np.uint8], income: NDArray[np.float32], insured: NDArray[np.uint8],
    vehicle: NDArray[np.uint8], internet: NDArray[np.uint8], english: NDArray[np.uint8],
    stigma: NDArray[np.float32], trust: NDArray[np.float32], collectivism: NDArray[np.float32],
    situation: NDArray[np.uint16], back_home: NDArray[np.int16],
    nearest: NDArray[np.int16], miles: NDArray[np.float32], offers: Offers, hurdles: Hurdles,
    effects: NDArray[np.float64], numbers: HindranceNumbers, screen: ScreenNumbers, care: NDArray[np.uint8],
    programme: NDArray[np.int8], site: NDArray[np.int16], since: NDArray[np.int16],
    ask_again: NDArray[np.int16], said_no: NDArray[np.uint16], refused_by: NDArray[np.int8],
    happened: NDArray[np.uint8], ever: NDArray[np.uint8], joined: NDArray[np.int32],
) -> int:  # fmt: skip
    """Decide every request; write the rows of people who join a waiting list and return how many."""
    count = 0
    for a in range(rows.shape[0]):
        i, wish = rows[a], wishes[a]
        near, far = nearest[place[i]], miles[place[i]]
        who = Asker(
            uid[i], int(asks[i]), int(age[i]), severity[i], int(used[i]), int(race[i]), income[i], int(insured[i]),
            int(vehicle[i]), int(internet[i]), int(english[i]), stigma[i], trust[i], collectivism[i],
            situation_now(int(situation[i]), week, int(back_home[i])),
        )  # fmt: skip
        if wish == FREE_CHOICE:
            k, bar = choose_freely(seed, week, who, near, far, offers, hurdles, effects, numbers, screen)
        else:
            k, bar = answer_call(seed, wish, far[wish], who, offers[wish], hurdles, effects[wish], numbers)
        if k < 0:
            refused_by[i] = bar
            happened[i] |= REFUSED_NOW
            ask_again[i] = week + pause
            if wish != FREE_CHOICE:
                said_no[i] |= np.uint16(1 << wish)
            continue
        care[i], programme[i], site[i], since[i] = 1, k, near[k], week
        happened[i] |= JOINED_NOW
        ever[i] |= PASSED
        joined[count] = i
        count += 1
    return count


@process(
    reads="uid place age severity asks used race income insured vehicle internet english stigma "
    "trust collectivism situation back_home said_no happened ever",
    writes="care programme site since ask_again said_no refused_by happened ever",
)
def pass_barriers(world: World) -> None:
    """Check the requests against the barriers: each resident joins a waiting list or is turned away."""
    r = world.residents
    rows = world.asking.rows[: world.asking.count]
    wishes, joined = world.wishes, np.empty(len(rows), np.int32)
    hurdles, effects = hurdles_of(world)
    offers, pause = offers_of(world), int(world.numbers(PauseNumbers).pause)
    hindering, screen = world.numbers(HindranceNumbers), world.numbers(ScreenNumbers)

    def decide(part: slice) -> tuple[int]:
        count = decide_all(
            world.seed, world.week, pause, rows[part], wishes[part], r.uid,
            r.place, r.age, r.severity, r.asks, r.used, r.race, r.income, r.insured, r.vehicle, r.internet, r.english,
            r.stigma, r.trust, r.collectivism, r.situation, r.back_home, world.sites.nearest, world.sites.miles,
            offers, hurdles, effects, hindering, screen, r.care,
            r.programme, r.site, r.since, r.ask_again, r.said_no, r.refused_by, r.happened, r.ever, joined[part],
        )  # fmt: skip
        return (count,)

    (count,) = kept(world, decide, joined)
    world.waiting.extend(in_order_of_arrival(world, joined[:count]))


def in_order_of_arrival(world: World, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the rows of one week in order of arrival: random, since a week has no finer clock."""
    r = world.residents
    draw = random_streams.uniforms_each(world.seed, ARRIVAL, r.uid[rows], r.asks[rows].astype(np.int64))
    order = np.argsort(draw)
    if np.any(draw[order[1:]] == draw[order[:-1]]):
        order = np.lexsort((r.uid[rows], draw))
    return rows[order]
