"""What is a row of the field's own list? Its words, where it lives in the model, how it is switched off, and what carries it.

    where   a process ("stress.cope"), numbers of the evidence ("stress.coping", all below it), a catalogue entry ("interventions.emdr"),
            a key of scenario files ("programme.price"), a column ("residents.agency"), an outcome ("outcomes.healing"), or a
            scenario file ("scenarios/sandy.toml")
    off     number -> the value at which the mechanism does nothing; catalogue entry -> None, which takes it away (an intervention has
            no effect, a channel or policy is dropped, a hazard takes nothing); "programme.key" -> the value for every programme

Whether all of this is there is looked up when it is asked for (status.py), and never typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sim.evidence import Evidence, Number

__all__ = ["GROUPS", "Row", "catalogued", "numbers_of", "written"]

GROUPS = {
    "frameworks": "Frameworks",
    "healing": "Healing, apart from recovery and resilience",
    "interventions": "Interventions",
    "settings": "Settings and channels",
    "risks": "Risks",
    "policies": "Policies",
    "events": "Events",
    "stepped care": "Stepped care",
}
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row: `healing explain` answers to `name`, `test` is `file::function`, `town` what the small town of an ablation needs.

    `meaning` is empty where a catalogue entry of the same name says it. `moves` names the columns that an ablation has to change. A row
    that only reads off what others do (`reads_only`) has nothing to switch off.
    """

    name: str
    label: str
    group: str
    where: tuple[str, ...]
    test: str
    off: Mapping[str, Any] = field(default_factory=dict)
    meaning: str = ""
    town: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
    moves: tuple[str, ...] = ("severity",)
    reads_only: bool = False


def catalogued(stem: str, name: str, label: str, group: str, test: str, **more: Any) -> Row:
    """Return the row of a catalogue entry: it lives there, and is switched off by taking it away."""
    where = (f"{stem}.{name}", *more.pop("where", ()))
    off = {f"{stem}.{name}": None, **more.pop("off", {})}
    return Row(name=name, label=label, group=group, where=where, test=test, off=off, **more)


def numbers_of(row: Row, book: Evidence) -> list[Number]:
    """Return the numbers that a row rests on: those at or below its places, and those that switch it off."""
    stems = (*row.where, *row.off)
    return [
        number for path, number in book.items() if any(path == stem or path.startswith(f"{stem}.") for stem in stems)
    ]


def written(value: Any) -> str:
    """Return a value as a scenario file has it, lists by their length."""
    if isinstance(value, list | tuple):
        return f"{len(value)} of them"
    return f"{value:g}" if isinstance(value, float) else repr(value).replace("'", '"').lower()
