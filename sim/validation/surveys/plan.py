"""What is a survey? Who was asked, where, how long after what, and the published figures of what they said.

    sim/evidence/surveys.toml --load--> {name: Survey}        [survey.NAME] and its [[survey.NAME.figure]], no code

A figure is `fitted` if a number of ours was made from it: by `healing calibrate`, or (`calibrates = false`) when that number was
declared. It is `held out` if nothing was made from it. The range of a
figure is the published interval; `computed` from the number of people asked (a binomial interval, design effect 2 if nothing else
is known); or `assumed`. `why` says in a sentence what is known of a figure that the model misses.
"""

# ruff: noqa: RUF009 - a key is one declaration, made by a call
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import evidence
from sim.inputs.faults import FaultList, shown
from sim.inputs.keys import at, fields_of, key, read_keys
from sim.inputs.rules import Choice, Name, NotAllowedError, NumberRule, TableRule, Text, Whole, YesNo
from sim.inputs.toml_file import LARGEST, parse, read_bytes, read_text
from sim.population.residents import Residents
from sim.scenario.own_code import OwnPart
from sim.validation.figures import check_columns, named_tables, read_figures, read_published
from sim.validation.surveys.groups import DERIVED
from sim.validation.surveys.measures import COURSES, MEASURES, WEEKS_A_MONTH

__all__ = ["CATALOGUE", "WEEKS_A_MONTH", "SurveyFigure", "Survey", "load", "loads"]

CATALOGUE = Path(evidence.__file__).parent / "surveys.toml"
RANGES = ("published", "computed", "assumed")
ROLES = ("held out", "fitted")
MOST_MONTHS = 240
SPELLS = ("lasted", "outlasted")
MONTHS = NumberRule(0, MOST_MONTHS, "months since the event")


class Tables:
    """One or more TOML tables, read elsewhere."""

    allowed = "a list of tables [{ key = value, ... }, ...]"

    def read(self, given: Any) -> tuple[dict[str, Any], ...]:
        """Return the tables as they are."""
        if not isinstance(given, list) or not given:
            raise NotAllowedError
        return tuple(TableRule().read(one) for one in given)


@dataclass(frozen=True, kw_only=True)
class SurveyFigure:
    """One published figure: what was measured, when, of whom."""

    measure: str = key(Choice(tuple(MEASURES)), "What is measured.")
    months: float = key(MONTHS, "When it was asked.")
    since: float = key(
        MONTHS, "When those it is about were asked before, or the months that a spell lasted at most.", 0.0
    )
    of: str = key(Text(60, "a column of the residents"), "The column that is measured, or the course.", "severity")
    instrument: str = key(
        Text(40, "an instrument of instruments.toml"), "Of the measure cases: the questionnaire, unless it is one of PTSD.", "",
        otherwise="PTSD",
    )  # fmt: skip
    line: float = key(NumberRule(-20, 250, "in the column's unit"), "The line that a column is below or above.", 1.0)
    group: dict[str, Any] = key(
        TableRule(), "Columns with the least and greatest value of those it is about.", otherwise="all who were asked"
    )
    against: dict[str, Any] = key(TableRule(), "Those they are compared with, likewise.", otherwise="nobody")
    label: str = key(Text(120, "a label"), "What tables call it.")
    whom: str = key(Text(80, "a few words"), "Whom it is about, in words.", "all")
    role: str = key(Choice(ROLES), "Whether a number of ours was made from this figure.", "held out")
    calibrates: bool = key(
        YesNo(), "Of a fitted figure: whether `healing calibrate` uses it; false where a declared number was made from it.",
        True,
    )  # fmt: skip
    range: str = key(Choice(RANGES), "Where low and high come from.", "published")
    why: str = key(Text(600), "Where it is missed: what is known of the reason.", "")
    follows: str = key(
        Text(120, "a figure of the file, such as 'katrina: cases 6.5'"),
        "The figure that this one follows from, or is tied to: it is not counted again.", "",
    )  # fmt: skip
    null: float | None = key(
        NumberRule(-1000, 1000, "in the published unit"), "What no effect would be, where the measure does not say it.", None,
        otherwise="1 of odds, 0 of differences and correlations, an earlier wave of shares",
    )  # fmt: skip
    published: evidence.Number

    def handle(self, survey: str) -> str:
        """How `follows` calls it: survey, measure, column or course unless it is severity, and months (of a spell: `since`)."""
        when = self.since if self.measure in SPELLS else self.months
        return f"{survey}: {self.measure} {'' if self.of == 'severity' else f'{self.of} '}{when:g}"

    @property
    def week(self) -> int:
        """The week in which it was asked."""
        return week_of(self.months)

    @property
    def since_week(self) -> int:
        """The week in which they were asked before, or the weeks that a spell lasted at most."""
        return week_of(self.since)


def week_of(months: float) -> int:
    """Return the nearest week of a time in months."""
    return round(months * WEEKS_A_MONTH)


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Who was asked after what; `code` is the user's own Python code that acts in its people."""

    name: str
    label: str = key(Text(100, "a label"), "Who was asked, and when.")
    meaning: str = key(Text(600), "What the survey says, and what stands for its population here.")
    event: dict[str, Any] = key(TableRule(), "The event, as [event] of a scenario: its kind at least.")
    people: int = key(Whole(100, 100_000, "residents"), "How many residents are simulated.", 4000)
    places: tuple[dict[str, Any], ...] = key(
        Tables(), "Where they live: columns of the table of places; `share` of the people, exposure, and what differs."
    )
    informs: str = key(
        Choice(("all", "event")),
        "Whether its fitted figures inform the numbers that all events share, or only its own event's.",
        "all",
    )
    tied: bool = key(
        YesNo(),
        "Whether its questionnaire asks for what this event brought: cases of a normal year do not count.",
        False,
    )
    care: str = key(Text(40, "a [care.name] of the file"), "The care that was there.", "none")
    min_age: int = key(Whole(0, 120, "years"), "Least age of those asked.", 18)
    max_age: int = key(Whole(0, 120, "years"), "Greatest age.", 120)
    who: dict[str, Any] = key(TableRule(), "Columns with the least and greatest value of those asked.", otherwise="all")
    numbers: dict[str, Any] = key(TableRule(), "Other values for numbers of the evidence.", otherwise="none")
    care_given: dict[str, dict[str, Any]]
    figures: tuple[SurveyFigure, ...]
    code: tuple[OwnPart, ...] = ()

    @property
    def weeks(self) -> int:
        """The number of weeks simulated, to the last figure."""
        return max(figure.week for figure in self.figures)


def load(path: Path = CATALOGUE) -> dict[str, Survey]:
    """Return the surveys of a file, by name; raises `ScenarioFaults` with every fault at once."""
    faults = FaultList(path.name)
    return read(read_text(read_bytes(path, LARGEST, faults), faults), faults)


def loads(text: str, name: str = "surveys.toml") -> dict[str, Survey]:
    """Return the surveys of a text, by name; raises `ScenarioFaults` with every fault at once."""
    return read(text, FaultList(name))


def read(text: str, faults: FaultList) -> dict[str, Survey]:
    """Return the surveys of a text, or raise all of its faults."""
    return of_tables(parse(text, faults), faults)


def of_tables(tables: Mapping[str, Any], faults: FaultList) -> dict[str, Survey]:
    """Return the surveys of a file's tables, or raise all of its faults."""
    surveys = {}
    care = {"none": {}, **named_tables(tables, "care", faults)}
    for name, programmes in care.items():
        for programme, given in programmes.items():
            if not isinstance(given, dict):
                faults.add(at(f"care.{name}", programme), shown(given), f"a table [care.{name}.{programme}]")
    for name in tables:
        if name not in ("care", "survey"):
            faults.add("", f"a table [{shown(name)}]", "[survey.NAME] and [care.NAME.PROGRAMME]")
    for name, table in named_tables(tables, "survey", faults, least=1).items():
        try:
            Name().read(name)
        except NotAllowedError as error:
            faults.add("", f"the name {shown(name)}", Name().allowed, error.fix)
        survey = read_survey(name, table, care, faults)
        if survey is not None:
            surveys[name] = survey
    if not faults.found:
        check_follows(surveys, faults)
    faults.raise_if_any()
    return surveys


def check_follows(surveys: Mapping[str, Survey], faults: FaultList) -> None:
    """Add a fault for each figure that follows from one that is not in the file."""
    known = {figure.handle(one.name) for one in surveys.values() for figure in one.figures}
    for one in surveys.values():
        for figure in one.figures:
            if figure.follows and figure.follows not in known:
                fix = faults.did_you_mean(figure.follows, known)
                faults.add(
                    f"survey.{one.name} {figure.label} follows", shown(figure.follows), "a figure of this file", fix
                )


def read_survey(name: str, table: Any, care: Mapping[str, Any], faults: FaultList) -> Survey | None:
    """Return one survey; None after adding faults."""
    where, before = f"survey.{name}", len(faults.found)
    if not isinstance(table, dict):
        faults.add(name, shown(table), f"a table [{where}]")
        return None
    values = read_keys(fields_of(Survey), table, where, faults, ("figure",))
    figures = read_figures(table.get("figure", []), where, faults, read_figure, least=1)
    chosen = values.get("care", "none")
    if chosen not in care:
        faults.add(at(where, "care"), shown(chosen), f"one of {', '.join(care)}", faults.did_you_mean(chosen, care))
    check_columns(values.get("who", {}), at(where, "who"), faults)
    kind, known = values.get("event", {}).get("kind", ""), evidence.load().table("events")
    if not isinstance(kind, str) or kind not in known:
        fix = faults.did_you_mean(kind, known) if isinstance(kind, str) else "Put it in double quotes."
        faults.add(at(where, "event.kind"), shown(kind), f"one of {', '.join(known)}", fix)
    if len(faults.found) > before:
        return None
    return Survey(name=name, figures=figures, care_given=care[chosen], **{"who": {}, "numbers": {}, **values})


def check_measured(values: Mapping[str, Any], where: str, faults: FaultList) -> None:
    """Add a fault if what is to be measured is none of the courses, or no column."""
    known = COURSES if values.get("measure") == "course" else (*Residents.columns(), *DERIVED)
    given = values.get("of", "low" if known is COURSES else "severity")
    if given not in known:
        allowed = f"one of {', '.join(COURSES)}" if known is COURSES else "a column of the residents"
        faults.add(at(where, "of"), shown(given), allowed, faults.did_you_mean(given, known))


def check_instrument(values: Mapping[str, Any], where: str, faults: FaultList) -> None:
    """Add a fault for an instrument that is not known, or that the measure cannot use."""
    name, known = values.get("instrument", ""), evidence.load().table("instruments")
    if name and name not in known:
        fix = faults.did_you_mean(name, known)
        faults.add(at(where, "instrument"), shown(name), f"one of {', '.join(known)}, or nothing for PTSD", fix)
    elif name and values.get("measure") != "cases":
        faults.add(at(where, "instrument"), shown(name), "nothing: only the measure cases reads other instruments")


def read_figure(table: Mapping[str, Any], where: str, faults: FaultList) -> SurveyFigure | None:
    """Return one figure; None after adding faults."""
    before = len(faults.found)
    values = read_keys(fields_of(SurveyFigure), table, where, faults, ("published",))
    for side in ("group", "against"):
        check_columns(values.setdefault(side, {}), at(where, side), faults)
    check_measured(values, where, faults)
    check_instrument(values, where, faults)
    published = read_published(table.get("published"), where, faults)
    if len(faults.found) > before or published is None:
        return None
    return SurveyFigure(published=published, **values)
