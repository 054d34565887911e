"""Which inputs vary, and how far? Levers by path: numbers of the evidence over their own ranges, keys of the scenario over ranges given.

    value = low + x * (high - low)                            x from 0 to 1
    value = low + floor(x * (high - low + 1))                 whole numbers, each as often
    value = values[floor(x * how many)]                       a list: any kind of value

A path may be written with or without quotes. Each end of a range, and each value of a list, is laid over the scenario once before
anything runs, so that what no scenario may hold is a fault of the experiment and not of a thousand runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.inputs.faults import FaultList, ScenarioFaults, shown, visible
from sim.inputs.keys import fields_of, read_keys
from sim.inputs.rules import AnyOf, Choice, NotAllowedError, NumberRule, Whole, YesNo
from sim.scenario import Arm, Event, Programme, Scenario
from sim.scenario.catalogue import CATALOGUES
from sim.scenario.levers import TOP
from sim.scenario.places import COLUMNS
from sim.scenario.source import ScenarioSource
from sim.studies.sweep.priors import PRIORS, Prior

if TYPE_CHECKING:
    from sim.inputs.keys import Key

__all__ = ["Lever", "known_paths", "read_levers"]

MOST_LEVERS, MOST_VALUES, VALUES_TRIED = 500, 1_000_000, 64
FAR = 1e12
SHAPE = ("mode", "mean", "sd", "alpha", "beta")
KEYS = ("low", "high", "values", "integer", "prior", *SHAPE)


@dataclass(frozen=True, kw_only=True)
class Lever:
    """One lever: its path, and either a range (`whole` for whole numbers) or a list of values; unit and meaning for tables."""

    path: str
    low: float | None = None
    high: float | None = None
    values: tuple[Any, ...] = ()
    whole: bool = False
    unit: str = ""
    meaning: str = ""
    prior: str = ""
    mode: float | None = None
    mean: float | None = None
    sd: float | None = None
    alpha: float | None = None
    beta: float | None = None

    @property
    def distribution(self) -> Prior:
        """The prior of a range."""
        assert self.low is not None and self.high is not None
        shape = {name: getattr(self, name) for name in SHAPE}
        return Prior(kind=self.prior or "uniform", low=self.low, high=self.high, **shape)

    def at(self, x: float) -> Any:
        """Return the value at a place from 0 to 1 of the range or the list."""
        if self.values:
            return self.values[min(int(x * len(self.values)), len(self.values) - 1)]
        assert self.low is not None and self.high is not None
        if self.prior:
            found = self.distribution.quantile(x)
            return round(found) if self.whole else found
        if self.whole:
            low, high = int(self.low), int(self.high)
            return low + min(int(x * (high - low + 1)), high - low)
        return self.low + x * (self.high - self.low)

    def steps(self, count: int) -> tuple[Any, ...]:
        """Return the values of a list, or so many steps from one end of the range to the other, each once."""
        if self.values:
            return self.values
        assert self.low is not None and self.high is not None
        places = [0.5] if count == 1 else [n / (count - 1) for n in range(count)]
        found = [self.low + x * (self.high - self.low) for x in places]
        return tuple(dict.fromkeys(round(v) for v in found)) if self.whole else tuple(found)

    def steps_at_most(self, count: int) -> int:
        """Return how many values `steps` gives at most, without making them."""
        if self.values:
            return len(self.values)
        assert self.low is not None and self.high is not None
        return min(count, int(self.high) - int(self.low) + 1) if self.whole else count

    @property
    def ends(self) -> tuple[Any, ...]:
        """The values to try before anything runs."""
        if self.values:
            return self.values[:VALUES_TRIED]
        return (self.at(0.0), self.at(1.0))


class AnyValue:
    """A value of any plain kind that TOML has: what it may be, the scenario says."""

    allowed = "a list of values"

    def read(self, given: Any) -> tuple[Any, ...]:
        """Return the values as a tuple; an empty list, tables and nested lists of lists are refused."""
        if not isinstance(given, list) or not 0 < len(given) <= MOST_VALUES:
            raise NotAllowedError("Write values = [1, 2, 3]." if not isinstance(given, list) else "")
        return tuple(tuple(item) if isinstance(item, list) else item for item in given)


def keys_of_lever() -> tuple[Key, ...]:
    """Return the declared keys of a `[lever."path"]` table."""
    from sim.inputs.keys import Key

    number = AnyOf(Whole(-(10**12), 10**12), NumberRule(-FAR, FAR))
    none: dict[str, Any] = {"default": None, "otherwise": "the range of the evidence"}
    return (
        Key("low", number, "Low end of the range.", **none), Key("high", number, "High end of the range.", **none),
        Key("values", AnyValue(), "The values, instead of a range.", **none),
        Key("prior", Choice(PRIORS), "The distribution of its values.", default="", otherwise="uniform"),
        *(Key(name, number, "What the prior needs beside its ends.", default=None, otherwise="none") for name in SHAPE),
        Key("integer", YesNo(), "Whether only whole numbers are meant.", default=None, otherwise="as the key has it"),
    )  # fmt: skip


def read_levers(
    tables: Mapping[str, Any], source: ScenarioSource, scenario: Scenario, kind: str, faults: FaultList
) -> tuple[Lever, ...]:
    """Return the levers that are well, in the order of the file; every other adds its faults."""
    given = tables.get("lever", {})
    if not isinstance(given, dict):
        faults.add("[lever]", shown(given), 'tables [lever."path"]')
        return ()
    known, levers = known_paths(scenario), []
    for count, (path, table) in enumerate(tables_of(given)):
        if count >= MOST_LEVERS:
            faults.add("[lever]", f"more than {MOST_LEVERS} levers", f"{MOST_LEVERS} at most")
            break
        before = len(faults.found)
        if path not in known:
            fix = faults.did_you_mean(path, known)
            faults.add(where(path), "an unknown path", "a number of the evidence, or a key of the scenario", fix)
        elif lever := read_lever(path, table, known[path], scenario, faults):
            try_ends(lever, source, scenario.setting, faults)
            if len(faults.found) == before:
                levers.append(lever)
    check_list(levers, kind, faults)
    return tuple(levers)


def where(path: str) -> str:
    """Return the place of a lever, as messages write it."""
    return f'[lever."{visible(path)}"]'


def tables_of(given: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (path, table) of levers whose paths were written with or without quotes."""
    for name, value in given.items():
        path = f"{prefix}{name}"
        if isinstance(value, dict) and value and not any(word in KEYS for word in value) and all(
            isinstance(item, dict) for item in value.values()
        ):  # fmt: skip
            yield from tables_of(value, f"{path}.")
        else:
            yield path, value


def known_paths(scenario: Scenario) -> dict[str, Key | None]:
    """Return every path that can be moved, each with the key of the scenario that it is; None for a number of the evidence."""
    from sim.inputs.keys import Key

    known: dict[str, Key | None] = {}
    known |= {name: item for item in fields_of(Scenario) if (name := item.name) in TOP}
    known |= {f"event.{item.name}": item for item in fields_of(Event)}
    for kind, names, table in (("programme", scenario.programmes, Programme), ("arm", scenario.arms, Arm)):
        known |= {f"{kind}.{name}.{item.name}": item for name in names for item in fields_of(table)}
    known |= {
        f"place.{name}.{word}": item
        for name in scenario.places.names
        for word, item in COLUMNS.items()
        if word != "place"
    }
    known["scale"] = Key("scale", NumberRule(1e-4, 1, "share of the city"), "Share of residents to sample.")
    known |= dict.fromkeys(scenario.book)
    for kind, stem in CATALOGUES.items():
        for name, entry in scenario.book.table(stem).items():
            known |= dict.fromkeys(f"{kind}.{name}.{word}" for word in (*entry, *more_words(kind)))
    return known


def more_words(kind: str) -> tuple[str, ...]:
    """Return the keys that any entry of a kind may have, whether it says them or not."""
    from sim.evidence.levers import OF_POLICIES

    return (*OF_POLICIES, "priority", "reaches", "channels") if kind == "policy" else ()


def read_lever(path: str, table: Any, item: Key | None, scenario: Scenario, faults: FaultList) -> Lever | None:
    """Return one lever, its range from the evidence if it gives none; None after adding faults."""
    if not isinstance(table, dict):
        faults.add(where(path), shown(table), "a table with low and high, or values, or nothing")
        return None
    before = len(faults.found)
    said = read_keys(keys_of_lever(), table, where(path), faults)
    number = scenario.book[numbered] if (numbered := number_path(path)) in scenario.book else None
    told: dict[str, Any] = {"unit": number.unit, "meaning": number.meaning} if number else {}
    told = {"unit": item.unit, "meaning": item.meaning} if item else told
    if len(faults.found) > before:
        return None
    if "values" in said:
        if "low" in said or "high" in said:
            faults.add(where(path), "values beside low and high", "values, or low and high")
        return Lever(path=path, values=said["values"], **told)
    low = said.get("low", number.low if number else None)
    high = said.get("high", number.high if number else None)
    if low is None or high is None:
        faults.add(
            where(path), "no range", "low and high, or values", "The evidence has no range for a key of a scenario."
        )
        return None
    if not low < high:
        faults.add(
            where(path), f"{shown(low)} to {shown(high)}", "a low end below the high end", "Give both, or values."
        )
        return None
    whole = said.get("integer", isinstance(item.rule, Whole) if item else False)
    if whole and not (float(low).is_integer() and float(high).is_integer()):
        faults.add(where(path), f"{shown(low)} to {shown(high)}", "whole numbers at both ends")
        return None
    shape: dict[str, Any] = {name: said.get(name) for name in ("prior", *SHAPE)}
    lever = Lever(path=path, low=low, high=high, whole=whole, **told, **{**shape, "prior": shape["prior"] or ""})
    if wrong := lever.distribution.fault():
        given = ", ".join(f"{name} = {shown(value)}" for name, value in shape.items() if value)
        faults.add(where(path), given, wrong)
        return None
    return lever


def number_path(path: str) -> str:
    """Return the path of the evidence behind a path of either kind: `policies.x.cost` for `policy.x.cost`."""
    kind, _, rest = path.partition(".")
    return f"{CATALOGUES[kind]}.{rest}" if kind in CATALOGUES else path


def try_ends(lever: Lever, source: ScenarioSource, setting: str, faults: FaultList) -> None:
    """Lay each end of a lever over the scenario; add a fault for each that no scenario may hold."""
    for value in () if lever.path == "scale" else lever.ends:
        try:
            source.scenario({lever.path: value}, setting or None)
        except ScenarioFaults as problem:
            first = problem.faults[0]
            faults.add(where(lever.path), shown(value), first.allowed, first.fix or f"The scenario says: {first}")


def check_list(levers: list[Lever], kind: str, faults: FaultList) -> None:
    """Add a fault if a list of points has a lever without values, or one with another number of them."""
    if kind != "list":
        return
    counts = {len(lever.values) for lever in levers}
    for lever in levers:
        if not lever.values:
            faults.add(where(lever.path), "a range", "values, one for each point, for a list")
    if len(counts - {0}) > 1:
        faults.add(
            "[design] kind", f"levers with {', '.join(map(str, sorted(counts)))} values", "as many for each lever"
        )
