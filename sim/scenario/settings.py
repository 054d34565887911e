"""Under which assumptions is a scenario run? Settings: named sets of alternative values for one file; the first is the default.

    [setting.anchor]
    label = "As an earlier model has it"
    programme.clinic.slots = 100000
    event.strain_level = -1.2
    numbers."care.asking.case" = 0.5

A setting's values replace those of the file before it is read, so all rules for a file apply to them. Its own
keys are checked in every setting, chosen or not; faults that involve several tables appear when the setting is chosen, as
`healing validate` does with each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sim import evidence
from sim.inputs.faults import FaultList, question, shown
from sim.inputs.keys import Key, at, fields_of, read_keys
from sim.scenario.catalogue import entries_of, read_numbers
from sim.scenario.plan import Event, Programme, Setting

__all__ = ["MOST_SETTINGS", "UnknownSettingError", "chosen", "numbers_of", "overlaid", "read_settings"]

MOST_SETTINGS = 8
OVERLAID = ("programme", "event", "numbers")


class UnknownSettingError(LookupError):
    """A setting that the scenario does not have; the message names the nearest."""


def read_settings(tables: Mapping[str, Any], faults: FaultList) -> dict[str, Setting]:
    """Return the settings of a scenario by name, in the order of the file; invalid values add faults and are left out."""
    settings = {}
    for name, table in entries_of(tables, "setting", MOST_SETTINGS, faults).items():
        where = f"setting.{name}"
        said = read_keys(fields_of(Setting), table, where, faults, OVERLAID)
        values = {
            "programme": programme_values(table.get("programme", {}), tables.get("programme"), where, faults),
            "event": well(Event, table.get("event", {}), f"{where}.event", faults),
            "numbers": table.get("numbers", {}),
        }
        settings[name] = Setting(name=name, values=values, **{"label": name.replace("_", " "), **said})
    return settings


def programme_values(given: Any, programmes: Any, where: str, faults: FaultList) -> dict[str, dict[str, Any]]:
    """Return the valid keys that a setting gives for programmes of the file, by programme."""
    known = list(programmes) if isinstance(programmes, dict) else []
    if not isinstance(given, dict):
        faults.add(at(where, "programme"), shown(given), f"programmes of this file: {', '.join(known) or 'none yet'}")
        return {}
    values = {}
    for name, table in given.items():
        if name in known:
            values[name] = well(Programme, table, f"{where}.programme.{name}", faults)
        else:
            allowed = f"programmes of this file: {', '.join(known) or 'none yet'}"
            faults.add(at(where, "programme"), shown(name), allowed, faults.did_you_mean(name, known))
    return values


def well(kind: type, given: Any, where: str, faults: FaultList) -> dict[str, Any]:
    """Return the valid keys of a table, as given; none is required."""
    if not isinstance(given, dict):
        faults.add(f"[{where}]", shown(given), f"a table of keys: {', '.join(item.name for item in fields_of(kind))}")
        return {}
    return {name: given[name] for name in read_keys(optional(kind), given, where, faults)}


def optional(kind: type) -> tuple[Key, ...]:
    """Return the declared keys of a table, each made optional."""
    return tuple(replace(item, default=None, otherwise="as the file has it") for item in fields_of(kind))


def chosen(settings: Mapping[str, Setting], asked: str | None, scenario: str) -> Setting | None:
    """Return the setting asked for, the first if none is named, or None if there are no settings.

    Raises UnknownSettingError with the nearest name.
    """
    if asked is None:
        return next(iter(settings.values()), None)
    if asked not in settings:
        raise UnknownSettingError(f"{scenario} has no setting {shown(asked)}. {known(settings, asked)}")
    return settings[asked]


def known(settings: Iterable[str], asked: str) -> str:
    """Return a sentence that lists the settings."""
    names = list(settings)
    return f"{question(asked, names)} It has: {', '.join(names) or 'no settings'}".strip()


def overlaid(tables: Mapping[str, Any], setting: Setting | None) -> dict[str, Any]:
    """Return the tables of a file with the programmes and the event of a setting laid over them."""
    merged = dict(tables)
    if setting is None:
        return merged
    if isinstance(event := tables.get("event"), dict):
        merged["event"] = event | setting.values["event"]
    if isinstance(programmes := tables.get("programme"), dict):
        over = setting.values["programme"]
        merged["programme"] = {
            name: table | over.get(name, {}) if isinstance(table, dict) else table for name, table in programmes.items()
        }
    return merged


def numbers_of(
    tables: Mapping[str, Any], settings: Mapping[str, Setting], setting: Setting | None, book: evidence.Evidence,
    faults: FaultList,
) -> dict[str, float]:  # fmt: skip
    """Return the numbers of the file, overridden by those of the chosen setting; the faults of every setting are added."""
    values = read_numbers(tables.get("numbers", {}), book, faults)
    for name, one in settings.items():
        over = read_numbers(one.values["numbers"], book, faults, f"setting.{name}.numbers")
        if one is setting:
            values |= over
    return values
