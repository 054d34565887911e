"""What do all forms share? The plan that they are about, its capacity week by week, and a table in words of a frame."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.outcomes.formats import written
from sim.outcomes.printed import Table
from sim.population.sites import site_table
from sim.scenario import Programme
from sim.studies.planning.forms.settings import FormSettings
from sim.studies.planning.variants import Ask

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ISP_WEEKS", "UNVERIFIED", "added", "added_words", "clients", "fte_of", "held", "in_words", "is_clinical", "number_of", "offered",
    "phase", "plan_of",
    "slots_by_place", "weekly_hours",
]  # fmt: skip

ISP_WEEKS, RSP_WEEKS, LONGEST = 9, 48, 30
MINUTES = 60.0
UNVERIFIED = (
    "Numbers that are marked as not verified come from memory or convention: check each with the office that takes the form, and give your "
    "own with --settings FILE (`healing plan settings` prints ours)."
)
CLINICAL = ("therapy",)


def plan_of(asked: Ask) -> str:
    """Return the plan that a form is about: the only one asked for, else the first that adds to the baseline."""
    return asked.arms[0] if len(asked.arms) == 1 else asked.arms[1]


def held(asked: Ask) -> list[Programme]:
    """Return the programmes of the plan."""
    return [asked.scenario.programmes[name] for name in asked.scenario.arms[plan_of(asked)].programmes]


def added(asked: Ask) -> list[Programme]:
    """Return the programmes that the plan adds to the first plan of the scenario; all of its own if it adds none."""
    usual = asked.scenario.arms[asked.scenario.baseline].programmes
    return [programme for programme in held(asked) if programme.name not in usual] or held(asked)


def added_words(asked: Ask) -> str:
    """Return what of a plan is counted."""
    base = asked.scenario.baseline
    if plan_of(asked) == base or len(added(asked)) == len(held(asked)):
        return asked.label(plan_of(asked))
    return f"What {asked.label(plan_of(asked))} adds to {asked.label(base)}"


def slots_by_place(asked: Ask, programme: Programme) -> dict[str, float]:
    """Return the slots of each place with a site of a programme, as the model parts them, whole community."""
    plan = asked.scenario
    sites = site_table(plan, plan.places, 1.0)
    mine = sites.site_programme == list(plan.programmes).index(programme.name)
    found: dict[str, float] = {}
    for place, slots in zip(sites.site_place[mine], sites.slots[mine], strict=True):
        name = plan.places.names[int(place)] if place >= 0 else "everywhere, from afar"
        found[name] = found.get(name, 0.0) + float(slots)
    return found


def number_of(asked: Ask, programme: Programme, word: str, otherwise: float = 0.0) -> float:
    """Return a number of what a programme gives."""
    path = f"interventions.{programme.intervention}.{word}"
    return float(asked.scenario.book[path].value) if path in asked.scenario.book else otherwise


def is_clinical(asked: Ask, programme: Programme) -> bool:
    """Return whether a programme takes licensed clinicians."""
    return asked.scenario.interventions[programme.intervention].get("kind") in CLINICAL


def clients(asked: Ask, programme: Programme) -> float:
    """Return how many people share a session."""
    return max(number_of(asked, programme, "group_size", 1.0), 1.0)


def weekly_hours(asked: Ask, programme: Programme, settings: FormSettings) -> float:
    """Return the hours of a worker that one slot takes in a week: minutes, travel of outreach, and notes, shared in a group."""
    goes = programme.entry == "outreach"
    minutes = settings("staff", "minutes") + settings("staff", "notes") + goes * settings("staff", "travel")
    return minutes / MINUTES / clients(asked, programme)


def fte_of(asked: Ask, programme: Programme, settings: FormSettings, slots: float) -> float:
    """Return the full-time workers that so many slots a week take."""
    return slots * weekly_hours(asked, programme, settings) / settings("staff", "productive_hours")


def offered(programme: Programme, weeks: int) -> NDArray[np.float64]:
    """Return the slots of each week from 1 on, `(weeks,)`: open, and growing over the ramp."""
    week = np.arange(1, weeks + 1)
    share = np.clip((week - programme.opens + 1) / max(programme.ramp_weeks, 1), 0.0, 1.0)
    open_ = (week >= programme.opens) & (week < (math.inf if programme.closes is None else programme.closes))
    found: NDArray[np.float64] = programme.slots * share * open_
    return found


def phase(week: int) -> str:
    """Return the phase of a crisis-counselling grant in which a week is."""
    if week <= ISP_WEEKS:
        return "ISP"
    return "RSP" if week <= RSP_WEEKS else "after"


def in_words(frame: pd.DataFrame, caption: str, columns: dict[str, tuple[str, str]]) -> Table:
    """Return some columns of a frame in words: for each its heading and its unit ("" for words); the first rows if there are many."""
    shown = frame.head(LONGEST)
    more = f" The first {len(shown)} of {len(frame)} rows; the file has all." if len(frame) > len(shown) else ""
    rows = [[cell(row[name], unit) for name, (_, unit) in columns.items()] for row in shown.to_dict("records")]
    return Table(caption + more, [head for head, _ in columns.values()], rows)


def cell(value: Any, unit: str) -> str:
    """Return one cell in words."""
    if not unit:
        return str(value)
    return written(float(value), unit) if value is not None and not isinstance(value, str) else str(value or "")
