"""How large are circles, and how likely is a tie in them? From the mean ties of each kind to sizes, cores and probabilities.

    people known  = ties given * (2 - reciprocity) / (1 - isolates)^2            a returned tie is one person, given and received
    dense ties    = close_triads of them, in cores in which everyone knows everyone as at home (household_probability)
    loose ties    = the rest, spread over the wider circle, in proportion to how sociable both are
    core share x  : x * (size * x - 1) * household_probability = dense ties      (block and team of a known size)

Neighbours, work and friends divide, in the evidence's proportions, the ties of an adult that household and kin leave.
Ties in a household are always mutual; the others are returned as often as gives the reciprocity of all ties together.
Sources: Koster 2018 (who gives to whom in a village of 108 adults), by way of community.toml.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.evidence import Evidence
from sim.kernels.arithmetic import log64
from sim.population.ages import ADULT
from sim.population.households import Homes
from sim.population.numbers import MeetingNumbers, TieNumbers, read

__all__ = ["LAST_WORKING_YEAR", "TiePlan", "plan_ties"]

LAST_WORKING_YEAR = 64
# How many circles of friends an adult can be in; for probabilities, an adult is in at least this many.
TURNS, FEW_CIRCLES = 3, 0.1


class TiePlan(NamedTuple):
    """Sizes of circles, shares in cores, and probabilities.

    dense, loose, mutual and nests have one entry per part (L parts): the probability of a tie in the core of a small circle, elsewhere in
    the wider one, that a tie is mutual, and how many small circles make a wider one. `kin_homes` and `block_homes` are households in a
    circle, `friend_circles` the circles of friends of an average adult, `withdrawn` the share of people living alone who meet nobody.
    """

    ties: TieNumbers
    meeting: MeetingNumbers
    dense: tuple[float, ...]
    loose: tuple[float, ...]
    mutual: tuple[float, ...]
    nests: tuple[int, ...]
    sociability: float
    withdrawn: float
    kin_homes: float
    block_homes: float
    block_core: float
    team_core: float
    friend_circles: float


def core_share(size: float, dense: float, chance: float) -> float:
    """Return the share of a circle that makes up its core, so that its people have `dense` ties there on average."""
    return held((1.0 + float(np.sqrt(1.0 + 4.0 * size * dense / max(chance, 0.01)))) / (2.0 * size))


def returned(reciprocity: float) -> float:
    """Return the probability that a tie between two people is mutual, given the share of ties that are returned."""
    return reciprocity / (2.0 - reciprocity)


def held(chance: float) -> float:
    """Return a probability clipped to [0, 1]."""
    return min(max(float(chance), 0.0), 1.0)


class Company(NamedTuple):
    """Household composition as it matters for ties: adults per household, others beside an adult; shares living alone and in teams."""

    adults: float
    others: float
    alone: float
    at_work: float


def company(age: NDArray[np.uint8], homes: Homes, working: float) -> Company:
    """Count adults by household and those at work."""
    grown = age >= ADULT
    by_home = np.bincount(homes.home, weights=grown, minlength=len(homes.size))
    adults = max(float(by_home.sum()), 1.0)
    of_age = float((grown & (age <= LAST_WORKING_YEAR)).sum())
    others = float((by_home * (by_home - 1)).sum())
    return Company(
        adults / max(len(by_home), 1), others / adults, float((by_home == 1).sum()) / adults, working * of_age / adults
    )


class Known(NamedTuple):
    """How many people an adult (last field: a child in a class) shares a tie with, by setting; at work, if employed."""

    kin: float
    neighbours: float
    work: float
    friends: float
    classmates: float


def known_people(t: TieNumbers, near: Company) -> Known:
    """Return the people known in each setting, so that all ties given sum to the evidence's mean."""
    known = (2.0 - t.reciprocity) / (1.0 - t.isolates) ** 2
    rest = max(t.mean_given - t.household_probability * near.others - t.mean_kin, 0.0)
    share = known * rest / (t.mean_neighbours + near.at_work * t.mean_work + t.mean_friends)
    return Known(
        known * t.mean_kin,
        share * t.mean_neighbours,
        share * t.mean_work,
        share * t.mean_friends,
        known * t.mean_friends,
    )


def kin_size(t: TieNumbers, near: Company, kin: float) -> tuple[float, int]:
    """Return the households in a small circle of kin, and how many such circles make a family in which kin_probability holds."""
    homes = 1.0 + t.close_triads * kin / (t.household_probability * near.adults)
    return homes, max(round(t.mean_kin / t.kin_probability / near.adults / homes), 2)


def friend_circles(t: TieNumbers, friends: float) -> float:
    """Return in how many circles of friends an adult is on average."""
    return t.close_triads * friends / (t.household_probability * (t.circle_size - 1.0))


def nested(t: TieNumbers) -> int:
    """Return how many small circles make a wider one."""
    return max(round(t.circles_nested), 2)


def loose_chances(t: TieNumbers, m: MeetingNumbers, near: Company, known: Known) -> tuple[float, ...]:
    """Return the probability of a tie in the wider circle of each part, between two people of average sociability."""
    homes, nest = kin_size(t, near, known.kin)
    wider = (nested(t) - 1) * t.circle_size * max(friend_circles(t, known.friends), FEW_CIRCLES)
    kin = known.kin / ((nest - 1) * homes * near.adults)
    blocks = known.neighbours / (nested(t) * t.circle_size - 1.0)
    work = known.work / (m.team_size - 1.0)
    open_ = 1.0 - t.close_triads
    chances = (0.0, open_ * kin, open_ * blocks, open_ * work, known.classmates / (m.class_size - 1.0))
    return tuple(held(chance) for chance in (*chances, *[open_ * known.friends / wider] * TURNS))


def mutual_chance(t: TieNumbers, near: Company) -> float:
    """Return the probability that a tie outside the household is mutual, if all those inside are."""
    at_home = t.household_probability * near.others
    return returned(held((t.reciprocity * t.mean_given - at_home) / max(t.mean_given - at_home, 1.0)))


def plan_ties(age: NDArray[np.uint8], homes: Homes, book: Evidence) -> TiePlan:
    """Return the plan of ties for residents of these ages and households."""
    t, m = read(book, TieNumbers), read(book, MeetingNumbers)
    near = company(age, homes, m.working)
    known = known_people(t, near)
    kin_homes, kin_nest = kin_size(t, near, known.kin)
    loose, hold = loose_chances(t, m, near, known), t.household_probability
    return TiePlan(
        t, m,
        dense=(hold, hold, hold, hold, loose[4], *[hold] * TURNS), loose=loose,
        mutual=(1.0, *[mutual_chance(t, near)] * (len(loose) - 1)),
        nests=(1, kin_nest, nested(t), 1, 1, *[nested(t)] * TURNS),
        sociability=spread_of(t.spread_given / ((2.0 - t.reciprocity) * t.mean_given)),
        withdrawn=held(t.isolates / max(near.alone, t.isolates)),
        kin_homes=kin_homes, block_homes=t.circle_size / near.adults,
        block_core=core_share(t.circle_size, t.close_triads * known.neighbours, hold),
        team_core=core_share(m.team_size, t.close_triads * known.work, hold),
        friend_circles=friend_circles(t, known.friends),
    )  # fmt: skip


def spread_of(variation: float) -> float:
    """Return the s at which exp(s * z) varies by this share of its mean."""
    return float(np.sqrt(log64(1.0 + variation**2)))
