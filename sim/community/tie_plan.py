"""How large are circles, and how likely is a tie in them? From the mean ties of each kind to sizes, cores and chances.

    people known  = ties given * (2 - reciprocity) / (1 - isolates)^2            a returned tie is one person, given and received
    dense ties    = close_triads of them, in cores where everybody knows everybody as at home (household_probability)
    loose ties    = the rest, spread over the wider circle, in proportion to how sociable both are
    core share x  : x * (size * x - 1) * household_probability = dense ties      (block and team of a known size)

Neighbours, work and friends share in the evidence's proportions what household and kin leave of the ties that an adult gives.
Ties in a household are always mutual; the others are returned as often as gives the reciprocity of all ties together.
Sources: Koster 2018 (who gives to whom in a village of 108 adults), by way of community.toml.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import log64
from sim.community.households import ADULT, Homes
from sim.evidence import Evidence

__all__ = ["LAST_WORKING_YEAR", "MeetingNumbers", "TieNumbers", "TiePlan", "plan_ties"]

# How many small circles lie side by side in a wider one.
NEST = 3
LAST_WORKING_YEAR = 64
# Of the circles of friends away from home, the share found at work by those who have a team.
FROM_WORK = 0.5
LEAST, MOST = 0.0, 1.0


class TieNumbers(NamedTuple):
    """Ties of support, from the evidence."""

    PATH = "community.ties"
    mean_given: np.float32
    household_probability: np.float32
    kin_probability: np.float32
    mean_kin: np.float32
    mean_neighbours: np.float32
    mean_work: np.float32
    mean_friends: np.float32
    spread_given: np.float32
    isolates: np.float32
    reciprocity: np.float32
    alike_age: np.float32
    alike_sex: np.float32
    alike_race: np.float32
    alike_income: np.float32
    kin_same_place: np.float32
    friends_same_place: np.float32
    friends_distance: np.float32
    close_triads: np.float32
    circle_size: np.float32


class MeetingNumbers(NamedTuple):
    """Work and school, from the evidence."""

    PATH = "community.households"
    working: np.float32
    team_size: np.float32
    class_size: np.float32
    team_same_place: np.float32


class TiePlan(NamedTuple):
    """Sizes of circles, shares in cores, and chances; dense, loose and mutual have one entry a part (L parts)."""

    dense: tuple[float, ...]
    loose: tuple[float, ...]
    mutual: tuple[float, ...]
    nests: tuple[int, ...]
    sociability: float
    withdrawn: float
    kin_homes: float
    kin_nest: int
    kin_same_place: float
    block_homes: float
    block_core: float
    nest: int
    working: float
    team_size: float
    team_core: float
    team_same_place: float
    class_size: float
    friend_circles: float
    circle_size: float
    friends_same_place: float
    friends_from_work: float
    distance: float
    alike_age: float
    alike_sex: float
    alike_race: float
    alike_income: float


def core_share(size: float, dense: float, chance: float) -> float:
    """Return the share of a circle that makes up its core, so that its people have `dense` ties there on average."""
    return min((1.0 + np.sqrt(1.0 + 4.0 * size * dense / chance)) / (2.0 * size), MOST)


def returned(reciprocity: float) -> float:
    """Return the chance that a tie between two people goes both ways, at which this share of ties is returned."""
    return reciprocity / (2.0 - reciprocity)


def held(chance: float) -> float:
    """Return a chance held to [0, 1]."""
    return min(max(chance, LEAST), MOST)


class Company(NamedTuple):
    """What the households of a community mean for ties: adults of a household, others beside an adult; shares alone and in teams."""

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


def plan_ties(age: NDArray[np.uint8], homes: Homes, book: Evidence) -> TiePlan:
    """Return the plan of ties for residents of these ages and households."""
    t = TieNumbers(*(float(number) for number in book.fill(TieNumbers, TieNumbers.PATH)))
    m: MeetingNumbers = book.fill(MeetingNumbers, MeetingNumbers.PATH)
    near = company(age, homes, float(m.working))
    hold, size, team, close = t.household_probability, t.circle_size, float(m.team_size), t.close_triads
    known = (2.0 - t.reciprocity) / (1.0 - t.isolates) ** 2
    at_home = hold * near.others
    rest = t.mean_given - at_home - t.mean_kin
    planned = t.mean_neighbours + near.at_work * t.mean_work + t.mean_friends
    people = known * max(rest, 0.0) / planned
    kin, blocks, work, friends = (
        known * t.mean_kin, people * t.mean_neighbours, people * t.mean_work, people * t.mean_friends
    )  # fmt: skip
    kin_homes = 1.0 + close * kin / (hold * near.adults)
    kin_nest = max(round(float(t.mean_kin / t.kin_probability) / near.adults / kin_homes), 2)
    circles = close * friends / (hold * (size - 1.0))
    open_ = 1.0 - close
    loose = (
        0.0, open_ * kin / ((kin_nest - 1) * kin_homes * near.adults), open_ * blocks / (NEST * size - 1.0),
        open_ * work / (team - 1.0), known * t.mean_friends / (float(m.class_size) - 1.0),
        *[open_ * friends / (max(circles, 0.1) * (NEST - 1) * size)] * 3,
    )  # fmt: skip
    others = returned((t.reciprocity * t.mean_given - at_home) / max(t.mean_given - at_home, 1.0))
    return TiePlan(
        dense=(hold,) * 4 + (held(loose[4]),) + (hold,) * 3, loose=tuple(held(p) for p in loose),
        mutual=(1.0, *(held(others),) * 7), nests=(1, kin_nest, NEST, 1, 1, NEST, NEST, NEST),
        sociability=spread_of(t.spread_given / ((2.0 - t.reciprocity) * t.mean_given)),
        withdrawn=held(t.isolates / max(near.alone, t.isolates)),
        kin_homes=kin_homes, kin_nest=kin_nest, kin_same_place=t.kin_same_place,
        block_homes=size / near.adults, block_core=core_share(size, close * float(blocks), hold), nest=NEST,
        working=float(m.working), team_size=team, team_core=core_share(team, close * float(work), hold),
        team_same_place=float(m.team_same_place), class_size=float(m.class_size), friend_circles=float(circles),
        circle_size=size, friends_same_place=t.friends_same_place, friends_from_work=FROM_WORK,
        distance=t.friends_distance, alike_age=t.alike_age, alike_sex=t.alike_sex,
        alike_race=t.alike_race, alike_income=t.alike_income,
    )  # fmt: skip


def spread_of(variation: float) -> float:
    """Return the s at which exp(s * z) varies by this share of its mean."""
    return float(np.sqrt(log64(1.0 + variation**2)))
