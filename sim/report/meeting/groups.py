"""Who is left behind, and where on the way? People struck and not struck apart, then the groups that end worst and best.

An ask is an event and a person may ask again: shares of asks and shares of people differ, so both are shown.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.outcomes.access import STEPS
from sim.outcomes.certainty import FEWEST_RUNS
from sim.outcomes.formats import Cell, CellTable, count, words_of
from sim.outcomes.missing import divide, mean
from sim.outcomes.results import Results
from sim.outcomes.spread import Gap, enough, gap, level
from sim.outcomes.tables import compared_strata
from sim.report.meeting.choice import Meeting
from sim.report.text.sentences import turned_away

__all__ = ["Group", "ask_lines", "behind", "behind_lines", "followed", "group_name", "reach", "steps_of"]

EXPOSURE = ("struck", "not struck")
NAMES = {
    "all": "All adults", "struck": "Struck by the event", "not struck": "Not struck", "men": "Men", "women": "Women",
    "poorest fifth": "Poorest fifth by income", "second fifth": "Second fifth by income", "middle fifth": "Middle fifth by income",
    "fourth fifth": "Fourth fifth by income", "richest fifth": "Richest fifth by income",
    "most vulnerable third": "Most vulnerable third of neighbourhoods", "middle third": "Middle third of neighbourhoods",
    "least vulnerable third": "Least vulnerable third of neighbourhoods", "White": "White", "Black": "Black", "Hispanic": "Hispanic",
    "Asian": "Asian", "Other": "Another race or ethnicity",
}  # fmt: skip
SHOWN_STEPS = ("need", "perceived", "asked", "passed", "started", "finished", "recovered")
STEP_NAMES = {
    "need": "In need", "perceived": "See the need", "asked": "Ask, or are offered", "passed": "Past the barriers",
    "started": "Begin care", "finished": "Finish it", "recovered": "Recover, with or without care",
}  # fmt: skip
assert set(STEP_NAMES) <= set(STEPS)


class Group(NamedTuple):
    """A group of adults: its stratum and its name there."""

    stratum: str
    name: str


def group_name(meeting: Meeting, group: Group) -> str:
    """Return what a group is called in a table."""
    if group.stratum == "age":
        return meeting.say("Aged {ages}", ages=group.name)
    return meeting.say(NAMES[group.name]) if group.name in NAMES else group.name


def followed(results: Results) -> list[Group]:
    """Return the groups of the table: all, struck and not, and of each stratum the worst-off and the best-off under the baseline."""
    found = [Group("all", "all"), *(Group("exposure", name) for name in EXPOSURE)]
    for stratum in compared_strata(results):
        if pair := gap(results, "prevalence_end", results.baseline, stratum):
            found += [Group(stratum, pair.worst), Group(stratum, pair.best)]
    there = [group for group in found if tuple(group) in results.groups and enough(results, *group)]
    return list(dict.fromkeys(there))


def behind(meeting: Meeting) -> CellTable:
    """Return who is left behind: probable PTSD and reach by group under the baseline and the plan spoken of, and what turns away most."""
    say, arms = meeting.say, meeting.arms
    head = [say("Group"), say("Adults")]
    head += [say("Probable PTSD, {plan}", plan=meeting.label(arm)) for arm in arms]
    head += [say("Begin care, {plan}", plan=meeting.label(arm)) for arm in arms]
    caption = say(
        "Struck and not struck apart, then of each division the groups that end worst and best. Begin care: of those in need. Turned away: "
        "of 100 asks, under {plan}.",
        plan=meeting.label(arms[0]),
    )
    rows = tuple(behind_row(meeting, group) for group in followed(meeting.results))
    return CellTable("behind", caption, (*head, say("Turned away most by")), rows)


def behind_row(meeting: Meeting, group: Group) -> tuple[Cell, ...]:
    """Return the row of one group."""
    results = meeting.results
    people = results.people[results.group(*group)] / results.scale
    shares = [
        Cell(level(results, outcome, arm, *group).value, "share")
        for outcome in ("prevalence_end", "reach")
        for arm in meeting.arms
    ]
    return (
        words_of(group_name(meeting, group)),
        Cell(float(people), "people"),
        *shares,
        words_of(barrier_words(meeting, group)),
    )


def barrier_words(meeting: Meeting, group: Group) -> str:
    """Return the barrier that turns most asks of a group away, and how many of 100; nothing if there is none."""
    _, by_barrier = turned_away(meeting.results, meeting.results.baseline, *group)
    most = max(by_barrier, key=lambda label: np.nan_to_num(by_barrier[label].value), default="")
    if not most or not by_barrier[most].value > 0:
        return ""
    return f"{most}: {by_barrier[most].value:.0f}"


def reach(meeting: Meeting) -> CellTable:
    """Return the way from need to recovery by group: of 100 adults in need, how many come to each step, and how often they ask."""
    say, results = meeting.say, meeting.results
    groups = [group for group in followed(results) if group.stratum in ("all", "exposure", "income")]
    rows = tuple(
        (words_of(f"{group_name(meeting, group)}: {meeting.label(arm)}"), *steps_of(results, arm, group))
        for group in groups
        for arm in meeting.arms
    )
    head = (say("Group and plan"), *(say(STEP_NAMES[step]) for step in SHOWN_STEPS[1:]))
    caption = say(
        "Of 100 adults who were in need at some time. Most who recover do so without care, so recovery is apart."
    )
    return CellTable("reach", caption, (*head, say("Asks by each who asks"), say("Turned away, of 100 asks")), rows)


def steps_of(results: Results, arm: str, group: Group) -> list[Cell]:
    """Return the steps of one group under a plan, of 100 in need, then asks for each who asks, and refusals of 100 asks."""
    a, g = results.arms.index(arm), results.group(*group)
    need = results.final["need"][a, :, g]
    shares = [100 * float(mean(divide(results.final[f"need_{step}"][a, :, g], need))) for step in SHOWN_STEPS[1:]]
    asks = results.weekly["asked"][a, :, :, g].sum(axis=1)
    each = float(mean(divide(asks, results.final["need_asked"][a, :, g])))
    away = turned_away(results, arm, *group)[0].value
    return [*(Cell(share, "of 100") for share in shares), Cell(each, "times"), Cell(away, "of 100")]


def behind_lines(meeting: Meeting) -> list[str]:
    """Return who is left behind in sentences: struck and not, and the group that ends worst, with a verdict."""
    return [*struck_line(meeting), *worst_line(meeting)]


def struck_line(meeting: Meeting) -> list[str]:
    """Return how many of those struck and of those not struck have probable PTSD."""
    results = meeting.results
    if any(("exposure", name) not in results.groups for name in EXPOSURE):
        return []
    struck, spared = (
        Cell(level(results, "prevalence_end", results.baseline, "exposure", name).value, "share") for name in EXPOSURE
    )
    if not (math.isfinite(struck.value) and math.isfinite(spared.value)):
        return []
    return [
        meeting.say(
            "Of adults whom the event struck {struck} have probable PTSD at the end under {base}, of those not struck {spared}.",
            struck=struck.text, spared=spared.text, base=meeting.plan(results.baseline),
        )
    ]  # fmt: skip


def worst_line(meeting: Meeting) -> list[str]:
    """Return which group ends worst, against which, and what the plan spoken of makes of the gap."""
    say, results = meeting.say, meeting.results
    here = gap(results, "prevalence_end", results.baseline)
    if here is None:
        return [say("The groups are too small to be compared.")]
    if not here.size.judged:
        return [say("With fewer than {n} runs there is no verdict on any group.", n=FEWEST_RUNS)]
    if not here.size.told_apart:
        return [say("No two groups are known to end differently.")]
    first = say(
        "Furthest behind: {worst} ({high}), against {best} ({low}).", worst=group_name(meeting, Group(here.stratum, here.worst)),
        best=group_name(meeting, Group(here.stratum, here.best)), high=share_text(here.levels[0]), low=share_text(here.levels[1]),
    )  # fmt: skip
    return [first, *gap_line(meeting, here)]


def gap_line(meeting: Meeting, here: Gap) -> list[str]:
    """Return how wide the gap is under the plan that is spoken of."""
    if meeting.best is None:
        return []
    there = gap(meeting.results, "prevalence_end", meeting.best, here.stratum)
    if there is None:
        return []
    return [
        meeting.say(
            "The gap is {before} percentage points under {base} and {after} under {plan}.", before=f"{100 * here.size.value:.1f}",
            after=f"{100 * there.size.value:.1f}", base=meeting.plan(meeting.results.baseline), plan=meeting.plan(meeting.best),
        )
    ]  # fmt: skip


def share_text(share: float) -> str:
    """Return a share as it is written everywhere."""
    return Cell(share, "share").text


def ask_lines(meeting: Meeting) -> list[str]:
    """Return how shares of asks and of people differ, under the baseline."""
    results = meeting.results
    cells = steps_of(results, results.baseline, Group("all", "all"))
    found = dict(zip((*SHOWN_STEPS[1:], "each", "away"), cells, strict=True))
    if not all(math.isfinite(found[name].value) for name in ("asked", "passed", "started", "each", "away")):
        return [meeting.say("Nobody was in need, so there is no way to care to follow.")]
    people = count(float(results.final["need"][0, :, results.group("all", "all")].mean()) / results.scale)
    return [
        meeting.say(
            "Of {people} adults in need at some time, {asked} of 100 ask or are offered help under {base}, about {each} times each. Of 100 "
            "asks {away} are turned away; of 100 people in need {passed} get past the barriers in the end and {started} begin care.",
            people=people, base=meeting.plan(results.baseline), **{name: found[name].text for name in ("asked", "each", "away",
            "passed", "started")},
        )
    ]  # fmt: skip
