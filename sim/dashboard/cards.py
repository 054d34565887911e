"""Which plans are compared? A card for each, up to six: its name to change, what it offers, what it averts; copy it or take it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from htmltools import TagList, tags

from sim.dashboard.question import MOST_PLANS, Question
from sim.dashboard.widgets import Node, english

if TYPE_CHECKING:
    from sim.dashboard.words import Words
    from sim.scenario import Scenario

__all__ = ["cards"]


def cards(words: Words, question: Question) -> Node:
    """Return the cards of the plans compared, and the choice of another one."""
    scenario = question.scenario()
    others = {name: arm.label for name, arm in scenario.arms.items() if name not in question.arms}
    full = len(question.arms) >= MOST_PLANS
    return TagList(
        tags.ul(*(card(words, question, scenario, name, at) for at, name in enumerate(question.arms)), class_="cards"),
        *([adding(words, others)] if others and not full else []),
        *([tags.p(words("cards.full", most=MOST_PLANS), class_="small")] if full else []),
    )


def card(words: Words, question: Question, scenario: Scenario, name: str, at: int) -> Node:
    """Return the card of one plan."""
    plan, ident = scenario.arms[name], f"card-{name}"
    offered = [
        words("cards.offer", programme=one.label, slots=words.number(one.slots))
        for one in (scenario.programmes[programme] for programme in plan.programmes)
    ]
    data: dict[str, Any] = {"data-path": f"arm.{name}.label", "data-kind": "text", "maxlength": "80"}
    alone = len(question.arms) == 1
    return tags.li(
        tags.label(words("cards.first" if at == 0 else "cards.name", number=at + 1), for_=ident),
        tags.input(data, id=ident, type="text", value=plan.label),
        tags.ul(*(tags.li(text, english(words)) for text in offered or [words("situation.no_programme")]), class_="small"),
        tags.div(
            button(words, "copy", name, plan.label, len(question.arms) >= MOST_PLANS), button(words, "drop", name, plan.label, alone),
            class_="buttons",
        ),
        class_="card",
    )  # fmt: skip


def button(words: Words, act: str, name: str, label: str, off: bool) -> Node:
    """Return a button of a card."""
    data: dict[str, Any] = {"data-act": act, "data-arm": name, **({"disabled": ""} if off else {})}
    return tags.button(
        words(f"cards.{act}"),
        data,
        type="button",
        class_="quiet small",
        aria_label=words(f"cards.{act}_what", plan=label),
    )


def adding(words: Words, others: dict[str, str]) -> Node:
    """Return the buttons that bring back plans of the scenario that are not compared."""
    return tags.div(
        tags.span(words("cards.more")), " ",
        *(tags.button(f"+ {label.removeprefix('+ ')}", {"data-act": "add", "data-arm": name}, english(words),
                      type="button", class_="quiet small") for name, label in others.items()),
        class_="buttons",
    )  # fmt: skip
