"""What in a life is worth a sentence? Events of one resident in chronological order, read from the columns of each week.

fell ill, got well      the cut-off is crossed and not crossed back for STAYS weeks (daily ups and downs are ignored)
asked, turned away      one event for all refusals up to the next step, with the barriers each time
on a list, called on, began, stopped, gave up waiting, finished
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


def events_of(life: Life) -> list[LifeEvent]:
    """Return all events of a life by week.

    >>> from sim.report.story import events_of, follow, tell
    >>> (life,) = follow(sim.load("minimal"), ["usual_care"], row=12, scale=0.3)
    >>> events = events_of(life)
    >>> all(before.week <= after.week for before, after in zip(events, events[1:]))
    True
    """
    found = [*crossings(life), *homecoming(life), *steps_of_care(life)]
    return sorted(found, key=lambda event: event.week)


def crossings(life: Life) -> Iterator[LifeEvent]:
    """Yield each week from which severity stays on the other side of the cut-off."""
    above = life.columns["severity"].astype(float) >= LINE
    side = bool(above[0])
    for week in range(1, len(above)):
        if bool(above[week]) != side and (above[week : week + STAYS] != side).all():
            side = not side
            yield LifeEvent("fell ill" if side else "got well", week, week)


def homecoming(life: Life) -> Iterator[LifeEvent]:
    """Yield the week of coming home, or of settling elsewhere."""
    week = int(life.columns["back_home"][0])
    if 0 < week <= life.weeks:
        yield LifeEvent("settled" if life.columns["settled_elsewhere"][0] else "came home", week, week, count=week)


def steps_of_care(life: Life) -> Iterator[LifeEvent]:
    """Yield the events of seeking and receiving help."""
    refused: list[int] = []
    for week in range(1, life.weeks + 1):
        if life.columns["refused_by"][week] >= 0:
            refused.append(week)
        step = step_of(life, week)
        if step and refused:
            yield turned_away(life, refused)
            refused = []
        if step:
            yield step
    if refused:
        yield turned_away(life, refused)


def turned_away(life: Life, weeks: list[int]) -> LifeEvent:
    """Return one event for several refusals in a row."""
    met = tuple(life.barriers[int(life.columns["refused_by"][week])] for week in weeks)
    return LifeEvent("turned away", weeks[0], weeks[-1], count=len(weeks), barriers=met)


def step_of(life: Life, week: int) -> LifeEvent | None:
    """Return the step of care of a week, the furthest if there were several; None if there was none."""
    bits = int(life.columns["happened"][week])
    names = list(life.plan.programmes)
    programme = names[int(life.columns["programme"][week])] if life.columns["programme"][week] >= 0 else ""
    sessions = int(life.columns["sessions"][week])

    def happened(name: str) -> bool:
        return bool(bits & HAPPENED[name])

    if happened("finished"):
        return LifeEvent("finished", week, week, programme, max(sessions, int(life.columns["sessions"][week - 1])))
    if happened("dropped"):
        return LifeEvent("stopped", week, week, programme, max(sessions, int(life.columns["sessions"][week - 1])))
    if happened("left_queue"):
        return LifeEvent("gave up waiting", week, week, programme, week - int(life.columns["since"][week - 1]))
    if happened("started"):
        waited = int(life.columns["waited"][week])
        return LifeEvent("called on" if waited < 0 else "began", week, week, programme, max(waited, 0))
    return LifeEvent("on a list", week, week, programme) if happened("joined") else None


def weeks_of_coping(life: Life, first: int, last: int) -> list[tuple[int, int]]:
    """Return (way of coping, weeks) for the weeks between two, the most frequent first."""
    ways, counts = np.unique(life.columns["coping"][max(first, 1) : last + 1], return_counts=True)
    return sorted(zip(ways.tolist(), counts.tolist(), strict=True), key=lambda pair: -pair[1])
