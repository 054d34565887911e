"""Which points does an experiment visit? The lever values of each, in the order in which the design's own analysis wants them.

    grid        every combination, the last lever running fastest          list    the values side by side
    others      see `sim.designs`

A point is a plain dictionary, and depends on the experiment alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from sim import designs
from sim.sweep.job import Point

if TYPE_CHECKING:
    from sim.sweep.experiment import Design, Experiment
    from sim.sweep.levers import Lever

__all__ = ["count_points", "points_at_most", "points_of"]


def count_points(experiment: Experiment) -> int:
    """Return how many points an experiment has, without making them."""
    design, levers = experiment.design, experiment.levers
    if not levers:
        return 1
    match design.kind:
        case "grid":
            return prod(len(lever.steps(design.points)) for lever in levers)
        case "list":
            return len(levers[0].values)
        case "saltelli":
            return design.points * (len(levers) + 2)
        case "morris":
            return design.points * (len(levers) + 1)
    return design.points


def points_at_most(design: Design, levers: Sequence[Lever]) -> int:
    """Return a number that the points never exceed, at once even where a grid would have more than any machine could hold."""
    if not levers:
        return 1
    match design.kind:
        case "grid":
            return prod(lever.steps_at_most(design.points) for lever in levers)
        case "list":
            return max(len(lever.values) for lever in levers)
        case "saltelli" | "morris":
            return design.points * (len(levers) + 2)
    return design.points


def points_of(experiment: Experiment) -> Iterator[Point]:
    """Yield the levers of each point; one empty point where nothing is moved. NoLibraryError where a design's library is missing."""
    design, levers = experiment.design, experiment.levers
    paths = [lever.path for lever in levers]
    if not levers:
        yield {}
    elif design.kind == "grid":
        for row in product(*(lever.steps(design.points) for lever in levers)):
            yield dict(zip(paths, row, strict=True))
    elif design.kind == "list":
        for row in zip(*(lever.values for lever in levers), strict=True):
            yield dict(zip(paths, row, strict=True))
    else:
        for xs in unit_points(experiment):
            yield {lever.path: lever.at(float(x)) for lever, x in zip(levers, xs, strict=True)}


def unit_points(experiment: Experiment) -> designs.Array:
    """Return the points of a design between 0 and 1, `(points, levers)`."""
    design, k = experiment.design, len(experiment.levers)
    match design.kind:
        case "latin_hypercube":
            return designs.latin_hypercube(k, design.points, design.luck)
        case "sobol":
            return designs.sobol_sequence(k, design.points, design.luck)
        case "saltelli":
            return designs.saltelli_points(k, design.points, design.luck)
        case "morris":
            return designs.morris_points(k, design.points, design.levels, design.luck)
    raise ValueError(f"no design {design.kind!r}")
