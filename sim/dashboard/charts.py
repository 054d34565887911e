"""How does it go on, week by week? One chart that a pointer and the arrow keys can ask: every plan, the event without help, a normal year.

Drawn as SVG without a drawing library; `page.js` (ours) moves the line of the week that is asked and says its numbers. The vertical
axis begins at 0.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from htmltools import HTML, html_escape, tags

from sim.dashboard.glance import HELPED, Course, Glance
from sim.dashboard.widgets import Node, english, more, table

if TYPE_CHECKING:
    from sim.dashboard.words import Words

__all__ = ["course_chart", "label_of"]

WIDTH, HEIGHT = 720.0, 340.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 14.0, 12.0, 42.0
DASHES = ("", "7 4", "9 3 2 3", "2 3", "12 4 2 4 2 4", "14 4")
GREY = "#737373"
# As in `sim.report.figures.palette`, which is not imported because it brings a drawing library; a test holds them equal.
BASELINE, PALETTE = "#4d4d4d", ("#0077bb", "#c77700", "#332288", "#6a994e", "#e7298a", "#8338ec")


def course_chart(words: Words, glance: Glance, name: str) -> Node:
    """Return the chart with its key and the table behind it."""
    most = ceiling(max(max(course.shares) for course in glance.courses))
    looks = look_of(glance.courses)
    lines = [line(course, glance.weeks, most, *looks[course.name]) for course in glance.courses]
    asked = {
        "weeks": list(glance.weeks), "left": LEFT, "right": WIDTH - RIGHT, "week": words.pattern("chart.week"),
        "labels": [label_of(words, course) for course in glance.courses],
        "rows": [[words.share(course.shares[n]) for course in glance.courses] for n in range(len(glance.weeks))],
    }  # fmt: skip
    data: dict[str, Any] = {"data-asked": json.dumps(asked, ensure_ascii=False)}
    svg = (
        f'<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" class="chart" aria-hidden="true" focusable="false">{axes(words, glance.weeks, most)}'
        f'{"".join(lines)}<path class="cursor" d="M0 {TOP}V{HEIGHT - BOTTOM}" hidden=""/></svg>'
    )
    return tags.div(
        tags.p(tags.strong(words("chart.title")), class_="legend-title"),
        tags.div(HTML(svg), data, class_="asked chart-box", tabindex="0", role="application", aria_label=words("chart.ask")),
        tags.p(words("chart.hint"), class_="tip hint", role="status"),
        key(words, glance.courses, looks),
        more(words("chart.table"), numbers(words, glance, name)),
        class_="chart-panel", id=name,
    )  # fmt: skip


def label_of(words: Words, course: Course) -> str:
    """Return what the page calls a course: a plan by its own label."""
    return course.label.removeprefix("+ ") if course.kind == HELPED else words(f"course.{course.kind}")


def look_of(courses: Sequence[Course]) -> dict[str, tuple[str, str]]:
    """Return colour and dashes of each course."""
    plans = [course.name for course in courses if course.kind == HELPED]
    colours = (BASELINE, *PALETTE)
    looks = {name: (colours[n % len(colours)], DASHES[n % len(DASHES)]) for n, name in enumerate(plans)}
    return {
        course.name: looks.get(course.name, (GREY, "1 4" if course.kind == "normal" else "3 3")) for course in courses
    }


def ceiling(share: float) -> float:
    """Return the round number at which the axis ends."""
    step = 0.1 if share > 0.2 else 0.05 if share > 0.08 else 0.02
    return max(step, math.ceil(share / step - 1e-9) * step)


def x_of(week: float, last: float) -> float:
    """Return where a week is across."""
    return LEFT + (WIDTH - LEFT - RIGHT) * week / max(last, 1.0)


def y_of(share: float, most: float) -> float:
    """Return where a share is from the top."""
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share / most)


def line(course: Course, weeks: Sequence[int], most: float, colour: str, dashes: str) -> str:
    """Return the line of a course."""
    points = "L".join(
        f"{x_of(week, weeks[-1]):.1f} {y_of(share, most):.1f}" for week, share in zip(weeks, course.shares, strict=True)
    )
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path class="course {course.kind}" d="M{points}" stroke="{colour}"{dashed}/>'


def axes(words: Words, weeks: Sequence[int], most: float) -> str:
    """Return the axes with few round numbers."""
    step = 0.1 if most > 0.2 else 0.05 if most > 0.08 else 0.02
    found = []
    for n in range(round(most / step) + 1):
        y = y_of(n * step, most)
        found.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        found.append(
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{html_escape(words.share(n * step, 0))}</text>'
        )
    every = next(size for size in (4, 13, 26, 52, 104, 208, 520) if weeks[-1] / size <= 6)
    for week in range(0, weeks[-1] + 1, every):
        x, side = x_of(week, weeks[-1]), "end" if week == weeks[-1] else "middle"
        found.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="{side}">{week}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    found.append(f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">{html_escape(words("chart.axis"))}</text>')
    return "".join(found)


def key(words: Words, courses: Sequence[Course], looks: dict[str, tuple[str, str]]) -> Node:
    """Return which line is which, the highest at the end first."""
    items = []
    for course in sorted(courses, key=lambda one: -one.shares[-1]):
        colour, dashes = looks[course.name]
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        own = english(words) if course.kind == HELPED else {}
        swatch = HTML(
            f'<svg class="dash" viewBox="0 0 34 10" aria-hidden="true"><path d="M0 5H34" stroke="{colour}" stroke-width="3"{dashed}/></svg>'
        )
        items.append(
            tags.li(swatch, tags.span(label_of(words, course), own), " ", tags.strong(words.share(course.shares[-1])))
        )
    return tags.ul(*items, class_="legend key")


def numbers(words: Words, glance: Glance, name: str) -> Node:
    """Return the table behind the chart: about every quarter, with ranges if there are runs enough."""
    weeks = [n for n, week in enumerate(glance.weeks) if week % 12 == 0 or week == glance.weeks[-1]]
    rows = [
        [label_of(words, course), *(words.share(course.shares[n]) + ranged(words, glance, course, n) for n in weeks)]
        for course in glance.courses
    ]
    return table(
        words("chart.caption"), [words("chart.who"), *(str(glance.weeks[n]) for n in weeks)], rows, f"{name}-numbers"
    )


def ranged(words: Words, glance: Glance, course: Course, at: int) -> str:
    """Return the range of a number in brackets; nothing while there are too few runs."""
    if not glance.ranged:
        return ""
    return f" ({words('answer.range', low=words.share(course.low[at]), high=words.share(course.high[at]))})"
