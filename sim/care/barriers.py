"""What turns people away? Each barrier is passed or not, with luck, in the order of the catalogue.

    chance to pass = exp(effect * hindrance)        effect <= 0, in log odds per unit of hindrance; 0 hindrance always passes

For the small weekly chances of entering care, odds and chances nearly agree, so a published odds ratio multiplies entry as it should.
A resident who asks freely tries the open programmes in an order of her own luck and takes the first that nothing bars; if all are
barred, the refusal is recorded with the barrier that barred the one she wanted most. Somebody whom outreach calls on may say no.
Race/ethnicity is no barrier: published gaps by race already hold cost, distance and trust, and are used only to check what these produce.
Sources: RAND Health Insurance Experiment (cost on entry); Clement et al. 2015; Pfeiffer et al. 2011; Cabral & Smith 2011.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.arithmetic import exp64
from sim.care.offers import Offers, offers_of
from sim.care.seeking import FREE_CHOICE, AskingNumbers
from sim.community.residents import EVER, HAPPENED
from sim.community.world import World
from sim.compiled import kernel
from sim.process import process

__all__ = ["hindrance", "pass_barriers"]

CHOICE, BARRIER, ARRIVAL = draws.DECISION["choice"], draws.DECISION["barrier"], draws.DECISION["arrival"]
CONTACT = draws.DECISION["contact"]
PASSED = EVER["passed"]
REFUSED_NOW, JOINED_NOW = HAPPENED["refused"], HAPPENED["joined"]
HISPANIC = 2
MIX_ASK, MIX_BARRIER = 0x9E3779B1, 0x85EBCA77


class HindranceNumbers(NamedTuple):
    """How price, distance and culture are measured."""

    PATH = "care.hindrance"
    full_price: np.float32
    price_poor: np.float32
    price_rich: np.float32
    miles_without_car: np.float32
    culture_unfit: np.float32


class Asker(NamedTuple):
    """The columns by which barriers tell residents apart."""

    race: NDArray[np.uint8]
    income: NDArray[np.float32]
    insured: NDArray[np.uint8]
    vehicle: NDArray[np.uint8]
    internet: NDArray[np.uint8]
    english: NDArray[np.uint8]
    stigma: NDArray[np.float32]
    trust: NDArray[np.float32]
    collectivism: NDArray[np.float32]


@kernel
def hindrance(
    kind: int, i: int, k: int, miles: float, who: Asker, offers: Offers, numbers: HindranceNumbers
) -> float:
    """Return how much of one hindrance (a row of HINDRANCES) resident `i` meets at programme `k`."""
    if kind == 0:
        return who.stigma[i] * offers.stigma_share[k]
    if kind == 1:
        borne = 1.0 - offers.insured_share[k] * who.insured[i]
        weight = 1.0
        if who.income[i] < 1.0:
            weight = numbers.price_poor
        elif who.income[i] >= 4.0:
            weight = numbers.price_rich
        return borne * weight * offers.price[k] / numbers.full_price
    if kind == 2:
        return miles if who.vehicle[i] else miles * numbers.miles_without_car
    if kind == 3:
        return 1.0 if offers.needs_internet[k] and not who.internet[i] else 0.0
    if kind == 4:
        understood = who.english[i] or (offers.spanish[k] and who.race[i] == HISPANIC)
        return 0.0 if understood else 1.0
    if kind == 5:
        return max(float(who.collectivism[i]), 0.0) * numbers.culture_unfit
    return 1.0 - who.trust[i]


@kernel
def barred_by(
    seed: int, person: int, ask: int, i: int, k: int, miles: float, who: Asker, offers: Offers,
    numbers: HindranceNumbers,
) -> int:  # fmt: skip
    """Return the first barrier that turns resident `i` away from programme `k`, or -1 if none does."""
    for b in range(offers.effect.shape[1]):
        effect = offers.effect[k, b]
        if effect == 0.0:
            continue
        passes = exp64(effect * hindrance(offers.hindrance[b], i, k, miles, who, offers, numbers))
        occasion = (offers.key[k] ^ (ask * MIX_ASK) ^ (offers.barrier_key[b] * MIX_BARRIER)) & 0xFFFFFFFF
        if passes < 1.0 and draws.uniform(seed, BARRIER, person, occasion) >= passes:
            return b
    return -1


@kernel
def wanted_most(
    seed: int, person: int, ask: int, tried: int, week: int, age: int, severity: np.float32,
    used: int, near: NDArray[np.int16], offers: Offers,
) -> int:  # fmt: skip
    """Return the open, fitting programme not tried yet that this resident's luck of this ask puts first, or -1."""
    best, best_luck = -1, -1.0
    for k in range(offers.key.shape[0]):
        bit = 1 << k
        if not offers.in_arm[k] or offers.outreach[k] or (tried | used) & bit or near[k] < 0:
            continue
        if week < offers.opens[k] or week >= offers.closes[k]:
            continue
        if age < offers.youngest[k] or age > offers.oldest[k]:
            continue
        if severity < offers.least[k] or severity > offers.most[k]:
            continue
        occasion = (offers.key[k] ^ (ask * MIX_ASK)) & 0xFFFFFFFF
        luck = draws.uniform(seed, CHOICE, person, occasion)
        if luck > best_luck:
            best, best_luck = k, luck
    return best


@kernel
def choose_freely(
    seed: int, week: int, person: int, ask: int, i: int, age: int, severity: np.float32, used: int,
    near: NDArray[np.int16], miles: NDArray[np.float32], who: Asker, offers: Offers,
    numbers: HindranceNumbers,
) -> tuple[int, int]:  # fmt: skip
    """Return (programme, -1) for the first programme that nothing bars, or (-1, what barred the one wanted most)."""
    tried, first_bar = 0, offers.effect.shape[1] + 1
    for attempt in range(offers.key.shape[0]):
        k = wanted_most(seed, person, ask, tried, week, age, severity, used, near, offers)
        if k < 0:
            break
        bar = barred_by(seed, person, ask, i, k, miles[k], who, offers, numbers)
        if bar < 0:
            return k, -1
        if attempt == 0:
            first_bar = bar
        tried |= 1 << k
    return -1, first_bar


@kernel
def answer_call(
    seed: int, person: int, ask: int, i: int, k: int, miles: float, who: Asker, offers: Offers,
    numbers: HindranceNumbers,
) -> tuple[int, int]:  # fmt: skip
    """Return (programme, -1) for a call accepted, or (-1, what came between): a barrier or a no."""
    bar = barred_by(seed, person, ask, i, k, miles, who, offers, numbers)
    if bar >= 0:
        return -1, bar
    if draws.uniform(seed, CONTACT, person, (offers.key[k] ^ (ask * MIX_ASK)) & 0xFFFFFFFF) < offers.accepts[k]:
        return k, -1
    return -1, offers.effect.shape[1]


@kernel
def decide_all(
    seed: int, week: int, pause: int, rows: NDArray[np.int32], wishes: NDArray[np.int8],
    uid: NDArray[np.int64], place: NDArray[np.int16], age: NDArray[np.uint8],
    severity: NDArray[np.float32], asks: NDArray[np.uint8], used: NDArray[np.uint16],
    nearest: NDArray[np.int16], miles: NDArray[np.float32], who: Asker, offers: Offers,
    numbers: HindranceNumbers, care: NDArray[np.uint8], programme: NDArray[np.int8],
    site: NDArray[np.int16], since: NDArray[np.int16], ask_again: NDArray[np.int16],
    refused_by: NDArray[np.int8], happened: NDArray[np.uint8], ever: NDArray[np.uint8],
    joined: NDArray[np.int32],
) -> int:  # fmt: skip
    """Decide for everybody who asks; write the rows of those who join a waiting list and return how many."""
    count = 0
    for a in range(rows.shape[0]):
        i, wish = rows[a], wishes[a]
        near, far, ask = nearest[place[i]], miles[place[i]], int(asks[i])
        if wish == FREE_CHOICE:
            k, bar = choose_freely(
                seed, week, uid[i], ask, i, int(age[i]), severity[i], int(used[i]), near, far, who,
                offers, numbers,
            )  # fmt: skip
        else:
            k, bar = answer_call(seed, uid[i], ask, i, wish, far[wish], who, offers, numbers)
        if k < 0:
            refused_by[i] = bar
            happened[i] |= REFUSED_NOW
            ask_again[i] = week + pause
            continue
        care[i], programme[i], site[i], since[i] = 1, k, near[k], week
        happened[i] |= JOINED_NOW
        ever[i] |= PASSED
        joined[count] = i
        count += 1
    return count


@process(
    reads="uid place age severity asks used race income insured vehicle internet english stigma "
    "trust collectivism happened ever",
    writes="care programme site since ask_again refused_by happened ever",
)
def pass_barriers(world: World) -> None:
    """Let those who ask meet the barriers, and join a waiting list or be turned away."""
    r = world.residents
    rows = world.asking.rows[: world.asking.count]
    joined = np.empty(len(rows), np.int32)
    who = Asker(
        r.race, r.income, r.insured, r.vehicle, r.internet, r.english, r.stigma, r.trust,
        r.collectivism,
    )  # fmt: skip
    pause = int(world.numbers(AskingNumbers).pause)
    count = decide_all(
        world.seed, world.week, pause, rows, world.memo["care.wishes"], r.uid, r.place, r.age,
        r.severity, r.asks, r.used, world.sites.nearest, world.sites.miles, who, offers_of(world),
        world.numbers(HindranceNumbers), r.care, r.programme, r.site, r.since, r.ask_again,
        r.refused_by, r.happened, r.ever, joined,
    )  # fmt: skip
    world.waiting.extend(in_order_of_arrival(world, joined[:count]))


def in_order_of_arrival(world: World, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the rows of one week in the order in which they came: by luck, since a week has no finer clock."""
    r = world.residents
    luck = draws.uniforms_each(world.seed, ARRIVAL, r.uid[rows], r.asks[rows].astype(np.int64))
    return rows[np.lexsort((r.uid[rows], luck))]
