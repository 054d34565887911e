"""How are the numbers estimated? Simulate widely, find where the figures are met, simulate there again, walk, compare the walk with runs.

    points      Sobol points over the prior; a first emulator of each figure; a rough posterior
    nearer      Sobol points of a normal around it with `WIDER` times its spread; better emulators, a better posterior
    refined     the same around that one, and once more (`last`): the emulators that count use the last two
    walk        draws of the posterior (posterior.py)
    weighed     by the waves of further events, whose numbers of their own come from one distribution (hierarchy.py)
    verified    some draws simulated for real: what the emulators say against what the model says

Everything follows from the seeds: the same table and the same draws on any number of workers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.validation.calibration.emulator import Emulator, emulate, percent_of
from sim.validation.calibration.posterior import FittedTarget, informs_all, sample, targets_of, with_further_events
from sim.validation.calibration.prior import CalibrationPlan, plan_of
from sim.validation.calibration.simulation import FigureColumn, columns_of, to_estimate_from
from sim.validation.calibration.tables import EstimationInputs, Tick, around, points_around, sobol
from sim.validation.calibration.waves import wave_weights
from sim.validation.surveys import Survey

__all__ = ["Calibration", "calibrate", "fresh_truths"]

Floats = NDArray[np.float64]
VERIFIED = 48
ROUGH_STEPS = 1500
ROUNDS = ("nearer", "refined", "last")
# How many draws are weighed by further evidence for each that is kept.
CANDIDATES = 6


@dataclass(frozen=True)
class Calibration:
    """Results: draws z `(kept, parameters)`, emulators and targets, and real figures at the `chosen` draws `(VERIFIED, figures)`."""

    plan: CalibrationPlan
    columns: list[FigureColumn]
    emulators: list[Emulator]
    targets: list[FittedTarget]
    prior: tuple[Floats, Floats]
    draws: Floats
    chosen: NDArray[np.int64]
    verified: Floats
    runs: int

    def values(self) -> Floats:
        """Return the draws as values of the numbers, `(kept, parameters)`."""
        return self.plan.values(self.draws)

    def emulated(self) -> Floats:
        """Return every figure at every draw as the emulators say, in percent, `(kept, figures)`."""
        return np.stack([percent_of(one(self.draws)) for one in self.emulators], axis=1)


def calibrate(
    surveys: Mapping[str, Survey], points: int | None = None, refined: int | None = None, steps: int | None = None,
    workers: int | None = None, tick: Tick | None = None, kept: Path | None = None,
) -> Calibration:  # fmt: skip
    """Estimate the numbers from the fitted figures of the surveys; `kept` is a file in which simulated points are kept and found again."""
    estimated = to_estimate_from(surveys)
    plan = plan_of(estimated)
    columns = columns_of(estimated)
    walk = plan.walk
    points, refined, steps = points or walk["points"], refined or walk["refined"], steps or walk["steps"]
    stage = EstimationInputs(estimated, plan, columns, workers, tick, kept)
    wide = stage.table("points", sobol(points, len(plan.paths)))
    tables, emulators = [wide], emulate(plan, columns, *wide)
    for step in ROUNDS:
        prior = around(with_own(plan, emulators, shared_draws(plan, emulators)))
        tables.append(stage.table(step, points_around(prior, refined)))
        emulators = emulate(plan, columns, *(np.concatenate(both) for both in zip(*tables[-2:], strict=True)))
    candidates = shared_draws(plan, emulators, CANDIDATES * walk["kept"], steps)
    weights = wave_weights(stage, candidates)
    draws = with_own(plan, emulators, candidates[resampled(weights, walk["kept"])])
    chosen = np.linspace(0, len(draws) - 1, VERIFIED).astype(np.int64)
    _, verified = stage.table("verified", draws[chosen])
    runs = (points + len(ROUNDS) * refined + VERIFIED) * len(estimated)
    return Calibration(
        plan, columns, emulators, targets_of(emulators, plan.error), prior, draws, chosen, verified, runs
    )


def resampled(log_weights: Floats, kept: int) -> NDArray[np.int64]:
    """Return the rows of draws that are kept, `(kept,)`, in proportion to their weights: evenly spaced through their sum."""
    weights = np.exp(log_weights - log_weights.max())
    total = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(total, (np.arange(kept) + 0.5) / kept), len(total) - 1)


def fresh_truths(
    found: Calibration, surveys: Mapping[str, Survey], count: int, stage: EstimationInputs | None = None,
    workers: int | None = None, tick: Tick | None = None, kept: Path | None = None,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Return made-up truths z from the belief around the posterior, and what two real runs of each say, with their own seeds."""
    luck = np.random.RandomState(7)
    mean, covariance = found.prior
    z = mean + luck.standard_normal((count, len(mean))) @ np.linalg.cholesky(covariance).T
    stage = stage or EstimationInputs(to_estimate_from(surveys), found.plan, found.columns, workers, tick, kept)
    (_, figures), (_, elsewhere) = (stage.table(step, z) for step in ("truths", "elsewhere"))
    return z, figures, elsewhere


def shared_draws(plan: CalibrationPlan, emulators: list[Emulator], kept: int = 256, steps: int = ROUGH_STEPS) -> Floats:
    """Return draws given the figures that inform the numbers of all events."""
    targets = [one for one in targets_of(emulators, plan.error) if informs_all(one.emulator)]
    return sample(plan, targets, kept, steps)


def with_own(plan: CalibrationPlan, emulators: list[Emulator], draws: Floats) -> Floats:
    """Return draws of the shared numbers with those of every event's own."""
    further = [one for one in targets_of(emulators, plan.error) if not informs_all(one.emulator)]
    return with_further_events(plan, draws, further)
