"""Who supports a resident, and what does it cost them? Support flows along ties and tires the giver.

    offer_j   = (1 - fatigue_j) * (1 - distress_cost * min(severity_j, 2) / 2)          what j can give, in 63 steps
    received  = mobilised(week) * (kin_weight * sum of kin's offers + wear(week) * (sum of other offers + bonds))
    felt      = received / (received + half) * (1 - erosion(week) * min(what the event adds to severity_i, 2) / 2)
    support_i <- support_i + rate * (seeking_gain if seeking) * (felt - support_i)
    fatigue_i <- fatigue_i + load * (share of ties seeking support) - rest * fatigue_i
    mobilised(week), wear(week)   what the event brings and takes, as far as it is felt in town (processes/around.py)
    pace_i    = friends_double ** ((healthy share - usual) / (enough - few))             healthy: below half the cut-off
    while the hazard keeps people apart (isolation_weeks), all offers from outside the household are cut by `isolation`; kin outside
    it are taken to offer what kin of that resident offer on average

`bonds` (effects.py) stand for other members of groups, who are not named: they give in full, and nobody is tired by them.
What a giver shows to the ties is one byte (offer, seeking, healthy), so a million residents fit in the processor's cache, and sums of
whole numbers do not depend on the order of ties.
Sources: Kaniasty & Norris 1993, 2008 (kin last, others wear out; distress wears support down from 18 months); Norris et al. 2005;
Hill et al. 2015 (enough healthy friends double the chance of recovery; distress itself does not spread).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.arithmetic import exp32, exp64, log64
from sim.kernels.compiled import kernel
from sim.population.residents import DISTRESS_FROM
from sim.processes.around import felt_in_town
from sim.processes.chunks import catch_up, later
from sim.processes.process import process
from sim.processes.state import World, found_under
from sim.processes.stress.coping import SEEKING

__all__ = [
    "SupportNumbers",
    "UsualSupport",
    "gathered",
    "share_support",
    "show",
    "shown_and_gathered",
    "support_of_ties",
]

STEPS = 63
SEEKS, HEALTHY = 64, 128
# The same byte as one whole number of three fields, wide enough for the sums of 33,000 ties.
FIELD_BITS, ONE_FIELD = np.uint64(21), np.uint64(2**21 - 1)
FIELDS = np.array(
    [(byte & STEPS) + (byte // SEEKS % 2 << 21) + (byte // HEALTHY << 42) for byte in range(256)], np.uint64
)
ZERO, ONE = np.uint64(0), np.uint64(1)
BLOCK = 1024
LEAST_SPREAD = 1e-3
# While people are kept apart, offers are counted in steps so much smaller, so that rounding them to whole steps loses nothing.
FINER = np.float32(256.0)


@found_under("stress.support")
class SupportNumbers(NamedTuple):
    """The support that ties give, how it wears off, and what it costs."""

    kin_weight: np.float32
    half: np.float32
    rate: np.float32
    seeking_gain: np.float32
    distress_cost: np.float32
    giving_age: np.float32
    mobilised: np.float32
    mobilised_weeks: np.float32
    wear: np.float32
    wear_weeks: np.float32
    erosion: np.float32
    erosion_from: np.float32
    erosion_full: np.float32
    load: np.float32
    rest: np.float32
    friends_double: np.float32
    friends_few: np.float32
    friends_enough: np.float32
    friends_usual: np.float32


@found_under("hazards.{hazard}")
class ApartNumbers(NamedTuple):
    """What share of contact outside the household stops, and for how long."""

    isolation: np.float32
    isolation_weeks: np.float32


class SupportWeek(NamedTuple):
    """The factors of one week: what kin and others give, what erodes, and the logarithm of the pace per healthy share."""

    kin: np.float32
    others: np.float32
    bonds: np.float32
    erosion: np.float32
    pace_per_share: np.float32


class UsualSupport(NamedTuple):
    """Mean and standard deviation of the support that this town's ties give if nobody is distressed or tired."""

    mean: np.float32
    spread: np.float32


def of_week(week: int, numbers: SupportNumbers, felt: float) -> SupportWeek:
    """Return this week's factors: help is mobilised at first, then ties other than kin wear out, as far as the event is felt."""
    mobilised = 1.0 + felt * float(numbers.mobilised) * exp64(-week / float(numbers.mobilised_weeks))
    wear = 1.0 - felt * float(numbers.wear) * min(week / float(numbers.wear_weeks), 1.0)
    begins, full = float(numbers.erosion_from), float(numbers.erosion_full)
    late = min(max((week - begins) / (full - begins), 0.0), 1.0)
    span = float(numbers.friends_enough) - float(numbers.friends_few)
    return SupportWeek(
        kin=np.float32(mobilised * float(numbers.kin_weight) / STEPS),
        others=np.float32(mobilised * wear / STEPS),
        bonds=np.float32(mobilised * wear),
        erosion=np.float32(float(numbers.erosion) * late / 2.0),
        pace_per_share=np.float32(log64(float(numbers.friends_double)) / span),
    )


@kernel
def show(
    distress_cost: np.float32, giving_age: np.uint8, age: NDArray[np.uint8], fatigue: NDArray[np.float32],
    severity: NDArray[np.float32], coping: NDArray[np.uint8], shown: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Write what every resident shows to the ties: the offer in 63 steps, and the bits SEEKS and HEALTHY."""
    half_cost = distress_cost * np.float32(0.5)
    for i in range(shown.shape[0]):
        burden = np.float32(1.0) - half_cost * min(severity[i], np.float32(2.0))
        offer = (np.float32(1.0) - fatigue[i]) * burden * np.float32(age[i] >= giving_age)
        steps = np.uint8(offer * np.float32(STEPS) + np.float32(0.5))
        seeks = np.uint8(SEEKS) * np.uint8(coping[i] == SEEKING)
        healthy = np.uint8(HEALTHY) * np.uint8(severity[i] < DISTRESS_FROM)
        shown[i] = steps | seeks | healthy


@kernel
def gather(
    shown: NDArray[np.uint8], givers: NDArray[np.int32], starts: NDArray[np.int64], ends: NDArray[np.int64],
    layer_counts: NDArray[np.uint8], kin_offers: NDArray[np.int32], other_offers: NDArray[np.int32],
    seeking: NDArray[np.int32], healthy: NDArray[np.int32],
) -> None:  # fmt: skip
    """Sum over each resident's ties what they offer, how many seek support and how many are healthy; (n,) each.

    A running total goes over the ties of a block of residents without a break; a resident's sum is the difference of two of its
    values. Each entry of FIELDS holds all three things to be summed, side by side in one whole number. Positions are unsigned
    because a signed one might be negative, which Numba would ask at every tie.
    """
    n = starts.shape[0]
    most = 0
    for first in range(0, n, BLOCK):
        most = max(most, ends[min(first + BLOCK, n) - 1] - starts[first])
    running = np.zeros(most + 1, np.uint64)
    for first in range(0, n, BLOCK):
        last = min(first + BLOCK, n)
        base = starts[first]
        total, at = ZERO, ZERO
        for t in range(base, ends[last - 1]):
            total += FIELDS[shown[np.uint32(givers[t])]]
            at += ONE
            running[at] = total
        start, before = ZERO, ZERO
        for i in range(first, last):
            end = np.uint64(ends[i] - base)
            kin = running[start + np.uint64(layer_counts[i, 0]) + np.uint64(layer_counts[i, 1])] - before
            everybody = running[end] - before
            start, before = end, running[end]
            kin_offers[i] = np.int32(kin & ONE_FIELD)
            other_offers[i] = np.int32((everybody - kin) & ONE_FIELD)
            seeking[i] = np.int32((everybody >> FIELD_BITS) & ONE_FIELD)
            healthy[i] = np.int32(everybody >> (FIELD_BITS + FIELD_BITS))


@kernel
def receive(
    numbers: SupportNumbers, now: SupportWeek, starts: NDArray[np.int64], ends: NDArray[np.int64],
    kin_offers: NDArray[np.int32], other_offers: NDArray[np.int32], seeking: NDArray[np.int32],
    healthy: NDArray[np.int32], severity: NDArray[np.float32], usual: NDArray[np.float32], coping: NDArray[np.uint8],
    bonds: NDArray[np.float32], support: NDArray[np.float32], fatigue: NDArray[np.float32],
    pace: NDArray[np.float32],
) -> None:  # fmt: skip
    """Turn the sums over ties into support felt, fatigue and pace, for every resident."""
    one, zero = np.float32(1.0), np.float32(0.0)
    for i in range(support.shape[0]):
        received = now.kin * np.float32(kin_offers[i]) + now.others * np.float32(other_offers[i])
        received += now.bonds * bonds[i]
        held = one - now.erosion * min(max(severity[i] - usual[i], zero), np.float32(2.0))
        felt = received / (received + numbers.half) * held
        gain = numbers.seeking_gain if coping[i] == SEEKING else one
        support[i] += numbers.rate * gain * (felt - support[i])
        ties = np.float32(ends[i] - starts[i])
        share = one / max(ties, one)
        tired = fatigue[i] + numbers.load * np.float32(seeking[i]) * share - numbers.rest * fatigue[i]
        fatigue[i] = min(max(tired, zero), one)
        well = np.float32(healthy[i]) * share if ties > zero else numbers.friends_usual
        pace[i] = exp32(now.pace_per_share * (well - numbers.friends_usual))


@kernel
def keep_apart(
    isolation: np.float32,
    layer_counts: NDArray[np.uint8],
    kin_offers: NDArray[np.int32],
    other_offers: NDArray[np.int32],
) -> None:
    """Cut what comes from outside the household, and count in finer steps: all other offers, those of kin by how many live elsewhere."""
    one, half = np.float32(1.0), np.float32(0.5)
    for i in range(kin_offers.shape[0]):
        within, outside = np.float32(layer_counts[i, 0]), np.float32(layer_counts[i, 1])
        elsewhere = outside / max(within + outside, one)
        kin_offers[i] = np.int32(np.float32(kin_offers[i]) * (one - isolation * elsewhere) * FINER + half)
        other_offers[i] = np.int32(np.float32(other_offers[i]) * (one - isolation) * FINER + half)


def scratch(world: World) -> tuple[NDArray[np.uint8], list[NDArray[np.int32]]]:
    """Return the arrays that the gather needs, made once a run."""
    n = len(world.residents)
    arrays: tuple[NDArray[np.uint8], list[NDArray[np.int32]]] = world.once(
        "support_scratch",
        lambda _: (np.zeros(n, np.uint8), [np.zeros(n, np.int32) for _ in range(4)]),
    )
    return arrays


def shown_and_gathered(world: World) -> list[NDArray[np.int32]]:
    """Let everyone show how they are, then sum over ties: kin's offers, others' offers, who seeks, who is healthy, `(n,)` each."""
    r, numbers = world.residents, world.numbers(SupportNumbers)
    shown, _ = scratch(world)
    gives = numbers.distress_cost, np.uint8(round(float(numbers.giving_age)))
    later(world, show, gives, (r.age, r.fatigue, r.severity, r.coping, shown))
    return gathered(world)


def gathered(world: World) -> list[NDArray[np.int32]]:
    """Sum what has been shown over ties."""
    ties, (shown, sums) = world.community.ties, scratch(world)
    catch_up(world)
    later(world, gather, (shown, ties.givers), (ties.indptr[:-1], ties.indptr[1:], ties.layer_counts, *sums))
    return sums


def support_of_ties(world: World) -> UsualSupport:
    """Return mean and spread of the support that ties give in full, by which support is standardised; worked out once a run."""

    def made(_: World) -> UsualSupport:
        numbers, age = world.numbers(SupportNumbers), world.residents.age
        # Done at once: what waits for its turn would come too late, or read over what others show.
        catch_up(world)
        shown, ties = np.where(age >= round(float(numbers.giving_age)), STEPS, 0).astype(np.uint8), world.community.ties
        sums = [np.zeros(len(age), np.int32) for _ in range(4)]
        gather(shown, ties.givers, ties.indptr[:-1], ties.indptr[1:], ties.layer_counts, *sums)
        # Of people who have ties, so that a newcomer who knows nobody changes nothing for others.
        felt = felt_of(sums, numbers)[np.diff(ties.indptr) > 0]
        if not len(felt):
            return UsualSupport(np.float32(0.0), np.float32(1.0))
        return UsualSupport(np.float32(felt.mean()), np.float32(max(felt.std(), LEAST_SPREAD)))

    usual: UsualSupport = world.once("usual_support", made)
    return usual


def felt_of(sums: list[NDArray[np.int32]], numbers: SupportNumbers) -> NDArray[np.float64]:
    """Return the support felt in quiet times from what kin and others offer, `(n,)`."""
    received = (float(numbers.kin_weight) * sums[0] + sums[1]) / STEPS
    return np.asarray(received / (received + float(numbers.half)))


@process(
    reads="age fatigue severity usual coping bonds support pace", writes="support fatigue pace", ties=True, lazy=True
)
def share_support(world: World) -> None:
    """Let support flow along the ties for a week."""
    r, ties, numbers = world.residents, world.community.ties, world.numbers(SupportNumbers)
    kin, others, seeking, healthy = shown_and_gathered(world)
    event = felt_in_town(world)
    now, apart = of_week(world.week, numbers, event), world.numbers(ApartNumbers)
    isolation = np.float32(event * float(apart.isolation))
    if isolation > 0 and world.week <= apart.isolation_weeks:
        later(world, keep_apart, (isolation,), (ties.layer_counts, kin, others))
        now = now._replace(
            kin=now.kin / FINER, others=now.others / FINER, bonds=now.bonds * (np.float32(1.0) - isolation)
        )
    columns = (
        ties.indptr[:-1], ties.indptr[1:], kin, others, seeking, healthy, r.severity, r.usual, r.coping, r.bonds,
        r.support, r.fatigue, r.pace,
    )  # fmt: skip
    later(world, receive, (numbers, now), columns)
