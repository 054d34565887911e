"""Which numbers can matter here? Those that settling or a run of these plans asks for; all others are left out, with the reason.

What is read by path is found by watching one run of each plan (`sim.evidence.usage`). Entries of catalogues count if a plan has
them: the interventions and channels of its programmes, the barriers in the way of those, its policies, and the event. A number whose
range is a single value cannot be varied. What a scenario itself says (slots, prices, dates, places) is no number of the evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sim.engine.run import begin, live
from sim.evidence import Number
from sim.evidence.reading import EVENT_NUMBERS, SHAPES
from sim.evidence.usage import Watched
from sim.population import settle
from sim.scenario import Scenario
from sim.studies.sensitivity.values import NATIONAL, needs_reading_again

__all__ = ["LEFT_OUT", "VariedNumbers", "choose"]

ABSENT, UNREAD, OWN, POINT, TEXT = "absent", "unread", "own", "point", "text"
LEFT_OUT = {
    ABSENT: "belong to hazards, events, kinds of help, barriers or policies that are not in these plans",
    UNREAD: "are asked for by nothing that happens here",
    OWN: "are said by the scenario itself, in [event] or in its table of places",
    POINT: "have a range of a single value",
    TEXT: "fill blanks in a table of places that cannot be read again, since the scenario is no file",
}
CATALOGUES = tuple(SHAPES)


@dataclass(frozen=True)
class VariedNumbers:
    """The numbers to vary, which of them need a new settling, and how many were left out for each reason of `LEFT_OUT`."""

    numbers: tuple[Number, ...]
    settling: frozenset[str]
    left_out: dict[str, int]

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the numbers, in order."""
        return tuple(number.path for number in self.numbers)


def choose(scenario: Scenario, arms: Sequence[str], scale: float, only: Sequence[str] = ()) -> VariedNumbers:
    """Return the numbers that these arms use; `only` keeps paths that begin so. One run of each arm is made to find them."""
    settling, running = watch(scenario, arms, scale)
    settling |= {path for path in scenario.book if path.startswith(NATIONAL) and needs_reading_again(scenario, path)}
    used = settling | running | set(entries_in_use(scenario, arms))
    kept: list[Number] = []
    left: Counter[str] = Counter()
    for path, number in scenario.book.items():
        reason = reason_against(scenario, path, number, used)
        if reason:
            left[reason] += 1
        elif not only or path.startswith(tuple(only)):
            kept.append(number)
    return VariedNumbers(tuple(kept), frozenset(settling & {number.path for number in kept}), dict(left))


def watch(scenario: Scenario, arms: Sequence[str], scale: float) -> tuple[set[str], set[str]]:
    """Return the paths that settling asks for, and those that runs ask for."""
    book = Watched.over(scenario.book)
    plan = replace(scenario, book=book)
    community = settle(plan, scale)
    settling, book.seen = book.seen, set()
    for arm in arms:
        world = begin(plan, arm, community, 1)
        while world.week < plan.weeks:
            live(world)
    return settling, book.seen


def entries_in_use(scenario: Scenario, arms: Sequence[str]) -> Iterator[str]:
    """Yield the paths of catalogue entries that the arms have."""
    programmes = [scenario.programmes[name] for arm in arms for name in scenario.arms[arm].programmes]
    channels = {p.channel for p in programmes}
    used = {("interventions", p.intervention) for p in programmes} | {("channels", name) for name in channels}
    used |= {("barriers", str(name)) for channel in channels for name in scenario.channels[channel].get("barriers", ())}
    used |= {("policies", name) for arm in arms for name in scenario.arms[arm].policies}
    used.add(("events", scenario.event.kind))
    for path in scenario.book:
        stem, entry, _ = path.split(".", 2)
        if (stem, entry) in used:
            yield path


def reason_against(scenario: Scenario, path: str, number: Number, used: set[str]) -> str:
    """Return why a number is not varied, a key of `LEFT_OUT`; empty if it is."""
    stem, _, name = path.split(".", 2)
    if path not in used:
        return ABSENT if stem in CATALOGUES else UNREAD
    event = scenario.event
    if stem == "events" and name in EVENT_NUMBERS and (name in event.own or getattr(event, name) != number.value):
        return OWN
    if path.startswith(NATIONAL) and needs_reading_again(scenario, path):
        if path in scenario.numbers:
            return OWN
        if scenario.path is None:
            return TEXT
    return POINT if number.low == number.high else ""
