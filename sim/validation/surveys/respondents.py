"""Who is asked, and what do they say? The town of a survey lives from the event on; those asked are noted in the weeks of its figures.

    Survey --town--> Scenario, settled people --ask (seed, other numbers)--> Answers {week: columns of those asked}

`numbers` are paths as in `[numbers]` of a scenario, and `events.NAME.first_impact` (`.strain_level`, `.fading`), which apply if NAME is
the event of the survey. The people are the same under every seed and all numbers; they are settled once for each survey.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.run import begin, live
from sim.evidence.reading import OF_EVENTS
from sim.inputs.toml_file import toml_of
from sim.population import Community, Residents, settle
from sim.population.residents import CASE_FROM
from sim.processes.state import World
from sim.processes.stress.instruments import chance_above, instrument
from sim.scenario import Scenario, loads
from sim.scenario.code_in_plan import attached
from sim.validation.surveys.groups import Answers, Columns
from sim.validation.surveys.measures import chance_column
from sim.validation.surveys.plan import Survey
from sim.validation.surveys.spells import Spells

__all__ = ["SurveyTown", "ask", "with_numbers"]

PER = 100_000.0


@dataclass(frozen=True)
class SurveyTown:
    """The settled people of a survey and its scenario."""

    survey: Survey
    plan: Scenario
    people: Community

    @classmethod
    def of(cls, survey: Survey) -> SurveyTown:
        """Settle the people of a survey."""
        plan = scenario_of(survey)
        return cls(survey, plan, settle(plan, 1.0))


def scenario_of(survey: Survey) -> Scenario:
    """Return the scenario of a survey: its places, its event, and the care that was there as its only arm."""
    parts = [
        f'title = "{survey.name}"',
        "start = 2000-01-01",
        f"weeks = {max(survey.weeks, 4)}",
        "[event]",
        toml_of(survey.event),
    ]
    for n, place in enumerate(survey.places, 1):
        known = {"place": f"Part {n}", "lon": 0.05 * n, "lat": 0.0, "exposure": 0.0, "exposure_days": 7.0, **place}
        known["population"] = round(survey.people * float(known.pop("share", 1.0)))
        parts += ["[[place]]", toml_of(known)]
    for name, keys in survey.care_given.items():
        slots = max(round(keys["slots_per_100_000"] * survey.people / PER), 1)
        rest = {word: value for word, value in keys.items() if word != "slots_per_100_000"}
        parts += [f"[programme.{name}]", toml_of({"slots": slots, "sites": "everywhere", **rest})]
    parts += ["[arm.as_it_was]", toml_of({"programmes": list(survey.care_given)}), "[numbers]", toml_of(survey.numbers)]
    plan = loads("\n".join(parts), name=f"survey_{survey.name}")
    return attached(plan, survey.code)


def with_numbers(plan: Scenario, numbers: Mapping[str, float]) -> Scenario:
    """Return the scenario with other numbers; those of other events do not concern it."""
    if not numbers:
        return plan
    own: dict[str, Any] = {
        name: numbers[path] for name in OF_EVENTS if (path := f"events.{plan.event.kind}.{name}") in numbers
    }
    shared = {path: value for path, value in numbers.items() if not path.startswith("events.")}
    return replace(plan, event=replace(plan.event, **own), book=plan.book.with_values(shared))


def ask(town: SurveyTown, seed: int, numbers: Mapping[str, float] | None = None) -> Answers:
    """Live through a survey's weeks under one seed; return every column of those asked, for each week with an interview.

    `onset` and `last_case` are those of spells of a month and more (spells.py).
    """
    survey = town.survey
    world = begin(with_numbers(town.plan, numbers or {}), "as_it_was", town.people, seed)
    rows = asked(survey, world.residents.age, {name: getattr(world.residents, name) for name in survey.who})
    weeks = {week for figure in survey.figures for week in (figure.week, figure.since_week)}
    spells = Spells(told(survey, world.residents, rows))
    answers = {0: answered(survey, world, rows, spells)}
    for week in range(1, survey.weeks + 1):
        live(world)
        spells.note(week, told(survey, world.residents, rows))
        if week in weeks:
            answers[week] = answered(survey, world, rows, spells)
    return answers


def told(survey: Survey, residents: Residents, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the severity by which a survey counts cases, `(k,)`: nobody who would be a case in a normal year counts if it is tied."""
    severity = residents.severity[rows]
    return np.where(residents.usual[rows] >= CASE_FROM, np.float32(0.0), severity) if survey.tied else severity


def answered(survey: Survey, world: World, rows: NDArray[np.int64], spells: Spells) -> dict[str, NDArray[Any]]:
    """Return the columns of those asked, with their spells, who counts as a case, and their chances by other instruments."""
    residents, book = world.residents, world.scenario.book
    columns = residents.take(rows) | spells.columns() | {"case": told(survey, residents, rows) >= CASE_FROM}
    used = {figure.instrument for figure in survey.figures} - {""}
    chances = {
        chance_column(name): chance_above(instrument(name, book), columns["severity"], columns["usual"], book)
        for name in used
    }
    return columns | chances


def asked(survey: Survey, age: NDArray[Any], columns: Columns) -> NDArray[np.int64]:
    """Return the rows of those asked: of an age, and with columns between their ends in week 0."""
    fits = (age >= survey.min_age) & (age <= survey.max_age)
    for name, (least, most) in survey.who.items():
        fits &= (columns[name] >= least) & (columns[name] <= most)
    return np.flatnonzero(fits)
