"""What does the model say of a survey? Each figure over several seeds and, if there are any, draws of the fitted numbers.

    runs      pairs (seed, numbers of a draw): seed 1 with draw 0, seed 2 with draw 1 ...
    value     median over the runs
    interval  from the 5th to the 95th percentile of the runs: chance among the people simulated, and uncertainty of the numbers

Without draws (`numbers` are the declared values) the interval holds chance alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.kernels.quantiles import middle_range
from sim.validation.surveys.measures import measured
from sim.validation.surveys.plan import Survey, SurveyFigure
from sim.validation.surveys.respondents import SurveyTown, ask

__all__ = ["Draws", "SurveyRow", "run"]

Draws = tuple[Mapping[str, float], ...]


@dataclass(frozen=True)
class SurveyRow:
    """One figure of a survey, with its value under each run (nan if nobody was left to measure it on)."""

    survey: str
    label: str
    figure: SurveyFigure
    values: tuple[float, ...]

    @property
    def spread(self) -> tuple[float, float, float]:
        """The 5th percentile, the median and the 95th of the runs."""
        return middle_range(self.values)


def run(survey: Survey, seeds: int, draws: Draws = ()) -> list[SurveyRow]:
    """Ask the people of a survey under the seeds 1 to `seeds`, each with the next of the draws; a row for each figure."""
    town, found = SurveyTown.of(survey), []
    # What the file gives holds, of the shared numbers and of its event alike.
    given = {*survey.numbers, *(f"events.{town.plan.event.kind}.{name}" for name in town.plan.event.own)}
    for seed in range(1, seeds + 1):
        drawn = draws[(seed - 1) % len(draws)] if draws else {}
        answers = ask(town, seed, {path: value for path, value in drawn.items() if path not in given})
        found.append([measured(figure, answers) for figure in survey.figures])
    columns = list(zip(*found, strict=True))
    return [
        SurveyRow(survey.name, survey.label, figure, values)
        for figure, values in zip(survey.figures, columns, strict=True)
    ]
