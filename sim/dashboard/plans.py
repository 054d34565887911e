"""What can be done with a plan? Copy it, so that the copy is changed alone; and take it out of the comparison.

A copy has its own copies of the programmes that the first plan has not: their sliders move the copy and nothing else.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sim.dashboard.question import MOST_PLANS, Question

__all__ = ["copied", "dropped", "settled"]

COPY = "copy"


def copied(question: Question, arm: str, label: str) -> Question:
    """Return the question with a copy of a plan under another label, compared last; unchanged if there are six plans already."""
    scenario = question.scenario()
    if arm not in scenario.arms or len(question.arms) >= MOST_PLANS:
        return question
    number = next(n for n in range(2, 100) if f"{COPY}{n}_{arm}"[:40] not in scenario.arms)
    plan, shared = scenario.arms[arm], set(scenario.arms[scenario.baseline].programmes)
    own = set(plan.programmes) - shared or set(plan.programmes)
    names = {name: f"{COPY}{number}_{name}"[:40] if name in own else name for name in plan.programmes}
    found = question
    for name in plan.programmes:
        if name in own:
            for key, value in keys_of(question, name).items():
                found = found.moved(f"programme.{names[name]}.{key}", value)
            found = found.moved(f"programme.{names[name]}.label", f"{scenario.programmes[name].label} ({number})"[:80])
    new = f"{COPY}{number}_{arm}"[:40]
    found = found.moved(f"arm.{new}.label", label[:80]).moved(f"arm.{new}.programmes", tuple(names.values()))
    found = found.moved(f"arm.{new}.policies", plan.policies or None)
    return found.comparing((*question.arms, new))


def dropped(question: Question, arm: str) -> Question:
    """Return the question without a plan; a copy is forgotten, the last plan stays."""
    rest = tuple(name for name in question.arms if name != arm)
    if not rest or arm not in question.arms:
        return question
    found = question.comparing(rest)
    if arm.startswith(COPY):
        own = {name for name in question.scenario().arms[arm].programmes if name.startswith(COPY)}
        gone = (f"arm.{arm}.", *(f"programme.{name}." for name in own))
        kept = tuple(pair for pair in found.over if not pair[0].startswith(gone))
        found = Question(found.source, found.named, found.setting, kept, rest, found.text)
    return found


def keys_of(question: Question, programme: str) -> dict[str, Any]:
    """Return the keys of a programme as file and changes have them."""
    start = f"programme.{programme}."
    here = dict(question.source.tables.get("programme", {}).get(programme, {}))
    return {key: settled(value) for key, value in (here | {
        path.removeprefix(start): value for path, value in question.over if path.startswith(start)
    }).items()}  # fmt: skip


def settled(value: Any) -> Any:
    """Return a value that can be kept in a frozen question."""
    if isinstance(value, list | tuple):
        return tuple(settled(item) for item in value)
    return value if isinstance(value, str | int | float | bool | date) else str(value)
