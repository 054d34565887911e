"""What can be changed from outside, and how? Values by path, laid over a scenario file in the place of its own.

    place.NAME.COLUMN    a figure of one place
    programme.NAME.KEY   event.KEY   arm.NAME.KEY   KEY          a key of the file
    policy.NAME.KEY      and intervention, channel, barrier, hazard: a key of an own entry, or of a catalogue entry for this scenario only
    anything else                                                a number of the evidence, as under [numbers]

Levers are laid over a file before it is read, after its setting, so all rules for a file apply to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.catalogue import CATALOGUES

__all__ = ["TOP", "laid_over"]

# Keys outside any table that can be changed.
TOP = ("weeks", "people_seed", "numbers_from", "people")
NAMED = ("programme", "arm", *CATALOGUES)


def laid_over(tables: Mapping[str, Any], over: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the tables with levers laid over them, and the levers that are numbers of the evidence; `tables` is not modified."""
    moved, numbers = dict(tables), {}
    for path, given in over.items():
        value = list(given) if isinstance(given, tuple) else given
        kind, _, rest = path.partition(".")
        if path in TOP:
            moved[path] = value
        elif kind == "place" and "." in rest:
            name, _, word = rest.rpartition(".")
            rows = moved.get("place", [])
            moved["place"] = [{**row, word: value} if row.get("place") == name else row for row in rows]
        elif kind == "event" and rest:
            moved[kind] = {**table_in(moved, kind), rest: value}
        elif kind in NAMED and "." in rest:
            name, _, word = rest.partition(".")
            entries = table_in(moved, kind)
            # A catalogue entry that the file does not have is copied whole, for this scenario.
            blank = {"like": name} if kind in CATALOGUES else {}
            moved[kind] = {**entries, name: {**(table_in(entries, name) or blank), word: value}}
        else:
            numbers[path] = value
    return moved, numbers


def table_in(tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a table inside a table; empty if there is none."""
    found = tables.get(name)
    return found if isinstance(found, dict) else {}
