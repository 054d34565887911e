"""How is one name explained? Its kind, name and meaning, and if it has them unit, value, range, grade and sources.

`str()` of an explanation is the text that `healing explain` prints.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from sim import evidence
from sim.evidence import cite

__all__ = ["WIDTH", "Explanation", "hung", "sentence"]

WIDTH = 100


@dataclass(frozen=True)
class Explanation:
    """The meaning of one name. Empty fields are not printed; `parts` are the numbers of an entry, `also` other things of the same name.

    >>> sim.explain("recovery_rate").name
    'stress.distress.recovery_rate'
    """

    kind: str
    name: str
    label: str
    meaning: str
    unit: str = ""
    value: str = ""
    range: str = ""
    grade: str = ""
    sources: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    parts: tuple[Explanation, ...] = ()
    also: tuple[Explanation, ...] = field(default=())

    @property
    def source(self) -> str:
        """The sources as references, one per line."""
        return cite(self.sources)

    def __str__(self) -> str:
        return "\n\n".join("\n".join(one.lines()) for one in (self, *self.also))

    def lines(self) -> Iterator[str]:
        """Yield the lines of the plain text, without `also`."""
        titled = f"{self.name} ({self.kind})"
        yield titled if self.label in ("", self.name) else f"{titled}: {self.label}"
        yield from textwrap.wrap(self.meaning, WIDTH, initial_indent="  ", subsequent_indent="  ")
        for word in ("unit", "value", "range"):
            yield from hung(f"{word:<8}", getattr(self, word))
        if self.grade:
            known = evidence.GRADES.get(self.grade)
            yield f"  {'grade':<8}{self.grade}" + (f": {known}" if known else "")
        for part in self.parts:
            if not part.value:
                yield from textwrap.wrap(
                    f"{part.name} ({part.kind}): {part.meaning}", WIDTH, initial_indent="  - ", subsequent_indent="    "
                )
                continue
            line = f"{part.name} {part.value} ({part.range}) {part.unit}, {part.grade}. {part.meaning}"
            yield from textwrap.wrap(line, WIDTH, initial_indent="  - ", subsequent_indent="    ")
        for reference in self.source.splitlines():
            yield from hung("source  ", reference)
        yield from hung("see     ", ", ".join(self.related))


def hung(head: str, text: str) -> list[str]:
    """Return a text after a heading, with hanging indentation; empty if there is no text."""
    return textwrap.wrap(text, WIDTH, initial_indent=f"  {head}", subsequent_indent=" " * (len(head) + 2))


def sentence(meaning: str) -> str:
    """Return a meaning with a capital first letter and a final full stop."""
    return f"{meaning[0].upper()}{meaning[1:].rstrip('.')}."
