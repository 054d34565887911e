"""How does own code sit in a scenario? As its parts, with an arm for each process that asks for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sim.scenario.own_code import OwnCodeError, OwnPart
from sim.scenario.plan import Scenario

__all__ = ["attached", "code_of"]


def attached(plan: Scenario, parts: Iterable[OwnPart]) -> Scenario:
    """Return the scenario with further parts, and with an arm for each process that asks for one of its own.

    OwnCodeError for two parts of one name.
    """
    code = (*plan.code, *parts)
    names = [part.name for part in code]
    for name in names:
        if names.count(name) > 1:
            raise OwnCodeError(f"two parts of your own code are called {name!r}; give one of them another name")
    arms = dict(plan.arms)
    for part in code:
        arm = getattr(part.made, "arm", "")
        if arm and arm not in arms and arms:
            arms[arm] = replace(arms[plan.baseline], name=arm, label=part.made.label)
        part.made.declare()
    return replace(plan, code=code, arms=arms)


def code_of(plan: Scenario, kind: str) -> tuple[Any, ...]:
    """Return the objects of one kind among a scenario's own code."""
    return tuple(part.made for part in plan.code if part.kind == kind)
