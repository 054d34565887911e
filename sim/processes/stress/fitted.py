"""On whom was the event fitted? What those people had been through is in its two numbers already; strain and danger count from there.

    at_stake(x)         = home (where struck) + income + injury + bereavement + away, each its chance for x times its weight;
                          + strain_struck where struck
    reference_threat    = struck * at_stake(struck) + (1 - struck) * at_stake(near)
    reference_exposure  = struck * exposure_struck + (1 - struck) * exposure_near * struck

with `struck`, the share of the surveyed population that the hazard had struck, from the event. Survivors of a shooting have all been there:
a town in which one in a thousand has been there is far below them. Where an event does not say how many, both are those of the areas hit
by Katrina (`stress.appraisal.reference_threat`, `stress.impact.reference_exposure`), which a flood that struck a fifth of homes gives, too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.processes.state import World, found_under
from sim.processes.stress.appraisal import AppraisalNumbers, StruckNumbers

__all__ = ["reference_exposure", "reference_threat"]


@found_under("stress.impact")
class FittedNumbers(NamedTuple):
    """What the people of the fit had been through, where an event does not say."""

    reference_exposure: np.float32


def reference_threat(world: World) -> np.float32:
    """Return the mean threat of the population that the event was fitted on."""
    weight, hazard, struck = world.numbers(AppraisalNumbers), world.numbers(StruckNumbers), world.scenario.event.struck
    if struck is None:
        return weight.reference_threat
    near = weight.income * hazard.income_near + weight.injury * hazard.injury_near
    near += weight.bereavement * hazard.bereaved_near + weight.away * hazard.leaving_near
    hit = weight.income * hazard.income_struck + weight.injury * hazard.injury_struck
    hit += weight.bereavement * hazard.bereaved_struck + weight.away * hazard.leaving_struck
    hit += weight.home * hazard.home + hazard.strain_struck
    return np.float32(struck * float(hit) + (1.0 - struck) * float(near))


def reference_exposure(world: World) -> float:
    """Return the mean exposure of the population that the event was fitted on."""
    hazard, struck = world.numbers(StruckNumbers), world.scenario.event.struck
    if struck is None:
        return float(world.numbers(FittedNumbers).reference_exposure)
    return struck * float(hazard.exposure_struck) + (1.0 - struck) * struck * float(hazard.exposure_near)
