"""Which places does the hazard affect? The footprint of an event: the share affected in each place, by name of a function.

    table      the column `exposure` of the table of places
    distance   peak * exp(-miles / reach_miles), miles from the epicentre to the middle of the place

`distance` is for user-defined places without such a column: an earthquake, an explosion, a shooting. A new kind of footprint is one
function here and its name in the scenario's `footprint`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.kernels.arithmetic import exp64
from sim.kernels.sphere import miles_between

if TYPE_CHECKING:
    from sim.scenario import Event, Scenario
    from sim.scenario.places import Places

__all__ = ["FOOTPRINTS", "by_distance", "of_table", "places_struck"]

Floats = NDArray[np.float64]


def of_table(places: Places, event: Event) -> Floats:
    """Return the exposure given in the table of places, `(p,)`."""
    return places.exposure


def by_distance(places: Places, event: Event) -> Floats:
    """Return an exposure that declines with distance from the epicentre, `(p,)`: to a third at `reach_miles`."""
    if event.epicentre is None or event.peak is None or event.reach_miles is None:
        raise ValueError("a footprint by distance needs an epicentre, a peak and a reach in miles")
    lon, lat = (np.array([degrees]) for degrees in event.epicentre)
    miles = miles_between(lon, lat, places.lon, places.lat)[0]
    return np.array([event.peak * exp64(-far / event.reach_miles) for far in miles.tolist()])


FOOTPRINTS: dict[str, Callable[[Places, Event], Floats]] = {"table": of_table, "distance": by_distance}


def places_struck(scenario: Scenario) -> Places:
    """Return the places of a scenario as affected by the event: those of the table with the footprint's exposure."""
    places, event = scenario.places, scenario.event
    if event.footprint == "table":
        return places
    filled = {name: count for name, count in places.filled_in.items() if name != "exposure"}
    return replace(places, exposure=FOOTPRINTS[event.footprint](places, event), filled_in=filled)
