"""Where does a number come from? Every number of the model with its range, unit, source and grade, by path.

A path is the file's stem, the tables inside it and the name: `stress.distress.recovery_rate`. A book is immutable:
`with_values` gives a new one. Grades say what supports a number: a source that was read (trial, cohort, survey, expert), this model's
own fit or arithmetic (calibrated, derived), what no source can settle (coded, convention, choice), or nothing yet: assumed, the debt to
evidence.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeVar

__all__ = [
    "BOUNDS",
    "GRADES",
    "SOURCELESS",
    "Evidence",
    "EvidenceError",
    "Number",
    "UnknownPathError",
    "is_number",
    "nearest",
]

GRADES = {
    "trial": "randomised trials, or a synthesis of them",
    "cohort": "people followed over time, or reviews of such studies",
    "survey": "a survey or census at one time",
    "expert": "practice, guidance or the code of another model",
    "calibrated": "estimated by this model from published figures",
    "derived": "follows from other numbers of the model",
    "coded": "read off manuals and coded by hand",
    "convention": "a definition, a scale or a zero: nothing to be measured",
    "choice": "a choice of the scenario, or a coefficient on the model's own scale",
    "assumed": "could be measured, but no checked source says it",
}
# Grades of what no study can say: they need no source besides our judgement.
SOURCELESS = ("derived", "coded", "convention", "choice", "assumed")
# Grades of values that rest on judgement alone: another team could have set them otherwise.
JUDGED = ("coded", "choice", "assumed")
# The bounds that a unit allows; a unit that is not listed allows any finite number.
BOUNDS = {
    **dict.fromkeys(("probability", "share", "rank", "per week"), (0.0, 1.0)),
    **dict.fromkeys(("share of severity", "share of support", "share of stressors", "share of stigma"), (0.0, 1.0)),
    **dict.fromkeys(("share of trust", "share of agency", "share of meaning", "share of connection"), (0.0, 1.0)),
    **dict.fromkeys(("correlation", "difference in share"), (-1.0, 1.0)),
    **dict.fromkeys(("sessions", "residents"), (1.0, 1e6)),
    **dict.fromkeys(("weeks", "days", "years", "miles", "ties", "factor"), (0.0, 1e6)),
    **dict.fromkeys(("odds ratio", "USD a session", "USD a resident", "case cut-offs"), (0.0, 1e6)),
}
Bundle = TypeVar("Bundle")


class EvidenceError(ValueError):
    """Invalid evidence; `messages` lists every fault in plain words."""

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("\n".join(self.messages))

    def __str__(self) -> str:
        return "\n".join(self.messages)


class UnknownPathError(EvidenceError, KeyError):
    """A path without a number."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number: its value, its plausible range, and its origin.

    >>> number = sim.evidence.load()["barriers.stigma.effect"]
    >>> number.low <= number.value <= number.high, number.grade
    (True, 'cohort')
    """

    value: float
    low: float
    high: float
    unit: str
    source: tuple[str, ...]
    grade: str
    meaning: str
    path: str
    inherits: str = ""  # the number of another entry, or of the catalogue's default, that this one repeats

    def __float__(self) -> float:
        return self.value

    @property
    def is_judged(self) -> bool:
        """True if it rests on judgement alone: no measurement supports its value."""
        return self.grade in JUDGED

    def faults(self) -> list[str]:
        """Return the faults of value and range, each as `key: what. what to do.`; empty if there are none."""
        for key in ("value", "low", "high"):
            if not math.isfinite(getattr(self, key)):
                return [f"{key} is {getattr(self, key)}. Give a finite number."]
        if not self.low <= self.value <= self.high:
            return [
                f"value {self.value:g} is outside low {self.low:g} to high {self.high:g}. "
                "Correct the value or widen the range."
            ]
        least, most = BOUNDS.get(self.unit, (-math.inf, math.inf))
        if self.low < least or self.high > most:
            return [
                f"{self.low:g} to {self.high:g} goes beyond what the unit {self.unit!r} allows, {least:g} to {most:g}."
            ]
        return []


def is_number(given: object) -> bool:
    """Return whether a value is a number that a float can hold; true and false are not."""
    if isinstance(given, int):
        return not isinstance(given, bool) and given.bit_length() < 1000
    return isinstance(given, float)


def nearest(given: str, known: Iterable[str], most: int = 1) -> str:
    """Return ` Did you mean 'x' or 'y'?` with up to `most` nearest names, comparing last parts too; empty if none is near.

    >>> sim.evidence.nearest("stigmaa", ["stigma", "cost"])
    " Did you mean 'stigma'?"
    """
    import difflib

    names = list(known)
    close = difflib.get_close_matches(given, names, n=most)
    if not close:
        ends = {name.rpartition(".")[2]: name for name in reversed(names)}
        close = [ends[end] for end in difflib.get_close_matches(given.rpartition(".")[2], ends, n=most)]
    return f" Did you mean {' or '.join(map(repr, close))}?" if close else ""


class Evidence(Mapping[str, Number]):
    """An immutable mapping from path to `Number`, in the order of the files.

    >>> book = sim.evidence.load().with_values({"barriers.stigma.effect": -0.3})
    >>> book["barriers.stigma.effect"].value
    -0.3
    """

    def __init__(self, numbers: Mapping[str, Number], facts: Mapping[str, Any]) -> None:
        self._numbers = MappingProxyType(dict(numbers))
        self._facts = MappingProxyType(dict(facts))
        self._files: dict[str, dict[str, dict[str, Any]]] = {}

    def __getitem__(self, path: str) -> Number:
        try:
            return self._numbers[path]
        except KeyError:
            raise UnknownPathError([self._unknown(path)]) from None

    def __contains__(self, path: object) -> bool:
        return path in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __repr__(self) -> str:
        return f"Evidence({len(self)} numbers, {self.grades()['assumed']} assumed)"

    def __reduce__(self) -> tuple[Any, ...]:
        # A read-only view cannot be pickled, so a book is rebuilt from its contents in another process.
        return Evidence, (dict(self._numbers), dict(self._facts))

    def _unknown(self, path: str) -> str:
        return f"{path}: no number has this path.{nearest(path, self._numbers)}"

    def with_values(self, values: Mapping[str, float]) -> Evidence:
        """Return a book with other values for some paths; a range is widened to include its new value.

        Raises `EvidenceError` that lists every unknown path, non-finite number and value that the unit does not allow.
        """
        changed, wrong = dict(self._numbers), []
        for path, given in values.items():
            if path not in self._numbers:
                wrong.append(self._unknown(path))
                continue
            if not is_number(given):
                wrong.append(f"{path}: {str(given)[:60]!r} is not a number.")
                continue
            changed[path] = with_value(self._numbers[path], float(given))
            wrong += [f"{path}: {fault}" for fault in changed[path].faults()]
        if wrong:
            raise EvidenceError(wrong)
        return Evidence(changed, self._facts)

    def fill(self, cls: type[Bundle], prefix: str) -> Bundle:
        """Return a NamedTuple of class `cls` whose fields are the values under `prefix`, each a `np.float32`."""
        import numpy as np

        paths = {name: f"{prefix}.{name}" for name in cls._fields}  # type: ignore[attr-defined]
        absent = [path for path in paths.values() if path not in self._numbers]
        if absent:
            raise UnknownPathError(f"{cls.__name__}: {self._unknown(path)}" for path in absent)
        return cls(**{name: np.float32(self._numbers[path].value) for name, path in paths.items()})

    def table(self, stem: str) -> dict[str, dict[str, Any]]:
        """Return the entries of one file: `{"pfa": {"label": "...", "sessions": Number, ...}, ...}`; lists are tuples."""
        if not self._files:
            self._files = by_file((*self._facts.items(), *self._numbers.items()))
        if stem not in self._files:
            stems = dict.fromkeys(path.partition(".")[0] for path in self._numbers)
            raise UnknownPathError([f"{stem}: no such file of evidence.{nearest(stem, stems)}"])
        return {entry: dict(leaves) for entry, leaves in self._files[stem].items()}

    def grades(self) -> dict[str, int]:
        """Return how many numbers have each grade, from trial to assumed."""
        counts = Counter(number.grade for number in self._numbers.values())
        return {grade: counts[grade] for grade in GRADES}

    def debt(self) -> dict[str, Number]:
        """Return the numbers that could be measured and have no accepted source, by path; what repeats another number counts once.

        >>> all(number.grade == "assumed" for number in sim.evidence.load().debt().values())
        True
        """
        owed: dict[str, Number] = {}
        for path, number in self._numbers.items():
            if number.grade == "assumed" and number.inherits not in self._numbers:
                owed.setdefault(number.inherits or path, number)
        return {number.path: number for number in owed.values()}


def by_file(leaves: Iterable[tuple[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return leaves by file, entry and name; two-part paths get an empty name level."""
    files: dict[str, dict[str, dict[str, Any]]] = {}
    for path, leaf in leaves:
        file, _, rest = path.partition(".")
        entry, _, name = rest.partition(".")
        files.setdefault(file, {}).setdefault(entry, {})[name] = leaf
    return files


def with_value(number: Number, value: float) -> Number:
    """Return the number with another value, its range widened to include it."""
    return replace(number, value=value, low=min(number.low, value), high=max(number.high, value), inherits="")
