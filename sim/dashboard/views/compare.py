"""Which plan does more, for whom, at what price? Up to four plans on the same people and random seeds, and one of the reader's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from htmltools import TagList, tags

from sim.dashboard.answers import findings, made_from, plans_table, plate
from sim.dashboard.question import MINE
from sim.dashboard.widgets import Node, english, heading, invented_note, more, note

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.rounds import Snapshot
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words

__all__ = ["choice", "compared", "fixed"]


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page: the choice of plans, then their results."""
    from shiny import ui

    return TagList(heading(words, "compare"), ui.output_ui("choice"), ui.output_ui("compared"))


def choice(words: Words, question: Question) -> Node:
    """Return the plans to choose from, and the parts of a custom plan."""
    from shiny import ui

    scenario = question.scenario()
    plans = {name: tags.span(arm.label, english(words)) for name, arm in scenario.arms.items()}
    programmes = {name: tags.span(one.label, english(words)) for name, one in scenario.programmes.items()}
    policies = {name: tags.span(str(one["label"]), english(words)) for name, one in scenario.policies.items()}
    mine = scenario.arms.get(MINE)
    return TagList(
        ui.input_checkbox_group("plans", words("compare.choose"), plans, selected=list(question.arms), width="100%"),
        more(
            words("compare.own"),
            tags.p(words("compare.own_text")),
            ui.input_text("own_label", words("compare.own_label"), mine.label if mine else words("compare.own_name"), width="100%"),
            ui.input_checkbox_group("own_programmes", words("compare.own_programmes"), programmes,
                                    selected=list(mine.programmes) if mine else [], width="100%"),
            ui.input_checkbox_group("own_policies", words("compare.own_policies"), policies,
                                    selected=list(mine.policies) if mine else [], width="100%"),
            tags.button(words("compare.own_add"), id="own_add", type="button", class_="action-button"),
        ),
    )  # fmt: skip


def compared(words: Words, answer: Snapshot | None) -> Node:
    """Return the results of the plans: sentences, a table, figures."""
    if answer is None:
        return note(words("answer.none"))
    names = ["fan", "healing"] if len(answer.results.arms) == 1 else ["fan", "differences", "healing"]
    return TagList(
        tags.h2(words("compare.found")),
        invented_note(words, answer.scenario),
        findings(words, answer),
        made_from(words, answer),
        plans_table(words, answer),
        note(words("compare.cutoff")),
        tags.h2(words("compare.figures")),
        *(plate(words, answer, name, "compare") for name in names),
    )
