"""Where do most people stay unwell, where does a plan change that, and who supports whom? The map, and the ties of support."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from htmltools import TagList, tags

from sim.dashboard.answers import made_from, plate
from sim.dashboard.widgets import Node, figure, heading, note, table

if TYPE_CHECKING:
    from sim.dashboard.rounds import Snapshot
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words
    from sim.studies.compare import Stage

__all__ = ["fixed", "shown"]


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page, to be filled when there is an answer."""
    from shiny import ui

    return TagList(heading(words, "places"), ui.output_ui("places"))


def shown(words: Words, answer: Snapshot | None) -> Node:
    """Return the map with its numbers, and the ties of support."""
    if answer is None:
        return note(words("answer.none"))
    return TagList(
        made_from(words, answer),
        tags.h2(words("places.map")),
        plate(words, answer, "map", "places"),
        tags.h2(words("places.network")),
        tags.p(words("places.network_text")),
        network(words, answer),
        ties_table(words, answer.stage),
    )


def network(words: Words, answer: Snapshot) -> Node:
    """Return the figure of one synthetic resident's supporters."""
    from sim.dashboard.pictures import drawn_once
    from sim.report.figures import circle, svg

    def draw() -> str:
        return svg(
            circle(answer.stage.community),
            "places-circle",
            "Support network of one resident",
            "Counts are in the table below.",
        )

    drawing = drawn_once(answer, "circle", draw)
    return figure(words, drawing, words("places.circle"), words("places.circle_caption"), "places-circle-figure")


def ties_table(words: Words, stage: Stage) -> Node:
    """Return how many people support an adult, layer by layer, in the poorest and the richest fifth."""
    from sim.population.ages import ADULT
    from sim.population.strata import income_twentieth
    from sim.population.ties import LAYERS

    r, ties = stage.community.residents, stage.community.ties
    adult = r.age >= ADULT
    fifth = income_twentieth(r.income, r.uid) // 4
    groups = {"all": adult, "poorest": adult & (fifth == 0), "richest": adult & (fifth == 4)}
    rows = []
    for at, layer in enumerate(LAYERS):
        means = [float(ties.layer_counts[who, at].mean()) for who in groups.values()]
        rows.append([words(f"places.layer_{layer}"), *(words.number(mean, 1) for mean in means)])
    total = ties.layer_counts.astype(np.int64).sum(axis=1)
    rows.append([words("places.layer_all"), *(words.number(float(total[who].mean()), 1) for who in groups.values())])
    few = [words.share(float((total[who] <= 1).mean()), 1) for who in groups.values()]
    rows.append([words("places.few"), *few])
    head = [words("places.layer"), *(words(f"places.group_{name}") for name in groups)]
    return table(words("places.ties_caption"), head, rows, "ties-table")
