"""Which policies are active this week, and what do they change? Those of the arm that have begun, read once per run.

    active      begins <= week < ends         begins = weeks_until, 0 for a policy active from the event on
                                              ends = begins + weeks_long, never if left out; residents keep what they received
    a lever     product of its values over the active policies, 1 if none changes it

Derived values are recomputed only in a week in which a policy begins or ends: `stage_of` counts these weeks, and values cached
per stage (`once_a_stage`) are recomputed when the count goes up.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sim.evidence.levers import LEVERS
from sim.kernels.random_streams import stream_keys
from sim.processes.state import World
from sim.scenario import Programme, Scenario

__all__ = ["Policy", "factor", "in_force", "once_a_stage", "policies_of", "read_policy", "stage_of"]

Made = TypeVar("Made")


@dataclass(frozen=True)
class Policy:
    """One policy in a run: its weeks, the residents and programmes it concerns, and its levers."""

    name: str
    key: int
    begins: int
    ends: float
    reaches: str
    priority: str
    channels: tuple[str, ...]
    interventions: tuple[str, ...]
    levers: Mapping[str, float]
    cost_per_resident: float
    cost_each: float

    def concerns(self, programme: Programme) -> bool:
        """Return whether the policy concerns a programme."""
        return (not self.channels or programme.channel in self.channels) and (
            not self.interventions or programme.intervention in self.interventions
        )

    def moves(self, on: str) -> dict[str, float]:
        """Return the non-neutral levers on programmes, residents or aftermath, by name."""
        return {name: value for name, value in self.levers.items() if LEVERS[name].on == on}


def read_policy(scenario: Scenario, name: str) -> Policy:
    """Return a policy of the scenario's catalogue; neutral levers are left out."""
    entry = scenario.policies[name]

    def number(word: str) -> float:
        return float(entry[word]) if word in entry else 0.0

    levers = {word: number(word) for word in LEVERS if word in entry}
    begins, weeks_long = round(number("weeks_until")), round(number("weeks_long"))
    return Policy(
        name=name, key=0, begins=begins,
        ends=begins + weeks_long if weeks_long else math.inf,
        reaches=str(entry.get("reaches", "everybody")), priority=str(entry.get("priority", "")),
        channels=tuple(entry.get("channels", ())), interventions=tuple(entry.get("interventions", ())),
        levers={word: value for word, value in levers.items() if value != LEVERS[word].neutral},
        cost_per_resident=number("cost_per_resident"), cost_each=number("cost_each"),
    )  # fmt: skip


def policies_of(world: World) -> tuple[Policy, ...]:
    """Return all policies of this run's arm, active or not, in the order of the arm."""

    def read(world: World) -> tuple[Policy, ...]:
        plan = world.scenario
        held = [read_policy(plan, name) for name in plan.arms[world.arm].policies]
        keys = stream_keys([(policy.reaches, next(iter(policy.moves("residents")), "")) for policy in held])
        return tuple(replace(policy, key=key) for policy, key in zip(held, keys, strict=True))

    policies: tuple[Policy, ...] = world.once("policies", read)
    return policies


def stage_of(world: World) -> int:
    """Return in how many weeks, this one included, a policy has begun or ended."""
    weeks = world.once(
        "policy_weeks", lambda w: sorted({week for policy in policies_of(w) for week in (policy.begins, policy.ends)})
    )
    return bisect_right(weeks, world.week)


def once_a_stage(world: World, key: str, make: Callable[[World], Made]) -> Made:
    """Return `make(world)`, cached since a policy last began or ended."""
    at = key, stage_of(world)
    if at not in world.by_stage:
        world.by_stage[at] = make(world)
    made: Made = world.by_stage[at]
    return made


def in_force(world: World) -> tuple[Policy, ...]:
    """Return the policies active this week."""
    return tuple(policy for policy in policies_of(world) if policy.begins <= world.week < policy.ends)


def factor(world: World, name: str) -> float:
    """Return the product of a lever (one whose neutral value is 1) over the active policies."""

    def multiply(world: World) -> dict[str, float]:
        products: dict[str, float] = {}
        for policy in in_force(world):
            for word, value in policy.moves("aftermath").items():
                products[word] = products.get(word, 1.0) * value
        return products

    products: dict[str, Any] = once_a_stage(world, "policies.factors", multiply)
    return float(products.get(name, 1.0))
