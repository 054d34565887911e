"""What is there to read about it? Every source by theme; themes follow the paths of the numbers.

    reading("grief")    the sources of the numbers under stress.grief, each with how many numbers it supports

A source is listed under each theme in which it has numbers. Sources of the surveys and trials used for comparison have their own
themes, and sources without numbers (the theories behind the model) come last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sim import evidence
from sim.evidence import EvidenceError, nearest
from sim.evidence.bibliography import Source, sources

__all__ = ["THEMES", "Theme", "UnknownThemeError", "reading"]

OURS = ("assumption", "modelfit")
BEHIND = "theories"


class UnknownThemeError(EvidenceError, KeyError):
    """Unknown theme; the message gives the nearest and the full list."""


class Theme(NamedTuple):
    """A theme: its question, and the prefixes of the paths of its numbers."""

    question: str
    begins: tuple[str, ...]


THEMES: dict[str, Theme] = {
    "hazards": Theme("What does the event do, to whom, and what does it leave?", ("hazards.", "aftermath.")),
    "events": Theme("How severe were past events?", ("events.",)),
    "instruments": Theme("What do questionnaires say of the same distress?", ("instruments.",)),
    "people": Theme("Who lives where, and with whom?", ("community.national.", "community.households.")),
    "traits": Theme("How do people differ before anything happens?", ("community.traits.", "stress.disposition.")),
    "ties": Theme("Who knows whom, and who supports whom?", ("community.ties.", "stress.support.")),
    "appraisal": Theme("What is at stake, and what can be done?", ("stress.appraisal.", "stress.spiral.", "stress.hardship.")),
    "coping": Theme("How do people cope, and under which pressure?", ("stress.coping.", "stress.pressure.")),
    "grief": Theme("How do people grieve?", ("stress.grief.",)),
    "course": Theme("How does distress rise and fall?", ("stress.distress.", "stress.impact.", "outcomes.")),
    "healing": Theme("What does it mean to heal, and to grow?", ("stress.healing.", "stress.growth.")),
    "asking": Theme("Who asks for help, and when?", ("care.asking.", "care.own_care.", "care.screening.", "care.calling.")),
    "barriers": Theme("What are the barriers to care?", ("barriers.", "care.hindrance.", "care.culture.", "care.waiting.")),
    "help": Theme("What does help do?", ("interventions.", "care.worsening.", "care.alliance.", "care.course.", "care.groups.")),
    "channels": Theme("How is help delivered?", ("channels.",)),
    "policies": Theme("What else can a city or a state do?", ("policies.",)),
    "surveys": Theme("What did surveys find after real events?", ()),
    "trials": Theme("What did trials find?", ()),
    BEHIND: Theme("Which theories and studies are behind it, without a number of their own?", ()),
}  # fmt: skip


def reading(theme: str) -> tuple[tuple[Source, int], ...]:
    """Return the sources of a theme, each with the number of parameters that rest on it, most first.

    Themes are the keys of `sim.reference.reading_list.THEMES`, such as "grief"; UnknownThemeError names the nearest for any other.

    >>> source, count = sim.reading("grief")[0]
    >>> count > 0, source.bibtex.startswith("@")
    (True, True)
    """
    if theme not in THEMES:
        raise UnknownThemeError([f"Unknown theme {theme!r}.{nearest(theme, THEMES)} Themes: {', '.join(THEMES)}."])
    known = sources()
    if theme == BEHIND:
        used = {key for name in THEMES if name != BEHIND for key in keys_of(name)}
        return tuple((source, 0) for key, source in known.items() if key not in used and key not in OURS)
    counted = Counter(key for key in keys_of(theme) if key not in OURS)
    return tuple((known[key], count) for key, count in sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def keys_of(theme: str) -> Iterator[str]:
    """Yield the source keys of a theme's numbers, one per number."""
    if theme in ("surveys", "trials"):
        yield from published(theme)
    for path, number in evidence.load().items():
        if path.startswith(THEMES[theme].begins):
            yield from number.source


def published(theme: str) -> Iterable[str]:
    """Yield the source keys of the figures that the model is compared with."""
    from sim.validation.surveys.plan import load as surveys
    from sim.validation.trials.plan import load as trials

    held = (surveys() if theme == "surveys" else trials()).values()
    for one in held:
        for figure in one.figures:
            if figure.published is not None:
                yield from figure.published.source
