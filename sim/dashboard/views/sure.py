"""How sure is it? What was fitted, held out and missed; which numbers have never been measured, and what changes if one is different."""

from __future__ import annotations

from typing import TYPE_CHECKING

from htmltools import TagList, tags

from sim.dashboard.answers import model_table
from sim.dashboard.inputs import assumed_paths, number_control
from sim.dashboard.widgets import Node, english, heading, more, note, slider

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.rounds import Snapshot
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words

__all__ = ["assumed", "doubted", "fixed", "shown"]


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page: what was checked, then the numbers that can be varied."""
    from shiny import ui

    return TagList(
        heading(words, "sure"),
        ui.output_ui("sure"),
        tags.h2(words("sure.doubt")),
        tags.p(words("sure.doubt_text")),
        ui.output_ui("assumed"),
        ui.output_ui("doubted"),
    )


def assumed(words: Words, question: Question) -> Node:
    """Return the choice of the assumed numbers of a scenario."""
    from shiny import ui

    paths = ["", *assumed_paths(question.scenario())]
    return ui.input_select(
        "doubt",
        words("sure.choose", count=len(paths) - 1),
        {path: path or words("sure.none") for path in paths},
        width="100%",
    )


def doubted(words: Words, question: Question, path: str) -> Node:
    """Return the slider of an assumed number, and where to see its effect."""
    scenario = question.scenario()
    if path not in scenario.book:
        return tags.p(words("sure.pick"), class_="small")
    control = number_control(scenario, path)
    return TagList(
        tags.p(control.meaning, english(words)),
        slider(words, control, scenario.start),
        tags.p(words("sure.see"), " ", tags.a(words("compare.title"), href="#compare")),
    )


def shown(words: Words, answer: Snapshot | None) -> Node:
    """Return how credible the answer is, in the words of the report."""
    if answer is None:
        return note(words("answer.none"))
    from sim.outcomes.words import interval_words, made_from
    from sim.report import guesses
    from sim.report.text.credibility import believe
    from sim.report.text.credibility_tables import belief_sentences, missed_table, near_table
    from sim.report.text.tables import grades

    results = answer.results
    belief = believe(results, answer.scenario)
    sentences = [*belief_sentences(belief), f"Ranges hold {interval_words(results)}.", made_from(results)]
    missed, near = missed_table(belief), near_table(belief)
    return TagList(
        tags.h2(words("sure.checked")),
        tags.ul(*(tags.li(sentence.replace("`", "")) for sentence in sentences), english(words)),
        tags.h2(words("sure.missed")),
        model_table(words, missed, "missed", marked=True) if missed.rows else tags.p(words("sure.nothing_missed")),
        *([more(words("sure.near"), model_table(words, near, "near", marked=True))] if near.rows else []),
        tags.h2(words("sure.rests")),
        model_table(words, grades(results), "grades"),
        more(words("sure.guesses"), model_table(words, guesses(answer.scenario.book), "guesses")),
    )  # fmt: skip
