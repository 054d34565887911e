"""What does the model say at a point of its numbers? Prevalence, reach and gap by income in each arm, with the same seeds everywhere.

    prevalence   adults at or above the cut-off in the last week, share
    reach        of those ever in need, share who began a course
    gap          prevalence of the poorest fifth less that of the richest

A point is a row of numbers from 0 (low end of the range) to 1 (high end). Each point is a separate job and a pure function of its row,
so that nothing depends on the number of workers. People are settled again only if a number has moved on which settling rests: points of a
trajectory come one after the other, and a worker keeps the community that it settled last.

Where a scenario draws its numbers from the posterior, they are not drawn here: a point says what every number is, each in its own range.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.counting import FIRST_CHILD_CELL
from sim.engine.run import begin, live
from sim.population.residents import CASE_FROM, EVER, RACES
from sim.population.strata import EXPOSURE, INCOMES, SEXES, TWENTIETHS, Strata
from sim.processes.state import World
from sim.scenario import Scenario
from sim.studies.compare import Stage
from sim.studies.kept import KeptStages
from sim.studies.parallel import outcomes
from sim.studies.sensitivity.values import ordered, places_with, with_values
from sim.studies.sensitivity.varied import VariedNumbers

__all__ = ["MEASURES", "Array", "Point", "SensitivityTown", "run_points"]

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]
MEASURES = {
    "prevalence": "Cases at the end",
    "reach": "Reached by care",
    "gap": "Gap by income in cases at the end",
}
TOGETHER = 12


@dataclass(frozen=True)
class Point:
    """Results at a point: levels `(arms, measures)`, all NaN if the model refused it, and then why."""

    levels: Array
    refused: str = ""


class PointBlock(NamedTuple):
    """Rows of points that follow each other, `(rows, numbers)`, and where they begin."""

    start: int
    rows: Array


@dataclass
class SensitivityTown:
    """Shared by all points: the scenario, its arms and seeds, the numbers that move; and the community that was settled last."""

    scenario: Scenario
    arms: tuple[str, ...]
    seeds: tuple[int, ...]
    scale: float
    choice: VariedNumbers
    kept: KeptStages = field(default_factory=KeptStages, compare=False)

    def values(self, row: Array) -> dict[str, float]:
        """Return the values of a point by path, in order if they belong in one."""
        found = {n.path: n.low + float(x) * (n.high - n.low) for n, x in zip(self.choice.numbers, row, strict=True)}
        return ordered(found, self.scenario.book)

    def default(self) -> Array:
        """Return the point at which every number has the value that the scenario gives it, `(numbers,)`."""
        return np.array([(n.value - n.low) / (n.high - n.low) for n in self.choice.numbers])

    def at(self, row: Array) -> Point:
        """Run every arm with every seed at a point; what the model refuses comes back in words."""
        try:
            return Point(self.levels(self.values(row), self.seeds))
        except Exception as problem:  # whatever a strange combination of numbers brings up belongs to that point alone
            words = " ".join(f"{type(problem).__name__}: {problem}".split())
            return Point(np.full((len(self.arms), len(MEASURES)), np.nan), words[:300])

    def levels(self, values: dict[str, float], seeds: tuple[int, ...]) -> Array:
        """Return the measures by arm, mean over seeds, `(arms, measures)`."""
        mean: Array = self.by_seed(values, seeds).mean(axis=1)
        return mean

    def by_seed(self, values: dict[str, float], seeds: tuple[int, ...]) -> Array:
        """Return the measures by arm and seed, `(arms, seeds, measures)`."""
        scenario = with_values(self.scenario, values)
        stage = self.people(scenario, values)

        def run(arm: str, seed: int) -> Array:
            world = begin(scenario, arm, stage.community, seed)
            while world.week < scenario.weeks:
                live(world)
            return measured(world, stage.strata)

        return np.stack([[run(arm, seed) for seed in seeds] for arm in self.arms])

    def people(self, scenario: Scenario, values: dict[str, float]) -> Stage:
        """Return the people and their groups, settled again only if a number on which settling rests is another than last time."""
        key = np.array([values[path] for path in sorted(self.choice.settling & values.keys())]).tobytes()
        return self.kept.stage(key, places_with(scenario, values), self.scale)


def measured(world: World, strata: Strata) -> Array:
    """Return the measures at the end of a run, `(measures,)`, in the order of `MEASURES`; NaN if there is nobody to count."""
    r = world.residents
    adult = strata.cell < FIRST_CHILD_CELL
    case, need = adult & (r.severity >= CASE_FROM), adult & (r.onset >= 0)
    started = need & (r.ever & EVER["started"] > 0)
    twentieth = strata.cell // (len(EXPOSURE) * len(SEXES) * len(RACES)) % len(TWENTIETHS)
    fifth = twentieth * len(INCOMES) // len(TWENTIETHS)
    poorest, richest = (share(case & (fifth == f), adult & (fifth == f)) for f in (0, len(INCOMES) - 1))
    return np.array([share(case, adult), share(started, need), poorest - richest])


def share(some: NDArray[np.bool_], everybody: NDArray[np.bool_]) -> float:
    """Return a share of people; NaN of nobody."""
    return float(some.sum() / everybody.sum()) if everybody.any() else float("nan")


def blocks_of(town: SensitivityTown) -> Callable[[PointBlock], list[Point]]:
    """Return what runs points that follow each other, in a worker."""
    return lambda block: [town.at(row) for row in block.rows]


def run_points(town: SensitivityTown, rows: Array, workers: int = 1, progress: Progress | None = None) -> list[Point]:
    """Return what came out at each row of points, in their order; `progress(done, total)` counts points."""
    found: dict[int, list[Point]] = {}
    blocks = [PointBlock(start, rows[start : start + TOGETHER]) for start in range(0, len(rows), TOGETHER)]
    for block, points in outcomes(blocks_of, (town,), blocks, workers):
        found[block.start] = points
        if progress:
            progress(sum(map(len, found.values())), len(rows))
    return [point for start in sorted(found) for point in found[start]]
