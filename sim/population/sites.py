"""Where is help given, and how far is it? The sites of each programme, with whole slots and the miles from every place.

    slots of a programme here  = slots * scale, rounded; at least 1 if the programme has any
    slots of a site            = its share by `split`, else by the people who have it nearest, whole numbers by largest remainder

A site is in the middle of a place; one that would get no whole slot in a sample is left out there, so that nobody waits for it.
If a channel needs no travel, every place is 0 miles away. With whole slots a small sample of a city offers a little more or less
than its share: never less than one slot for a programme that has some.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.population.apportion import largest_remainder
from sim.population.distance import miles_between

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.places import Places

__all__ = ["Sites", "site_table"]


@dataclass(frozen=True)
class Sites:
    """The sites of all programmes (m), and which is nearest to each of the places (p) for each of the programmes (K).

    site_programme int8, site_place int16, lon and lat float64, slots int32 (m,); nearest int16 (p, K), -1 if a programme has no
    site; miles float32 (p, K) from the middle of the place to that site.
    """

    site_programme: NDArray[np.int8]
    site_place: NDArray[np.int16]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    slots: NDArray[np.int32]
    nearest: NDArray[np.int16]
    miles: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.slots)


def slots_here(slots: int, scale: float) -> int:
    """Return the whole slots per week of a programme in a sample of the city."""
    return max(int(np.floor(slots * scale + 0.5)), 1) if slots > 0 else 0


def nearest_site(places: Places, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return for each place the nearest of the sites in `rows` (the first of equals), and the miles to it, `(p,)`."""
    miles = miles_between(places.lon, places.lat, places.lon[rows], places.lat[rows])
    near = np.argmin(miles, axis=1)
    return near, miles[np.arange(len(near)), near]


def share_slots(
    places: Places, rows: NDArray[np.int64], near: NDArray[np.int64], total: int, split: Sequence[int] = ()
) -> NDArray[np.int64]:
    """Split whole slots over the sites in `rows` by `split`, else by the people nearest; sites in one place share its people."""
    if len(split):
        return largest_remainder(np.array(split, np.float64) / sum(split) * total, total)
    twins = np.bincount(rows, minlength=len(places.lon))[rows]
    first = np.array([int(np.flatnonzero(rows == row)[0]) for row in rows])
    people = np.bincount(near, weights=places.population, minlength=len(rows))[first] / twins
    weights = people if people.sum() > 0 else np.ones(len(rows))
    return largest_remainder(weights / weights.sum() * total, total)


def staffed(
    places: Places, rows: NDArray[np.int64], total: int, split: Sequence[int] = ()
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the sites that get a slot, and their slots: in a small sample some sites get none, and nobody may wait there."""
    if len(rows) == 0 or total == 0:
        return rows[:0], rows[:0]
    slots = share_slots(places, rows, nearest_site(places, rows)[0], total, split)
    return rows[slots > 0], slots[slots > 0]


def site_table(scenario: Scenario, places: Places, scale: float = 1.0) -> Sites:
    """Return the sites of a scenario's programmes, in the order of programmes, with their slots at this scale."""
    row_of = {name: row for row, name in enumerate(places.names)}
    kinds: list[int] = []
    site_rows: list[int] = []
    slots: list[int] = []
    nearest = np.full((len(row_of), len(scenario.programmes)), -1, np.int16)
    miles = np.zeros(nearest.shape, np.float32)
    for k, programme in enumerate(scenario.programmes.values()):
        stand_at, total = rows_of(programme.sites, row_of), slots_here(programme.slots, scale)
        rows, whole = staffed(places, stand_at, total, programme.split)
        if len(rows) == 0:
            continue
        near, far = nearest_site(places, rows)
        nearest[:, k] = len(site_rows) + near
        miles[:, k] = far if scenario.channels[programme.channel].get("travel", 1) else 0.0
        slots += whole.tolist()
        kinds += [k] * len(rows)
        site_rows += rows.tolist()
    at = np.array(site_rows, np.int64)
    return Sites(
        np.array(kinds, np.int8), at.astype(np.int16), places.lon[at], places.lat[at], np.array(slots, np.int32),
        nearest, miles,
    )  # fmt: skip


def rows_of(names: Sequence[str], row_of: dict[str, int]) -> NDArray[np.int64]:
    """Return the rows of the places of the sites, one for each site."""
    return np.array([row_of[name] for name in names], np.int64)
