"""What is written of somebody's own place? A commented scenario with the plans of one that comes with the package, and the place table.

    slots here   = slots there * people here / people there, whole, at least 1
    sites here   = as many there as here for people; "everywhere" stays

Plans and event are those of another place until somebody changes them, and each comment says so.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim import evidence
from sim.inputs.csv_file import read_cells
from sim.inputs.faults import FaultList, ScenarioFaults
from sim.inputs.toml_file import parse
from sim.scenario.catalogue import CATALOGUES
from sim.scenario.census.keeping import cells_text, in_order, number, text_of, told_intake, value_of
from sim.scenario.census.mapping import Mapped
from sim.scenario.places import COLUMNS, MOST_PLACES, REQUIRED_COLUMNS, TEXTS
from sim.scenario.reading import complete

if TYPE_CHECKING:
    from sim.scenario import Scenario

__all__ = ["Draft", "Model", "draft", "table_text"]

SAMPLE = 20_000
OWN_TABLES = (*CATALOGUES, "stratum", "numbers")
NATIONAL = "community.national"
SCENARIO_KEYS = ("weeks", "numbers_from")


@dataclass(frozen=True)
class Model:
    """The scenario whose plans are taken over: its name, its tables, and how many people they are for."""

    name: str
    tables: Mapping[str, Any]
    people: int


@dataclass(frozen=True)
class Draft:
    """What is to be written: the scenario, the place table, each cell with its source, the scenario as checked; in words what was used."""

    scenario: str
    table: str
    cells: str
    checked: Scenario
    used: dict[str, str]
    missing: dict[str, str]
    notes: tuple[str, ...]


def draft(
    of: Mapped, model: Model, file: str, table_file: str, event: str | None = None, title: str | None = None,
    sources: Sequence[str] = (),
) -> Draft:  # fmt: skip
    """Return a scenario with its place table, both checked; raises `ScenarioFaults` where they would not pass `healing validate`."""
    title = title or Path(file).stem.replace("_", " ").capitalize()
    cells_file = table_file.replace("_places.csv", "_cells.csv")
    programmes = model_here(of, model)
    text = "\n".join(
        [*opening(of, model, title, table_file, " and ".join(sources)), *told_event(of, model, event),
         *told_programmes(of, model, programmes), *told_arms(model),
         *told_intake(of, model.name, programmes, event, sources, cells_file), ""]
    )  # fmt: skip
    faults = FaultList(file)
    tables = {name: value for name, value in parse(text, faults).items() if name != "places"}
    table = table_text(of)
    checked = complete({**tables, "place": as_read(table, faults.beside(table_file))}, faults, Path())
    return Draft(text, table, cells_text(of), checked, in_order(of), missing(of), of.notes)


def as_read(table: str, faults: FaultList) -> list[dict[str, Any]]:
    """Return the rows of a place table as `healing validate` will read them."""
    cells = read_cells(table, COLUMNS, REQUIRED_COLUMNS, MOST_PLACES, faults, TEXTS)
    if cells is None:
        raise ScenarioFaults(faults.found)
    return [
        {name: values[n] for name, values in cells.columns.items() if values[n] is not None}
        for n in range(len(cells.rows))
    ]


def rows(of: Mapped) -> list[dict[str, Any]]:
    """Return the places as tables of a scenario, blanks left out."""
    found: list[dict[str, Any]] = []
    for row, name in enumerate(of.names):
        values = {
            column: number(column, values[row]) for column, values in of.columns.items() if np.isfinite(values[row])
        }
        found.append({"place": name, **values})
    return found


def table_text(of: Mapped) -> str:
    """Return the place table as CSV in our columns."""
    columns = [name for name in COLUMNS if name == "place" or name in of.columns]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(of))
    return out.getvalue()


def missing(of: Mapped) -> dict[str, str]:
    """Return what the table does not say, with the national figure that is used instead."""
    book = evidence.load()
    found = {}
    for name in of.missing:
        figure = book[f"{NATIONAL}.{name}"]
        found[name] = f"{figure.value:g} {figure.unit} ({figure.grade}): {figure.meaning}"
    return found


def opening(of: Mapped, model: Model, title: str, table_file: str, source: str) -> list[str]:
    """Return the first lines: what it is, and what the place table was made of."""
    scale = min(1.0, max(0.001, float(f"{SAMPLE / of.people:.1g}"))) if of.people else 1.0
    kept = {key: model.tables[key] for key in SCENARIO_KEYS if key in model.tables}
    kept.setdefault("numbers_from", "posterior")
    return [
        "# A scenario of your own, written by `healing new`. A line that starts with # is a comment; minimal.toml explains every key.",
        f"# People and places are yours. Event and plans are those of {model.name!r} until you change them.",
        f"# Then: healing validate, and healing compare. (Taken over for {of.people:,} people from {model.people:,}.)",
        "",
        f"title = {text_of(title)}",
        f"summary = {text_of(f'{of.people:,} people in {len(of.names):,} places; event and plans as in {model.name}.')}",
        "# The day of the event: week 0 begins on it. Change it to yours.",
        f"start = {model.tables['start'].isoformat()}",
        *(f"{key} = {json.dumps(value)}" for key, value in kept.items()),
        "# The share of the people to simulate when nobody says otherwise: about twenty thousand.",
        f"default_scale = {scale:g}",
        "",
        *commented(f"The place table was made from {source or 'your table'}:"),
        *(f"#   {name:<22} {words}" for name, words in in_order(of).items()),
        *(
            ["# Not in it, so that every place takes the figure of the nation until you add the column:"]
            if of.missing
            else []
        ),
        *(f"#   {name:<22} {words}" for name, words in missing(of).items()),
        *EXPOSURE * ("exposure" in of.missing),
        f"places = {text_of(table_file)}",
        "",
    ]


EXPOSURE = [
    "# What changes the answer most is `exposure`, the share of homes struck in each place: a census does not know it. Add it as a column,",
    "# from a flood map or a damage survey, before anybody decides anything.",
]


def told_event(of: Mapped, model: Model, event: str | None) -> list[str]:
    """Return the event: the kind asked for, or that of the scenario whose plans are taken over."""
    told = {"kind": event} if event else dict(model.tables["event"])
    if "epicentre" in told:
        biggest = int(np.argmax(of.columns["population"]))
        told["epicentre"] = of.names[biggest]
    lines = ["# Which past event it is like; it sets how hard it hits. `healing list` shows them all.", "[event]"]
    return [*lines, *(f"{key} = {value_of(value)}" for key, value in told.items()), ""]


def model_here(of: Mapped, model: Model) -> dict[str, dict[str, Any]]:
    """Return the programmes that are taken over, slots and sites in the size of this place."""
    ratio = of.people / max(model.people, 1)
    return {
        name: programme_here(programme, ratio, len(of.names))
        for name, programme in model.tables.get("programme", {}).items()
    }


def programme_here(programme: Mapping[str, Any], ratio: float, places: int) -> dict[str, Any]:
    """Return the keys of one programme, its slots and sites in the size of this place."""
    here = {key: value for key, value in programme.items() if key != "split"}
    if here.get("slots"):
        here["slots"] = max(1, round(here["slots"] * ratio))
    if here.get("sites", "everywhere") != "everywhere":
        count = here["sites"] if isinstance(here["sites"], int) else len(here["sites"])
        here["sites"] = min(1000, max(1, min(places, round(count * min(ratio, 1.0)))))
    return here


def told_programmes(of: Mapped, model: Model, programmes: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the tables of the scenario's own entries, then its programmes in the size of this place."""
    ratio = of.people / max(model.people, 1)
    lines = [
        f"# --- What help there is: slots in proportion to people, {ratio:.3g} times those of {model.name} (assumed) ---"
    ]
    for kind in OWN_TABLES:
        table = model.tables.get(kind, {})
        if kind == "numbers" and table:
            lines += ["", "[numbers]", *(f"{json.dumps(path)} = {value_of(value)}" for path, value in table.items())]
        elif kind != "numbers":
            lines += [
                line
                for name, entry in table.items()
                for line in ["", f"[{kind}.{name}]", *(f"{key} = {value_of(v)}" for key, v in entry.items())]
            ]
    for name, programme in programmes.items():
        there = model.tables["programme"][name]
        lines += ["", f"[programme.{name}]", *programme_lines(programme, there, model.name)]
    return [*lines, ""]


def programme_lines(here: Mapping[str, Any], there: Mapping[str, Any], name: str) -> list[str]:
    """Return the lines of one programme, with what it was in the scenario that it is taken from."""
    found = []
    for key, value in here.items():
        if key == "slots" and value:
            found.append(f"# {there[key]:,} a week in {name}.")
        if key == "sites" and value != "everywhere":
            count = there[key] if isinstance(there[key], int) else len(there[key])
            found.append(f"# {count} there; here in the places with most people. A list of places says which instead.")
        found.append(f"{key} = {value_of(value)}")
    return found


def told_arms(model: Model) -> list[str]:
    """Return the plans that are compared."""
    lines = ["# --- What is compared: the first plan is the baseline. All meet the same people with the same luck ---"]
    for name, arm in model.tables["arm"].items():
        lines += ["", f"[arm.{name}]", *(f"{key} = {value_of(value)}" for key, value in arm.items())]
    return lines


def commented(words: str) -> list[str]:
    """Return words as comment lines."""
    import textwrap

    return [f"# {line}" for line in textwrap.wrap(words, 130)]
