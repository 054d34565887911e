"""How does it work? The week in its order, its sources, and the terms it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from htmltools import TagList, tags

from sim.dashboard.widgets import Node, english, heading, marks, more, table

if TYPE_CHECKING:
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words

__all__ = ["fixed", "text"]

STEPS = ("people", "event", "week", "care", "plans", "count")


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page, which is filled when it is opened."""
    from shiny import ui

    return TagList(heading(words, "method"), ui.output_ui("method_text"))


def text(words: Words) -> Node:
    """Return the steps, the schedule, the terms and the sources; it needs no run."""
    from sim.reference.glossary import GLOSSARY
    from sim.report import WORDS, references

    known = [(word, GLOSSARY[word].meaning) for word in WORDS if word in GLOSSARY]
    return TagList(
        tags.ol(*(tags.li(tags.strong(words(f"method.{name}")), " ", words(f"method.{name}_text")) for name in STEPS)),
        tags.h2(words("method.schedule")),
        tags.p(words("method.schedule_text")),
        table(words("method.schedule_caption"), [words("method.step"), words("method.does")], schedule(), "schedule", english(words)),
        tags.p(marks(words("method.more"))),
        tags.h2(words("method.words")),
        tags.dl(*(TagList(tags.dt(word.replace("_", " ")), tags.dd(meaning)) for word, meaning in known), english(words)),
        more(words("method.sources"), tags.ul(*(tags.li(work) for work in references(None)), english(words))),
    )  # fmt: skip


def schedule() -> list[list[str]]:
    """Return the processes of a week in order, each with the first line of its docstring."""
    from sim.processes.schedule import SCHEDULE

    return [[step.name, (step.__doc__ or "").strip().partition("\n")[0]] for step in SCHEDULE]
