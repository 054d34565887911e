"""Whose are the people of a run? Those of the scenario, or others for each seed: `people = "each_seed"`.

The seed says which people, the same in every arm, so that arms stay paired; the first seed has those of `people_seed` itself.
"""

from __future__ import annotations

from dataclasses import replace

from sim.scenario.plan import Scenario

__all__ = ["of_seed", "settles_each_seed"]

# A large odd number: seeds 1, 2, 3 of one scenario and those of another with the next `people_seed` share no people.
STEP, MOST = 2_654_435_761, 2**32


def settles_each_seed(plan: Scenario) -> bool:
    """Return whether each seed has people of its own."""
    return plan.people == "each_seed"


def of_seed(plan: Scenario, seed: int) -> Scenario:
    """Return the scenario with the people of a seed; the scenario itself if all seeds share them."""
    if not settles_each_seed(plan):
        return plan
    return replace(plan, people_seed=(plan.people_seed + (seed - 1) * STEP) % MOST)
