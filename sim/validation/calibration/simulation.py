"""What do the surveys say at many points of the numbers? A table of simulated figures, one row a point, over processes.

    points z (n, parameters) --ask every survey, seed = row--> figures (n, figures)

Every row has its own seed (the row's number), so that what varies between neighbours at equal numbers is chance and shows up as
such. Rows do not depend on the number of workers or on their order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.studies.parallel import outcomes
from sim.validation.calibration.prior import CalibrationPlan
from sim.validation.surveys import Survey, SurveyFigure, SurveyTown, ask, measured

__all__ = ["FigureColumn", "calibrates", "columns_of", "figures_at", "to_estimate_from"]

Floats = NDArray[np.float64]
CHUNK = 8
SHARES = ("cases", "ever", "over", "remitted", "lasted", "course")


class Rows(NamedTuple):
    """Neighbouring rows of a design: the numbers' paths, their values `(rows, paths)`, and the number of the first row, from 0."""

    paths: tuple[str, ...]
    values: Floats
    first: int


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
        """Its name in tables."""
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
    """Return whether numbers are estimated from a figure: fitted, a share that the walk can weigh, and not implied by others."""
    return figure.role == "fitted" and figure.calibrates and figure.measure in SHARES


def columns_of(surveys: dict[str, Survey]) -> list[FigureColumn]:
    """Return the columns that the surveys' figures make, in order."""
    return [FigureColumn(survey, figure) for survey in surveys.values() for figure in survey.figures]


def rows_with(surveys: list[Survey]) -> Callable[[Rows], Floats]:
    """Return what gives the figures of a few rows, `(rows, figures)`, in a worker whose towns settle once."""
    towns = [SurveyTown.of(survey) for survey in surveys]
    return lambda job: np.array([row_of(towns, job.paths, row, job.first + k + 1) for k, row in enumerate(job.values)])


def row_of(towns: list[SurveyTown], paths: tuple[str, ...], row: Floats, seed: int) -> list[float]:
    """Return the figures of every survey at one row of numbers."""
    numbers = dict(zip(paths, map(float, row), strict=True))
    figures: list[float] = []
    for town in towns:
        answers = ask(town, seed, numbers)
        figures += [measured(figure, answers) for figure in town.survey.figures]
    return figures


def figures_at(
    surveys: dict[str, Survey], plan: CalibrationPlan, z: Floats, seeds_from: int = 0, workers: int | None = None,
    tick: Callable[[int, int], None] | None = None,
) -> Floats:  # fmt: skip
    """Return the simulated figures `(n, figures)` at points z `(n, parameters)`; row k has the seed `seeds_from + k + 1`."""
    values, listed = plan.values(z), list(surveys.values())
    jobs = [Rows(plan.paths, values[k : k + CHUNK], seeds_from + k) for k in range(0, len(values), CHUNK)]
    table = np.full((len(values), sum(len(one.figures) for one in listed)), np.nan)
    done = 0
    for job, rows in outcomes(rows_with, (listed,), jobs, workers):
        first = job.first - seeds_from
        table[first : first + len(rows)] = rows
        done += len(rows)
        if tick:
            tick(done, len(values))
    return table
