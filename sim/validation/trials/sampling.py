"""What would repeated trials have found? Its figures under several seeds, each with other draws of the fitted numbers.

    value      measured on the enrolled of all runs together, as `sim.validation.trials.estimates` does
    interval   from the 5th to the 95th percentile of single runs, each a separate trial: chance among as many people as are enrolled in one

`sim.validation.trials.estimates` says how far chance moves the figure of all seeds together; this says what one more trial could show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.kernels.quantiles import middle_range
from sim.validation.trials.estimates import together
from sim.validation.trials.measures import measured
from sim.validation.trials.people import follow, scenario_of
from sim.validation.trials.plan import Trial, TrialFigure

__all__ = ["Sample", "sample"]


@dataclass(frozen=True)
class Sample:
    """One figure of a trial over several runs; nan if it cannot be measured."""

    trial: str
    label: str
    figure: TrialFigure
    value: float
    low: float
    high: float


def sample(trial: Trial, seeds: int, draws: tuple[Mapping[str, float], ...] = ()) -> list[Sample]:
    """Run a trial under the seeds 1 to `seeds`, each with the next of the draws; a sample for each figure that was published."""
    arms = []
    for seed in range(1, seeds + 1):
        drawn = draws[(seed - 1) % len(draws)] if draws else {}
        plan = scenario_of(trial, {path: value for path, value in drawn.items() if path not in trial.numbers})
        arms.append(follow(trial, plan, seed))
    found, of_all = [], together(arms)
    for figure in trial.figures:
        if figure.published is not None:
            low, _, high = middle_range([measured(figure, arm) for arm in arms])
            found.append(Sample(trial.name, trial.label, figure, measured(figure, of_all), low, high))
    return found
