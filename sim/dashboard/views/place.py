"""How does my own place get in? Five steps: places, what was read, the event, sites and staff, programmes; each saved and undoable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from htmltools import TagList, tags

from sim.dashboard.counties import counties
from sim.dashboard.own_place import Options, PlaceReading, options_of
from sim.dashboard.widgets import Node, english, heading, more, note
from sim.scenario import intake_lines, invented

if TYPE_CHECKING:
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words

__all__ = ["fixed", "read", "state"]

TYPES = ".csv,.txt,.tsv,.xlsx,.json,.geojson,.zip,.gz,.gpkg,.shp,.dbf,.prj,.cpg,.toml"


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page with its five steps."""
    from shiny import ui

    return TagList(
        heading(words, "place"),
        ui.output_ui("place_state"),
        step(words, 1, "places", dropping(words), picking(words)),
        step(words, 2, "read", ui.output_ui("place_read")),
        step(words, 3, "event", *(ui.output_ui(name) for name in ("place_event", "refused_event", "place_damage", "refused_damage"))),
        step(words, 4, "staff", ui.output_ui("place_staff"), ui.output_ui("refused_staff")),
        step(words, 5, "programme", ui.output_ui("place_programmes"), ui.output_ui("refused_programme")),
        tags.p(tags.a(words("place.go"), href="#response", class_="button")),
    )  # fmt: skip


def step(words: Words, number: int, name: str, *parts: Any) -> Node:
    """Return one step with its heading."""
    return tags.section(
        tags.h2(words("place.step", number=number, what=words(f"place.step_{name}"))), *parts, class_="step"
    )


def dropping(words: Words) -> Node:
    """Return the field for files and the title."""
    from shiny import ui

    return TagList(
        tags.p(words("place.drop_text")),
        ui.input_text("place_title", words("place.title_label"), "", width="100%"),
        ui.input_file("place_files", words("place.drop"), multiple=True, accept=TYPES.split(","), width="100%",
                      button_label=words("place.browse"), placeholder=words("place.no_file")),
    )  # fmt: skip


def picking(words: Words) -> Node:
    """Return the choice of a county of the shipped table."""
    groups = [
        tags.optgroup(*(tags.option(f"{county}, {state}", value=f"{state}|{county}") for county in names), label=state)
        for state, names in counties().items()
    ]
    return tags.div(
        tags.div(
            tags.label(words("place.county"), for_="place_county"),
            tags.select(tags.option(words("place.county_none"), value=""), *groups, {"data-field": "county"}, id="place_county"),
        ),
        tags.div(tags.button(words("place.county_use"), {"data-step": "county"}, type="button")),
        tags.p(words("place.county_text"), class_="small wide"),
        {"data-form": "county"}, class_="form",
    )  # fmt: skip


def state(words: Words, desk: Desk) -> Node:
    """Return where the scenario is saved, and how to take back the last step."""
    said = (
        words("place.saved", path=desk.saved_at)
        if desk.saved_at
        else words("place.not_saved", title=desk.question.scenario().title)
    )
    undo: dict[str, Any] = {} if desk.before else {"disabled": ""}
    return tags.div(
        tags.p(said, class_="saved" if desk.saved_at else "small", role="status"),
        tags.button(words("place.undo"), {"data-step": "undo", **undo}, type="button", class_="quiet"), class_="buttons",
    )  # fmt: skip


def read(words: Words, desk: Desk, reading: PlaceReading | None, busy: bool) -> Node:
    """Return what was made of the files: questions to click, a refusal, or the summary of the place that is open."""
    if busy:
        return tags.p(words("place.reading"), role="status")
    if reading is not None and reading.faults:
        return questions(words, reading)
    scenario = desk.question.scenario()
    lines = intake_lines(scenario)
    people = words.number(float(scenario.places.people))
    told = tags.p(
        tags.strong(scenario.title, english(words)),
        ": ",
        words("situation.people_text", people=people, places=len(scenario.places)),
    )
    made_up = invented(scenario)
    listed = tags.ul(*(tags.li(line, english(words)) for line in made_up))
    return TagList(
        told,
        *([note(tags.strong(words("situation.invented")), listed, kind="limits")] if made_up else []),
        *([more(words("situation.intake"), tags.ul(*(tags.li(line) for line in lines), english(words)), open_=True)] if lines else []),
        *([] if lines else [tags.p(words("place.read_nothing"), class_="small")]),
    )  # fmt: skip


def questions(words: Words, reading: PlaceReading) -> Node:
    """Return each question with a button for each answer, and each refusal with what would be right."""
    asked = [options_of(fault) for fault in reading.faults[:30]]
    open_questions = any(one.flags for one in asked)
    head = words("place.questions" if open_questions else "place.refused")
    more_of_them = len(reading.faults) - len(asked)
    rest = [tags.p(words("place.more_faults", count=more_of_them))] if more_of_them > 0 else []
    return note(
        tags.strong(head), tags.ul(*(one_question(words, at, one) for at, one in enumerate(asked))), *rest, kind="fault"
    )


def one_question(words: Words, at: int, one: Options) -> Node:
    """Return one question or refusal."""
    fault = one.fault
    said = words("place.fault", where=fault.where, given=fault.given, allowed=fault.allowed)
    plain = [tags.p(one.plain, english(words))] if one.plain else []
    return tags.li(
        tags.p(said, english(words)),
        *plain,
        tags.div(*(answer(words, at, flag) for flag in one.flags), class_="answers buttons"),
    )


def answer(words: Words, at: int, flag: str) -> Node:
    """Return the button that answers a question; with a field if the answer needs a word of the reader's."""
    name, _, value = flag.removeprefix("--").partition(" ")
    blank = next((word for word in ("COLUMN", "YEAR") if word in value.split("=")[-1].split("/")[-1]), "")
    known = f"place.answer_{value.rpartition('=')[2].partition('/')[0]}"
    label = words(known) if name == "unit" and words.has(known) else words("place.answer", what=value)
    data: dict[str, Any] = {"data-answer": flag, "data-blank": blank}
    if not blank:
        return tags.button(label, data, type="button", class_="small")
    ident = f"blank-{at}-{name}"
    hint = words("place.blank_year" if blank == "YEAR" else "place.blank_column")
    return tags.span(
        tags.label(hint, for_=ident),
        tags.input(id=ident, type="text", class_="blank"),
        tags.button(label, data, type="button", class_="small"),
    )
