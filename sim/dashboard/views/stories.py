"""What happened to two people, and would another plan have changed it? One whom help reached, and one whom it missed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from htmltools import TagList, tags

from sim.dashboard.widgets import Node, english, figure, heading, note

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words
    from sim.report.story import Story

__all__ = ["WHO", "choice", "fixed", "told"]

# The two people, and whether help reached them.
WHO = {"one": True, "two": False}


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page: which plans, then two stories."""
    from shiny import ui

    return TagList(
        heading(words, "stories"),
        note(words("stories.nobody")),
        ui.output_ui("story_choice"),
        *(tags.section(tags.h2(words(f"stories.{name}")), ui.output_ui(f"story_{name}")) for name in WHO),
    )


def choice(words: Words, question: Question) -> Node:
    """Return the choice of the plan to follow and of the plan to compare it with."""
    from shiny import ui

    labels = {name: arm.label for name, arm in question.scenario().arms.items()}
    first, *others = question.arms or tuple(labels)
    return tags.div(
        ui.input_select("story_arm", words("stories.arm"), labels, selected=(others or [first])[0], width="100%"),
        ui.input_select("story_against", words("stories.against"), labels, selected=first, width="100%"),
        *(number(f"story_person_{name}", words("stories.person", which=at)) for at, name in enumerate(WHO, start=1)),
        tags.button(words("stories.tell"), id="story_go", type="button", class_="action-button"),
        class_="choices",
    )  # fmt: skip


def number(name: str, label: str) -> Node:
    """Return a field for a whole number that may be left empty."""
    return tags.div(
        tags.label(label, for_=name), tags.input(id=name, type="number", min="0", step="1", class_="shiny-input-number"),
        class_="shiny-input-container",
    )  # fmt: skip


def told(words: Words, story: Story | Exception | None, name: str, asked: bool) -> Node:
    """Return a story: paragraphs and the figure of a life; a short note if there is none yet."""
    if story is None:
        return tags.p(words("stories.waiting" if asked else "stories.none"), class_="small")
    if isinstance(story, Exception):
        return note(words("stories.failed", problem=str(story)), kind="fault")
    first, *rest = story.paragraphs
    title = words("stories.life", which=[*WHO].index(name) + 1)
    return TagList(
        tags.div(tags.p(first), *(tags.p(text) for text in rest), english(words), class_="story"),
        figure(words, life(story, name), title, words("stories.life_caption"), f"life-{name}-figure"),
    )


def life(story: Any, name: str) -> str:
    """Return the figure of a life, drawn once."""
    from sim.dashboard.pictures import drawn_once
    from sim.report.figures import svg

    return drawn_once(
        story.life,
        name,
        lambda: svg(story.figure(), f"life-{name}", "A life, week by week", "The story above tells the same in words."),
    )
