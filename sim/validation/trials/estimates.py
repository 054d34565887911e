"""Results of a trial: each figure with its interval over seeds, beside the published one.

    value      measured on the enrolled of all seeds together
    interval   jackknife over seeds: value -+ t * sqrt((n - 1) / n * sum of (value without a seed - their mean)^2)

The interval says how far chance moves the figure, not how sure the model is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.studies.parallel import outcomes
from sim.validation.trials.measures import measured
from sim.validation.trials.people import Columns, Follow, follow, scenario_of
from sim.validation.trials.plan import Trial, TrialFigure

__all__ = ["SEEDS", "TrialRow", "run", "run_all"]

SEEDS = 8
# Student's t at 97.5 percent for 1 to 12 degrees of freedom; above that the normal one is near enough.
T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179)
NORMAL = 1.96


@dataclass(frozen=True)
class TrialRow:
    """One figure of a trial: as simulated, with its interval over seeds (nan for a single seed), and as published."""

    trial: str
    label: str
    figure: TrialFigure
    enrolled: int
    value: float
    low: float
    high: float

    @property
    def inside(self) -> bool | None:
        """Whether the simulated value is in the published range; None if nothing was published."""
        return self.figure.inside(self.value)


def run(trial: Trial, seeds: int = SEEDS, numbers: Mapping[str, float] | None = None) -> list[TrialRow]:
    """Run a trial under the seeds 1 to `seeds` and return a row for each figure; `numbers` are put over those of the trial."""
    plan = scenario_of(trial, numbers)
    arms = [follow(trial, plan, seed) for seed in range(1, seeds + 1)]
    return [row_of(trial, figure, arms) for figure in trial.figures]


def row_of(trial: Trial, figure: TrialFigure, arms: list[Follow]) -> TrialRow:
    """Return one figure over all seeds, with its interval."""
    value = measured(figure, together(arms))
    enrolled = sum(len(arm.given[0]["uid"]) for arm in arms)
    half = math.nan
    if len(arms) > 1:
        without = np.array([measured(figure, together(arms[:n] + arms[n + 1 :])) for n in range(len(arms))])
        n = len(without)
        spread = math.sqrt((n - 1) / n * float(((without - without.mean()) ** 2).sum()))
        half = spread * (T[n - 2] if n - 2 < len(T) else NORMAL)
    return TrialRow(trial.name, trial.label, figure, enrolled, value, value - half, value + half)


def together(arms: list[Follow]) -> Follow:
    """Return the enrolled of several seeds as one trial."""

    def joined(parts: list[dict[int, Columns]]) -> dict[int, Columns]:
        return {
            week: {name: np.concatenate([part[week][name] for part in parts]) for name in parts[0][week]}
            for week in parts[0]
        }

    return Follow(joined([arm.given for arm in arms]), joined([arm.against for arm in arms]))


def run_all(
    trials: list[Trial], seeds: int = SEEDS, workers: int | None = None, tick: Callable[[int, int], None] | None = None
) -> list[TrialRow]:
    """Run several trials over processes and return their rows in the order of the trials."""
    rows: dict[str, list[TrialRow]] = {}
    for trial, found in outcomes(runs_of, (seeds,), trials, workers):
        rows[trial.name] = found
        if tick:
            tick(len(rows), len(trials))
    return [row for trial in trials for row in rows[trial.name]]


def runs_of(seeds: int) -> Callable[[Trial], list[TrialRow]]:
    """Return what runs a trial, in a worker."""
    return lambda trial: run(trial, seeds)
