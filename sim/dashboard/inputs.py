"""What can be changed, and how far? One `Control` for each slider, with its unit, meaning, source, grade and sensible limits.

A programme key has its rule from the scenario (values no scenario may hold are never offered) and limits around the file's value; a
number of the evidence has the limits, the source and the grade that the evidence gives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.evidence import cite

if TYPE_CHECKING:
    from sim.evidence import Number
    from sim.scenario import Programme, Scenario

__all__ = ["KEYS", "Control", "assumed_paths", "channels", "number_control", "programme_controls"]

# The programme keys that have a slider, with their kind and step.
KEYS = {
    "slots": ("count", 0.0), "opens": ("week", 1.0), "closes": ("week", 1.0), "ramp_weeks": ("count", 1.0), "price": ("money", 5.0),
    "insured_share": ("share", 0.05), "cost": ("money", 1.0),
}  # fmt: skip
STEPS = 100


@dataclass(frozen=True)
class Control:
    """One slider: the path that it changes, its kind (how its value is written), limits, step and value.

    `word` is the name of its sentences in the catalogue; a number of the evidence has none and brings its own `label`, `unit` and
    `meaning`. `never` is the value at which a programme never closes. `source` is empty if the scenario file itself is the source.
    """

    path: str
    kind: str
    low: float
    high: float
    step: float
    value: float
    word: str = ""
    label: str = ""
    unit: str = ""
    meaning: str = ""
    source: str = ""
    grade: str = ""
    never: float | None = None
    whole: bool = True


def programme_controls(scenario: Scenario, programme: Programme) -> list[Control]:
    """Return the sliders of a programme, around the file's values."""
    return [control(scenario, programme, name) for name in KEYS]


def control(scenario: Scenario, programme: Programme, name: str) -> Control:
    """Return the slider of one key."""
    kind, step = KEYS[name]
    given, weeks = getattr(programme, name), scenario.weeks
    value = float(weeks if given is None else given)
    low, high = {
        "slots": (0.0, max(3.0 * value, 20.0)),
        "opens": (0.0, float(weeks - 1)),
        "closes": (1.0, float(weeks)),
        "ramp_weeks": (0.0, max(52.0, value)),
        "price": (0.0, max(2.0 * value, 200.0)),
        "insured_share": (0.0, 1.0),
        "cost": (0.0, max(2.0 * value, 300.0)),
    }[name]
    step = step or round_step(high)
    return Control(
        f"programme.{programme.name}.{name}", kind, low, round(high / step) * step, step, min(value, high), f"control.{name}",
        never=high if name == "closes" else None, whole=kind in ("count", "week"),
    )  # fmt: skip


def round_step(high: float) -> float:
    """Return a step of 1, 2, 5, 10, 20 and so on, giving about a hundred steps."""
    size = 1.0
    while True:
        for factor in (1.0, 2.0, 5.0):
            if high <= STEPS * size * factor:
                return size * factor
        size *= 10.0


def channels(scenario: Scenario) -> dict[str, str]:
    """Return the channels a programme may use, with their labels."""
    return {name: str(channel["label"]) for name, channel in scenario.channels.items()}


def assumed_paths(scenario: Scenario) -> list[str]:
    """Return the paths of the numbers that rest on judgement alone and have a range to move in."""
    return [path for path, number in scenario.book.items() if number.is_judged and number.low < number.high]


def number_control(scenario: Scenario, path: str) -> Control:
    """Return the slider of a number of the evidence: its range, unit, meaning, source and grade; KeyError for an unknown path."""
    number: Number = scenario.book[path]
    span = number.high - number.low
    return Control(
        path, "number", number.low, number.high, span / STEPS, min(max(number.value, number.low), number.high), "",
        path, number.unit, number.meaning, sources(number), number.grade, whole=False,
    )  # fmt: skip


def sources(number: Any) -> str:
    """Return the sources of a number as a list of works; empty if it is only an assumption."""
    return "; ".join(cite(key) for key in number.source if key != "assumption")
