"""What if nothing had happened? The same people under the same luck, in a scenario from which every cause of the event is taken.

    exposure 0 everywhere, no news, nothing that happens again, no programmes and no policies

`no_event` is the name of an arm that every scenario has beside its own: what the others have and it has not is due to the event. No plan
may have that name.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.scenario.places import Places
from sim.scenario.plan import Arm, Scenario

__all__ = ["NO_EVENT", "LABEL", "arms_with_no_event", "spared", "without_event"]

NO_EVENT, LABEL = "no_event", "No event"


def spared(places: Places) -> Places:
    """Return the places with nobody struck."""
    return replace(places, exposure=np.zeros_like(places.exposure))


def without_event(plan: Scenario) -> Scenario:
    """Return the scenario with `no_event` as its only arm, and with no cause of anything."""
    silent = plan.book.with_values({f"hazards.{plan.event.hazard}.media": 0.0})
    event = replace(plan.event, again=(), footprint="table")
    arms = {NO_EVENT: Arm(name=NO_EVENT, label=LABEL, programmes=())}
    return replace(plan, places=spared(plan.places), event=event, arms=arms, book=silent)


def arms_with_no_event(plan: Scenario) -> dict[str, str]:
    """Return the labels of all arms by name, `no_event` last."""
    return {name: arm.label for name, arm in plan.arms.items()} | {NO_EVENT: LABEL}
