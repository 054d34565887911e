"""What do the surveys say at many points of the numbers? A table of simulated figures, one row a point, over processes.

    points z (n, parameters) --ask every survey, seed = row--> figures (n, figures)

Every row has luck of its own (its seed is its number), so that what varies between neighbours at equal numbers is luck and shows up as
such. Rows do not depend on the number of workers or on their order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.engine.warm import kernels_are_warm
from sim.studies.worker import outcomes_as_they_end
from sim.validation.calibration.prior import CalibrationPlan
from sim.validation.surveys import Survey, SurveyFigure, SurveyTown, ask, measured

__all__ = ["FigureColumn", "calibrates", "columns_of", "figures_at", "to_estimate_from"]

Floats = NDArray[np.float64]
CHUNK = 8
SHARES = ("cases", "ever", "over", "remitted", "lasted", "course")
TOWNS: list[SurveyTown] = []


@dataclass(frozen=True)
class FigureColumn:
    """One column of the table: a figure and the survey that it belongs to."""

    survey: Survey
    figure: SurveyFigure

    @property
    def event(self) -> str:
        """The event whose numbers it depends on."""
        return str(self.survey.event["kind"])

    @property
    def name(self) -> str:
        """How tables call it."""
        whom = "" if self.figure.whom == "all" else f" of {self.figure.whom}"
        return f"{self.survey.name}: {self.figure.label}{whom}, {self.figure.months:g} months"


def to_estimate_from(surveys: Mapping[str, Survey]) -> dict[str, Survey]:
    """Return the surveys that numbers are estimated from, cut to shares up to the last month of a figure that calibrates."""
    kept = {}
    for name, survey in surveys.items():
        aims = [figure for figure in survey.figures if calibrates(figure)]
        if not aims:
            continue
        last = max(figure.week for figure in aims)
        figures = tuple(
            one for one in survey.figures if one.measure in SHARES and max(one.week, one.since_week) <= last
        )
        kept[name] = replace(survey, figures=figures)
    return kept


def calibrates(figure: SurveyFigure) -> bool:
    """Say whether numbers are estimated from a figure: fitted, a share that the walk can weigh, and not implied by others."""
    return figure.role == "fitted" and figure.calibrates and figure.measure in SHARES


def columns_of(surveys: dict[str, Survey]) -> list[FigureColumn]:
    """Return the columns that the surveys' figures make, in order."""
    return [FigureColumn(survey, figure) for survey in surveys.values() for figure in survey.figures]


def prepare(surveys: list[Survey]) -> None:
    """Settle the towns of a worker once."""
    TOWNS[:] = [SurveyTown.of(survey) for survey in surveys]


def rows_of(paths: tuple[str, ...], values: Floats, first: int) -> Floats:
    """Return the figures of a few rows, `(rows, figures)`; the seed of a row is its number, counted from 1."""
    rows = []
    for k, row in enumerate(values):
        numbers = dict(zip(paths, map(float, row), strict=True))
        row_figures: list[float] = []
        for town in TOWNS:
            answers = ask(town, first + k + 1, numbers)
            row_figures += [measured(figure, answers) for figure in town.survey.figures]
        rows.append(row_figures)
    return np.array(rows)


def figures_at(
    surveys: dict[str, Survey], plan: CalibrationPlan, z: Floats, seeds_from: int = 0, workers: int | None = None,
    tick: Callable[[int, int], None] | None = None,
) -> Floats:  # fmt: skip
    """Return the simulated figures `(n, figures)` at points z `(n, parameters)`; row k has the seed `seeds_from + k + 1`."""
    values, listed = plan.values(z), list(surveys.values())
    jobs = [(plan.paths, values[k : k + CHUNK], seeds_from + k) for k in range(0, len(values), CHUNK)]
    table = np.full((len(values), sum(len(one.figures) for one in listed)), np.nan)
    count = min(workers or os.cpu_count() or 1, len(jobs))
    here = len(jobs) if count <= 1 else 0 if kernels_are_warm() else 1
    if here:
        prepare(listed)
    done = 0

    def put(first: int, rows: Floats) -> None:
        nonlocal done
        table[first - seeds_from : first - seeds_from + len(rows)] = rows
        done += len(rows)
        if tick:
            tick(done, len(values))

    for job in jobs[:here]:
        put(job[2], rows_of(*job))
    if jobs[here:]:
        for job, rows in outcomes_as_they_end(rows_of, jobs[here:], count, prepare, (listed,)):
            put(job[2], rows)
    return table
