"""What do the first screen and the cockpit show? Map, chart, and the table of before, without and due, of runs or of a stored result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from htmltools import TagList, tags

from sim.dashboard.charts import course_chart, label_of
from sim.dashboard.glance import HELPED, Course, Glance
from sim.dashboard.maps import Shade, place_map
from sim.dashboard.outlines import outlines_beside
from sim.dashboard.widgets import Node, english, marks, note, table

if TYPE_CHECKING:
    from sim.dashboard.question import Question
    from sim.dashboard.stored_result import StoredResult
    from sim.dashboard.words import Words
    from sim.scenario import Scenario

__all__ = ["before_table", "damage_map", "plan_list", "sentence", "stored", "where_they_are"]


def damage_map(words: Words, question: Question, name: str) -> Node:
    """Return the map of the share of homes damaged."""
    places = question.scenario().places
    shares: dict[str, float | None] = dict(zip(places.names, places.exposure.astype(float).tolist(), strict=True))
    return place_map(
        words, places, Shade(words("map.damage"), shares), name, outlines_beside(question.home, places.names)
    )


def where_they_are(words: Words, question: Question, glance: Glance, name: str) -> Node:
    """Return the map of the share of adults above the cut-off at the end, under the first plan."""
    places = question.scenario().places
    first = glance.plans[0]
    shares = glance.places.get(first.name, {})
    label = words("map.cases", plan=label_of(words, first))
    return place_map(words, places, Shade(label, shares), name, outlines_beside(question.home, places.names))


def before_table(words: Words, glance: Glance, name: str) -> Node:
    """Return one row for the normal year, one for the event without help, and one for each plan."""
    head = [words(f"before.{key}") for key in ("who", "share", "people", "due", "averted", "cost")]
    rows = [row_of(words, glance, course) for course in glance.courses]
    return table(words("before.caption", weeks=glance.weeks[-1]), head, rows, name)


def row_of(words: Words, glance: Glance, course: Course) -> list[object]:
    """Return the row of one course."""
    own = english(words) if course.kind == HELPED else {}
    due = words("before.nothing") if course.kind == "normal" else words.people(max(course.due, 0.0))
    cost = "\u2013" if course.cost is None else words.number(course.cost / 1e6, 1)
    return [
        tags.span(label_of(words, course), own), words.share(course.shares[-1]), words.people(course.people), due,
        averted(words, glance, course), cost,
    ]  # fmt: skip


def averted(words: Words, glance: Glance, course: Course) -> Node:
    """Return the share of what would be lost without help that a plan averts; a direction only, for a quick look."""
    if course.averted is None:
        return TagList("\u2013")
    if glance.look:
        return TagList(words("before.about", share=words.share(course.averted, 0)))
    found = TagList(words.share(course.averted, 0))
    if glance.ranged and course.averted_low is not None and course.averted_high is not None:
        low, high = (words.share(value, 0) for value in (course.averted_low, course.averted_high))
        found.append(tags.span(words("answer.range", low=low, high=high), class_="range"))
    return found


def sentence(words: Words, glance: Glance) -> Node:
    """Return what the table says, in two sentences."""
    normal = next(course for course in glance.courses if course.kind == "normal")
    without = next(course for course in glance.courses if course.kind == "without")
    said = words(
        "before.sentence", normal=words.share(normal.shares[-1]), without=words.share(without.shares[-1]),
        due=words.people(max(without.due, 0.0)),
    )  # fmt: skip
    best = max(glance.plans, key=lambda course: course.averted if course.averted is not None else -1.0)
    if best.averted is None or best.averted <= 0:
        return tags.p(said, class_="lead")
    key = "before.best_look" if glance.look else "before.best"
    told = words(key, plan=label_of(words, best), share=words.share(best.averted, 0))
    return tags.p(said, " ", told, class_="lead")


def plan_list(words: Words, scenario: Scenario) -> Node:
    """Return the plans of today with what each offers."""
    items = []
    for arm in scenario.arms.values():
        offered = ", ".join(scenario.programmes[name].label for name in arm.programmes) or words(
            "situation.no_programme"
        )
        items.append(tags.li(tags.strong(arm.label.removeprefix("+ ")), ": ", offered, english(words)))
    return tags.ul(*items, class_="plans-today")


def stored(words: Words, question: Question, result: StoredResult | None) -> Node:
    """Return the stored result of a shipped scenario, with its date; for another scenario how to get the first one."""
    if result is None or question.over:
        return note(tags.strong(words("stored.none_title")), " ", words("stored.none"))
    glance = result.glance
    told = words(
        "stored.label", date=words.date(result.made), seeds=glance.seeds, people=words.number(glance.adults),
        all=words.people(glance.represented),
    )  # fmt: skip
    old = [tags.p(marks(words("stored.changed")), class_="old")] if result.changed(question) else []
    return TagList(
        tags.h2(words("stored.title")),
        tags.p(tags.span(words("stored.badge"), class_="badge"), " ", told, class_="made-from"),
        *old,
        sentence(words, glance),
        tags.div(
            tags.div(course_chart(words, glance, "stored-chart")), tags.div(before_table(words, glance, "stored-table")), class_="halves",
        ),
    )  # fmt: skip
