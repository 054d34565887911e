"""What happened, where, to whom? The scenario, the event, the people; what the model cannot tell; and help for readers in distress."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from htmltools import TagList, tags

from sim.dashboard.panels import damage_map, plan_list, stored
from sim.dashboard.stored_result import stored_result
from sim.dashboard.widgets import Node, english, heading, invented_note, more, note, table
from sim.evidence import cite, load
from sim.scenario import intake_lines

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words
    from sim.scenario import Scenario

__all__ = ["fixed", "scenarios", "settings", "situation"]

LIMITS = ("model", "numbers", "adults", "groups", "decisions")


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page: the choice of scenario, the place, the event, today's plans and a stored result; limits, and help in distress."""
    from shiny import ui

    return TagList(
        heading(words, "situation"),
        tags.div(
            tags.div(scenarios(words, desk), id="scenarios", class_="shiny-html-output"),
            tags.p(tags.a(words("situation.own_place"), href="#place", class_="button")),
            class_="choices",
        ),
        ui.output_ui("settings"),
        # Filled before anything is connected, so that the first screen is never blank.
        tags.div(situation(words, desk.question), id="situation", class_="shiny-html-output"),
        tags.h2(words("limits.title")),
        note(tags.ul(*(tags.li(tags.strong(words(f"limits.{name}")), " ", words(f"limits.{name}_text")) for name in LIMITS)),
             kind="limits"),
        note(tags.strong(words("distress.title")), " ", words("distress.text"), kind="support", id_="distress"),
    )  # fmt: skip


@cache
def shipped_titles() -> tuple[tuple[str, str], ...]:
    """Return names and titles of the shipped scenarios, without reading the rest of them."""
    import tomllib

    from sim.scenario import scenario_folder, shipped

    texts = ((name, (scenario_folder() / f"{name}.toml").read_text(encoding="utf-8")) for name in shipped())
    return tuple((name, str(tomllib.loads(text).get("title", name))) for name, text in texts)


def scenarios(words: Words, desk: Desk) -> Node:
    """Return the choice of a scenario: the shipped ones, the one it began with, and the one that is open."""
    from shiny import ui

    from sim.scenario import load as read

    titles = dict(shipped_titles())
    own = {desk.question.named: desk.question.scenario().title}
    if desk.home not in titles and desk.home not in own:
        own[desk.home] = read(desk.home).title
    choices = {**{name: title for name, title in own.items() if name not in titles}, **titles}
    return ui.input_select("scenario", words("situation.choose"), choices, selected=desk.question.named, width="100%")


def situation(words: Words, question: Question) -> Node:
    """Return the description of a scenario: the place, the event, today's plans, a stored result, and what is behind them."""
    scenario = question.scenario()
    people = int(scenario.places.population.sum())
    facts: list[tuple[str, Any]] = [
        ("event", TagList(tags.span(scenario.event.label, english(words)), ", ", words.date(scenario.start))),
        ("people", words("situation.people_text", people=words.number(people), places=len(scenario.places.names))),
        ("struck", words("situation.struck_text", share=words.share(struck_share(scenario), 0))),
        ("time", words("situation.time_text", weeks=scenario.weeks, years=words.number(scenario.weeks / 52, 1))),
        ("plans", plan_list(words, scenario)),
    ]
    return TagList(
        tags.h2(scenario.title, english(words)),
        tags.p(scenario.summary, english(words)),
        tags.div(
            tags.div(damage_map(words, question, "first-map")),
            tags.dl(*(TagList(tags.dt(words(f"situation.{name}")), tags.dd(told)) for name, told in facts), class_="facts"),
            class_="halves",
        ),
        stored(words, question, stored_result(question.named)),
        invented_note(words, scenario),
        more(words("situation.how_hard"), hardness(words, scenario)),
        more(words("situation.places"), place_table(words, scenario)),
        *read_from(words, scenario),
    )  # fmt: skip


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
