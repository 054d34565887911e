"""What does the model say at a point of its numbers? Prevalence, reach and gap by income in each arm, with the same luck everywhere.

    prevalence   adults at or above the cut-off in the last week, share
    reach        of those ever in need, share who began a course
    gap          prevalence of the poorest fifth less that of the richest

A point is a row of numbers from 0 (low end of the range) to 1 (high end). Each point is a job of its own and a pure function of its row,
so that nothing depends on the number of workers. People settle anew only where a number has moved on which settling rests: points of a
trajectory come one after the other, and a worker keeps the community that it settled last.

Where a scenario draws its numbers from the posterior, they are not drawn here: a point says what every number is, each in its own range.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engine.counting import FIRST_CHILD_CELL
from sim.engine.run import begin, live
from sim.population import Community, settle
from sim.population.residents import CASE_FROM, EVER, RACES
from sim.population.strata import EXPOSURE, INCOMES, SEXES, TWENTIETHS, Strata
from sim.processes.state import World
from sim.scenario import Scenario
from sim.studies.sensitivity.values import ordered, places_with, with_values
from sim.studies.sensitivity.varied import VariedNumbers
from sim.studies.worker import outcomes_as_they_end

__all__ = ["MEASURES", "Array", "Point", "SensitivityTown", "run_points"]

Array = NDArray[np.float64]
Progress = Callable[[int, int], None]
Kept = TypeVar("Kept")
MEASURES = {
    "prevalence": "Cases at the end",
    "reach": "Reached by care",
    "gap": "Gap by income in cases at the end",
}
TOGETHER = 12


@dataclass(frozen=True)
class Point:
    """What came out at a point: levels `(arms, measures)`, all NaN where the model refused it, and then why."""

    levels: Array
    refused: str = ""


@dataclass
class SensitivityTown:
    """What every point shares: the scenario, its arms and seeds, the numbers that move; and the community that was settled last."""

    scenario: Scenario
    arms: tuple[str, ...]
    seeds: tuple[int, ...]
    scale: float
    choice: VariedNumbers
    settled: tuple[bytes, Community, Strata] | None = field(default=None, compare=False)

    def values(self, row: Array) -> dict[str, float]:
        """Return the values of a point by path, in order where they belong in one."""
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
        community, strata = self.people(scenario, values)

        def run(arm: str, seed: int) -> Array:
            world = begin(scenario, arm, community, seed)
            while world.week < scenario.weeks:
                live(world)
            return measured(world, strata)

        return np.stack([[run(arm, seed) for seed in seeds] for arm in self.arms])

    def people(self, scenario: Scenario, values: dict[str, float]) -> tuple[Community, Strata]:
        """Return the people and their groups, settled anew only if a number on which settling rests is another than last time."""
        key = np.array([values[path] for path in sorted(self.choice.settling & values.keys())]).tobytes()
        if self.settled is None or self.settled[0] != key:
            community = settle(places_with(scenario, values), self.scale)
            self.settled = key, community, Strata.of(community)
        return self.settled[1:]


def measured(world: World, strata: Strata) -> Array:
    """Return the measures at the end of a run, `(measures,)`, in the order of `MEASURES`; NaN where there is nobody to count."""
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


TOWN: SensitivityTown | None = None


def set_town(town: SensitivityTown) -> None:
    """Keep what all points share in a worker."""
    global TOWN  # noqa: PLW0603  # a worker's one town, set when the worker starts
    TOWN = town


def run_rows(start: int, rows: Array) -> list[Point]:
    """Run points that stand one after the other, in a worker; `start` says where they belong."""
    assert TOWN is not None
    return [TOWN.at(row) for row in rows]


def run_points(town: SensitivityTown, rows: Array, workers: int = 1, progress: Progress | None = None) -> list[Point]:
    """Return what came out at each row of points, in their order; `progress(done, total)` counts points."""
    found: dict[int, list[Point]] = {}
    for start, points in blocks(town, rows, min(workers, -(-len(rows) // TOGETHER))):
        found[start] = points
        if progress:
            progress(sum(map(len, found.values())), len(rows))
    return [point for start in sorted(found) for point in found[start]]


def blocks(town: SensitivityTown, rows: Array, workers: int) -> Iterator[tuple[int, list[Point]]]:
    """Yield blocks of points as they end, each with the row at which it begins."""
    jobs = [(start, rows[start : start + TOGETHER]) for start in range(0, len(rows), TOGETHER)]
    if workers <= 1:
        yield from ((start, [town.at(row) for row in block]) for start, block in jobs)
        return
    for job, points in outcomes_as_they_end(run_rows, jobs, workers, set_town, (town,)):
        yield job[0], points
