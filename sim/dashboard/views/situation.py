"""What happened, where, to whom? The scenario, the event, the people; what the model cannot tell; and help for readers in distress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from htmltools import TagList, tags

from sim.dashboard.widgets import Node, english, heading, invented_note, more, note, table
from sim.evidence import cite, load
from sim.scenario import intake_lines

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words
    from sim.scenario import Scenario

__all__ = ["fixed", "settings", "situation"]

LIMITS = ("model", "numbers", "adults", "groups", "decisions")


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page: help in distress, limits, choice of scenario, its description."""
    from shiny import ui

    from sim.scenario import load as read
    from sim.scenario import shipped

    titles = {name: read(name).title for name in shipped()}
    # The reader's own file stays among the choices after another one is chosen.
    own = {} if desk.home in titles else {desk.home: read(desk.home).title}
    return TagList(
        heading(words, "situation"),
        note(tags.strong(words("distress.title")), " ", words("distress.text"), kind="support"),
        ui.input_select("scenario", words("situation.choose"), {**own, **titles}, selected=desk.question.named, width="100%"),
        ui.output_ui("settings"),
        ui.output_ui("situation"),
        tags.h2(words("limits.title")),
        note(tags.ul(*(tags.li(tags.strong(words(f"limits.{name}")), " ", words(f"limits.{name}_text")) for name in LIMITS)),
             kind="limits"),
    )  # fmt: skip


def situation(words: Words, question: Question) -> Node:
    """Return the description of a scenario: the event, the people, the time, the plans."""
    scenario = question.scenario()
    people = int(scenario.places.population.sum())
    facts: list[tuple[str, Any]] = [
        ("event", TagList(tags.span(scenario.event.label, english(words)), ", ", words.date(scenario.start))),
        ("people", words("situation.people_text", people=words.number(people), places=len(scenario.places.names))),
        ("struck", words("situation.struck_text", share=words.share(struck_share(scenario), 0))),
        ("time", words("situation.time_text", weeks=scenario.weeks, years=words.number(scenario.weeks / 52, 1))),
        ("plans", tags.ul(*(tags.li(arm.label, english(words)) for arm in scenario.arms.values()))),
    ]
    return TagList(
        tags.h2(scenario.title, english(words)),
        invented_note(words, scenario),
        tags.p(scenario.summary, english(words)),
        tags.dl(*(TagList(tags.dt(words(f"situation.{name}")), tags.dd(told)) for name, told in facts), class_="facts"),
        more(words("situation.how_hard"), hardness(words, scenario)),
        more(words("situation.places"), place_table(words, scenario)),
        *read_from(words, scenario),
    )


def read_from(words: Words, scenario: Scenario) -> list[Node]:
    """Return how the table of places was read, for a scenario that was made from tables."""
    lines = intake_lines(scenario)
    return (
        [more(words("situation.intake"), tags.ul(*(tags.li(line) for line in lines), english(words)))] if lines else []
    )


def settings(words: Words, question: Question) -> Node:
    """Return the choice of a setting, if the scenario has any."""
    from shiny import ui

    scenario = question.scenario()
    labels = {name: one.label for name, one in scenario.settings.items()}
    if not labels:
        return TagList()
    return ui.input_select("setting", words("situation.setting"), labels, selected=scenario.setting, width="100%")


def struck_share(scenario: Scenario) -> float:
    """Return the share of people in homes that the event damaged, from the table of places."""
    places = scenario.places
    people = places.population.astype(float)
    return float((places.exposure * people).sum() / people.sum())


def hardness(words: Words, scenario: Scenario) -> Node:
    """Return the two numbers that set the severity of the event, with their ranges and sources."""
    book = load()
    rows = []
    for name in ("first_impact", "strain_level"):
        number = book.get(f"events.{scenario.event.kind}.{name}")
        told = f"{getattr(scenario.event, name):.2f}"
        known = f"{number.low:.2f} … {number.high:.2f}" if number else "\u2013"
        source = "; ".join(cite(key) for key in number.source if key != "assumption") if number else ""
        grade = words(f"grade.{number.grade}") if number and words.has(f"grade.{number.grade}") else "\u2013"
        rows.append([words(f"situation.{name}"), told, known, grade, source or words("control.from_nobody")])
    head = [words(f"situation.{key}") for key in ("number", "value", "range", "grade", "source")]
    return table(words("situation.hardness"), head, rows, "hardness")


def place_table(words: Words, scenario: Scenario) -> Node:
    """Return the table of places: people, share damaged, poverty, insurance."""
    places = scenario.places
    columns = (places.population, places.exposure, places.share_poverty, places.share_insured, places.share_no_vehicle)
    order = sorted(range(len(places.names)), key=lambda row: -float(places.exposure[row]))
    rows = [
        [str(places.names[row]), words.number(float(columns[0][row]))]
        + [words.share(float(column[row]), 0) for column in columns[1:]]
        for row in order
    ]
    head = [words(f"situation.column_{key}") for key in ("place", "people", "struck", "poverty", "insured", "no_car")]
    return table(words("situation.places_caption"), head, rows, "places-table")
