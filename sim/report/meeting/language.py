"""In which language is it said? English sentences are their own keys; another language is one file, `languages/es.toml` and so on.

    say = Say.of("es")
    say("{people} adults have probable PTSD", people="12,000")

A sentence that a language lacks is said in English. Names from a scenario (plans, places, barriers) stay as its file has them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from sim.inputs.faults import known

__all__ = ["LANGUAGES", "Say"]

LANGUAGES = {"en": "English", "es": "Español"}


@cache
def sentences_in(language: str) -> Mapping[str, str]:
    """Return what a language says for each English sentence; nothing for English itself."""
    if language == "en":
        return {}
    text = (files("sim.report.meeting") / "languages" / f"{language}.toml").read_text(encoding="utf-8")
    found: Mapping[str, str] = tomllib.loads(text)["sentences"]
    return found


@dataclass(frozen=True)
class Say:
    """The sentences of one language; `asked` collects the English ones that were wanted, for the tests of a translation."""

    language: str = "en"
    sentences: Mapping[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set, compare=False)

    @classmethod
    def of(cls, language: str) -> Say:
        """Return the sentences of a language; WrongUseError names the languages there are."""
        return cls(known(language, LANGUAGES, "language"), sentences_in(language))

    def __call__(self, text: str, **given: object) -> str:
        """Return a sentence in this language with its braces filled in."""
        self.asked.add(text)
        return self.sentences.get(text, text).format(**given)

    def span(self, weeks: int) -> str:
        """Return a length of time: 2 years, 18 months, 10 weeks."""
        if weeks and weeks % 52 == 0:
            return self("1 year") if weeks == 52 else self("{n} years", n=weeks // 52)
        if weeks and weeks % 13 == 0:
            return self("{n} months", n=weeks * 12 // 52)
        return self("1 week") if weeks == 1 else self("{n} weeks", n=weeks)

    def listed(self, items: list[str]) -> str:
        """Return items as a sentence lists them: a, b and c."""
        return items[0] if len(items) == 1 else self("{some} and {last}", some=", ".join(items[:-1]), last=items[-1])
