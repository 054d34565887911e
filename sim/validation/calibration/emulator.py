"""How do the figures depend on the numbers? A smooth function of the points for each figure, fitted to the table of simulations.

    x                      = (z - centre) / scale               of the shared numbers and of the event's two
    probit(figure / 100)   = quadratic(x) + sum over simulated points of pull * exp(-gamma * |x - point|^2)  + luck

The quadratic carries what is simple (ridge regression), the bumps around the simulated points what it misses (kernel ridge: the mean of
a Gaussian process). `gamma` and the penalty are chosen for each event by what they predict of points left out; `missed` are the errors
there, in probits: sampling error of one small town, and misfit of the function. A few are large (towns with hardly any cases), so
predictions draw from them as they are, and `spread` is that of the normal whose middle 90 percent are as wide as theirs.
Figures are read off the function, never off a single run.
Source of the idea: Kennedy & O'Hagan 2001 (emulators in calibration); Andrianakis et al. 2015 (refocusing them on a model of an epidemic).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.validation.calibration.one_thread import on_one_thread
from sim.validation.calibration.prior import CalibrationPlan
from sim.validation.calibration.simulation import FigureColumn

__all__ = ["Emulator", "emulate", "percent_of", "probit_of"]

Floats = NDArray[np.float64]
LEAST = 0.0005
FURTHEST = 4.0
PENALTIES = np.logspace(-1, 4, 16)
GAMMAS = (0.02, 0.05, 0.1)
FIRMNESS = (0.2, 1.0, 5.0, 50.0)
FOLDS = 5
FEWEST_ROWS = 20
NINETY = 1.645


def probit_of(percent: Floats | float) -> Floats:
    """Return figures in percent on the probit scale; 0 and 100 percent count as 0.05 and 99.95."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.clip(np.asarray(percent) / 100.0, LEAST, 1.0 - LEAST)))


def percent_of(probit: Floats) -> Floats:
    """Return figures on the probit scale in percent."""
    from scipy.special import ndtr

    return np.asarray(100.0 * ndtr(probit))


@dataclass(frozen=True, eq=False)
class Ground:
    """Inputs of an event's figures: the columns of z they depend on, how these are scaled, and the points with their bumps."""

    takes: list[int]
    centre: Floats
    scale: Floats
    points: Floats
    gamma: float

    @classmethod
    def under(cls, takes: list[int], z: Floats, gamma: float) -> Ground:
        """Return the ground of an event under its simulated points z `(n, parameters)`."""
        mine = z[:, takes]
        centre, scale = mine.mean(axis=0), np.maximum(mine.std(axis=0), 1e-6)
        return cls(takes, centre, scale, (mine - centre) / scale, gamma)

    def scaled(self, z: Floats) -> Floats:
        """Return x `(n, columns)` of points z, held to where something was simulated."""
        return np.asarray(np.clip((z[:, self.takes] - self.centre) / self.scale, -FURTHEST, FURTHEST))

    def terms(self, z: Floats) -> Floats:
        """Return all terms at points z, `(n, terms)`: linear, squares and products, and the bumps."""
        x = self.scaled(z)
        return np.concatenate([quadratic(x), bumps(x, self.points, self.gamma)], axis=1)


def quadratic(x: Floats) -> Floats:
    """Return the linear terms, squares and products of x, `(n, terms)`."""
    first, second = np.triu_indices(x.shape[1])
    return np.concatenate([x, x[:, first] * x[:, second]], axis=1)


def bumps(x: Floats, points: Floats, gamma: float) -> Floats:
    """Return exp(-gamma * squared distance) from every x to every point, `(n, points)`."""
    squared = (x**2).sum(axis=1)[:, None] + (points**2).sum(axis=1) - 2.0 * x @ points.T
    return np.asarray(np.exp(-gamma * np.maximum(squared, 0.0)))


@dataclass(frozen=True, eq=False)
class Emulator:
    """One figure as a function of the numbers: the ground it shares with its event's figures, weights of the terms, and the error left."""

    column: FigureColumn
    ground: Ground
    weights: Floats
    constant: float
    missed: Floats
    explained: float

    @property
    def spread(self) -> float:
        """The standard deviation of a normal whose middle 90 percent are as wide as those of the errors, in probits."""
        return float(np.quantile(np.abs(self.missed), 0.9)) / NINETY

    def drawn(self, z: Floats, luck: np.random.RandomState) -> Floats:
        """Return the figure at points z as single towns would show it, `(n,)`: the function, and errors drawn from those seen."""
        return np.asarray(self(z) + luck.choice(self.missed, len(z)))

    @property
    def takes(self) -> list[int]:
        """The columns of z that the figure depends on."""
        return self.ground.takes

    def __call__(self, z: Floats) -> Floats:
        """Return the figure in probits at points z `(n, parameters)`, `(n,)`."""
        return np.asarray(self.ground.terms(z) @ self.weights + self.constant)


@on_one_thread
def emulate(plan: CalibrationPlan, columns: Sequence[FigureColumn], z: Floats, figures: Floats) -> list[Emulator]:
    """Return an emulator for each column, from points `(n, parameters)` and simulated figures `(n, figures)`."""
    made: dict[int, Emulator] = {}
    for event in dict.fromkeys(column.event for column in columns):
        mine = [j for j, column in enumerate(columns) if column.event == event]
        for j, one in zip(mine, emulate_event(plan, [columns[j] for j in mine], z, figures[:, mine]), strict=True):
            made[j] = one
    return [made[j] for j in range(len(columns))]


@on_one_thread
def emulate_event(
    plan: CalibrationPlan, columns: Sequence[FigureColumn], z: Floats, percents: Floats
) -> list[Emulator]:
    """Return the emulators of an event's figures, on the one ground that predicts points left out best."""
    for column, seen in zip(columns, np.isfinite(percents).sum(axis=0), strict=True):
        if seen < FEWEST_ROWS:
            raise ValueError(
                f"{column.name}: only {int(seen)} simulated points have it; at least {FEWEST_ROWS} are needed"
            )
    y = probit_of(percents)
    # A point at which nobody was left to measure a figure on says nothing of it: it is set to the figure's middle, which bends nothing.
    y = np.where(np.isfinite(y), y, np.nanmean(y, axis=0))
    ground = Ground.under(plan.columns(columns[0].event), z, GAMMAS[0])
    missed, gamma, firmness = best_bumps(ground.points, y)
    ground = replace(ground, gamma=gamma)
    simple, constants = ridge(ground.points, y)
    rest = y - quadratic(ground.points) @ simple - constants
    weights = np.concatenate([simple, pulls(bumps(ground.points, ground.points, gamma), rest, firmness)])
    explained = 1.0 - (missed**2).mean(axis=0) / np.maximum(y.var(axis=0), 1e-12)
    return [
        Emulator(column, ground, weights[:, j], float(constants[j]), missed[:, j], float(explained[j]))
        for j, column in enumerate(columns)
    ]


def best_bumps(points: Floats, y: Floats) -> tuple[Floats, float, float]:
    """Return the errors `(points, figures)` on points left out fold by fold, with the gamma and firmness that make them least."""
    fold = np.arange(len(points)) % FOLDS
    errors = {(gamma, firmness): np.zeros(y.shape) for gamma in GAMMAS for firmness in FIRMNESS}
    for f in range(FOLDS):
        kept, out = fold != f, fold == f
        simple, constants = ridge(points[kept], y[kept])
        rest = y[kept] - quadratic(points[kept]) @ simple - constants
        missed = y[out] - quadratic(points[out]) @ simple - constants
        for gamma in GAMMAS:
            inside, across = (bumps(x, points[kept], gamma) for x in (points[kept], points[out]))
            for firmness in FIRMNESS:
                told = across @ pulls(inside, rest, firmness)
                errors[gamma, firmness][out] = missed - told
    (gamma, firmness), error = min(
        errors.items(), key=lambda one: float(((one[1] ** 2).mean(axis=0) / y.var(axis=0)).mean())
    )
    return error, gamma, firmness


def ridge(points: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return the weights `(terms, figures)` and constants of the quadratic part, each figure with the penalty that suits it."""
    from sklearn.linear_model import RidgeCV

    found = RidgeCV(PENALTIES, alpha_per_target=True).fit(quadratic(points), y)
    # For a lone figure scikit-learn drops its axis, which has to stay.
    return np.asarray(found.coef_).reshape(y.shape[1], -1).T, np.asarray(found.intercept_).reshape(y.shape[1])


def pulls(inside: Floats, rest: Floats, firmness: float) -> Floats:
    """Return how much each point pulls, `(points, figures)`, given the bumps between points and what is left to explain."""
    from sklearn.kernel_ridge import KernelRidge

    return np.asarray(KernelRidge(alpha=firmness, kernel="precomputed").fit(inside, rest).dual_coef_)
