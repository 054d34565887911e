"""Building blocks of the page: tables, figures, sliders and notes as HTML, labelled, reachable by keyboard, and no wider than the screen.

All input from readers or files passes through htmltools, which escapes it; only our own figures are inserted as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from htmltools import HTML, Tag, TagList, tags

from sim.dashboard.words import MODEL, Words
from sim.scenario import invented

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sim.dashboard.inputs import Control
    from sim.scenario import Scenario

__all__ = [
    "Node",
    "english",
    "figure",
    "heading",
    "invented_note",
    "marks",
    "more",
    "note",
    "slider",
    "table",
    "value_words",
]


# Page content: one element, or several in a row.
Node = Tag | TagList


def heading(words: Words, page: str) -> Tag:
    """Return the heading of a page, which takes the focus when the page is opened, and its first sentence."""
    return tags.div(
        tags.h1(words(f"{page}.title"), id=f"{page}-title", tabindex="-1"),
        tags.p(words(f"{page}.lead"), class_="lead"),
    )


def english(words: Words) -> dict[str, Any]:
    """Return the attribute that marks the model's English sentences on a page in another language."""
    return {"lang": MODEL} if words.foreign else {}


def note(*children: Any, kind: str = "note", id_: str | None = None) -> Tag:
    """Return a box set apart from the text."""
    return tags.div(*children, class_=f"box {kind}", id=id_)


def invented_note(words: Words, scenario: Scenario) -> Node:
    """Return a box with what of a scenario is invented, as the model says it; nothing where everything is known."""
    said = invented(scenario)
    if not said:
        return TagList()
    return note(
        tags.strong(words("situation.invented")),
        tags.ul(*(tags.li(sentence) for sentence in said), english(words)), kind="limits",
    )  # fmt: skip


def more(summary: str, *children: Any, open_: bool = False, **attributes: Any) -> Tag:
    """Return a section that readers can expand."""
    opened: dict[str, Any] = {"open": ""} if open_ else {}
    return tags.details(tags.summary(summary), *children, **opened, **attributes)


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]], name: str, attributes: dict[str, Any] | None = None,
    marked: bool = False,
) -> Tag:  # fmt: skip
    """Return a table that scrolls sideways if too wide; the first cell names its row. `marked` formats backticks in cells as code."""
    body = [
        tags.tr(tags.th(cell(row[0], marked), scope="row"), *(tags.td(cell(value, marked)) for value in row[1:]))
        for row in rows
    ]
    inside = tags.table(
        tags.thead(tags.tr(*(tags.th(word, scope="col") for word in head))),
        tags.tbody(*body),
        aria_labelledby=f"{name}-caption",
    )
    # The caption is outside the scrolling part, so that it can be read in full on a small screen.
    return tags.div(
        tags.p(caption, id=f"{name}-caption", class_="caption"),
        tags.div(inside, class_="scroll", role="region", tabindex="0", aria_labelledby=f"{name}-caption"),
        attributes or {},
    )


def cell(value: Any, marked: bool) -> Any:
    """Return a cell; text between backticks becomes code if `marked`."""
    return marks(value) if marked and isinstance(value, str) else value


def marks(text: str) -> TagList:
    """Return a text with the parts between backticks as code."""
    parts = re.split(r"`([^`]+)`", text)
    return TagList(*(tags.code(part) if at % 2 else part for at, part in enumerate(parts)))


def figure(words: Words, drawing: str, title: str, caption: str, name: str, *behind: Any) -> Tag:
    """Return a figure of our own with its title, how to read it, and the details behind it."""
    return tags.figure(
        tags.h3(title),
        tags.div(HTML(drawing), english(words), class_="scroll drawing", role="region", tabindex="0", aria_label=title),
        tags.figcaption(tags.span(caption, english(words)), " ", tags.span(words("figure.slide"), class_="hint")),
        *behind,
        id=name,
    )


def slider(words: Words, control: Control, start: date) -> Tag:
    """Return a native range input with its value in words, its meaning, its source and its limits."""
    ident = "c-" + re.sub(r"[^a-z0-9]+", "-", control.path.lower())
    label = words(f"{control.word}.label") if control.word else control.label
    unit = words(f"{control.word}.unit") if control.word else control.unit
    value_text = value_words(words, control, control.value, start, unit)
    data: dict[str, Any] = {
        "data-path": control.path, "data-kind": control.kind, "data-unit": unit, "data-start": start.isoformat(),
        "data-week": words.pattern("format.week"), "data-whole": "1" if control.whole else "",
        "data-never": "" if control.never is None else f"{control.never:g}", "data-never-words": words("control.never"),
    }  # fmt: skip
    own: dict[str, Any] = {} if control.word else english(words)
    return tags.div(
        tags.div(
            tags.label(label, own, for_=ident), tags.output(value_text, for_=ident, id=f"{ident}-told"), class_="control-head"
        ),
        tags.div(tags.input(
            data, type="range", id=ident, min=f"{control.low:g}", max=f"{control.high:g}", step=f"{control.step:.6g}",
            value=f"{control.value:.8g}", aria_valuetext=value_text, aria_describedby=f"{ident}-ends",
        ), number_field(words, control, ident, label), class_="slide"),
        tags.div(
            tags.span(value_words(words, control, control.low, start, unit)),
            tags.span(value_words(words, control, control.high, start, unit)),
            class_="ends", id=f"{ident}-ends",
        ),
        more(words("control.about", what=label), known(words, control), class_="about"),
        class_="control",
    )  # fmt: skip


def number_field(words: Words, control: Control, ident: str, label: str) -> Tag:
    """Return the field beside a slider in which the number can be typed; shares are typed in percent, and it takes more than the slider."""
    factor = 100 if control.kind == "share" else 1
    data: dict[str, Any] = {"data-for": ident, "data-factor": str(factor)}
    spoken = words(f"control.type_{control.kind}" if control.kind in ("share", "week") else "control.type", what=label)
    return tags.input(
        data, type="number", id=f"{ident}-n", value=f"{control.value * factor:.6g}", step="any", aria_label=spoken, title=spoken,
        class_="typed",
    )  # fmt: skip


def known(words: Words, control: Control) -> Tag:
    """Return a slider's meaning, source and grade."""
    meaning = words(f"{control.word}.meaning") if control.word else control.meaning
    source = control.source or words("control.from_file" if control.word else "control.from_nobody")
    grade = (words(f"grade.{control.grade}") if words.has(f"grade.{control.grade}") else control.grade) or words(
        "control.yours"
    )
    rows = [(words("control.meaning"), meaning), (words("control.source"), source), (words("control.grade"), grade)]
    own: dict[str, Any] = {} if control.word else english(words)
    return tags.dl(*(TagList(tags.dt(name), tags.dd(text, own)) for name, text in rows))


def value_words(words: Words, control: Control, value: float, start: date, unit: str) -> str:
    """Return a value as the page writes it; `page.js` writes it the same way while a slider moves."""
    from datetime import timedelta

    if control.kind == "week":
        if control.never is not None and value >= control.never:
            return words("control.never")
        day = words.date(start + timedelta(weeks=int(value)))
        return words("format.week", week=int(value), date=day)
    if control.kind == "share":
        return words.share(value, 0)
    if control.kind == "number":
        return f"{value:.3g} {unit}"
    return f"{words.number(value)} {unit}"
