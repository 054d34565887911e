"""What do policies do to programmes? Each lever changes the row of OFFER of the programmes that its policy concerns.

    price          <- price * value                         slots     <- slots * value, whole ones shared out again over the sites
    insured_share  <- max(insured_share, value)             opens     <- max(opens - value, the week in which the policy begins)
    odds of stopping, odds of saying yes  <- odds * value   priority  <- the policy's
    shut           1: no session, nobody new, no calls; people in a course keep the slot, and people in line go on waiting

Policies act one after the other in the order of the arm; a lever at its neutral value is not touched at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.evidence.levers import PRIORITIES
from sim.kernels import random_streams
from sim.population.apportion import largest_remainder
from sim.processes.active_policies import Policy, in_force, once_a_stage
from sim.processes.state import World
from sim.scenario import Programme

__all__ = ["LEVERS_ON_PROGRAMMES", "moved", "slots_now", "whole_now"]

Row: TypeAlias = dict[str, Any]
MOST_SLOTS = 2_000_000_000


def times(field: str) -> Callable[[Row, float], None]:
    """Return a lever that multiplies a field."""

    def move(row: Row, value: float) -> None:
        row[field] *= value

    return move


def at_least(field: str) -> Callable[[Row, float], None]:
    """Return a lever that lifts a field to its value."""

    def move(row: Row, value: float) -> None:
        row[field] = max(row[field], value)

    return move


def odds_times(field: str) -> Callable[[Row, float], None]:
    """Return a lever that multiplies the odds of a chance."""

    def move(row: Row, value: float) -> None:
        chance = row[field]
        row[field] = chance * value / (1.0 - chance + chance * value) if chance > 0.0 else 0.0

    return move


def slots_stay(row: Row, value: float) -> None:
    """Leave the row as it is: slots belong to sites, see `slots_now`."""


# By name; `opens_earlier` needs to know when its policy begins and is in `moved`.
LEVERS_ON_PROGRAMMES: dict[str, Callable[[Row, float], None]] = {
    "price": times("price"), "insured_share": at_least("insured_share"),
    "covers_uninsured": at_least("uninsured_share"), "covers_poor": at_least("poor_share"),
    "slots": slots_stay, "stigma_share": times("stigma_share"), "dropout": odds_times("dropout"),
    "accepts": odds_times("accepts"), "interpreters": at_least("interpreted"), "shut": at_least("shut"),
}  # fmt: skip


def moved(world: World, programme: Programme, row: Row) -> Row:
    """Return the fields of OFFER for a programme as the policies that hold this week leave them."""
    for policy in in_force(world):
        if policy.concerns(programme):
            apply(policy, row)
    return row


def apply(policy: Policy, row: Row) -> None:
    """Move the fields of one programme as one policy says."""
    for name, value in policy.moves("programmes").items():
        if name == "opens_earlier":
            row["opens"] = min(row["opens"], max(row["opens"] - round(value), policy.begins))
        else:
            LEVERS_ON_PROGRAMMES[name](row, value)
    if policy.priority:
        row["priority"] = PRIORITIES.index(policy.priority)


def slots_now(world: World) -> NDArray[np.int32]:
    """Return the slots of every site at full ramp under the policies that hold this week, `(m,)`."""
    return once_a_stage(world, "care.slots", share_slots_again)


def whole_now(world: World) -> NDArray[np.int32]:
    """Return the same in the whole city, which is the same unless only a sample is simulated."""
    return once_a_stage(world, "care.whole_slots", share_whole_again)


def factors(world: World) -> Iterator[tuple[NDArray[np.int64], float]]:
    """Yield the sites of each programme with a factor of slots other than 1, and the factor."""
    for k, programme in enumerate(world.scenario.programmes.values()):
        value = 1.0
        for policy in in_force(world):
            if policy.concerns(programme):
                value *= policy.levers.get("slots", 1.0)
        here = np.flatnonzero(world.sites.site_programme == k)
        if value != 1.0 and len(here):
            yield here, value


def share_whole_again(world: World) -> NDArray[np.int32]:
    """Return the whole city's slots of the sites, those of programmes with a factor shared out again in whole numbers."""
    now = world.sites.whole.copy()
    for here, value in factors(world):
        now[here] = shared(now[here], min(np.floor(now[here].sum() * value + 0.5), MOST_SLOTS))
    return now


def share_slots_again(world: World) -> NDArray[np.int32]:
    """Return the slots of the sites; a factor moves those of a sample as it moves those of the whole city, rounded at random."""
    sites, now = world.sites, world.sites.slots.copy()
    for here, _ in factors(world):
        times = whole_now(world)[here].sum() / max(sites.whole[here].sum(), 1)
        luck = random_streams.uniform(world.seed, random_streams.DECISION["slots"], int(sites.luck[here[0]] * 2**31), 1)
        now[here] = shared(now[here], min(np.floor(np.round(now[here].sum() * times, 9) + luck), MOST_SLOTS))
    return now


def shared(before: NDArray[np.int32], total: float) -> NDArray[np.int64]:
    """Return a total of slots shared out over sites as they were before, in whole numbers."""
    if before.sum() == 0:
        return before.astype(np.int64)
    return largest_remainder(before / before.sum() * total, int(total))
