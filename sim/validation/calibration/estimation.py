"""How is it estimated? Simulate widely, look where the figures are met, simulate there again, walk, and hold the walk against real runs.

    points      Sobol points over the prior; a first emulator of each figure; a rough posterior
    nearer      Sobol points of a normal around it with `WIDER` times its spread; better emulators, a better posterior
    refined     the same around that one, and once more (`last`): the emulators that count stand on the last two
    walk        draws of the posterior (posterior.py)
    verified    some draws simulated for real: what the emulators say against what the model says

Everything follows from the seeds: the same table and the same draws on any number of workers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.saving import write_npz
from sim.validation.calibration.emulator import Emulator, emulate, percent_of
from sim.validation.calibration.posterior import FittedTarget, informs_all, sample, targets_of, with_further_events
from sim.validation.calibration.prior import CalibrationPlan, plan_of
from sim.validation.calibration.simulation import FigureColumn, columns_of, figures_at, to_estimate_from
from sim.validation.surveys import Survey

__all__ = ["Calibration", "calibrate", "fresh_truths"]

Floats = NDArray[np.float64]
Tick = Callable[[str, int, int], None]
WIDER = 1.6
LEAST_SPREAD = 0.1
VERIFIED = 48
ROUGH_STEPS = 1500
# Rows keep to seeds of their own: first points, refined points, verification, truths.
ROUNDS = ("nearer", "refined", "last")
SEEDS = {
    "points": 0,
    "nearer": 50_000,
    "refined": 100_000,
    "last": 150_000,
    "verified": 200_000,
    "truths": 300_000,
    "elsewhere": 350_000,
    "pairs": 450_000,
}


@dataclass(frozen=True)
class Calibration:
    """What came out: draws z `(kept, parameters)`, emulators and targets, and real figures at some draws `(VERIFIED, figures)`."""

    plan: CalibrationPlan
    columns: list[FigureColumn]
    emulators: list[Emulator]
    targets: list[FittedTarget]
    prior: tuple[Floats, Floats]
    draws: Floats
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
        prior = around(stage.posterior(emulators, walk["kept"], ROUGH_STEPS))
        tables.append(stage.table(step, points_around(prior, refined)))
        emulators = emulate(plan, columns, *(np.concatenate(both) for both in zip(*tables[-2:], strict=True)))
    draws = stage.posterior(emulators, walk["kept"], steps)
    chosen = draws[np.linspace(0, len(draws) - 1, VERIFIED).astype(np.int64)]
    _, verified = stage.table("verified", chosen)
    runs = (points + len(ROUNDS) * refined + VERIFIED) * len(estimated)
    return Calibration(plan, columns, emulators, targets_of(emulators, plan.error), prior, draws, verified, runs)


def around(draws: Floats) -> tuple[Floats, Floats]:
    """Return a normal belief around draws: their mean and `WIDER` times their spread, as (mean, covariance)."""
    return draws.mean(axis=0), WIDER**2 * np.cov(draws.T) + LEAST_SPREAD**2 * np.eye(draws.shape[1])


def points_around(belief: tuple[Floats, Floats], n: int) -> Floats:
    """Return n Sobol points of a normal belief, `(n, parameters)`."""
    mean, covariance = belief
    return np.asarray(mean + sobol(n, len(mean)) @ np.linalg.cholesky(covariance).T)


def sobol(n: int, dimensions: int, seed: int = 1) -> Floats:
    """Return n standard normal points `(n, dimensions)` of a scrambled Sobol sequence."""
    from scipy.special import ndtri
    from scipy.stats import qmc

    return np.asarray(ndtri(np.clip(qmc.Sobol(dimensions, seed=seed).random(n), 0.005, 0.995)))


def fresh_truths(
    found: Calibration, surveys: Mapping[str, Survey], count: int, stage: EstimationInputs | None = None,
    workers: int | None = None, tick: Tick | None = None, kept: Path | None = None,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Return made-up truths z from the belief around the posterior, and what two real runs of each say, with luck of their own."""
    luck = np.random.RandomState(7)
    mean, covariance = found.prior
    z = mean + luck.standard_normal((count, len(mean))) @ np.linalg.cholesky(covariance).T
    stage = stage or EstimationInputs(to_estimate_from(surveys), found.plan, found.columns, workers, tick, kept)
    (_, figures), (_, elsewhere) = (stage.table(step, z) for step in ("truths", "elsewhere"))
    return z, figures, elsewhere


@dataclass
class EstimationInputs:
    """What all steps share: the surveys, what is estimated, and where simulated points are kept."""

    surveys: dict[str, Survey]
    plan: CalibrationPlan
    columns: list[FigureColumn]
    workers: int | None
    tick: Tick | None
    kept: Path | None

    def table(self, step: str, z: Floats) -> tuple[Floats, Floats]:
        """Return the points and their simulated figures: from the file where the same points are kept, else simulated and kept."""
        known = self.read(step)
        if known is not None and known[0].shape == z.shape and np.allclose(known[0], z):
            return z, known[1]
        tell = partial(self.tick, step) if self.tick else None
        figures = figures_at(self.surveys, self.plan, z, SEEDS[step], self.workers, tell)
        self.keep(step, z, figures)
        return z, figures

    def file(self, step: str) -> Path | None:
        """Return the file of a step, or None where nothing is kept."""
        return None if self.kept is None else self.kept / f"{step}.npz"

    def read(self, step: str) -> tuple[Floats, Floats] | None:
        """Return the kept points and figures of a step, or None."""
        file = self.file(step)
        if file is None or not file.exists():
            return None
        with np.load(file, allow_pickle=False) as saved:
            names = [str(name) for name in saved["columns"]]
            return (saved["z"], saved["figures"]) if names == [one.name for one in self.columns] else None

    def keep(self, step: str, z: Floats, figures: Floats) -> None:
        """Keep the points and figures of a step."""
        file = self.file(step)
        if file is not None:
            write_npz(file, {"z": z, "figures": figures, "columns": np.array([one.name for one in self.columns])})

    def posterior(self, emulators: list[Emulator], kept: int, steps: int) -> Floats:
        """Return draws of the shared numbers and of every event's own."""
        targets = targets_of(emulators, self.plan.error)
        shared = [one for one in targets if informs_all(one.emulator)]
        further = [one for one in targets if not informs_all(one.emulator)]
        return with_further_events(self.plan, sample(self.plan, shared, kept, steps), further)
