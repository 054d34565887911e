"""What does each step of "Your place" change? Plain fields in, a checked question out; every fault is a sentence beside the step.

slots          = staff * sessions a week of one of them          money a year = slots * cost of a session * 52
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.dashboard.question import Question
from sim.dashboard.saving_place import retold, with_damage
from sim.inputs.faults import Fault, ScenarioFaults, question, shown

__all__ = ["STEPS", "damage_lines"]

Fields = Mapping[str, Any]


def event_step(asked: Question, fields: Fields) -> Question:
    """Return the question with kind and date of the event, and a damage that falls off with distance if a place for it is given."""
    changes: dict[str, Any] = {"title": text_of(fields, "name", "name") or asked.scenario().title}
    changes["event.kind"] = text_of(fields, "kind", "kind")
    try:
        changes["start"] = date.fromisoformat(str(fields.get("start", "")))
    except ValueError:
        raise wrong("date", fields.get("start"), "a day such as 2026-10-01") from None
    if fields.get("epicentre"):
        changes |= {
            "event.footprint": "distance", "event.epicentre": text_of(fields, "epicentre", "epicentre"),
            "event.peak": number(fields, "peak", "damage there", 0, 100) / 100,
            "event.reach_miles": number(fields, "reach", "miles", 0.01, 1000),
        }  # fmt: skip
    elif asked.scenario().event.footprint == "distance":
        changes |= {"event.footprint": None, "event.epicentre": None, "event.peak": None, "event.reach_miles": None}
    return retold(asked, changes)


def damage_step(asked: Question, fields: Fields) -> Question:
    """Return the question with the homes damaged of each place, typed one by one (percent) or pasted as lines."""
    names = asked.scenario().places.names
    pasted = str(fields.get("lines", "")).strip()
    if pasted:
        return with_damage(asked, damage_lines(pasted, names, str(fields.get("unit", ""))))
    shares = {}
    for at, name in enumerate(names):
        if fields.get(f"place{at}", "") not in ("", None):
            shares[name] = number(fields, f"place{at}", name, 0, 100) / 100
    if not shares:
        raise wrong("damage", None, "a percentage for at least one place")
    return with_damage(asked, shares)


def damage_lines(text: str, names: tuple[str, ...], unit: str) -> dict[str, float]:
    """Return the share of each place from lines `place, number`; every line that cannot be read is a fault."""
    faults, found = [], {}
    known = {name.casefold(): name for name in names}
    if unit not in ("percent", "share"):
        raise wrong("unit", unit or None, "percent or share")
    for at, line in enumerate(text.splitlines()[:5000], 1):
        name, _, value = re.sub(r"[\t;]", ",", line).rpartition(",")
        name, value = name.strip().strip('"'), value.strip().rstrip("%").strip()
        if not line.strip() or (at == 1 and not re.search(r"\d", value)):
            continue
        try:
            share = float(value) / (100 if unit == "percent" else 1)
        except ValueError:
            share = -1.0
        if name.casefold() not in known:
            faults.append(Fault(f"line {at}", shown(name), "a place of the table", question(name, names)))
        elif not 0 <= share <= 1:
            faults.append(Fault(f"line {at}", shown(value), "0 to 100" if unit == "percent" else "0 to 1"))
        else:
            found[known[name.casefold()]] = share
    if faults or not found:
        raise ScenarioFaults(
            faults or [Fault("damage", "no line with a place and a number", "lines such as: Riverside, 40")]
        )
    return found


def staff_step(asked: Question, fields: Fields) -> Question:
    """Return the question with sites, staff and price of one programme."""
    name = text_of(fields, "programme", "programme")
    if name not in asked.scenario().programmes:
        raise wrong("programme", name, f"one of {', '.join(asked.scenario().programmes)}")
    return retold(
        asked,
        {f"programme.{name}.{key}": value for key, value in programme_keys(fields).items()}
        | {f"programme.{name}.split": None},
    )


def programme_step(asked: Question, fields: Fields) -> Question:
    """Return the question with one more programme of the catalogue, and a plan that adds it to the first."""
    scenario = asked.scenario()
    label = text_of(fields, "label", "name")[:80] or str(
        scenario.interventions.get(str(fields.get("intervention")), {}).get("label", "")
    )
    name = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:30]
    if not name or not name[0].isalpha():
        name = f"programme_{len(scenario.programmes) + 1}"
    if name in scenario.programmes:
        raise wrong("name", label, "a name that no other programme has")
    keys = {
        "label": label,
        "intervention": text_of(fields, "intervention", "what"),
        "channel": text_of(fields, "channel", "how"),
        **programme_keys(fields),
    }
    base = scenario.arms[scenario.baseline]
    arm = name if name not in scenario.arms else f"{name}_plan"
    changes: dict[str, Any] = {f"programme.{name}.{key}": value for key, value in keys.items()}
    changes |= {f"arm.{arm}.label": f"+ {label}"[:80], f"arm.{arm}.programmes": (*base.programmes, name)}
    if base.policies:
        changes[f"arm.{arm}.policies"] = base.policies
    return retold(asked, changes)


def programme_keys(fields: Fields) -> dict[str, Any]:
    """Return the keys of a programme that the form of staff and sites has."""
    found: dict[str, Any] = {"slots": round(number(fields, "slots", "sessions a week", 0, 1_000_000))}
    found["cost"] = number(fields, "cost", "cost of a session", 0, 100_000)
    found["price"] = number(fields, "price", "price for the person", 0, 100_000)
    found["sites"] = sites_of(str(fields.get("sites", "")).strip())
    languages = tuple(
        dict.fromkeys(part.strip().lower() for part in str(fields.get("languages", "en")).split(",") if part.strip())
    )
    found["languages"] = languages or ("en",)
    opens = str(fields.get("opens", "0")).strip()
    try:
        found["opens"] = int(opens) if opens.isdigit() else date.fromisoformat(opens)
    except ValueError:
        raise wrong("opens", opens, "a week such as 4, or a day such as 2026-10-01") from None
    return found


def sites_of(text: str) -> Any:
    """Return sites as a scenario has them: a number, `everywhere`, or names of places, a line or a semicolon between them."""
    if not text or text.lower() == "everywhere":
        return "everywhere"
    if text.isdigit():
        return int(text)
    return tuple(part.strip() for part in re.split(r"[;\n]", text) if part.strip())


def text_of(fields: Fields, name: str, what: str) -> str:
    """Return a text field; a fault for anything else."""
    value = fields.get(name, "")
    if not isinstance(value, str) or len(value) > 2000:
        raise wrong(what, value, "a text")
    return value.strip()


def number(fields: Fields, name: str, what: str, low: float, high: float) -> float:
    """Return a number field within its bounds; a fault for anything else."""
    given = str(fields.get(name, "")).strip().replace(",", "") or "nothing"
    try:
        value = float(given)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise wrong(what, given, f"a number from {low:g} to {high:,g}")
    return value


def wrong(what: str, given: Any, allowed: str) -> ScenarioFaults:
    """Return the refusal of one field."""
    return ScenarioFaults([Fault(what, shown(given), allowed)])


STEPS = {"event": event_step, "damage": damage_step, "staff": staff_step, "programme": programme_step}
"""What each step does, by its name in the form."""
