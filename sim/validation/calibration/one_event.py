"""What are the numbers of the user's own event? Estimated from whatever waves a survey of it has published, one or more.

    survey file --shared numbers from the posterior, the event's own from their prior--> simulated points --emulate--> draws on a grid

The numbers that all events share stay what the figures of other events say; with a single wave the others stay wide, and honest.
They can then be given in a scenario: [event] first_impact, strain_level, fading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import evidence
from sim.validation.calibration.emulator import emulate, percent_of
from sim.validation.calibration.one_thread import on_one_thread
from sim.validation.calibration.posterior import FittedTarget, misfit, sheets_of, targets_of, with_further_events
from sim.validation.calibration.prior import CalibrationPlan, plan_of
from sim.validation.calibration.simulation import FigureColumn, columns_of, figures_at, to_estimate_from
from sim.validation.calibration.tables import WIDER, Tick, sobol
from sim.validation.surveys import Survey

__all__ = ["OwnEvent", "estimate"]

Floats = NDArray[np.float64]
POINTS = 256
SEEDS_FROM = 400_000


@dataclass(frozen=True)
class OwnEvent:
    """The three numbers of one event: draws of values `(draws, 3)`, and its figures at them in percent, `(draws, figures)`.

    `best` `(3,)` are the numbers that together meet the figures best with the declared shared numbers: what to write into a scenario.
    """

    event: str
    columns: list[FigureColumn]
    values: Floats
    figures: Floats
    best: Floats

    def range(self, number: int) -> tuple[float, float, float]:
        """Return middle, low and high (95 percent) of first_impact (0), strain_level (1) or fading (2)."""
        low, middle, high = np.quantile(self.values[:, number], [0.025, 0.5, 0.975])
        return float(middle), float(low), float(high)


@on_one_thread
def estimate(
    surveys: dict[str, Survey], shared: dict[str, Floats], points: int = POINTS, workers: int | None = None,
    tick: Tick | None = None,
) -> list[OwnEvent]:  # fmt: skip
    """Return the numbers of every event of the surveys; `shared` holds the posterior draws `(draws,)` of each shared number by path."""
    surveys = to_estimate_from(surveys)
    plan, columns = plan_of(surveys), columns_of(surveys)
    known = plan_draws(plan, shared)
    luck = np.random.RandomState(1)
    z = sobol(points, len(plan.paths))
    rows = luck.randint(len(known), size=points)
    # Shared numbers a little wider than the posterior, so that the emulators are reliable all around it.
    middle = known.mean(axis=0)
    z[:, : plan.shared] = (middle + WIDER * (known[rows] - middle))[:, : plan.shared]
    figures = figures_at(
        surveys, plan, z, SEEDS_FROM, workers, (lambda done, whole: tick("own", done, whole)) if tick else None
    )
    targets = targets_of(emulate(plan, columns, z, figures), plan.error)
    draws = with_further_events(plan, known, targets)
    values, found = plan.values(draws), []
    for event in dict.fromkeys(column.event for column in columns):
        mine = [one.emulator for one in targets if one.emulator.column.event == event]
        own = plan.own(event)
        told = np.stack([percent_of(one(draws)) for one in mine], axis=1)
        best = best_of(plan, event, [one for one in targets if one.emulator.column.event == event])
        found.append(OwnEvent(event, [one.column for one in mine], values[:, own], told, best))
    return found


def best_of(plan: CalibrationPlan, event: str, targets: Sequence[FittedTarget]) -> Floats:
    """Return the numbers of an event `(3,)` that meet its figures best, the shared ones as they are declared."""
    from scipy.optimize import minimize

    book, own, sheets = evidence.load(), plan.own(event), sheets_of(targets)
    z = np.array(
        [float(one.z(book[one.path].value)) if j < plan.shared else 0.0 for j, one in enumerate(plan.parameters)]
    )

    def distance(numbers: Floats) -> float:
        z[own] = numbers
        return float(0.5 * (numbers**2).sum() + misfit(sheets, z[None])[0])

    z[own] = minimize(distance, np.zeros(len(own)), method="Nelder-Mead").x
    return np.asarray(plan.values(z[None])[0, own])


def plan_draws(plan: CalibrationPlan, shared: dict[str, Floats]) -> Floats:
    """Return the posterior draws as points z `(draws, parameters)`; the events' own numbers are left at their prior's middle."""
    count = len(next(iter(shared.values())))
    z = np.zeros((count, len(plan.paths)))
    for j, one in enumerate(plan.parameters[: plan.shared]):
        z[:, j] = one.z(shared[one.path])
    return z
