"""What happened, and which places are affected? The `[event]` table, checked against the catalogues and the places.

kind        an event of events.toml, whose hazard and fitted numbers apply unless the table gives others
hazard      a hazard of hazards.toml or of this file
footprint   the exposure of the table of places, or the distance from an epicentre, which is then required
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim import evidence
from sim.evidence.reading import EVENT_NUMBERS
from sim.inputs.faults import FaultList, shown
from sim.inputs.keys import at, fields_of, read_keys
from sim.scenario.places import Places
from sim.scenario.plan import Event

__all__ = ["read_event"]

OF_DISTANCE = {
    "epicentre": "a place, or [lon, lat] in degrees",
    "peak": "the share struck there, from 0 to 1",
    "reach_miles": "the miles in which it falls to a third",
}


def read_event(
    tables: Mapping[str, Any], book: evidence.Evidence, places: Places | None, faults: FaultList
) -> Event | None:
    """Return the event, its numbers taken from events.toml if the scenario gives none; None after adding faults."""
    table, known, before = tables.get("event"), book.table("events"), len(faults.found)
    if not isinstance(table, dict):
        faults.add("[event]", shown(table), f"a table with kind, one of {', '.join(known)}")
        return None
    values = read_keys(fields_of(Event), table, "event", faults)
    check_names(values, book, faults)
    check_footprint(values, table, places, faults)
    if len(faults.found) > before:
        return None
    entry = known[values["kind"]]
    numbers = {name: entry[name].value for name in EVENT_NUMBERS if name in entry}
    own = tuple(name for name in EVENT_NUMBERS if name in values)
    return Event(own=own, **{"label": entry["label"], "hazard": entry["hazard"], "fading": 0.0} | numbers | values)


def check_names(values: Mapping[str, Any], book: evidence.Evidence, faults: FaultList) -> None:
    """Add a fault for an event or a hazard that is in neither catalogue nor file."""
    own = {"kind": "", "hazard": ", or a [hazard.name] of this file"}
    for word, stem in (("kind", "events"), ("hazard", "hazards")):
        name, known = values.get(word), book.table(stem)
        if name is not None and name not in known:
            fix = faults.did_you_mean(name, known)
            faults.add(at("event", word), shown(name), f"one of {', '.join(known)}{own[word]}", fix)


def check_footprint(values: dict[str, Any], table: Mapping[str, Any], places: Places | None, faults: FaultList) -> None:
    """Replace a named epicentre by its position; add faults for missing and for superfluous footprint keys."""
    by_distance = values.get("footprint") == "distance"
    for word, allowed in OF_DISTANCE.items():
        if by_distance and word not in table:
            faults.add(at("event", word), "nothing", f"{allowed}, for footprint = 'distance'")
        elif word in table and values.get("footprint") == "table":
            fix = "Write footprint = 'distance' as well."
            faults.add(at("event", word), shown(table[word]), "nothing for the footprint of a table", fix)
    centre = values.get("epicentre")
    if isinstance(centre, str) and places is not None:
        if centre in places.names:
            row = places.row(centre)
            values["epicentre"] = (float(places.lon[row]), float(places.lat[row]))
        else:
            fix = faults.did_you_mean(centre, places.names)
            faults.add(at("event", "epicentre"), shown(centre), "a place of the table of places, or [lon, lat]", fix)
