"""Which numbers repeat another one? A catalogue says it once, and every repeat says whose number it takes.

    [default]                               numbers that an entry has unless it gives its own; the entries are the exceptions
    deep_days = { value = 14.0, ... }

    [emdr]
    worsens = { like = "tf_cbt" }           the number `worsens` of the entry tf_cbt

A repeat has a path of its own, so that a scenario can change it alone, and `Number.inherits` names what it repeats.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.evidence.parameters import nearest

__all__ = ["DEFAULT", "LIKE", "inherited"]

DEFAULT, LIKE = "default", "like"
Tables = Mapping[str, Any]


def inherited(tables: Tables, stem: str) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """Return the entries of one file with every repeat filled in, what each repeat's path takes its number from, and the faults."""
    default = tables.get(DEFAULT, {})
    filled: dict[str, Any] = {}
    origins: dict[str, str] = {}
    faults: list[str] = []
    for entry, given in tables.items():
        if entry == DEFAULT:
            continue
        if not isinstance(given, dict):
            filled[entry] = given
            continue
        filled[entry] = {**{key: leaf for key, leaf in default.items() if key not in given}, **given}
        origins |= {f"{stem}.{entry}.{key}": f"{stem}.{DEFAULT}.{key}" for key in default if key not in given}
        for key, leaf in given.items():
            if isinstance(leaf, dict) and LIKE in leaf:
                found, fault = repeated(tables, entry, key, leaf)
                faults += [f"[{entry}] {key}: {fault}"] if fault else []
                filled[entry][key] = found
                origins[f"{stem}.{entry}.{key}"] = f"{stem}.{leaf[LIKE]}.{key}"
    return filled, origins, faults


def repeated(tables: Tables, entry: str, key: str, leaf: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the number that `{ like = "entry" }` takes over, and what is wrong with it; an empty number if it is wrong."""
    name = leaf[LIKE]
    others = [other for other in tables if other != entry and isinstance(tables[other], dict)]
    if len(leaf) > 1:
        return (
            {},
            f"{LIKE} stands alone. Leave out {', '.join(k for k in leaf if k != LIKE)}, or give a number of its own.",
        )
    if name not in others:
        return {}, f"{LIKE} = {name!r} is no other entry of this file.{nearest(str(name), others)}"
    found = tables[name].get(key)
    if not isinstance(found, dict) or LIKE in found:
        return {}, f"[{name}] has no number {key!r} of its own. Name the entry that gives it."
    return found, ""
