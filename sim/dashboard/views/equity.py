"""Who is left behind, by how much, and what turns them away? Groups side by side under each plan, and the barriers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from htmltools import TagList, tags

from sim.dashboard.answers import made_from, model_table, plate
from sim.dashboard.widgets import Node, heading, more, note

if TYPE_CHECKING:
    from sim.dashboard.rounds import Snapshot
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words

__all__ = ["fixed", "shown"]

FIGURES = ("equity", "reach", "cascade", "refusals")


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page, to be filled when there is an answer."""
    from shiny import ui

    return TagList(heading(words, "equity"), note(words("equity.groups")), ui.output_ui("equity"))


def shown(words: Words, answer: Snapshot | None) -> Node:
    """Return the worst-off group, the figures by group, and the tables of level, gap and ratio."""
    if answer is None:
        return note(words("answer.none"))
    from sim.report.text.tables import behind, equity

    results = answer.results
    return TagList(
        made_from(words, answer),
        tags.h2(words("equity.behind")),
        model_table(words, behind(results), "equity-behind"),
        tags.h2(words("equity.by_group")),
        *(plate(words, answer, name, "equity", numbers=name not in ("equity", "reach")) for name in FIGURES),
        tags.h2(words("equity.tables")),
        more(words("equity.table_cases"), model_table(words, equity(results), "equity-cases")),
        more(words("equity.table_reach"), model_table(words, equity(results, "reach"), "equity-reached")),
    )
