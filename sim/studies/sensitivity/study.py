"""Which numbers matter, and how robust is the answer? Every number of the evidence that these plans use, moved over its range.

    default    one point with the numbers as they are, and the same with other seeds
    morris     trajectories * (numbers + 1) points, all numbers moved; the largest mean shares of mu_star beyond chance lead
    sobol      samples * (top + 2) points, only those that lead moved
    ends       each number that leads any outcome, alone at the low and at the high end of its range (the tornado)

An outcome is one of three measures in the first arm, or its difference from that in another arm, at the same point with the same seeds.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from sim.scenario import Scenario
from sim.studies.sensitivity import screening
from sim.studies.sensitivity.points import MEASURES, Array, Point, SensitivityTown, run_points
from sim.studies.sensitivity.varied import VariedNumbers, choose
from sim.studies.small_sample import refuse_one_plan_for_two

__all__ = ["Explained", "StudySize", "Refusal", "Study", "cost", "floor", "outcomes_of", "study", "value_of"]

Progress = Callable[[int, int], None]
LUCKY_SEEDS = 20
FIRST_OF_LUCK = 1001
DESIGN_SEED = 1


class Explained(NamedTuple):
    """The outcome explained: a measure in an arm, or (`against` not empty) its difference from the same measure in another arm."""

    measure: str
    arm: str
    against: str = ""


class Refusal(NamedTuple):
    """A point at which the model gave no number: where, after which number had moved, and what it said."""

    where: str
    moved: str
    said: str


@dataclass(frozen=True)
class StudySize:
    """The size of a study: trajectories and levels of the screening, how many lead, samples for those, seeds at every point."""

    trajectories: int = 10
    levels: int = 4
    top: int = 10
    samples: int = 256
    seeds: tuple[int, ...] = (1,)


@dataclass(frozen=True)
class Study:
    """Results. Levels are `(points, arms, measures)`; indices are by outcome, then by name, `(numbers,)`.

    `leading` are places in `choice.numbers`; `luck` is `(seeds, arms, measures)` at the default numbers; `ends` maps a place in
    `choice.numbers` to levels at its low and its high end, `(2, arms, measures)`.
    """

    scenario: Scenario
    arms: tuple[str, ...]
    scale: float
    people: int
    plan: StudySize
    choice: VariedNumbers
    default: Array
    luck: Array
    screened: Array
    morris: dict[Explained, dict[str, Array]]
    leading: tuple[int, ...]
    sampled: Array
    sobol: dict[Explained, dict[str, Array]]
    ends: dict[int, Array]
    refusals: tuple[Refusal, ...]

    @property
    def outcomes(self) -> tuple[Explained, ...]:
        """Every outcome that is explained."""
        return outcomes_of(self.arms)


def outcomes_of(arms: Sequence[str]) -> tuple[Explained, ...]:
    """Return the outcomes of a comparison: the measures in the first arm, and how each other arm differs from it."""
    levels = tuple(Explained(measure, arms[0]) for measure in MEASURES)
    return levels + tuple(Explained(measure, arm, arms[0]) for arm in arms[1:] for measure in MEASURES)


def value_of(outcome: Explained, arms: Sequence[str], levels: Array) -> Array:
    """Return an outcome from levels `(..., arms, measures)`."""
    column = levels[..., list(MEASURES).index(outcome.measure)]
    value: Array = column[..., arms.index(outcome.arm)]
    return value - column[..., arms.index(outcome.against)] if outcome.against else value


def cost(numbers: int, arms: int, plan: StudySize) -> dict[str, int]:
    """Return how many points the screening and the shares of variance take, and how many points and runs everything, about."""
    top = min(plan.top, numbers)
    screened = plan.trajectories * (numbers + 1)
    sampled = plan.samples * (top + 2) if plan.samples else 0
    points = 1 + screened + sampled + 2 * 2 * top
    return {
        "screened": screened,
        "sampled": sampled,
        "points": points,
        "runs": (points * len(plan.seeds) + LUCKY_SEEDS) * arms,
    }


def study(
    scenario: Scenario, arms: Sequence[str] | None = None, scale: float | None = None, plan: StudySize | None = None,
    workers: int | None = None, choice: VariedNumbers | None = None, progress: Progress | None = None,
) -> Study:  # fmt: skip
    """Screen every number, then explain the variance that the leading ones make, and return all of it.

    `choice` says which numbers move (all that these arms use by default). `progress(done, total)` counts points. ValueError if no
    number can be moved, or for levels and samples that the designs do not have; SmallSampleError for a scale at which two plans become
    one; NoLibraryError without SALib.
    """
    screening.check_library()
    plan, arms = plan or StudySize(), tuple(arms or scenario.arms)
    scale = scenario.default_scale if scale is None else scale
    choice = choice or choose(scenario, arms, scale)
    if not choice.numbers:
        raise ValueError("no number of the evidence that these plans use has a range to move in")
    refuse_one_plan_for_two(scenario, arms, plan.seeds, scale)
    town = SensitivityTown(scenario, arms, plan.seeds, scale, choice)
    work = PointRunner(town, workers or os.cpu_count() or 1, progress, cost(len(choice.numbers), len(arms), plan))
    middle = town.default()
    # The first point compiles what is not yet compiled, once, before workers start.
    luck = town.by_seed(town.values(middle), tuple(range(FIRST_OF_LUCK, FIRST_OF_LUCK + LUCKY_SEEDS))).swapaxes(0, 1)
    default = work.run("default", middle[None])[0]
    rows = screening.morris_points(len(middle), plan.trajectories, plan.levels, DESIGN_SEED)
    screened = work.run("screening", rows)
    outcomes = outcomes_of(arms)
    found = {o: screening.morris(rows, value_of(o, arms, screened), plan.levels, DESIGN_SEED) for o in outcomes}
    floors = {o: floor(plan, value_of(o, arms, luck)) for o in outcomes}
    leading = leaders({o: np.maximum(one["mu_star"] - floors[o], 0.0) for o, one in found.items()}, plan.top)
    places = sorted({j for one in found.values() for j in first_of(one["mu_star"], plan.top)})
    work.total = work.done + 2 * len(places) + (plan.samples * (len(leading) + 2) if leading else 0)
    ends = tornado_ends(work, places)
    sampled, shares = variances(work, plan, leading, outcomes)
    people = max((len(stage.community) for stage in town.kept.stages.values()), default=0)
    return Study(
        scenario, arms, scale, people, plan, choice, default, luck, screened, found, leading, sampled, shares, ends,
        tuple(work.refusals),
    )  # fmt: skip


class PointRunner:
    """Points of one town after the other, with one progress over all of them and a list of those that were refused."""

    def __init__(self, town: SensitivityTown, workers: int, progress: Progress | None, points: dict[str, int]) -> None:
        self.town, self.workers, self.progress = town, workers, progress
        self.done, self.total = 0, points["points"]
        self.refusals: list[Refusal] = []

    def run(self, part: str, rows: Array) -> Array:
        """Return the levels at each row, `(points, arms, measures)`."""
        before = self.done

        def tick(done: int, _: int) -> None:
            self.done = before + done
            if self.progress:
                self.progress(self.done, self.total)

        town = replace(self.town) if self.workers > 1 and len(rows) > 1 else self.town
        points = run_points(town, rows, self.workers, tick)
        self.refusals += refused(self.town, part, rows, points)
        return np.stack([point.levels for point in points])


def refused(town: SensitivityTown, part: str, rows: Array, points: list[Point]) -> list[Refusal]:
    """Return a note on the points that the model refused."""
    found = []
    for at, point in enumerate(points):
        if point.refused:
            j = screening.moved(rows, at) if part == "screening" else None
            last = "" if j is None else f"{town.choice.paths[j]} = {town.values(rows[at])[town.choice.paths[j]]:g}"
            found.append(Refusal(f"{part}, point {at + 1}", last, point.refused))
    return found


def first_of(sizes: Array, count: int) -> list[int]:
    """Return the places of the largest sizes above 0, the largest first; of equal ones the earlier."""
    known = np.nan_to_num(sizes)
    return [int(j) for j in np.argsort(-known, kind="stable")[:count] if known[j] > 0]


def floor(plan: StudySize, by_seed: Array) -> float:
    """Return the mu_star that chance alone would give, from an outcome at the default numbers by seed `(seeds,)`."""
    return screening.floor_of(float(np.nanstd(by_seed, ddof=1)), plan.levels, len(plan.seeds))


def leaders(beyond: dict[Explained, Array], top: int) -> tuple[int, ...]:
    """Return the numbers that lead: the largest mean over outcomes of their share in the outcome's sum of mu_star beyond chance."""
    shares = [sizes / np.nansum(sizes) for sizes in beyond.values() if np.nansum(sizes) > 0]
    return tuple(first_of(np.nanmean(shares, axis=0), top)) if shares else ()


def variances(
    work: PointRunner, plan: StudySize, leading: tuple[int, ...], outcomes: tuple[Explained, ...]
) -> tuple[Array, dict[Explained, dict[str, Array]]]:
    """Move only the leading numbers, and return the levels and each outcome's shares of variance."""
    arms, k = work.town.arms, len(leading)
    if not leading or not plan.samples:
        return np.empty((0, len(arms), len(MEASURES))), {}
    rows = screening.sobol_points(k, plan.samples, DESIGN_SEED)
    whole = np.tile(work.town.default(), (len(rows), 1))
    whole[:, list(leading)] = rows
    levels = work.run("shares of variance", whole)
    return levels, {o: screening.sobol(k, value_of(o, arms, levels), DESIGN_SEED) for o in outcomes}


def tornado_ends(work: PointRunner, places: list[int]) -> dict[int, Array]:
    """Return the levels with one number at a time at the ends of its range, the others at their defaults."""
    if not places:
        return {}
    rows = np.repeat(work.town.default()[None], 2 * len(places), axis=0)
    for n, j in enumerate(places):
        rows[2 * n, j], rows[2 * n + 1, j] = 0.0, 1.0
    levels = work.run("ends of ranges", rows)
    return {j: levels[2 * n : 2 * n + 2] for n, j in enumerate(places)}
