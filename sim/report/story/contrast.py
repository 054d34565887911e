"""What differs between two plans for one resident? The steps that happen under one of them alone, with their weeks, and how both end.

Life, Life --compared--> sentences
"""

from __future__ import annotations

from sim.report.story.events import LifeEvent, events_of
from sim.report.story.life import Life
from sim.report.story.narration import NOTABLE, said, sentence_of, severity_said
from sim.report.story.words import CONTRAST

__all__ = ["compared"]

MOST_STEPS = 4


def compared(life: Life, other: Life, first: int = 0, last: int | None = None, numbers: bool = False) -> str:
    """Return in words when and in which steps the same life under another arm differs between two weeks, and how both end."""
    end = min(life.weeks, other.weeks, life.weeks if last is None else last)
    label, week = label_of(other), life.first_difference(other)
    if week is None or week > end:
        return said(life, "same", CONTRAST, other=label)
    told = [said(life, "differs" if week else "at_once", CONTRAST, other=label, week=week - 1)]
    here, there = steps_only_in(life, other, first, end), steps_only_in(other, life, first, end)
    for one, steps in ((life, here), (other, there)):
        if steps:
            told.append(said(life, "only", CONTRAST, label=label_of(one), steps=listed_steps(one, steps, numbers)))
    if not here and not there:
        told.append(said(life, "indirect", CONTRAST))
    return " ".join([*told, both_ends(life, other, end, numbers)])


def label_of(life: Life) -> str:
    """Return the label of the arm that a life is lived under."""
    return life.plan.arms[life.arm].label


def steps_only_in(life: Life, other: Life, first: int, last: int) -> list[LifeEvent]:
    """Return the events of a life between two weeks that the other does not have in the same week."""
    theirs = events_of(other, last, together=False)
    return [event for event in events_of(life, last, together=False) if event.week >= first and event not in theirs]


def listed_steps(life: Life, steps: list[LifeEvent], numbers: bool) -> str:
    """Return the first steps with their weeks, and how many more there are."""
    told = [f"in week {step.week} {sentence_of(life, step, numbers).rstrip('.')}" for step in steps[:MOST_STEPS]]
    more = len(steps) - len(told)
    return "; ".join([*told, *([f"and {more} more step{'s' if more > 1 else ''}"] if more else [])])


def both_ends(life: Life, other: Life, week: int, numbers: bool) -> str:
    """Return how both lives end, told as a difference only if it is worth one."""
    here, there = severity_said(life, week, numbers), severity_said(other, week, numbers)
    gap = life.at("severity", week) - other.at("severity", week)
    if abs(gap) < NOTABLE:
        return said(life, "ends_alike", CONTRAST, week=week, here=here)
    than = "higher" if gap > 0 else "lower"
    if here == there:
        return said(
            life, "ends_near", CONTRAST, week=week, than=than, label=label_of(life), other=label_of(other), here=here
        )
    return said(
        life,
        "ends",
        CONTRAST,
        week=week,
        than=than,
        label=label_of(life),
        here=here,
        there=there,
        other=label_of(other),
    )
