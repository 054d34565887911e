"""How much was struck around a person, compared with the population that the event was fitted on? 1 as there, 0 if nothing was struck.

    around[place] = ((town + exposure[place]) / 2 / struck) ^ around_power           town: share of all homes (people) struck
    felt[place]   = min(around[place], 1)                                             share of what the event brings to those near

`struck` is the share of the surveyed population that the hazard had struck, from the event; if it does not say, that of the areas hit by
Katrina. What those people had been through is in the event's numbers already: a place is worse off only as far as more of it is struck,
and if nothing is, nothing of the event is felt.

    reference_exposure = struck * exposure_struck + (1 - struck) * exposure_near * struck
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.kernels.arithmetic import exp64, log64
from sim.processes.state import World, found_under

__all__ = ["around", "felt", "felt_in_town", "reference_exposure"]


@found_under("stress.impact")
class AroundNumbers(NamedTuple):
    """The default exposure of the fitted population, and how an event's force grows with the share struck."""

    reference_struck: np.float32
    around_power: np.float32


@found_under("hazards.{hazard}")
class ReachNumbers(NamedTuple):
    """The exposure of people who are struck and of people nearby."""

    exposure_struck: np.float32
    exposure_near: np.float32


def struck_of(world: World) -> float:
    """Return the share struck of the population that the event was fitted on."""
    struck = world.scenario.event.struck
    return max(float(world.numbers(AroundNumbers).reference_struck if struck is None else struck), 1e-3)


def around(world: World) -> NDArray[np.float64]:
    """Return how much was struck around the homes of each place, `(p,)`, 1 as where the event was fitted."""
    found: NDArray[np.float64] = world.once("around", made)
    return found


def made(world: World) -> NDArray[np.float64]:
    """Work `around` out."""
    places, struck, power = world.community.places, struck_of(world), float(world.numbers(AroundNumbers).around_power)
    people = places.population.sum()
    town = float((places.exposure * places.population).sum() / people) if people else 0.0
    shares = ((town + places.exposure) / 2.0 / struck).tolist()
    return np.array([exp64(power * log64(share)) if share > 0.0 else 0.0 for share in shares])


def felt(world: World) -> NDArray[np.float64]:
    """Return which share of what the event brings to those near is felt in each place, `(p,)`."""
    return np.minimum(around(world), 1.0)


def felt_in_town(world: World) -> float:
    """Return the same of the town as a whole: how far its people rally and wear out together."""
    people = world.community.places.population
    return float((felt(world) * people).sum() / max(people.sum(), 1))


def reference_exposure(world: World) -> float:
    """Return the mean exposure of the population that the event was fitted on."""
    hazard, struck = world.numbers(ReachNumbers), struck_of(world)
    return max(struck * float(hazard.exposure_struck) + (1.0 - struck) * struck * float(hazard.exposure_near), 1e-3)
