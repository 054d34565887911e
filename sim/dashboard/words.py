"""The page's languages: one catalogue each, `languages/en.toml` and so on; a translation is one file.

    words = Words.of("es")
    words("situation.people", people=words.number(389648))     a sentence with its braces filled in
    words.date(day), words.share(0.123), words.money(1.2e6)     numbers and dates in the format of the language

The model's own sentences (findings, figures, stories, meanings of numbers) are written next to their code, in English; the
page marks them as English, so that a screen reader pronounces them correctly.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["LANGUAGES", "MODEL", "Words"]

LANGUAGES = {"en": "English", "es": "Español"}
# The language of findings, figures and stories.
MODEL = "en"
MISSING = "\u2013"


@dataclass(frozen=True)
class Words:
    """The sentences of one language, by name."""

    language: str
    sentences: Mapping[str, str]

    @classmethod
    def of(cls, language: str) -> Words:
        """Return the words of a language; KeyError for an unknown one."""
        return cls(language, read(language))

    def __call__(self, name: str, **given: object) -> str:
        """Return a sentence with its braces filled in; KeyError for an unknown name."""
        return self.sentences[name].format(**given)

    def pattern(self, name: str) -> str:
        """Return a sentence with its braces unfilled, for `page.js`."""
        return self.sentences[name]

    def has(self, name: str) -> bool:
        """Return whether a sentence of this name exists."""
        return name in self.sentences

    @property
    def foreign(self) -> bool:
        """Whether the model's own sentences are in another language than the page."""
        return self.language != MODEL

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number in the format of the language; a dash if it is not finite."""
        if not math.isfinite(value):
            return MISSING
        return f"{value:,.{digits}f}".translate(
            {ord(","): self("format.thousands"), ord("."): self("format.decimal"), ord("-"): "\u2212"}
        )

    def share(self, value: float, digits: int = 1) -> str:
        """Return a share between 0 and 1 as a percentage."""
        return self("format.percent", number=self.number(100 * value, digits)) if math.isfinite(value) else MISSING

    def people(self, value: float) -> str:
        """Return a number of people to two significant digits."""
        if not math.isfinite(value) or abs(value) < 1:
            return self.number(value)
        return self.number(round(value, -max(int(math.log10(abs(value))) - 1, 0)))

    def money(self, value: float) -> str:
        """Return an amount in millions of dollars."""
        return self("format.million", number=self.number(value / 1e6, 1)) if math.isfinite(value) else MISSING

    def date(self, day: date) -> str:
        """Return a date in the format of the language."""
        return self("format.date", day=day.day, month=self("format.months").split()[day.month - 1], year=day.year)

    def clock(self, seconds: float) -> str:
        """Return a duration in words; seconds, minutes and hours are written alike in these languages."""
        from sim.outcomes.words import clock

        return clock(seconds)


@cache
def read(language: str) -> Mapping[str, str]:
    """Return the catalogue of a language, tables joined by dots."""
    import tomllib

    if language not in LANGUAGES:
        raise KeyError(language)
    text = files("sim.dashboard").joinpath("languages", f"{language}.toml").read_text(encoding="utf-8")
    return dict(flat(tomllib.loads(text)))


def flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield every sentence with its name."""
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(value)
