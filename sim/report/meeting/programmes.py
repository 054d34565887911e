"""Why does a programme do much, or little? Its sessions that stay empty, what a course does, and how many it can reach.

used       = sessions given / sessions offered          offered: slots of each open week, growing over the ramp
courses    = sessions given / sessions of a course      full courses that they would make
lasting    = 1 - exp(-skills_gain * sessions)           what a whole course takes off the level that distress tends to
at once    = 1 - (1 - symptom_cut) ** sessions          what it takes off symptoms, which fades again
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.outcomes.formats import Cell, CellTable, count, percent, words_of
from sim.report.meeting.choice import Meeting
from sim.scenario import Programme, Scenario

__all__ = ["ProgrammeUse", "care", "care_lines", "offered", "uses"]

FEW_USED, FEW_REACHED, LITTLE = 0.6, 0.10, 0.10


class ProgrammeUse(NamedTuple):
    """What one programme did in the first plan that holds it: shares from 0 to 1; `courses` full courses, whole community."""

    name: str
    label: str
    arm: str
    slots: int
    used: float
    courses: float
    of_need: float
    lasting: float
    at_once: float


def uses(meeting: Meeting) -> list[ProgrammeUse]:
    """Return what each programme did that some plan gives; nothing without the scenario."""
    scenario, results = meeting.scenario, meeting.results
    if scenario is None:
        return []
    homes = {
        name: arm for arm in reversed(results.arms) if arm in scenario.arms for name in scenario.arms[arm].programmes
        if name in results.programmes
    }  # fmt: skip
    return [
        use_of(meeting, scenario, scenario.programmes[name], homes[name])
        for name in results.programmes
        if name in homes
    ]


def use_of(meeting: Meeting, scenario: Scenario, programme: Programme, arm: str) -> ProgrammeUse:
    """Return what one programme did under one plan."""
    results = meeting.results
    a, g = results.arms.index(arm), results.group("all", "all")
    given = float(results.final[f"sessions_{programme.name}"][a, :, g].mean()) / results.scale
    need = float(results.final["need"][a, :, g].mean()) / results.scale
    there = float(offered(programme, results.weeks).sum())
    session = max(number(scenario, programme, "sessions"), 1.0)
    courses = given / session
    return ProgrammeUse(
        programme.name, programme.label, arm, programme.slots, given / there if there else math.nan, courses,
        courses / need if need else math.nan, 1 - math.exp(-max(number(scenario, programme, "skills_gain"), 0.0) * session),
        1 - (1 - number(scenario, programme, "symptom_cut")) ** session,
    )  # fmt: skip


def offered(programme: Programme, weeks: int) -> np.ndarray:
    """Return the sessions that a programme offers in each week from 1 on, `(weeks,)`."""
    week = np.arange(1, weeks + 1)
    share = np.clip((week - programme.opens + 1) / max(programme.ramp_weeks, 1), 0.0, 1.0)
    open_ = (week >= programme.opens) & (week < (math.inf if programme.closes is None else programme.closes))
    found: np.ndarray = programme.slots * share * open_
    return found


def number(scenario: Scenario, programme: Programme, word: str) -> float:
    """Return a number of what a programme gives; 0 if its intervention has none."""
    path = f"interventions.{programme.intervention}.{word}"
    return float(scenario.book[path].value) if path in scenario.book else 0.0


def care(meeting: Meeting) -> CellTable:
    """Return what each programme used, reached and can do."""
    say = meeting.say
    rows = tuple(
        (
            words_of(one.label), Cell(float(one.slots), "people"), Cell(one.used, "share"), Cell(one.courses, "people"),
            Cell(one.of_need, "share"), Cell(one.at_once, "share"), Cell(one.lasting, "share"),
        )
        for one in uses(meeting)
    )  # fmt: skip
    head = (
        say("Programme"), say("Sessions a week"), say("Of them used"), say("Courses given"), say("Courses, of those in need"),
        say("Takes off symptoms, fading"), say("Takes off for good"),
    )  # fmt: skip
    caption = say(
        "Each programme in the first plan that has it. Courses: sessions given over the sessions of a full course. Effect: of a whole "
        "course, "
        "in a person for whom it works as in its trials."
    )
    return CellTable("care", caption, head, rows)


def care_lines(meeting: Meeting) -> list[str]:
    """Return a sentence for each kind of programme: how much of it is used and reached, and what holds it back."""
    first: dict[tuple[str, str], ProgrammeUse] = {}
    for one in uses(meeting):
        programme = meeting.scenario.programmes[one.name]  # type: ignore[union-attr]
        first.setdefault((programme.intervention, programme.channel), one)
    return [care_line(meeting, one) for one in first.values()]


def care_line(meeting: Meeting, one: ProgrammeUse) -> str:
    """Return what one programme reached, and why that does much or little."""
    say = meeting.say
    start = say(
        "{label}: {used} of its sessions are used, enough for {courses} full courses, {reach} of those in need.", label=one.label,
        used=percent(one.used, 0), courses=count(one.courses), reach=percent(one.of_need),
    )  # fmt: skip
    reasons = []
    if one.used < FEW_USED:
        reasons.append(say("many of its sessions stay empty"))
    if max(one.lasting, one.at_once) < LITTLE:
        reasons.append(say("trials found little effect on symptoms"))
    elif one.lasting < LITTLE:
        reasons.append(say("its effect fades"))
    if one.of_need < FEW_REACHED and one.used >= FEW_USED:
        reasons.append(say("it has too few sessions for the need"))
    if not reasons:
        return start
    return start + " " + say("What holds it back: {reasons}.", reasons=say.listed(reasons))
