"""What may a scenario add to the catalogues? Interventions, channels, policies and other entries, and other values for numbers.

An own entry follows the rules of the catalogue's file. It may begin with `like = "cbt"` and then list only the differences; an entry
with the name of a catalogue entry changes that one for this scenario. A bare number has the unit of its namesakes in the catalogue and
the grade "assumed". A number may go far beyond the range of the evidence, but not beyond what its unit allows (`limits`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim import evidence
from sim.evidence.parameters import BOUNDS, GRADES, SOURCELESS
from sim.evidence.reading import SHAPES, Shape
from sim.inputs.faults import FaultList, nearest, shown
from sim.inputs.keys import REQUIRED, Key, at, read_keys
from sim.inputs.rules import AnyOf, Choice, Each, Name, NotAllowedError, NumberRule, Rule, Text

__all__ = ["CATALOGUES", "entries_of", "limits", "read_numbers", "with_own_entries"]

CATALOGUES = {
    "intervention": "interventions", "channel": "channels", "barrier": "barriers", "hazard": "hazards", "policy": "policies",
}  # fmt: skip
MOST_ENTRIES = 100
# Units of divisors: a hundredth of the smallest value is their lower limit.
DIVISORS = frozenset(("weeks", "days", "years", "miles", "full offers", "USD a session"))
FAR = 100.0
FACTORS = ("factor", "odds ratio")
SOURCE = AnyOf(Text(200, "a source"), Each(Text(200, "a source"), 1, 20))


@dataclass(frozen=True)
class Flag:
    """Yes or no, in the notation of TOML or of the catalogues."""

    allowed: str = "1 (yes) or 0 (no)"

    def read(self, given: Any) -> int:
        """Return 1 or 0."""
        if isinstance(given, bool | int) and given in (0, 1):
            return int(given)
        raise NotAllowedError


def limits(numbers: Iterable[evidence.Number]) -> tuple[float, float]:
    """Return the lowest and highest value that may replace these numbers, which share a unit.

    The limits of the unit, and at most a hundred times the evidence's own range. If that range is positive, no
    number changes sign, and no divisor becomes 0.
    """
    known = list(numbers)
    least, most = BOUNDS.get(known[0].unit, (-float("inf"), float("inf")))
    low, high = min(n.low for n in known), max(n.high for n in known)
    reach = FAR * (max(abs(low), abs(high)) or 1.0)
    floor = -reach if low <= 0 else low / FAR if known[0].unit in DIVISORS else 0.0
    return max(least, floor), min(most, reach)


def entries_of(tables: Mapping[str, Any], kind: str, most: int, faults: FaultList) -> dict[str, dict[str, Any]]:
    """Return the tables `[kind.name]` of a scenario by name; anything else adds a fault."""
    given = tables.get(kind, {})
    if not isinstance(given, dict):
        faults.add(at(kind, ""), shown(given), f"tables with a name, such as [{kind}.first]")
        return {}
    if len(given) > most:
        faults.add(at(kind, ""), f"{len(given):,} tables", f"{most} tables [{kind}.name] at most")
    named: dict[str, dict[str, Any]] = {}
    for name, table in given.items():
        try:
            Name().read(name)
            if isinstance(table, dict):
                named[name] = table
            else:
                faults.add(at(kind, name), shown(table), f"a table [{kind}.{name}] with keys of its own")
        except NotAllowedError as error:
            faults.add(at(kind, ""), f"the name {shown(name)}", Name().allowed, error.fix)
    return named


def with_own_entries(tables: Mapping[str, Any], book: evidence.Evidence, faults: FaultList) -> evidence.Evidence:
    """Return the book with the scenario's own catalogue entries; all their faults are added."""
    numbers: dict[str, Any] = dict(book)
    facts: dict[str, Any] = {}
    for stem in SHAPES:
        for name, entry in book.table(stem).items():
            facts |= {f"{stem}.{name}.{k}": v for k, v in entry.items() if not isinstance(v, evidence.Number)}
    for kind, stem in CATALOGUES.items():
        catalogue = book.table(stem)
        for name, table in entries_of(tables, kind, MOST_ENTRIES, faults).items():
            root = root_of(name, table, stem, catalogue)
            catalogue[name] = {**read_entry(name, table, kind, catalogue, faults), "like": root}
            for word, leaf in catalogue[name].items():
                (numbers if isinstance(leaf, evidence.Number) else facts)[f"{stem}.{name}.{word}"] = leaf
    facts |= listed_by_barriers(facts)
    merged = evidence.Evidence(numbers, facts)
    check_names(tables, merged, faults)
    return merged


def root_of(name: str, table: Mapping[str, Any], stem: str, catalogue: Mapping[str, dict[str, Any]]) -> str:
    """Return what an own entry is at bottom, apart from its name: the first of those it is `like`, or its kind.

    Random streams are keyed by it, so that a copy under another name meets the same luck.
    """
    like = table.get("like")
    before = like if isinstance(like, str) and like in catalogue else name
    if before in catalogue:
        return str(catalogue[before].get("like", before))
    kinds = [word for word, known in SHAPES[stem].facts.items() if known]
    return f"own {table.get(kinds[0])}" if kinds else name


def listed_by_barriers(facts: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the barriers of each channel that a barrier lists itself, by path: those that the channel lists, then these."""
    found: dict[str, tuple[str, ...]] = {}
    for path, channels in facts.items():
        stem, _, word = path.partition(".")
        barrier, _, key = word.partition(".")
        for channel in channels if (stem, key) == ("barriers", "channels") else ():
            at_channel = f"channels.{channel}.barriers"
            listed = found.get(at_channel, tuple(facts.get(at_channel, ())))
            if at_channel in facts and barrier not in listed:
                found[at_channel] = (*listed, barrier)
    return found


def read_entry(
    name: str, table: Mapping[str, Any], kind: str, catalogue: Mapping[str, dict[str, Any]], faults: FaultList
) -> dict[str, Any]:
    """Return one own entry, completed from the entry it is `like`; faults are added."""
    shape, where = SHAPES[CATALOGUES[kind]], f"{kind}.{name}"
    base = dict(catalogue.get(name, {}))
    like = table.get("like")
    if any(nearest(word, ("like",)) for word in table if word not in (*shape.keys(), "like")):
        base = dict(next(iter(catalogue.values())))
    elif like is not None and (not isinstance(like, str) or like not in catalogue):
        fix = faults.did_you_mean(like, catalogue) if isinstance(like, str) else ""
        faults.add(at(where, "like"), shown(like), f"an entry defined above: {', '.join(catalogue)}", fix)
        base = dict(next(iter(catalogue.values())))
    elif like is not None:
        base = dict(catalogue[like])
    if name not in catalogue or like not in (None, name):
        base |= {"label": name.replace("_", " ").capitalize(), "meaning": f"As {faults.file} has it."}
    simple = {word: given for word, given in table.items() if word not in shape.numbers}
    own = read_keys(fact_keys(shape, base), simple, where, faults, ("like", *shape.numbers))
    for word in shape.numbers:
        namesakes = [entry[word] for entry in catalogue.values() if word in entry]
        if word in table:
            rule = of_unit(shape.units[word]) if word in shape.units else range_of(namesakes)
            own[word] = read_number(table[word], rule, where, word, faults)
        elif word not in base and word not in shape.optional:
            fix = f"Or begin with like = {next(iter(catalogue))!r}."
            faults.add(at(where, word), "nothing", range_of(namesakes).allowed, fix)
    moved = {word: own_path(leaf, kind, name, word) for word, leaf in {**base, **own}.items()}
    return {word: leaf for word, leaf in moved.items() if leaf is not None and word != "like"}


def own_path(leaf: Any, kind: str, name: str, word: str) -> Any:
    """Return a leaf as part of an entry of this name: numbers know their path."""
    from dataclasses import replace

    path = f"{CATALOGUES[kind]}.{name}.{word}"
    return replace(leaf, path=path) if isinstance(leaf, evidence.Number) else leaf


def fact_keys(shape: Shape, base: Mapping[str, Any]) -> tuple[Key, ...]:
    """Return the declared non-numeric keys of an entry; those it inherits are optional."""
    rules: dict[str, Rule] = {word: Choice(words) if words else Text(500) for word, words in shape.facts.items()}
    rules |= {word: Flag() for word in shape.flags}
    rules |= {word: Each(Text(40, "a name"), 0, 100) for word in shape.lists}
    known = {*base, *shape.optional}
    return tuple(
        Key(word, rule, f"As in the catalogue: {word}.", otherwise="taken over" if word in known else REQUIRED)
        for word, rule in rules.items()
    )


def range_of(namesakes: list[evidence.Number]) -> NumberRule:
    """Return the rule for a number from its namesakes in the catalogue."""
    return NumberRule(*limits(namesakes), namesakes[0].unit)


def of_unit(unit: str) -> NumberRule:
    """Return the rule for a number that has a unit and may have no namesake."""
    least, most = BOUNDS.get(unit, (0.0, FAR))
    return NumberRule(least, FAR if unit in FACTORS else most, unit)


def read_number(given: Any, rule: NumberRule, where: str, word: str, faults: FaultList) -> evidence.Number | None:
    """Return a number given bare or as a table of value, range and source; None after adding a fault."""
    unit, before = rule.unit, len(faults.found)
    stated = f"As {faults.file} has it."
    table = given if isinstance(given, dict) else {"value": given}
    declared = (
        Key("value", rule, "The value."),
        Key("low", rule, "Lower end of the plausible range.", otherwise="the value"),
        Key("high", rule, "Upper end of that range.", otherwise="the value"),
        Key("unit", Choice((unit,)), "The unit.", unit, "the catalogue's"),
        Key("source", SOURCE, "Where the number comes from.", otherwise="none"),
        Key("grade", Choice(tuple(GRADES)), "How well supported it is.", "assumed", "assumed"),
        Key("meaning", Text(500), "What the number means.", stated, stated),
    )
    at_number = f"{where}.{word}" if isinstance(given, dict) else where
    own = read_keys(declared, table, at_number, faults) if isinstance(given, dict) else {}
    if not isinstance(given, dict):
        try:
            own = {"value": rule.read(given), "unit": unit, "grade": "assumed", "meaning": stated}
        except NotAllowedError as error:
            faults.add(at(where, word), shown(given), rule.allowed, error.fix)
    if len(faults.found) > before:
        return None
    value, source = own["value"], own.get("source", ())
    low, high = own.get("low", value), own.get("high", value)
    if not low <= value <= high:
        given_range = f"value {value:g}, low {low:g}, high {high:g}"
        faults.add(at(where, word), given_range, "low <= value <= high")
    if own["grade"] not in SOURCELESS and not source:
        fix = "Name the source, or write grade = 'assumed'."
        faults.add(at(where, word), f"grade {own['grade']!r} without source", "a source for each graded number", fix)
    sources = (source,) if isinstance(source, str) else source
    return evidence.Number(value, low, high, unit, sources, own["grade"], own["meaning"], "")


def check_names(tables: Mapping[str, Any], book: evidence.Evidence, faults: FaultList) -> None:
    """Add a fault for each barrier, channel or intervention that an own entry lists and no catalogue has."""
    for kind, lists in (
        ("channel", ("barriers",)),
        ("barrier", ("channels",)),
        ("policy", ("channels", "interventions")),
    ):
        entries, own = book.table(CATALOGUES[kind]), tables.get(kind, {})
        for name in own if isinstance(own, dict) else {}:
            for listed in lists:
                known = book.table(listed)
                for word in entries.get(name, {}).get(listed, ()):
                    if word not in known:
                        fix, where = faults.did_you_mean(word, known), at(f"{kind}.{name}", listed)
                        faults.add(where, shown(word), f"{listed} among {', '.join(known)}", fix)


def read_numbers(given: Any, book: evidence.Evidence, faults: FaultList, where: str = "numbers") -> dict[str, float]:
    """Return the values of `[numbers]` by path; unknown paths and values out of range add faults."""
    if not isinstance(given, dict):
        faults.add(f"[{where}]", shown(given), "a table of paths and numbers")
        return {}
    values: dict[str, float] = {}
    for path, value in flat(given):
        if path not in book:
            fix = faults.did_you_mean(path, book)
            faults.add(
                at(where, shown(path)[1:-1]), f"an unknown number with {shown(value)}",
                "a path of the evidence, such as stress.distress.recovery_rate", fix,
            )  # fmt: skip
            continue
        rule = range_of([book[path]])
        try:
            values[path] = rule.read(value)
        except NotAllowedError as error:
            faults.add(at(where, path), shown(value), rule.allowed, error.fix)
    return values


def flat(given: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    """Yield (path, value) of nested tables: a path may be quoted or not."""
    for name, value in given.items():
        if isinstance(value, dict) and value:
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
