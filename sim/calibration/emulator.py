"""How do the figures depend on the numbers? A smooth function of the points for each figure, fitted to the table of simulations.

    x                      = (z - centre) / scale               of the shared numbers and of the event's two
    probit(figure / 100)   = quadratic(x) + sum over simulated points of pull * exp(-gamma * |x - point|^2)  + luck

The quadratic carries what is simple (ridge regression), the bumps around the simulated points what it misses (kernel ridge: the mean of
a Gaussian process). `gamma` and the penalty are chosen for each event by what they predict of points left out; `spread` is the error
there, in probits: the luck of one small town and what the function misses. Figures are read off the function, never off a single run.
Source of the idea: Kennedy & O'Hagan 2001 (emulators in calibration); Andrianakis et al. 2015 (refocusing them on a model of an epidemic).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibration.prior import Plan
from sim.calibration.simulating import Column

__all__ = ["Emulator", "emulate", "percent_of", "probit_of"]

Floats = NDArray[np.float64]
LEAST = 0.0005
FURTHEST = 4.0
PENALTIES = np.logspace(-1, 4, 16)
GAMMAS = (0.02, 0.05, 0.1, 0.2)
FIRMNESS = (0.1, 0.3, 1.0, 3.0, 30.0)
FOLDS = 5
FEWEST_ROWS = 20


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
    """What the figures of an event stand on: the columns of z they depend on, how these are scaled, and the points with their bumps."""

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

    column: Column
    ground: Ground
    weights: Floats
    constant: float
    spread: float
    explained: float

    @property
    def takes(self) -> list[int]:
        """The columns of z that the figure depends on."""
        return self.ground.takes

    def __call__(self, z: Floats) -> Floats:
        """Return the figure in probits at points z `(n, parameters)`, `(n,)`."""
        return np.asarray(self.ground.terms(z) @ self.weights + self.constant)


def emulate(plan: Plan, columns: Sequence[Column], z: Floats, figures: Floats) -> list[Emulator]:
    """Return an emulator for each column, from points `(n, parameters)` and simulated figures `(n, figures)`."""
    made: dict[int, Emulator] = {}
    for event in dict.fromkeys(column.event for column in columns):
        mine = [j for j, column in enumerate(columns) if column.event == event]
        for j, one in zip(mine, emulate_event(plan, [columns[j] for j in mine], z, figures[:, mine]), strict=True):
            made[j] = one
    return [made[j] for j in range(len(columns))]


def emulate_event(plan: Plan, columns: Sequence[Column], z: Floats, percents: Floats) -> list[Emulator]:
    """Return the emulators of an event's figures, on the one ground that predicts points left out best."""
    for column, seen in zip(columns, np.isfinite(percents).sum(axis=0), strict=True):
        if seen < FEWEST_ROWS:
            raise ValueError(
                f"{column.name}: only {int(seen)} simulated points have it; at least {FEWEST_ROWS} are needed"
            )
    takes, y = plan.columns(columns[0].event), probit_of(percents)
    grounds = [Ground.under(takes, z, gamma) for gamma in GAMMAS]
    best = min(
        (left_out_error(ground, y, firmness), ground.gamma, firmness, ground)
        for ground in grounds
        for firmness in FIRMNESS
    )
    _, _, firmness, ground = best
    return [fitted(column, ground, y[:, j], firmness) for j, column in enumerate(columns)]


def fold_of(n: int) -> NDArray[np.int64]:
    """Return which fold each of n points belongs to."""
    return np.arange(n) % FOLDS


def left_out_error(ground: Ground, y: Floats, firmness: float) -> float:
    """Return the mean squared error, over an event's figures, on points left out fold by fold."""
    return float(np.mean([residuals(ground, y[:, j], firmness).var() for j in range(y.shape[1])]))


def residuals(ground: Ground, y: Floats, firmness: float) -> Floats:
    """Return what the function misses of each point when its fold is left out, for the points that have the figure."""
    seen = np.isfinite(y)
    points, told, fold = ground.points[seen], y[seen], fold_of(int(seen.sum()))
    missed = np.empty(len(told))
    for f in range(FOLDS):
        kept = fold != f
        weights, constant = solve(points[kept], told[kept], ground.gamma, firmness)
        terms = np.concatenate([quadratic(points[~kept]), bumps(points[~kept], points[kept], ground.gamma)], axis=1)
        missed[~kept] = told[~kept] - terms @ weights - constant
    return missed


def solve(points: Floats, told: Floats, gamma: float, firmness: float) -> tuple[Floats, float]:
    """Return the weights of quadratic terms and bumps, and the constant, for values told at points."""
    from sklearn.kernel_ridge import KernelRidge
    from sklearn.linear_model import RidgeCV

    simple = quadratic(points)
    ridge = RidgeCV(PENALTIES).fit(simple, told)
    rest = told - ridge.predict(simple)
    pull = KernelRidge(alpha=firmness, kernel="rbf", gamma=gamma).fit(points, rest).dual_coef_
    return np.concatenate([ridge.coef_, pull]), float(ridge.intercept_)


def fitted(column: Column, ground: Ground, y: Floats, firmness: float) -> Emulator:
    """Return the emulator of one figure on a ground."""
    seen = np.isfinite(y)
    weights, constant = solve(ground.points[seen], y[seen], ground.gamma, firmness)
    simple = len(weights) - int(seen.sum())
    whole = np.concatenate([weights[:simple], np.zeros(len(y))])
    whole[simple:][seen] = weights[simple:]
    error = residuals(ground, y, firmness).var()
    return Emulator(
        column, ground, whole, constant, float(np.sqrt(error)), float(1.0 - error / max(y[seen].var(), 1e-12))
    )
