"""What is in the model? ODD element 2: entities, the columns of residents, and scales, as the code declares them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from sim.evidence import levers
from sim.evidence.bibliography import named
from sim.inputs.keys import fields_of
from sim.population.residents import Residents
from sim.population.sites import Sites
from sim.population.ties import LAYERS, Ties
from sim.processes.schedule import OPENING, SCHEDULE
from sim.reference.glossary import GLOSSARY
from sim.reference.model_pages.markdown import code, doc, table, texts
from sim.scenario import Arm, Event, Programme
from sim.scenario.places import MOST_PEOPLE, MOST_PLACES, Places
from sim.scenario.plan import MOST_WEEKS

__all__ = ["KEY_HEAD", "changes", "entities", "key_rows"]

KEY_HEAD = ("Key", "Allowed", "Left out", "Meaning")
SETTLED, STRUCK, WEEKLY = "no", "when the event strikes", "every week"
SHARED = ("income", "owner", "vehicle", "internet")


def entities() -> str:
    """Return element 2."""
    said = texts("odd")["entities"]
    parts = [
        "## 2. Entities, state variables, and scales", said["text"], table(("Entity", "Meaning", "State"), kinds()),
        "### 2.1 Residents", said["columns"], columns_table(),
        "### 2.2 Places", doc(Places), table(KEY_HEAD, key_rows(Places)),
        "### 2.3 Ties", doc(Ties),
        "### 2.4 Sites", doc(Sites),
        "### 2.5 Programmes", doc(Programme), table(KEY_HEAD, key_rows(Programme)),
        "### 2.6 The event", doc(Event), table(KEY_HEAD, key_rows(Event)),
        "### 2.7 Policies", doc(levers), table(("Lever", "On", "Unit", "Does nothing at", "Meaning"), lever_rows()),
        "### 2.8 Arms", doc(Arm), table(KEY_HEAD, key_rows(Arm)),
        "### 2.9 Scales", said["scales"], table(("Scale", "Extent and resolution"), scales()),
    ]  # fmt: skip
    return "\n\n".join(part.strip() for part in parts)


def kinds() -> Iterator[tuple[str, str, str]]:
    """Yield each kind of entity with its meaning and where its state is kept."""
    states = {
        "resident": f"{len(Residents.columns())} columns (2.1)",
        "household": f"its number, and what its members share: {code(SHARED)}",
        "place": "the table of places (2.2)",
        "tie": f"giver, receiver and layer: {', '.join(LAYERS)} (2.3)",
        "site": f"{code(item.name for item in fields(Sites))} (2.4)",
        "programme": "its keys (2.5); its clients are in the columns of residents",
        "event": "its keys (2.6) and the numbers of its hazard (element 7)",
        "policy": "its levers (2.7)",
        "arm": "programmes and policies (2.8)",
    }
    yield from ((name, GLOSSARY[name].meaning, state) for name, state in states.items())


def columns_table() -> str:
    """Return the columns of residents."""
    rows = []
    for name, column in Residents.columns().items():
        bounds = (
            ", ".join(f"{i} {word}" for i, word in enumerate(column.labels)) or f"{column.low:g} to {column.high:g}"
        )
        source = named([column.source]) if column.source else ""
        rows.append((f"`{name}`", column.dtype, column.unit, bounds, changes(name), column.meaning, source))
    return table(("Column", "Type", "Unit", "Bounds", "Changes", "Meaning", "Source"), rows)


def changes(name: str) -> str:
    """Return when a column of residents can change, from the columns that processes declare to write."""
    if any(name in process.writes for process in SCHEDULE):
        return WEEKLY
    return STRUCK if any(name in process.writes for process in OPENING) else SETTLED


def key_rows(declared: type) -> Iterator[tuple[str, str, str, str]]:
    """Yield the declared keys of an input table."""
    for item in fields_of(declared):
        yield f"`{item.name}`", item.allowed, item.otherwise, item.meaning


def lever_rows() -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the levers of policies."""
    for name, lever in levers.LEVERS.items():
        yield f"`{name}`", lever.on, lever.unit, f"{lever.neutral:g}", lever.meaning


def scales() -> list[tuple[str, str]]:
    """Return time, space and size."""
    return [
        ("Time", f"steps of one week from week 0, the week of the event, to the scenario's horizon (4 to {MOST_WEEKS} weeks)"),
        ("Space", f"1 to {MOST_PLACES:,} places with a position in degrees; great-circle distances in miles"),
        ("People", f"all residents of the places (at most {MOST_PEOPLE:,}), or a sample of them"),
        ("Severity", GLOSSARY["case cut-off"].meaning),
    ]  # fmt: skip
