"""With which numbers does a run run? With the values of the evidence, or with one draw of what is not known about them.

    numbers_from = "values"       every run has the same numbers; runs differ by luck alone
    numbers_from = "posterior"    the run with seed s has draw (s - 1) modulo draws of sim/evidence/posterior.csv, in every arm

The draw depends on the seed and on nothing else, so all arms of a seed share their numbers as they share their luck, and differences
between arms stay paired. Only what concerns the scenario is drawn: the numbers shared by all events, and the two of its own event.

An event that was not calibrated has no draws. Its two numbers come from their ranges in events.toml, taken as 95% of a normal curve
in two pieces, so that the value is the median and low and high are the ends:

    number = value + z / 1.96 * (high - value where z > 0, else value - low)        z = standard normal, keyed by seed and path

What the author has said stays. A number under `[numbers]` is held as it is written. A number of `[event]` stays the middle, and the draw
moves it by as much as it moves the event's own (`given + draw - median`). To hold it would be wrong twice: how hard an event hits is
never known exactly; and the numbers of a draw belong together, so that one of them held still tears the others apart (a draw in which
distress fades faster has a harder first impact). Whoever wants it held writes it under `[numbers]`, as "events.KIND.first_impact".
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sim import evidence
from sim.evidence.posterior import OF_EVENTS, Posterior, load_posterior
from sim.scenario.catalogue import CATALOGUES
from sim.scenario.plan import NUMBERS_FROM, Scenario

__all__ = ["Drawn", "drawn", "drawn_paths", "tally", "with_numbers_from"]

Z_95 = 1.959963984540054


class Drawn(NamedTuple):
    """The paths that differ from run to run: those that the posterior has, and those drawn from their range."""

    calibrated: tuple[str, ...] = ()
    by_range: tuple[str, ...] = ()


def with_numbers_from(scenario: Scenario, word: str | None = None) -> Scenario:
    """Return the scenario with its numbers from `values` or from the `posterior`, as it says itself for None; the table is read here.

    Raises ValueError for another word, and EvidenceError for a table that is missing or cannot be used.
    """
    word = word or scenario.numbers_from
    if word not in NUMBERS_FROM:
        raise ValueError(f"numbers {word!r}: one of {', '.join(NUMBERS_FROM)}")
    if word == "values":
        return scenario if scenario.numbers_from == word else replace(scenario, numbers_from=word, posterior=None)
    if scenario.numbers_from == word and scenario.posterior is not None:
        return scenario
    return replace(scenario, numbers_from=word, posterior=scenario.posterior or load_posterior())


def table_of(scenario: Scenario) -> Posterior:
    """Return the draws that a scenario carries, or those of the package."""
    return load_posterior() if scenario.posterior is None else scenario.posterior


def drawn_paths(scenario: Scenario) -> Drawn:
    """Return the paths that are drawn for a scenario: what concerns it and what nobody has set."""
    if scenario.numbers_from == "values":
        return Drawn()
    table, shipped = table_of(scenario), evidence.load()
    own = [f"events.{scenario.event.kind}.{name}" for name in OF_EVENTS]
    concerned = [path for path in table.paths if not path.startswith("events.")] + own

    def is_open(path: str) -> bool:
        # A book with other values that was handed to `load` is somebody's word as well.
        return path not in scenario.numbers and scenario.book[path].value == shipped[path].value

    free = [path for path in concerned if is_open(path)]
    known = set(table.paths)
    return Drawn(tuple(p for p in free if p in known), tuple(p for p in free if p not in known))


def drawn(scenario: Scenario, seed: int) -> Scenario:
    """Return the scenario of the run with a seed, its numbers drawn and from then on values; the same one where nothing is drawn."""
    if scenario.numbers_from == "values":
        return scenario
    table, paths = table_of(scenario), drawn_paths(scenario)
    row, middle = table.draw(seed - 1), table.medians()
    values = {path: row[path] for path in paths.calibrated}
    values |= {path: from_range(scenario.book[path], seed) for path in paths.by_range}
    of_event: dict[str, Any] = {}
    for name in OF_EVENTS:
        path = f"events.{scenario.event.kind}.{name}"
        if path in values and name in scenario.event.own:
            centre = middle.get(path, scenario.book[path].value)
            values[path] = getattr(scenario.event, name) + values[path] - centre
        if path in values:
            of_event[name] = values[path]
    book = scenario.book.with_values(values)
    moved = {path.partition(".")[0] for path in values}
    tables: dict[str, Any] = {stem: book.table(stem) for stem in CATALOGUES.values() if stem in moved}
    event = replace(scenario.event, **of_event)
    return replace(scenario, numbers_from="values", posterior=None, book=book, event=event, **tables)


def from_range(number: evidence.Number, seed: int) -> float:
    """Return a number drawn from its range: low and high are the ends of 95%, the value the median."""
    from sim.kernels import random_streams

    key = np.array([zlib.crc32(number.path.encode())], np.int64)
    z = float(random_streams.normals(seed, random_streams.DECISION["number"], key, 0)[0]) / Z_95
    return number.value + z * (number.high - number.value if z > 0 else number.value - number.low)


def tally(scenario: Scenario) -> dict[str, int]:
    """Return what the intervals of a scenario's runs hold, counted: numbers drawn and assumed numbers held; empty for values."""
    if scenario.numbers_from == "values":
        return {}
    paths = drawn_paths(scenario)
    free = {*paths.calibrated, *paths.by_range}
    held = sum(number.grade == "assumed" and path not in free for path, number in scenario.book.items())
    return {
        "calibrated": len(paths.calibrated), "by_range": len(paths.by_range), "assumed_held": held,
        "draws": len(table_of(scenario)),
    }  # fmt: skip
