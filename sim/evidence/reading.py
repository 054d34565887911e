"""Are the evidence files valid? Evidence is read as a whole, and refused as a whole with every fault, before anything is computed from it.

A number is a table with `value`; everything else in a catalogue (label, meaning, barriers...) is a fact. The catalogues have a
fixed shape, `SHAPES`, so that a misspelt key is refused and not silently ignored.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from sim.evidence.crosslinks import channel_faults, hazard_faults
from sim.evidence.inheritance import inherited
from sim.evidence.levers import GROUPS, OF_POLICIES, PRIORITIES
from sim.evidence.parameters import GRADES, SOURCELESS, Evidence, EvidenceError, Number, is_number, nearest

__all__ = ["EVENT_NUMBERS", "FOLDER", "OF_EVENTS", "SHAPES", "Shape", "load", "read_entry", "read_number"]

FOLDER = Path(__file__).parent
NUMBER_KEYS = ("value", "low", "high", "unit", "source", "grade", "meaning")
NAME = re.compile(r"[a-z][a-z0-9_]*")
# Published figures that the model is compared with: read by `sim.validation.trials` and `sim.validation.surveys`, not numbers of
# the model.
APART = ("trials", "surveys", "calibration")
# Keys of sources.bib that are our own: judgement, and the fit of this model to published figures.
JUDGEMENT, FIT = "assumption", "modelfit"
BIB_KEY = re.compile(r"^@\w+\{(\w+),", re.MULTILINE)


class Shape(NamedTuple):
    """The keys of a catalogue entry: facts with their allowed values (none: any text), and numbers.

    `units` gives the unit of numbers that are optional in every entry.
    """

    facts: Mapping[str, tuple[str, ...]]
    numbers: tuple[str, ...]
    flags: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    units: Mapping[str, str] = MappingProxyType({})

    def keys(self) -> tuple[str, ...]:
        """Return every key that an entry may have."""
        return (*self.facts, *self.lists, *self.flags, *self.numbers)


KINDS = ("first aid", "counselling", "therapy", "group", "education", "social", "workplace", "policy")


def hindrances_in(folder: Path) -> dict[str, str]:
    """Return what barriers measure of a resident and a programme, by name, with its meaning; `load` reports a file that cannot be read."""
    try:
        entries = tomllib.loads((folder / "barriers.toml").read_text(encoding="utf-8")).values()
    except (OSError, ValueError):
        return {}
    found = [entry for entry in entries if isinstance(entry, dict) and "measures" in entry]
    return {str(entry.get("hindrance")): str(entry["measures"]) for entry in found}


HINDRANCE_MEANS = hindrances_in(FOLDER)
HINDRANCES = tuple(HINDRANCE_MEANS)
# Further effects that some interventions have; an entry that leaves one out does not have it.
FURTHER = (
    "stressor_cut", "stigma_cut", "trust_gain", "agency_gain", "meaning_gain", "connection_gain", "worsens", "individualist",
)  # fmt: skip
# How a course is attended if not everyone comes every week; an entry that leaves one out has no such rule.
ATTENDED = {
    "attends": "probability",
    "attends_well": "probability",
    "attends_spread": "log odds",
    "well_weeks": "weeks",
}
# The numbers of an event: those that are estimated for each, and the share struck of the people surveyed.
OF_EVENTS = ("first_impact", "strain_level", "fading")
EVENT_NUMBERS = (*OF_EVENTS, "struck")
ASKS = ("depression", "anxiety", "distress", "functioning")
TEXTS: dict[str, tuple[str, ...]] = {"label": (), "meaning": ()}
SHAPES = {
    "interventions": Shape(
        facts={**TEXTS, "kind": KINDS},
        flags=("needs_intent",),
        numbers=(
            "sessions",
            "symptom_cut",
            "skills_gain",
            "support_gain",
            "dropout",
            "group_size",
            *FURTHER,
            *ATTENDED,
        ),
        optional=(*FURTHER, "needs_intent", *ATTENDED),
        units=ATTENDED,
    ),
    "channels": Shape(
        facts={**TEXTS, "entry": ("ask", "outreach")},
        lists=("barriers",),
        flags=("travel", "needs_internet"),
        numbers=("stigma_share", "dropout_odds", "accepts"),
        optional=("accepts",),
    ),
    "barriers": Shape(
        facts={**TEXTS, "hindrance": HINDRANCES, "measures": ()},
        lists=("channels",),
        numbers=("effect",),
        optional=("measures", "channels"),
    ),
    "hazards": Shape(
        facts=TEXTS,
        flags=("intended", "by_household"),
        numbers=(
            "home",
            "exposure_struck",
            "exposure_near",
            "deep_days",
            "strain_struck",
            "income_struck",
            "income_near",
            "income_poor",
            "injury_struck",
            "injury_near",
            "bereaved_struck",
            "bereaved_near",
            "leaving_struck",
            "leaving_near",
            "weeks_struck",
            "weeks_near",
            "vulnerable",
            "settles_struck",
            "settles_near",
            "media",
            "isolation",
            "isolation_weeks",
        ),
    ),
    "events": Shape(
        facts={**TEXTS, "hazard": ()},
        numbers=EVENT_NUMBERS,
        optional=("fading", "struck"),
    ),
    "instruments": Shape(facts={**TEXTS, "asks": ASKS}, numbers=("normal_year", "loading", "shared")),
    "policies": Shape(
        facts={**TEXTS, "reaches": GROUPS, "priority": PRIORITIES},
        lists=("channels", "interventions"),
        numbers=tuple(OF_POLICIES),
        optional=("reaches", "priority", "channels", "interventions", *OF_POLICIES),
        units=OF_POLICIES,
    ),
}


@cache
def load(folder: Path = FOLDER) -> Evidence:
    """Read all evidence of a folder once; raises `EvidenceError` that lists every fault of every file.

    >>> book = sim.evidence.load()
    >>> book["barriers.stigma.effect"].value
    -0.49
    """
    bibliography = (folder / "sources.bib").read_text(encoding="utf-8")
    known, faults = frozenset(BIB_KEY.findall(bibliography)), []
    numbers: dict[str, Number] = {}
    facts: dict[str, Any] = {}
    for file in sorted(path for path in folder.glob("*.toml") if path.stem not in APART):
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            faults.append(f"{file.name}: cannot be read as TOML: {error}.")
            continue
        entries, origins, wrong = inherited(tables, file.stem)
        faults += [f"{file.name}: {fault}" for fault in wrong]
        for path, leaf, wrong in read_tables(entries, file.stem, known):
            faults += [f"{file.name}: {fault}" for fault in wrong]
            if isinstance(leaf, Number):
                numbers[path] = replace(leaf, inherits=origins.get(path, ""))
            else:
                facts[path] = leaf
    faults += hazard_faults(facts) + channel_faults(facts)
    if faults:
        raise EvidenceError(faults)
    return Evidence(numbers, facts)


def read_tables(tables: Mapping[str, Any], stem: str, known: Collection[str]) -> Iterator[tuple[str, Any, list[str]]]:
    """Yield (path, number or fact, faults) for every leaf of one file."""
    for entry, given in tables.items():
        if not isinstance(given, dict):
            yield f"{stem}.{entry}", given, [f"{entry}: outside any [table]."]
            continue
        leaves, faults = read_entry(given, f"{stem}.{entry}", known)
        yield from ((path, leaf, []) for path, leaf in leaves.items())
        if faults:
            yield f"{stem}.{entry}.faults", None, faults


def read_entry(given: Mapping[str, Any], path: str, known: Collection[str]) -> tuple[dict[str, Any], list[str]]:
    """Return the leaves of one `[table]` by path, and its faults as `[table] key: what. what to do.`.

    >>> leaves, faults = sim.evidence.read_entry({"label": "Mud"}, "barriers.mud", sim.evidence.sources())
    >>> faults[0]
    '[mud] meaning: missing.'
    """
    stem, _, entry = path.partition(".")
    shape = SHAPES.get(stem)
    leaves: dict[str, Any] = {}
    faults = [] if NAME.fullmatch(entry) else ["write the name in small letters, digits and _."]
    faults += shape_faults(given, shape) if shape else []
    for key, leaf in given.items():
        if isinstance(leaf, dict):
            leaves[f"{path}.{key}"], wrong = read_number(leaf, f"{path}.{key}", known)
            faults += [f"{key}: {fault}" for fault in wrong]
        elif shape and key in (*shape.facts, *shape.flags, *shape.lists):
            leaves[f"{path}.{key}"] = tuple(leaf) if isinstance(leaf, list) else leaf
        elif not shape or key in shape.numbers:
            keys = ", ".join(NUMBER_KEYS)
            faults.append(f"{key}: {leaf!r} is not a number with {keys}.")
    return leaves, [f"[{entry}] {fault}" for fault in faults]


def shape_faults(given: Mapping[str, Any], shape: Shape) -> list[str]:
    """Return the keys of a catalogue entry that are unknown, missing or wrong."""
    allowed = shape.keys()
    faults = [
        f"{key}: unknown key.{nearest(key, allowed) or ' Allowed: ' + ', '.join(allowed) + '.'}"
        for key in given
        if key not in allowed
    ]
    faults += [f"{key}: missing." for key in allowed if key not in (*given, *shape.optional)]
    for key, values in shape.facts.items():
        text = given.get(key, "x")
        if not isinstance(text, str) or not text.strip():
            faults.append(f"{key}: {text!r} is not a text.")
        elif key in given and values and text not in values:
            faults.append(f"{key}: {text!r}. Allowed: {', '.join(values)}.{nearest(text, values)}")
    for key in shape.flags:
        if given.get(key, 0) not in (0, 1):
            faults.append(f"{key}: {given[key]!r}. Allowed: 0 (no) or 1 (yes).")
    for key in shape.lists:
        if not all(isinstance(item, str) for item in as_list(given.get(key, []))):
            faults.append(f"{key}: {given[key]!r} is not a list of names.")
    return faults


def as_list(given: Any) -> list[Any]:
    """Return a list as it is, and anything else as a one-item list that cannot be a list of names."""
    return given if isinstance(given, list) else [None]


def read_number(given: Mapping[str, Any], path: str, known: Collection[str]) -> tuple[Number | None, list[str]]:
    """Return the number that a TOML table gives, and its faults; None if it cannot be built.

    >>> given = {"value": 0.9, "low": 0.1, "high": 0.5, "unit": "share", "source": "clement2015", "grade": "trial",
    ...          "meaning": "How much."}
    >>> number, faults = sim.evidence.read_number(given, "mine.much", sim.evidence.sources())
    >>> faults
    ['value 0.9 is outside low 0.1 to high 0.5. Correct the value or widen the range.']
    """
    faults = [f"{key}: unknown key.{nearest(key, NUMBER_KEYS)}" for key in given if key not in NUMBER_KEYS]
    faults += [f"{key} is missing." for key in NUMBER_KEYS if key not in given]
    for key in ("value", "low", "high"):
        if not is_number(given.get(key, 0)):
            faults.append(f"{key}: {str(given[key])[:60]!r} is not a number.")
    for key in ("unit", "grade", "meaning"):
        if not isinstance(given.get(key, "x"), str) or not given.get(key, "x").strip():
            faults.append(f"{key}: {given[key]!r} is not a text.")
    listed = given.get("source", [])
    listed = [listed] if isinstance(listed, str) else as_list(listed)
    if not all(isinstance(item, str) for item in listed):
        faults.append(f"source: {given['source']!r} is neither a key nor a list of keys.")
    if faults:
        return None, faults
    number = Number(
        value=float(given["value"]), low=float(given["low"]), high=float(given["high"]),
        unit=given["unit"], source=tuple(listed), grade=given["grade"], meaning=given["meaning"],
        path=path,
    )  # fmt: skip
    return number, [*number.faults(), *origin_faults(number, known)]


def origin_faults(number: Number, known: Collection[str]) -> list[str]:
    """Return the faults of a number's grade and sources."""
    faults = []
    if number.grade not in GRADES:
        allowed = ", ".join(GRADES)
        faults.append(f"grade {number.grade!r}. Allowed: {allowed}.{nearest(number.grade, GRADES)}")
    if not number.source:
        faults.append("source is empty. Name one or more keys of sources.bib.")
    if JUDGEMENT in number.source and number.grade in GRADES and number.grade not in SOURCELESS:
        faults.append(f"source {JUDGEMENT!r} with grade {number.grade!r}. Judgement allows {', '.join(SOURCELESS)}.")
    if number.grade == "calibrated" and FIT not in number.source:
        faults.append(
            f"grade 'calibrated' needs the source {FIT!r}: the figures it was estimated from stand beside it."
        )
    for key in number.source:
        if key not in known:
            faults.append(f"source {key!r} is not in sources.bib.{nearest(key, known)}")
    return faults
