"""What is on the page for the meeting? Sentences, two pictures and the tables, by the names that its template uses."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.outcomes.certainty import FEWEST_RUNS
from sim.report.figures import meeting as drawings
from sim.report.figures.sheet import Figure, svg
from sim.report.meeting.choice import Meeting
from sim.report.meeting.groups import STEP_NAMES, Group, ask_lines, behind_lines, followed, group_name, steps_of
from sim.report.meeting.programmes import care_lines
from sim.report.meeting.sentences import budget_lines, due_lines, opening, runs_words
from sim.report.meeting.tables import meeting_tables
from sim.report.reproduction import command, version
from sim.report.text.changes import what_would_change
from sim.report.text.credibility import SURVEY, TRIAL, believe
from sim.report.text.credibility_tables import resting_sentences

if TYPE_CHECKING:
    from sim.outcomes.printed import Table

__all__ = ["change_lines", "course_picture", "invented_lines", "page_facts", "sure_lines", "warnings", "way_picture"]

MOST_CHANGES = 5
WORDS_OF_CHANGE = 3


def page_facts(meeting: Meeting, source: Path | None = None, appendix: str = "") -> dict[str, Any]:
    """Return everything that the page says, by the name that its template uses; `appendix` is the file beside it, if there is one."""
    tables, title = meeting_tables(meeting), opening(meeting)
    change, change_table = change_lines(meeting, source)
    return {
        "say": meeting.say, "meeting": meeting, "results": meeting.results, "opening": title, "warnings": warnings(meeting),
        "tables": tables,
        "summary": meeting.scenario.summary if meeting.scenario else "", "appendix": appendix,
        "course": drawn_in(course_picture(meeting), "course", title), "due": due_lines(meeting),
        "behind": behind_lines(meeting), "asks": ask_lines(meeting), "care": care_lines(meeting),
        "way": drawn_in(way_picture(meeting), "way", meeting.say("From need to recovery, by group")),
        "budget": budget_lines(meeting), "change": change, "change_table": change_table, "invented": invented_lines(meeting),
        "sure": sure_lines(meeting), "command": command(meeting.results, meeting.scenario), "version": version(),
    }  # fmt: skip


def drawn_in(figure: Figure, name: str, title: str) -> Any:
    """Return a figure as it is set into a page."""
    from markupsafe import Markup

    # Markup only around what our own figures drew; every word in it was escaped on its way in.
    return Markup(svg(figure, f"picture-{name}", title, title))


def course_picture(meeting: Meeting) -> Figure:
    """Draw the opening picture: with and without the plan that is spoken of, and the normal year."""
    due = meeting.due.get(meeting.results.baseline)
    normal = float(due["no_event_cases"]) if due else math.nan
    return drawings.course(meeting.results, meeting.arms, normal, meeting.say, meeting.say.span)


def way_picture(meeting: Meeting) -> Figure:
    """Draw the way from need to recovery by group, a panel a plan."""
    groups = [group for group in followed(meeting.results) if group.stratum in ("exposure", "income")]
    groups = groups or [Group("all", "all")]
    panels = [
        (meeting.label(arm), [drawings.WayLine(group_name(meeting, group), way_of(meeting, arm, group)) for group in groups])
        for arm in meeting.arms
    ]  # fmt: skip
    steps = [meeting.say(name) for name in STEP_NAMES.values()]
    return drawings.way(panels, steps, meeting.say("of 100 adults in need"))


def way_of(meeting: Meeting, arm: str, group: Group) -> np.ndarray:
    """Return of 100 adults in need how many come to each step, need itself first and recovery last."""
    cells = steps_of(meeting.results, arm, group)[: len(STEP_NAMES) - 1]
    return np.array([100.0, *(cell.value for cell in cells)])


def change_lines(meeting: Meeting, source: Path | None) -> tuple[str, Table]:
    """Return what would change the answer: a sentence, and a few numbers with the range thought possible."""
    said, table = what_would_change(meeting.scenario, source)
    say = meeting.say
    head = [say("Number"), say("Taken as, and range thought possible"), say("Rests on")]
    rows = [row[:WORDS_OF_CHANGE] for row in table.rows[:MOST_CHANGES]]
    if said.startswith("A sensitivity study"):
        line = say(
            "A sensitivity study moved every number of the model; these moved the answer most. If one of them is known better here, "
            "run again."
        )
    else:
        line = say(
            "There is no sensitivity study beside these results. In earlier ones the answer depended most on how severe distress is "
            "after the event "
            "and how long it lasts, then on what help does. A better number for this place would change the answer most in these:"
        )
    return line, table._replace(caption=say("Numbers to look at first."), head=head, rows=rows)


def warnings(meeting: Meeting) -> list[str]:
    """Return what the scenario took from elsewhere, short enough to be read before the results."""
    from sim.scenario import invented

    found = invented(meeting.scenario) if meeting.scenario else ()
    return [f"{sentence.partition('. ')[0].partition(' (')[0].rstrip('.')}." for sentence in found]


def invented_lines(meeting: Meeting) -> list[str]:
    """Return what is invented: what the scenario took from elsewhere, and how many numbers of the model are assumed."""
    from sim.scenario import invented

    say, grades = meeting.say, meeting.results.grades
    found = list(invented(meeting.scenario)) if meeting.scenario else []
    if not found:
        found = [
            say(
                "Of this place nothing is known to be taken from elsewhere; what its file marks as assumed is an assumption."
            )
        ]
    total, assumed = sum(grades.values()), grades.get("assumed", 0)
    if assumed:
        found.append(
            say("{n} of the model's {m} numbers are assumed: no study that was read says them.", n=assumed, m=total)
        )
    return found


def sure_lines(meeting: Meeting) -> list[str]:
    """Return how sure it is: what it is, its runs, its check against published figures, and whom it counts."""
    say = meeting.say
    ranges = (
        say(
            "Ranges hold chance and what is not known about the calibrated numbers; how wrong the rest may be they do not say."
        )
        if meeting.results.drawn
        else say("Ranges hold chance alone, with every number as it is; how wrong the numbers may be they do not say.")
    )
    return [
        say("It is a model, not a forecast. Trust the comparison of plans more than any single number."),
        runs_words(meeting),
        say(
            "What one city may see holds nine in ten further runs. A verdict is about the mean, and takes {n} runs of each plan.",
            n=FEWEST_RUNS
        ),
        ranges,
        *checked_lines(meeting),
        say("It counts adults; the distress of children is not studied here."),
        say("Groups are census categories: they represent what people meet (losses, prices, distance, language, trust), not what they "
        "are."),
        say("It informs decisions and never replaces clinical judgement, or the voice of the people it speaks of."),
    ]  # fmt: skip


def checked_lines(meeting: Meeting) -> list[str]:
    """Return what came of holding the model against published figures."""
    say = meeting.say
    belief = believe(meeting.results, meeting.scenario)
    if belief.score is None:
        return [say("It has not been checked against published figures yet.")]
    surveys, trials = (belief.strict(kind, "held_out") for kind in (SURVEY, TRIAL))
    said = [
        say(
            "Of published figures that nothing was fitted to, it meets {a} of {b} of surveys and {c} of {d} of trials by a strict rule.",
            a=surveys.met, b=surveys.of, c=trials.met, d=trials.of,
        )
    ]  # fmt: skip
    if belief.moved_on:
        said.append(say("Its numbers have changed since that check."))
    if resting_sentences(meeting.results, meeting.scenario, belief):
        said.append(say("Some help in the best plans has an effect that this check misses; the appendix says which."))
    return said
