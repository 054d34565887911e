"""Downloads: the report, the tables, and the scenario with all changes."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from htmltools import TagList, tags

from sim.dashboard.widgets import Node, heading, note

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.rounds import Snapshot
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words

__all__ = ["fixed", "repeated", "state"]


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page: one link per file; the links of an answer come with it."""
    from shiny import ui

    return TagList(
        heading(words, "export"),
        ui.output_ui("export_state"),
        tags.ul(file(words, "scenario"), class_="files"),
        tags.h2(words("export.again")),
        tags.p(words("export.again_text")),
        ui.output_ui("command"),
    )


def file(words: Words, name: str) -> Node:
    """Return the link to a file, and its description."""
    from shiny import ui

    return tags.li(
        ui.download_link(f"{name}_file", words(f"export.{name}"), icon=None), tags.p(words(f"export.{name}_text"))
    )


def state(words: Words, answer: Snapshot | None) -> Node:
    """Return the files of an answer, and what they are based on."""
    if answer is None:
        return note(words("export.none"))
    rests = words("export.rest_on", seeds=len(answer.results.seeds), plans=len(answer.results.arms))
    # A workbook needs a library that may not be installed.
    workbook = ["workbook"] if find_spec("openpyxl") else []
    files = (file(words, name) for name in ("report", "brief", *workbook, "tables"))
    return TagList(note(rests), tags.ul(*files, class_="files"))


def repeated(words: Words, question: Question) -> Node:
    """Return the command that repeats the full run."""
    from sim.dashboard.files import command

    first = [tags.p(words("export.changed_first", file=f"{question.name}.toml"))] if question.over else []
    code = tags.pre(tags.code(command(question)), tabindex="0", aria_label=words("export.again"), role="region")
    return TagList(*first, code)
