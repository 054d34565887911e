"""How is the posterior computed? A walk through the numbers that weighs each point by how well it meets the fitted figures.

    log posterior(z) = -1/2 sum of z^2  -  1/2 sum over figures of ((emulated - published) / error)^2            all in probits
    error^2 = (published interval / 3.92)^2 + (what a model of averages may be off)^2

Two steps: the numbers that all events share, with those of the events whose surveys inform them, by the affine-invariant ensemble
(emcee); then, for each draw of the shared numbers, the three numbers of every further event on a grid. What a further event's
figures say so never reaches the shared numbers.
Sources: Wood 2010 and Price et al. 2018 (synthetic likelihood), Cranmer, Brehmer & Louppe 2020 (simulation-based inference);
Foreman-Mackey et al. 2013 (emcee). The walk has a generator of its own with a fixed seed: it decides nothing about any resident.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.validation.calibration.emulator import Emulator, Ground, probit_of
from sim.validation.calibration.one_thread import on_one_thread
from sim.validation.calibration.prior import CalibrationPlan
from sim.validation.calibration.simulation import calibrates

__all__ = [
    "FURTHEST",
    "JointFigures",
    "FittedTarget",
    "informs_all",
    "is_target",
    "misfit",
    "sample",
    "sheets_of",
    "targets_of",
    "with_further_events",
]

Floats = NDArray[np.float64]
WALKERS = 64
BURNT = 0.4
GRID = (31, 17, 5)
# No walker goes further from the middle of a prior than points are simulated, in its standard deviations.
FURTHEST = 3.0
# Walkers begin so far inside of that.
NEAR = 0.1


@dataclass(frozen=True)
class FittedTarget:
    """A figure that is aimed at, in probits: its emulator, the published value and the error to allow."""

    emulator: Emulator
    value: float
    error: float


def is_target(emulator: Emulator) -> bool:
    """Return whether numbers are estimated from a figure."""
    return calibrates(emulator.column.figure)


def targets_of(emulators: Sequence[Emulator], error: float) -> list[FittedTarget]:
    """Return the fitted figures as targets; `error` is what a model of averages may be off, in probits."""
    found = []
    for one in filter(is_target, emulators):
        p = one.column.figure.published
        low, high = probit_of(p.low), probit_of(p.high)
        width = float(high - low) / 3.92
        found.append(FittedTarget(one, float(probit_of(p.value)), float(np.hypot(width, error))))
    return found


def informs_all(emulator: Emulator) -> bool:
    """Return whether a figure's survey informs the numbers that all events share."""
    return emulator.column.survey.informs == "all"


@dataclass(frozen=True)
class JointFigures:
    """Figures with the same inputs, computed together: weights `(terms, figures)`, the rest `(figures,)`."""

    ground: Ground
    weights: Floats
    constants: Floats
    values: Floats
    errors: Floats

    def misfit(self, z: Floats) -> Floats:
        """Return half the squared, scaled distance to these figures, `(n,)`."""
        told = self.ground.terms(z) @ self.weights + self.constants
        return np.asarray(0.5 * (((told - self.values) / self.errors) ** 2).sum(axis=1))


def sheets_of(targets: Sequence[FittedTarget]) -> list[JointFigures]:
    """Return the targets by their inputs."""
    alike: dict[int, list[FittedTarget]] = {}
    for one in targets:
        alike.setdefault(id(one.emulator.ground), []).append(one)
    return [
        JointFigures(
            group[0].emulator.ground, np.stack([one.emulator.weights for one in group], axis=1),
            *(np.array(part) for part in zip(*((o.emulator.constant, o.value, o.error) for o in group), strict=True)),
        )
        for group in alike.values()
    ]  # fmt: skip


def misfit(sheets: Sequence[JointFigures], z: Floats) -> Floats:
    """Return half the squared, scaled distance to all figures at points z `(n, parameters)`, `(n,)`."""
    return np.asarray(sum((sheet.misfit(z) for sheet in sheets), np.zeros(len(z))))


@on_one_thread
def sample(
    plan: CalibrationPlan, targets: Sequence[FittedTarget], kept: int, steps: int, seed: int = 1,
    prior: tuple[Floats, Floats] | None = None,
) -> Floats:  # fmt: skip
    """Return draws z `(kept, parameters)` of the posterior; parameters that no target depends on keep their prior.

    `prior` gives another normal belief about z, (mean `(parameters,)`, covariance); left out it is the standard one.
    """
    import emcee

    n = len(plan.paths)
    mean, covariance = prior if prior else (np.zeros(n), np.eye(n))
    moved = sorted({j for one in targets for j in one.emulator.takes}) or list(range(plan.shared))
    luck, sheets = np.random.RandomState(seed), sheets_of(targets)
    root = np.linalg.cholesky(covariance[np.ix_(moved, moved)])
    white = np.linalg.inv(root)

    def whole(part: Floats) -> Floats:
        z = np.tile(mean, (len(part), 1))
        z[:, moved] = part
        return z

    def log_posterior(part: Floats) -> Floats:
        z = whole(part)
        told = -0.5 * (((part - mean[moved]) @ white.T) ** 2).sum(axis=1) - misfit(sheets, z)
        # Where nothing was simulated emulators say nothing, whatever they give.
        return np.where((np.abs(part) <= FURTHEST).all(axis=1), told, -np.inf)

    walkers = max(WALKERS, 2 * len(moved) + 2)
    begun = np.clip(
        mean[moved] + 0.5 * luck.standard_normal((walkers, len(moved))) @ root.T, -FURTHEST + NEAR, FURTHEST - NEAR
    )
    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DESnookerMove(), 0.1), (emcee.moves.StretchMove(), 0.1)]
    walk = emcee.EnsembleSampler(walkers, len(moved), log_posterior, vectorize=True, moves=moves)
    walk.run_mcmc(emcee.State(begun, random_state=luck.get_state()), steps, skip_initial_state_check=True)
    chain = walk.get_chain(discard=int(BURNT * steps), flat=True)
    draws = mean + luck.standard_normal((kept, n)) @ np.linalg.cholesky(covariance).T
    draws[:, moved] = chain[np.linspace(0, len(chain) - 1, kept).astype(np.int64)]
    return draws


@on_one_thread
def with_further_events(plan: CalibrationPlan, draws: Floats, targets: Sequence[FittedTarget], seed: int = 1) -> Floats:
    """Return the draws with the numbers of events that did not inform the shared ones, each drawn given the shared ones of its row."""
    out, luck = draws.copy(), np.random.RandomState(seed)
    lines = [np.linspace(-FURTHEST, FURTHEST, count) for count in GRID]
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*lines)], axis=1)
    cell = np.array([line[1] - line[0] for line in lines])
    for event in dict.fromkeys(one.emulator.column.event for one in targets):
        mine = sheets_of([one for one in targets if one.emulator.column.event == event])
        own = plan.own(event)
        for row in out:
            z = np.tile(row, (len(grid), 1))
            z[:, own] = grid
            weight = -0.5 * (grid**2).sum(axis=1) - misfit(mine, z)
            chance = np.exp(weight - weight.max())
            chosen = int(np.searchsorted(np.cumsum(chance / chance.sum()), luck.random_sample()))
            row[own] = grid[min(chosen, len(grid) - 1)] + cell * (luck.random_sample(len(own)) - 0.5)
    return out
