"""What is the scenario with other numbers? The same plans on the same places, its book, catalogues and event rebuilt.

    value = low + x * (high - low)              x from 0 to 1, one for each varied number
    ordered(values)                             what belongs in an order is put in it

Some ranges overlap although their numbers belong in an order (cases ask at least as often as others, people who were struck lose at least
as often as those near). Where a point has them the other way round, they change places: each stays inside its range. Whole counts
need no rounding here, since the model rounds them where it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sim import evidence
from sim.evidence.reading import EVENT_NUMBERS
from sim.scenario import Scenario, load
from sim.scenario.numbers import with_numbers

__all__ = ["NATIONAL", "needs_reading_again", "ordered", "places_with", "with_values"]

NATIONAL = "community.national."
# The blank share of people who speak little English follows these as well.
BEHIND_ENGLISH = ("share_hispanic", "share_asian")
CHAINS = (
    ("community.traits.awareness_low", "community.traits.awareness_high"),
    ("care.asking.distress_from", "care.asking.serious_from"),
    ("care.asking.seen_distress", "care.asking.seen_case", "care.asking.seen_serious"),
    ("care.asking.distress", "care.asking.case", "care.asking.serious"),
    ("stress.support.friends_few", "stress.support.friends_usual", "stress.support.friends_enough"),
)
NEAR, STRUCK = "_near", "_struck"


def needs_reading_again(scenario: Scenario, path: str) -> bool:
    """Return whether a national figure fills blanks of the scenario's table of places."""
    name, blanks = path.removeprefix(NATIONAL), scenario.places.filled_in
    return blanks.get(name, 0) > 0 or (name in BEHIND_ENGLISH and blanks.get("share_limited_english", 0) > 0)


def chains(book: evidence.Evidence) -> Iterator[tuple[str, ...]]:
    """Yield the paths that belong in an order, lowest first: those of `CHAINS`, and for each hazard those near before those struck."""
    yield from CHAINS
    for path in book:
        if path.startswith("hazards.") and path.endswith(NEAR):
            struck = f"{path.removesuffix(NEAR)}{STRUCK}"
            if struck in book:
                yield path, struck


def ordered(values: Mapping[str, float], book: evidence.Evidence) -> dict[str, float]:
    """Return the values with those put in order that belong in one; numbers of a chain that are not varied do not move."""
    placed = dict(values)
    for chain in chains(book):
        varied = [path for path in chain if path in values]
        placed |= zip(varied, sorted(values[path] for path in varied), strict=True)
    return placed


def with_values(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return the scenario with other values for numbers of the evidence; its catalogues and its event follow, its places do not.

    Raises EvidenceError for a value that its unit does not allow.
    """
    event, kind = scenario.event, f"events.{scenario.event.kind}."
    own: dict[str, Any] = {name: values[kind + name] for name in EVENT_NUMBERS if kind + name in values}
    return replace(with_numbers(scenario, dict(values)), event=replace(event, **own))


def places_with(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Return the scenario with the blanks of its table of places filled from other national figures; itself if there are none.

    Raises ScenarioFaults if places cannot be filled from such figures.
    """
    national = {path: value for path, value in values.items() if path.startswith(NATIONAL)}
    if scenario.path is None or not any(needs_reading_again(scenario, path) for path in national):
        return scenario
    again = load(scenario.path, evidence.load().with_values(national), scenario.setting or None, bool(scenario.code))
    return replace(scenario, places=again.places)
