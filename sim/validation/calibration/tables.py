"""Points of the numbers and what surveys say there: simulated once, kept in a folder if one is given, and found again.

sobol(n, parameters) --around a belief--> z (n, parameters) --EstimationInputs.table--> figures (n, figures)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.saving import write_npz
from sim.validation.calibration.posterior import FURTHEST
from sim.validation.calibration.prior import CalibrationPlan
from sim.validation.calibration.simulation import FigureColumn, figures_at
from sim.validation.surveys import Survey

__all__ = ["WIDER", "EstimationInputs", "Floats", "Tick", "around", "points_around", "sobol"]

Floats = NDArray[np.float64]
Tick = Callable[[str, int, int], None]
WIDER = 1.6
LEAST_SPREAD = 0.1
# Rows keep to seeds of their own: first points, refined points, verification, truths.
SEEDS = {
    "points": 0,
    "nearer": 50_000,
    "refined": 100_000,
    "last": 150_000,
    "verified": 200_000,
    "truths": 300_000,
    "elsewhere": 350_000,
    "pairs": 450_000,
    "walk": 500_000,
}


def around(draws: Floats) -> tuple[Floats, Floats]:
    """Return a normal belief around draws: their mean and `WIDER` times their spread, as (mean, covariance)."""
    return draws.mean(axis=0), WIDER**2 * np.cov(draws.T) + LEAST_SPREAD**2 * np.eye(draws.shape[1])


def points_around(belief: tuple[Floats, Floats], n: int) -> Floats:
    """Return n Sobol points of a normal belief, `(n, parameters)`."""
    mean, covariance = belief
    return np.asarray(np.clip(mean + sobol(n, len(mean)) @ np.linalg.cholesky(covariance).T, -FURTHEST, FURTHEST))


def sobol(n: int, dimensions: int, seed: int = 1) -> Floats:
    """Return n standard normal points `(n, dimensions)` of a scrambled Sobol sequence."""
    from scipy.special import ndtri
    from scipy.stats import qmc

    return np.asarray(ndtri(np.clip(qmc.Sobol(dimensions, seed=seed).random(n), 0.005, 0.995)))


@dataclass
class EstimationInputs:
    """Shared by all steps: the surveys, what is estimated, and where simulated points are kept."""

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
        """Return the file of a step, or None if nothing is kept."""
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
