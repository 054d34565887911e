"""Are the bands calibrated? Truths are made up, surveyed by the model itself, and estimated again; how often do bands hold them?

    truth z ~ N(mean, covariance) --simulate (real runs, with chance)--> figures + error of asking --estimate--> draws --> rank of the truth

A band of 90 percent has to hold the truth 90 times in 100. Counted are the numbers themselves, and figures that were not estimated
from, as another town of the same truth shows them: predictions with all that their bands have to carry. (In the town that was asked
figures share their random numbers, and bands that ignore this would look too wide.) The truths are points that the emulators have not seen.
Source: Talts et al. 2018 (simulation-based calibration); Cook, Gelman & Rubin 2006.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.validation.calibration.emulator import Emulator, probit_of
from sim.validation.calibration.one_thread import on_one_thread
from sim.validation.calibration.posterior import FittedTarget, informs_all, is_target, sample, targets_of
from sim.validation.calibration.prior import CalibrationPlan

__all__ = ["Coverage", "cover"]

Floats = NDArray[np.float64]
DRAWS = 200
LEVELS = (0.5, 0.9)


@dataclass(frozen=True)
class Coverage:
    """A parameter or figure: its kind and name, in how many of `truths` each band held the truth, and the mean rank of the truth (0.5)."""

    kind: str
    name: str
    truths: int
    held: tuple[int, ...]
    rank: float

    def share(self, level: int) -> float:
        """Return the share of truths inside the band of a level."""
        return self.held[level] / self.truths


@on_one_thread
def cover(
    plan: CalibrationPlan, emulators: Sequence[Emulator], truths: Floats, figures: Floats, elsewhere: Floats,
    prior: tuple[Floats, Floats], steps: int, tick: Callable[[int, int], None] | None = None,
) -> list[Coverage]:  # fmt: skip
    """Return the coverage over truths z `(m, parameters)`, which come from `prior`.

    `figures` and `elsewhere` `(m, figures)` are what two towns of each truth show: one is asked, the other predicted.
    """
    targets = [one for one in targets_of(emulators, plan.error) if informs_all(one.emulator)]
    place = {id(one): j for j, one in enumerate(emulators)}
    unseen = [
        one
        for one in emulators
        if not is_target(one) and informs_all(one) and np.isfinite(elsewhere[:, place[id(one)]]).all()
    ]
    moved = sorted({j for one in targets for j in one.emulator.takes})
    ranks: dict[tuple[str, str], list[float]] = {}
    for k, (truth, row, other) in enumerate(zip(truths, figures, elsewhere, strict=True)):
        luck = np.random.RandomState(k + 1)
        told = [surveyed(one, float(row[place[id(one.emulator)]]), luck) for one in targets]
        z = sample(plan, told, DRAWS, steps, k + 1, prior)
        for j in moved:
            ranks.setdefault(("number", plan.paths[j]), []).append(float((z[:, j] < truth[j]).mean()))
        for one in unseen:
            was = float(probit_of(other[place[id(one)]]))
            ranks.setdefault(("prediction", one.column.name), []).append(float((one.drawn(z, luck) < was).mean()))
        if tick:
            tick(k + 1, len(truths))
    return [held(kind, name, np.array(rank)) for (kind, name), rank in ranks.items()]


def surveyed(target: FittedTarget, percent: float, luck: np.random.RandomState) -> FittedTarget:
    """Return a target whose published value is made up: the simulated figure and an error of asking; the error allowed is the same."""
    error = float(np.hypot(target.error, target.emulator.spread))
    return replace(target, value=float(probit_of(percent)) + target.error * luck.standard_normal(), error=error)


def held(kind: str, name: str, ranks: Floats) -> Coverage:
    """Return how often the middle bands held the truth, from its ranks among draws."""
    inside = tuple(int(((ranks >= (1 - level) / 2) & (ranks <= (1 + level) / 2)).sum()) for level in LEVELS)
    return Coverage(kind, name, len(ranks), inside, float(ranks.mean()))
