"""Which places have too few simulated adults to say, and with which neighbours are they taken together?

    the place with the fewest adults joins the one nearest to its middle, until each has at least `FEWEST`

Taken together a sample still says something of every place; left out, the places with few people would never be among the highest.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.comparison import FEWEST
from sim.outcomes.results import Results

__all__ = ["pooled_places", "too_few"]


def too_few(results: Results, fewest: int = FEWEST) -> int:
    """Return how many places have fewer simulated adults than that."""
    return int((results.people[results.members("place")] < fewest).sum())


def pooled_places(results: Results, fewest: int = FEWEST) -> Results:
    """Return results whose small places are taken together with neighbours; all else but cases week by week is left away.

    A place that took in others is called by its own name and how many neighbours. The same results if no place is too small.
    """
    at = results.members("place")
    if not at or too_few(results, fewest) == 0:
        return results
    parts = joined(results, [[n] for n in range(len(at))], fewest)
    rest = [g for g in range(len(results.groups)) if g not in set(at)]
    members = [[g] for g in rest] + [[at[n] for n in part] for part in parts]
    names = [results.groups[g] for g in rest] + [("place", named(results, part)) for part in parts]
    cases = np.stack([results.weekly["cases"][..., part].sum(axis=-1) for part in members], axis=-1)
    people = np.array([results.people[part].sum() for part in members])
    population = np.asarray(results.places["population"], float)
    places = {
        name: np.array(
            [np.average(np.asarray(values, float)[part], weights=np.maximum(population[part], 1e-9)) for part in parts]
        )
        for name, values in results.places.items()
    } | {"population": np.array([population[part].sum() for part in parts])}
    return replace(
        results, groups=tuple(names), people=people, weekly={"cases": cases}, final={}, histograms={}, places=places
    )


def joined(results: Results, parts: list[list[int]], fewest: int) -> list[list[int]]:
    """Return the places in parts, each of people enough, or in one part; the largest place of a part comes first."""
    people = results.people[results.members("place")].astype(float)
    east, north = positions(results)
    while len(parts) > 1:
        sizes = [people[part].sum() for part in parts]
        small = int(np.argmin(sizes))
        if sizes[small] >= fewest:
            break
        weights = [np.maximum(people[part], 1e-9) for part in parts]
        x, y = (
            np.array([np.average(c[part], weights=w) for part, w in zip(parts, weights, strict=True)])
            for c in (east, north)
        )
        away = np.hypot(x - x[small], y - y[small])
        away[small] = np.inf
        nearest = int(np.argmin(away))
        both = sorted(parts[small] + parts[nearest], key=lambda n: (-people[n], n))
        parts = [part for n, part in enumerate(parts) if n not in (small, nearest)] + [both]
    return sorted(parts)


def positions(results: Results) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middles of places in degrees of latitude east and north, `(p,)`."""
    lon, lat = (np.asarray(results.places[name], float) for name in ("lon", "lat"))
    return lon * np.cos(np.radians(lat.mean())), lat


def named(results: Results, part: list[int]) -> str:
    """Return what a part is called."""
    first = results.groups[results.members("place")[part[0]]][1]
    others = len(part) - 1
    return first if not others else f"{first} and {others} neighbour{'s' * (others > 1)}"
