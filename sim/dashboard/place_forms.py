"""What do the forms of "Your place" ask? The event, the damage, sites and staff, and another programme; each with its button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from htmltools import TagList, tags

from sim import evidence
from sim.dashboard.widgets import Node, english, more, note

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.words import Words
    from sim.scenario import Programme, Scenario

__all__ = ["damage", "event", "programmes", "refusal", "staff"]

MOST_TYPED = 300
# Sessions a week of one clinician: practice guides, 20 to 40 (see scenarios/new_orleans.toml).
LOAD = 25


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
        field(words, "peak", 100 * (here.peak or 0.8), "number", "event"),
        field(words, "reach", here.reach_miles or 5.0, "number", "event"),
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
        tags.div(tags.label(words("place.lines_file"), for_="damage-file"),
                 tags.input(id="damage-file", type="file", accept=".csv,.txt,.tsv")),
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
