"""What is wrong with an input, and what would be right? Faults in plain words, all at once, with the nearest fix.

    new_orleans.toml: [programme.clinic] slots: given -3; allowed is a whole number from 0 to 1,000,000 (sessions a week).

Bad input never gives a traceback: readers collect every `Fault` in a `FaultList` and raise them together as one `ScenarioFaults`.
The nearest known word is the one with the fewest letters to add, drop, change or swap (optimal string alignment).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import Any

__all__ = [
    "EXIT_BAD_INPUT",
    "Fault",
    "FaultList",
    "ScenarioFaults",
    "WrongUseError",
    "can_be_seen",
    "known",
    "letters_apart",
    "nearest",
    "question",
    "several",
    "shown",
    "strange_letters",
    "visible",
    "without_controls",
]

# Exit code of the command line for bad input: EX_DATAERR of sysexits.h.
EXIT_BAD_INPUT = 65
LISTED = 100
LISTED_NAMES = 20
MOST = 1000
SHOWN_LETTERS = 60
SHOWN_DIGITS = 25
# What moves the cursor, colours, rings or turns the reading direction of a terminal; halves of letters that no file can hold.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Letters and signs that are drawn as nothing: Hangul fillers, the Braille blank.
BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"
# Cyrillic and Greek letters that look like Latin ones.
LOOK_ALIKE = str.maketrans("аеорсухіјѕԁһвкмнтαοριν", "aeopcyxijsdhbkmhtaopiv")


@dataclass(frozen=True)
class Fault:
    """One fault: its place, what was given, what is allowed, and the nearest fix (may be empty)."""

    where: str
    given: str
    allowed: str
    fix: str = ""

    def __str__(self) -> str:
        line = f"{self.where}: given {self.given}; allowed is {self.allowed}."
        return f"{line} {self.fix}" if self.fix else line


class ScenarioFaults(ValueError):  # noqa: N818 - it is a list of faults, and callers speak of them
    """Everything that is wrong with an input; `faults` lists all, the text shows the first hundred, one per line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults[:LISTED]]
        more = len(self.faults) - LISTED
        return "\n".join([*lines, f"... and {more:,} more."] if more > 0 else lines)


class WrongUseError(ValueError):
    """A request that cannot be met, such as an unknown arm or a file that must not be overwritten; the message says what is allowed."""


def known(name: str, names: Iterable[str], what: str) -> str:
    """Return a name that is among `names`; for any other, WrongUseError names the nearest and lists them, twenty at most."""
    listed = list(names)
    if name not in listed:
        more = f" and {len(listed) - LISTED_NAMES} more" if len(listed) > LISTED_NAMES else ""
        choose = f"Choose from: {', '.join(listed[:LISTED_NAMES])}{more}"
        said = (f"Unknown {what} {visible(name)!r}.", question(name, listed), choose)
        raise WrongUseError(" ".join(part for part in said if part))
    return name


@dataclass
class FaultList:
    """The faults found so far in one input; lists for other files of the same input share `found`."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def add(self, where: str, given: str, allowed: str, fix: str = "") -> None:
        """Add one fault; `where` is the key path or line inside the file, empty for the file as a whole.

        The thousandth fault stops the reading: an input with so many is probably another kind of file.
        """
        place = f"{self.file}: {where}" if where else self.file
        self.found.append(Fault(place, given, allowed, fix))
        if len(self.found) >= MOST:
            raise ScenarioFaults(self.found)

    @property
    def has_room(self) -> bool:
        """Whether the next fault would still be shown: beyond that no fix is searched, so that thousands of faults stay fast."""
        return len(self.found) < LISTED

    def did_you_mean(self, word: str, known: Iterable[str]) -> str:
        """Return `Did you mean 'x'?`, or an empty string if nothing is near or the listing is full."""
        return question(word, known) if self.has_room else ""

    def beside(self, file: str) -> FaultList:
        """Return a list for another file that adds to this one."""
        return FaultList(file, self.found)

    def fatal(self, where: str, given: str, allowed: str, fix: str = "") -> ScenarioFaults:
        """Add a fault after which reading cannot continue; return the exception to raise, with all faults so far."""
        self.add(where, given, allowed, fix)
        return ScenarioFaults(self.found)

    def raise_if_any(self) -> None:
        """Raise `ScenarioFaults` if there are any faults."""
        if self.found:
            raise ScenarioFaults(self.found)


def shown(given: Any) -> str:
    """Return a value as messages show it: short, on one line, with invisible characters escaped."""
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, int):
        return f"{given}" if abs(given) < 10**SHOWN_DIGITS else "a number of more than 25 digits"
    if isinstance(given, float):
        return repr(given) if math.isfinite(given) else f"{given} (not a finite number)"
    if isinstance(given, date | time):
        return given.isoformat()
    if isinstance(given, str):
        return f"'{visible(given)}'"
    if isinstance(given, list | tuple):
        return f"[{', '.join(shown(item) for item in given[:3])}{', ...' if len(given) > 3 else ''}]"
    return "a table" if given else "an empty table"


def can_be_seen(text: str) -> bool:
    """Say whether a text has a letter, digit or sign that a reader sees; some letters are blank, and marks alone are nothing."""
    return any(unicodedata.category(sign)[0] in "LNPS" and sign not in BLANK_LETTERS for sign in text)


def without_controls(text: str) -> str:
    """Return a text as a terminal may show it: lines and tabs stay, every other control letter is written out."""
    return CONTROLS.sub(lambda found: found[0].encode("unicode_escape", "backslashreplace").decode(), text)


def several(count: int, one: str, more: str = "") -> str:
    """Return a number of things in words: 1 row, 2 rows."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def visible(text: str) -> str:
    """Return at most sixty characters of a text, with control and invisible characters escaped."""
    cut = text[:SHOWN_LETTERS]
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
    return plain if cut == text else f"{plain}..."


def strange_letters(text: str) -> str:
    """Return code point and name of the characters of a key that are not plain ASCII, three at most; empty if there are none."""
    strange = dict.fromkeys(c for c in text[:1000] if not c.isascii() or not c.isprintable())
    named = [f"U+{ord(c):04X} {unicodedata.name(c, 'CONTROL CHARACTER')}" for c in strange]
    return ", ".join(named[:3])


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` most likely means, or None if all are too far.

    Up to a third of the letters may be wrong (at least one); failing that, a word that is part of the other counts.
    """
    folded = fold(word[:SHOWN_LETTERS])
    if not folded:
        return None
    most = max(1, len(folded) // 3)
    ranked = []
    for order, name in enumerate(known):
        other = fold(name)
        apart = letters_apart(folded, other, most)
        if apart <= most:
            ranked.append((apart, other[:1] != folded[:1], order, name))
        elif min(len(folded), len(other)) > 3 and (folded in other or other in folded):
            ranked.append((most + 1, False, order, name))
    return min(ranked)[3] if ranked else None


def question(word: str, known: Iterable[str]) -> str:
    """Return `Did you mean 'x'?` for the nearest known word, or an empty string."""
    close = nearest(word, known)
    return f"Did you mean {close!r}?" if close else ""


@lru_cache(maxsize=10_000)
def fold(word: str) -> str:
    """Return a word normalised for comparison: case, spaces, hyphens, accents, and look-alike letters."""
    parted = unicodedata.normalize("NFKD", word).casefold().strip()
    plain = "".join(c for c in parted if not unicodedata.combining(c)).translate(LOOK_ALIKE)
    return plain.replace("-", "_").replace(" ", "_")


def letters_apart(one: str, other: str, most: int) -> int:
    """Return how many letters to add, drop, change or swap with the next turn `one` into `other`; `most + 1` if more."""
    if abs(len(one) - len(other)) > most or letters_missing(one, other) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        # Two rows that are too far stay too far: each row builds on the two before.
        if min(last) > most and min(before, default=most + 1) > most:
            return most + 1
        row = [i]
        for j, b in enumerate(other, 1):
            step = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                step = min(step, before[j - 2] + 1)
            row.append(step)
        before, last = last, row
    return min(last[-1], most + 1)


def letters_missing(one: str, other: str) -> int:
    """Return how many letters of the longer word are missing in the other, in any order: never more than `letters_apart`."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    left = list(shorter)
    missing = 0
    for letter in longer:
        if letter in left:
            left.remove(letter)
        else:
            missing += 1
    return missing
