"""How do the figures depend on the numbers? A polynomial of the points for each figure, fitted to the table of simulations.

    probit(figure / 100) = polynomial of degree 2 or 3 in z of the shared numbers and of the event's two numbers  + luck

Degree and shrinkage are chosen by cross-validation for each figure (scikit-learn's `RidgeCV`). `spread` is the residual in probits: the
luck of one small town and what the polynomial misses. The figures are read off the polynomial, never off a single run.
Source of the idea: Kennedy & O'Hagan 2001 (emulators in calibration); Andrianakis et al. 2015 (refocusing them on a model of an epidemic).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.calibration.prior import Plan
from sim.calibration.simulating import Column

__all__ = ["Emulator", "emulate", "percent_of", "probit_of"]

Floats = NDArray[np.float64]
LEAST = 0.0005
FURTHEST = 4.0
PENALTIES = np.logspace(-3, 3, 13)
FEWEST_ROWS = 20


def probit_of(percent: Floats | float) -> Floats:
    """Return figures in percent on the probit scale; 0 and 100 percent count as 0.05 and 99.95."""
    from scipy.special import ndtri

    return np.asarray(ndtri(np.clip(np.asarray(percent) / 100.0, LEAST, 1.0 - LEAST)))


def percent_of(probit: Floats) -> Floats:
    """Return figures on the probit scale in percent."""
    from scipy.special import ndtr

    return np.asarray(100.0 * ndtr(probit))


@dataclass(frozen=True)
class Emulator:
    """One figure as a polynomial of the columns it depends on: `basis` powers `(terms, columns)`, their weights, and the residual."""

    column: Column
    takes: list[int]
    basis: NDArray[np.int64]
    weights: Floats
    constant: float
    spread: float
    explained: float

    def __call__(self, z: Floats) -> Floats:
        """Return the figure in probits at points z `(n, parameters)`, `(n,)`."""
        return self.terms(z) @ self.weights + self.constant

    def terms(self, z: Floats) -> Floats:
        """Return the terms of the polynomial at points z, `(n, terms)`: the same for all figures of an event and a degree."""
        return terms_of(np.clip(z[:, self.takes], -FURTHEST, FURTHEST), self.basis)


def terms_of(x: Floats, basis: NDArray[np.int64]) -> Floats:
    """Return the products of powers, `(n, terms)`: up to three factors a term, each a column of x or 1."""
    padded = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    out = padded[:, factors_of(basis.tobytes(), basis.shape)[0]]
    for factor in factors_of(basis.tobytes(), basis.shape)[1:]:
        out = out * padded[:, factor]
    return np.asarray(out)


@cache
def factors_of(powers: bytes, shape: tuple[int, int]) -> tuple[NDArray[np.int64], ...]:
    """Return, for each of up to three factors, which column every term takes; the column after the last stands for 1."""
    basis = np.frombuffer(powers, np.int64).reshape(shape)
    listed = [[j for j, power in enumerate(term) for _ in range(power)] for term in basis]
    return tuple(
        np.array([term[n] if n < len(term) else shape[1] for term in listed]) for n in range(basis.sum(axis=1).max())
    )


def emulate(plan: Plan, columns: list[Column], z: Floats, figures: Floats) -> list[Emulator]:
    """Return an emulator for each column, from points `(n, parameters)` and simulated figures `(n, figures)`."""
    return [emulate_one(plan, column, z, figures[:, j]) for j, column in enumerate(columns)]


def emulate_one(plan: Plan, column: Column, z: Floats, percents: Floats) -> Emulator:
    """Return the emulator of one figure, of the degree that predicts points left out best."""
    seen = np.isfinite(percents)
    if seen.sum() < FEWEST_ROWS:
        raise ValueError(
            f"{column.name}: only {int(seen.sum())} simulated points have it; at least {FEWEST_ROWS} are needed"
        )
    takes = plan.columns(column.event)
    x, y = np.clip(z[seen][:, takes], -FURTHEST, FURTHEST), probit_of(percents[seen])
    best = min((fitted(x, y, degree) for degree in (1, 2, 3)), key=lambda one: one["error"])
    residual = best["error"]
    return Emulator(
        column, takes, best["basis"], best["weights"], best["constant"], float(np.sqrt(residual)),
        float(1.0 - residual / y.var()) if y.var() > 0 else 0.0,
    )  # fmt: skip


def fitted(x: Floats, y: Floats, degree: int) -> dict[str, Any]:
    """Return the ridge polynomial of a degree, and its mean squared error on points left out one by one."""
    from sklearn.linear_model import RidgeCV
    from sklearn.preprocessing import PolynomialFeatures

    basis = np.asarray(PolynomialFeatures(degree, include_bias=False).fit(x).powers_)
    if len(basis) > len(x) // 2:
        return {"error": np.inf}
    ridge = RidgeCV(PENALTIES).fit(terms_of(x, basis), y)
    return {
        "basis": basis,
        "weights": ridge.coef_,
        "constant": float(ridge.intercept_),
        "error": -float(ridge.best_score_),
    }
