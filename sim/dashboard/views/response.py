"""What is offered, when, how much, at what price? A slider for each, with its effect beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from htmltools import TagList, tags

from sim.dashboard.answers import made_from
from sim.dashboard.charts import course_chart
from sim.dashboard.glance import glance_of
from sim.dashboard.inputs import channels, programme_controls
from sim.dashboard.panels import before_table, sentence, stored, where_they_are
from sim.dashboard.stored_result import stored_result
from sim.dashboard.widgets import Node, english, heading, more, note, slider, table
from sim.evidence import cite

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.rounds import Snapshot
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words
    from sim.scenario import Programme, Scenario

__all__ = ["controls", "faults", "fixed", "moved_list", "now"]


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page: plans and sliders on one side, their effect on the other."""
    from shiny import ui

    return TagList(
        heading(words, "response"),
        tags.div(
            tags.div(
                tags.h2(words("response.plans")), ui.output_ui("plan_cards"),
                tags.h2(words("response.programmes")), ui.output_ui("controls"), ui.output_ui("moved_list"),
                tags.div(
                    tags.button(words("response.undo"), id="undo", type="button", class_="action-button quiet"),
                    tags.button(words("response.reset"), id="reset", type="button", class_="action-button quiet"),
                    class_="buttons",
                ),
                class_="side",
            ),
            tags.div(tags.h2(words("response.now")), ui.output_ui("faults"), ui.output_ui("now"), class_="main"),
            class_="two",
        ),
    )  # fmt: skip


def controls(words: Words, question: Question) -> Node:
    """Return the sliders of every programme in the compared plans, grouped by programme."""
    scenario = question.scenario()
    held: dict[str, list[str]] = {}
    for arm in question.arms:
        for name in scenario.arms[arm].programmes:
            held.setdefault(name, []).append(scenario.arms[arm].label)
    opened = next(iter(name for name, arms in held.items() if len(arms) < len(question.arms)), next(iter(held), ""))
    if not held:
        return tags.p(words("response.no_programmes"))
    parts = (programme(words, scenario, scenario.programmes[name], arms, name == opened) for name, arms in held.items())
    return TagList(*parts)


def programme(words: Words, scenario: Scenario, one: Programme, arms: list[str], opened: bool) -> Node:
    """Return one programme: what it is, how it is delivered, its sliders."""
    kind = scenario.interventions[one.intervention]
    return more(
        one.label,
        tags.p(tags.strong(kind["label"]), ": ", kind["meaning"], english(words)),
        tags.p(words("response.in_plans", plans="; ".join(arms)), class_="small"),
        door(words, scenario, one),
        *(slider(words, control, scenario.start) for control in programme_controls(scenario, one)),
        more(words("response.known"), effects(words, scenario, one)),
        open_=opened, class_="programme",
    )  # fmt: skip


def door(words: Words, scenario: Scenario, one: Programme) -> Node:
    """Return the choice of a programme's channel."""
    ident, label = f"c-channel-{one.name}", words("control.channel.label")
    chosen: dict[str, Any] = {"selected": ""}
    options = (
        tags.option(told, chosen if name == one.channel else {}, value=name)
        for name, told in channels(scenario).items()
    )
    data: dict[str, Any] = {"data-path": f"programme.{one.name}.channel", "data-kind": "choice", **english(words)}
    return tags.div(
        tags.label(label, for_=ident),
        tags.select(*options, data, id=ident),
        more(words("control.about", what=label), tags.p(words("control.channel.meaning")), class_="about"),
        class_="control",
    )


def effects(words: Words, scenario: Scenario, one: Programme) -> Node:
    """Return what is known about a programme's effects: each number with range, source and grade."""
    rows = []
    for stem, name in (("interventions", one.intervention), ("channels", one.channel)):
        for path, number in scenario.book.items():
            if path.startswith(f"{stem}.{name}."):
                source = "; ".join(cite(key) for key in number.source if key != "assumption")
                known = f"{number.value:g} ({number.low:g} … {number.high:g}) {number.unit}"
                grade = words(f"grade.{number.grade}") if words.has(f"grade.{number.grade}") else number.grade
                rows.append([number.meaning, known, grade, source or words("control.from_nobody")])
    head = [words(f"response.column_{key}") for key in ("meaning", "value", "grade", "source")]
    return table(words("response.effects", programme=one.label), head, rows, f"effects-{one.name}", english(words))


def moved_list(words: Words, question: Question) -> Node:
    """Return the differences from the scenario file."""
    if not question.over:
        return tags.p(words("response.nothing_moved"), class_="small")
    items = (tags.li(tags.code(path), f" = {value}") for path, value in question.over)
    return TagList(tags.p(words("response.moved")), tags.ul(*items, class_="moved"))


def faults(words: Words, said: str) -> Node:
    """Return the faults of the scenario, in the words of `healing validate`."""
    if not said:
        return TagList()
    lines = (tags.li(line, english(words)) for line in said.splitlines())
    return note(tags.strong(words("response.faults")), tags.ul(*lines), kind="fault")


def now(words: Words, answer: Snapshot | None, question: Question | None = None) -> Node:
    """Return what is known now: the chart, the table of before, without and due, and the map; the stored result before anything has run."""
    if answer is None:
        return stored(words, question, stored_result(question.named)) if question else note(words("answer.none"))
    glance = glance_of(answer)
    return TagList(
        made_from(words, answer),
        sentence(words, glance),
        course_chart(words, glance, "now-chart"),
        before_table(words, glance, "now-table"),
        where_they_are(words, answer.question, glance, "now-map"),
        *([] if glance.ranged else [note(words("response.look_only"))]),
    )
