"""Can the slots be staffed, and do they fit under the roofs there are? Slots as staff, compared with the staff available.

staff        = slots * hours of a slot / productive hours                  (numbers of the forms, `forms.toml`)
ceiling      = staff for 100,000 people * people / 100,000 * hireable      clinicians for therapy, other workers for the rest
spread       what a site has above `most_at_a_site` goes to the nearest site of the programme with room, then to new sites in the
             nearest places; it is not simulated again, so lines at the new sites are taken as long as at the old ones
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.kernels.sphere import miles_between
from sim.outcomes.formats import count, written
from sim.scenario import Programme, Scenario
from sim.studies.planning.forms.settings import FormSettings
from sim.studies.planning.slot_numbers import SlotSearches, sites_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Staffing", "staff_sentences", "staffing_of"]

CLINICAL, MINUTES, PEOPLE = "therapy", 60.0, 1e5


class Staffing(NamedTuple):
    """The staff that the slots need: `programmes` one row each, `spread` one row a site, `ceiling` by clinical or not."""

    programmes: pd.DataFrame
    spread: pd.DataFrame
    ceiling: dict[bool, float]

    @property
    def short(self) -> dict[bool, float]:
        """How many of each kind are needed if more are needed than can be had."""
        needed = self.programmes.groupby("clinical")["staff_needed"].sum()
        return {bool(kind): float(n) for kind, n in needed.items() if n > self.ceiling[bool(kind)]}


def staffing_of(asked: SlotSearches, settings: FormSettings, most: float | None = None) -> Staffing:
    """Return the staff that the slots of a search take; `most` are the people of each kind that can be had, else by the settings."""
    import pandas as pd

    plan = asked.stage.scenario
    sites = sites_table(asked)
    sites = sites.assign(needed=sites["slots_needed"].fillna(sites["slots_needed_at_once"]).fillna(sites["slots_now"]))
    rows, parts = [], []
    for name, part in sites.groupby("programme", sort=False):
        programme = plan.programmes[str(name)]
        each = sessions_of_one(plan, programme, settings)
        rows.append({
            "programme": name, "label": programme.label, "clinical": is_clinical(plan, programme), "sessions_of_one": each,
            "slots_now": programme.slots, "slots_needed": float(part["needed"].sum()), "staff_now": programme.slots / each,
            "staff_needed": float(part["needed"].sum()) / each,
        })  # fmt: skip
        parts.append(
            spread_of(
                plan,
                programme,
                dict(zip(part["place"], part["needed"], strict=True)),
                each * settings("staff", "most_at_a_site"),
                each,
            )
        )
    people = float(plan.places.population.sum())
    ceiling = {
        clinical: most if most is not None else settings("staff", word) * people / PEOPLE * settings("staff", "hireable")
        for clinical, word in ((True, "clinicians_per_100000"), (False, "workers_per_100000"))
    }  # fmt: skip
    return Staffing(pd.DataFrame(rows), pd.DataFrame([row for part in parts for row in part]), ceiling)


def is_clinical(plan: Scenario, programme: Programme) -> bool:
    """Return whether a programme takes licensed clinicians."""
    return plan.interventions[programme.intervention].get("kind") == CLINICAL


def sessions_of_one(plan: Scenario, programme: Programme, settings: FormSettings) -> float:
    """Return the slots a week that one full-time worker gives."""
    path = f"interventions.{programme.intervention}.group_size"
    group = float(plan.book[path].value) if path in plan.book else 1.0
    minutes = settings("staff", "minutes") + settings("staff", "notes")
    return settings("staff", "productive_hours") * MINUTES / minutes * max(group, 1.0)


def spread_of(
    plan: Scenario, programme: Programme, needed: dict[str, float], room: float, each: float
) -> list[dict[str, Any]]:
    """Return the slots of a programme site by site, none with more than there is room for; new sites are in the nearest places."""
    travels = bool(plan.channels[programme.channel].get("travel", 0)) and all(
        place in plan.places.names for place in needed
    )
    slots = dict(needed)
    if travels:
        for place in sorted(needed, key=lambda name: -needed[name]):
            over = max(slots[place] - room, 0.0)
            for other in nearest(plan, place, list(slots)):
                if over <= 0:
                    break
                more = min(over, max(room - slots.get(other, 0.0), 0.0))
                slots[other] = slots.get(other, 0.0) + more
                slots[place] -= more
                over -= more
    return [
        {"programme": programme.name, "label": programme.label, "place": place, "slots": n, "staff": n / each, "new": place not in needed,
         "above_room": bool(travels and n > room + 1e-6)}
        for place, n in slots.items() if n > 0
    ]  # fmt: skip


def nearest(plan: Scenario, place: str, sites: list[str]) -> list[str]:
    """Return the other places from near to far, those that have a site of the programme first."""
    at = plan.places.names.index(place)
    miles = miles_between(plan.places.lon[[at]], plan.places.lat[[at]], plan.places.lon, plan.places.lat)[0]
    order = [plan.places.names[n] for n in np.argsort(miles, kind="stable") if n != at]
    return sorted(order, key=lambda name: name not in sites)


def staff_sentences(asked: SlotSearches, found: Staffing) -> list[str]:
    """State what the slots take in staff, whether they are available, and where what does not fit under one roof would go."""
    if asked.planned is None and asked.at_once is None:
        return ["The target cannot be met at any price: no number of slots is enough with these openings and starts."]
    rows = found.programmes.to_dict("records")
    parts = [
        f"{written(row['staff_needed'], 'fte')} for {row['label']} (now {written(row['staff_now'], 'fte')})"
        for row in rows
    ]
    said = [f"In people of staff, full time: {'; '.join(parts)}."]
    if found.short:
        kinds = {True: "clinicians", False: "other workers"}
        takes = " and ".join(
            f"{count(needed)} {kinds[kind]} (about {count(found.ceiling[kind])} can be had here)"
            for kind, needed in found.short.items()
        )
        said.append(
            f"The target cannot be met at any price with the people there are: it takes {takes}; --staff gives your own number. "
            f"Recruit from "
            "elsewhere, give groups or the telephone part of the work, or accept a longer wait."
        )
    if not found.short:
        said.append("As many can be had here, by the numbers of the settings.")
    new = found.spread[found.spread["new"]]
    if len(new):
        where = ", ".join(
            f"{row['place']} ({row['label']}, {count(row['slots'])} a week)" for row in new.head(5).to_dict("records")
        )
        more = f" and {len(new) - 5} more" if len(new) > 5 else ""
        said.append(
            f"Sessions for which a site has no room move to the nearest; that takes {len(new)} new sites: {where}{more}."
        )
    if found.spread["above_room"].any():
        said.append("Even with a site in every place the slots do not fit under the roofs that the settings allow.")
    return said
