"""Where is help given, and how far is it? The sites of each programme, with whole slots and the miles from every place.

    whole slots of a site      its share by `split`, else by the people who have it nearest, whole numbers by largest remainder
    slots in a sample          whole(site) * scale, rounded with u: floor(sum up to the site + u) - floor(sum before it + u)
    u                          a number in (0, 1) for each programme and run, so that the mean over runs is exact at any scale and
                               a plan with more slots never has fewer in the same run

A site is in the middle of a place; one that gets no whole slot in a run of a sample takes nobody there, so that nobody waits for it, and
a programme without any is not open in that run. If a channel needs no travel, every place is 0 miles away. Over runs with seeds that
follow each other `u` goes round the circle by the golden section, which spreads it more evenly than chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.kernels import random_streams
from sim.kernels.sphere import miles_between
from sim.population.apportion import largest_remainder

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.places import Places

__all__ = ["Sites", "in_this_run", "site_table"]

SLOTS = random_streams.DECISION["slots"]
# 2 ** 64 over the golden section: multiples of it spread over the circle as evenly as can be.
GOLDEN = 0x9E3779B97F4A7C15


@dataclass(frozen=True)
class Sites:
    """The sites of all programmes (m), and which is nearest to each of the places (p) for each of the programmes (K).

    site_programme int8, site_place int16, lon and lat float64, slots and whole (of the whole city) int32, luck float64 (by which parts
    of a slot are rounded while a programme comes into its slots) (m,); nearest int16 (p, K), -1 if a programme has no
    site; miles float32 (p, K) from the middle of the place to that site.
    """

    site_programme: NDArray[np.int8]
    site_place: NDArray[np.int16]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    slots: NDArray[np.int32]
    nearest: NDArray[np.int16]
    miles: NDArray[np.float32]
    whole: NDArray[np.int32]
    luck: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.slots)


def rounded(quotas: NDArray[np.floating], u: float) -> NDArray[np.int64]:
    """Return whole numbers next to the quotas `(m,)`, each right on average over `u` in (0, 1), and so is their sum."""
    ends = np.floor(np.round(np.cumsum(quotas), 9) + u).astype(np.int64)
    whole: NDArray[np.int64] = np.diff(ends, prepend=0)
    return whole


def turned(key: int, seed: int) -> float:
    """Return the number in (0, 1) by which the slots of a programme are rounded in a run."""
    around = float((seed * GOLDEN) % 2**64) / 2.0**64
    return float((random_streams.uniform(0, SLOTS, key, 0) + around) % 1.0)


def in_this_run(
    sites: Sites, places: Places, scale: float, keys: Mapping[int, int], seed: int, travel: Sequence[bool]
) -> Sites:
    """Return the sites with their slots in one run of a sample; `keys` are the streams of the arm's programmes by place on axis K."""
    slots, luck = sites.slots.copy(), np.zeros(len(sites))
    nearest, miles = sites.nearest.copy(), sites.miles.copy()
    for k, key in keys.items():
        here = np.flatnonzero(sites.site_programme == k)
        slots[here] = rounded(sites.whole[here] * scale, turned(key, seed))
        luck[here] = [random_streams.uniform(seed, SLOTS, key, 2 + n) for n in range(len(here))]
        staffed = here[slots[here] > 0]
        if len(staffed) == len(here):
            continue
        nearest[:, k], miles[:, k] = -1, 0.0
        if len(staffed):
            near, far = nearest_site(places, sites.site_place[staffed].astype(np.int64))
            nearest[:, k], miles[:, k] = staffed[near], far if travel[k] else 0.0
    return replace(sites, slots=slots, luck=luck, nearest=nearest, miles=miles)


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
    """Return the sites that get a slot in the whole city, and their slots: nobody may wait at a site without slots."""
    if len(rows) == 0 or total == 0:
        return rows[:0], rows[:0]
    slots = share_slots(places, rows, nearest_site(places, rows)[0], total, split)
    return rows[slots > 0], slots[slots > 0]


def site_table(scenario: Scenario, places: Places, scale: float = 1.0) -> Sites:
    """Return the sites of a scenario's programmes, in the order of programmes, with about their slots at this scale (`in_this_run`)."""
    row_of = {name: row for row, name in enumerate(places.names)}
    kinds: list[int] = []
    site_rows: list[int] = []
    slots: list[int] = []
    every: list[int] = []
    nearest = np.full((len(row_of), len(scenario.programmes)), -1, np.int16)
    miles = np.zeros(nearest.shape, np.float32)
    for k, programme in enumerate(scenario.programmes.values()):
        rows, whole = staffed(places, rows_of(programme.sites, row_of), programme.slots, programme.split)
        if len(rows) == 0:
            continue
        near, far = nearest_site(places, rows)
        nearest[:, k] = len(site_rows) + near
        miles[:, k] = far if scenario.channels[programme.channel].get("travel", 1) else 0.0
        every += whole.tolist()
        slots += rounded(whole * scale, 0.5).tolist()
        kinds += [k] * len(rows)
        site_rows += rows.tolist()
    at = np.array(site_rows, np.int64)
    return Sites(
        np.array(kinds, np.int8), at.astype(np.int16), places.lon[at], places.lat[at], np.array(slots, np.int32),
        nearest, miles, np.array(every, np.int32), np.zeros(len(at)),
    )  # fmt: skip


def rows_of(names: Sequence[str], row_of: dict[str, int]) -> NDArray[np.int64]:
    """Return the rows of the places of the sites, one for each site."""
    return np.array([row_of[name] for name in names], np.int64)
