"""Two plans over the same city: the first week (3 programmes, nothing else), and the full catalogue loaded.

Full: 16 programmes of all kinds by all channels, every policy, 12 barriers, 8 strata of its own, and an event that comes again.
"""

from __future__ import annotations

import json
from typing import Any

FIRST = ("clinic", "pfa", "groups")
# (intervention, channel) of the programmes; with the first three they are sixteen.
MORE = (
    ("general_care", "general_practice"), ("cbt", "telehealth"), ("prolonged_exposure", "clinic"), ("emdr", "clinic"),
    ("pm_plus", "home_visit"), ("skills_for_psychological_recovery", "telephone"), ("guided_internet_cbt", "guided_internet"),
    ("school_group", "school"), ("stress_management", "workplace"), ("community_programme", "faith_centre"),
    ("case_management", "home_visit"), ("mbsr", "group"), ("psychoeducation", "outreach"),
)  # fmt: skip
COLUMNS = ("owner", "vehicle", "internet", "insured", "english")
CUTS = {"income": [1.0, 2.0], "attachment_anxiety": [0.0], "collectivism": [0.0]}
MOST_BARRIERS = 12


def lines(table: str, keys: dict[str, Any]) -> list[str]:
    """Return one table of TOML."""
    return [f"[{table}]", *(f"{name} = {json.dumps(value)}" for name, value in keys.items())]


def programmes(slots: int) -> dict[str, dict[str, Any]]:
    """Return the thirteen further programmes, with this many slots each."""
    told: dict[str, dict[str, Any]] = {}
    for n, (intervention, channel) in enumerate(MORE):
        ages = {"min_age": 6, "max_age": 17} if channel == "school" else {}
        order = {"priority": ("first_come", "severity", "vulnerability")[n % 3]}
        told[f"p{n}"] = {
            "intervention": intervention, "channel": channel, "slots": slots, "sites": 20, "opens": 2 + n % 5, "price": 40.0 * (n % 2),
            "insured_share": 0.8, **ages, **order,
        }  # fmt: skip
    told["p3"]["min_severity"] = 0.5
    told["p3"]["screened"] = True
    told["p5"] |= {"then": "clinic", "then_from": 1.0}
    return told


def plan_of(base: str, full: bool) -> Any:
    """Return the scenario `base` with one plan over the same city: the first three programmes, or everything with as many slots in all."""
    from sim import evidence
    from sim.scenario import load, loads, scenario_folder

    text = (scenario_folder() / f"{base}.toml").read_text(encoding="utf-8")
    kept = load(base).programmes
    each = sum(kept[name].slots for name in FIRST) // (len(FIRST) + len(MORE))
    extra = lines("arm.first_week", {"programmes": FIRST})
    if full:
        book = evidence.load()
        own = [f"own_{n}" for n in range(MOST_BARRIERS - len(book.table("barriers")))]
        extra = lines("arm.full", {"programmes": [*FIRST, *programmes(each)], "policies": list(book.table("policies"))})
        extra += [line for name, keys in programmes(each).items() for line in lines(f"programme.{name}", keys)]
        extra += [line for name in own for line in lines(f"barrier.{name}", {"like": "distance", "effect": -0.05})]
        extra += lines("channel.group", {"like": "group", "barriers": ["stigma", "distance", "language", *own]})
        extra += [line for name in COLUMNS for line in lines(f"stratum.by_{name}", {"column": name})]
        extra += [
            line for name, cuts in CUTS.items() for line in lines(f"stratum.by_{name}", {"column": name, "cuts": cuts})
        ]
    # Sixteen programmes a file at most: those of other plans go, with their plans.
    shorter = without(text, [name for name in kept if name not in FIRST])
    for name in FIRST if full else ():
        shorter = shorter.replace(f"slots = {kept[name].slots}\n", f"slots = {each}\n")
    return loads("\n".join([shorter, *extra]), scenario_folder(), base)


def without(text: str, names: list[str]) -> str:
    """Return a scenario's text without some programmes, and without any of its arms."""
    kept, skipping = [], False
    for line in text.split("\n"):
        if line.startswith("["):
            skipping = line.startswith("[arm.") or line.strip() in {f"[programme.{name}]" for name in names}
        if not skipping:
            kept.append(line)
    return "\n".join(kept)
