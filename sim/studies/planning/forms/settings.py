"""What do the forms take that neither scenario nor model says? `forms.toml`, or some of it from a file of the planner's own."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from sim.inputs.faults import FaultList, shown

__all__ = ["FormSettings", "settings_text"]

ALL = "forms.toml"
LARGEST = 256 * 1024


@dataclass(frozen=True)
class FormSettings:
    """The numbers and words of the forms, by table and name."""

    tables: Mapping[str, Mapping[str, Any]]

    @classmethod
    def read(cls, path: str | Path | None = None) -> FormSettings:
        """Return the settings, those of a file over ours; `ScenarioFaults` lists every name and value that is not understood."""
        ours = tomllib.loads(settings_text())
        if path is None:
            return cls(ours)
        from sim.inputs.toml_file import read_bytes, read_text

        faults = FaultList(Path(path).name)
        text = read_text(read_bytes(Path(path), LARGEST, faults), faults)
        try:
            given = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise faults.fatal("", str(error), "a TOML file like that of `healing plan settings`") from None
        merged = {name: {**table, **checked(name, table, given.get(name, {}), faults)} for name, table in ours.items()}
        for name in given:
            if name not in ours:
                faults.add(
                    f"[{name}]", "a table of this name", f"one of {', '.join(ours)}", faults.did_you_mean(name, ours)
                )
        faults.raise_if_any()
        return cls(merged)

    def __call__(self, table: str, name: str) -> float:
        """Return the value of a number."""
        return float(self.tables[table][name]["value"])

    def verified(self, table: str, name: str) -> bool:
        """Return whether a number has been checked by its author."""
        return bool(self.tables[table][name]["verified"])


def settings_text() -> str:
    """Return the file of settings as it is, to be copied and changed."""
    return (files("sim.studies.planning.forms") / ALL).read_text(encoding="utf-8")


def checked(table: str, ours: Mapping[str, Any], given: Any, faults: FaultList) -> dict[str, Any]:
    """Return the entries of one table of a planner's file, a bare number as its value; add a fault for what is not understood."""
    if not isinstance(given, dict):
        faults.add(f"[{table}]", shown(given), "a table")
        return {}
    found: dict[str, Any] = {}
    for name, entry in given.items():
        if name not in ours:
            faults.add(
                f"[{table}] {name}",
                "a number of this name",
                f"one of {', '.join(ours)}",
                faults.did_you_mean(name, ours),
            )
        elif isinstance(ours[name], str):
            found[name] = str(entry)
        else:
            value = entry.get("value") if isinstance(entry, dict) else entry
            if (
                isinstance(value, bool)
                or not isinstance(value, int | float)
                or not (math.isfinite(value) and value >= 0)
            ):
                faults.add(f"[{table}] {name}", shown(value), f"a number from 0 on, in {ours[name]['unit']}")
                continue
            own = entry if isinstance(entry, dict) else {"value": value, "verified": True}
            found[name] = {**ours[name], **own}
    return found
