"""What is allowed? A rule says it in words, with range and unit, and reads a value or refuses it with the nearest fix.

Rules are strict on purpose: a number in quotes, a yes or no for a count or a fraction of a session is a slip by the
author, and guessing would hide it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sim.inputs.faults import can_be_seen, question, shown, strange_letters

__all__ = ["AnyOf", "Choice", "Day", "Each", "Name", "NotAllowedError", "NumberRule", "Position", "Rule", "TableRule",
    "Text", "Whole",
           "YesNo"]  # fmt: skip

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}")


class NotAllowedError(ValueError):
    """A value that a rule refuses; `fix` says what to do about it (may be empty)."""

    def __init__(self, fix: str = "") -> None:
        self.fix = fix
        super().__init__(fix)


class Rule(Protocol):
    """What is allowed, in words, and a reader that returns the value or raises `NotAllowedError`."""

    @property
    def allowed(self) -> str:
        """The allowed range and unit, in words."""

    def read(self, given: Any) -> Any:
        """Return the value as the program keeps it."""


@dataclass(frozen=True)
class Whole:
    """A whole number from `low` to `high`, both included."""

    low: int
    high: int
    unit: str = ""

    @property
    def allowed(self) -> str:
        """The allowed range and unit, in words."""
        return f"a whole number from {self.low:,} to {self.high:,}{in_unit(self.unit)}"

    def read(self, given: Any) -> int:
        """Return the number; refuse text, yes or no, and fractions."""
        if isinstance(given, bool) or not isinstance(given, int):
            raise NotAllowedError(number_hint(given))
        if not self.low <= given <= self.high:
            raise NotAllowedError
        return given


@dataclass(frozen=True)
class NumberRule:
    """A finite number from `low` to `high`, both included."""

    low: float
    high: float
    unit: str = ""

    @property
    def allowed(self) -> str:
        """The allowed range and unit, in words."""
        return f"a number from {grouped(self.low)} to {grouped(self.high)}{in_unit(self.unit)}"

    def read(self, given: Any) -> float:
        """Return the number as a float; refuse text, yes or no, nan and inf."""
        if isinstance(given, bool) or not isinstance(given, int | float):
            raise NotAllowedError(number_hint(given))
        if not self.low <= given <= self.high:
            share = self.high == 1 and 1 < given <= 100
            raise NotAllowedError(f"For {given:g} percent write {given / 100:g}." if share else "")
        return float(given)


@dataclass(frozen=True)
class Text:
    """A text of 1 to `longest` characters; only a multi-line text may contain line breaks."""

    longest: int
    what: str = "text"
    lines: bool = False

    @property
    def allowed(self) -> str:
        """The allowed kind and length, in words."""
        return f"{self.what} of 1 to {self.longest:,} letters in quotes"

    def read(self, given: Any) -> str:
        """Return the text without surrounding blanks."""
        if not isinstance(given, str):
            raise NotAllowedError("Put it in double quotes." if isinstance(given, int | float | date) else "")
        text = given.strip()
        seen = "".join(text.split()) if self.lines else text.replace(" ", "")
        if seen and not seen.isprintable():
            raise NotAllowedError(f"Delete {strange_letters(''.join(c for c in seen if not c.isprintable()))}.")
        if not 0 < len(text) <= self.longest:
            raise NotAllowedError
        if not can_be_seen(text):
            raise NotAllowedError("It has no letter that can be seen.")
        return text


@dataclass(frozen=True)
class Name:
    """A name that can be a key: lower-case letters, digits and _."""

    of: str = "name"
    pattern: re.Pattern[str] = IDENTIFIER
    spelt: str = "small letters a-z, digits and _, a letter first, 40 at most"

    @property
    def allowed(self) -> str:
        """The allowed spelling, in words."""
        return f"the {self.of} in {self.spelt}"

    def read(self, given: Any) -> str:
        """Return the name, or refuse it with a valid spelling."""
        if isinstance(given, str) and self.pattern.fullmatch(given):
            return given
        raise NotAllowedError(self.respelt(given) if isinstance(given, str) else "")

    def respelt(self, given: str) -> str:
        """Return what to write instead, naming look-alike letters."""
        strange = strange_letters(given)
        if strange:
            return f"It contains {strange}."
        other = re.sub(r"[^a-z0-9]+", "_", given.lower()).strip("_")[:40]
        return f"Write {other!r}." if self.pattern.fullmatch(other) else ""


LANGUAGE_NAME = Name("language", LANGUAGE, "two or three small letters, such as 'en' or 'es'")


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def allowed(self) -> str:
        """The allowed words."""
        return f"one of {', '.join(map(repr, self.words))}"

    def read(self, given: Any) -> str:
        """Return the word, or refuse it with the nearest one."""
        if isinstance(given, str) and given in self.words:
            return given
        raise NotAllowedError(question(given, self.words) if isinstance(given, str) else "")


@dataclass(frozen=True)
class YesNo:
    """Yes or no, as TOML writes it: true or false."""

    allowed: str = "true or false"

    def read(self, given: Any) -> bool:
        """Return the answer; refuse words and numbers with what to write instead."""
        if isinstance(given, bool):
            return given
        word = {"yes": "true", "true": "true", "1": "true", "no": "false", "false": "false", "0": "false"}
        meant = word.get(str(given).strip().lower(), "")
        raise NotAllowedError(f"Write {meant}, without quotes." if meant else "")


@dataclass(frozen=True)
class Day:
    """A day of the calendar, from 1800 to 2200."""

    allowed: str = "a date from 1800-01-01 to 2200-12-31, without quotes"

    def read(self, given: Any) -> date:
        """Return the date; refuse a time of day or a text."""
        if isinstance(given, str):
            raise NotAllowedError("Write the date without quotes, like 2018-08-29.")
        if isinstance(given, datetime):
            raise NotAllowedError(f"Write {given.date()} without the time of day.")
        if not isinstance(given, date) or not 1800 <= given.year <= 2200:
            raise NotAllowedError
        return given


@dataclass(frozen=True)
class Each:
    """A list whose items all follow one rule, none of them twice unless they may `repeat`."""

    rule: Rule
    fewest: int
    most: int
    repeat: bool = False

    @property
    def allowed(self) -> str:
        """The allowed number and kind of items, in words."""
        different = "" if self.repeat else "different "
        return f"a list of {self.fewest} to {self.most:,} {different}items, each {self.rule.allowed}"

    def read(self, given: Any) -> tuple[Any, ...]:
        """Return the items as a tuple; the first refused item is named."""
        if not isinstance(given, list):
            raise NotAllowedError(f"Write [{shown(given)}]." if isinstance(given, str) else "")
        if not self.fewest <= len(given) <= self.most:
            raise NotAllowedError(f"It has {len(given):,} items.")
        read: list[Any] = []
        for item in given:
            try:
                value = self.rule.read(item)
            except NotAllowedError as error:
                raise NotAllowedError(f"{shown(item)} is not allowed. {error.fix}".strip()) from None
            if value in read and not self.repeat:
                raise NotAllowedError(f"{shown(item)} is listed twice.")
            read.append(value)
        return tuple(read)


@dataclass(frozen=True)
class Position:
    """A point on the map, `[lon, lat]`."""

    allowed: str = "[lon, lat] in degrees, from -180 to 180 east and from -90 to 90 north"

    def read(self, given: Any) -> tuple[float, float]:
        """Return longitude and latitude; a pair that looks swapped is refused with the right order."""
        if not isinstance(given, list) or len(given) != 2:
            raise NotAllowedError
        try:
            lon, lat = (NumberRule(-180, 180).read(item) for item in given)
        except NotAllowedError as error:
            raise NotAllowedError(error.fix) from None
        if not -90 <= lat <= 90:
            raise NotAllowedError(f"Write [{given[1]}, {given[0]}], longitude first." if -90 <= lon <= 90 else "")
        return lon, lat


class AnyOf:
    """Any value that one of several rules allows."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules

    @property
    def allowed(self) -> str:
        """All alternatives, joined."""
        return ", or ".join(rule.allowed for rule in self.rules)

    def read(self, given: Any) -> Any:
        """Return the value as read by the first rule that allows it, or refuse it with all hints."""
        fixes = []
        for rule in self.rules:
            try:
                return rule.read(given)
            except NotAllowedError as error:
                fixes.append(error.fix)
        raise NotAllowedError(next(filter(None, fixes), ""))


def in_unit(unit: str) -> str:
    """Return a unit in brackets, or an empty string."""
    return f" ({unit})" if unit else ""


def grouped(number: float) -> str:
    """Return a number as messages write it: thousands grouped, no unnecessary digits."""
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:.6g}"


def number_hint(given: Any) -> str:
    """Return what to do about a value that is not a number, or not a whole one."""
    if isinstance(given, str):
        return "Write the number without quotes."
    if isinstance(given, float) and math.isfinite(given):
        return f"Write {given:.0f}."
    return ""


class TableRule:
    """A TOML table, read elsewhere."""

    allowed = "a table { key = value, ... }"

    def read(self, given: Any) -> dict[str, Any]:
        """Return the table as it is."""
        if not isinstance(given, dict):
            raise NotAllowedError
        return given
