"""What in a life is worth a sentence? Events of one resident in chronological order, read from the columns of each week.

fell ill, got well      the cut-off is crossed and not crossed back for STAYS weeks (daily ups and downs are ignored)
asked, turned away      one event for all refusals up to the next step, with the barriers each time
on a list, called on, began, stopped, gave up waiting, finished
own care                treatment of the time before the event begins again
came home, settled
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.population.residents import HAPPENED
from sim.report.story.life import Life

__all__ = ["LifeEvent", "events_of"]

STAYS = 4
LINE = 1.0


@dataclass(frozen=True)
class LifeEvent:
    """One event: its kind, the first and the last week, the programme, the number of sessions or weeks, and barriers met.

    >>> from sim.report.story import events_of, follow, tell
    >>> (life,) = follow(sim.load("minimal"), ["usual_care"], row=12, scale=0.3)
    >>> event = events_of(life)[0]
    >>> 0 <= event.week <= 104
    True
    """

    kind: str
    week: int
    until: int
    programme: str = ""
    count: int = 0
    barriers: tuple[str, ...] = ()


def events_of(life: Life, last: int | None = None, together: bool = True) -> list[LifeEvent]:
    """Return all events of a life by week, up to the last week that is told; refusals in a row are one event, unless told apart.

    >>> from sim.report.story import events_of, follow, tell
    >>> (life,) = follow(sim.load("minimal"), ["usual_care"], row=12, scale=0.3)
    >>> events = events_of(life)
    >>> all(before.week <= after.week for before, after in zip(events, events[1:]))
    True
    """
    end = life.weeks if last is None else min(last, life.weeks)
    found = [*crossings(life), *homecoming(life), *own_care(life), *steps_of_care(life, end, together)]
    return sorted((event for event in found if event.week <= end), key=lambda event: event.week)


def crossings(life: Life) -> Iterator[LifeEvent]:
    """Yield each week from which severity stays on the other side of the cut-off."""
    above = life.columns["severity"].astype(float) >= LINE
    side = bool(above[0])
    for week in range(1, len(above)):
        after = above[week : week + STAYS]
        if len(after) == STAYS and (after != side).all():
            side = not side
            yield LifeEvent("fell ill" if side else "got well", week, week)


def homecoming(life: Life) -> Iterator[LifeEvent]:
    """Yield the week of coming home, or of settling elsewhere."""
    week = int(life.columns["back_home"][0])
    if 0 < week <= life.weeks:
        yield LifeEvent("settled" if life.columns["settled_elsewhere"][0] else "came home", week, week, count=week)


def own_care(life: Life) -> Iterator[LifeEvent]:
    """Yield each week in which treatment from before the event begins again."""
    until = life.columns["own_care_until"].astype(int)
    for week in np.flatnonzero(np.diff(until) > 0) + 1:
        yield LifeEvent("own care", int(week), int(week))


def steps_of_care(life: Life, last: int, together: bool) -> Iterator[LifeEvent]:
    """Yield the events of seeking and receiving help up to a week."""
    refused: list[int] = []
    for week in range(1, last + 1):
        if life.columns["refused_by"][week] >= 0:
            refused.append(week)
        steps = list(steps_of(life, week))
        if refused and (steps or not together):
            yield turned_away(life, refused)
            refused = []
        yield from steps
    if refused:
        yield turned_away(life, refused)


def turned_away(life: Life, weeks: list[int]) -> LifeEvent:
    """Return one event for several refusals in a row."""
    met = tuple(life.barriers[int(life.columns["refused_by"][week])] for week in weeks)
    return LifeEvent("turned away", weeks[0], weeks[-1], count=len(weeks), barriers=met)


def steps_of(life: Life, week: int) -> Iterator[LifeEvent]:
    """Yield the steps of care of a week in their order; joining a list counts only if the week ends on it."""
    names, column = list(life.plan.programmes), life.columns
    bits, latest = int(column["happened"][week]), int(column["programme"][week])
    if not bits:
        return
    programme = names[latest] if latest >= 0 else ""
    sessions = max(
        int(column["sessions"][week]), 0 if bits & HAPPENED["started"] else int(column["sessions"][week - 1])
    )
    waited = int(column["waited"][week])
    if bits & HAPPENED["left_queue"]:
        yield LifeEvent("gave up waiting", week, week, programme, week - int(column["since"][week - 1]))
    if bits & HAPPENED["started"]:
        yield LifeEvent("called on" if waited < 0 else "began", week, week, programme, max(waited, 0))
    elif bits & HAPPENED["joined"]:
        yield LifeEvent("on a list", week, week, programme)
    for name, kind in (("finished", "finished"), ("dropped", "stopped")):
        if bits & HAPPENED[name]:
            yield LifeEvent(kind, week, week, programme, sessions)


def weeks_of_coping(life: Life, first: int, last: int) -> list[tuple[int, int]]:
    """Return (way of coping, weeks) for the weeks between two, the most frequent first."""
    ways, counts = np.unique(life.columns["coping"][max(first, 1) : last + 1], return_counts=True)
    return sorted(zip(ways.tolist(), counts.tolist(), strict=True), key=lambda pair: -pair[1])
