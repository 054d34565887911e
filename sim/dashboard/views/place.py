"""How does my own place get in? Five steps: places, what was read, the event, sites and staff, programmes; each is saved and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from htmltools import TagList, tags

from sim import evidence
from sim.dashboard.counties import counties
from sim.dashboard.own_place import Options, PlaceReading, options_of
from sim.dashboard.widgets import Node, english, heading, more, note
from sim.scenario import intake_lines, invented

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.session import Desk
    from sim.dashboard.words import Words
    from sim.scenario import Programme, Scenario

__all__ = ["damage", "event", "fixed", "programmes", "read", "refusal", "staff", "state"]

MOST_TYPED = 300
# Sessions a week of one clinician: practice guides, 20 to 40 (see scenarios/new_orleans.toml).
LOAD = 25
TYPES = ".csv,.txt,.tsv,.xlsx,.json,.geojson,.zip,.gz,.gpkg,.shp,.dbf,.prj,.cpg,.toml"


def fixed(words: Words, desk: Desk) -> Node:
    """Return the page with its five steps."""
    from shiny import ui

    return TagList(
        heading(words, "place"),
        ui.output_ui("place_state"),
        step(words, 1, "places", dropping(words), picking(words)),
        step(words, 2, "read", ui.output_ui("place_read")),
        step(words, 3, "event", ui.output_ui("place_event"), ui.output_ui("place_damage"), ui.output_ui("refused_event"), ui.output_ui("refused_damage")),
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
    return TagList(
        told,
        *([note(tags.strong(words("situation.invented")), tags.ul(*(tags.li(line, english(words)) for line in made_up)), kind="limits")] if made_up else []),
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


def field(
    words: Words, name: str, value: Any, kind: str = "text", step: str | None = None, label: str = "", **more_of: Any
) -> Node:
    """Return a labelled field of a form."""
    ident = f"f-{step}-{name}"
    data: dict[str, Any] = {"data-field": name, **more_of}
    given = "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
    extra: dict[str, Any] = {"step": "any"} if kind == "number" else {}
    return tags.div(
        tags.label(label or words(f"place.{name}"), for_=ident),
        tags.input(data, extra, id=ident, type=kind, value=given),
    )


def chosen(words: Words, name: str, options: dict[str, str], value: str, step: str) -> Node:
    """Return a labelled choice of a form."""
    ident = f"f-{step}-{name}"
    found = (tags.option(label, {"selected": ""} if key == value else {}, value=key) for key, label in options.items())
    return tags.div(
        tags.label(words(f"place.{name}"), for_=ident),
        tags.select(*found, {"data-field": name}, english(words), id=ident),
    )


def save(words: Words, step: str, word: str = "place.save") -> Node:
    """Return the button that saves a step."""
    return tags.div(tags.button(words(word), {"data-step": step}, type="button", class_="first"))


def event(words: Words, question: Question) -> Node:
    """Return the form of the event: kind, date, and a damage that falls off with distance."""
    scenario = question.scenario()
    kinds = {name: str(entry["label"]) for name, entry in evidence.load().table("events").items()}
    here = scenario.event
    by_distance = here.footprint == "distance"
    places = {"": words("place.epicentre_none"), **{name: name for name in scenario.places.names}}
    return tags.div(
        field(words, "name", scenario.title, step="event"), chosen(words, "kind", kinds, here.kind, "event"),
        field(words, "start", scenario.start.isoformat(), "date", "event"),
        chosen(words, "epicentre", places, epicentre_of(scenario) if by_distance else "", "event"),
        field(words, "peak", 100 * (here.peak or 0.8), "number", "event"), field(words, "reach", here.reach_miles or 5.0, "number", "event"),
        save(words, "event"), {"data-form": "event"}, class_="form",
    )  # fmt: skip


def epicentre_of(scenario: Scenario) -> str:
    """Return the place at which the event is strongest, by its position."""
    places, at = scenario.places, scenario.event.epicentre
    if at is None:
        return ""
    away = (places.lon - at[0]) ** 2 + (places.lat - at[1]) ** 2
    return places.names[int(away.argmin())]


def damage(words: Words, question: Question) -> Node:
    """Return the form of damage by place: a field for each, or lines to paste or drop."""
    places = question.scenario().places
    fields = [
        field(words, f"place{at}", round(100 * float(places.exposure[at]), 1), "number", "damage", name)
        for at, name in enumerate(places.names[:MOST_TYPED])
    ]
    typed = more(
        words("place.damage_typed", count=len(places)), tags.div(*fields, class_="form"), open_=len(places) <= 12
    )
    units = {"percent": words("place.answer_percent"), "share": words("place.answer_share")}
    pasted = more(
        words("place.damage_lines"),
        tags.label(words("place.lines"), for_="f-damage-lines"),
        tags.textarea({"data-field": "lines"}, id="f-damage-lines", rows="6"),
        tags.div(tags.label(words("place.lines_file"), for_="damage-file"), tags.input(id="damage-file", type="file", accept=".csv,.txt,.tsv")),
        chosen(words, "unit", units, "percent", "damage"),
    )  # fmt: skip
    return tags.div(
        tags.h3(words("place.damage")),
        typed if len(places) <= MOST_TYPED else "",
        pasted,
        save(words, "damage"),
        {"data-form": "damage"},
    )


def staff(words: Words, question: Question) -> Node:
    """Return a form of sites and staff for each programme of the plans."""
    scenario = question.scenario()
    used = dict.fromkeys(name for arm in scenario.arms.values() for name in arm.programmes)
    forms = [
        more(
            scenario.programmes[name].label,
            programme_form(words, scenario, scenario.programmes[name], "staff", name),
            class_="programme",
        )
        for name in used
    ]
    return TagList(tags.p(words("place.staff_text")), *forms) if forms else tags.p(words("response.no_programmes"))


def programme_form(words: Words, scenario: Scenario, one: Programme | None, step: str, name: str) -> Node:
    """Return the fields of staff, sessions and money (each converts the others), sites, languages, price and opening."""
    slots = one.slots if one else 100
    cost = float(one.cost) if one and one.cost is not None else 100.0
    ident = f"{step}-{name}"
    parts = [
        field(words, "staff", round(slots / LOAD, 1), "number", ident, **{"data-role": "staff"}),
        field(words, "load", LOAD, "number", ident, **{"data-role": "load"}),
        field(words, "slots", slots, "number", ident, **{"data-role": "slots"}),
        field(words, "cost", cost, "number", ident, **{"data-role": "cost"}),
        field(words, "money", round(slots * cost * 52), "number", ident, **{"data-role": "money"}),
        field(words, "price", float(one.price) if one else 0.0, "number", ident),
        field(words, "sites", sites_text(scenario, one), "text", ident),
        field(words, "languages", ", ".join(one.languages) if one else "en", "text", ident),
        field(words, "opens", one.opens if one else 4, "text", ident),
    ]
    hidden = tags.input({"data-field": "programme"}, type="hidden", value=name)
    return tags.div(
        hidden,
        *parts,
        save(words, step, "place.add" if step == "programme" else "place.save"),
        {"data-form": step},
        class_="form",
    )


def sites_text(scenario: Scenario, one: Programme | None) -> str:
    """Return the sites of a programme as they are typed."""
    if one is None:
        return "1"
    if len(one.sites) == len(scenario.places) and set(one.sites) == set(scenario.places.names):
        return "everywhere"
    return "; ".join(one.sites)


def programmes(words: Words, question: Question) -> Node:
    """Return the form that adds a programme of the catalogue and a plan with it."""
    scenario = question.scenario()
    what = {name: str(entry["label"]) for name, entry in scenario.interventions.items()}
    how = {name: str(entry["label"]) for name, entry in scenario.channels.items()}
    form = programme_form(words, scenario, None, "programme", "new")
    first = [
        chosen(words, "intervention", what, "cbt", "programme"), chosen(words, "channel", how, "clinic", "programme"),
        field(words, "label", "", "text", "programme"),
    ]  # fmt: skip
    form.insert(0, TagList(*first))
    return TagList(tags.p(words("place.programmes_text")), form)


def refusal(words: Words, said: str) -> Node:
    """Return why a step was not saved."""
    if not said:
        return TagList()
    return note(
        tags.strong(words("place.step_refused")),
        tags.ul(*(tags.li(line, english(words)) for line in said.splitlines())),
        kind="fault",
    )
