"""Which numbers does a run use? The values of the evidence, or one draw from their uncertainty.

    numbers_from = "values"       every run has the same numbers; runs differ by chance alone
    numbers_from = "posterior"    the run with seed s has draw (s - 1) modulo draws of sim/evidence/posterior.csv, in every arm

The draw depends only on the seed, so all arms of a seed share their numbers as they share their random streams, and differences
between arms stay paired. Only numbers that concern the scenario are drawn: those shared by all events, and the two of its own event.

An event that was not calibrated has no draws. Its two numbers come from their ranges in events.toml, taken as 95% of a two-piece
normal distribution, so that the value is the median and low and high are the ends:

    number = value + z / 1.96 * (high - value if z > 0, else value - low)           z = standard normal, keyed by seed and path

The author's own values are respected. A number under `[numbers]` is held fixed. A number of `[event]` stays the median, and the draw
shifts it by as much as it shifts the event's own (`given + draw - median`). Holding it fixed would be wrong twice: the severity of an
event is never known exactly; and the numbers of a draw belong together, so that fixing one of them breaks the others apart (in a draw
in which distress fades faster, the first impact is higher). To hold it fixed, write it under `[numbers]`, as "events.KIND.first_impact".
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from sim import evidence
from sim.evidence.posterior import Posterior, load_posterior
from sim.evidence.reading import OF_EVENTS
from sim.scenario.catalogue import CATALOGUES
from sim.scenario.plan import NUMBERS_FROM, Scenario

__all__ = ["Drawn", "drawn", "drawn_paths", "tally", "with_numbers_from"]

Z_95 = 1.959963984540054


class Drawn(NamedTuple):
    """The paths that differ from run to run: those in the posterior, and those drawn from their range."""

    calibrated: tuple[str, ...] = ()
    by_range: tuple[str, ...] = ()


def with_numbers_from(scenario: Scenario, word: str | None = None) -> Scenario:
    """Return the scenario with its numbers from `values` or from the `posterior`, or its own choice for None; the table is read here.

    Raises ValueError for another word, and EvidenceError for a table that is missing or invalid.
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
    """Return the scenario's own draws, or those of the package."""
    return load_posterior() if scenario.posterior is None else scenario.posterior


def drawn_paths(scenario: Scenario) -> Drawn:
    """Return the paths that are drawn for a scenario: those that concern it and that nobody has set."""
    if scenario.numbers_from == "values":
        return Drawn()
    table, shipped = table_of(scenario), evidence.load()
    own = [f"events.{scenario.event.kind}.{name}" for name in OF_EVENTS]
    concerned = [path for path in table.paths if not path.startswith("events.")] + own

    def is_open(path: str) -> bool:
        # A book with other values passed to `load` also counts as set.
        return path not in scenario.numbers and scenario.book[path].value == shipped[path].value

    free = [path for path in concerned if is_open(path)]
    known = set(table.paths)
    return Drawn(tuple(p for p in free if p in known), tuple(p for p in free if p not in known))


def drawn(scenario: Scenario, seed: int) -> Scenario:
    """Return the scenario for the run with a seed, its numbers drawn and then fixed; the same object if nothing is drawn."""
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
    """Return what the intervals of a scenario's runs cover: the count of numbers drawn and of assumed numbers held; empty for values."""
    if scenario.numbers_from == "values":
        return {}
    paths = drawn_paths(scenario)
    free = {*paths.calibrated, *paths.by_range}
    held = sum(number.grade == "assumed" and path not in free for path, number in scenario.book.items())
    return {
        "calibrated": len(paths.calibrated), "by_range": len(paths.by_range), "assumed_held": held,
        "draws": len(table_of(scenario)),
    }  # fmt: skip
