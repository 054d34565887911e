"""What do policies do for residents? Rides, connections, insurance and the like, assigned at random in the week a policy begins.

    gets it    uniform(uid, policy) < share   of those reached who are without; a household gets internet as one
    stigma     <- stigma * (1 - share)        for everyone reached; trust <- trust + share * (1 - trust), media <- media - less
    sees a need whenever there is one         uniform(uid, policy) < seen

All other weeks cost nothing. Draws are keyed by resident and policy name, so a person who gets a ride in one arm gets it in
every arm with that policy; residents keep what they are given. Levers on programmes are in levers.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.population.residents import COLUMNS, Residents
from sim.processes.active_policies import Policy, policies_of
from sim.processes.care.capacity import place_classes
from sim.processes.process import process
from sim.processes.state import World

__all__ = ["LEVERS_ON_RESIDENTS", "REACHES", "enact", "policy_costs"]

POLICY = random_streams.DECISION["policy"]
Rows: TypeAlias = NDArray[np.bool_]
Draws: TypeAlias = NDArray[np.float64]

# Whom a policy reaches, by the word of `reaches`: everyone in that situation in the week it begins.
REACHES: dict[str, Callable[[World], Rows]] = {
    "everybody": lambda w: np.ones(len(w.residents), np.bool_),
    "poor": lambda w: w.residents.income < 1.0,
    "uninsured": lambda w: w.residents.insured == 0,
    "struck": lambda w: w.residents.struck > 0,
    "displaced": lambda w: w.residents.back_home > w.week,
    "without_car": lambda w: w.residents.vehicle == 0,
    "offline": lambda w: w.residents.internet == 0,
    "limited_english": lambda w: w.residents.english == 0,
    "children": lambda w: w.residents.age < 18,
    "older": lambda w: w.residents.age >= 65,
    "vulnerable_places": lambda w: place_classes(w)[w.residents.place] == 0,
}


def given(column: str) -> Callable[[Residents, Rows, Draws, float], Rows]:
    """Return a lever that sets a column to yes for a share of those reached with a no; it returns their rows."""

    def give(r: Residents, reached: Rows, draw: Draws, share: float) -> Rows:
        values = getattr(r, column)
        chosen: Rows = reached & (values == 0) & (draw < share)
        values[chosen] = 1
        return chosen

    return give


def given_to_homes(r: Residents, reached: Rows, draw: Draws, share: float) -> Rows:
    """Connect a share of the households without internet, each as one: by the draw of its first member."""
    first = np.flatnonzero(np.diff(r.household, prepend=-1) != 0)
    members = np.diff(first, append=len(draw))
    home_reached = np.repeat(np.logical_or.reduceat(reached, first), members)
    chosen: Rows = home_reached & (r.internet == 0) & (np.repeat(draw[first], members) < share)
    r.internet[chosen] = 1
    return chosen


def less_stigma(r: Residents, reached: Rows, draw: Draws, share: float) -> Rows:
    """Reduce the stigma of everyone reached by a share."""
    r.stigma[reached] *= np.float32(1.0 - share)
    return reached


def more_trust(r: Residents, reached: Rows, draw: Draws, share: float) -> Rows:
    """Restore a share of the missing trust of everyone reached."""
    r.trust[reached] += np.float32(share) * (np.float32(1.0) - r.trust[reached])
    return reached


def more_seen(r: Residents, reached: Rows, draw: Draws, share: float) -> Rows:
    """Let a share of those reached see a need whenever there is one: nobody has an awareness below 0."""
    chosen: Rows = reached & (draw < share)
    r.awareness[chosen] = 0.0
    return chosen


def less_news(r: Residents, reached: Rows, draw: Draws, less: float) -> Rows:
    """Let everyone reached follow the news of the event less, by this many standard deviations."""
    r.media[reached] = np.maximum(r.media[reached] - np.float32(less), np.float32(COLUMNS["media"].low))
    return reached


LEVERS_ON_RESIDENTS: dict[str, Callable[[Residents, Rows, Draws, float], Rows]] = {
    "internet": given_to_homes, "transport": given("vehicle"), "insured": given("insured"),
    "english": given("english"), "stigma": less_stigma, "trust": more_trust, "seen": more_seen,
    "media": less_news,
}  # fmt: skip


@process(
    reads="uid place household age income insured vehicle internet english struck back_home stigma trust media",
    writes="insured vehicle internet english stigma trust awareness media",
)
def enact(world: World) -> None:
    """Apply the policies that begin this week to residents."""
    beginning = [policy for policy in policies_of(world) if policy.begins == world.week]
    if not beginning:
        return
    groups = {name: rows(world) for name, rows in REACHES.items()}
    for policy in beginning:
        begin(world, policy, groups[policy.reaches])


def begin(world: World, policy: Policy, reached: Rows) -> None:
    """Apply one policy to the residents it reaches, and record their number."""
    r, receivers = world.residents, np.zeros(len(reached), np.bool_)
    draw = random_streams.uniforms(world.seed, POLICY, r.uid, policy.key)
    for name, share in policy.moves("residents").items():
        receivers |= LEVERS_ON_RESIDENTS[name](r, reached, draw, share)
    if policy.cost_per_resident or policy.cost_each:
        world.reached[policy.name] = (reached, receivers)


def policy_costs(world: World, count: Callable[[Rows], NDArray[np.float64]]) -> NDArray[np.float64] | float:
    """Return the cost of the policies that have begun, by group as `count` assigns residents; 0.0 if they cost nothing."""
    total: NDArray[np.float64] | float = 0.0
    known = {policy.name: policy for policy in policies_of(world)}
    for name, (reached, receivers) in world.reached.items():
        total = total + known[name].cost_per_resident * count(reached) + known[name].cost_each * count(receivers)
    return total
