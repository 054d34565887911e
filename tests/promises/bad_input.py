"""Is bad input refused whole, in plain words, at once and in little memory? Scenarios, experiments and place tables broken at random.

A good input is written out in full, every key of every table; then one thing is made wrong, in a known place, and the answer is held
against it: refused, that key named, the value shown, the limit said. `Verdict` counts what did not hold.
"""

from __future__ import annotations

import random
import time
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sim import evidence
from sim.evidence.reading import SHAPES
from sim.inputs.faults import Fault, ScenarioFaults, shown, visible
from sim.inputs.rules import Choice, TableRule, Text
from sim.inputs.toml_file import parse
from sim.scenario import Arm, Event, Programme, Scenario, fields_of, loads, scenario_folder
from sim.scenario.catalogue import CATALOGUES, Flag, limits, of_unit
from sim.scenario.groups import Stratum
from sim.scenario.places import COLUMNS, Places
from sim.scenario.plan import Setting
from sim.studies.sweep.design import Design
from sim.studies.sweep.experiment import Experiment, experiment_of
from tests.promises.bad_values import limits_of, refused, toml

__all__ = ["FULL", "Slot", "Verdict", "experiments", "judged", "place_tables", "scenarios", "text_of"]

MORE = """
[stratum.home]
label = "Home"
column = "age"
cuts = [30, 60]
groups = ["a", "b", "c"]

[policy.rides]
label = "Rides"
meaning = "Rides."
transport = 0.5
cost_each = 10
weeks_until = 5

[hazard.wave]
like = "flood"
home = 0.5

[setting.as_it_is]
[setting.other]
label = "Other"
summary = "Other."
programme.clinic.slots = 30
event.strain_level = -0.2
numbers."care.waiting.leaves" = 0.02
"""
EXPERIMENT = """
title = "t"
scenario = "minimal"
numbers = "values"
scale = 0.5
weeks = 52
seeds = 4
arms = ["usual_care"]
measures = ["cases"]
strata = ["all"]
weeks_kept = "end"
time_limit = 600
[design]
kind = "grid"
points = 3
levels = 4
luck = 1
[lever."stress.distress.recovery_rate"]
low = 0.01
high = 0.05
[lever."programme.clinic.slots"]
low = 4
high = 16
integer = true
"""


class Slot(NamedTuple):
    """A key somewhere in the tables: the way to its table, its name, and its rule."""

    table: tuple[Any, ...]
    name: str
    rule: Any


@dataclass
class Verdict:
    """How many inputs were judged, and which did not end as they should, each with the reason."""

    judged: int = 0
    accepted: list[str] = field(default_factory=list)
    traced: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    slowest: float = 0.0

    @property
    def broken(self) -> list[str]:
        """Everything that did not hold."""
        late = [f"{self.slowest:.1f} s"] if self.slowest > 1 else []
        return [*self.accepted, *self.traced, *self.unnamed, *late]


@cache
def full_text() -> str:
    """Return a good scenario with every table."""
    from tests.scenario.test_scenario import GOOD

    text = GOOD + MORE
    loads(text)
    return text


def FULL() -> dict[str, Any]:  # noqa: N802 - a fresh copy of what would be a constant
    """Return the tables of the full scenario, to be changed."""
    return tomllib.loads(full_text())


@cache
def slots() -> tuple[Slot, ...]:
    """Return every key of every table of a scenario, and every number of the evidence."""
    found = [Slot((), item.name, item.rule) for item in fields_of(Scenario) if item.name != "places"]
    for table, way in (
        (Event, ("event",)), (Programme, ("programme", "clinic")), (Arm, ("arm", "all_of_it")), (Stratum, ("stratum", "home")),
        (Places, ("place", 0)), (Setting, ("setting", "other")), (Event, ("setting", "other", "event")),
        (Programme, ("setting", "other", "programme", "clinic")),
    ):  # fmt: skip
        found += [Slot(way, item.name, item.rule) for item in fields_of(table)]
    book = evidence.load()
    for kind, name in (
        ("intervention", "my_cbt"),
        ("channel", "home_visit"),
        ("barrier", "noise"),
        ("policy", "rides"),
        ("hazard", "wave"),
    ):
        shape, catalogue = SHAPES[CATALOGUES[kind]], book.table(CATALOGUES[kind])
        for word in shape.numbers:
            namesakes = [entry[word] for entry in catalogue.values() if word in entry]
            rule = of_unit(shape.units[word]) if word in shape.units else number_rule(namesakes)
            found.append(Slot((kind, name), word, rule))
        found += [Slot((kind, name), word, Flag()) for word in shape.flags]
        found += [
            Slot((kind, name), word, Choice(words) if words else Text(500)) for word, words in shape.facts.items()
        ]
    return tuple(found)


def number_rule(namesakes: list[evidence.Number]) -> Any:
    """Return the rule of a number that represents its namesakes."""
    from sim.inputs.rules import NumberRule

    return NumberRule(*limits(namesakes), namesakes[0].unit)


@cache
def number_slots() -> tuple[Slot, ...]:
    """Return every number of the evidence as a key of [numbers]."""
    own = ("interventions.my_cbt.", "channels.home_visit.", "barriers.noise.", "policies.rides.", "hazards.wave.")
    return tuple(
        Slot(("numbers",), path, number_rule([number]))
        for path, number in evidence.load().items()
        if not path.startswith(own)
    )


def table_at(tables: dict[str, Any], way: tuple[Any, ...]) -> dict[str, Any]:
    """Return the table at the end of a way."""
    for step in way:
        tables = tables[step] if isinstance(step, int) else tables.setdefault(step, {})
    return tables


def text_of(tables: dict[str, Any]) -> str:
    """Return tables as TOML: each key a line, tables within in braces, so that any value can stand anywhere."""
    return "\n".join(f"{toml(str(name))} = {toml(value)}" for name, value in tables.items()) + "\n"


def named(fault: Fault, slot: Slot, value: Any) -> bool:
    """Say whether a fault names the key, shows the value and says the limit."""
    limit = all(words in fault.allowed for words in limits_of(slot.rule))
    said = shown(value) in fault.given or fault.given in ("nothing",) or shown(value)[:20] in fault.given
    return slot.name in fault.where and said and limit


def scenarios(luck: random.Random) -> Iterator[tuple[str, Callable[[], Any], Slot, Any]]:
    """Yield scenarios with one bad value each: what it is, how to read it, the key and the value; for ever."""
    while True:
        slot = luck.choice(slots() if luck.random() < 0.8 else number_slots())
        tables, value = FULL(), refused(slot.rule, luck)
        if isinstance(value, dict) and slot.table == ("numbers",):
            continue  # a table there is a longer path
        table_at(tables, slot.table)[slot.name] = value
        text = text_of(tables)
        yield f"{slot.table} {slot.name} = {value!r:.60}", lambda text=text: loads(text), slot, value


def experiments(luck: random.Random) -> Iterator[tuple[str, Callable[[], Any], Slot, Any]]:
    """Yield experiments with one bad value each, for ever."""
    from sim.studies.sweep.levers import keys_of_lever

    own = [Slot((), item.name, item.rule) for item in fields_of(Experiment)]
    own += [Slot(("design",), item.name, item.rule) for item in fields_of(Design)]
    own += [
        Slot(("lever", "programme.clinic.slots"), item.name, item.rule)
        for item in keys_of_lever()
        if item.name != "values"
    ]
    own += [Slot(("lever",), "programme.clinic.slots", TableRule())]
    while True:
        slot, tables = luck.choice(own), tomllib.loads(EXPERIMENT)
        value = refused(slot.rule, luck)
        table_at(tables, slot.table)[slot.name] = value
        text = text_of(tables)
        yield (
            f"experiment {slot.table} {slot.name} = {value!r:.60}",
            lambda text=text: read_experiment(text),
            slot,
            value,
        )


def read_experiment(text: str) -> Any:
    """Read an experiment from a text."""
    from sim.inputs.faults import FaultList
    from sim.inputs.toml_file import read_text

    faults = FaultList("experiment.toml")
    return experiment_of(parse(read_text(text.encode("utf-8", "surrogatepass"), faults), faults), Path(), faults)


def place_tables(luck: random.Random, folder: Path) -> Iterator[tuple[str, Callable[[], Any], Slot, Any]]:
    """Yield scenarios whose table of places has one bad cell each, for ever."""
    head, rows = place_rows()
    text = (
        "places = 'p.csv'\n"
        + (scenario_folder() / "minimal.toml").read_text(encoding="utf-8").partition("[[place]]")[0]
    )
    text += "[programme.a]\nintervention='pfa'\nchannel='outreach'\nslots=1\n[arm.b]\nprogrammes=['a']\n"
    while True:
        at, row = luck.randrange(len(head)), luck.randrange(len(rows))
        slot, cells = Slot((), head[at], COLUMNS[head[at]].rule), deepcopy(rows)
        value = bad_cell(slot.rule, luck)
        cells[row][at] = f'"{value}"' if "," in value else value
        path = folder / "p.csv"
        lines = "\n".join(",".join(line) for line in [head, *cells]) + "\n"

        def read(path: Path = path, lines: str = lines) -> Any:
            path.write_bytes(lines.encode("utf-8", "surrogatepass"))
            return loads(text, folder)

        yield f"table {slot.name} = {value[:60]!r}", read, slot, value


def place_rows() -> tuple[list[str], list[list[str]]]:
    """Return header and cells of a good table with every column."""
    places = loads(full_text()).places
    frame = places.frame()
    return [str(name) for name in frame.columns], [[str(cell) for cell in row] for row in frame.itertuples(index=False)]


def bad_cell(rule: Any, luck: random.Random) -> str:
    """Return a cell that a column has to refuse."""
    if isinstance(rule, Text):
        return luck.choice(["", "x" * 101, "a\u202eb", "a\u0000b", "a\u200bb", "  "])
    return luck.choice([
        f"{rule.high * 2 + 1}", f"{rule.low - 1}", "nan", "inf", "-inf", "1e400", "12a", "0x10", "1_000", "\u0661\u0662", "1,5", "yes",
        "9" * 400, "1e", "--1", "\uff11\uff12", "=1+1", "a\u202eb",
    ])  # fmt: skip


def judged(
    cases: Iterator[tuple[str, Callable[[], Any], Slot, Any]], count: int, verdict: Verdict | None = None
) -> Verdict:
    """Read this many bad inputs and return those that did not end as expected."""
    verdict = verdict or Verdict()
    for _ in range(count):
        said, read, slot, value = next(cases)
        verdict.judged += 1
        start = time.perf_counter()
        try:
            read()
            verdict.accepted.append(f"accepted: {said}")
        except ScenarioFaults as problem:
            if not any(named(fault, slot, value) or unreadable(fault) for fault in problem.faults):
                verdict.unnamed.append(f"not named: {said} -> {problem.faults[0]}")
            elif len(visible(str(problem))) == 0:
                verdict.unnamed.append(f"nothing said: {said}")
        except Exception as problem:
            verdict.traced.append(f"{type(problem).__name__}: {said}: {problem!s:.80}")
        verdict.slowest = max(verdict.slowest, time.perf_counter() - start)
    return verdict


def unreadable(fault: Fault) -> bool:
    """Say whether a fault is about the line as a whole: letters that no file may hold, or a number too long to read."""
    return ": line " in fault.where
