"""Which points does an experiment visit? The lever values of each, in the order in which the design's own analysis wants them.

    grid        every combination, the last lever running fastest          list    the values side by side
    others      see `sim.studies.designs`

A point is a plain dictionary, and depends on the experiment alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from sim.inputs.keys import key
from sim.inputs.rules import Choice, Text, Whole, YesNo
from sim.studies import designs
from sim.studies.sweep.job import Point
from sim.studies.sweep.levers import Lever
from sim.studies.sweep.priors import Correlations, correlated, matrix_of

__all__ = ["KINDS", "Design", "count_points", "points_at_most", "points_of", "unit_points"]

KINDS = ("grid", "list", "latin_hypercube", "sobol", "saltelli", "morris")


@dataclass(frozen=True, kw_only=True)
class Design:
    """How points are laid over the levers."""

    kind: str = key(Choice(KINDS), "How points are chosen.", "grid")
    points: int = key(
        Whole(1, 1_000_000, "points"),
        "Steps of each range (grid), points (latin_hypercube, sobol), base samples (saltelli) or trajectories (morris).",
        otherwise="3 steps, 64 points or samples, 10 trajectories",
    )
    levels: int = key(Whole(2, 64, "values, an even number"), "Values that a lever can take on its way (morris).", 4)
    luck: int = key(Whole(0, 2**32 - 1), "Luck of the design itself.", 1)
    second: bool = key(YesNo(), "Whether pairs of levers get indices as well: twice the points (saltelli).", False)
    correlation: tuple[tuple[str, str, float], ...] = key(
        Correlations(),
        "Levers that go together, with their rank correlation (latin_hypercube, sobol).",
        (),
        otherwise="none",
    )
    file: str = key(
        Text(1000, "a file"), "A table of points of your own (.parquet, .csv) beside this file, a column for each lever (list).", "",
        otherwise="none",
    )  # fmt: skip


def count_points(design: Design, levers: Sequence[Lever]) -> int:
    """Return how many points a design has, without making them."""
    if not levers:
        return 1
    match design.kind:
        case "grid":
            return prod(len(lever.steps(design.points)) for lever in levers)
        case "list":
            return len(levers[0].values)
        case "saltelli":
            return design.points * ((2 if design.second else 1) * len(levers) + 2)
        case "morris":
            return design.points * (len(levers) + 1)
    return design.points


def points_at_most(design: Design, levers: Sequence[Lever]) -> int:
    """Return a number that the points never exceed, at once even if a grid would have more than any machine could hold."""
    if not levers:
        return 1
    match design.kind:
        case "grid":
            return prod(lever.steps_at_most(design.points) for lever in levers)
        case "list":
            return max(len(lever.values) for lever in levers)
        case "saltelli" | "morris":
            return design.points * (2 * len(levers) + 2)
    return design.points


def points_of(design: Design, levers: Sequence[Lever]) -> Iterator[Point]:
    """Yield the levers of each point; one empty point if nothing is moved. NoLibraryError if a design's library is missing."""
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
        points = unit_points(design, len(levers))
        if design.correlation:
            points = correlated(points, matrix_of(design.correlation, paths), design.luck)
        for xs in points:
            yield {lever.path: lever.at(float(x)) for lever, x in zip(levers, xs, strict=True)}


def unit_points(design: Design, k: int) -> designs.Array:
    """Return the points of a design between 0 and 1, `(points, levers)`."""
    match design.kind:
        case "latin_hypercube":
            return designs.latin_hypercube(k, design.points, design.luck)
        case "sobol":
            return designs.sobol_sequence(k, design.points, design.luck)
        case "saltelli":
            return designs.saltelli_points(k, design.points, design.luck, design.second)
        case "morris":
            return designs.morris_points(k, design.points, design.levels, design.luck)
    raise ValueError(f"no design {design.kind!r}")
