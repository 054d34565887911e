"""What does each plan cost, and what does that buy? Cost per case and per healthy year, how sure the best value is, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from htmltools import TagList, tags

from sim.dashboard.answers import made_from, model_table, resting
from sim.dashboard.widgets import Node, english, figure, heading, more, note

if TYPE_CHECKING:
    from sim.dashboard.rounds import Snapshot
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words

__all__ = ["fixed", "shown"]


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page, to be filled when there is an answer."""
    from shiny import ui

    return TagList(heading(words, "costs"), note(words("costs.counted")), ui.output_ui("costs"))


def shown(words: Words, answer: Snapshot | None) -> Node:
    """Return costs and effects of the plans in sentences, a table and two figures; a note if there is only one plan."""
    if answer is None:
        return note(words("answer.none"))
    from sim.report.figures import MONEY_FIGURES
    from sim.report.text.money import cost_sentences, money

    results = answer.results
    if len(results.arms) == 1:
        return note(words("costs.one"))
    return TagList(
        made_from(words, answer),
        tags.h2(words("costs.found")),
        tags.ul(
            *(tags.li(sentence) for sentence in cost_sentences(results)),
            *resting(words, answer),
            english(words),
            class_="found",
        ),
        model_table(words, money(results), "money"),
        tags.h2(words("compare.figures")),
        *(plate(words, answer, name) for name in MONEY_FIGURES),
    )


def plate(words: Words, answer: Snapshot, name: str) -> Node:
    """Return one figure on costs with its finding, how to read it and the numbers behind it."""
    from sim.dashboard.pictures import drawn_once
    from sim.report.figures import MONEY_FIGURES, svg
    from sim.report.text.money import MONEY_CAPTIONS, MONEY_FINDINGS, MONEY_NUMBERS, MONEY_TITLES

    results, ident = answer.results, f"costs-{name}"

    def draw() -> str:
        return svg(
            MONEY_FIGURES[name](results), ident, MONEY_TITLES[name], "The numbers are in a table below the figure."
        )

    behind = more(words("figure.numbers"), model_table(words, MONEY_NUMBERS[name](results), f"{ident}-numbers"))
    drawing = drawn_once(answer, ident, draw)
    return TagList(
        figure(words, drawing, words(f"figure.{name}"), MONEY_CAPTIONS[name], f"{ident}-figure", behind),
        note(tags.strong(words("figure.finding")), " ", tags.span(MONEY_FINDINGS[name](results), english(words))),
    )
