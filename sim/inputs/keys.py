"""What may an input contain? Each key is declared once: its rule, unit, meaning and default.

The declaration is in the frozen dataclass that the key fills. It reads the input, words the faults, and is listed by
`healing explain`, the dashboard and the documentation (`fields_of`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from sim.inputs.faults import FaultList, nearest, shown, strange_letters, visible
from sim.inputs.rules import NotAllowedError, Rule

__all__ = ["Key", "at", "fields_of", "key", "read_keys", "refuse_unknown"]

REQUIRED = "required"


@dataclass(frozen=True)
class Key:
    """One declared key: rule, meaning, and its value if left out (`default`, or in words `otherwise`)."""

    name: str
    rule: Rule
    meaning: str
    default: Any = None
    otherwise: str = REQUIRED

    @property
    def unit(self) -> str:
        """The unit, empty if there is none."""
        return str(getattr(self.rule, "unit", ""))

    @property
    def allowed(self) -> str:
        """What is allowed: range and unit, in words."""
        return self.rule.allowed

    @property
    def required(self) -> bool:
        """Whether the key may not be left out."""
        return self.otherwise == REQUIRED


def key(rule: Rule, meaning: str, default: Any = MISSING, *, otherwise: str = "", name: str = "") -> Any:
    """Declare a dataclass field filled by a key of the input; without default and `otherwise` it is required.

    `otherwise` says in words what is computed if the key is left out; `name` is the key if it differs from the field.
    """
    stated = default is not MISSING
    declared = {
        "rule": rule,
        "meaning": meaning,
        "default": default if stated else None,
        "otherwise": otherwise or (shown(default) if stated else REQUIRED),
    }
    return field(default=default, metadata={"key": declared, "name": name})


def fields_of(table: type) -> tuple[Key, ...]:
    """Return the declared keys of a dataclass, in order of declaration."""
    return tuple(
        Key(item.metadata["name"] or item.name, **item.metadata["key"])
        for item in fields(table)
        if "key" in item.metadata
    )


def at(table: str, name: str) -> str:
    """Return the key path as messages write it: `[programme.clinic] slots`, or `[[place]] 3 population`."""
    written = table if table.startswith("[") else f"[{table}]" if table else ""
    return f"{written} {name}".strip()


def read_keys(
    declared: tuple[Key, ...], given: Mapping[str, Any], table: str, faults: FaultList, elsewhere: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the valid values, defaults filled in; every other key adds a fault and is left out.

    A key whose default is computed later (`otherwise`) is absent from the result if the input leaves it out; keys named
    `elsewhere` are known but read by another function.
    """
    known = {item.name: item for item in declared}
    misspelt = refuse_unknown(given, [*known, *elsewhere], table, faults)
    values: dict[str, Any] = {}
    for name, item in known.items():
        if name in given:
            try:
                values[name] = item.rule.read(given[name])
            except NotAllowedError as error:
                faults.add(at(table, name), shown(given[name]), item.allowed, error.fix)
        elif item.required and name not in misspelt:
            faults.add(at(table, name), "nothing", item.allowed)
        elif item.default is not None:
            values[name] = item.default
    return values


def refuse_unknown(given: Mapping[str, Any], known: list[str], table: str, faults: FaultList) -> set[str]:
    """Add a fault for each unknown key; return the known keys that were probably meant."""
    free = [word for word in known if word not in given]
    meant = set()
    for name in given:
        if name in known:
            continue
        close = (nearest(name, free) or nearest(name, known)) if faults.has_room else None
        meant.add(close or "")
        strange = strange_letters(name)
        fix = f"Did you mean {close!r}?" if close else ""
        hint = f"It contains {strange}. {fix}".strip() if strange else fix
        unknown = f"an unknown key with {shown(given[name])}"
        faults.add(at(table, visible(name)), unknown, f"one of {', '.join(known)}", hint)
    return meant
